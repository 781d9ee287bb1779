//! A draft as JSON, for autosave. The caller encrypts it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cert_verify::ClaimPath;
use serde_json::{Map, Value, json};

use super::{Draft, Origin, State};
use crate::Pointer;
use crate::fill::Wishes;
use crate::form::Form;

/// The version of this shape. A draft of another one is not read.
const VERSION: u64 = 1;

/// Why a stored draft is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DraftError {
    /// It was stored by another version of the app, or is damaged.
    Unreadable,
    /// It belongs to another form or another edition of it.
    OtherForm,
}

impl DraftError {
    /// Every error.
    pub const ALL: &'static [Self] = &[Self::Unreadable, Self::OtherForm];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "draft-unreadable",
            Self::OtherForm => "draft-of-another-form",
        }
    }
}

impl fmt::Display for DraftError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::error::Error for DraftError {}

impl Draft {
    /// The draft without its history.
    pub fn to_json(&self) -> Value {
        let origins = self.state.origins.iter();
        let origins: Map<String, Value> =
            origins.map(|(at, origin)| (at.to_string(), origin_json(origin))).collect();
        json!({
            "version": VERSION,
            "form": self.form_integrity,
            "answers": self.state.answers,
            "origins": origins,
            "chosen": self.state.chosen,
            "preferred": self.state.wishes.preferred,
            "withdrawn": self.state.wishes.withdrawn,
        })
    }

    /// Reads a stored draft of this form.
    ///
    /// # Errors
    /// A [`DraftError`].
    pub fn from_json(form: &Form, stored: &Value) -> Result<Self, DraftError> {
        let unreadable = DraftError::Unreadable;
        if stored.get("version").and_then(Value::as_u64) != Some(VERSION) {
            return Err(unreadable);
        }
        let member = |name: &str| stored.get(name).ok_or(unreadable);
        if member("form")?.as_str() != Some(form.integrity()) {
            return Err(DraftError::OtherForm);
        }
        let answers = member("answers")?.clone();
        let mut origins = BTreeMap::new();
        for (at, origin) in member("origins")?.as_object().ok_or(unreadable)? {
            let at = Pointer::parse(at).map_err(|_| unreadable)?;
            let known = form.field(&at).is_some() && at.get(&answers).is_some();
            let origin = origin_of(origin).filter(|_| known).ok_or(unreadable)?;
            origins.insert(at, origin);
        }
        fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, DraftError> {
            serde_json::from_value(value.clone()).map_err(|_| DraftError::Unreadable)
        }
        let preferred: BTreeMap<String, String> = read(member("preferred")?)?;
        let withdrawn: BTreeSet<String> = read(member("withdrawn")?)?;
        if !answers.is_object() {
            return Err(unreadable);
        }
        let state = State {
            answers,
            origins,
            chosen: read(member("chosen")?)?,
            wishes: Wishes { preferred, withdrawn },
        };
        Ok(Self { state, ..Self::empty(form) })
    }
}

pub(super) fn origin_json(origin: &Origin) -> Value {
    let mut object = Map::new();
    object.insert("origin".to_owned(), origin.code().into());
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    match origin {
        Origin::Credential { query, path } => {
            put("query", query.as_str().into());
            put("path", path.to_json());
        }
        Origin::Derived { query, path } => {
            put("query", query.as_str().into());
            if let Some(path) = path {
                put("path", path.to_json());
            }
        }
        Origin::Override { query } => {
            put("query", query.as_str().into());
        }
        Origin::Receipt { filing } => {
            put("filing", filing.as_str().into());
        }
        Origin::Manual => {}
    }
    Value::Object(object)
}

pub(super) fn origin_of(stored: &Value) -> Option<Origin> {
    let text = |name: &str| stored.get(name)?.as_str().map(str::to_owned);
    let path = match stored.get("path") {
        Some(path) => Some(ClaimPath::from_json(path).ok()?),
        None => None,
    };
    Some(match text("origin")?.as_str() {
        "credential" => Origin::Credential { query: text("query")?, path: path? },
        "derived" => Origin::Derived { query: text("query")?, path },
        "override" => Origin::Override { query: text("query")? },
        "receipt" => Origin::Receipt { filing: text("filing")? },
        "manual" => Origin::Manual,
        _ => return None,
    })
}
