//! Who may say what, and when. Both sides run the same table, so that nothing is taken out of order and nothing twice.

use super::HandError;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The kiosk.
    Kiosk,
    /// The phone.
    Phone,
}

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The phone tells its key.
    Hello,
    /// The kiosk tells its key.
    Opening,
    /// The phone hands over certificates.
    Certificates,
    /// The kiosk asks for signatures.
    Asked,
    /// The phone gives them.
    Proofs,
    /// The person said no.
    Refused,
    /// It is over, from either side.
    Over,
}

/// How far the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandStage {
    /// The code is on the screen.
    Offered,
    /// The phone has told its key.
    Greeted,
    /// The person compares the numbers and chooses.
    Comparing,
    /// The kiosk has the certificates.
    Open,
    /// The person looks at what is to be signed.
    Asking,
    /// Nothing more is said.
    Over,
}

/// More words than any sitting takes: forms of six offices, several times. The server counts, too.
const MAX_WORDS: u32 = 99;

/// Seconds without a word after which the other side is taken to be gone: longer than the largest form takes. What
/// nobody fetches the server forgets long before.
const PATIENCE: i64 = 1_800;

/// The place of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordPlace {
    /// Its name at the server.
    pub name: String,
    /// Who speaks and the number of the word, for the seal.
    pub mark: String,
}

/// A conversation as one side sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialogue {
    side: Side,
    stage: HandStage,
    said: u32,
    heard: u32,
    last: i64,
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Kiosk => Self::Phone,
            Self::Phone => Self::Kiosk,
        }
    }

    fn slot(self, number: u32) -> WordPlace {
        let letter = match self {
            Self::Kiosk => 'k',
            Self::Phone => 'p',
        };
        let name = format!("{letter}{number}");
        WordPlace { mark: format!("certfill-hand-1 {name}"), name }
    }
}

impl HandStage {
    /// What comes after this word; `None` when it is nobody's to say now.
    const fn after(self, word: Word, speaker: Side) -> Option<Self> {
        Some(match (self, word, speaker) {
            (Self::Over, ..) => return None,
            (_, Word::Over, _) => Self::Over,
            (Self::Offered, Word::Hello, Side::Phone) => Self::Greeted,
            (Self::Greeted, Word::Opening, Side::Kiosk) => Self::Comparing,
            (Self::Comparing, Word::Certificates, Side::Phone)
            | (Self::Asking, Word::Proofs | Word::Refused, Side::Phone) => Self::Open,
            (Self::Open, Word::Asked, Side::Kiosk) => Self::Asking,
            _ => return None,
        })
    }
}

impl Dialogue {
    /// One that begins now (Unix seconds).
    #[must_use]
    pub const fn new(side: Side, now: i64) -> Self {
        Self { side, stage: HandStage::Offered, said: 0, heard: 0, last: now }
    }

    /// How far it is.
    #[must_use]
    pub const fn stage(&self) -> HandStage {
        self.stage
    }

    /// The place of a word that this side says now.
    ///
    /// # Errors
    /// [`HandError::OutOfOrder`], or [`HandError::Over`] after its end.
    pub fn say(&mut self, word: Word, now: i64) -> Result<WordPlace, HandError> {
        self.step(word, self.side, now)?;
        self.said += 1;
        Ok(self.side.slot(self.said))
    }

    /// Takes a word of the other side from the place where it was awaited.
    ///
    /// # Errors
    /// The same; the conversation is over then.
    pub fn hear(&mut self, word: Word, now: i64) -> Result<HandStage, HandError> {
        self.step(word, self.side.other(), now)?;
        self.heard += 1;
        Ok(self.stage)
    }

    /// Where the next word of the other side will stand.
    #[must_use]
    pub fn awaited(&self) -> WordPlace {
        self.side.other().slot(self.heard.saturating_add(1))
    }

