//! Filings on their way: what is asked of an office, how its answers are read, what is
//! repeated, and what is shown of it afterwards.

pub mod history;
pub mod office;
pub mod outbox;
pub mod receipt;
pub mod sent_view;
