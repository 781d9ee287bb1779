//! The unified social credit code (统一社会信用代码, GB 32100-2015).
//!
//! ```text
//! 9 1 310000 MA1FL0000 0
//! registering department, category, region, organisation code, check character
//! ```
//!
//! The organisation code (GB 11714-1997) has a check character of its own, its ninth.

use super::{IdProblem, region};

/// Not 18 characters.
pub const LENGTH: &str = "uscc-length";
/// A character outside the 31 of the standard (no I, O, S, V, Z), or a letter in the region.
pub const CHARACTERS: &str = "uscc-characters";
/// The characters 3 to 8 are no region.
pub const REGION: &str = "uscc-region";
/// The organisation code inside does not fit its own check character.
pub const ORGANISATION_CHECK: &str = "uscc-organisation-check";
/// The last character does not fit the others.
pub const CHECK_CHARACTER: &str = "uscc-check-character";

/// A resident ID number in the place of a code of an organisation.
pub const IS_RESIDENT_ID: &str = "uscc-is-resident-id";

/// GB 32100-2015: the value of a character is its place here.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 32100-2015: 3^(i−1) mod 31 for position i.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// GB 11714-1997, for the first eight characters of the organisation code.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The region of what is registered with the central government.
const CENTRAL: &str = "100000";

/// What a good code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uscc {
    /// The registering department and the category: `91` is a company.
    pub kind: String,
    /// The six-digit code of the region.
    pub region: String,
    /// The organisation code, nine characters.
    pub organisation: String,
}

/// Checks a code that is already in the form of the standard (see
/// [`super::normalise_digits`]).
///
/// # Errors
/// The first problem from left to right. When only one of the two check characters is
/// wrong, `expected` is the one that the others lead to; when both are, some character
/// before them is wrong and cannot be named.
pub fn check(code: &str) -> Result<Uscc, IdProblem> {
    let characters: Vec<char> = code.chars().collect();
    if characters.len() != 18 {
        return Err(IdProblem::new(LENGTH));
    }
    let mut values = Vec::with_capacity(18);
    for (index, character) in characters.iter().enumerate() {
        let in_region = (2..8).contains(&index);
        let value = ALPHABET.find(*character).filter(|value| !in_region || *value < 10);
        values.push(value.ok_or_else(|| IdProblem::at(CHARACTERS, index + 1))?);
    }
    // All characters are ASCII now, so bytes and characters are the same.
    let part = |start: usize, end: usize| code.get(start..end).unwrap_or_default().to_owned();
    let region = part(2, 8);
    if region != CENTRAL && !region::is_known(&region) {
        return Err(IdProblem::at(REGION, 3));
    }
    let inner = organisation_check(characters.get(8..16).unwrap_or_default());
    let outer = check_character(&values);
    let inner_fits = characters.get(16) == Some(&inner);
    let outer_fits = characters.get(17) == Some(&outer);
    match (inner_fits, outer_fits) {
        (true, true) => Ok(Uscc { kind: part(0, 2), region, organisation: part(8, 17) }),
        (true, false) => Err(IdProblem::expecting(CHECK_CHARACTER, 18, outer)),
        (false, true) => Err(IdProblem::expecting(ORGANISATION_CHECK, 17, inner)),
        (false, false) => Err(IdProblem::new(CHECK_CHARACTER)),
    }
}

/// The code that begins with these 16 characters: kind, region and the first eight of the organisation code.
/// `None` when no code begins so.
pub fn complete(beginning: &str) -> Option<String> {
    let organisation: Vec<char> = beginning.chars().skip(8).collect();
    let mut code = beginning.to_owned();
    code.push(organisation_check(&organisation));
    let values: Option<Vec<usize>> = code.chars().map(|one| ALPHABET.find(one)).collect();
    code.push(check_character(&values?));
    check(&code).is_ok().then_some(code)
}

/// GB 11714-1997: `11 − Σ mod 11`, with 10 as X and 11 as 0; a letter counts from A = 10.
fn organisation_check(body: &[char]) -> char {
    let sum: u32 = body
        .iter()
        .zip(ORGANISATION_WEIGHTS)
        .map(|(character, weight)| character.to_digit(36).unwrap_or(0) * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

/// GB 32100-2015: `(31 − Σ mod 31) mod 31`, as a character.
fn check_character(values: &[usize]) -> char {
    let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap_or('0')
}
