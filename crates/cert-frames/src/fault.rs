//! Every reason that this crate can give.

use core::fmt;

/// Why something cannot be shown, or a text is no part that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FrameFault {
    /// The text is no `ur:bytes`.
    NotAPart,
    /// It begins like one and does not go on as BCR-2020-005 says.
    Malformed,
    /// It was misread: the checksum of the part is wrong.
    Misread,
    /// Its numbers contradict each other.
    NumbersLie,
    /// The content, a part or the number of parts is over its limit.
    TooLarge,
    /// It belongs to another animated code. What was gathered is kept.
    Mixed,
    /// It contradicts what was gathered; it, or a part before it, is not what it says.
    Contradiction,
    /// All parts are there, and together they are not what they said. Nothing of them is kept.
    ContentWrong,
    /// The text does not fit into a code of the size that there is.
    DoesNotFit,
    /// The screen has too few pixels for a code with several parts.
    ScreenTooSmall,
}

impl FrameFault {
    /// Every fault.
    pub const ALL: [Self; 10] = [
        Self::NotAPart,
        Self::Malformed,
        Self::Misread,
        Self::NumbersLie,
        Self::TooLarge,
        Self::Mixed,
        Self::Contradiction,
        Self::ContentWrong,
        Self::DoesNotFit,
        Self::ScreenTooSmall,
    ];

    /// The stable code. Words for people live in cert-words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAPart => "frame-not-a-part",
            Self::Malformed => "frame-malformed",
            Self::Misread => "frame-misread",
            Self::NumbersLie => "frame-numbers-lie",
            Self::TooLarge => "frame-too-large",
            Self::Mixed => "frame-mixed",
            Self::Contradiction => "frame-contradiction",
            Self::ContentWrong => "frame-content-wrong",
            Self::DoesNotFit => "frame-does-not-fit",
            Self::ScreenTooSmall => "frame-screen-too-small",
        }
    }
}

impl fmt::Display for FrameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for FrameFault {}
