//! Randomness, from the operating system only.

use cert_verify::base64url;

/// Fills the buffer.
///
/// # Panics
/// When the system has no randomness; nothing that needs it could be safe.
pub(crate) fn fill(buffer: &mut [u8]) {
    getrandom::fill(buffer).expect("the operating system gives randomness");
}

/// An identifier nobody can guess: 128 bits in base64url.
pub(crate) fn identifier() -> String {
    let mut bytes = [0; 16];
    fill(&mut bytes);
    base64url::encode(&bytes)
}

/// A number below `limit`, without bias that matters (2^64 is far larger than any limit).
pub(crate) fn below(limit: u64) -> u64 {
    let mut bytes = [0; 8];
    fill(&mut bytes);
    u64::from_le_bytes(bytes) % limit.max(1)
}
