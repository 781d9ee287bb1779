//! The form flow without a browser: catalogue, what is typed and shown, drafts,
//! problems in words, the consent of each office, the outbox.
//!
//! Nothing here draws, sends or stores. The pages do that with what these files
//! decide, so that the decisions are tested natively.

pub mod autosave;
pub mod catalogue;
pub mod client;
pub mod display;
pub mod draft_record;
pub mod local;
pub mod outbox;
pub mod problems;
pub mod sent_view;
pub mod typed;
pub mod view;
