//! A filing that is carried to a counter (全市通办): signed on the person's device for an office, handed in by
//! whoever stands at a counter, anywhere.
//!
//! The file holds the body of the filing and nothing else. Which form it is, which office it is for and under
//! which key it is filed once stands in what was signed, so there is nothing beside it that could be changed on
//! the way. What is read here is believed by nobody: the counter checks the body as the office will, and the office
//! checks it again.

use cert_verify::json::{self, Limits};
use cert_verify::{base64url, jws, sd_jwt::SdJwt};
use serde_json::{Value, json};

use crate::wire::{FilingBody, FormReference, MAX_FILING_BYTES};

/// How long an office waits for a filing that is carried: two weeks, so that there is a day to go.
pub const LIFE_SECONDS: i64 = 14 * 86_400;

/// The version of the file.
const FILE_VERSION: &str = "1";

/// The body as one JSON text, every byte of which may have to be escaped.
const FILE: Limits = Limits { bytes: 2 * MAX_FILING_BYTES + 1_024, depth: 4, items: 16 };

/// Why a file is no carried filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CarriedError {
    /// It cannot be read, or holds no filing that was signed.
    Malformed,
    /// It is of a newer version of this format.
    VersionUnknown,
}

impl CarriedError {
    /// Every error.
    pub const ALL: &'static [Self] = &[Self::Malformed, Self::VersionUnknown];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "carried-malformed",
            Self::VersionUnknown => "carried-version-unknown",
        }
    }
}

/// A filing as it is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedFiling {
    /// The exact bytes for the office.
    pub body: String,
    /// What it says of itself; nothing of it is believed.
    pub says: Says,
}

/// What a filing says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Says {
    /// The edition of the form.
    pub form: FormReference,
    /// The filing.
    pub filing: String,
    /// The submission.
    pub submission: String,
    /// The language in which the person read what they sent.
    pub locale: String,
    /// The nonce of the first proof of possession.
    pub nonce: String,
    /// When the first proof was made (Unix seconds).
    pub signed_at: i64,
}

impl CarriedFiling {
    /// Whether these bytes are meant to be such a file, whatever else is wrong with them.
    pub fn is_one(bytes: &[u8]) -> bool {
        const BEGINS: usize = 64;
        let begin = bytes.get(..BEGINS).unwrap_or(bytes);
        let name = b"\"certfill_filing\"";
        begin.windows(name.len()).any(|part| part == name)
    }

    /// Wraps a signed filing.
    ///
    /// # Errors
    /// [`CarriedError::Malformed`] when it is none.
    pub fn of_body(body: &str) -> Result<Self, CarriedError> {
        let says = says(body).ok_or(CarriedError::Malformed)?;
        Ok(Self { body: body.to_owned(), says })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// A [`CarriedError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, CarriedError> {
        let file = json::parse_object(bytes, FILE).map_err(|_| CarriedError::Malformed)?;
        let text = |name: &str| file.get(name).and_then(Value::as_str);
        match text("certfill_filing") {
            Some(FILE_VERSION) => Self::of_body(text("body").ok_or(CarriedError::Malformed)?),
            Some(_) => Err(CarriedError::VersionUnknown),
            None => Err(CarriedError::Malformed),
        }
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        json!({"certfill_filing": FILE_VERSION, "body": self.body}).to_string().into_bytes()
    }

    /// The last moment at which the office takes it (Unix seconds).
    pub const fn expires(&self) -> i64 {
        self.says.signed_at.saturating_add(LIFE_SECONDS)
    }
}

fn says(body: &str) -> Option<Says> {
    let body = FilingBody::parse(body.as_bytes()).ok()?;
    let [transaction] = body.transaction_data.as_slice() else { return None };
    let transaction =
        json::parse_object(&base64url::decode(transaction).ok()?, Limits::CERTIFICATE).ok()?;
    let form = serde_json::from_value(transaction.get("form")?.clone()).ok()?;
    let presented = body.vp_token.values().flatten();
    let (nonce, signed_at) = presented.into_iter().find_map(|one| proof(one))?;
    Some(Says {
        form,
        filing: body.filing,
        submission: body.submission_id,
        locale: body.locale,
        nonce,
        signed_at,
    })
}

fn proof(presentation: &str) -> Option<(String, i64)> {
    let presentation = SdJwt::parse(presentation).ok()?;
    let proof = jws::parse(presentation.key_binding()?).ok()?;
    let proof = json::parse_object(proof.unverified_payload(), Limits::CERTIFICATE).ok()?;
    Some((proof.get("nonce")?.as_str()?.to_owned(), proof.get("iat")?.as_i64()?))
}
