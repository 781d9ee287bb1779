//! The door of the app: what a browser loads first. It welcomes, makes or opens the vault, and
//! then hands over to the house (`src/main.rs`), which holds every page. The house is fetched as
//! soon as the person touches anything, so that it is there when it is needed.
//!
//! Both are built from the same pages and components; the linker keeps here what the door shows.

// A binary has no outside: `pub` means “for the other modules of this app”. What only the house
// uses is compiled here too, and dropped when linking.
#![allow(unreachable_pub, dead_code, unused_imports)]

#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(target_arch = "wasm32")]
fn main() {
    if ui::browser::worker::is_worker() {
        ui::browser::worker::serve();
    } else {
        ui::entrance::mount();
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program runs in a browser. Start it with: cargo xtask run");
}
