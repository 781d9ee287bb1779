//! What a scanner has of an animated code so far.

use crate::{
    FrameFault, cbor,
    mixture::Mixture,
    part::{About, Part},
};

/// So many new parts of another code in a row are no glimpse of it: the camera looks at that one now.
const FOREIGN_PARTS: usize = 4;

/// How far a gathering is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Some parts are there; one that was seen before, or says nothing new, does not count again.
    Parts {
        /// Parts that said something new.
        seen: usize,
        /// How many of them make a whole.
        needed: usize,
    },
    /// All is there and its checksum is right: the content. The gathering begins anew.
    Whole(Vec<u8>),
}

/// Gathers the parts of one animated code (BCR-2024-001, section 6) in any order, with losses and doubles.
///
/// Its memory is bounded by twice the largest content, whatever comes in.
#[derive(Debug, Default)]
pub struct Gathering {
    current: Option<Mixture>,
    /// Another code, of which a part came last.
    foreign: Option<Mixture>,
}

impl Gathering {
    /// Nothing gathered yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the text of a code that was scanned. A code that is a whole message ends the gathering at once.
    ///
    /// # Errors
    /// [`FrameFault::Mixed`] for a part of another animated code; what is gathered is kept, and after four different
    /// parts of that other one in a row, or all that it has, it takes its place. [`FrameFault::ContentWrong`] when the
    /// parts together are not what they said; the gathering begins anew. All others say why the text is no part that
    /// can be used, and change nothing.
    pub fn push(&mut self, text: &str) -> Result<Progress, FrameFault> {
        match Part::read(text)? {
            Part::Message(message) => {
                let content = cbor::whole_bytes(&message).ok_or(FrameFault::Malformed)?;
                *self = Self::new();
                Ok(Progress::Whole(content.to_vec()))
            }
            Part::Of { about, sequence, data } => self.add(about, sequence, data),
        }
    }

    fn add(&mut self, about: About, sequence: u32, data: Vec<u8>) -> Result<Progress, FrameFault> {
        let of_current = self.current.as_ref().is_none_or(|current| *current.about() == about);
        if of_current {
            self.foreign = None;
            self.current.get_or_insert_with(|| Mixture::new(about)).add(sequence, data)?;
        } else {
            let other = self.foreign.take().filter(|foreign| *foreign.about() == about);
            let foreign = self.foreign.insert(other.unwrap_or_else(|| Mixture::new(about)));
            foreign.add(sequence, data)?;
            if foreign.seen() < FOREIGN_PARTS && !foreign.is_whole() {
                return Err(FrameFault::Mixed);
            }
            self.current = self.foreign.take();
        }
        match &self.current {
            Some(current) if current.is_whole() => {
                let content = current.content();
                *self = Self::new();
                content.map(Progress::Whole)
            }
            _ => Ok(Progress::Parts {
                seen: self.current.as_ref().map_or(0, Mixture::seen),
                needed: about.parts,
            }),
        }
    }
}
