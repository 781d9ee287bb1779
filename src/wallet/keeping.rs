//! How long a browser keeps what is saved in it, and when a backup is due.

use super::VaultData;

/// What is known about the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Browser {
    /// What it said to `navigator.storage.persist()`; none when it cannot be asked.
    pub promised: Option<bool>,
    /// Its engine is WebKit: Safari, and every browser on an iPhone or iPad.
    pub is_webkit: bool,
    /// The page was opened from the home screen, as an app of its own.
    pub on_home_screen: bool,
}

/// How long it keeps things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Until the person deletes them.
    Kept,
    /// Until space is short.
    WhileSpaceLasts,
    /// Until seven days of use of the browser have gone by without a visit.
    SevenDays,
    /// It does not say.
    Unknown,
}

impl Browser {
    /// WebKit deletes what scripts wrote after seven days without a visit, whatever it has
    /// promised about space; a page on the home screen is exempt.
    #[must_use]
    pub const fn keeping(self) -> Keeping {
        match (self.is_webkit && !self.on_home_screen, self.promised) {
            (true, _) => Keeping::SevenDays,
            (false, Some(true)) => Keeping::Kept,
            (false, Some(false)) => Keeping::WhileSpaceLasts,
            (false, None) => Keeping::Unknown,
        }
    }
}

impl VaultData {
    /// How many certificates were added since the last backup; all, if there was none.
    #[must_use]
    pub fn not_backed_up(&self) -> usize {
        let since = self.backed_up_at;
        let newer = |added_at: i64| since.is_none_or(|since| added_at > since);
        self.certificates.iter().filter(|stored| newer(stored.added_at)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wallet::{How, StoredCertificate};

    #[test]
    fn what_a_browser_promises_is_what_is_told() {
        for (promised, is_webkit, on_home_screen, told) in [
            (Some(true), false, false, Keeping::Kept),
            (Some(false), false, false, Keeping::WhileSpaceLasts),
            (None, false, false, Keeping::Unknown),
            (Some(false), false, true, Keeping::WhileSpaceLasts),
            (Some(true), true, false, Keeping::SevenDays),
            (None, true, false, Keeping::SevenDays),
            (Some(true), true, true, Keeping::Kept),
            (Some(false), true, true, Keeping::WhileSpaceLasts),
        ] {
            let browser = Browser { promised, is_webkit, on_home_screen };
            assert_eq!(browser.keeping(), told, "{browser:?}");
        }
    }

    #[test]
    fn a_backup_is_due_when_certificates_came_after_the_last_one() {
        let mut data = VaultData::default();
        assert_eq!(data.not_backed_up(), 0, "nothing to lose");
        for (id, added_at) in [("a", 10), ("b", 20), ("c", 30)] {
            let (id, text) = (id.to_owned(), id.to_owned());
            let how = How::File;
            data.add_certificate(StoredCertificate {
                id,
                text,
                added_at,
                how,
                has_key: false,
                paper: None,
                replaced: None,
            });
        }
        assert_eq!(data.not_backed_up(), 3, "there was none");
        data.backed_up_at = Some(20);
        assert_eq!(data.not_backed_up(), 1);
        data.backed_up_at = Some(30);
        assert_eq!(data.not_backed_up(), 0);
        let stored = VaultData::parse(&data.to_bytes().unwrap()).unwrap();
        assert_eq!(stored.backed_up_at, Some(30), "over restarts");
    }
}
