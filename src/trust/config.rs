//! The operator's configuration, `/config.json`: one build serves any operator. What belongs to a
//! demonstration, what is worth a reminder and how values read is data of the operator, too.

use cert_verify::{PublicKey, RootKeys};
use serde_json::Value;

use super::business::{self, Business};
use super::code_keys::{self, CodeKey};
use crate::wallet::suggestions::ReminderRule;
use crate::words::Lang;
use crate::words::local::{PerLanguage, Phrases};
use crate::words::values::Readings;

/// What the operator's server says about itself. All addresses but the names
/// are paths of our own origin: who can change this file could change the app.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The operator's name.
    operator: PerLanguage,
    /// Path of the signed trust list.
    pub trust_list: String,
    /// Keys that sign it.
    pub roots: RootKeys,
    /// Path of the signed catalogue of forms.
    pub catalogue: String,
    /// Keys that sign forms and catalogue.
    pub form_keys: Vec<PublicKey>,
    /// Keys that open encrypted codes. They are no secret: whoever loads the app has this file.
    pub code_keys: Vec<CodeKey>,
    /// The businesses whose forms may be filled here.
    pub businesses: Vec<Business>,
    /// Where one can try everything, when this server has such a place.
    pub demo: Option<Demo>,
    /// What is worth a reminder.
    pub rules: Vec<ReminderRule>,
    /// How values read in other languages.
    pub readings: Readings,
    /// Where descriptions of types are found here: the start of a type's identifier, and the path
    /// that stands for it.
    kinds: Vec<(String, String)>,
}

/// A place to try everything, with the words that lead there.
#[derive(Clone, Debug, PartialEq)]
pub struct Demo {
    /// Its path.
    pub path: String,
    /// Words per language: `get`, `get_more`, `title`, `text`, `memory`, `empty`, `foot`.
    words: Phrases,
}

impl Demo {
    /// Reads it; public so that the first page need not read the rest.
    #[must_use]
    pub fn read(config: &Value) -> Option<Self> {
        let demo = config.get("demo")?;
        let path = demo.get("path").and_then(Value::as_str).and_then(own_path)?;
        Some(Self { path, words: Phrases::read(demo.get("words")) })
    }

    /// The words for this place of the app.
    #[must_use]
    pub fn words(&self, name: &str, lang: Lang) -> String {
        self.words.pick(name, lang).unwrap_or_default()
    }
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
            operator: value.get("operator").map(PerLanguage::read).unwrap_or_default(),
            trust_list: text("/trust/list")?,
            roots: RootKeys::from_json(value.pointer("/trust/roots")?).ok()?,
            catalogue: text("/forms/catalogue")?,
            form_keys: keys.iter().filter_map(|key| PublicKey::from_jwk(key).ok()).collect(),
            code_keys: code_keys::read(value.get("code_keys")),
            businesses: business::read(value.get("businesses")),
            demo: Demo::read(&value),
            rules: ReminderRule::list(value.get("suggestions")),
            readings: Readings::new(value.get("readings").cloned().unwrap_or_default()),
            kinds: kinds(value.get("types")),
        })
    }

    /// Where the description of a type is fetched: from this server, when the operator keeps it,
    /// else from the identifier itself, when that is an address on the host of its issuer (SD-JWT VC,
    /// retrieving type metadata). Nobody else is asked: it would learn who holds what.
    #[must_use]
    pub fn kind_address(&self, vct: &str, issuer: Option<&str>) -> Option<String> {
        let here = self.kinds.iter().find_map(|(start, path)| {
            let rest = vct.strip_prefix(start.as_str())?;
            let fits = rest.is_empty() || (start.ends_with('/') && is_name(rest));
            fits.then(|| format!("{path}{rest}"))
        });
        here.or_else(|| {
            let here = host(vct)?;
            (here == issuer.and_then(host)?).then(|| vct.to_owned())
        })
    }

    /// The short name of the form at this address, when a business here has it.
    #[must_use]
    pub fn name_of_form(&self, address: &str) -> Option<String> {
        business::name_of_form(&self.businesses, address)
    }

    /// The business and the address behind a short name; none for the operator's own forms.
    #[must_use]
    pub fn form_of_business(&self, name: &str) -> Option<(&Business, String)> {
        business::form_of(&self.businesses, name)
    }

    /// The operator's name in this language.
    #[must_use]
    pub fn operator_name(&self, language: &str) -> Option<&str> {
        self.operator.exactly(language)
    }
}

