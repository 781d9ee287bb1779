//! The same for what the office checks.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::print_stdout)]
#![allow(dead_code, reason = "of the helpers only what these tests need")]

#[path = "../../../tests/it/certified_values.rs"]
mod certified_values;
#[path = "../../../tests/it/filing_world.rs"]
mod filing_world;
#[path = "../../../tests/it/filling.rs"]
mod filling;
#[path = "../../../tests/it/shared.rs"]
mod shared;
#[path = "../../../tests/it/tampering.rs"]
mod tampering;
