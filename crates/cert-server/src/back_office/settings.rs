//! What an operator says about the systems behind the offices (`--back-office FILE`).

use std::{collections::BTreeMap, fs, os::unix::fs::MetadataExt, path::Path};

use cert_verify::{
    json::{self, Limits},
    sha256,
};
use serde_json::{Map, Value};

use super::signature::Secret;
use crate::{StartError, business::origin_of, world::World};

/// The systems behind the offices of one server: who may read filings, and who is told of them.
#[derive(Clone, Debug, Default)]
pub struct BackOffice {
    offices: BTreeMap<String, System>,
}

/// One office's.
#[derive(Clone, Debug)]
pub(crate) struct System {
    /// SHA-256 of the tokens: a copy of the file opens nothing.
    tokens: Vec<[u8; 32]>,
    pub(crate) receivers: Vec<Receiver>,
}

/// Who is told.
#[derive(Clone, Debug)]
pub(crate) struct Receiver {
    pub(crate) name: String,
    pub(crate) url: String,
    /// The newest first; more than one while they are changed.
    pub(crate) secrets: Vec<Secret>,
}

impl BackOffice {
    /// Reads the file, which nobody but its owner may read: it holds the secrets that webhooks are signed with.
    ///
    /// # Errors
    /// What is wrong with it, for the operator.
    pub fn read(file: &Path) -> Result<Self, String> {
        let bytes = fs::read(file).map_err(|error| error.kind().to_string())?;
        let mode = fs::metadata(file).map_err(|error| error.kind().to_string())?.mode();
        if mode & 0o077 != 0 {
            return Err(format!("others may read it (mode {:o}); run: chmod 600", mode & 0o777));
        }
        Self::parse(&bytes)
    }

    /// Reads what such a file holds.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let said = json::parse_object(bytes.trim_ascii(), Limits::CERTIFICATE)
            .map_err(|error| format!("it is no JSON object: {error}"))?;
        known(&said, &["offices"])?;
        let offices = said.get("offices").and_then(Value::as_object);
        let offices = offices.ok_or("\"offices\" is missing")?.iter().map(|(slug, system)| {
            let system = system.as_object().ok_or(format!("{slug}: it is no object"))?;
            Ok((slug.clone(), System::read(system).map_err(|error| format!("{slug}: {error}"))?))
        });
        Ok(Self { offices: offices.collect::<Result<_, String>>()? })
    }

    /// Refuses an office that is not here: what is said for it would be lost without a word.
    pub(crate) fn check(&self, world: &World) -> Result<(), StartError> {
        match self.offices.keys().find(|slug| world.by_slug(slug).is_none()) {
            Some(slug) => {
                Err(StartError::BackOffice { reason: format!("there is no office {slug}") })
            }
            None => Ok(()),
        }
    }

    pub(crate) fn system(&self, office: &str) -> Option<&System> {
        self.offices.get(office)
    }

    pub(crate) fn systems(&self) -> impl Iterator<Item = (&str, &System)> {
        self.offices.iter().map(|(slug, system)| (slug.as_str(), system))
    }
}

impl System {
    fn read(said: &Map<String, Value>) -> Result<Self, String> {
        known(said, &["tokens", "webhooks"])?;
        let tokens = texts(said, "tokens")?.into_iter().map(|text| {
            digest(text).ok_or("\"tokens\" takes SHA-256 digests in hexadecimal".to_owned())
        });
        let tokens = tokens.collect::<Result<_, String>>()?;
        let none = Vec::new();
        let receivers = match said.get("webhooks") {
            None => &none,
            Some(list) => list.as_array().ok_or("\"webhooks\" takes a list")?,
        };
        let receivers = receivers.iter().map(Receiver::read).collect::<Result<Vec<_>, String>>()?;
        let mut names: Vec<&str> = receivers.iter().map(|one| one.name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|two| two.first() == two.last()) {
            return Err("two webhooks have one name".to_owned());
        }
        Ok(Self { tokens, receivers })
    }

    /// Whether this is a token of this office. Digests are compared, so the time that it takes says nothing about a
    /// token.
    pub(crate) fn admits(&self, token: &str) -> bool {
        self.tokens.contains(&sha256(token.as_bytes()))
    }
}

