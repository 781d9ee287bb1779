//! Invented people, and their example certificates, made from the data of a world.

pub(crate) mod certificates;
pub(crate) mod day;
pub(crate) mod gift;
pub(crate) mod identifiers;
pub(crate) mod people;
pub(crate) mod renewal;
pub(crate) mod types;
