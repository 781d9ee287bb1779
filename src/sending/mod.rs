//! Filings on their way: what is asked of an office, how its answers are read, what is
//! repeated, and what is shown of it afterwards.
//!
//! [`machine`] decides what happens next, [`changes`] what is written into the vault, and
//! [`outbox`] holds the rules for one submission; [`retry`] says when it is tried again.

pub mod again;
mod agreeing;
pub mod changes;
pub mod handed_in;
pub mod history;
pub mod machine;
pub mod news;
pub mod office;
pub mod outbox;
pub mod passing;
pub mod progress;
pub mod receipt;
mod retry;
pub mod sent_view;
