//! Whether the built app is as new as its sources, without asking the compiler.

use std::fmt::Write as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::steps::{Result, root};

/// What the web build reads.
const INPUTS: &[&str] = &[
    "src",
    "www",
    "crates/cert-verify",
    "crates/cert-issue",
    "crates/cert-fill",
    "crates/cert-catalogue",
    "crates/cert-words",
    "crates/cert-scan",
    "crates/scan-wasm",
    "crates/cert-pages",
    "crates/pages-wasm",
    "crates/web-build",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];

/// One line for each input file: path, size, time of change.
///
/// # Errors
/// When a folder cannot be read.
pub(crate) fn of_the_app() -> Result<String> {
    let mut lines = Vec::new();
    for input in INPUTS {
        walk(&root().join(input), &mut lines)?;
    }
    lines.sort();
    Ok(lines.concat())
}

fn walk(path: &Path, lines: &mut Vec<String>) -> Result<()> {
    let problem = |error: std::io::Error| format!("{}: {error}", path.display());
    let Ok(about) = std::fs::metadata(path) else { return Ok(()) };
    if about.is_dir() {
        for entry in std::fs::read_dir(path).map_err(problem)? {
            walk(&entry.map_err(problem)?.path(), lines)?;
        }
        return Ok(());
    }
    let changed = about.modified().map_err(problem)?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut line = String::new();
    let _ = writeln!(line, "{} {} {}", path.display(), about.len(), changed.as_nanos());
    lines.push(line);
    Ok(())
}
