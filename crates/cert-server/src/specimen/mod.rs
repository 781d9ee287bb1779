//! The specimen world: invented people, their certificates, and the page to get them.

pub(crate) mod certificates;
pub(crate) mod day;
pub(crate) mod identifiers;
mod page;
pub(crate) mod people;
mod qr;
pub(crate) mod start_page;
pub(crate) mod types;
