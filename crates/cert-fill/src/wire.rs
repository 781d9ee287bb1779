//! The messages between the app and the offices (forms.md 3.4 to 3.7). Unknown members are
//! refused where a message is acted on.

use std::collections::BTreeMap;

use cert_verify::json::{self, Limits};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::Pointer;
use crate::form::{Filing, Form};
use crate::refusal::{PointedError, Refusal};

/// The version of the format in every message.
pub const FORMAT_VERSION: &str = "1.0";

/// The most that a filing may have: the example has 9 KB; a filing with fifty investors'
/// consents stays under 1 MB. Files go separately.
pub const MAX_FILING_BYTES: usize = 1_048_576;

/// Blanks and escapes, which a program that writes for people may add.
const MAX_BLANKS: usize = 4_096;

/// One certificate as it is presented: 2 to 8 KB, more with a chain and a portrait.
const MAX_CERTIFICATE_BYTES: usize = 98_304;

/// Answers and their origins, beside the certificates.
const MAX_ANSWERS_BYTES: usize = 131_072;

/// For messages other than filings: they hold ids, hashes and one receipt.
const MESSAGE: Limits = Limits { bytes: 262_144, depth: 32, items: 10_000 };

/// `POST …/challenges`: which form, which filing. No personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeRequest {
    /// The edition of the form.
    pub form: FormReference,
    /// The filing.
    pub filing: String,
    /// Whether it will be carried to a counter ([`crate::carried`]): the nonce then lives for days. An office that
    /// does not know this refuses it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub counter: bool,
}

/// One edition of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormReference {
    /// The form's name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The digest of its exact bytes.
    pub integrity: String,
}

impl ChallengeRequest {
    /// The request for one filing of a form.
    pub fn new(form: &Form, filing: &Filing) -> Self {
        let form = FormReference {
            id: form.id().to_owned(),
            version: form.version().to_owned(),
            integrity: form.integrity().to_owned(),
        };
        Self { form, filing: filing.id.clone(), counter: false }
    }
}

/// The office's answer: who is asking, and a nonce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// The audience that proofs must name.
    pub aud: String,
    /// The nonce that proofs must name.
    pub nonce: String,
    /// Seconds until the nonce expires.
    pub expires_in: u32,
    /// Whether this office tells news of a case to whoever shows its handle. An office that does not know
    /// the handle's digest would refuse it, so nobody signs one unasked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub progress: bool,
    /// Keys for encryption, unused in this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// `POST …/filings`: the filing itself. The strings are hashed as they stand here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingBody {
    /// The version of the format.
    pub ef: String,
    /// The submission that it belongs to.
    pub submission_id: String,
    /// The filing.
    pub filing: String,
    /// The language in which the person read the form.
    pub locale: String,
    /// base64url of the answers' JSON.
    pub answers: String,
    /// base64url of the provenance map's JSON.
    pub provenance: String,
    /// One base64url text of the transaction's JSON.
    pub transaction_data: Vec<String>,
    /// The presentations per query.
    pub vp_token: BTreeMap<String, Vec<String>>,
}

impl FilingBody {
    /// The exact bytes to send.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Texts and lists of texts: there is nothing that JSON could not hold.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a filing strictly, without believing anything.
    ///
    /// # Errors
    /// A [`Refusal`] with the code `body-too-large` or `body-malformed`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        use crate::refusal::RefusalCode::{BodyMalformed, BodyTooLarge};
        if bytes.len() > MAX_FILING_BYTES {
            return Err(Refusal::new(BodyTooLarge));
        }
        let limits = Limits { bytes: MAX_FILING_BYTES, depth: 8, items: 5_000 };
        let value = json::parse(bytes, limits).map_err(|_| Refusal::new(BodyMalformed))?;
        let body: Self = serde_json::from_value(value).map_err(|_| Refusal::new(BodyMalformed))?;
        // What does not count is not kept: an office stores the bytes as they came.
        if bytes.len() > body.to_bytes().len() + MAX_BLANKS {
            return Err(Refusal::new(BodyTooLarge));
        }
        if body.ef == FORMAT_VERSION { Ok(body) } else { Err(Refusal::new(BodyMalformed)) }
    }

    /// The most bytes that a filing of this form may have: for each certificate that it asks for, for the
    /// answers and their origins.
    pub(crate) fn most_bytes(form: &Form) -> usize {
        let queries = &form.evidence().credentials;
        let each = queries
            .iter()
            .map(|query| if query.multiple { MAX_FILING_BYTES } else { MAX_CERTIFICATE_BYTES });
        each.fold(MAX_ANSWERS_BYTES, usize::saturating_add).min(MAX_FILING_BYTES)
    }
}

/// What an office did with a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FilingStatus {
    /// Taken.
    Accepted,
    /// Taken, to be looked at later.
    Queued,
    /// Waits for another filing.
    Waiting,
    /// Needs correction.
    Returned,
    /// Refused after it was taken.
    Rejected,
}

