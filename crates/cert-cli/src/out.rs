//! The only place that writes to stdout and stderr.

use std::io::Write as _;

/// Writes one line of a result to stdout; a closed pipe is not an error worth reporting.
pub(crate) fn result(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Writes one line for the person to stderr.
pub(crate) fn message(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "certfill: {line}");
}
