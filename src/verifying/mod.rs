//! The counter: the rules of whoever checks somebody's certificates, what they make of a result, and
//! the list of checks done. Plain Rust, no browser.

pub mod compared;
pub mod counter;
pub mod csv;
pub mod facts;
pub mod gathered;
pub mod judged;
pub mod record;
pub mod rules;
pub mod rules_file;
pub mod signals;
