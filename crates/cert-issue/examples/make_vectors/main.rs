//! Writes `tests/vectors/<area>/<defect>.json`: one defect per file, its name the defect.
//!
//! Everything is fixed (seeds, salts, times), so a second run writes the same bytes:
//! `cargo run -p cert-issue --example make_vectors`.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

mod case;
mod holder;
mod parts;
mod refused;
mod sd_jwt;
mod signature;
mod status;
mod time;
mod trust;

fn main() {
    let mut cases = Vec::new();
    signature::cases(&mut cases);
    sd_jwt::cases(&mut cases);
    time::cases(&mut cases);
    status::cases(&mut cases);
    holder::cases(&mut cases);
    trust::cases(&mut cases);
    refused::cases(&mut cases);
    for case in &cases {
        case.write();
    }
    eprintln!("{} vectors", cases.len());
}
