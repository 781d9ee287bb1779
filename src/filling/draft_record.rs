//! A draft as it is kept in the vault, around what cert-fill knows of it.

use cert_fill::Attachment;
use serde_json::{Value, json};

use super::autosave;

/// How the person chose to fill the form (rule C2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From certificates.
    Certificates,
    /// By typing; only what must be certified comes from certificates.
    Typing,
}

/// One kept draft.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRecord {
    /// `sha256-…` of the form it was made with.
    pub integrity: String,
    /// When it was last changed (Unix seconds).
    pub changed: i64,
    /// How it is filled.
    pub way: Way,
    /// The step that was open.
    pub step: String,
    /// The draft as cert-fill writes it.
    pub draft: Value,
    /// The certificate ids that were used, by query: a renewed one shows here.
    pub used: Value,
    /// The submission that was made from it, until every office has answered.
    pub submission: Option<String>,
}

impl DraftRecord {
    /// The record for the vault.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "integrity": self.integrity, "changed": self.changed, "step": self.step,
            "way": match self.way { Way::Certificates => "certificates", Way::Typing => "typing" },
            "draft": self.draft, "used": self.used, "submission": self.submission,
        })
    }

    /// Reads a record; `None` when it is not one.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        Some(Self {
            integrity: text("integrity")?,
            changed: value.get("changed")?.as_i64()?,
            way: if text("way")? == "typing" { Way::Typing } else { Way::Certificates },
            step: text("step").unwrap_or_default(),
            draft: value.get("draft")?.clone(),
            used: value.get("used").cloned().unwrap_or(Value::Null),
            submission: text("submission"),
        })
    }

    /// Whether it has lain for too long. One that is being sent never has.
    #[must_use]
    pub fn expired(&self, now: i64) -> bool {
        self.submission.is_none() && autosave::expired(self.changed, now)
    }

    /// The digests of the files that it names, wherever they stand.
    #[must_use]
    pub fn digests(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.draft, 0, &mut found);
        found
    }

    /// The moment at which it goes.
    #[must_use]
    pub const fn expires(&self) -> i64 {
        self.changed + autosave::DRAFT_LIFETIME_SECONDS
    }
}

fn collect(value: &Value, depth: usize, found: &mut Vec<String>) {
    /// As deep as cert-verify reads JSON.
    const MAX_DEPTH: usize = 32;
    if depth > MAX_DEPTH {
        return;
    }
    found.extend(Attachment::digest_in(value));
    match value {
        Value::Object(members) => {
            members.values().for_each(|inner| collect(inner, depth + 1, found))
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, depth + 1, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> DraftRecord {
        DraftRecord {
            integrity: "sha256-x".into(),
            changed: 1_000,
            way: Way::Typing,
            step: "home".into(),
            draft: json!({"a": 1}),
            used: json!({"permit": "id"}),
            submission: None,
        }
    }

    #[test]
    fn a_record_reads_back() {
        assert_eq!(DraftRecord::from_json(&record().to_json()), Some(record()));
        assert_eq!(DraftRecord::from_json(&json!({"draft": {}})), None);
    }

    #[test]
    fn a_draft_that_is_being_sent_does_not_expire() {
        let late = record().expires();
        assert!(record().expired(late) && !record().expired(late - 1));
        let sending = DraftRecord { submission: Some("s".into()), ..record() };
        assert!(!sending.expired(late * 10));
    }
}
