//! What the corrected data of a symbol say (ISO/IEC 18004 section 7.4).

/// The characters of the alphanumeric mode, in the order of Table 5.
const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The content of a symbol.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) bytes: Vec<u8>,
    /// Number of this part and of all parts.
    pub(crate) part: Option<(u8, u8)>,
}

/// The content, or `None` when the data break the format; a version from 1 to 40.
pub(crate) fn content(data: &[u8], version: u32) -> Option<Content> {
    let mut bits = Bits { data, at: 0 };
    let mut content = Content { bytes: Vec::new(), part: None };
    let size = match version {
        ..=9 => 0,
        10..=26 => 1,
        _ => 2,
    };
    let count = |bits: &mut Bits<'_>, widths: [u32; 3]| bits.take(*widths.get(size)?);
    // The end may be cut short where the symbol is full.
    while let Some(mode) = bits.take(4) {
        match mode {
            0b0000 => return Some(content),
            0b0001 => {
                let count = count(&mut bits, [10, 12, 14])?;
                numeric(&mut bits, count, &mut content.bytes)?;
            }
            0b0010 => {
                let count = count(&mut bits, [9, 11, 13])?;
                alphanumeric(&mut bits, count, &mut content.bytes)?;
            }
            0b0100 => {
                for _ in 0..count(&mut bits, [8, 16, 16])? {
                    content.bytes.push(u8::try_from(bits.take(8)?).ok()?);
                }
            }
            0b1000 => {
                for _ in 0..count(&mut bits, [8, 10, 12])? {
                    content.bytes.extend(shift_jis(bits.take(13)?)?);
                }
            }
            0b0011 => {
                let (number, last, _parity) = (bits.take(4)?, bits.take(4)?, bits.take(8)?);
                let (number, count) = (number + 1, last + 1);
                (number <= count).then_some(())?;
                content.part = Some((u8::try_from(number).ok()?, u8::try_from(count).ok()?));
            }
            // The character set that the bytes are meant in: they stay what they are.
            0b0111 => character_set(&mut bits)?,
            // GS1 and AIM say how to read what follows; a certificate is neither.
            0b0101 => {}
            0b1001 => drop(bits.take(8)?),
            _ => return None,
        }
    }
    Some(content)
}

fn numeric(bits: &mut Bits<'_>, count: u32, out: &mut Vec<u8>) -> Option<()> {
    let mut left = count;
    while left > 0 {
        let (digits, width) = match left {
            1 => (1, 4),
            2 => (2, 7),
            _ => (3, 10),
        };
        let value = bits.take(width)?;
        (value < 10u32.pow(digits)).then_some(())?;
        for place in (0..digits).rev() {
            out.push(b'0' + u8::try_from(value / 10u32.pow(place) % 10).ok()?);
        }
        left -= digits;
    }
    Some(())
}

fn alphanumeric(bits: &mut Bits<'_>, count: u32, out: &mut Vec<u8>) -> Option<()> {
    let letter = |value: u32| ALPHANUMERIC.get(usize::try_from(value).ok()?).copied();
    for _ in 0..count / 2 {
        let value = bits.take(11)?;
        out.extend([letter(value / 45)?, letter(value % 45)?]);
    }
    if !count.is_multiple_of(2) {
        out.push(letter(bits.take(6)?)?);
    }
    Some(())
}

/// Two bytes of Shift JIS (section 7.4.6).
fn shift_jis(value: u32) -> Option<[u8; 2]> {
    let code = ((value / 0xc0) << 8) | (value % 0xc0);
    let code = code + if code < 0x1f00 { 0x8140 } else { 0xc140 };
    Some([u8::try_from(code >> 8).ok()?, u8::try_from(code & 0xff).ok()?])
}

/// One to three bytes (section 7.4.2.2).
fn character_set(bits: &mut Bits<'_>) -> Option<()> {
    let first = bits.take(8)?;
    let more = match first {
        0..0x80 => 0,
        0x80..0xc0 => 8,
        0xc0..0xe0 => 16,
        _ => return None,
    };
    bits.take(more).map(drop)
}

/// Reads bits, the most significant first.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// At most 16 bits; `None` when there are not so many.
    fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.data.get(self.at / 8)?;
            value = (value << 1) | u32::from((byte >> (7 - self.at % 8)) & 1);
            self.at += 1;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(parts: &[(u32, u32)]) -> Vec<u8> {
        let bits: Vec<u8> = parts
            .iter()
            .flat_map(|(value, width)| (0..*width).rev().map(move |bit| ((value >> bit) & 1) as u8))
            .collect();
        bits.chunks(8)
            .map(|bits| (0..8).fold(0, |byte, at| (byte << 1) | bits.get(at).unwrap_or(&0)))
            .collect()
    }

    #[test]
    fn the_examples_of_the_standard_are_read() {
        // Sections 7.4.3 and 7.4.4: "01234567" and "AC-42".
        let numeric = packed(&[(1, 4), (8, 10), (12, 10), (345, 10), (67, 7), (0, 4)]);
        assert_eq!(content(&numeric, 1).unwrap().bytes, b"01234567");
        let letters = packed(&[(2, 4), (5, 9), (462, 11), (1849, 11), (2, 6), (0, 4)]);
        assert_eq!(content(&letters, 1).unwrap().bytes, b"AC-42");
        // Section 7.4.6: two characters of Shift JIS.
        let kanji = packed(&[(8, 4), (2, 8), (0xd9f, 13), (0x1aaa, 13), (0, 4)]);
        assert_eq!(content(&kanji, 1).unwrap().bytes, [0x93, 0x5f, 0xe4, 0xaa]);
    }

    #[test]
    fn modes_follow_each_other_and_parts_are_told() {
        let mixed =
            packed(&[(3, 4), (1, 4), (2, 4), (7, 8), (7, 4), (26, 8), (4, 4), (1, 8), (0xe6, 8)]);
        let read = content(&mixed, 1).unwrap();
        assert_eq!((read.bytes.as_slice(), read.part), (&[0xe6][..], Some((2, 3))));
    }

    #[test]
    fn what_breaks_the_format_is_nothing() {
        for (parts, why) in [
            (&[(1, 4), (3, 10), (1000, 10)][..], "no three digits"),
            (&[(2, 4), (2, 9), (2025, 11)], "no two letters"),
            (&[(4, 4), (9, 8), (1, 8)], "cut short"),
            (&[(6, 4)], "no mode"),
            (&[(3, 4), (3, 4), (1, 4), (0, 8)], "the fourth part of two"),
            (&[(7, 4), (0xff, 8)], "no character set"),
        ] {
            assert_eq!(content(&packed(parts), 1), None, "{why}");
        }
        assert_eq!(content(&[], 1).unwrap().bytes, b"");
    }
}
