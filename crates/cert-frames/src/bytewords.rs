//! Bytewords in their minimal style, with their CRC-32 (BCR-2020-012): two letters a byte, in either case.

use std::sync::LazyLock;

use crate::FrameFault;

/// First and last letter of each of the 256 words.
const PAIRS: &str = "\
    aeadaoaxaaahamatayasbkbdbnbtbabsbebybgbwbbbzcmchcscfcycwcecackct\
    cxclcpcndkdadsdidedtdrdndwdpdmdldyeheyeoeeecenemetesftfrfnfsfmfh\
    fzfpfwfxfyfefgflfdgagegrgsgtglgwgdgygmgughgohfhghdhkhthphhhlhyhe\
    hnhsidiaieihiyioisinimjejzjnjtjljojsjpjkjykpkoktkskkknkgkekikblb\
    lalylflslrlplnltloldlelulklgmnmymhmemomumwmdmtmsmknlnyndnsntnnne\
    nboyoeotoxonolospdptpkpypspmplpepfpaprqdqzrerprlrorhrdrkrfryrnrs\
    rtsesasrssskswstspsosgsbsfsntotktitttdtetytltbtstptatnuyuoutueur\
    vtvyvovlvevwvavdvswlwdwmwpwewywswtwnwzwfwkykynylyaytzszoztzczezm";

/// The byte of each pair of letters, where it is a word.
static BYTES: LazyLock<Vec<Option<u8>>> = LazyLock::new(|| {
    let mut bytes = vec![None; 26 * 26];
    for (byte, pair) in (0..=u8::MAX).zip(PAIRS.as_bytes().chunks_exact(2)) {
        if let &[first, last] = pair
            && let Some(slot) = place(first, last).and_then(|at| bytes.get_mut(at))
        {
            *slot = Some(byte);
        }
    }
    bytes
});

fn place(first: u8, last: u8) -> Option<usize> {
    let letter = |byte: u8| {
        let letter = byte.to_ascii_lowercase().checked_sub(b'a')?;
        (letter < 26).then_some(usize::from(letter))
    };
    Some(letter(first)? * 26 + letter(last)?)
}

/// `bytes` and their checksum in upper case, as QR codes hold them with the fewest bits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let checksum = crc32(bytes).to_be_bytes();
    let mut text = String::with_capacity((bytes.len() + checksum.len()) * 2);
    for byte in bytes.iter().chain(&checksum) {
        let at = usize::from(*byte) * 2;
        text.push_str(PAIRS.get(at..at + 2).unwrap_or_default());
    }
    text.make_ascii_uppercase();
    text
}

/// The bytes without their checksum, which was right.
///
/// # Errors
/// [`FrameFault::Malformed`] for what is no word; [`FrameFault::Misread`] for a wrong checksum.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, FrameFault> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return Err(FrameFault::Malformed);
    }
    let byte = |&[first, last]: &[u8; 2]| *BYTES.get(place(first, last)?)?;
    let mut bytes =
        pairs.iter().map(byte).collect::<Option<Vec<_>>>().ok_or(FrameFault::Malformed)?;
    let (content, checksum) = bytes.split_last_chunk::<4>().ok_or(FrameFault::Malformed)?;
    if crc32(content).to_be_bytes() != *checksum {
        return Err(FrameFault::Misread);
    }
    bytes.truncate(content.len());
    Ok(bytes)
}

/// CRC-32 as in Ethernet and zlib (ISO/IEC 8802-3), without a table: a part has a kilobyte.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (POLYNOMIAL & (crc & 1).wrapping_neg())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BCR-2024-001, section 4, and BCR-2020-005, "Bytewords Example".
    #[test]
    fn published_examples() {
        assert_eq!(crc32(b"Wolf"), 0x598c_84dc);
        assert_eq!(crc32(b"Hello, world!"), 0xebe6_c6e6);
        let example = "jzfdihjzjzjldwcxktjljpjzieatjpgele";
        assert_eq!(encode(b"\x6cHello, world"), example.to_ascii_uppercase());
        assert_eq!(decode(example).unwrap(), b"\x6cHello, world");
    }

    #[test]
    fn every_byte_comes_back_in_either_case() {
        let all: Vec<u8> = (0..=255).collect();
        let text = encode(&all);
        assert_eq!(decode(&text).unwrap(), all);
        assert_eq!(decode(&text.to_lowercase()).unwrap(), all);
    }

    #[test]
    fn what_is_no_word_is_told_from_what_was_misread() {
        for (text, fault) in [
            ("", FrameFault::Malformed),
            ("aeadao", FrameFault::Malformed),
            ("aetdaowslga", FrameFault::Malformed),
            ("aatdaowsxx", FrameFault::Malformed),
            ("aetdaows\u{e9}", FrameFault::Malformed),
            ("adtdaowslg", FrameFault::Misread),
        ] {
            assert_eq!(decode(text), Err(fault), "{text}");
        }
    }
}
