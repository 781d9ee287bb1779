//! Chinese identifiers: the resident ID number and the unified social credit code.
//!
//! A wrong number that was typed is a warning; a wrong number in a certificate is a
//! refusal. So a check says what is wrong and, where the standard lets us know, which
//! character would be right.

pub mod region;
pub mod resident_id;
#[cfg(test)]
mod tests;
pub mod uscc;

use std::fmt;

use crate::pattern::is_ecma_space;

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
pub const PROBLEM_CODES: [&str; 10] = [
    resident_id::LENGTH,
    resident_id::CHARACTERS,
    resident_id::REGION,
    resident_id::BIRTH_DATE,
    resident_id::CHECK_DIGIT,
    uscc::LENGTH,
    uscc::CHARACTERS,
    uscc::REGION,
    uscc::ORGANISATION_CHECK,
    uscc::CHECK_CHARACTER,
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
fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        other => other,
    }
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}
