//! SHA-256, the hash of thumbprints and key ids, and the hashes that an SD-JWT may choose.

use serde_json::Value;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::{Code, base64url};

/// The SHA-256 digest of `bytes` (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The hash of the digests and of `sd_hash` in one SD-JWT (RFC 9901 4.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SdHash {
    Sha256,
    Sha384,
    Sha512,
}

/// Names for hashes that are not secure enough. One that is not known here may be newer than this.
const WEAK: &[&str] = &["sha-1", "sha1", "md5", "sha-224"];

/// The names are case-sensitive: one of these in other letters is none.
const OURS: &[&str] = &["sha-256", "sha-384", "sha-512", "sha256", "sha384", "sha512"];

impl SdHash {
    /// The hash that a payload names; sha-256 when it names none. Names are case-sensitive.
    ///
    /// # Errors
    /// [`Code::HashAlgorithmNotSupported`], [`Code::HashAlgorithmNotAllowed`].
    pub(crate) fn of(payload: &Value) -> Result<Self, Code> {
        let Some(name) = payload.get("_sd_alg") else { return Ok(Self::Sha256) };
        match name.as_str().ok_or(Code::HashAlgorithmNotAllowed)? {
            "sha-256" => Ok(Self::Sha256),
            "sha-384" => Ok(Self::Sha384),
            "sha-512" => Ok(Self::Sha512),
            // Those with a further number are cut short (RFC 6920).
            name if name.is_empty()
                || name.starts_with("sha-256-")
                || WEAK.iter().chain(OURS).any(|known| name.eq_ignore_ascii_case(known)) =>
            {
                Err(Code::HashAlgorithmNotAllowed)
            }
            _ => Err(Code::HashAlgorithmNotSupported),
        }
    }

    /// The digest in base64url over the ASCII characters of a text.
    pub(crate) fn digest(self, text: &str) -> String {
        match self {
            Self::Sha256 => base64url::encode(&sha256(text.as_bytes())),
            Self::Sha384 => base64url::encode(&Sha384::digest(text)),
            Self::Sha512 => base64url::encode(&Sha512::digest(text)),
        }
    }
}
