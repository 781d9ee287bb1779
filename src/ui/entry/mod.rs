//! The pages before the wallet is open, and the one for an address that leads nowhere.

mod not_found;
mod opening;
pub mod people;
mod unlock;
pub mod vault_entry;
mod welcome;

pub use not_found::NotFound;
pub use opening::Opening;
pub use unlock::Unlock;
pub use welcome::Welcome;