impl FilingStatus {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Queued => "queued",
            Self::Waiting => "waiting",
            Self::Returned => "returned",
            Self::Rejected => "rejected",
        }
    }
}

/// The answer to a filing that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingAccepted {
    /// The number of the case.
    pub case_no: String,
    /// What was done with it.
    pub status: FilingStatus,
    /// The receipt, an SD-JWT VC.
    pub receipt: String,
}

/// The answer to a filing that was refused: RFC 9457 problem details.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// The address of the kind of problem.
    #[serde(rename = "type")]
    pub problem_type: String,
    /// One English line.
    #[serde(default)]
    pub title: String,
    /// The HTTP status.
    #[serde(default)]
    pub status: u16,
    /// The stable code.
    #[serde(default)]
    pub code: String,
    /// One entry per value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemEntry>,
}

/// One value that is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProblemEntry {
    /// The answer, as a URI fragment (RFC 6901 section 6), such as `#/permit/valid_until`.
    pub pointer: String,
    /// The stable code.
    pub code: String,
    /// The query of the certificate concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// The check of the form that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// The bound that was broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Value>,
    /// Words of the form for it, by language.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub detail: Map<String, Value>,
}

/// The prefix of problem types.
const PROBLEM_TYPE: &str = "https://ef.example/problems/";

impl Problem {
    /// A problem with nothing but a code.
    pub fn of_code(code: &str, title: &str, status: u16) -> Self {
        Self {
            problem_type: format!("{PROBLEM_TYPE}{code}"),
            title: title.to_owned(),
            status,
            code: code.to_owned(),
            errors: Vec::new(),
        }
    }

    /// The problem that tells a refusal; with the form's own words where it has some.
    pub fn of_refusal(refusal: &Refusal, form: Option<&Form>) -> Self {
        let mut problem = Self::of_code(
            refusal.code.as_str(),
            refusal.code.description(),
            refusal.code.http_status(),
        );
        problem.errors =
            refusal.errors.iter().map(|error| ProblemEntry::new(error, form)).collect();
        problem
    }

    /// The JSON text (`application/problem+json`).
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl ProblemEntry {
    fn new(error: &PointedError, form: Option<&Form>) -> Self {
        let check =
            error.check.as_deref().and_then(|id| form?.checks().iter().find(|one| one.id == id));
        let words = check.map(|check| check.message.to_json());
        Self {
            pointer: fragment(&error.pointer),
            code: error.code.to_owned(),
            credential: error.credential.clone(),
            check: error.check.clone(),
            limit: error.limit.clone(),
            detail: words.and_then(|words| words.as_object().cloned()).unwrap_or_default(),
        }
    }

    /// The answer that it speaks of, if the pointer can be read.
    pub fn answer(&self) -> Option<Pointer> {
        let text = self.pointer.strip_prefix('#')?;
        Pointer::parse(&percent_decode(text)?).ok()
    }
}

/// A pointer as a URI fragment: characters outside RFC 3986 `fragment` are percent-encoded.
fn fragment(pointer: &Pointer) -> String {
    let mut text = String::from("#");
    for byte in pointer.to_string().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = core::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Reads a message strictly: duplicate names, foreign members and oversize are refused.
///
/// # Errors
/// `body-too-large` or `body-malformed`.
pub fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    use crate::refusal::RefusalCode::{BodyMalformed, BodyTooLarge};
    if bytes.len() > MESSAGE.bytes {
        return Err(Refusal::new(BodyTooLarge));
    }
    let value = json::parse(bytes, MESSAGE).map_err(|_| Refusal::new(BodyMalformed))?;
    serde_json::from_value(value).map_err(|_| Refusal::new(BodyMalformed))
}

/// Writes a message.
pub fn write<T: Serialize>(message: &T) -> Vec<u8> {
    serde_json::to_vec(message).unwrap_or_else(|_| json!({}).to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_go_into_fragments_and_come_back() {
        for text in ["", "/a/b", "/a~1b/m~0n", "/名称/ x", "/a%b"] {
            let pointer = Pointer::parse(text).unwrap();
            let entry = ProblemEntry {
                pointer: fragment(&pointer),
                code: "x".into(),
                credential: None,
                check: None,
                limit: None,
                detail: Map::new(),
            };
            assert!(entry.pointer.is_ascii());
            assert_eq!(entry.answer(), Some(pointer));
        }
    }

    #[test]
    fn foreign_members_are_refused() {
        let good = br#"{"aud":"a","nonce":"n","expires_in":900}"#;
        assert!(read::<Challenge>(good).is_ok());
        for bad in [
            br#"{"aud":"a","nonce":"n","expires_in":900,"x":1}"#.as_slice(),
            br#"{"aud":"a","aud":"b","nonce":"n","expires_in":900}"#,
            br#"{"aud":"a","nonce":"n"}"#,
            br#"[]"#,
        ] {
            assert!(read::<Challenge>(bad).is_err());
        }
    }
}
