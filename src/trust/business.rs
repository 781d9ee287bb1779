//! The businesses whose forms may be filled here, as the operator's configuration names them: where their forms
//! are, and which keys sign them. Without an entry there the app neither fetches from them nor sends to them, and
//! the page's policy does not let it (`connect-src`).

use cert_verify::PublicKey;
use serde_json::Value;

use crate::words::local::PerLanguage;

/// A city has some thousand businesses that would want this; the policy names each of them in every answer, so
/// an operator has fewer.
const MAX_BUSINESSES: usize = 200;

/// Between a business and its form in the short name under which a form is kept and addressed; one sign less stands
/// between a department and its service.
const BETWEEN: &str = "~~";

/// One business.
#[derive(Clone, Debug, PartialEq)]
pub struct Business {
    /// Its short name.
    pub id: String,
    /// Its server.
    pub origin: String,
    /// What the operator calls it.
    pub name: PerLanguage,
    /// The path under which its signed forms are.
    forms: String,
    /// The keys that sign them.
    pub form_keys: Vec<PublicKey>,
}

/// Entries that cannot be used are passed over: the rest of the configuration counts.
pub(super) fn read(list: Option<&Value>) -> Vec<Business> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(one).take(MAX_BUSINESSES).collect()
}

fn one(value: &Value) -> Option<Business> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let keys = value.get("form_keys")?.as_array()?.iter();
    let found = Business {
        id: text("id").filter(|id| is_name(id))?,
        origin: text("origin").filter(|origin| is_origin(origin))?,
        name: value.get("name").map(PerLanguage::read).unwrap_or_default(),
        forms: text("forms").filter(|path| is_folder(path))?,
        form_keys: keys.filter_map(|key| PublicKey::from_jwk(key).ok()).collect(),
    };
    (!found.form_keys.is_empty()).then_some(found)
}

/// The short name of the form at this address, when one of these has it.
pub(super) fn name_of_form(businesses: &[Business], address: &str) -> Option<String> {
    businesses.iter().find_map(|business| {
        let path = address.strip_prefix(business.origin.as_str())?;
        let form = path.strip_prefix(business.forms.as_str()).filter(|form| is_name(form))?;
        Some(format!("{}{BETWEEN}{form}", business.id))
    })
}

/// Which of these is behind a short name, and the form's address.
pub(super) fn form_of<'b>(
    businesses: &'b [Business],
    name: &str,
) -> Option<(&'b Business, String)> {
    let (id, form) = name.split_once(BETWEEN)?;
    let business = businesses.iter().find(|business| business.id == id)?;
    is_name(form).then(|| (business, format!("{}{}{form}", business.origin, business.forms)))
}

/// Whether this short name is that of a business's form, known here or not.
#[must_use]
pub fn is_of_a_business(name: &str) -> bool {
    name.contains(BETWEEN)
}

fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (1..=60).contains(&text.len()) && text.bytes().all(plain)
}

/// An origin as browsers write it. Plain HTTP only on this machine: everybody between could read what is sent.
fn is_origin(text: &str) -> bool {
    let (host, is_secure) = match text.strip_prefix("https://") {
        Some(host) => (host, true),
        None => (text.strip_prefix("http://").unwrap_or_default(), false),
    };
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:".contains(&byte);
    let here = matches!(host.split(':').next(), Some("127.0.0.1" | "localhost"));
    !host.is_empty() && host.bytes().all(plain) && (is_secure || here)
}

fn is_folder(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte);
    text.starts_with('/') && text.ends_with('/') && !text.contains("//") && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shop() -> Value {
        let key = cert_issue::SigningKey::ed25519_from_seed([8; 32]).public_jwk();
        json!({"id": "shop", "origin": "https://shop.example", "name": {"en": "Shop"}, "forms": "/forms/", "form_keys": [key]})
    }

    #[test]
    fn an_address_and_a_short_name_lead_to_each_other() {
        let known = read(Some(&json!([shop()])));
        let address = "https://shop.example/forms/open-account";
        assert_eq!(name_of_form(&known, address).as_deref(), Some("shop~~open-account"));
        let (business, found) = form_of(&known, "shop~~open-account").unwrap();
        assert_eq!((business.id.as_str(), found.as_str()), ("shop", address));
        for other in [
            "https://shop.example.evil.example/forms/open-account",
            "https://shop.example/forms/a/b",
            "https://shop.example/forms/",
            "https://shop.example/forms/x?y",
            "https://shop.example/forms/%2e%2e",
            "http://shop.example/forms/open-account",
            "/forms/open-account",
        ] {
            assert_eq!(name_of_form(&known, other), None, "{other}");
        }
        for name in ["residence-permit", "other~~open-account", "shop~~", "shop~~a~b", "shop~~../x"]
        {
            assert!(form_of(&known, name).is_none(), "{name}");
        }
    }

    #[test]
    fn an_entry_that_cannot_be_used_is_passed_over() {
        for (member, value) in [
            ("origin", json!("http://shop.example")),
            ("origin", json!("https://shop.example/")),
            ("origin", json!("https://u@shop.example")),
            ("forms", json!("forms/")),
            ("forms", json!("//evil.example/")),
            ("form_keys", json!([])),
            ("id", json!("a~b")),
        ] {
            let mut odd = shop();
            odd[member] = value.clone();
            let known = read(Some(&json!([odd, shop()])));
            assert_eq!(known.len(), 1, "{member} {value}");
        }
        assert_eq!(read(Some(&json!("x"))), []);
    }
}
