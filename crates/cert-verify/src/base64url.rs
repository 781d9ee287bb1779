//! base64url as JOSE uses it: no padding, no stray bits, nothing but the alphabet (RFC 7515 2).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::Code;

/// Encodes without padding (RFC 4648 5).
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes the one canonical spelling of some bytes.
///
/// # Errors
/// [`Code::Base64urlMalformed`] for padding, characters outside the alphabet (white space
/// too), impossible lengths and trailing bits that are not zero.
pub fn decode(text: &str) -> Result<Vec<u8>, Code> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Code::Base64urlMalformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_spelling_is_decoded() {
        assert_eq!(decode("Zm8"), Ok(b"fo".to_vec()));
        assert_eq!(decode(""), Ok(Vec::new()));
        for bad in [
            "Zm8=", "Zm9", /* set bits are left over */ "Z", "Zm 8", "Zm8\n", "Zm+8", "Zm/8",
            "Zg==", "Zh", "é",
        ] {
            assert_eq!(decode(bad), Err(Code::Base64urlMalformed), "{bad}");
        }
        assert_eq!(encode(&[0xff, 0xfe]), "__4");
    }
}
