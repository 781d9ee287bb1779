//! One vector file.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::parts::{NOW, issuer};

pub(crate) struct Case {
    area: &'static str,
    name: &'static str,
    members: Map<String, Value>,
}

impl Case {
    /// A case with the issuer's key trusted for everything; expects `valid`.
    pub(crate) fn new(
        area: &'static str,
        name: &'static str,
        comment: &str,
        input: impl Into<String>,
    ) -> Self {
        let members = json!({
            "comment": comment,
            "input": input.into(),
            "at": NOW.to_string(),
            "keys": [issuer().public_jwk()],
            "expect": { "verdict": "valid", "format": "dc+sd-jwt" },
        });
        Self { area, name, members: members.as_object().unwrap().clone() }
    }

    fn set(mut self, name: &str, value: Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    fn expect(mut self, name: &str, value: Value) -> Self {
        self.members["expect"].as_object_mut().unwrap().insert(name.to_owned(), value);
        self
    }

    pub(crate) fn invalid(self, code: &str) -> Self {
        self.expect("verdict", "invalid".into()).expect("code", code.into())
    }

    pub(crate) fn undetermined(self, code: &str) -> Self {
        self.expect("verdict", "undetermined".into()).expect("code", code.into())
    }

    pub(crate) fn format(self, format: Option<&str>) -> Self {
        self.expect("format", format.into())
    }

    /// What the trust list is refused with, if it is.
    pub(crate) fn refused_list(self, code: &str) -> Self {
        self.expect("trust_list", code.into())
    }

    /// What is named of the trust list as not read.
    pub(crate) fn unread(self, names: &str) -> Self {
        self.expect("unread", names.into())
    }

    pub(crate) fn claims(self, claims: Value) -> Self {
        self.expect("claims", claims)
    }

    pub(crate) fn at(self, seconds_later: i64) -> Self {
        self.set("at", NOW.plus_seconds(seconds_later).to_string().into())
    }

    pub(crate) fn keys(self, keys: Vec<Value>) -> Self {
        self.set("keys", keys.into())
    }

    pub(crate) fn policy(self, policy: Value) -> Self {
        self.set("policy", policy)
    }

    pub(crate) fn status(self, tokens: Vec<String>) -> Self {
        self.set("status", tokens.into())
    }

    pub(crate) fn binding(self, nonce: &str, audience: &str) -> Self {
        self.set("binding", json!({ "nonce": nonce, "audience": audience }))
    }

    pub(crate) fn trust_list(self, list: String, roots: Value) -> Self {
        self.keys(Vec::new()).set("trust_list", list.into()).set("roots", roots)
    }

    pub(crate) fn remembered(self, sequence: u64, payload: &str) -> Self {
        self.set("remembered", json!({ "sequence": sequence, "payload": payload }))
    }

    pub(crate) fn write(&self) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
        let folder = root.join(self.area);
        std::fs::create_dir_all(&folder).unwrap();
        let text = serde_json::to_string_pretty(&self.members).unwrap() + "\n";
        std::fs::write(folder.join(format!("{}.json", self.name)), text).unwrap();
    }
}
