//! Businesses: those whose forms the app of this operator may fill, and, in a business's own server, itself.
//!
//! A business describes itself with a *card* (`cert-server --office … --print-card`): where it is, which keys
//! sign its forms and its receipts. The operator who takes a card up (`--business FILE`) decides three things
//! with it at once: the app may fetch this business's forms and file there (`connect-src` and
//! `/config.json`), forms count when these keys signed them, and receipts when the issuer of the card did.

mod city;
mod cors;
mod fetch;
mod own;
mod shop;

use std::collections::BTreeSet;

use cert_fill::{LocalText, receipt::TYPE};
use cert_issue::IssuerEntry;
use cert_verify::{PublicKey, UnixTime, json};
use serde_json::{Map, Value};

pub use own::{OwnOffice, card_of, roots_of};

pub(crate) use city::{City, presented};
pub(crate) use cors::permit;
pub(crate) use fetch::origin_of;
pub(crate) use shop::{check, described, receipt};

use crate::{StartError, world::World};

/// Keys for one purpose: the one in use and some that are being changed.
const MAX_KEYS: usize = 8;

/// A business whose forms the app may fill.
#[derive(Clone, Debug)]
pub struct Business {
    id: String,
    origin: String,
    name: LocalText,
    forms: String,
    form_keys: Vec<PublicKey>,
    issuer: String,
    receipt_keys: Vec<PublicKey>,
}

impl Business {
    /// Reads a card.
    ///
    /// # Errors
    /// What is wrong with it, for the operator.
    pub fn parse(card: &[u8]) -> Result<Self, String> {
        let card = json::parse_object(card.trim_ascii(), json::Limits::CERTIFICATE)
            .map_err(|error| format!("it is no JSON object: {error}"))?;
        let text = |name: &str| {
            let text = card.get(name).and_then(Value::as_str).map(str::to_owned);
            text.ok_or_else(|| format!("\"{name}\" is missing"))
        };
        let keys = |name: &str| {
            let list =
                card.get(name).and_then(Value::as_array).filter(|list| list.len() <= MAX_KEYS);
            let keys: Option<Vec<_>> = list
                .and_then(|list| list.iter().map(|jwk| PublicKey::from_jwk(jwk).ok()).collect());
            keys.filter(|keys| !keys.is_empty())
                .ok_or_else(|| format!("\"{name}\" has no usable keys"))
        };
        let business = Self {
            id: text("id")?,
            origin: text("origin")?,
            name: card.get("name").and_then(LocalText::from_json).ok_or("\"name\" is missing")?,
            forms: text("forms")?,
            form_keys: keys("form_keys")?,
            issuer: text("issuer")?,
            receipt_keys: keys("receipt_keys")?,
        };
        let named = |text: &str| {
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            (1..=40).contains(&text.len()) && text.bytes().all(plain)
        };
        if !named(&business.id) {
            return Err("\"id\" takes up to 40 small letters, digits and hyphens".to_owned());
        }
        if !is_origin(&business.origin) {
            return Err("\"origin\" takes https and a host (or http on this machine)".to_owned());
        }
        let forms = &business.forms;
        if !forms.starts_with('/') || !forms.ends_with('/') || forms.contains("//") {
            return Err("\"forms\" takes a path, such as /forms/".to_owned());
        }
        Ok(business)
    }

    /// Its short name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its server's origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The card.
    pub fn to_json(&self) -> Value {
        let mut card = self.for_the_app();
        card.insert("issuer".to_owned(), self.issuer.as_str().into());
        card.insert("receipt_keys".to_owned(), jwks(&self.receipt_keys));
        Value::Object(card)
    }

    /// What the app is told in `/config.json`.
    pub(crate) fn for_the_app(&self) -> Map<String, Value> {
        let mut told = Map::new();
        told.insert("id".to_owned(), self.id.as_str().into());
        told.insert("origin".to_owned(), self.origin.as_str().into());
        told.insert("name".to_owned(), self.name.to_json());
        told.insert("forms".to_owned(), self.forms.as_str().into());
        told.insert("form_keys".to_owned(), jwks(&self.form_keys));
        told
    }

    /// Its place on the trust list: it issues receipts and nothing else.
    pub(crate) fn on_the_list(&self, since: UnixTime) -> IssuerEntry {
        let names = self.name.to_json();
        let mut entry = IssuerEntry::new(&self.issuer, since).with_type(TYPE);
        for (language, name) in names.as_object().into_iter().flatten() {
            entry = entry.with_name(language, name.as_str().unwrap_or_default()).with_address(
                language,
                &self.origin,
                "CN",
            );
        }
        self.receipt_keys.iter().fold(entry, |entry, key| entry.with_key(key.clone()))
    }
}

