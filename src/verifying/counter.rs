//! A counter as this device keeps it: its rules, whose they are, and whether it makes a sound.

use serde::{Deserialize, Serialize};

use super::rules::Rules;
use super::rules_file::SignedRules;

/// What a counter is set to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    /// The rules.
    pub rules: Rules,
    /// The thumbprint of the key that signed them, when they came in a file.
    pub signer: Option<String>,
    /// When they were signed (Unix seconds).
    pub signed_at: Option<i64>,
    /// Whether results make no sound.
    pub is_silent: bool,
}

/// The same as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    rules: Rules,
    #[serde(default)]
    signer: Option<String>,
    #[serde(default)]
    signed_at: Option<i64>,
    #[serde(default)]
    is_silent: bool,
}

impl Counter {
    /// Reads what [`Counter::to_json`] wrote; `None` when it cannot be read, and then nothing must be
    /// checked by looser rules without a word.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let kept: Kept = serde_json::from_str(text).ok()?;
        let rules = Rules::from_json(&kept.rules.to_json())?;
        let Kept { signer, signed_at, is_silent, .. } = kept;
        Some(Self { rules, signer, signed_at, is_silent })
    }

    /// As text, to be kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        let kept = Kept {
            rules: self.rules.clone(),
            signer: self.signer.clone(),
            signed_at: self.signed_at,
            is_silent: self.is_silent,
        };
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// The same counter under the rules of a file.
    #[must_use]
    pub fn under(&self, signed: SignedRules) -> Self {
        let (signer, signed_at) = (Some(signed.signer), Some(signed.at));
        Self { rules: signed.rules, signer, signed_at, is_silent: self.is_silent }
    }

    /// The same counter under rules that somebody set here by hand.
    #[must_use]
    pub fn set_to(&self, rules: Rules, is_silent: bool) -> Self {
        // Rules that were changed are nobody's but this counter's.
        let signer = self.signer.clone().filter(|_| rules == self.rules);
        let signed_at = self.signed_at.filter(|_| signer.is_some());
        Self { rules, signer, signed_at, is_silent }
    }

    /// Whether the file comes from another hand than the rules in force; those that were set here by hand
    /// are this counter's own.
    #[must_use]
    pub fn is_from_another_hand(&self, signed: &SignedRules) -> bool {
        match &self.signer {
            Some(signer) => *signer != signed.signer,
            None => self.rules.is_strict(),
        }
    }

    /// Whether the file is older than the rules in force, which came from the same hand.
    #[must_use]
    pub fn is_newer_than(&self, signed: &SignedRules) -> bool {
        !self.is_from_another_hand(signed) && self.signed_at.is_some_and(|at| at > signed.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(signer: &str) -> SignedRules {
        let rules = Rules { needs_status: true, ..Rules::default() };
        SignedRules { rules, signer: signer.to_owned(), at: 1 }
    }

    #[test]
    fn it_reads_what_it_wrote_and_remembers_the_hand() {
        let counter = Counter { is_silent: true, ..Counter::default() }.under(signed("a"));
        assert_eq!(Counter::from_json(&counter.to_json()), Some(counter.clone()));
        assert!(counter.is_silent && !counter.is_from_another_hand(&signed("a")));
        assert!(counter.is_from_another_hand(&signed("b")));
        assert!(!Counter::default().is_from_another_hand(&signed("b")));
        let own = Counter::default().set_to(counter.rules.clone(), false);
        assert!(own.is_from_another_hand(&signed("b")));
        let older = SignedRules { at: 0, ..signed("a") };
        assert!(counter.is_newer_than(&older) && !counter.is_newer_than(&signed("a")));
    }

    #[test]
    fn rules_changed_by_hand_are_no_longer_the_signers() {
        let counter = Counter::default().under(signed("a"));
        let same = counter.set_to(counter.rules.clone(), true);
        assert_eq!((same.signer.as_deref(), same.is_silent), (Some("a"), true));
        assert_eq!(counter.set_to(Rules::default(), false).signer, None);
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_no_rules() {
        for text in
            ["", "{}", "[]", r#"{"rules":{"needs_age":18}}"#, r#"{"rules":{"list_hours":1e9}}"#]
        {
            assert_eq!(Counter::from_json(text), None, "{text}");
        }
    }
}
