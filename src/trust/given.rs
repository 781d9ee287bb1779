//! What somebody hands over to be checked, told by its first bytes and not by its name.

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Perhaps a certificate.
    Certificate,
    /// A picture: codes are looked for in it.
    Picture,
    /// A PDF file: codes are looked for in its pages.
    Pdf,
}

/// How a PDF file begins, and how far from its first byte: programs for mail and scanners put something
/// before it, and readers have always taken that (ISO 32000-2, annex I).
const PDF: &[u8] = b"%PDF-";
const PDF_WITHIN: usize = 1024;

/// The longest beginning that tells pictures apart.
const BEGINNINGS: &[(usize, &[u8])] = &[
    (0, b"\x89PNG\r\n"),
    (0, b"\xff\xd8\xff"),
    (0, b"GIF8"),
    (0, b"BM"),
    (8, b"WEBP"),
    // HEIC and AVIF: a box of eight bytes, then their names.
    (4, b"ftyp"),
];

impl Given {
    /// What these bytes are.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let begins = |&(at, text): &(usize, &[u8])| {
            bytes.get(at..).is_some_and(|rest| rest.starts_with(text))
        };
        // A certificate's text may begin with any letters; a picture is no text.
        let is_text = core::str::from_utf8(bytes).is_ok();
        let first = bytes.get(..PDF_WITHIN).unwrap_or(bytes);
        if !is_text && BEGINNINGS.iter().any(begins) {
            Self::Picture
        } else if first.windows(PDF.len()).any(|part| part == PDF) {
            Self::Pdf
        } else {
            Self::Certificate
        }
    }
}

/// The beginning of what a code holds, for a person who has to choose.
#[must_use]
pub fn beginning(bytes: &[u8]) -> String {
    const SHOWN: usize = 24;
    let text = String::from_utf8_lossy(bytes);
    let shown: String = text
        .chars()
        .take(SHOWN)
        .map(|letter| if letter.is_control() { '·' } else { letter })
        .collect();
    if text.chars().count() > SHOWN { shown + "…" } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_by_their_bytes() {
        for bytes in [
            &b"\x89PNG\r\n\x1a\n"[..],
            b"\xff\xd8\xff\xe0",
            b"GIF89a\xff",
            b"BM\xf6\x00",
            b"RIFF\xf0\x00\x00\x00WEBP",
            b"\x00\x00\x00\xe4ftypheic",
        ] {
            assert_eq!(Given::of(bytes), Given::Picture, "{bytes:?}");
        }
        for bytes in
            [&b""[..], b"eyJ", b"HC1:6BF", b"BMXB", b"GIF8 is no card", b"\xd2\x84C", b"ftyp"]
        {
            assert_eq!(Given::of(bytes), Given::Certificate, "{bytes:?}");
        }
    }

    #[test]
    fn pdf_files_are_told_by_their_first_kilobyte() {
        for before in [0, 1, 300, 1019] {
            let bytes = [&vec![b' '; before][..], b"%PDF-1.7\n"].concat();
            assert_eq!(Given::of(&bytes), Given::Pdf, "{before}");
        }
        let late = [&[b' '; 1020][..], b"%PDF-1.7\n"].concat();
        for bytes in [&late[..], b"%PDF", b"HC1:%PDF"] {
            assert_eq!(Given::of(bytes), Given::Certificate);
        }
    }

    #[test]
    fn the_beginning_is_short_and_harmless() {
        assert_eq!(beginning(b"HC1:6BFOXN"), "HC1:6BFOXN");
        assert_eq!(beginning(b"a\nb\x1b"), "a·b·");
        assert_eq!(beginning(&[b'x'; 100]).chars().count(), 25);
        assert!(beginning(&[0xff, 0xfe]).chars().count() == 2);
    }
}
