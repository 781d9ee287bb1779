//! The specimen world: invented people, and their certificates.

pub(crate) mod certificates;
pub(crate) mod day;
pub(crate) mod identifiers;
pub(crate) mod people;
pub(crate) mod types;
