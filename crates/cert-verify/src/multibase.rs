//! The two Multibase forms that certificates use: `z` (base58btc) and `u` (base64url without padding).
//!
//! Clause: W3C Controlled Identifiers 1.0, section 2.4. Other prefixes are refused: supporting an
//! encoding that nobody issues only gives one value several spellings.

use crate::{Code, base64url};

/// The alphabet of Bitcoin's base 58: no `0`, `O`, `I`, `l`.
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Keys and signatures have at most 88 base58 characters (64 bytes); the decoder is quadratic, so
/// longer text is refused before any work is done.
const MOST_BASE58_CHARACTERS: usize = 256;

/// Decodes a base58btc Multibase value (`z…`).
///
/// # Errors
/// [`Code::MultibaseMalformed`] for another prefix, a foreign character, or text that is too long.
pub(crate) fn decode_base58btc(text: &str) -> Result<Vec<u8>, Code> {
    let digits = text.strip_prefix('z').ok_or(Code::MultibaseMalformed)?;
    if digits.is_empty() || digits.len() > MOST_BASE58_CHARACTERS {
        return Err(Code::MultibaseMalformed);
    }
    // Little-endian number in base 256, grown digit by digit.
    let mut number: Vec<u8> = Vec::new();
    for character in digits.bytes() {
        let value = BASE58.iter().position(|known| *known == character);
        let mut carry =
            value.and_then(|value| u32::try_from(value).ok()).ok_or(Code::MultibaseMalformed)?;
        for byte in &mut number {
            carry += u32::from(*byte) * 58;
            let [low, ..] = carry.to_le_bytes();
            *byte = low;
            carry >>= 8;
        }
        // The carry is below 58 here, so one more byte is enough.
        if carry > 0 {
            let [low, ..] = carry.to_le_bytes();
            number.push(low);
        }
    }
    let zeros = digits.bytes().take_while(|character| *character == b'1').count();
    number.extend(core::iter::repeat_n(0, zeros));
    number.reverse();
    Ok(number)
}

/// Encodes bytes as a base58btc Multibase value (`z…`).
#[cfg(test)]
fn encode_base58btc(bytes: &[u8]) -> String {
    let mut digits: Vec<u32> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut text = String::from("z");
    text.extend(core::iter::repeat_n('1', zeros));
    text.extend(digits.iter().rev().filter_map(|digit| {
        let character = BASE58.get(usize::try_from(*digit).ok()?)?;
        Some(char::from(*character))
    }));
    text
}

/// Decodes a base64url Multibase value (`u…`, no padding).
///
/// # Errors
/// [`Code::MultibaseMalformed`] for another prefix; the codes of [`base64url::decode`] otherwise.
pub(crate) fn decode_base64url(text: &str) -> Result<Vec<u8>, Code> {
    base64url::decode(text.strip_prefix('u').ok_or(Code::MultibaseMalformed)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base58_known_values() {
        for (bytes, text) in [
            (&b"Hello World!"[..], "z2NEpo7TZRRrLZSi2U"),
            (&[0, 0, 0x28, 0x7f, 0xb4, 0xcd], "z11233QC4"),
        ] {
            assert_eq!(encode_base58btc(bytes), text);
            assert_eq!(decode_base58btc(text).unwrap(), bytes);
        }
    }

    #[test]
    fn foreign_characters_and_prefixes_are_refused() {
        for text in ["", "z", "zO", "z0", "zI", "zl", "2NEpo7TZRRrLZSi2U", "uAAAA", "zé"] {
            assert_eq!(decode_base58btc(text), Err(Code::MultibaseMalformed), "{text}");
        }
        let long = format!("z{}", "2".repeat(MOST_BASE58_CHARACTERS + 1));
        assert_eq!(decode_base58btc(&long), Err(Code::MultibaseMalformed));
    }
}
