//! Inflation with a budget: zlib (RFC 1950), raw DEFLATE (RFC 1951) and gzip (RFC 1952).
//!
//! The whole input must be the stream: data behind its end is refused, checksums are checked. A gzip
//! file may hold several members, one behind the other.

mod bits;
mod deflate;
mod huffman;
mod output;

use output::Output;

use crate::Code;

/// Text compresses to a quarter.
const LIKELY_GROWTH: usize = 4;
/// But no more room than this at first: what follows the stream may be other members.
const MOST_AT_FIRST: usize = 64 * 1024;

/// Tools that compress in blocks make one member of every 64 kB; this is as much as 16 MB. Each
/// member costs a decompressor, however short it is.
const MOST_MEMBERS: usize = 256;

/// Inflates a zlib stream to at most `limit` bytes.
///
/// # Errors
/// [`Code::CompressionMalformed`], [`Code::InflatedTooLarge`].
pub(crate) fn zlib(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Code> {
    let (out, rest) = inflate(zlib_body(bytes)?, limit)?;
    let (out, sum) = out.into_whole();
    check_sum(rest, sum).map(|()| out)
}

/// The byte at one place of what a zlib stream holds, and the length of all. Everything is inflated and checked, nothing
/// but the window is kept.
///
/// # Errors
/// As [`zlib`].
pub(crate) fn zlib_at(bytes: &[u8], limit: usize, at: usize) -> Result<(Option<u8>, usize), Code> {
    let mut out = Output::only(at, limit);
    let rest = deflate::inflate(zlib_body(bytes)?, &mut out)?;
    let (found, length, sum) = out.into_found();
    check_sum(rest, sum).map(|()| (found, length))
}

/// Inflates a raw DEFLATE stream to at most `limit` bytes.
///
/// # Errors
/// [`Code::CompressionMalformed`], [`Code::InflatedTooLarge`].
pub(crate) fn raw(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Code> {
    match inflate(bytes, limit)? {
        (out, []) => Ok(out.into_kept()),
        _ => Err(Code::CompressionMalformed),
    }
}

/// Steps over the header of a zlib stream (RFC 1950 section 2.2): DEFLATE, a window that there is, no dictionary.
fn zlib_body(bytes: &[u8]) -> Result<&[u8], Code> {
    let (head, body) = bytes.split_first_chunk::<2>().ok_or(Code::CompressionMalformed)?;
    let [method, flags] = *head;
    let is_header = method & 15 == 8
        && method >> 4 <= 7
        && flags & 0x20 == 0
        && u16::from_be_bytes(*head).is_multiple_of(31);
    if is_header { Ok(body) } else { Err(Code::CompressionMalformed) }
}

/// Behind a zlib stream its sum stands, and nothing else.
fn check_sum(rest: &[u8], sum: u32) -> Result<(), Code> {
    if rest == sum.to_be_bytes() { Ok(()) } else { Err(Code::CompressionMalformed) }
}

/// Inflates the members of a gzip file to at most `limit` bytes together (RFC 1952 section 2.2: a
/// file is a series of members), and checks the CRC-32 and the length of each.
///
/// # Errors
/// [`Code::CompressionMalformed`], [`Code::InflatedTooLarge`].
pub(crate) fn gzip(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Code> {
    let (mut rest, mut out) = (bytes, Vec::new());
    for _ in 0..MOST_MEMBERS {
        let body = gzip_body(rest).ok_or(Code::CompressionMalformed)?;
        let (inflated, behind) = inflate(body, limit.saturating_sub(out.len()))?;
        let inflated = inflated.into_kept();
        let (trailer, next) = behind.split_first_chunk::<8>().ok_or(Code::CompressionMalformed)?;
        let length = u32::try_from(inflated.len()).map_err(|_| Code::InflatedTooLarge)?;
        let expected = u64::from(length) << 32 | u64::from(crc32(&inflated));
        if u64::from_le_bytes(*trailer) != expected {
            return Err(Code::CompressionMalformed);
        }
        out.extend(inflated);
        if next.is_empty() {
            return Ok(out);
        }
        rest = next;
    }
    Err(Code::CompressionMalformed)
}

/// What the stream at the beginning holds, and what stands behind it.
fn inflate(bytes: &[u8], limit: usize) -> Result<(Output, &[u8]), Code> {
    let likely = bytes.len().saturating_mul(LIKELY_GROWTH).min(MOST_AT_FIRST);
    let mut out = Output::whole(limit, likely);
    let rest = deflate::inflate(bytes, &mut out)?;
    Ok((out, rest))
}

/// Steps over the gzip header (RFC 1952 section 2.3.1).
fn gzip_body(bytes: &[u8]) -> Option<&[u8]> {
    let (head, mut rest) = bytes.split_first_chunk::<10>()?;
    let [0x1f, 0x8b, 8, flags, ..] = *head else { return None };
    if flags & 0xe0 != 0 {
        return None;
    }
    if flags & 4 != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [8, 16] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end.checked_add(1)?..)?;
        }
    }
    if flags & 2 != 0 { rest.get(2..) } else { Some(rest) }
}