impl Receiver {
    fn read(said: &Value) -> Result<Self, String> {
        let said = said.as_object().ok_or("a webhook is an object")?;
        known(said, &["name", "url", "secrets"])?;
        let text = |name: &str| {
            let text = said.get(name).and_then(Value::as_str).map(str::to_owned);
            text.ok_or_else(|| format!("\"{name}\" of a webhook is missing"))
        };
        let (name, url) = (text("name")?, text("url")?);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=40).contains(&name.len()) || !name.bytes().all(plain) {
            return Err("\"name\" takes up to 40 small letters, digits and hyphens".to_owned());
        }
        let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        // What is told is small, but who files when is nobody else's business on the way.
        if !is_plain || origin_of(&url).is_none() {
            return Err(format!("{name}: \"url\" takes https, or http on this machine"));
        }
        let secrets = texts(said, "secrets")?.into_iter().map(|text| {
            let wrong = "\"secrets\" takes whsec_ and 24 to 64 bytes, or whsk_ and 32, in base64";
            Secret::read(text).ok_or(format!("{name}: {wrong}"))
        });
        let secrets = secrets.collect::<Result<Vec<_>, String>>()?;
        if secrets.is_empty() {
            return Err(format!("{name}: it needs a secret"));
        }
        Ok(Self { name, url, secrets })
    }
}

/// A misspelt member must not be a lost one.
fn known(said: &Map<String, Value>, names: &[&str]) -> Result<(), String> {
    match said.keys().find(|name| !names.contains(&name.as_str())) {
        Some(other) => Err(format!("\"{other}\" is not known here")),
        None => Ok(()),
    }
}

fn texts<'s>(said: &'s Map<String, Value>, name: &str) -> Result<Vec<&'s str>, String> {
    let Some(list) = said.get(name) else { return Ok(Vec::new()) };
    let list = list.as_array().ok_or(format!("\"{name}\" takes a list"))?;
    let texts = list.iter().map(|one| one.as_str().ok_or(format!("\"{name}\" takes texts")));
    texts.collect()
}

fn digest(text: &str) -> Option<[u8; 32]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? * 16 + digit(*low)?));
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn a_token_is_known_by_its_digest() {
        let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        let said = json!({"offices": {"psb": {"tokens": [digest]}}});
        let read = BackOffice::parse(said.to_string().as_bytes()).unwrap();
        let system = read.system("psb").unwrap();
        assert!(system.admits("test") && !system.admits("Test") && !system.admits(digest));
        assert!(read.system("land").is_none());
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let hook = |name: &str, url: &str, secret: &str| json!({"name": name, "url": url, "secrets": [secret]});
        let system = |system: Value| json!({"offices": {"psb": system}});
        let good = hook("archive", "https://archive.example/hooks?x=1", SECRET);
        let here = hook("archive", "http://127.0.0.1:9/hooks", SECRET);
        for said in [
            json!({"offices": {}}),
            system(json!({"webhooks": [good]})),
            system(json!({"webhooks": [here]})),
        ] {
            assert!(BackOffice::parse(said.to_string().as_bytes()).is_ok(), "{said}");
        }
        for said in [
            json!([]),
            json!({}),
            json!({"offices": {}, "more": 1}),
            system(json!({"token": ["x"]})),
            system(json!({"tokens": ["x"]})),
            system(json!({"tokens": "9f86"})),
            system(json!({"webhooks": [good, good]})),
            system(json!({"webhooks": [hook("Archive", "https://a.example/", SECRET)]})),
            system(json!({"webhooks": [hook("a", "http://a.example/", SECRET)]})),
            system(json!({"webhooks": [hook("a", "ftp://a.example/", SECRET)]})),
            system(json!({"webhooks": [hook("a", "https://a.example/x y", SECRET)]})),
            system(json!({"webhooks": [hook("a", "https://u@a.example/", SECRET)]})),
            system(json!({"webhooks": [hook("a", "https://a.example/", "whsec_c2hvcnQ=")]})),
            system(
                json!({"webhooks": [{"name": "a", "url": "https://a.example/", "secrets": []}]}),
            ),
        ] {
            assert!(BackOffice::parse(said.to_string().as_bytes()).is_err(), "{said}");
        }
    }
}
