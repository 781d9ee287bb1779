//! The bits of a stream, the lowest of each byte first (RFC 1951 section 3.1.1).

use crate::Code;

/// A place in a stream.
pub(super) struct Bits<'a> {
    all: &'a [u8],
    /// Those that no bit was taken from.
    bytes: &'a [u8],
    /// Bits that were taken from the bytes and not used; above them zeros.
    held: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { all: bytes, bytes, held: 0, count: 0 }
    }

    /// Holds at least 48 bits, or all that are left: a symbol of each code with what belongs to it.
    pub(super) fn fill(&mut self) {
        if self.count >= 48 {
            return;
        }
        let more = (63 - self.count) / 8;
        if let (Some(word), Ok(bytes)) = (self.bytes.first_chunk(), usize::try_from(more)) {
            let kept = u64::MAX >> (64 - more * 8);
            self.held |= (u64::from_le_bytes(*word) & kept) << self.count;
            self.count += more * 8;
            self.bytes = self.bytes.get(bytes..).unwrap_or_default();
            return;
        }
        while let (Some((byte, rest)), true) = (self.bytes.split_first(), self.count <= 55) {
            self.held |= u64::from(*byte) << self.count;
            self.count += 8;
            self.bytes = rest;
        }
    }

    /// The next 16 bits, zeros behind the end.
    pub(super) fn peek(&self) -> usize {
        let [low, high, ..] = self.held.to_le_bytes();
        usize::from(u16::from_le_bytes([low, high]))
    }

    /// # Errors
    /// [`Code::CompressionMalformed`] when there are fewer.
    pub(super) fn skip(&mut self, count: u32) -> Result<(), Code> {
        self.count = self.count.checked_sub(count).ok_or(Code::CompressionMalformed)?;
        self.held >>= count;
        Ok(())
    }

    /// A number of up to 16 bits.
    ///
    /// # Errors
    /// [`Code::CompressionMalformed`] when there are fewer.
    pub(super) fn take(&mut self, count: u32) -> Result<usize, Code> {
        if self.count < count {
            self.fill();
        }
        let number = self.peek() & ((1 << count) - 1);
        self.skip(count)?;
        Ok(number)
    }

    /// This many bytes behind the present one.
    pub(super) fn bytes(&mut self, length: usize) -> Result<&'a [u8], Code> {
        let rest = self.rest();
        let (taken, rest) = rest.split_at_checked(length).ok_or(Code::CompressionMalformed)?;
        *self = Self::new(rest);
        Ok(taken)
    }

    /// The bytes behind the present one.
    pub(super) fn rest(&self) -> &'a [u8] {
        let behind = self.bytes.len() + usize::try_from(self.count / 8).unwrap_or_default();
        self.all.get(self.all.len().saturating_sub(behind)..).unwrap_or_default()
    }
}
