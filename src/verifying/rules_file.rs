//! Rules of a counter as one signed file, so that a chain of shops sets them once: a compact JWS (RFC
//! 7515) with the key in its header. The key proves that two files come from the same hand; whose hand
//! it is, a person compares by its short number.

use cert_verify::json::{self, Limits};
use cert_verify::{PublicKey, base64url, jws};
use serde_json::{Value, json};

use super::rules::Rules;
use crate::route::Route;

/// The media type in the header (RFC 8725 3.11).
const MEDIA_TYPE: &str = "certfill-rules+jwt";

/// The file's name where one is saved.
pub const FILE_NAME: &str = "certfill-rules.jwt";

/// Bytes of a file that is looked at: a hundred types and issuers of the greatest length fit.
const MOST_BYTES: usize = 262_144;

/// Rules as somebody signed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRules {
    /// The rules.
    pub rules: Rules,
    /// The signer's key, by its thumbprint (RFC 7638).
    pub signer: String,
    /// When they were signed (Unix seconds).
    pub at: i64,
}

/// Why a file of rules is not taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulesFault {
    /// No file of rules, or one with a rule that is not known here.
    NotReadable,
    /// Not what its signer signed.
    SignatureWrong,
}

impl RulesFault {
    /// The code that has words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotReadable => "rules-not-readable",
            Self::SignatureWrong => "rules-signature-wrong",
        }
    }
}

/// What is to be signed (ES256) with the private half of this key.
#[must_use]
pub fn signing_input(rules: &Rules, public: &Value, at: i64) -> String {
    let header = json!({"alg": "ES256", "typ": MEDIA_TYPE, "jwk": public});
    let rules: Value = serde_json::from_str(&rules.to_json()).unwrap_or_default();
    let payload = json!({"iat": at, "rules": rules});
    let encode = |value: Value| base64url::encode(value.to_string().as_bytes());
    format!("{}.{}", encode(header), encode(payload))
}

/// The file.
#[must_use]
pub fn assembled(signing_input: &str, signature: &[u8]) -> String {
    format!("{signing_input}.{}", base64url::encode(signature))
}

/// What stands before the file behind the `#` of an address.
const FRAGMENT: &str = "rules=";

/// The address of the page of the rules that brings this file along: behind `#`, which no server gets to see.
#[must_use]
pub fn link(origin: &str, file: &str) -> String {
    format!("{origin}{}#{FRAGMENT}{file}", Route::VerifyRules.path())
}

/// The file that such an address brings, when this stands behind its `#`.
#[must_use]
pub fn in_fragment(fragment: &str) -> Option<&str> {
    fragment.strip_prefix(FRAGMENT)
}

/// Whether these bytes are meant to be a file of rules, or an address that brings one. Whose address it is does
/// not matter: nothing is fetched, and the file is signed.
#[must_use]
pub fn is_one(bytes: &[u8]) -> bool {
    parsed(bytes).is_some()
}

/// Reads a file.
///
/// # Errors
/// [`RulesFault`]; nothing of the file counts then.
pub fn read(bytes: &[u8]) -> Result<SignedRules, RulesFault> {
    let token = parsed(bytes).ok_or(RulesFault::NotReadable)?;
    let key = token.header().get("jwk").ok_or(RulesFault::NotReadable)?;
    let key = PublicKey::from_jwk(key).map_err(|_| RulesFault::NotReadable)?;
    token.check_signature(&key).map_err(|_| RulesFault::SignatureWrong)?;
    let payload = json::parse(token.unverified_payload(), Limits::CERTIFICATE);
    let payload = payload.map_err(|_| RulesFault::NotReadable)?;
    let rules = payload.get("rules").and_then(|rules| Rules::from_json(&rules.to_string()));
    let at = payload.get("iat").and_then(Value::as_i64);
    match (rules, at) {
        (Some(rules), Some(at)) => Ok(SignedRules { rules, signer: key.thumbprint(), at }),
        _ => Err(RulesFault::NotReadable),
    }
}

fn parsed(bytes: &[u8]) -> Option<jws::CompactJws> {
    let text = core::str::from_utf8(bytes.get(..MOST_BYTES.min(bytes.len()))?).ok()?;
    let file = text.split_once('#').and_then(|(_, fragment)| in_fragment(fragment));
    let token = jws::parse(file.unwrap_or(text).trim()).ok()?;
    (token.media_type() == Some(MEDIA_TYPE) && bytes.len() <= MOST_BYTES).then_some(token)
}

/// A key's thumbprint as a number that two people can compare on the telephone: the first twelve
/// characters in fours.
#[must_use]
pub fn short(thumbprint: &str) -> String {
    let letters: Vec<char> = thumbprint.chars().take(12).collect();
    letters.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cert_issue::SigningKey;

    fn key() -> SigningKey {
        SigningKey::p256_from_bytes(&[7; 32]).unwrap()
    }

    fn file(rules: &Rules) -> String {
        let input = signing_input(rules, &key().public_jwk(), 1_000);
        assembled(&input, &key().sign(input.as_bytes()))
    }

    #[test]
    fn a_file_brings_the_rules_and_says_whose_they_are() {
        let rules =
            Rules { name: "示例 SPECIMEN".to_owned(), needs_status: true, ..Rules::default() };
        let read = read(format!(" {}\n", file(&rules)).as_bytes()).unwrap();
        assert_eq!(read, SignedRules { rules, signer: key().public().thumbprint(), at: 1_000 });
        assert_eq!(short(&read.signer).len(), 14);
    }

    #[test]
    fn an_altered_file_changes_nothing() {
        let good = file(&Rules::default());
        let (head, signature) = good.rsplit_once('.').unwrap();
        let strict = Rules { needs_status: true, ..Rules::default() };
        let other = file(&strict);
        let (other, _) = other.rsplit_once('.').unwrap();
        assert_eq!(
            read(format!("{other}.{signature}").as_bytes()),
            Err(RulesFault::SignatureWrong)
        );
        for text in ["", "{}", head, "a.b.c", "eyJhbGciOiJFUzI1NiJ9.e30.AA"] {
            assert_eq!(read(text.as_bytes()), Err(RulesFault::NotReadable), "{text}");
            assert!(!is_one(text.as_bytes()));
        }
        assert!(is_one(good.as_bytes()));
        assert_eq!(read(&vec![b'a'; MOST_BYTES + 1]), Err(RulesFault::NotReadable));
    }

    #[test]
    fn an_address_brings_a_file() {
        let address = link("https://example.com", &file(&Rules::default()));
        assert!(address.starts_with("https://example.com/verify/rules#rules=ey"));
        assert_eq!(read(address.as_bytes()).unwrap().rules, Rules::default());
        assert!(is_one(address.as_bytes()));
        for other in
            ["https://example.com/verify/rules", "https://example.com/#rules=", "#rules=a.b.c"]
        {
            assert!(!is_one(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_certificate_is_no_file_of_rules() {
        let token = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImRjK3NkLWp3dCJ9.e30.AA";
        assert!(!is_one(token.as_bytes()));
    }
}
