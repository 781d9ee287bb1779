//! The verifier for JavaScript: options in, the report of the core out.
//!
//! Nothing is decided here. The report crosses as JSON text and not as an object, because a
//! claim named `__proto__` would vanish into the prototype of an object.

#[cfg(target_arch = "wasm32")]
mod binding;
#[cfg(target_arch = "wasm32")]
mod options;
#[cfg(target_arch = "wasm32")]
mod rest;
