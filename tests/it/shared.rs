//! Where the test sets stand.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    // Some of these tests are part of a package in `crates/` as well.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).unwrap_or(here)
}

/// A file or folder of the public test sets, `None` when they are not beside the checkout.
/// Where `CI` is set they must be there.
pub(crate) fn shared_vectors(path: &str) -> Option<PathBuf> {
    let folder = root().join("../shared/vectors");
    if !folder.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "{} must exist in CI", folder.display());
        println!("skipped: {} is not here", folder.display());
        return None;
    }
    let path = folder.join(path);
    path.exists().then_some(path)
}

/// A JSON file of the public test sets; see [`shared_vectors`].
pub(crate) fn shared_json(path: &str) -> Option<Value> {
    shared_vectors(path).map(|path| json_file(&path))
}

/// Reads a JSON file.
pub(crate) fn json_file(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Bytes from hexadecimal text.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "odd hexadecimal text");
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}
