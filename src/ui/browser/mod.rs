//! The only door to the browser: everything from web-sys and gloo is here,
//! behind functions with plain Rust types.

pub mod agreement;
mod answering;
pub mod broadcast;
pub mod camera;
pub mod canvas;
pub mod clock;
pub mod crypto;
pub mod fetch;
pub mod files;
pub mod history;
pub mod intl;
pub mod key_keeper;
pub mod leftovers;
pub mod locks;
pub mod opener;
pub mod page;
pub mod pages;
pub mod preferences;
pub mod promise;
pub mod random;
pub mod rules_key;
pub mod scanner;
pub mod signal;
pub mod speech;
pub mod store;
pub mod wake_lock;
pub mod worker;

pub use history::navigate;
