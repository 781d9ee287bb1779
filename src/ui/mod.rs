//! What draws: the app's root, its elements and pages, and the only door to the browser.

pub mod add;
pub mod app;
pub mod browser;
pub mod certificates;
pub mod ctx;
pub mod elements;
#[allow(dead_code, reason = "only the door is entered here")]
pub mod entrance;
pub mod entry;
pub mod form;
pub mod parts;
pub mod sent;
pub mod services;
pub mod settings;
pub mod verify;
