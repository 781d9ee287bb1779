//! One form from its start page to Send.

mod answers;
pub mod changed;
mod check;
mod choose;
mod consent;
mod dispatch;
mod file;
pub mod flow;
mod history;
mod ineligible;
mod kept;
pub mod load;
pub mod names;
mod needs;
mod offered;
mod pages;
mod renewed;
mod resume;
pub mod send;
mod shares;
mod signer;
mod start;
mod step;
mod unlock;
pub mod whom;
mod withdrawn;

pub use pages::{FormFlow, FormPage};
pub use resume::OutboxRunner;
