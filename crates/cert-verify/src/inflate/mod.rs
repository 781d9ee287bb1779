//! Inflation with a budget: zlib (RFC 1950), raw DEFLATE (RFC 1951) and gzip (RFC 1952).
//!
//! The whole input must be the stream: data behind its end is refused, checksums are checked. A gzip
//! file may hold several members, one behind the other.

use miniz_oxide::inflate::{
    TINFLStatus,
    core::{
        DecompressorOxide, decompress,
        inflate_flags::{
            TINFL_FLAG_COMPUTE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER,
            TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
        },
    },
};

use crate::Code;

/// The output buffer starts at four times the input, as text compresses, and doubles up to the limit.
const FIRST_GROWTH: usize = 4;
/// But no more than this at first: what follows the stream may be other members.
const MOST_AT_FIRST: usize = 64 * 1024;

/// Tools that compress in blocks make one member of every 64 kB; this is as much as 16 MB. Each
/// member costs a decompressor, however short it is.
const MOST_MEMBERS: usize = 256;

/// Inflates a zlib stream to at most `limit` bytes.
///
/// # Errors
/// [`Code::CompressionMalformed`], [`Code::InflatedTooLarge`].
pub(crate) fn zlib(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Code> {
    whole(bytes, limit, TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_COMPUTE_ADLER32)
}

/// Inflates a raw DEFLATE stream to at most `limit` bytes.
///
/// # Errors
/// [`Code::CompressionMalformed`], [`Code::InflatedTooLarge`].
pub(crate) fn raw(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Code> {
    whole(bytes, limit, 0)
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
        let (inflated, behind) = inflate(body, limit.saturating_sub(out.len()), 0)?;
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

fn whole(bytes: &[u8], limit: usize, flags: u32) -> Result<Vec<u8>, Code> {
    match inflate(bytes, limit, flags)? {
        (inflated, []) => Ok(inflated),
        _ => Err(Code::CompressionMalformed),
    }
}

/// What the stream at the beginning holds, and what stands behind it.
fn inflate(bytes: &[u8], limit: usize, flags: u32) -> Result<(Vec<u8>, &[u8]), Code> {
    let flags = flags | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = Box::<DecompressorOxide>::default();
    let first = bytes.len().saturating_mul(FIRST_GROWTH).clamp(64, MOST_AT_FIRST);
    let mut out = vec![0; first.min(limit.max(64))];
    let (mut input, mut written) = (bytes, 0);
    loop {
        let (status, read, wrote) = decompress(&mut state, input, &mut out, written, flags);
        input = input.get(read..).unwrap_or_default();
        written = written.saturating_add(wrote);
        match status {
            TINFLStatus::Done if written > limit => return Err(Code::InflatedTooLarge),
            TINFLStatus::Done => {
                out.truncate(written);
                return Ok((out, input));
            }
            TINFLStatus::HasMoreOutput if out.len() >= limit => return Err(Code::InflatedTooLarge),
            TINFLStatus::HasMoreOutput => out.resize(out.len().saturating_mul(2).min(limit), 0),
            _ => return Err(Code::CompressionMalformed),
        }
    }
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

/// CRC-32 of IEEE 802.3, bit by bit: a status list is checked once, and a table would cost a kilobyte.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
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

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = compress_to_vec_zlib(&vec![0; 1 << 20], 9);
        assert!(bomb.len() < 2000);
        assert_eq!(zlib(&bomb, 1000), Err(Code::InflatedTooLarge));
        assert_eq!(zlib(&bomb, (1 << 20) - 1), Err(Code::InflatedTooLarge));
        assert_eq!(zlib(&bomb, 1 << 20).unwrap().len(), 1 << 20);
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