/// Starts of identifiers that an operator keeps descriptions for; a city has some hundred types.
const MAX_KINDS: usize = 2_000;

fn kinds(value: Option<&Value>) -> Vec<(String, String)> {
    let members = value.and_then(Value::as_object).into_iter().flatten();
    let paths =
        members.filter_map(|(start, path)| Some((start.clone(), own_path(path.as_str()?)?)));
    paths.filter(|(start, _)| !start.is_empty()).take(MAX_KINDS).collect()
}

/// One segment of an address that means nothing but a name.
fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
        && !text.starts_with('.')
}

/// The host of an `https` address without user, query or fragment.
fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let host = rest.split('/').next().filter(|host| !host.is_empty())?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte);
    (host.bytes().all(plain) && !address.contains(['?', '#', '\\'])).then_some(host)
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

    fn config(more: &Value) -> Config {
        let key = cert_issue::SigningKey::ed25519_from_seed([7; 32]).public_jwk();
        let mut value = serde_json::json!({"trust": {"list": "/l", "roots": {"version": 1, "threshold": 1, "keys": [key]}},
            "forms": {"catalogue": "/c", "keys": [key]}});
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Config::parse(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn descriptions_come_from_the_operator_or_the_issuers_own_host() {
        let config = config(&serde_json::json!({"types": {
            "https://a.example/types/": "/types/", "urn:one:1": "/types/one", "x": "https://b.example/"}}));
        let at = |vct: &str, issuer: &str| config.kind_address(vct, Some(issuer));
        assert_eq!(at("https://a.example/types/card", "").as_deref(), Some("/types/card"));
        assert_eq!(at("urn:one:1", "").as_deref(), Some("/types/one"));
        assert_eq!(at("urn:one:12", "https://a.example"), None);
        for odd in [
            "https://a.example/types/../x",
            "https://a.example/types/a/b",
            "https://a.example/types/a?b",
        ] {
            assert_eq!(at(odd, "https://c.example"), None, "{odd}");
        }
        let own = "https://c.example/types/1";
        assert_eq!(at(own, "https://c.example/issuer").as_deref(), Some(own));
        for issuer in ["https://d.example", "did:web:c.example", "http://c.example", ""] {
            assert_eq!(at(own, issuer), None, "{issuer}");
        }
        assert_eq!(at("https://u@c.example/x", "https://u@c.example"), None);
        assert_eq!(
            config.kind_address(own, None),
            None,
            "a form alone sends nobody to a foreign host"
        );
    }

    #[test]
    fn a_malformed_key_for_codes_is_unused_and_the_rest_stays() {
        let config = config(&serde_json::json!({"code_keys": [
            {"kty": "oct", "k": "AAAA"}, 7, {"kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAA", "kid": "a"}]}));
        assert_eq!(config.code_keys.len(), 1);
        assert_eq!(self::config(&serde_json::json!({"code_keys": "x"})).code_keys, []);
        assert_eq!(self::config(&serde_json::json!({})).code_keys, []);
    }

    #[test]
    fn a_demonstration_is_a_path_of_our_own_with_its_words() {
        let demo = |value: Value| Demo::read(&serde_json::json!({"demo": value}));
        let found =
            demo(serde_json::json!({"path": "/try", "words": {"get": {"en": "Try it"}}})).unwrap();
        assert_eq!(
            (found.path.as_str(), found.words("get", Lang::En).as_str()),
            ("/try", "Try it")
        );
        assert_eq!(found.words("other", Lang::En), "");
        assert_eq!(demo(serde_json::json!({"path": "//evil.example"})), None);
    }

    #[test]
    fn anything_else_is_no_configuration() {
        assert!(Config::parse(b"").is_none());
        assert!(Config::parse(b"{}").is_none());
        assert!(Config::parse(b"<!doctype html>").is_none());
    }
}
