//! Invented identifiers with valid check digits. Sequence 000 of a resident ID number is
//! never given to a person.

/// The alphabet of GB 32100-2015: no I, O, S, V, Z.
const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A resident ID number (GB 11643-1999): division, birth date, sequence, check character.
pub(crate) fn resident_id(division: &str, birth: &str, sequence: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("{division}{birth}{sequence}");
    let sum: u32 = body
        .chars()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight)
        .sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize).unwrap_or('0');
    format!("{body}{check}")
}

/// A unified social credit code (GB 32100-2015) around an organisation code (GB 11714) of
/// eight characters.
pub(crate) fn credit_code(kind: &str, division: &str, organisation: &str) -> String {
    let body = format!("{kind}{division}{organisation}{}", organisation_check(organisation));
    let sum: usize = body
        .bytes()
        .zip([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
        .map(|(letter, weight)| value(letter) * weight)
        .sum();
    let check = ALPHABET.get((31 - sum % 31) % 31).copied().map_or('0', char::from);
    format!("{body}{check}")
}

fn organisation_check(organisation: &str) -> char {
    // GB 11714 counts all letters, also those that GB 32100 leaves out.
    let number = |letter: u8| match letter {
        b'0'..=b'9' => u32::from(letter - b'0'),
        other => u32::from(other.saturating_sub(b'A')) + 10,
    };
    let sum: u32 = organisation
        .bytes()
        .zip([3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(letter, weight)| number(letter) * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

fn value(letter: u8) -> usize {
    ALPHABET.iter().position(|other| *other == letter).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_standards_come_out() {
        assert_eq!(resident_id("110105", "19491231", "002"), "11010519491231002X");
        assert_eq!(resident_id("440524", "18800101", "001"), "440524188001010014");
        assert_eq!(resident_id("310104", "19550315", "000"), "310104195503150008");
        assert_eq!(credit_code("Y1", "310000", "DEM00001"), "Y1310000DEM0000146");
        assert_eq!(credit_code("Y1", "310104", "DEM00005"), "Y1310104DEM000057J");
    }
}
