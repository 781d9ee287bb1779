//! The list of checks done at this counter: when, what kind, with which result, and what for. Nothing in
//! it is about the person whose certificate it was.

use serde::{Deserialize, Serialize};

use super::judged::{Judged, Rule};
use crate::trust::checking::{Checked, Class};

/// Entries that are kept; a busy counter does some hundred a day.
const MOST_ENTRIES: usize = 10_000;

/// Letters of a kind; a hostile certificate names a long one.
const MOST_LETTERS: usize = 200;

/// The reason for what is a link and no certificate.
pub const WEB_ADDRESS: &str = "web-address";

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When (Unix seconds).
    pub at: i64,
    /// The type of the certificate, or its format where it names none; empty for what is no certificate.
    pub kind: String,
    /// The result ([`Class::code`]).
    pub result: String,
    /// The reason: a code of the check, or the rule that decided; empty when it is valid.
    pub reason: String,
    /// What it was checked for.
    pub purpose: String,
}

impl Done {
    /// What is written down about one check.
    #[must_use]
    pub fn of(checked: &Checked, judged: Judged, purpose: &str) -> Self {
        let report = &checked.report;
        let format = || report.format().map(|format| format.as_str());
        // What a forgery says about itself is nobody's word.
        let kind = match judged.class {
            Class::NotACertificate | Class::NotGenuine => format(),
            _ => report.credential_type().or_else(format),
        };
        let address = checked.is_web_address().then_some(WEB_ADDRESS);
        let reason = judged
            .rule
            .map(Rule::code)
            .or(address)
            .or_else(|| report.code().map(|code| code.as_str()));
        Self {
            at: checked.at.seconds(),
            kind: kind.unwrap_or_default().chars().take(MOST_LETTERS).collect(),
            result: judged.class.code().to_owned(),
            reason: reason.filter(|_| judged.class != Class::Valid).unwrap_or_default().to_owned(),
            purpose: purpose.to_owned(),
        }
    }

    /// The result.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        Class::from_code(&self.result)
    }
}

/// The list, newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    entries: Vec<Done>,
}

impl Record {
    /// Reads what [`Record::to_json`] wrote. What cannot be read is an empty list: nothing depends on it.
    #[must_use]
    pub fn from_json(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// As text, to be kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Takes an entry in; the oldest go when there are too many.
    pub fn add(&mut self, done: Done) {
        self.entries.push(done);
        let too_many = self.entries.len().saturating_sub(MOST_ENTRIES);
        self.entries.drain(..too_many);
    }

    /// Drops what is older than so many days.
    pub fn forget_older(&mut self, days: u32, now: i64) {
        let oldest = now.saturating_sub(i64::from(days) * 86_400);
        self.entries.retain(|done| days > 0 && done.at >= oldest);
    }

    /// The entries, newest first.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Done> {
        self.entries.iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cert_verify::{StatusEvidence, Trust, UnixTime};

    fn done(at: i64) -> Done {
        Done {
            at,
            kind: "t".to_owned(),
            result: Class::Valid.code().to_owned(),
            reason: String::new(),
            purpose: "入住登记".to_owned(),
        }
    }

    #[test]
    fn it_reads_what_it_wrote_and_forgets_by_age_and_number() {
        let mut record = Record::default();
        for day in 0..40 {
            record.add(done(day * 86_400));
        }
        assert_eq!(Record::from_json(&record.to_json()), record);
        record.forget_older(30, 39 * 86_400);
        assert_eq!(record.entries().len(), 31);
        assert_eq!(record.entries().next().map(|done| done.at), Some(39 * 86_400));
        record.forget_older(0, 39 * 86_400);
        assert_eq!(record.entries().len(), 0);
        for at in 0..10_005 {
            record.add(done(at));
        }
        assert_eq!(record.entries().len(), MOST_ENTRIES);
        assert_eq!(record.entries().last().map(|done| done.at), Some(5));
        assert_eq!(Record::from_json("{").entries().len(), 0);
    }

    #[test]
    fn nothing_of_what_was_checked_is_in_it() {
        let text = b"eyJhbGciOiJFZERTQSJ9.eyJuYW1lIjoi5YiY5LiAIn0.c2ln";
        let now = UnixTime::from_seconds(1_000);
        let checked =
            crate::trust::checking::check(text, &Trust::nobody(), &StatusEvidence::none(), now);
        let judged = Judged { class: checked.class(None), rule: None };
        let done = Done::of(&checked, judged, "");
        assert_eq!((done.at, done.class()), (1_000, Some(judged.class)));
        assert!(!done.reason.is_empty());
        assert!(done.kind.len() < 20, "{}", done.kind);
    }
}
