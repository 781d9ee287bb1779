//! The one native integration binary: one module per area.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::print_stdout)]

mod app_check;
mod case_chain;
mod certified_values;
mod command_line;
mod corpora_primitives;
mod corpora_sd_jwt;
mod corpora_status_list;
mod corpus;
mod delivery_model;
mod drafts;
mod encrypted_codes;
mod faults_have_tests;
mod filing_world;
mod filling;
mod for_others;
mod for_others_drafts;
mod for_others_lint;
mod for_others_when;
mod form_lint;
mod formats_eu_dcc;
mod formats_hostile;
mod formats_other_sets;
mod formats_smart_health_card;
mod hostile;
mod late_values;
mod lote_schema;
mod pointer_vectors;
mod preview;
mod previewing;
mod publishing;
mod schema_differential;
mod schema_suite;
mod server;
mod shared;
mod tampering;
mod transforms;
mod two_steps;
mod typed_values;
mod vectors;
