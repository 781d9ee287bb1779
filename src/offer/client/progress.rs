//! How far a conversation with an issuer is.

use super::Conversation;

/// Which certificate is being fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Counted from 1.
    pub at: usize,
    /// How many there are.
    pub of: usize,
    /// Its configuration.
    pub configuration: String,
}

impl Conversation {
    /// Which certificate is being fetched.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        let wanted = self.wanted.get(self.at).filter(|wanted| wanted.paper_of.is_none())?;
        let of = self.wanted.iter().filter(|wanted| wanted.paper_of.is_none()).count();
        Some(Progress { at: self.at + 1, of, configuration: wanted.configuration.clone() })
    }
}
