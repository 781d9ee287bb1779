//! Reading and writing the files of a city.

use std::fs;
use std::path::Path;

use cert_verify::json;
use serde_json::Value;

use crate::Failure;

/// The operator lets a department issue and describe these types as well.
pub(crate) fn allow(entry: &mut Value, types: impl Iterator<Item = String>) {
    if let Some(known) = entry.get_mut("types").and_then(Value::as_array_mut) {
        for vct in types {
            if !known.iter().any(|one| one.as_str() == Some(&vct)) {
                known.push(vct.into());
            }
        }
    }
}

pub(crate) fn unread(path: &Path, error: &std::io::Error) -> Failure {
    Failure::file(format!("cannot read {}: {error}", path.display()))
}

pub(crate) fn read(path: &Path) -> Result<Value, Failure> {
    let bytes = fs::read(path).map_err(|error| unread(path, &error))?;
    json::parse(&bytes, json::Limits::LIST)
        .map_err(|code| Failure::file(format!("{}: {}", path.display(), code.as_str())))
}

pub(crate) fn write(path: &Path, value: &Value) -> Result<(), Failure> {
    put(path, value.to_string().as_bytes())
}

pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::file(format!("cannot write {}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)
}
