//! A department's folder in memory.

use std::collections::BTreeMap;

use cert_fill::{Form, FormError};
use cert_verify::json;
use serde_json::Value;

use crate::result::ServiceResult;

/// The languages that everything is written in, when the department does not say.
const LOCALES: &[&str] = &["zh-CN", "en"];

/// Where the department describes itself.
pub(crate) const DEPARTMENT: &str = "department.json";

/// The files of a folder.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    files: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    /// These files, by their paths in the folder.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self { files: files.into_iter().collect() }
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// One file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// One file as JSON, read strictly.
    pub fn json(&self, path: &str) -> Option<Value> {
        json::parse(self.file(path)?, json::Limits::CERTIFICATE).ok()
    }

    /// The names in one of its folders, such as those of `forms`, without their ending.
    pub fn names<'f>(&'f self, folder: &'f str) -> impl Iterator<Item = &'f str> {
        let paths = self.files.keys();
        paths.filter_map(move |path| {
            path.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".json")
        })
    }

    /// The department's own description.
    pub fn department(&self) -> Value {
        self.json(DEPARTMENT).unwrap_or_default()
    }

    pub(crate) fn locales(&self) -> Vec<String> {
        let department = self.department();
        let named = department.get("locales").and_then(Value::as_array);
        let own = |list: &Vec<Value>| {
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
        };
        named.map(own).unwrap_or_else(|| LOCALES.iter().map(|tag| (*tag).to_owned()).collect())
    }

    /// The form of a service: the one of the same name, unless it names another.
    pub(crate) fn form_path(&self, service: &str) -> String {
        let described = self.json(&format!("services/{service}.json"));
        let named = described.as_ref().and_then(|one| one.get("form")).and_then(Value::as_str);
        named.map_or_else(|| format!("forms/{service}.json"), str::to_owned)
    }

    /// What the office's yes to a service gives, when its author says so and it can be read.
    pub fn result(&self, service: &str) -> Option<ServiceResult> {
        ServiceResult::read(self.json(&format!("services/{service}.json"))?.get("result")?)
    }

    /// The form of a service, when it is sound.
    pub fn form(&self, service: &str) -> Option<Form> {
        self.opened_form(service).ok()
    }

    /// The form of a service, or why there is none.
    ///
    /// # Errors
    /// [`FormError`]; a file that is not there is not JSON.
    pub fn opened_form(&self, service: &str) -> Result<Form, FormError> {
        Form::parse(self.file(&self.form_path(service)).unwrap_or_default())
    }
}
