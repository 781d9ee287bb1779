//! Names and digests of files.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// As `integrity` wants it (W3C Subresource Integrity 3.1).
pub(crate) fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

/// The name of a version: from the names and contents of all its files, in their order. 16 of 64
/// digits: versions of one app are told apart, not defended against each other; that is what
/// `integrity` is for.
pub(crate) fn version<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut all = Sha256::new();
    for (name, content) in files {
        all.update(name.as_bytes());
        all.update([0]);
        all.update(Sha256::digest(content));
    }
    all.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_spelled_as_the_browser_wants_it() {
        // The empty string's SHA-256, FIPS 180-4.
        assert_eq!(integrity(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn a_version_changes_with_a_name_and_with_a_content() {
        let version = |name, content: &[u8]| version([(name, content)].into_iter());
        assert_eq!(version("a", b"b").len(), 16);
        assert_ne!(version("a", b"b"), version("a", b"c"));
        assert_ne!(version("a", b"b"), version("b", b"b"));
        assert_eq!(version("a", b"b"), version("a", b"b"));
    }
}
