//! One vector file, and the keys that all of them share.

use std::path::Path;

use cert_issue::SigningKey;
use cert_verify::UnixTime;
use serde_json::{Map, Value, json};

/// 2026-11-23T04:00:00Z
pub(crate) const NOW: UnixTime = UnixTime::from_seconds(1_795_406_400);
pub(crate) const ISSUER: &str = "https://psb.sh.specimen.example";
pub(crate) const DAY: i64 = 86_400;

pub(crate) fn ed25519() -> SigningKey {
    SigningKey::ed25519_from_seed([11; 32])
}

pub(crate) fn es256() -> SigningKey {
    SigningKey::p256_from_bytes(&[13; 32]).unwrap()
}

pub(crate) fn stranger() -> SigningKey {
    SigningKey::ed25519_from_seed([66; 32])
}

pub(crate) fn stranger_es256() -> SigningKey {
    SigningKey::p256_from_bytes(&[66; 32]).unwrap()
}

/// Seconds after [`NOW`] in RFC 3339.
pub(crate) fn date(seconds_later: i64) -> String {
    NOW.plus_seconds(seconds_later).to_string()
}

pub(crate) struct Case {
    area: &'static str,
    name: String,
    members: Map<String, Value>,
}

impl Case {
    /// A case of this format that expects `valid`.
    pub(crate) fn new(
        area: &'static str,
        format: &str,
        name: &str,
        comment: &str,
        input: &str,
    ) -> Self {
        let members = json!({
            "comment": comment,
            "input": input,
            "at": NOW.to_string(),
            "keys": [ed25519().public_jwk(), es256().public_jwk()],
            "expect": { "verdict": "valid", "format": format },
        });
        Self { area, name: name.to_owned(), members: members.as_object().unwrap().clone() }
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

    pub(crate) fn format(self, format: &str) -> Self {
        self.expect("format", format.into())
    }

    pub(crate) fn no_format(self) -> Self {
        self.expect("format", Value::Null)
    }

    /// Bytes instead of a text.
    pub(crate) fn input_bytes(mut self, bytes: &[u8]) -> Self {
        self.members.shift_remove("input");
        self.set("input_base64", cert_verify::base64url::encode(bytes).into())
    }

    /// Bare keys instead of the usual ones.
    pub(crate) fn keys(self, keys: Vec<Value>) -> Self {
        self.set("keys", keys.into())
    }

    /// Key files (PEM, JWK, JWK Set) instead of bare keys.
    pub(crate) fn key_files(self, files: Vec<String>) -> Self {
        self.keys(Vec::new()).set("key_files", files.into())
    }

    /// What differs from the strict policy.
    pub(crate) fn policy(self, policy: Value) -> Self {
        self.set("policy", policy)
    }

    /// A trust list instead of keys.
    pub(crate) fn trust_list(self, list: String, roots: Value) -> Self {
        self.keys(Vec::new()).set("trust_list", list.into()).set("roots", roots)
    }

    /// The operator says that services of the list may issue every type where it does not say which.
    pub(crate) fn any_type(self) -> Self {
        self.set("any_type", true.into())
    }

    /// What is named of the trust list as not read.
    pub(crate) fn unread(self, names: &str) -> Self {
        self.expect("unread", names.into())
    }

    /// What the trust list is refused with.
    pub(crate) fn refused_list(self, code: &str) -> Self {
        self.expect("trust_list", code.into())
    }

    pub(crate) fn binding(self, nonce: &str, audience: &str) -> Self {
        self.set("binding", json!({ "nonce": nonce, "audience": audience }))
    }

    pub(crate) fn status(self, tokens: Vec<String>) -> Self {
        self.set("status", tokens.into())
    }

    /// Status tokens in binary form.
    pub(crate) fn status_bytes(self, tokens: &[Vec<u8>]) -> Self {
        let tokens: Vec<Value> =
            tokens.iter().map(|token| cert_verify::base64url::encode(token).into()).collect();
        self.set("status_base64", tokens.into())
    }

    /// Revocation lists of X.509 certificates, as PEM.
    pub(crate) fn crls(self, lists: &[String]) -> Self {
        self.set("crls", lists.into())
    }

    /// Revocation lists of SMART Health Card issuers.
    pub(crate) fn card_revocations(self, lists: &[String]) -> Self {
        self.set("card_revocations", lists.into())
    }

    /// The same as DER.
    pub(crate) fn crl_bytes(self, list: &[u8]) -> Self {
        self.set("crls_base64", json!([cert_verify::base64url::encode(list)]))
    }

    pub(crate) fn write(&self) {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors").join(self.area);
        std::fs::create_dir_all(&folder).unwrap();
        let text = serde_json::to_string_pretty(&self.members).unwrap() + "\n";
        std::fs::write(folder.join(format!("{}.json", self.name)), text).unwrap();
    }
}
