//! Invented identifiers with valid check digits. Sequence 000 of a resident ID number is
//! never given to a person.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_standards_come_out() {
        assert_eq!(resident_id("110105", "19491231", "002"), "11010519491231002X");
        assert_eq!(resident_id("440524", "18800101", "001"), "440524188001010014");
        assert_eq!(resident_id("310104", "19550315", "000"), "310104195503150008");
    }
}
