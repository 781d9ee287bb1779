//! Certfill (证填), the app: everything of it that needs no browser.
//!
//! State, addresses, texts, the format of the vault, the OpenID4VCI client and
//! the suggestions are plain Rust and are tested natively. The pages and the
//! door to the browser are in the binary (`main.rs`) and exist on wasm32 only.

pub mod cards;
pub mod checking;
pub mod config;
pub mod form;
pub mod route;
pub mod state;
pub mod suggestions;
pub mod texts;
pub mod trust_store;
pub mod vault;
pub mod vci;
