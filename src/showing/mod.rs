//! Showing a certificate to whoever stands in front: what of it, and signed just now. Plain Rust, no
//! browser.

pub mod choice;
pub mod presentation;
