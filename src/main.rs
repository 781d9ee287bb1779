//! Certfill (证填), the app in the browser. See `lib.rs` for the part without it.

// A binary has no outside: `pub` means “for the other modules of this app”.
#![allow(unreachable_pub)]

#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(target_arch = "wasm32")]
fn main() {
    if ui::browser::worker::is_worker() {
        ui::browser::worker::serve();
    } else {
        ui::app::mount();
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program runs in a browser. Start it with: cargo xtask run");
}
