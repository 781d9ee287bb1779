//! What certificates are checked against, and the check itself.

pub mod business;
pub mod checking;
pub mod code_keys;
pub mod config;
pub mod evidence;
pub mod given;
pub mod lists;
