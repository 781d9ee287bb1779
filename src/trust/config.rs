//! The operator's configuration, `/config.json`: one build serves any operator. What belongs to a
//! demonstration and how values read is data of the operator, too; what departments publish, they sign.

use std::rc::Rc;

use cert_verify::RootKeys;
use serde_json::Value;

use super::business::{self, Business};
use super::city::Department;
use super::code_keys::{self, CodeKey};
use super::own_path;
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
    /// The departments that publish here.
    pub departments: Vec<Rc<Department>>,
    /// Keys that open encrypted codes. They are no secret: whoever loads the app has this file.
    pub code_keys: Vec<CodeKey>,
    /// The businesses whose forms may be filled here.
    pub businesses: Vec<Business>,
    /// Where one can try everything, when this server has such a place.
    pub demo: Option<Demo>,
    /// The operator's kiosks, when there are any.
    pub kiosk: Option<Kiosk>,
    /// How values read in other languages.
    pub readings: Readings,
}

/// What the operator says of its kiosks.
#[derive(Clone, Debug, PartialEq)]
pub struct Kiosk {
    /// What it is called and where it stands.
    words: Phrases,
    /// Seconds without use before it asks.
    pub idle_seconds: i64,
    /// Seconds for an answer before it ends by itself.
    pub countdown_seconds: i64,
    /// Whether it has a printer.
    pub prints: bool,
}

/// WCAG 2.2.1 asks for 20 seconds at least; a kiosk that waits for an hour shows the next person what the last one did.
const LEAST_SECONDS: i64 = 20;
const MOST_SECONDS: i64 = 600;

impl Kiosk {
    /// Reads it; anything that is not said is as usual.
    fn read(value: &Value) -> Option<Self> {
        let kiosk = value.get("kiosk").filter(|kiosk| kiosk.is_object())?;
        let seconds = |name: &str| {
            let said = kiosk.get(name).and_then(Value::as_i64).unwrap_or(60);
            said.clamp(LEAST_SECONDS, MOST_SECONDS)
        };
        Some(Self {
            words: Phrases::read(kiosk.get("words")),
            idle_seconds: seconds("idle_seconds"),
            countdown_seconds: seconds("countdown_seconds"),
            prints: kiosk.get("print").and_then(Value::as_bool).unwrap_or_default(),
        })
    }

    /// What the operator says for this: `name`, `place`, `help`.
    #[must_use]
    pub fn words(&self, name: &str, lang: Lang) -> String {
        self.words.pick(name, lang).unwrap_or_default()
    }
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
        Some(Self {
            operator: value.get("operator").map(PerLanguage::read).unwrap_or_default(),
            trust_list: text("/trust/list")?,
            roots: RootKeys::from_json(value.pointer("/trust/roots")?).ok()?,
            departments: Department::list(value.get("departments")),
            code_keys: code_keys::read(value.get("code_keys")),
            businesses: business::read(value.get("businesses")),
            demo: Demo::read(&value),
            kiosk: Kiosk::read(&value),
            readings: Readings::new(value.get("readings").cloned().unwrap_or_default()),
        })
    }

    /// Where a description that no department publishes is fetched: from the type's identifier itself,
    /// when that is an address on the host of its issuer (SD-JWT VC, retrieving type metadata).
    /// Nobody else is asked: it would learn who holds what.
    #[must_use]
    pub fn kind_address(vct: &str, issuer: Option<&str>) -> Option<String> {
        let here = host(vct)?;
        (here == issuer.and_then(host)?).then(|| vct.to_owned())
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

/// The host of an `https` address without user, query or fragment.
fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let host = rest.split('/').next().filter(|host| !host.is_empty())?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte);
    (host.bytes().all(plain) && !address.contains(['?', '#', '\\'])).then_some(host)
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
        let mut value = serde_json::json!({"trust": {"list": "/l", "roots": {"version": 1, "threshold": 1, "keys": [key]}}});
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Config::parse(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn what_no_department_describes_is_asked_for_at_its_issuers_own_host() {
        let own = "https://c.example/types/1";
        let at = |vct: &str, issuer: &str| Config::kind_address(vct, Some(issuer));
        assert_eq!(at(own, "https://c.example/issuer").as_deref(), Some(own));
        for issuer in ["https://d.example", "did:web:c.example", "http://c.example", ""] {
            assert_eq!(at(own, issuer), None, "{issuer}");
        }
        assert_eq!(at("https://u@c.example/x", "https://u@c.example"), None);
        assert_eq!(at("https://c.example/x?a", "https://c.example"), None);
        assert_eq!(
            Config::kind_address(own, None),
            None,
            "a form alone sends nobody to a foreign host"
        );
    }

    #[test]
    fn departments_are_told_apart_and_live_here() {
        let one = |id: &str, slug: &str, address: &str| serde_json::json!({"id": id, "slug": slug, "address": address});
        let found = config(&serde_json::json!({"departments": [
            one("https://a.example", "a", "/departments/a/"), one("https://b.example", "a", "/departments/b"),
            one("https://a.example", "c", "/c"), one("https://d.example", "d", "https://d.example/"),
            one("https://e.example", "e/f", "/e"), 7]}));
        let slugs: Vec<&str> = found.departments.iter().map(|one| one.slug.as_str()).collect();
        assert_eq!(slugs, ["a"]);
        assert_eq!(found.departments[0].file("index.jws"), "/departments/a/index.jws");
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
    fn a_kiosk_is_only_where_the_operator_says_so() {
        assert_eq!(config(&serde_json::json!({})).kiosk, None);
        assert_eq!(config(&serde_json::json!({"kiosk": true})).kiosk, None);
        let plain = config(&serde_json::json!({"kiosk": {}})).kiosk.unwrap();
        assert_eq!((plain.idle_seconds, plain.countdown_seconds, plain.prints), (60, 60, false));
        let said = serde_json::json!({"kiosk": {"idle_seconds": 1, "countdown_seconds": 9_999, "print": true,
            "words": {"name": {"en": "Kiosk 1"}}}});
        let kiosk = config(&said).kiosk.unwrap();
        assert_eq!((kiosk.idle_seconds, kiosk.countdown_seconds, kiosk.prints), (20, 600, true));
        assert_eq!(
            (kiosk.words("name", Lang::En), kiosk.words("help", Lang::En)),
            ("Kiosk 1".into(), String::new())
        );
    }

    #[test]
    fn anything_else_is_no_configuration() {
        assert!(Config::parse(b"").is_none());
        assert!(Config::parse(b"{}").is_none());
        assert!(Config::parse(b"<!doctype html>").is_none());
    }
}
