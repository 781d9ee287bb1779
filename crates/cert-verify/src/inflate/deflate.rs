//! The blocks of DEFLATE (RFC 1951 section 3.2.3).

use super::{
    bits::Bits,
    huffman::{Huffman, Rule},
    output::Output,
};
use crate::Code;

/// Lengths behind the literals: the first with as many further bits.
const LENGTHS: [(u16, u8); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];
/// The symbol that ends a block.
const END: u16 = 256;
/// The order in which the lengths of the code for lengths come.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// Inflates the stream at the beginning of `bytes`; says what stands behind it.
///
/// # Errors
/// [`Code::CompressionMalformed`], [`Code::InflatedTooLarge`].
pub(super) fn inflate<'a>(bytes: &'a [u8], out: &mut Output) -> Result<&'a [u8], Code> {
    let mut bits = Bits::new(bytes);
    let (mut literals, mut distances) = (Huffman::new(), Huffman::new());
    loop {
        let is_last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, out)?,
            1 => {
                fixed(&mut literals, &mut distances)?;
                block(&mut bits, &literals, &distances, out)?;
            }
            2 => {
                read_codes(&mut bits, &mut literals, &mut distances)?;
                block(&mut bits, &literals, &distances, out)?;
            }
            _ => return Err(Code::CompressionMalformed),
        }
        if is_last {
            return Ok(bits.rest());
        }
    }
}

/// Section 3.2.4.
fn stored(bits: &mut Bits<'_>, out: &mut Output) -> Result<(), Code> {
    let head = bits.bytes(4)?.first_chunk::<4>();
    let [a, b, c, d] = *head.ok_or(Code::CompressionMalformed)?;
    let length = u16::from_le_bytes([a, b]);
    if length != !u16::from_le_bytes([c, d]) {
        return Err(Code::CompressionMalformed);
    }
    out.literals(bits.bytes(usize::from(length))?)
}

/// Section 3.2.6.
fn fixed(literals: &mut Huffman, distances: &mut Huffman) -> Result<(), Code> {
    let mut lengths = [8; 288];
    for (symbol, length) in lengths.iter_mut().enumerate() {
        match symbol {
            144..256 => *length = 9,
            256..280 => *length = 7,
            _ => {}
        }
    }
    literals.fill(&lengths, Rule::Complete)?;
    distances.fill(&[5; 32], Rule::Complete)
}

/// Section 3.2.7.
fn read_codes(
    bits: &mut Bits<'_>,
    literals: &mut Huffman,
    distances: &mut Huffman,
) -> Result<(), Code> {
    let malformed = Code::CompressionMalformed;
    let (of_literals, of_distances) = (bits.take(5)? + 257, bits.take(5)? + 1);
    let of_lengths = bits.take(4)? + 4;
    if of_literals > 286 || of_distances > 30 {
        return Err(malformed);
    }
    let mut lengths = [0; 19];
    for place in ORDER.iter().take(of_lengths) {
        let length = u8::try_from(bits.take(3)?).map_err(|_| malformed)?;
        lengths.get_mut(*place).map(|place| *place = length).ok_or(malformed)?;
    }
    // The code for lengths is read with the room of the one for distances.
    distances.fill(&lengths, Rule::Complete)?;
    let mut lengths = [0_u8; 286 + 30];
    let (mut at, all) = (0, of_literals + of_distances);
    while at < all {
        bits.fill();
        let (length, count) = match distances.read(bits)? {
            length @ 0..16 => (u8::try_from(length).map_err(|_| malformed)?, 1),
            16 => {
                let before = at.checked_sub(1).and_then(|at| lengths.get(at)).ok_or(malformed)?;
                (*before, 3 + bits.take(2)?)
            }
            17 => (0, 3 + bits.take(3)?),
            _ => (0, 11 + bits.take(7)?),
        };
        let end = at + count;
        if end > all {
            return Err(malformed);
        }
        lengths.get_mut(at..end).ok_or(malformed)?.fill(length);
        at = end;
    }
    let (first, rest) = lengths.split_at_checked(of_literals).ok_or(malformed)?;
    literals.fill(first, Rule::MayBeSingle)?;
    distances.fill(rest.get(..of_distances).ok_or(malformed)?, Rule::MayBeSingle)
}

/// Section 3.2.5.
fn block(
    bits: &mut Bits<'_>,
    literals: &Huffman,
    distances: &Huffman,
    out: &mut Output,
) -> Result<(), Code> {
    loop {
        bits.fill();
        let symbol = literals.read(bits)?;
        if let Ok(byte) = u8::try_from(symbol) {
            out.literal(byte)?;
            continue;
        }
        if symbol == END {
            return Ok(());
        }
        let (length, more) = LENGTHS
            .get(usize::from(symbol - END - 1))
            .copied()
            .ok_or(Code::CompressionMalformed)?;
        let length = usize::from(length) + bits.take(more.into())?;
        let symbol = u32::from(distances.read(bits)?);
        // Two symbols for each number of further bits; the first four have none.
        let more = (symbol / 2).saturating_sub(1);
        let distance = match symbol {
            0..4 => usize::try_from(symbol + 1).unwrap_or_default(),
            4..30 => {
                let first = usize::try_from(2 + symbol % 2).unwrap_or_default() << more;
                first + 1 + bits.take(more)?
            }
            _ => return Err(Code::CompressionMalformed),
        };
        out.again(distance, length)?;
    }
}
