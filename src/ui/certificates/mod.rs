//! The certificates: all of them on the home page, and one by itself.

mod certificate;
mod home;

pub use certificate::Certificate;
pub use home::Home;
