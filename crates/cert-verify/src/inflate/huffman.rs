//! The prefix codes of DEFLATE (RFC 1951 section 3.2.2).

use super::bits::Bits;
use crate::Code;

/// Codes up to this length are found with one look; longer ones are rare by their nature.
const FAST: u32 = 9;
/// The longest code.
const LONGEST: usize = 15;
/// Symbols of the largest code.
const MOST: usize = 288;

/// Which code is incomplete and none the less in use (as zlib decides).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Complete,
    /// One code of one bit, or none, is enough: a block without distances has no use for any.
    MayBeSingle,
}

/// One prefix code, to be filled anew for each block.
pub(super) struct Huffman {
    /// By the next nine bits: symbol and length, or zero when the code is longer or none.
    fast: [u16; 1 << FAST],
    /// How many codes have each length.
    counts: [u16; LONGEST + 1],
    /// The symbols in the order of their codes.
    symbols: [u16; MOST],
}

impl Huffman {
    pub(super) const fn new() -> Self {
        Self { fast: [0; 1 << FAST], counts: [0; LONGEST + 1], symbols: [0; MOST] }
    }

    /// The code in which each symbol has this length; zero: it has none.
    ///
    /// # Errors
    /// [`Code::CompressionMalformed`] for more codes than there is room for, or fewer.
    pub(super) fn fill(&mut self, lengths: &[u8], rule: Rule) -> Result<(), Code> {
        let malformed = Code::CompressionMalformed;
        self.counts = [0; LONGEST + 1];
        for length in lengths {
            *self.counts.get_mut(usize::from(*length)).ok_or(malformed)? += 1;
        }
        self.counts[0] = 0;
        // By length: where its symbols begin, and its first code.
        let (mut places, mut codes) = ([0_u16; LONGEST + 1], [0_u16; LONGEST + 1]);
        let (mut place, mut code, mut left, mut longest) = (0, 0_u16, 1_i32, 0);
        let each = self.counts.iter().zip(places.iter_mut().zip(&mut codes)).enumerate().skip(1);
        for (length, (count, (first_place, first_code))) in each {
            (*first_place, *first_code) = (place, code);
            place += count;
            code = code.wrapping_add(*count) << 1;
            left = (left << 1) - i32::from(*count);
            if left < 0 {
                return Err(malformed);
            }
            if *count > 0 {
                longest = length;
            }
        }
        if left != 0 && (rule == Rule::Complete || longest > 1) {
            return Err(malformed);
        }
        self.fast = [0; 1 << FAST];
        for (symbol, length) in (0_u16..).zip(lengths).filter(|(_, length)| **length > 0) {
            let at = usize::from(*length);
            let (Some(place), Some(code)) = (places.get_mut(at), codes.get_mut(at)) else {
                continue;
            };
            if let Some(slot) = self.symbols.get_mut(usize::from(*place)) {
                *slot = symbol;
            }
            if at <= 9 {
                // Codes begin with their highest bit, the stream with its lowest.
                let start = usize::from(code.reverse_bits() >> (16 - at));
                let entry = symbol << 4 | u16::from(*length);
                let slots = self.fast.get_mut(start..).unwrap_or_default();
                slots.iter_mut().step_by(1 << at).for_each(|slot| *slot = entry);
            }
            (*place, *code) = (*place + 1, code.wrapping_add(1));
        }
        Ok(())
    }

    /// The next symbol.
    ///
    /// # Errors
    /// [`Code::CompressionMalformed`] at the end of the stream and for bits that are no code.
    pub(super) fn read(&self, bits: &mut Bits<'_>) -> Result<u16, Code> {
        let next = bits.peek();
        let entry = self.fast.get(next & ((1 << FAST) - 1)).copied().unwrap_or_default();
        if entry != 0 {
            bits.skip(u32::from(entry & 15))?;
            return Ok(entry >> 4);
        }
        self.read_long(bits, next)
    }

    /// Bit by bit: codes of one length follow each other, those of the next begin at twice the number.
    fn read_long(&self, bits: &mut Bits<'_>, next: usize) -> Result<u16, Code> {
        let (mut code, mut first, mut place) = (0_usize, 0_usize, 0_usize);
        for (length, count) in (1..).zip(self.counts.iter().skip(1)) {
            let count = usize::from(*count);
            code = code << 1 | (next >> (length - 1)) & 1;
            if let Some(at) = code.checked_sub(first).filter(|at| *at < count) {
                bits.skip(length)?;
                let symbol = self.symbols.get(place + at);
                return symbol.copied().ok_or(Code::CompressionMalformed);
            }
            place += count;
            first = (first + count) << 1;
        }
        Err(Code::CompressionMalformed)
    }
}
