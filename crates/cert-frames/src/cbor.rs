//! The few kinds of CBOR (RFC 8949) that parts are made of, in their deterministic form, which BCR-2020-005 asks for.

/// Major types.
pub(crate) const UNSIGNED: u8 = 0;
pub(crate) const BYTES: u8 = 2;
pub(crate) const ARRAY: u8 = 4;

/// The head of an item, in the shortest form.
pub(crate) fn put_head(out: &mut Vec<u8>, major: u8, value: u32) {
    let major = major << 5;
    match (u8::try_from(value), u16::try_from(value)) {
        (Ok(small @ 0..24), _) => out.push(major | small),
        (Ok(byte), _) => out.extend([major | 24, byte]),
        (_, Ok(two)) => {
            out.push(major | 25);
            out.extend(two.to_be_bytes());
        }
        _ => {
            out.push(major | 26);
            out.extend(value.to_be_bytes());
        }
    }
}

/// Takes a head of this type from the front; `None` for another type, a longer form or a larger number.
pub(crate) fn head(bytes: &mut &[u8], major: u8) -> Option<u32> {
    let (&first, mut rest) = bytes.split_first()?;
    let (value, least) = match first & 0x1f {
        small @ 0..24 => (u32::from(small), 0),
        24 => (u32::from(*rest.split_off_first()?), 24),
        25 => {
            let (two, after) = rest.split_first_chunk()?;
            rest = after;
            (u32::from(u16::from_be_bytes(*two)), 0x100)
        }
        26 => {
            let (four, after) = rest.split_first_chunk()?;
            rest = after;
            (u32::from_be_bytes(*four), 0x1_0000)
        }
        _ => return None,
    };
    *bytes = rest;
    (first >> 5 == major && value >= least).then_some(value)
}

/// One byte string and nothing after it.
pub(crate) fn whole_bytes(mut bytes: &[u8]) -> Option<&[u8]> {
    let length = head(&mut bytes, BYTES)?;
    (usize::try_from(length).ok()? == bytes.len()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_come_back_and_longer_forms_do_not() {
        for value in [0, 23, 24, 255, 256, 65_535, 65_536, u32::MAX] {
            let mut out = Vec::new();
            put_head(&mut out, UNSIGNED, value);
            let mut rest = out.as_slice();
            assert_eq!(head(&mut rest, UNSIGNED), Some(value));
            assert!(rest.is_empty());
            assert_eq!(head(&mut out.as_slice(), BYTES), None);
        }
        for longer in [&[0x18, 23][..], &[0x19, 0, 255], &[0x1a, 0, 0, 255, 255], &[0x18], &[0x1b]]
        {
            assert_eq!(head(&mut &*longer, UNSIGNED), None, "{longer:?}");
        }
    }
}
