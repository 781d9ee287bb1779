//! A draft as it is kept in the vault, around what cert-fill knows of it.

use cert_fill::{Attachment, Whom};
use cert_verify::put_in_order;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Drafts go this long after the last change (rule C23).
const LIFETIME_SECONDS: i64 = 30 * 86_400;

/// How the person chose to fill the form (rule C2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// From certificates.
    Certificates,
    /// By typing; only what must be certified comes from certificates.
    Typing,
}

/// One kept draft. There is one for each form and each person for whom it is filled in, at most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftRecord {
    /// Local and random. A draft that is begun anew is another draft.
    pub id: String,
    /// The form's short name, as in the address.
    pub form: String,
    /// Rises with each stored change, so that a tab sees that another one has written; 0 is
    /// a draft that was not stored yet.
    pub revision: u32,
    /// `sha256-…` of the form it was made with.
    pub integrity: String,
    /// When it was last changed (Unix seconds).
    pub changed: i64,
    /// How it is filled.
    pub way: Way,
    /// The step that was open.
    #[serde(default)]
    pub step: String,
    /// The draft as cert-fill writes it.
    pub draft: Value,
    /// The certificate ids that were used, by query: a renewed one shows here.
    #[serde(default)]
    pub used: Value,
    /// The submission that was made from it, until every office has answered. Only a
    /// press of Send writes it.
    #[serde(default)]
    pub submission: Option<String>,
    /// Answers that were typed before this draft: pointer, and when (Unix seconds).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typed_on: Vec<(String, i64)>,
    /// What was changed, as cert-fill writes it.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub history: Value,
    /// The submission that it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// For whom it is filled in, when that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whom: Option<Whom>,
    /// The files that were ever attached to it, by digest, also those that were taken back since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

impl DraftRecord {
    /// Whether it has lain for too long. One that is being sent never has.
    #[must_use]
    pub const fn expired(&self, now: i64) -> bool {
        self.submission.is_none() && now - self.changed >= LIFETIME_SECONDS
    }

    /// The moment at which it goes.
    #[must_use]
    pub const fn expires(&self) -> i64 {
        self.changed + LIFETIME_SECONDS
    }

    /// The digests of the files that it names or has named, wherever they stand: base64url, their names in the
    /// vault and at the office.
    #[must_use]
    pub fn digests(&self) -> Vec<String> {
        let mut found = self.files.clone();
        collect(&self.draft, 0, &mut found);
        collect(&self.history, 0, &mut found);
        put_in_order(&mut found, Ord::cmp);
        found.dedup();
        found
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
            members.values().for_each(|inner| collect(inner, depth + 1, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, depth + 1, found)),
        _ => {}
    }
}
