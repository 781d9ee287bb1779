//! What is going on, in the words of the status line.

use crate::words::local::PerLanguage;
use crate::words::{Lang, form_check as words};

/// What is going on.
#[derive(Clone, Debug, PartialEq)]
pub enum Underway {
    /// Asking the office for its nonce.
    Challenge(PerLanguage),
    /// Signing and checking.
    Signing,
    /// Bringing a file: which, of how many.
    File(usize, usize),
    /// Sending.
    Sending(PerLanguage),
    /// Checking the receipt.
    Receipt,
    /// Writing it down.
    Saving,
}

impl Underway {
    /// The words.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let office = |office: &PerLanguage| office.pick(lang).text;
        match self {
            Self::Challenge(to) => words::PROGRESS_CHALLENGE.with(lang, &[&office(to)]),
            Self::Signing => words::PROGRESS_SIGNING.of(lang).to_owned(),
            Self::File(at, of) => {
                words::PROGRESS_FILE.with(lang, &[&at.to_string(), &of.to_string()])
            }
            Self::Sending(to) => words::PROGRESS_SENDING.with(lang, &[&office(to)]),
            Self::Receipt => words::PROGRESS_RECEIPT.of(lang).to_owned(),
            Self::Saving => words::PROGRESS_SAVING.of(lang).to_owned(),
        }
    }
}
