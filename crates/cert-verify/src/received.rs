//! What is no part of a certificate: what copying, pasting and mailing put around it.
//!
//! One rule for every entrance and every kind, in one place. Text loses the blanks and line ends
//! around it, and the marks without width that editors and messengers put there; bytes that are no
//! text are taken as they are. No kind can begin or end with such a character: JSON and the parts
//! of JOSE have none, an address has none, a Base45 text (RFC 9285) ends with a digit whose value
//! is at most 32, where a blank stands for 36, and no zlib stream begins with one.

/// The certificate (or key file, or list) within the bytes received.
pub fn without_surroundings(received: &[u8]) -> &[u8] {
    match core::str::from_utf8(received) {
        Ok(text) => text.trim_matches(surrounds).as_bytes(),
        Err(_) => received,
    }
}

/// White space of any script, byte order mark, and the blanks and joiners without width.
fn surrounds(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_loses_what_stands_around_it_and_bytes_lose_nothing() {
        for around in
            ["", " ", "\n", "\r\n", "\t \r\n\r\n", "\u{feff}", "\u{3000}", "\u{a0}", "\u{200b}"]
        {
            for (before, behind) in [(around, ""), ("", around), (around, around)] {
                let text = format!("{before}HC1:6B F{behind}");
                assert_eq!(without_surroundings(text.as_bytes()), b"HC1:6B F", "{text:?}");
            }
        }
        assert_eq!(without_surroundings(b" \xff "), b" \xff ");
        assert_eq!(without_surroundings(b" \n"), b"");
    }
}
