//! The pages, one file each.

mod add;
mod certificate;
mod home;
mod not_found;
mod opening;
mod settings;
mod unlock;
mod verify;
mod welcome;

pub use add::Add;
pub use certificate::Certificate;
pub use home::Home;
pub use not_found::NotFound;
pub use opening::Opening;
pub use settings::Settings;
pub use unlock::Unlock;
pub use verify::Verify;
pub use welcome::Welcome;
