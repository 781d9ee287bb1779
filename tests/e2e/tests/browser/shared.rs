//! What `tests/it/vectors.rs` asks of the crate that it is a part of.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static ROOT: LazyLock<PathBuf> = LazyLock::new(cert_e2e::root);

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    &ROOT
}

/// Reads a JSON file.
pub(crate) fn json_file(path: &Path) -> serde_json::Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
