//! The messages as bytes. What comes from the other side is read within budgets; who sealed it is known, and what it
//! says is still checked by whoever uses it.

use cert_verify::base64url;
use cert_verify::json::{self, Limits};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::HandError;
use super::asked::SignRequest;
use super::conversation::Word;
use super::link::{Opening, is_key};

/// What the server carries at most.
const MAX_BYTES: usize = 1_048_576;

/// Sealing writes bytes as text and adds a third; so much fits.
pub const MAX_PLAIN: usize = 700_000;

/// Lists of certificates and proofs are short, and none of them is deep.
const LIMITS: Limits = Limits { bytes: MAX_BYTES, depth: 4, items: 500 };

/// More certificates than anybody brings to a kiosk.
pub const MAX_CERTIFICATES: usize = 40;

/// What is said under the seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "kebab-case", deny_unknown_fields)]
pub enum HandMessage {
    /// Certificates as their issuers made them.
    Certificates {
        /// Each as text.
        certificates: Vec<String>,
    },
    /// What is to be signed.
    Asked(SignRequest),
    /// Presentations with their proofs, in the order in which they were asked for.
    Proofs {
        /// Each as text.
        proofs: Vec<String>,
    },
    /// The person does not sign this.
    Refused,
    /// Nothing more is said.
    Over,
}

impl HandMessage {
    /// Which word it is.
    #[must_use]
    pub const fn word(&self) -> Word {
        match self {
            Self::Certificates { .. } => Word::Certificates,
            Self::Asked(_) => Word::Asked,
            Self::Proofs { .. } => Word::Proofs,
            Self::Refused => Word::Refused,
            Self::Over => Word::Over,
        }
    }

    /// The bytes to seal.
    ///
    /// # Errors
    /// [`HandError::Malformed`] when it is larger than what the server carries.
    pub fn to_bytes(&self) -> Result<Vec<u8>, HandError> {
        let bytes = serde_json::to_vec(self).map_err(|_| HandError::Malformed)?;
        if bytes.len() > MAX_PLAIN { Err(HandError::Malformed) } else { Ok(bytes) }
    }

    /// Reads what was sealed.
    ///
    /// # Errors
    /// [`HandError::Malformed`]
    pub fn parse(bytes: &[u8]) -> Result<Self, HandError> {
        let message: Self = read(bytes)?;
        match &message {
            Self::Certificates { certificates: list } | Self::Proofs { proofs: list }
                if list.len() > MAX_CERTIFICATES || list.is_empty() =>
            {
                Err(HandError::Malformed)
            }
            _ => Ok(message),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hello {
    certfill_hand: String,
    key: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningText {
    key: String,
    nonce: String,
}

const VERSION: &str = "1";

/// The phone's first word, in the open.
#[must_use]
pub fn hello(key: &[u8]) -> Vec<u8> {
    let text = Hello { certfill_hand: VERSION.to_owned(), key: base64url::encode(key) };
    serde_json::to_vec(&text).unwrap_or_default()
}

/// Reads it: the phone's key.
///
/// # Errors
/// [`HandError::Malformed`]
pub fn read_hello(bytes: &[u8]) -> Result<Vec<u8>, HandError> {
    let text: Hello = read(bytes)?;
    if text.certfill_hand != VERSION {
        return Err(HandError::Malformed);
    }
    key(&text.key)
}

/// The kiosk's first word, in the open.
#[must_use]
pub fn opening(opening: &Opening) -> Vec<u8> {
    let text = OpeningText {
        key: base64url::encode(&opening.key),
        nonce: base64url::encode(&opening.nonce),
    };
    serde_json::to_vec(&text).unwrap_or_default()
}

/// Reads it.
///
/// # Errors
/// [`HandError::Malformed`]
pub fn read_opening(bytes: &[u8]) -> Result<Opening, HandError> {
    let text: OpeningText = read(bytes)?;
    let nonce = base64url::decode(&text.nonce).map_err(|_| HandError::Malformed)?;
    let nonce = <[u8; 16]>::try_from(nonce.as_slice()).map_err(|_| HandError::Malformed)?;
    Ok(Opening { key: key(&text.key)?, nonce })
}

fn key(text: &str) -> Result<Vec<u8>, HandError> {
    base64url::decode(text).ok().filter(|key| is_key(key)).ok_or(HandError::Malformed)
}

fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, HandError> {
    let value: Value = json::parse(bytes, LIMITS).map_err(|_| HandError::Malformed)?;
    serde_json::from_value(value).map_err(|_| HandError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_read_back() {
        for message in [
            HandMessage::Certificates { certificates: vec!["a~".into()] },
            HandMessage::Proofs { proofs: vec!["a~b".into()] },
            HandMessage::Refused,
            HandMessage::Over,
        ] {
            assert_eq!(HandMessage::parse(&message.to_bytes().unwrap()), Ok(message));
        }
        let mut key = vec![4];
        key.extend([7; 64]);
        assert_eq!(read_hello(&hello(&key)), Ok(key.clone()));
        let first = Opening { key, nonce: [3; 16] };
        assert_eq!(read_opening(&opening(&first)), Ok(first));
    }

    #[test]
    fn what_may_not_be_said_is_malformed() {
        let many = format!(r#"{{"say":"proofs","proofs":[{}"x"]}}"#, r#""x","#.repeat(40));
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"say":"pay"}"#,
            r#"{"say":"over","say":"over"}"#,
            r#"{"say":"certificates","certificates":[]}"#,
            r#"{"say":"certificates","certificates":[7]}"#,
            &many,
        ] {
            assert_eq!(HandMessage::parse(bad.as_bytes()), Err(HandError::Malformed), "{bad}");
        }
        let huge = HandMessage::Proofs { proofs: vec!["x".repeat(MAX_PLAIN)] };
        assert_eq!(huge.to_bytes(), Err(HandError::Malformed));
        assert_eq!(read_hello(&hello(&[4; 64])), Err(HandError::Malformed));
        assert_eq!(read_hello(&hello(&[2; 65])), Err(HandError::Malformed));
        let newer = br#"{"certfill_hand":"2","key":""}"#;
        assert_eq!(read_hello(newer), Err(HandError::Malformed));
    }
}
