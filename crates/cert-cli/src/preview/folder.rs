//! What the author has written: the form, and what lies beside it in a department's folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cert_verify::json;
use serde_json::Value;

/// A file of a folder is read up to here; the linter refuses less.
const MOST_BYTES: u64 = 1024 * 1024;

/// A folder of a department has a few dozen of each.
const MOST_FILES: usize = 1_000;

/// A name that the linter takes (`cert-catalogue`).
const LONGEST_NAME: usize = 64;

/// What was read at one time.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sources {
    /// What the form's service is called.
    name: String,
    form: Vec<u8>,
    /// `department.json`, `types/…`, `examples/…` and `services/…` of the folder, when there is one.
    files: BTreeMap<String, Vec<u8>>,
}

impl Sources {
    /// Reads what lies around a form with these bytes. The folder of its department is the form's own or the one
    /// above it, if `department.json` is there.
    pub(crate) fn read(form: &Path, bytes: Vec<u8>) -> Self {
        let stem = form.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_';
        let stem = stem.unwrap_or_default();
        let name = stem.chars().map(|sign| if plain(sign) { sign } else { '-' });
        let name: String = name.take(LONGEST_NAME).collect();
        let mut files = BTreeMap::new();
        if let Some(folder) = folder_of(form) {
            put(&mut files, "department.json".to_owned(), &folder.join("department.json"));
            for place in ["types", "examples", "services"] {
                for entry in fs::read_dir(folder.join(place)).into_iter().flatten().flatten() {
                    let file = entry.file_name().to_string_lossy().into_owned();
                    if file.ends_with(".json") && !file.starts_with('.') && files.len() < MOST_FILES
                    {
                        put(&mut files, format!("{place}/{file}"), &entry.path());
                    }
                }
            }
        }
        Self { name, form: bytes, files }
    }

    /// What the form's service is called.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The bytes of the form.
    pub(crate) fn form(&self) -> &[u8] {
        &self.form
    }

    /// A file of the folder as JSON.
    pub(crate) fn json(&self, path: &str) -> Option<Value> {
        json::parse(self.files.get(path)?, json::Limits::CERTIFICATE).ok()
    }

    /// The files in one of the places.
    pub(crate) fn files_in(&self, place: &str) -> impl Iterator<Item = (&str, &[u8])> {
        let inside = format!("{place}/");
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(&inside))
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}

fn folder_of(form: &Path) -> Option<PathBuf> {
    let own = match form.parent()? {
        here if here.as_os_str().is_empty() => PathBuf::from("."),
        other => other.to_path_buf(),
    };
    [own.clone(), own.join("..")]
        .into_iter()
        .find(|folder| folder.join("department.json").is_file())
}

fn put(files: &mut BTreeMap<String, Vec<u8>>, name: String, path: &Path) {
    let small = fs::metadata(path).is_ok_and(|about| about.len() <= MOST_BYTES);
    if let Some(bytes) = small.then(|| fs::read(path).ok()).flatten() {
        files.insert(name, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_by_itself_has_a_name_and_no_folder() {
        let sources = Sources::read(Path::new("/nowhere/我的 form.json"), b"{}".to_vec());
        assert_eq!(sources.name(), "---form");
        assert_eq!(sources.files_in("types").count(), 0);
    }

    #[test]
    fn the_folder_of_a_department_is_found_above_the_form() {
        let library = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/departments/library");
        let form = Path::new(library).join("forms/renew-reader-card.json");
        let sources = Sources::read(&form, fs::read(&form).unwrap());
        assert_eq!(sources.name(), "renew-reader-card");
        assert!(sources.json("department.json").is_some());
        assert_eq!(sources.files_in("types").count(), 1);
        assert_eq!(sources.files_in("forms").count(), 0, "no other form is shown");
    }
}
