//! Content as a sequence of codes.

use crate::{
    FrameFault, Level, MOST_CONTENT, MOST_PARTS,
    bytewords::crc32,
    cbor,
    chooser::Chooser,
    part::{self, About},
};

/// Content that is shown in one code, or in a sequence of them without end.
#[derive(Debug)]
pub struct Showing {
    /// The content as CBOR, padded to whole fragments.
    padded: Vec<u8>,
    about: About,
    chooser: Chooser,
}

impl Showing {
    /// Shows `content` with at most so many bytes of it in a frame ([`Plan`](crate::Plan) knows how many).
    ///
    /// # Errors
    /// [`FrameFault::TooLarge`] for more than a megabyte, or more than 2,000 parts.
    pub fn of(content: &[u8], most_bytes_per_frame: usize) -> Result<Self, FrameFault> {
        let length = u32::try_from(content.len()).map_err(|_| FrameFault::TooLarge)?;
        if content.len() > MOST_CONTENT {
            return Err(FrameFault::TooLarge);
        }
        let mut padded = Vec::with_capacity(content.len() + 8);
        cbor::put_head(&mut padded, cbor::BYTES, length);
        padded.extend(content);
        let length = padded.len();
        // As even as can be, so that the last part is no larger code than the others (BCR-2020-005).
        let parts = length.div_ceil(most_bytes_per_frame.max(1));
        if parts > MOST_PARTS {
            return Err(FrameFault::TooLarge);
        }
        let fragment = length.div_ceil(parts);
        let checksum = crc32(&padded);
        padded.resize(parts * fragment, 0);
        let about = About { parts, length, checksum, fragment };
        Ok(Self { padded, about, chooser: Chooser::new(parts, checksum) })
    }

    /// Whether one code shows all.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.about.parts == 1
    }

    /// How many different frames a scanner needs at least.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.about.parts
    }

    /// Error correction for its codes: a code that stays may be soiled or reflect light, one of many is missed and
    /// another one comes.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.is_one() { Level::Medium } else { Level::Low }
    }

    /// The text of the code at time `n`, which counts from zero: first each part by itself, then mixtures without end.
    /// In upper case, so that a code holds it in alphanumeric mode. One code is always the same.
    #[must_use]
    pub fn frame(&self, n: u32) -> String {
        if self.is_one() {
            let message = self.padded.get(..self.about.length).unwrap_or(&self.padded);
            return part::one(message);
        }
        // Sequence numbers begin at one, and nobody looks on for as long as they last.
        let sequence = n.wrapping_add(1).max(1);
        let mut data = vec![0; self.about.fragment];
        for at in self.chooser.fragments(sequence) {
            let fragment = self.padded.chunks_exact(self.about.fragment).nth(at);
            for (byte, with) in data.iter_mut().zip(fragment.unwrap_or_default()) {
                *byte ^= with;
            }
        }
        part::of_many(&self.about, sequence, &data)
    }
}
