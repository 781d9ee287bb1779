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

/// Names of the IANA registry for hashes that are secure and not implemented here.
const ELSEWHERE: &[&str] = &[
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "blake2s-256",
    "blake2b-256",
    "blake2b-512",
    "k12-256",
    "k12-512",
];

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
            name if ELSEWHERE.contains(&name) => Err(Code::HashAlgorithmNotSupported),
            _ => Err(Code::HashAlgorithmNotAllowed),
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
