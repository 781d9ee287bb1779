//! PEM text (RFC 7468), as far as keys and certificates need it.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::Code;

/// One PEM block.
pub(crate) struct Block {
    /// What stands behind `BEGIN`.
    pub(crate) label: String,
    /// The decoded contents.
    pub(crate) bytes: Vec<u8>,
}

/// A file of trusted certificates of one country holds some dozens.
const MOST_BLOCKS: usize = 1_000;

/// Reads every block of a PEM text; lines outside blocks are comments.
///
/// # Errors
/// [`Code::KeyMalformed`] for a block that does not end, a wrong end, or contents that are not
/// base64; [`Code::TooManyItems`].
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, Code> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(label) =
            line.trim().strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----"))
        else {
            continue;
        };
        if found.len() >= MOST_BLOCKS {
            return Err(Code::TooManyItems);
        }
        let mut body = String::new();
        loop {
            let line = lines.next().ok_or(Code::KeyMalformed)?.trim();
            match line.strip_prefix("-----END ").and_then(|rest| rest.strip_suffix("-----")) {
                Some(end) if end == label => break,
                Some(_) => return Err(Code::KeyMalformed),
                None => body.push_str(line),
            }
        }
        let bytes = STANDARD.decode(&body).map_err(|_| Code::KeyMalformed)?;
        found.push(Block { label: label.to_owned(), bytes });
    }
    Ok(found)
}
