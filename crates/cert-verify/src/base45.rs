//! Base45 (RFC 9285), strict: what the alphabet cannot say, or could say in two ways, is refused.
//!
//! ```text
//! text    = *triplet [pair]
//! triplet = c d e        ; c + d*45 + e*45*45 <= 65535, two bytes, high byte first
//! pair    = c d          ; c + d*45 <= 255, one byte
//! ```

use crate::Code;

/// The 45 characters of RFC 9285 table 1, in the order of their values.
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Decodes Base45 text.
///
/// # Errors
/// [`Code::Base45Malformed`] for a character outside the alphabet, a lone final character, or a
/// group whose value does not fit its bytes (RFC 9285 section 6: such input must be rejected).
pub fn decode(text: &str) -> Result<Vec<u8>, Code> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.as_bytes().chunks(3) {
        match *group {
            [c, d, e] => {
                let value = digit(c)? + digit(d)? * 45 + digit(e)? * 2025;
                let value = u16::try_from(value).map_err(|_| Code::Base45Malformed)?;
                bytes.extend_from_slice(&value.to_be_bytes());
            }
            [c, d] => {
                let value = digit(c)? + digit(d)? * 45;
                bytes.push(u8::try_from(value).map_err(|_| Code::Base45Malformed)?);
            }
            _ => return Err(Code::Base45Malformed),
        }
    }
    Ok(bytes)
}

/// Encodes bytes as Base45 text.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 2 * 3 + 2);
    for pair in bytes.chunks(2) {
        let (value, length) = match *pair {
            [high, low] => (u32::from(u16::from_be_bytes([high, low])), 3),
            [only] => (u32::from(only), 2),
            _ => continue,
        };
        let digits = [value % 45, value / 45 % 45, value / 2025];
        for digit in digits.into_iter().take(length) {
            let character = usize::try_from(digit).ok().and_then(|at| ALPHABET.get(at));
            text.extend(character.copied().map(char::from));
        }
    }
    text
}

/// Says whether every character belongs to the Base45 alphabet (for recognising, not for checking).
pub(crate) fn is_alphabet(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

fn digit(character: u8) -> Result<u32, Code> {
    let position = ALPHABET.iter().position(|known| *known == character);
    position.and_then(|value| u32::try_from(value).ok()).ok_or(Code::Base45Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_rfc_9285() {
        for (plain, text) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("ietf!", "QED8WEX0"),
        ] {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), plain.as_bytes());
        }
    }

    #[test]
    fn values_that_do_not_fit_are_refused() {
        for text in ["GGW", ":::", "::", "A", "bb8", "BB8\n", "BB8=", "BB8é"] {
            assert_eq!(decode(text), Err(Code::Base45Malformed), "{text}");
        }
    }

    #[test]
    fn every_pair_of_bytes_comes_back() {
        for value in 0..=u16::MAX {
            let bytes = value.to_be_bytes();
            assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }
    }
}
