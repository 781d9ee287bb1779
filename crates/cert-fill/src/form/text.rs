//! Texts in several languages (a map from BCP 47 tag to plain text).

use serde_json::Value;

use crate::read::{Malformed, Place};

/// Languages of one text: the official languages of any one country, with room.
const MAX_LANGUAGES: usize = 16;

/// Characters of one text: a long help text; a page of prose is no label.
const MAX_CHARACTERS: usize = 4_000;

/// One text in every language that the form declares. Plain text, never HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalText {
    /// At least one; in the order of the file.
    entries: Vec<(String, String)>,
}

impl LocalText {
    pub(crate) fn read(value: &Value, at: &Place) -> Result<Self, Malformed> {
        let members =
            value.as_object().ok_or_else(|| at.wrong("an object of texts by language"))?;
        if members.is_empty() || members.len() > MAX_LANGUAGES {
            return Err(at.wrong("1 to 16 languages"));
        }
        let mut entries = Vec::with_capacity(members.len());
        for (language, text) in members {
            let text = text.as_str().ok_or_else(|| at.child(language).wrong("a text"))?;
            if text.chars().count() > MAX_CHARACTERS {
                return Err(at.child(language).wrong("at most 4,000 characters"));
            }
            entries.push((language.clone(), text.to_owned()));
        }
        Ok(Self { entries })
    }

    /// Reads the JSON form; none when it is no map of texts.
    pub fn from_json(value: &Value) -> Option<Self> {
        Self::read(value, &Place::root()).ok()
    }

    /// A text of the same words for one language, for tests and tools.
    pub fn single(language: &str, text: &str) -> Self {
        Self { entries: vec![(language.to_owned(), text.to_owned())] }
    }

    /// The text in this language, or the nearest one there is.
    pub fn get(&self, language: &str) -> &str {
        self.get_with_language(language).0
    }

    /// The text and the language that it is really in, for the `lang` attribute: the exact
    /// tag, else the same primary language, else the first one of the file.
    pub fn get_with_language(&self, language: &str) -> (&str, &str) {
        let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
        let exact = self.entries.iter().find(|(tag, _)| tag == language);
        let near = || self.entries.iter().find(|(tag, _)| primary(tag) == primary(language));
        exact
            .or_else(near)
            .or_else(|| self.entries.first())
            .map_or(("", ""), |(tag, text)| (text.as_str(), tag.as_str()))
    }

    /// Whether there are words in exactly this language.
    pub fn has(&self, language: &str) -> bool {
        self.entries.iter().any(|(tag, text)| tag == language && !text.trim().is_empty())
    }

    /// The languages and their texts.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(tag, text)| (tag.as_str(), text.as_str()))
    }

    /// The JSON form, as in the form file.
    pub fn to_json(&self) -> Value {
        let entries = self.entries.iter().map(|(tag, text)| (tag.clone(), text.as_str().into()));
        Value::Object(entries.collect())
    }
}