/// CRC-32 of IEEE 802.3. The table is made anew each time: in the program it would be a kilobyte.
fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 256];
    for (index, slot) in (0..).zip(&mut table) {
        *slot = (0..8).fold(index, |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()));
    }
    let step = |crc: u32, byte: &u8| {
        let [low, ..] = (crc ^ u32::from(*byte)).to_le_bytes();
        (crc >> 8) ^ table.get(usize::from(low)).copied().unwrap_or_default()
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    use super::*;

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        out.extend(compress_to_vec(bytes, 6));
        out.extend(crc32(bytes).to_le_bytes());
        out.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        out
    }

    #[test]
    fn streams_come_back_up_to_the_limit() {
        for length in [0, 1, 63, 64, 65, 4096] {
            let plain = vec![7; length];
            assert_eq!(zlib(&compress_to_vec_zlib(&plain, 6), length).unwrap(), plain);
            assert_eq!(raw(&compress_to_vec(&plain, 6), length).unwrap(), plain);
            assert_eq!(gzip(&gzipped(&plain), length).unwrap(), plain);
        }
    }

    /// What another implementation says of a stream: the bytes, or whether it is too large.
    fn theirs(stream: &[u8], limit: usize) -> Result<Vec<u8>, bool> {
        use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
        decompress_to_vec_zlib_with_limit(stream, limit)
            .map_err(|error| error.status == TINFLStatus::HasMoreOutput)
    }

    fn agrees(stream: &[u8], limit: usize, plain: Option<&[u8]>) {
        let ours = zlib(stream, limit);
        let theirs = theirs(stream, limit);
        // Another implementation also reads what stands behind the stream as if it were not there, and one
        // that stops at the limit does not see what is wrong behind it.
        match (&ours, &theirs) {
            (Ok(ours), theirs) => assert_eq!(Ok(ours), theirs.as_ref()),
            (Err(Code::InflatedTooLarge), Ok(theirs)) => panic!("{} bytes fit", theirs.len()),
            (Err(_), Ok(_)) => assert!(plain.is_none(), "a good stream was refused"),
            (Err(_), Err(_)) => {}
        }
        if let Some(plain) = plain.filter(|plain| plain.len() <= limit) {
            assert_eq!(ours.as_deref(), Ok(plain));
        }
        for at in [1, 300_000] {
            let one = zlib_at(stream, limit, at);
            assert_eq!(one, ours.clone().map(|all| (all.get(at).copied(), all.len())), "{at}");
        }
    }

    /// Bytes that are more or less alike.
    fn plain(length: usize, kinds: u32, run: u32) -> Vec<u8> {
        let mut state = 0x9e37_79b9_u32 ^ kinds;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state
        };
        let mut bytes = Vec::new();
        while bytes.len() < length {
            let byte = u8::try_from(next() % kinds).unwrap();
            bytes.resize(bytes.len() + 1 + usize::try_from(next() % run).unwrap(), byte);
        }
        bytes.truncate(length);
        bytes
    }

    #[test]
    fn streams_of_every_level_inflate_as_elsewhere() {
        for level in 0..=10 {
            for (length, kinds, run) in [
                (0, 1, 1),
                (1, 256, 1),
                (700, 256, 1),
                (90_000, 4, 40),
                (400_000, 2, 9_000),
                (70_000, 30, 3),
            ] {
                let plain = plain(length, kinds, run);
                agrees(&compress_to_vec_zlib(&plain, level), length, Some(&plain));
                agrees(&compress_to_vec_zlib(&plain, level), length.saturating_sub(1), None);
            }
        }
    }

    #[test]
    fn broken_streams_are_judged_as_elsewhere() {
        for (length, kinds, run) in [(300, 20, 3), (1_500, 3, 50)] {
            for level in [0, 1, 6] {
                let stream = compress_to_vec_zlib(&plain(length, kinds, run), level);
                for at in 0..stream.len().min(120) {
                    for bit in 0..8 {
                        let mut broken = stream.clone();
                        broken[at] ^= 1 << bit;
                        agrees(&broken, 8_000, None);
                    }
                    agrees(&stream[..at], 8_000, None);
                }
            }
        }
        // Anything: most of it is no stream.
        for seed in 0..2_000_u32 {
            let mut bytes = vec![0x78, 0x9c];
            bytes.extend(crate::sha256(&seed.to_le_bytes()));
            bytes.extend(crate::sha256(&(!seed).to_le_bytes()));
            agrees(&bytes, 8_000, None);
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = compress_to_vec_zlib(&vec![0; 1 << 20], 9);
        assert!(bomb.len() < 2000);
        assert_eq!(zlib(&bomb, 1000), Err(Code::InflatedTooLarge));
        assert_eq!(zlib(&bomb, (1 << 20) - 1), Err(Code::InflatedTooLarge));
        assert_eq!(zlib(&bomb, 1 << 20).unwrap().len(), 1 << 20);
        assert_eq!(zlib_at(&bomb, (1 << 20) - 1, 0), Err(Code::InflatedTooLarge));
        assert_eq!(zlib_at(&bomb, 1 << 20, 1 << 20), Ok((None, 1 << 20)));
    }

    #[test]
    fn checksums_ends_and_remains_are_checked() {
        let mut stream = compress_to_vec_zlib(b"certificate", 6);
        stream.push(0);
        assert_eq!(zlib(&stream, 100), Err(Code::CompressionMalformed), "data behind the end");
        stream.truncate(stream.len() - 2);
        assert_eq!(zlib(&stream, 100), Err(Code::CompressionMalformed), "cut short");
        let mut stream = compress_to_vec_zlib(b"certificate", 6);
        *stream.last_mut().unwrap() ^= 1;
        assert_eq!(zlib(&stream, 100), Err(Code::CompressionMalformed), "wrong Adler-32");
        let mut stream = gzipped(b"certificate");
        let at = stream.len() - 8;
        stream[at] ^= 1;
        assert_eq!(gzip(&stream, 100), Err(Code::CompressionMalformed), "wrong CRC-32");
        assert_eq!(gzip(&[], 100), Err(Code::CompressionMalformed));
    }

    #[test]
    fn members_of_a_gzip_file_are_joined_within_one_limit() {
        let two = [gzipped(b"certi"), gzipped(b"ficate")].concat();
        assert_eq!(gzip(&two, 11).unwrap(), b"certificate");
        assert_eq!(gzip(&two, 10), Err(Code::InflatedTooLarge), "together over the limit");
        assert_eq!(gzip(&[&two[..], &gzipped(b"")].concat(), 11).unwrap(), b"certificate");
        for (behind, why) in [(&[0][..], "a zero"), (&[0x1f, 0x8b], "half a header")] {
            let with = [&two[..], behind].concat();
            assert_eq!(gzip(&with, 100), Err(Code::CompressionMalformed), "{why}");
        }
        let mut wrong = two.clone();
        let first = gzipped(b"certi").len() - 5;
        wrong[first] ^= 1;
        assert_eq!(gzip(&wrong, 100), Err(Code::CompressionMalformed), "CRC-32 of the first");
        let many = gzipped(b"").repeat(MOST_MEMBERS + 1);
        assert_eq!(gzip(&many, 100), Err(Code::CompressionMalformed), "too many members");
    }
}
