//! For the office's own system: it reads filings in order (`pull`), is told of them (`webhooks`), or gets them all in one
//! file (`whole`). Each filing comes with what it was checked by, so that it can be checked again.

mod item;
mod pull;
mod settings;
mod signature;
mod webhooks;
mod whole;

pub(crate) use pull::{file, filings};
pub use settings::BackOffice;
pub(crate) use settings::Receiver;
pub(crate) use webhooks::{deliver, metric, tell};
pub use whole::{Replay, Whole, export, replay};