/// Refuses a business under the name of a department, whose word its receipts would be, and two under one name,
/// on one origin or with one issuer: forms, drafts and receipts are told apart by these.
pub(crate) fn check_names(businesses: &[Business], world: &World) -> Result<(), StartError> {
    let is_taken = |business: &&Business| {
        world.authorities.iter().any(|authority| authority.issuer == business.issuer)
    };
    if let Some(business) = businesses.iter().find(is_taken) {
        let reason = format!("\"issuer\" of {} is an authority's name", business.id);
        return Err(StartError::Office { reason });
    }
    type Member = fn(&Business) -> &str;
    let once: [(&str, Member); 3] =
        [("id", |one| &one.id), ("origin", |one| &one.origin), ("issuer", |one| &one.issuer)];
    for (name, member) in once {
        let mut known = BTreeSet::new();
        if let Some(again) = businesses.iter().find(|one| !known.insert(member(one))) {
            let reason = format!("two businesses have the \"{name}\" {}", member(again));
            return Err(StartError::Office { reason });
        }
    }
    Ok(())
}

fn jwks(keys: &[PublicKey]) -> Value {
    Value::Array(keys.iter().map(PublicKey::to_jwk).collect())
}

/// An origin as browsers write it. Plain HTTP only on this machine: everybody else would hear what is filed.
pub(crate) fn is_origin(text: &str) -> bool {
    let host = |rest: &str| {
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:".contains(&byte);
        !rest.is_empty() && rest.bytes().all(plain)
    };
    match text.strip_prefix("https://") {
        Some(rest) => host(rest),
        None => text.strip_prefix("http://").is_some_and(|rest| {
            host(rest) && is_this_machine(rest.split(':').next().unwrap_or_default())
        }),
    }
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "localhost")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cert_issue::SigningKey;
    use serde_json::json;

    fn card() -> Value {
        let key = SigningKey::ed25519_from_seed([7; 32]).public_jwk();
        json!({"id": "shop", "origin": "https://shop.example", "name": {"zh-CN": "示例商店", "en": "Specimen shop"},
            "forms": "/forms/", "form_keys": [key], "issuer": "https://shop.example", "receipt_keys": [key]})
    }

    #[test]
    fn a_card_is_read_back() {
        let business = Business::parse(card().to_string().as_bytes()).unwrap();
        assert_eq!(business.to_json(), card());
        assert!(business.for_the_app().get("receipt_keys").is_none());
    }

    #[test]
    fn a_card_that_says_too_much_or_too_little_is_refused() {
        for (member, value) in [
            ("id", json!("Shop!")),
            ("id", json!("")),
            ("origin", json!("https://shop.example/")),
            ("origin", json!("http://shop.example")),
            ("origin", json!("https://shop.example; script-src *")),
            ("forms", json!("https://elsewhere.example/")),
            ("forms", json!("//elsewhere.example/")),
            ("form_keys", json!([])),
            ("form_keys", json!([{"kty": "oct"}])),
            ("receipt_keys", json!("x")),
            ("name", json!({})),
        ] {
            let mut card = card();
            card[member] = value.clone();
            assert!(Business::parse(card.to_string().as_bytes()).is_err(), "{member} {value}");
        }
        assert!(Business::parse(b"[]").is_err());
    }

    #[test]
    fn a_business_under_the_name_of_a_department_is_refused() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("specimen");
        let world = World::read(&folder).unwrap();
        let mut card = card();
        let parsed = |card: &Value| Business::parse(card.to_string().as_bytes()).unwrap();
        assert!(check_names(&[parsed(&card)], &world).is_ok());
        card["issuer"] = json!("https://psb.sh.specimen.example");
        assert!(check_names(&[parsed(&card)], &world).is_err());
    }

    #[test]
    fn two_businesses_share_neither_name_nor_origin_nor_issuer() {
        let parsed = |card: &Value| Business::parse(card.to_string().as_bytes()).unwrap();
        let other = json!({"id": "cafe", "origin": "https://cafe.example", "issuer": "https://cafe.example"});
        let with = |shared: Option<&str>| {
            let mut second = card();
            for (name, value) in other.as_object().unwrap() {
                if shared != Some(name) {
                    second[name] = value.clone();
                }
            }
            check_names(&[parsed(&card()), parsed(&second)], &World::default())
        };
        assert!(with(None).is_ok());
        for name in ["id", "origin", "issuer"] {
            let reason = with(Some(name)).unwrap_err().to_string();
            assert!(reason.contains(&format!("two businesses have the \"{name}\"")), "{reason}");
        }
    }
}
