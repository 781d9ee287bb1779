//! What all parts of an index are read with: members that are not known are passed over and named.

use cert_fill::LocalText;
use cert_verify::{base64url, sha256};
use serde_json::Value;

use crate::budget;

/// Names what is passed over.
#[derive(Default)]
pub(crate) struct Reader(pub(crate) Vec<String>);

impl Reader {
    pub(crate) fn skip(&mut self, name: &str) {
        if self.0.len() < budget::SKIPPED && !self.0.iter().any(|known| known == name) {
            self.0.push(name.chars().take(budget::NAME).collect());
        }
    }

    pub(crate) fn members(&mut self, value: &Value, known: &[&str]) {
        for name in value.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !known.contains(&name.as_str()) {
                self.skip(name);
            }
        }
    }
}

/// `sha256-` and the padded base64 of the digest.
pub(crate) fn digest_of(bytes: &[u8]) -> String {
    let text = base64url::encode(&sha256(bytes)).replace('-', "+").replace('_', "/");
    format!("sha256-{text}=")
}

/// A name that is safe in addresses and file names.
pub(crate) fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !name.is_empty() && name.len() <= 64 && name.bytes().all(plain)
}

/// A path in the folder: a folder of ours, and a plain name.
pub(crate) fn is_path(path: &str) -> bool {
    path.split_once('/').is_some_and(|(folder, file)| {
        is_name(folder) && file.strip_suffix(".json").is_some_and(is_name)
    })
}

pub(crate) fn each_once<'n>(names: impl Iterator<Item = &'n str>) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    names.into_iter().all(|name| seen.insert(name))
}

pub(crate) fn list<'v>(value: &'v Value, name: &str, most: usize) -> Option<&'v [Value]> {
    match value.get(name) {
        None => Some(&[]),
        Some(list) => list.as_array().filter(|list| list.len() <= most).map(Vec::as_slice),
    }
}

pub(crate) fn texts(value: &Value, name: &str, most: usize) -> Option<Vec<String>> {
    let texts = list(value, name, most)?.iter();
    texts
        .map(|one| one.as_str().filter(|one| one.len() <= 4 * budget::NAME).map(str::to_owned))
        .collect()
}

pub(crate) fn text(value: &Value, name: &str) -> Option<String> {
    let text = value.get(name)?.as_str()?;
    (!text.is_empty() && text.len() <= 4 * budget::NAME).then(|| text.to_owned())
}

pub(crate) fn words(value: &Value, name: &str) -> Option<LocalText> {
    LocalText::from_json(value.get(name)?)
}

/// Nothing where it is absent; no index where it is no text.
pub(crate) fn optional_words(value: &Value, name: &str) -> Option<Option<LocalText>> {
    match value.get(name) {
        None => Some(None),
        Some(_) => words(value, name).map(Some),
    }
}
