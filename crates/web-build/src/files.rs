//! Reading and writing with the name of the file in the error.

use std::path::Path;

use crate::Result;

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|problem| format!("{}: {problem}", path.display()))
}

/// The text of a file.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|problem| format!("{}: {problem}", path.display()))
}

/// Writes a file, and the folders above it.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, content))
        .map_err(|problem| format!("{}: {problem}", path.display()))
}

/// An empty folder at this place.
pub(crate) fn fresh(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .map_err(|problem| format!("{}: {problem}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).map_err(|problem| format!("{}: {problem}", folder.display()))
}
