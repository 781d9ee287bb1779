//! What the person signs and the office holds against it: names and digests that both use
//! (forms.md 3.5).

use cert_verify::{base64url, sha256};

/// The type of the transaction data.
pub const TRANSACTION_TYPE: &str = "https://ef.example/tx/filing/1";

/// The only hash of transaction data that is used.
pub(crate) const HASH_ALGORITHM: &str = "sha-256";

/// base64url of SHA-256: over the characters of a text as sent, or the bytes of a file.
pub(crate) fn hash(bytes: impl AsRef<[u8]>) -> String {
    base64url::encode(&sha256(bytes.as_ref()))
}

/// Whether a text is a digest as [`hash`] writes it.
pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 43 && base64url::decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// A digest with the alphabet and the padding of ordinary base64, as Subresource Integrity
/// and RFC 9530 write it.
pub(crate) fn standard_base64(digest: &[u8; 32]) -> String {
    // A digest of 32 bytes has 43 characters and one of padding.
    format!("{}=", base64url::encode(digest).replace('-', "+").replace('_', "/"))
}

/// Whether a submission id is safe in headers, addresses and file names.
pub(crate) fn is_submission_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}
