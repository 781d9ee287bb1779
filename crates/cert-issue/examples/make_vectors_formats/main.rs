//! Writes the vectors of the other formats: `tests/vectors/<format>/<defect>.json`.
//!
//! Everything is fixed (seeds, times), so a second run writes the same bytes:
//! `cargo run -p cert-issue --example make_vectors_formats`.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

mod case;
mod cbor;
mod certificates;
mod claim169;
mod credential;
mod data_integrity;
mod eu_dcc;
mod health_card;
mod kinds;
mod listed;
mod lists;
mod vc_jwt;
mod x5c;

fn main() {
    let mut cases = Vec::new();
    eu_dcc::cases(&mut cases);
    claim169::cases(&mut cases);
    health_card::cases(&mut cases);
    data_integrity::cases(&mut cases);
    lists::cases(&mut cases);
    vc_jwt::cases(&mut cases);
    x5c::cases(&mut cases);
    listed::cases(&mut cases);
    kinds::cases(&mut cases);
    for case in &cases {
        case.write();
    }
    eprintln!("{} vectors", cases.len());
}
