//! JSON Web Signatures (RFC 7515): compact, and general JSON for several signers.

use cert_verify::base64url;
use serde_json::{Map, Value, json};

use crate::SigningKey;

/// Signs `payload` as a compact JWS. `alg` comes from the key and stands first.
pub fn sign_jws(header: &Map<String, Value>, payload: &[u8], key: &SigningKey) -> String {
    sign_jws_as(header, payload, key, key.algorithm().jose_name())
}

/// The same under another name of the key's algorithm.
pub(crate) fn sign_jws_as(
    header: &Map<String, Value>,
    payload: &[u8],
    key: &SigningKey,
    name: &str,
) -> String {
    let protected = protected(header, name);
    let signing_input = format!("{protected}.{}", base64url::encode(payload));
    let signature = base64url::encode(&key.sign(signing_input.as_bytes()));
    format!("{signing_input}.{signature}")
}

/// Signs `payload` with several keys in the general JSON form (RFC 7515 7.2.1).
pub fn sign_jws_general(
    header: &Map<String, Value>,
    payload: &[u8],
    keys: &[&SigningKey],
) -> String {
    let payload = base64url::encode(payload);
    let signatures: Vec<Value> = keys
        .iter()
        .map(|key| {
            let protected = protected(header, key.algorithm().jose_name());
            let signature = key.sign(format!("{protected}.{payload}").as_bytes());
            json!({ "protected": protected, "signature": base64url::encode(&signature) })
        })
        .collect();
    json!({ "payload": payload, "signatures": signatures }).to_string()
}

fn protected(header: &Map<String, Value>, name: &str) -> String {
    let mut protected = Map::new();
    protected.insert("alg".to_owned(), name.into());
    for (member, value) in header {
        if member != "alg" {
            protected.insert(member.clone(), value.clone());
        }
    }
    base64url::encode(Value::Object(protected).to_string().as_bytes())
}

/// A header with these text members.
pub(crate) fn header<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
