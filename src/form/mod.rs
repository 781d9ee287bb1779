//! The form flow without a browser: catalogue, what is typed and shown, drafts,
//! problems in words, the consent of each office, the outbox.
//!
//! Nothing here draws, sends or stores. The pages do that with what these files
//! decide, so that the decisions are tested natively.

pub mod answers;
pub mod autosave;
pub mod build;
pub mod catalogue;
pub mod client;
pub mod consent;
pub mod display;
pub mod draft_record;
pub mod files;
pub mod local;
pub mod names;
pub mod outbox;
pub mod problems;
pub mod receipt;
pub mod sent_view;
pub mod session;
pub mod summary;
pub mod typed;
pub mod view;
