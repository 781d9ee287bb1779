//! What a stream inflates to: kept whole, or looked at and let go.

use crate::Code;

/// How far back a stream may refer (RFC 1951 section 2).
const WINDOW: usize = 32 * 1024;
/// What is kept where not all is: so much that moving the window costs little.
const MOST_KEPT: usize = 8 * WINDOW;

/// The output so far, or its end.
pub(super) struct Output {
    kept: Vec<u8>,
    /// How much was let go before that.
    gone: usize,
    limit: usize,
    /// The byte that is looked for where not all is kept.
    wanted: Option<usize>,
    found: Option<u8>,
    sum: Adler,
}

impl Output {
    /// All of it, up to so many bytes.
    pub(super) fn whole(limit: usize, likely: usize) -> Self {
        Self::new(Vec::with_capacity(likely.min(limit)), limit, None)
    }

    /// The byte at this place alone.
    pub(super) fn only(wanted: usize, limit: usize) -> Self {
        Self::new(Vec::with_capacity(MOST_KEPT.min(limit)), limit, Some(wanted))
    }

    fn new(kept: Vec<u8>, limit: usize, wanted: Option<usize>) -> Self {
        Self { kept, gone: 0, limit, wanted, found: None, sum: Adler::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.gone + self.kept.len()
    }

    /// # Errors
    /// [`Code::InflatedTooLarge`].
    pub(super) fn literal(&mut self, byte: u8) -> Result<(), Code> {
        self.make_room(1)?;
        self.kept.push(byte);
        Ok(())
    }

    /// # Errors
    /// [`Code::InflatedTooLarge`].
    pub(super) fn literals(&mut self, bytes: &[u8]) -> Result<(), Code> {
        self.make_room(bytes.len())?;
        self.kept.extend_from_slice(bytes);
        Ok(())
    }

    /// Again what stands `distance` bytes back; where that is less than the length, it repeats itself.
    ///
    /// # Errors
    /// [`Code::InflatedTooLarge`], [`Code::CompressionMalformed`] for what is before the beginning.
    pub(super) fn again(&mut self, distance: usize, length: usize) -> Result<(), Code> {
        self.make_room(length)?;
        let start = self.kept.len().checked_sub(distance).ok_or(Code::CompressionMalformed)?;
        if let (1, Some(byte)) = (distance, self.kept.last().copied()) {
            self.kept.resize(self.kept.len() + length, byte);
            return Ok(());
        }
        let mut left = length;
        while left > 0 {
            let there = (self.kept.len() - start).min(left);
            self.kept.extend_from_within(start..start + there);
            left -= there;
        }
        Ok(())
    }

    fn make_room(&mut self, more: usize) -> Result<(), Code> {
        if more > self.limit - self.len() {
            return Err(Code::InflatedTooLarge);
        }
        if self.wanted.is_some() && self.kept.len() + more > MOST_KEPT {
            self.let_go(self.kept.len().saturating_sub(WINDOW));
        }
        Ok(())
    }

    fn let_go(&mut self, count: usize) {
        let going = self.kept.get(..count).unwrap_or_default();
        self.sum.add(going);
        let place = self.wanted.and_then(|wanted| wanted.checked_sub(self.gone));
        self.found = self.found.or(place.and_then(|place| going.get(place).copied()));
        self.kept.drain(..count);
        self.gone += count;
    }

    /// The output with its Adler-32.
    pub(super) fn into_whole(mut self) -> (Vec<u8>, u32) {
        self.sum.add(&self.kept);
        (self.kept, self.sum.value())
    }

    pub(super) fn into_kept(self) -> Vec<u8> {
        self.kept
    }

    /// The byte that was looked for, the length of all, and its Adler-32.
    pub(super) fn into_found(mut self) -> (Option<u8>, usize, u32) {
        self.let_go(self.kept.len());
        (self.found, self.gone, self.sum.value())
    }
}

/// Adler-32 (RFC 1950 section 8.2).
struct Adler {
    a: u32,
    b: u32,
}

impl Adler {
    const MODULUS: u32 = 65_521;
    /// After so many bytes the sums still fit: the number of zlib, less a little.
    const AT_ONCE: usize = 4096;

    const fn new() -> Self {
        Self { a: 1, b: 0 }
    }

    fn add(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(Self::AT_ONCE) {
            match (u32::try_from(part.len()), part.first()) {
                // Lists are mostly one byte again and again; comparing words is quicker than adding bytes.
                (Ok(length), Some(byte)) if is_uniform(part) => {
                    let byte = u32::from(*byte);
                    self.b += length * self.a + length * (length + 1) / 2 % Self::MODULUS * byte;
                    self.a += length * byte;
                }
                _ => {
                    for byte in part {
                        self.a += u32::from(*byte);
                        self.b += self.a;
                    }
                }
            }
            self.a %= Self::MODULUS;
            self.b %= Self::MODULUS;
        }
    }

    const fn value(&self) -> u32 {
        self.b << 16 | self.a
    }
}

fn is_uniform(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let Some(first) = bytes.first() else { return true };
    let word = u64::from_le_bytes([*first; 8]);
    words.iter().all(|it| u64::from_le_bytes(*it) == word) && rest.iter().all(|it| it == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_repeated_bytes_is_that_of_each() {
        let slowly = |bytes: &[u8]| {
            let (mut a, mut b) = (1_u64, 0_u64);
            for byte in bytes {
                a = (a + u64::from(*byte)) % 65_521;
                b = (b + a) % 65_521;
            }
            (b << 16 | a) as u32
        };
        for length in [0, 1, 7, 8, 9, 4095, 4096, 4097, 70_000] {
            for byte in [0, 1, 254, 255] {
                let mut bytes = vec![byte; length];
                for _ in 0..3 {
                    let mut sum = Adler::new();
                    bytes.chunks(10_000).for_each(|part| sum.add(part));
                    assert_eq!(sum.value(), slowly(&bytes), "{length} times {byte}");
                    // The same with another byte at the end, then at the beginning.
                    bytes.extend([77, 0]);
                    bytes.reverse();
                }
            }
        }
    }
}
