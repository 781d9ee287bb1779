//! What the app says about a new passphrase while it is typed. Only its length is a rule; the
//! rest is advice, because people who are forced to use signs choose worse ones.

/// Shortest passphrase, in code points. NIST SP 800-63B-4 3.1.1.2 asks for 8
/// at least and no rules about kinds of characters.
pub const MIN_PASSPHRASE: usize = 8;

/// From here on a sentence is out of reach of guessing, with Argon2id before each guess.
const STRONG: usize = 14;

/// Digits alone are mostly dates and telephone numbers until they are longer than these.
const TELLING_DIGITS: usize = 12;

/// What is tried first, everywhere.
const COMMON: [&str; 12] = [
    "password", "passw0rd", "qwerty", "asdfgh", "zxcvbn", "1qaz2wsx", "iloveyou", "woaini",
    "welcome", "letmein", "admin", "certfill",
];

/// How good a passphrase is against somebody who has the encrypted vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// So many characters are missing; it is not taken.
    TooShort(usize),
    /// Long enough, and among the first that are tried.
    Guessable,
    /// Good enough for most.
    Fair,
    /// A sentence, or as good as one.
    Strong,
}

impl Strength {
    /// Judges a passphrase as it stands.
    #[must_use]
    pub fn of(passphrase: &str) -> Self {
        let count = passphrase.chars().count();
        if count < MIN_PASSPHRASE {
            return Self::TooShort(MIN_PASSPHRASE - count);
        }
        if is_guessable(passphrase, count) {
            return Self::Guessable;
        }
        // A Chinese character is one of thousands, a letter one of dozens.
        let weight: usize =
            passphrase.chars().map(|sign| if sign.is_ascii() { 1 } else { 2 }).sum();
        if weight >= STRONG { Self::Strong } else { Self::Fair }
    }
}

fn is_guessable(passphrase: &str, count: usize) -> bool {
    // ASCII, as the words below are: the tables for every script would cost the first screen 4 KB.
    let lower = passphrase.to_ascii_lowercase();
    let signs: Vec<char> = lower.chars().collect();
    let mut distinct = Vec::new();
    for sign in &signs {
        if distinct.len() <= 3 && !distinct.contains(sign) {
            distinct.push(*sign);
        }
    }
    let digits = signs.iter().all(char::is_ascii_digit);
    // abcdefgh, 87654321, aaaa: each sign follows from the one before it.
    let steps = signs.windows(2).filter(|pair| match pair {
        [a, b] => u32::from(*a).abs_diff(u32::from(*b)) <= 1,
        _ => false,
    });
    let rest_of = |word: &str| count.saturating_sub(word.len());
    distinct.len() <= 3
        || (digits && count < TELLING_DIGITS)
        || steps.count() * 4 >= count * 3
        || COMMON.iter().any(|word| lower.contains(word) && rest_of(word) < 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_judged_by_length_and_by_what_is_tried_first() {
        for (passphrase, strength) in [
            ("", Strength::TooShort(8)),
            ("示例口令", Strength::TooShort(4)),
            ("short12", Strength::TooShort(1)),
            ("12345678", Strength::Guessable),
            ("19900307", Strength::Guessable),
            ("aaaaaaaaaaaa", Strength::Guessable),
            ("abcdefghij", Strength::Guessable),
            ("Password1!", Strength::Guessable),
            ("k7.mowyx", Strength::Fair),
            ("示例口令七个字多", Strength::Strong),
            ("correct horse", Strength::Fair),
            ("correct horse battery", Strength::Strong),
        ] {
            assert_eq!(Strength::of(passphrase), strength, "{passphrase}");
        }
    }
}
