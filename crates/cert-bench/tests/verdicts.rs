//! The tests of `tests/it` that ask the verifier alone, in a binary that is compiled and run in seconds: for
//! `cargo xtask mutants`, which does that once for each change.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::print_stdout)]

#[path = "../../../tests/it/corpora_primitives.rs"]
mod corpora_primitives;
#[path = "../../../tests/it/corpora_sd_jwt.rs"]
mod corpora_sd_jwt;
#[path = "../../../tests/it/corpora_status_list.rs"]
mod corpora_status_list;
#[path = "../../../tests/it/corpus.rs"]
mod corpus;
#[path = "../../../tests/it/formats_eu_dcc.rs"]
mod formats_eu_dcc;
#[path = "../../../tests/it/formats_hostile.rs"]
mod formats_hostile;
#[path = "../../../tests/it/formats_other_sets.rs"]
mod formats_other_sets;
#[path = "../../../tests/it/formats_smart_health_card.rs"]
mod formats_smart_health_card;
#[path = "../../../tests/it/hostile.rs"]
mod hostile;
#[path = "../../../tests/it/lote_schema.rs"]
mod lote_schema;
#[path = "../../../tests/it/shared.rs"]
mod shared;
#[path = "../../../tests/it/two_steps.rs"]
mod two_steps;
#[path = "../../../tests/it/vectors.rs"]
mod vectors;
