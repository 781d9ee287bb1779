//! Which certificates stand for themselves, and which are history.

use super::{StoredCertificate, VaultData};

impl VaultData {
    /// Whether another certificate, which is still here, has taken its place.
    #[must_use]
    pub fn is_replaced(&self, stored: &StoredCertificate) -> bool {
        stored.replaced.as_ref().is_some_and(|other| self.certificate(&other.by).is_some())
    }

    /// The certificates that stand for themselves, and those that another has replaced.
    #[must_use]
    pub fn now_and_before(&self) -> (Vec<&StoredCertificate>, Vec<&StoredCertificate>) {
        self.certificates.iter().partition(|stored| !self.is_replaced(stored))
    }
}
