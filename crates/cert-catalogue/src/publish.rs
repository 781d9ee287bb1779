//! The index that is made of a folder.

use std::fmt;

use cert_fill::LocalText;
use cert_verify::UnixTime;
use serde_json::{Map, Value, json};

use crate::folder::Folder;
use crate::index::{FileEntry, VERSION};
use crate::lint::{FolderFinding, lint_folder};

/// How long an index is meant to be used, when the department does not say.
const DAYS: i64 = 30;

/// A folder that may not be published, and every reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPublished(pub Vec<FolderFinding>);

impl fmt::Display for NotPublished {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, finding) in self.0.iter().enumerate() {
            write!(out, "{}{finding}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for NotPublished {}

impl Folder {
    /// The payload of the index, once the linter has nothing to say.
    ///
    /// # Errors
    /// [`NotPublished`] with all that the linter found.
    pub fn index(&self, number: u64, now: UnixTime) -> Result<Vec<u8>, NotPublished> {
        let findings = lint_folder(self);
        if !findings.is_empty() {
            return Err(NotPublished(findings));
        }
        let department = self.department();
        let days = department.get("days").and_then(Value::as_i64).unwrap_or(DAYS);
        let expires = now.plus_seconds(days.saturating_mul(86_400));
        let mut index = Map::new();
        index.insert("certfill_index".to_owned(), VERSION.into());
        index.insert("department".to_owned(), department.get("id").cloned().unwrap_or_default());
        index.insert("number".to_owned(), number.into());
        index.insert("iat".to_owned(), now.seconds().into());
        index.insert("exp".to_owned(), expires.seconds().into());
        for name in ["name", "about", "regions"] {
            if let Some(value) = department.get(name) {
                index.insert(name.to_owned(), value.clone());
            }
        }
        let services: Vec<Value> =
            self.names("services").filter_map(|name| self.service(name)).collect();
        index.insert("services".to_owned(), services.into());
        let types: Vec<Value> = self.names("types").filter_map(|name| self.kind(name)).collect();
        index.insert("types".to_owned(), types.into());
        let rules = self.names("rules").filter_map(|name| {
            let mut rule = self.json(&format!("rules/{name}.json"))?;
            rule.as_object_mut()?.insert("name".to_owned(), name.into());
            Some(rule)
        });
        index.insert("rules".to_owned(), rules.collect::<Vec<_>>().into());
        for name in ["life_events", "offices"] {
            index.insert(
                name.to_owned(),
                department.get(name).cloned().unwrap_or_else(|| json!([])),
            );
        }
        Ok(Value::Object(index).to_string().into_bytes())
    }

    fn service(&self, name: &str) -> Option<Value> {
        let described = self.json(&format!("services/{name}.json"))?;
        let path = self.form_path(name);
        let form = self.form(name)?;
        let evidence = form.evidence();
        let required = evidence.credentials.iter().filter(|query| evidence.is_required(&query.id));
        let needs: Vec<&String> = required.filter_map(|query| query.types.first()).collect();
        let summary = || form.summary().map(LocalText::to_json);
        let file = FileEntry::of(&path, form.bytes());
        Some(json!({
            "name": name,
            "title": form.title().to_json(),
            "summary": described.get("summary").cloned().or_else(summary).unwrap_or_else(|| form.title().to_json()),
            "keywords": described.get("keywords").cloned().unwrap_or_else(|| json!([])),
            "needs": needs,
            "form": {
                "id": form.id(), "version": form.version(),
                "path": path, "digest": file.digest, "size": file.size,
            },
        }))
    }

    fn kind(&self, name: &str) -> Option<Value> {
        let path = format!("types/{name}.json");
        let described = self.json(&path)?;
        let file = FileEntry::of(&path, self.file(&path)?);
        Some(json!({
            "vct": described.get("vct")?, "path": path, "digest": file.digest, "size": file.size,
        }))
    }
}
