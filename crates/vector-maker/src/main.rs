//! Writes `tests/vectors/<area>/<defect>.json`: one defect per file, its name the defect.
//!
//! Everything is fixed (seeds, salts, times), so a second run writes the same bytes:
//! `cargo run -p vector-maker`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

mod formats;
mod wallet;

fn main() {
    let written = wallet::write() + formats::write();
    eprintln!("{written} vectors");
}
