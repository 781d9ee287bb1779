//! The resident ID number (公民身份号码, GB 11643-1999).
//!
//! ```text
//! 310104 19550315 000 8
//! region birth    sequence (odd male, even female), check character (ISO 7064 MOD 11-2)
//! ```
//!
//! The 15-digit numbers of before 1999 are not read: they are not valid since 2013.
//!
//! Foreigners with permanent residence have numbers of the same shape since 2023
//! (GA 2102-2023): a 9, two digits of the province, three of the country, and from there
//! on as above.

use super::{IdProblem, region};
use crate::{Date, Layout};

/// Not 18 characters.
pub const LENGTH: &str = "resident-id-length";
/// Something else than digits, or than a digit or X at the end.
pub const CHARACTERS: &str = "resident-id-characters";
/// The first six digits are no region.
pub const REGION: &str = "resident-id-region";
/// The digits 7 to 14 are no day between 1850 and 2199.
pub const BIRTH_DATE: &str = "resident-id-birth-date";
/// The last character does not fit the others.
pub const CHECK_DIGIT: &str = "resident-id-check-digit";

/// A unified social credit code in the place of a number of a person.
pub const IS_CREDIT_CODE: &str = "resident-id-is-credit-code";

/// GB 11643-1999 6.2: 2^(18−i) mod 11 for position i.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The check character for each remainder of the sum by 11.
const CHECK_CHARACTERS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The first digit of the numbers of GA 2102-2023; no province begins with it.
const PERMANENT_RESIDENT: char = '9';

/// The years of birth that occur: the standard's own example is of 1880.
const YEARS: std::ops::RangeInclusive<u16> = 1850..=2199;

/// Sex as the sequence number tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// The 17th digit is odd.
    Male,
    /// The 17th digit is even.
    Female,
}

/// What a good number says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentId {
    /// The day of birth.
    pub birth: Date,
    /// The sex.
    pub sex: Sex,
    /// The six-digit code of the region where the number was given.
    pub region: String,
}

/// Checks a number that is already in the form of the standard (see
/// [`super::normalise_digits`]).
///
/// # Errors
/// The first problem from left to right, the check character last. For that one
/// `expected` is the character that the other 17 lead to.
pub fn check(number: &str) -> Result<ResidentId, IdProblem> {
    let characters: Vec<char> = number.chars().collect();
    if characters.len() != 18 {
        return Err(IdProblem::new(LENGTH));
    }
    let fits = |(index, character): (usize, &char)| {
        character.is_ascii_digit() || (index == 17 && *character == 'X')
    };
    if let Some(index) = characters.iter().enumerate().position(|place| !fits(place)) {
        return Err(IdProblem::at(CHARACTERS, index + 1));
    }
    // All characters are ASCII now, so bytes and characters are the same.
    let part = |start: usize, end: usize| number.get(start..end).unwrap_or_default();
    let region = part(0, 6);
    let permanent = region.strip_prefix(PERMANENT_RESIDENT).and_then(region::province);
    if !region::is_known(region) && permanent.is_none() {
        return Err(IdProblem::at(REGION, 1));
    }
    let birth = Date::parse_layout(part(6, 14), Layout::Basic)
        .filter(|birth| YEARS.contains(&birth.year()))
        .ok_or_else(|| IdProblem::at(BIRTH_DATE, birth_fault(part(6, 10), part(10, 12))))?;
    let expected = check_character(&characters);
    if characters.last() != Some(&expected) {
        return Err(IdProblem::expecting(CHECK_DIGIT, 18, expected));
    }
    let odd = characters.get(16).and_then(|digit| digit.to_digit(10)).is_some_and(|n| n % 2 == 1);
    let sex = if odd { Sex::Male } else { Sex::Female };
    Ok(ResidentId { birth, sex, region: region.to_owned() })
}

/// Where a birth date goes wrong: at the year, the month or the day.
fn birth_fault(year: &str, month: &str) -> usize {
    if !year.parse().is_ok_and(|year| YEARS.contains(&year)) {
        7
    } else if !month.parse().is_ok_and(|month: u8| (1..=12).contains(&month)) {
        11
    } else {
        13
    }
}

fn check_character(characters: &[char]) -> char {
    let sum: u32 = characters
        .iter()
        .zip(WEIGHTS)
        .map(|(character, weight)| character.to_digit(10).unwrap_or(0) * weight)
        .sum();
    let rest = usize::try_from(sum % 11).unwrap_or(0);
    CHECK_CHARACTERS.get(rest).copied().unwrap_or('X')
}
