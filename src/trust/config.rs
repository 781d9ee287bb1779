//! The operator's configuration, `/config.json`: one build serves any operator.

use cert_verify::{PublicKey, RootKeys};
use serde_json::Value;

/// What the operator's server says about itself. All addresses but the names
/// are paths of our own origin: who can change this file could change the app.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The operator's name per language.
    pub operator: Value,
    /// Path of the signed trust list.
    pub trust_list: String,
    /// Keys that sign it.
    pub roots: RootKeys,
    /// Path of the signed catalogue of forms.
    pub catalogue: String,
    /// Keys that sign forms and catalogue.
    pub form_keys: Vec<PublicKey>,
    /// Path of the specimen world, when this server has one.
    pub specimen: Option<String>,
    /// Path under which type metadata is found.
    pub types: String,
}

impl Config {
    /// Reads the file. `None` when it is not of this shape: the app then works
    /// with what it has kept and says that the list could not be fetched.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(bytes).ok()?;
        let text =
            |pointer: &str| value.pointer(pointer).and_then(Value::as_str).and_then(own_path);
        let keys = value.pointer("/forms/keys").and_then(Value::as_array)?;
        Some(Self {
            operator: value.get("operator").cloned().unwrap_or_default(),
            trust_list: text("/trust/list")?,
            roots: RootKeys::from_json(value.pointer("/trust/roots")?).ok()?,
            catalogue: text("/forms/catalogue")?,
            form_keys: keys.iter().filter_map(|key| PublicKey::from_jwk(key).ok()).collect(),
            specimen: text("/specimen"),
            types: text("/vct").unwrap_or_else(|| "/vct/".to_owned()),
        })
    }

    /// The operator's name in this language.
    #[must_use]
    pub fn operator_name(&self, language: &str) -> Option<&str> {
        self.operator.get(language).and_then(Value::as_str)
    }
}

/// An absolute path of our own origin.
fn own_path(text: &str) -> Option<String> {
    (text.starts_with('/') && !text.starts_with("//") && !text.contains('\\'))
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_our_own_origin_are_taken() {
        assert_eq!(own_path("/trust/list").as_deref(), Some("/trust/list"));
        for foreign in ["https://a.example/", "//a.example/", "/\\a.example", "trust"] {
            assert_eq!(own_path(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn anything_else_is_no_configuration() {
        assert!(Config::parse(b"").is_none());
        assert!(Config::parse(b"{}").is_none());
        assert!(Config::parse(b"<!doctype html>").is_none());
    }
}
