//! What the desk remembers: who works there, what they did, and the cases in an order to be listed in.

pub(crate) mod cases;
pub(crate) mod clerks;
pub(crate) mod log;
pub(crate) mod sessions;