    /// Whether the other side has been silent for too long. Who waits for a phone that nobody has brought yet waits
    /// for ever.
    #[must_use]
    pub const fn is_silent(&self, now: i64) -> bool {
        !matches!(self.stage, HandStage::Over) && now.saturating_sub(self.last) >= PATIENCE
    }

    fn step(&mut self, word: Word, speaker: Side, now: i64) -> Result<(), HandError> {
        let next = self.stage.after(word, speaker);
        let Some(next) = next.filter(|_| self.said.max(self.heard) < MAX_WORDS) else {
            let was_over = self.stage == HandStage::Over;
            self.stage = HandStage::Over;
            return Err(if was_over { HandError::Over } else { HandError::OutOfOrder });
        };
        self.stage = next;
        self.last = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: [(Side, Word); 7] = [
        (Side::Phone, Word::Hello),
        (Side::Kiosk, Word::Opening),
        (Side::Phone, Word::Certificates),
        (Side::Kiosk, Word::Asked),
        (Side::Phone, Word::Refused),
        (Side::Kiosk, Word::Asked),
        (Side::Phone, Word::Proofs),
    ];

    #[test]
    fn both_sides_follow_one_story_and_use_each_place_once() {
        let (mut kiosk, mut phone) = (Dialogue::new(Side::Kiosk, 0), Dialogue::new(Side::Phone, 0));
        let mut used = Vec::new();
        for (side, word) in STORY {
            let (speaker, hearer) = match side {
                Side::Kiosk => (&mut kiosk, &mut phone),
                Side::Phone => (&mut phone, &mut kiosk),
            };
            let awaited = hearer.awaited();
            let slot = speaker.say(word, 1).unwrap();
            assert_eq!(slot, awaited);
            hearer.hear(word, 1).unwrap();
            assert_eq!(speaker.stage(), hearer.stage());
            assert!(!used.contains(&slot.name));
            used.push(slot.name);
        }
        assert_eq!(kiosk.stage(), HandStage::Open);
        assert_eq!(used, ["p1", "k1", "p2", "k2", "p3", "k3", "p4"]);
        kiosk.say(Word::Over, 2).unwrap();
        phone.hear(Word::Over, 2).unwrap();
        assert_eq!(phone.say(Word::Proofs, 2), Err(HandError::Over));
    }

    #[test]
    fn at_each_step_every_other_word_ends_it() {
        const ALL: [Word; 6] = [
            Word::Hello,
            Word::Opening,
            Word::Certificates,
            Word::Asked,
            Word::Proofs,
            Word::Refused,
        ];
        for steps in 0..STORY.len() {
            let mut before = Dialogue::new(Side::Kiosk, 0);
            for (side, word) in &STORY[..steps] {
                match side {
                    Side::Kiosk => drop(before.say(*word, 0).unwrap()),
                    Side::Phone => drop(before.hear(*word, 0).unwrap()),
                }
            }
            for word in ALL {
                let mut after = before.clone();
                let fits = before.stage().after(word, Side::Phone).is_some();
                assert_eq!(after.hear(word, 0).is_ok(), fits, "{:?} {word:?}", before.stage());
                if !fits {
                    assert_eq!(after.stage(), HandStage::Over);
                }
            }
        }
    }

    #[test]
    fn silence_and_endless_talk_come_to_an_end() {
        let mut talk = Dialogue::new(Side::Kiosk, 100);
        assert!(!talk.is_silent(100 + PATIENCE - 1) && talk.is_silent(100 + PATIENCE));
        for (side, word) in &STORY[..3] {
            match side {
                Side::Kiosk => drop(talk.say(*word, 0).unwrap()),
                Side::Phone => drop(talk.hear(*word, 0).unwrap()),
            }
        }
        let mut rounds = 0;
        while talk.say(Word::Asked, 0).is_ok() && talk.hear(Word::Refused, 0).is_ok() {
            rounds += 1;
        }
        assert!(rounds < 200 && talk.stage() == HandStage::Over);
    }
}
