//! Reading what the arguments name, with a limit.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::{Failure, Io};

/// More than any certificate, list or form that the core accepts: one byte over its own limits
/// must still reach it, so that the answer is its code and not a message about files.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The bytes of a file, or of stdin for `-`.
///
/// # Errors
/// Exit status 66 when it cannot be read or is larger than the limit.
pub(crate) fn read(path: &Path, io: &mut Io<'_>) -> Result<Vec<u8>, Failure> {
    let name = path.display();
    let unreadable = |error: std::io::Error| Failure::file(format!("cannot read {name}: {error}"));
    let mut bytes = Vec::new();
    let taken = if path.as_os_str() == "-" {
        (&mut *io.input).take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).map_err(unreadable)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)
    };
    taken.map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_BYTES) {
        return Err(Failure::file(format!("{name} is larger than {MOST_BYTES} bytes")));
    }
    Ok(bytes)
}

/// A JSON file, read strictly.
///
/// # Errors
/// Exit status 66 when it cannot be read, 64 when it is not JSON.
pub(crate) fn read_json(path: &Path, io: &mut Io<'_>) -> Result<serde_json::Value, Failure> {
    let bytes = read(path, io)?;
    cert_verify::json::parse(&bytes, cert_verify::json::Limits::LIST)
        .map_err(|code| Failure::usage(format!("{}: {}", path.display(), code.as_str())))
}
