//! What an office got, read from its database: the bytes, not what the page says about them.

use std::collections::BTreeSet;

use cert_e2e::Filed;
use cert_verify::base64url;
use serde_json::Value;

/// A filing, decoded.
pub(crate) struct Sent {
    pub(crate) answers: Value,
    pub(crate) provenance: Value,
    /// Per presented certificate (by its name in the form): names of the disclosed claims.
    pub(crate) disclosed: Vec<(String, BTreeSet<String>)>,
    /// Claims of the receipt.
    pub(crate) receipt: Value,
}

impl Sent {
    pub(crate) fn read(filed: &Filed) -> Self {
        let body: Value = serde_json::from_slice(&filed.body).expect("the body is JSON");
        let part = |name: &str| decoded(body[name].as_str().expect("a base64url string"));
        let presented = body["vp_token"].as_object().expect("presentations");
        let disclosed = presented
            .iter()
            .map(|(query, list)| {
                (query.clone(), disclosed_names(list[0].as_str().expect("an SD-JWT")))
            })
            .collect();
        let receipt = filed.receipt.split(['.', '~']).nth(1).expect("a JWT");
        Self {
            answers: part("answers"),
            provenance: part("provenance"),
            disclosed,
            receipt: decoded(receipt),
        }
    }

    /// Pointers whose values come from certificates, directly or worked out.
    pub(crate) fn certified(&self) -> BTreeSet<String> {
        let origins = self.provenance.as_object().expect("an object");
        origins
            .iter()
            .filter(|(_, origin)| {
                ["credential", "derived"].contains(&origin["origin"].as_str().unwrap_or(""))
            })
            .map(|(pointer, _)| pointer.clone())
            .collect()
    }

    pub(crate) fn origin(&self, pointer: &str) -> &str {
        self.provenance[pointer]["origin"].as_str().unwrap_or("none")
    }

    /// Names of the presented certificates, in alphabetical order.
    pub(crate) fn presented(&self) -> Vec<&str> {
        let names: BTreeSet<&str> =
            self.disclosed.iter().map(|(query, _)| query.as_str()).collect();
        names.into_iter().collect()
    }

    pub(crate) fn receipt_list(&self, name: &str) -> BTreeSet<String> {
        let list = self.receipt[name].as_array().expect("a list in the receipt");
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

pub(crate) fn decoded(text: &str) -> Value {
    serde_json::from_slice(&base64url::decode(text).expect("base64url")).expect("JSON")
}

/// The names in the disclosures of an SD-JWT (`<JWT>~<D>~…~<KB-JWT>`).
fn disclosed_names(token: &str) -> BTreeSet<String> {
    let mut parts: Vec<&str> = token.split('~').collect();
    assert!(parts.pop().is_some_and(|last| last.contains('.')), "no key binding in {token}");
    parts.remove(0);
    parts
        .into_iter()
        .filter_map(|disclosure| decoded(disclosure)[1].as_str().map(str::to_owned))
        .collect()
}
