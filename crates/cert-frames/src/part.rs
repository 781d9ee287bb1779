//! One part as text: `ur:bytes/<message>`, or `ur:bytes/<number>-<parts>/<part>` (BCR-2020-005, "UR Encoding").
//!
//! ```text
//! part = [ uint32 seqNum, uint seqLen, uint messageLen, uint32 checksum, bytes data ]
//! ```

use crate::{
    FrameFault, MOST_CONTENT, MOST_PARTS, bytewords,
    cbor::{self, ARRAY, BYTES, UNSIGNED},
};

const PREFIX: &str = "ur:bytes/";

/// The largest QR code in alphanumeric mode; what is longer came from none.
const MOST_CHARACTERS: usize = 4_296;

/// The longest head of a byte string here.
const MOST_HEAD: usize = 5;

/// What all parts of a message have in common; BCR-2024-001 refuses parts in which one of these differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct About {
    /// Fragments of the message.
    pub(crate) parts: usize,
    /// Its length without padding.
    pub(crate) length: usize,
    /// Its CRC-32.
    pub(crate) checksum: u32,
    /// The length of a fragment.
    pub(crate) fragment: usize,
}

/// A part, or a whole message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The CBOR message in a code of its own.
    Message(Vec<u8>),
    /// One of many.
    Of { about: About, sequence: u32, data: Vec<u8> },
}

/// Whether this text of a code is meant for a [`Gathering`](crate::Gathering), so that a scanner does not take it for a
/// certificate. Says nothing about what follows the beginning.
#[must_use]
pub fn is_part(text: &str) -> bool {
    after_prefix(text).is_some()
}

fn after_prefix(text: &str) -> Option<&str> {
    let (start, rest) = text.trim_ascii().split_at_checked(PREFIX.len())?;
    start.eq_ignore_ascii_case(PREFIX).then_some(rest)
}

impl Part {
    /// Reads a part, believes none of its numbers, and makes room for nothing but what is in the text.
    ///
    /// # Errors
    /// Why the text is no part that can be used.
    pub(crate) fn read(text: &str) -> Result<Self, FrameFault> {
        let rest = after_prefix(text).ok_or(FrameFault::NotAPart)?;
        if rest.len() > MOST_CHARACTERS {
            return Err(FrameFault::TooLarge);
        }
        let Some((numbers, words)) = rest.split_once('/') else {
            return Ok(Self::Message(bytewords::decode(rest)?));
        };
        let bytes = bytewords::decode(words)?;
        let (about, sequence, data) = fields(&bytes).ok_or(FrameFault::Malformed)?;
        if numbers != format!("{sequence}-{}", about.parts) || sequence == 0 {
            return Err(FrameFault::NumbersLie);
        }
        if about.parts > MOST_PARTS || about.length > MOST_CONTENT + MOST_HEAD {
            return Err(FrameFault::TooLarge);
        }
        // The fragments hold the message, and none of them is padding only.
        let room = about.parts * about.fragment;
        if about.length > room || room.saturating_sub(about.fragment) >= about.length {
            return Err(FrameFault::NumbersLie);
        }
        Ok(Self::Of { about, sequence, data: data.to_vec() })
    }
}

fn fields(mut bytes: &[u8]) -> Option<(About, u32, &[u8])> {
    let bytes = &mut bytes;
    if cbor::head(bytes, ARRAY)? != 5 {
        return None;
    }
    let sequence = cbor::head(bytes, UNSIGNED)?;
    let parts = usize::try_from(cbor::head(bytes, UNSIGNED)?).ok()?;
    let length = usize::try_from(cbor::head(bytes, UNSIGNED)?).ok()?;
    let checksum = cbor::head(bytes, UNSIGNED)?;
    let data = cbor::whole_bytes(bytes)?;
    Some((About { parts, length, checksum, fragment: data.len() }, sequence, data))
}

/// A whole message in upper case.
pub(crate) fn one(message: &[u8]) -> String {
    format!("{}{}", PREFIX.to_ascii_uppercase(), bytewords::encode(message))
}

/// One part of many in upper case.
pub(crate) fn of_many(about: &About, sequence: u32, data: &[u8]) -> String {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(data.len() + 22);
    cbor::put_head(&mut bytes, ARRAY, 5);
    for value in [sequence, number(about.parts), number(about.length), about.checksum] {
        cbor::put_head(&mut bytes, UNSIGNED, value);
    }
    cbor::put_head(&mut bytes, BYTES, number(data.len()));
    bytes.extend(data);
    let words = bytewords::encode(&bytes);
    format!("{}{sequence}-{}/{words}", PREFIX.to_ascii_uppercase(), about.parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: About = About { parts: 8, length: 40, checksum: 0x1234_5678, fragment: 5 };

    /// BCR-2024-001, `testCBOR`, but for the length of the message, which does not fit its parts there.
    #[test]
    fn a_part_has_the_published_form() {
        let text = of_many(&ABOUT, 12, &[1, 5, 3, 3, 5]);
        let words = text.strip_prefix("UR:BYTES/12-8/").unwrap();
        let bytes = bytewords::decode(words).unwrap();
        assert_eq!(bytes, b"\x85\x0c\x08\x18\x28\x1a\x12\x34\x56\x78\x45\x01\x05\x03\x03\x05");
        let part = Part::Of { about: ABOUT, sequence: 12, data: vec![1, 5, 3, 3, 5] };
        assert_eq!(Part::read(&text), Ok(part));
    }

    #[test]
    fn parts_whose_numbers_lie_are_refused() {
        let read = |about, sequence| {
            Part::read(&of_many(&about, sequence, &vec![7; about.fragment])).unwrap_err()
        };
        let lie = FrameFault::NumbersLie;
        assert_eq!(read(ABOUT, 0), lie);
        for (parts, length) in [(8, 41), (8, 35), (8, 0), (0, 0), (0, 40), (1, 0)] {
            assert_eq!(read(About { parts, length, ..ABOUT }, 1), lie, "{parts} {length}");
        }
        assert_eq!(read(About { fragment: 0, ..ABOUT }, 1), lie);
        let much = FrameFault::TooLarge;
        let large = usize::try_from(u32::MAX).unwrap();
        assert_eq!(read(About { parts: MOST_PARTS + 1, ..ABOUT }, 1), much);
        assert_eq!(read(About { parts: large, length: large, ..ABOUT }, 1), much);
        assert_eq!(read(About { parts: 1, length: MOST_CONTENT + 6, ..ABOUT }, 1), much);
        let text = of_many(&ABOUT, 12, &[1, 5, 3, 3, 5]);
        for numbers in ["11-8", "12-9", "012-8", "+12-8", "12-8-1", "12", "-", "", "1/12-8"] {
            let other = text.replace("12-8", numbers);
            assert!(Part::read(&other).is_err(), "{numbers}");
        }
    }

    #[test]
    fn what_begins_like_a_part_is_told_from_other_codes() {
        for text in ["ur:bytes/aeadao", "UR:BYTES/1-9/LPAD", "Ur:Bytes/", " ur:bytes/x\n"] {
            assert!(is_part(text), "{text}");
        }
        for text in
            ["", "ur:byte", "ur:crypto-psbt/1-9/lpad", "HC1:X", "ur:bytes", "\u{e9}r:bytes/"]
        {
            assert!(!is_part(text), "{text}");
            assert_eq!(Part::read(text), Err(FrameFault::NotAPart), "{text}");
        }
        let long = format!("ur:bytes/{}", "ae".repeat(MOST_CHARACTERS));
        assert_eq!(Part::read(&long), Err(FrameFault::TooLarge));
    }
}
