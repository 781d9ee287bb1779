//! What draws: the app's root, its elements and pages, and the only door to the browser.

pub mod add;
pub mod adding;
pub mod app;
pub mod aside;
pub mod ask;
pub mod browser;
pub mod case;
pub mod certificates;
pub mod ctx;
pub mod elements;
pub mod entry;
pub mod filing;
pub mod form;
pub mod hand;
mod hand_in;
mod handed_over;
pub mod inside;
pub mod kiosk;
pub mod load;
pub mod part;
pub mod parts;
pub mod sent;
pub mod services;
pub mod settings;
pub mod showing;
pub mod verify;
