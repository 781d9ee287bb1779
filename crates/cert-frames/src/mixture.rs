//! The fragments of one message from parts that are mixed of them: linear equations over GF(2).
//!
//! Gauss and Jordan, so that every part that says anything new counts at once, and the work of a part is bounded by the
//! size of the message. Taking mixtures apart one known fragment at a time would need more parts.

use crate::{FrameFault, bytewords::crc32, cbor, chooser::Chooser, part::About};

#[derive(Debug)]
pub(crate) struct Mixture {
    about: About,
    chooser: Chooser,
    /// At each fragment the equation that is solved for it; no other equation mentions that fragment.
    solved: Vec<Option<Equation>>,
    seen: usize,
}

#[derive(Debug)]
struct Equation {
    /// One bit for each fragment in the sum.
    fragments: Vec<u64>,
    sum: Vec<u8>,
}

impl Mixture {
    pub(crate) fn new(about: About) -> Self {
        let chooser = Chooser::new(about.parts, about.checksum);
        let solved = std::iter::repeat_with(|| None).take(about.parts).collect();
        Self { about, chooser, solved, seen: 0 }
    }

    pub(crate) fn about(&self) -> &About {
        &self.about
    }

    /// Parts that said something new.
    pub(crate) fn seen(&self) -> usize {
        self.seen
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.seen == self.about.parts
    }

    /// Takes a part of this message; one that says nothing new changes nothing.
    ///
    /// # Errors
    /// [`FrameFault::Contradiction`] when it is a sum of parts that are here, and another one than theirs.
    pub(crate) fn add(&mut self, sequence: u32, data: Vec<u8>) -> Result<(), FrameFault> {
        let mut new = Equation { fragments: vec![0; self.about.parts.div_ceil(64)], sum: data };
        for at in self.chooser.fragments(sequence) {
            new.flip(at);
        }
        for (at, known) in self.solved.iter().enumerate() {
            if let Some(known) = known
                && new.has(at)
            {
                new.add(known);
            }
        }
        let Some(first) = (0..self.about.parts).find(|at| new.has(*at)) else {
            let consistent = new.sum.iter().all(|byte| *byte == 0);
            return if consistent { Ok(()) } else { Err(FrameFault::Contradiction) };
        };
        for known in self.solved.iter_mut().flatten() {
            if known.has(first) {
                known.add(&new);
            }
        }
        if let Some(place) = self.solved.get_mut(first) {
            *place = Some(new);
            self.seen += 1;
        }
        Ok(())
    }

    /// The byte string in the message, when all is there.
    ///
    /// # Errors
    /// [`FrameFault::ContentWrong`] when the checksum, the padding or the byte string is wrong.
    pub(crate) fn content(&self) -> Result<Vec<u8>, FrameFault> {
        let sums = self.solved.iter().flatten().map(|equation| equation.sum.as_slice());
        let message = sums.collect::<Vec<_>>().concat();
        let (message, padding) =
            message.split_at_checked(self.about.length).ok_or(FrameFault::ContentWrong)?;
        let right = crc32(message) == self.about.checksum && padding.iter().all(|byte| *byte == 0);
        let content = cbor::whole_bytes(message).filter(|_| right && self.is_whole());
        content.map(<[u8]>::to_vec).ok_or(FrameFault::ContentWrong)
    }
}

impl Equation {
    fn has(&self, at: usize) -> bool {
        self.fragments.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn flip(&mut self, at: usize) {
        if let Some(word) = self.fragments.get_mut(at / 64) {
            *word ^= 1 << (at % 64);
        }
    }

    fn add(&mut self, other: &Self) {
        for (word, with) in self.fragments.iter_mut().zip(&other.fragments) {
            *word ^= with;
        }
        for (byte, with) in self.sum.iter_mut().zip(&other.sum) {
            *byte ^= with;
        }
    }
}
