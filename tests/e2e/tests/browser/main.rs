//! Everything that needs a real browser, in one binary. Run by `cargo xtask test`, which sets up
//! the browser and builds the app.

mod harness;
mod home;
mod specimen;
