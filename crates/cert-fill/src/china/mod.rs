//! Chinese identifiers: the resident ID number and the unified social credit code.
//!
//! A number that was typed and looks wrong is a warning, which says what is wrong and,
//! where the standard lets us know, which character would be right. A number in a
//! certificate is the register's word: there are real ones that break these rules (credit
//! codes given before 2016, places that are gone), so it is never held against anybody.

pub mod region;
pub mod resident_id;
#[cfg(test)]
mod tests;
pub mod uscc;

use std::fmt;

use crate::Date;
use crate::pattern::is_ecma_space;

/// A number with check characters, which are checked beyond the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// 公民身份号码 (GB 11643).
    ResidentId,
    /// 统一社会信用代码 (GB 32100).
    Uscc,
}

impl Identifier {
    /// Checks a number that somebody typed, in the form of its standard. A number of the
    /// other kind is told by its kind, because its characters are not what is wrong.
    ///
    /// # Errors
    /// What is worth a second look; never a reason to refuse.
    pub fn check(self, number: &str, today: Date) -> Result<(), IdProblem> {
        let resident = resident_id::check(number);
        match self {
            Self::ResidentId => match resident {
                Ok(id) if id.birth > today => Err(IdProblem::at(resident_id::BIRTH_DATE, 7)),
                Ok(_) => Ok(()),
                Err(_) if uscc::check(number).is_ok() => {
                    Err(IdProblem::new(resident_id::IS_CREDIT_CODE))
                }
                Err(wrong) => Err(wrong),
            },
            Self::Uscc => match uscc::check(number) {
                Ok(_) => Ok(()),
                Err(wrong) => Err(match resident.map_err(|problem| problem.code) {
                    // Region and day of birth fit, so one character may be mistyped.
                    Ok(_) | Err(resident_id::CHECK_DIGIT) => IdProblem::new(uscc::IS_RESIDENT_ID),
                    Err(_) => wrong,
                }),
            },
        }
    }
}

/// What is wrong with an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdProblem {
    /// The stable code, one of [`PROBLEM_CODES`].
    pub code: &'static str,
    /// The character at fault, counted from 1, where one can be named.
    pub position: Option<usize>,
    /// The character that would be right there, when only that one is wrong.
    pub expected: Option<char>,
}

/// Every code that a check in this module gives.
pub const PROBLEM_CODES: [&str; 12] = [
    resident_id::LENGTH,
    resident_id::CHARACTERS,
    resident_id::REGION,
    resident_id::BIRTH_DATE,
    resident_id::CHECK_DIGIT,
    resident_id::IS_CREDIT_CODE,
    uscc::LENGTH,
    uscc::CHARACTERS,
    uscc::REGION,
    uscc::ORGANISATION_CHECK,
    uscc::CHECK_CHARACTER,
    uscc::IS_RESIDENT_ID,
];

impl IdProblem {
    fn new(code: &'static str) -> Self {
        Self { code, position: None, expected: None }
    }

    fn at(code: &'static str, position: usize) -> Self {
        Self { code, position: Some(position), expected: None }
    }

    fn expecting(code: &'static str, position: usize, expected: char) -> Self {
        Self { code, position: Some(position), expected: Some(expected) }
    }
}

impl fmt::Display for IdProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code)
    }
}

impl std::error::Error for IdProblem {}

/// A number as people type it, in the form of its standard: full-width letters and
/// digits become ASCII, spaces and hyphens go, and letters become capitals.
///
/// For identifiers only: it would spoil an e-mail address or a name.
pub fn normalise_digits(typed: &str) -> String {
    typed
        .chars()
        .filter(|character| !is_ecma_space(*character) && !is_hyphen(*character))
        .map(narrow)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

/// An 18-character identifier in the form of its standard, however it is written; none for
/// anything else.
pub(crate) fn identifier_in(text: &str) -> Option<String> {
    let joined = normalise_digits(text);
    let region = joined.as_bytes().get(2..8).unwrap_or_default();
    let plain = joined.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (joined.len() == 18 && plain && region.iter().all(u8::is_ascii_digit)).then_some(joined)
}

/// One spelling for every way in which two certificates may write the same number. Only for
/// comparing: an 18-character identifier without spaces, hyphens and small letters; any
/// other number with full-width characters narrowed, and nothing taken out, because `1-23`
/// and `12-3` are two numbers. None for what is no number.
pub(crate) fn comparable(text: &str) -> Option<String> {
    if let Some(identifier) = identifier_in(text) {
        return Some(identifier);
    }
    let digit = |byte: &u8| byte.is_ascii_digit();
    let narrowed: String = text.chars().map(narrow).collect();
    let of_number = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_number = narrowed.bytes().all(of_number) && narrowed.as_bytes().iter().any(digit);
    is_number.then_some(narrowed)
}

/// A number with its middle hidden, for lists and pages that others can see:
/// `310101********771X`, `138****0000`. What is too short to keep anything is all stars.
pub fn mask(number: &str) -> String {
    let length = number.chars().count();
    let (head, tail) = match length {
        14.. => (6, 4),
        8..=13 => (3, 4),
        3..=7 => (1, 0),
        _ => (0, 0),
    };
    number
        .chars()
        .enumerate()
        .map(
            |(index, character)| {
                if index < head || index + tail >= length { character } else { '*' }
            },
        )
        .collect()
}

/// The full-width forms U+FF01 to U+FF5E stand 0xFEE0 above ASCII.
pub(crate) fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        other => other,
    }
}

pub(crate) fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}
