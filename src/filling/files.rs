//! Files that are sent beside a filing: what may be attached, and the answer that
//! names it by its digest.

use cert_fill::Attachment;
use serde_json::Value;

/// Longest file name that an answer carries, in characters.
const MAX_NAME: usize = 120;

/// Why a file cannot be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// Over the limit of the form.
    TooLarge {
        /// Its size.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// Not one of the types that the form takes, whatever its name says.
    WrongType,
    /// No bytes.
    Empty,
    /// The browser could not read it.
    NotRead,
}

/// The media type by the first bytes; the name of a file proves nothing.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"%PDF-") {
        Some("application/pdf")
    } else if bytes.starts_with(&[0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n']) {
        Some("image/png")
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some("image/jpeg")
    } else {
        None
    }
}

/// Checks size and type before anything is stored.
///
/// # Errors
/// [`FileProblem`]
pub fn check(bytes: &[u8], limit: u64, types: &[String]) -> Result<&'static str, FileProblem> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size == 0 {
        return Err(FileProblem::Empty);
    }
    if size > limit {
        return Err(FileProblem::TooLarge { size, limit });
    }
    let kind = sniff(bytes).ok_or(FileProblem::WrongType)?;
    if !types.is_empty() && !types.iter().any(|one| one == kind) {
        return Err(FileProblem::WrongType);
    }
    Ok(kind)
}

/// The answer that stands for a file (`Digest` notation of RFC 9530 in `digest`).
#[must_use]
pub fn answer(name: &str, media_type: &str, size: usize, digest: &[u8; 32]) -> Value {
    let name: String = name.chars().filter(|sign| !sign.is_control()).take(MAX_NAME).collect();
    Attachment::describe(&name, media_type, size, digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cert_verify::{base64url, sha256};
    use serde_json::json;

    #[test]
    fn the_first_bytes_decide_not_the_name() {
        let types: Vec<String> = ["application/pdf", "image/png"].map(str::to_owned).to_vec();
        assert_eq!(check(b"%PDF-1.7 ...", 100, &types), Ok("application/pdf"));
        assert_eq!(check(b"<script>", 100, &types), Err(FileProblem::WrongType));
        assert_eq!(
            check(&[0xff, 0xd8, 0xff, 0xe0], 100, &types),
            Err(FileProblem::WrongType),
            "not in the form's list"
        );
        assert_eq!(check(b"", 100, &types), Err(FileProblem::Empty));
        assert_eq!(
            check(&[b'%'; 101], 100, &types),
            Err(FileProblem::TooLarge { size: 101, limit: 100 })
        );
    }

    #[test]
    fn the_answer_names_the_bytes() {
        let file = answer("租约\u{7}.pdf", "application/pdf", 5, &sha256(b"%PDF-"));
        assert_eq!(file["name"], "租约.pdf");
        let digest = Attachment::digest_in(&file).unwrap();
        assert_eq!(base64url::decode(&digest).unwrap(), sha256(b"%PDF-"));
        assert_eq!(Attachment::digest_in(&json!({"digest": "md5=:x=:"})), None);
    }
}
