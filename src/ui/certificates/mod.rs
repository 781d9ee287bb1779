//! The certificates: all of them on the home page, and one by itself.

mod certificate;
mod home;
mod suggestions;

pub use certificate::Certificate;
pub use home::Home;
