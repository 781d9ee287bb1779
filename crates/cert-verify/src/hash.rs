//! SHA-256, the one hash of digests, thumbprints and `sd_hash`.

use sha2::{Digest, Sha256};

/// The SHA-256 digest of `bytes` (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
