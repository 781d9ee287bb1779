//! What certificates are checked against, and the check itself.

pub mod business;
pub mod checking;
pub mod city;
pub mod code_keys;
pub mod config;
pub mod evidence;
pub mod given;
pub mod lists;

/// An absolute path of our own origin.
fn own_path(text: &str) -> Option<String> {
    (text.starts_with('/') && !text.starts_with("//") && !text.contains('\\'))
        .then(|| text.to_owned())
}
