//! The form without a browser: catalogue and search, what is typed and shown, drafts, problems in words,
//! the consent of each office.
//!
//! Nothing here draws, sends or stores. The pages do that with what these files
//! decide, so that the decisions are tested natively.

pub mod answers;
pub mod autosave;
pub mod build;
pub mod catalogue;
pub mod claim_names;
pub mod consent;
pub mod display;
pub mod files;
pub mod known;
pub mod left;
pub mod open;
pub mod problems;
mod search;
pub mod session;
pub mod shares;
pub mod summary;
pub mod typed;
pub mod view;
