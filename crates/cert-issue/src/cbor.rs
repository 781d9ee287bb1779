//! The little of CBOR (RFC 8949) that is written here, each item in its shortest form (4.2.1).

use cert_verify::Code;

const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

/// An encoded item.
pub(crate) type Item = Vec<u8>;

pub(crate) fn int(value: i64) -> Item {
    // -1 - value has the bits of value turned round.
    if value < 0 { head(1, (!value).unsigned_abs()) } else { head(0, value.unsigned_abs()) }
}

pub(crate) fn bytes(value: &[u8]) -> Result<Item, Code> {
    with_length(BYTES, value.len(), value)
}

pub(crate) fn text(value: &str) -> Result<Item, Code> {
    with_length(TEXT, value.len(), value.as_bytes())
}

pub(crate) fn array(items: &[Item]) -> Result<Item, Code> {
    with_length(ARRAY, items.len(), &items.concat())
}

/// Keys stand in the order of their encoding, which for small integers is that of the numbers.
pub(crate) fn map(entries: &[(Item, Item)]) -> Result<Item, Code> {
    let body: Item =
        entries.iter().flat_map(|(key, value)| key.iter().chain(value)).copied().collect();
    with_length(MAP, entries.len(), &body)
}

pub(crate) fn tag(number: u64, item: &[u8]) -> Item {
    [head(TAG, number).as_slice(), item].concat()
}

fn with_length(major: u8, length: usize, content: &[u8]) -> Result<Item, Code> {
    let length = u64::try_from(length).map_err(|_| Code::TooLarge)?;
    Ok([head(major, length).as_slice(), content].concat())
}

fn head(major: u8, argument: u64) -> Item {
    let mark = major << 5;
    let [.., c, d] = argument.to_be_bytes();
    match (u8::try_from(argument), u16::try_from(argument), u32::try_from(argument)) {
        (Ok(small @ 0..24), ..) => vec![mark | small],
        (Ok(byte), ..) => vec![mark | 24, byte],
        (_, Ok(_), _) => vec![mark | 25, c, d],
        (.., Ok(four)) => [&[mark | 26][..], &four.to_be_bytes()].concat(),
        _ => [&[mark | 27][..], &argument.to_be_bytes()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8949, appendix A.
    #[test]
    fn published_examples() {
        for (value, expected) in [
            (0, &[0x00][..]),
            (23, &[0x17]),
            (24, &[0x18, 0x18]),
            (1_000, &[0x19, 0x03, 0xe8]),
            (1_000_000, &[0x1a, 0x00, 0x0f, 0x42, 0x40]),
            (1_000_000_000_000, &[0x1b, 0x00, 0x00, 0x00, 0xe8, 0xd4, 0xa5, 0x10, 0x00]),
            (-1, &[0x20]),
            (-100, &[0x38, 0x63]),
            (-1_000, &[0x39, 0x03, 0xe7]),
        ] {
            assert_eq!(int(value), expected, "{value}");
        }
        assert_eq!(text("水").unwrap(), [0x63, 0xe6, 0xb0, 0xb4]);
        assert_eq!(array(&[int(1), int(2)]).unwrap(), [0x82, 0x01, 0x02]);
        assert_eq!(map(&[(int(1), int(2)), (int(3), int(4))]).unwrap(), [0xa2, 1, 2, 3, 4]);
        assert_eq!(tag(1, &int(1_363_896_240)), [0xc1, 0x1a, 0x51, 0x4b, 0x67, 0xb0]);
    }
}
