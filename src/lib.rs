//! Certfill (证填), the app: everything of it that needs no browser.
//!
//! One room per question; each is plain Rust and tested natively. What draws, and the only door
//! to the browser, is `src/ui/` in the binary (`main.rs`) and exists on wasm32 only.

pub mod asking;
pub mod filling;
pub mod handing;
pub mod http;
pub mod offer;
pub mod route;
pub mod sending;
pub mod showing;
pub mod state;
pub mod suggestions;
pub mod trust;
pub mod verifying;
pub mod wallet;
pub mod words;
