//! A vector as the engine of the npm package is asked it.

use serde_json::{Map, Value, json};

use super::native;

/// A certificate and the options of the binding, with every member that a vector may have.
pub(crate) fn question(vector: &Value) -> Value {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let now = cert_verify::UnixTime::parse_rfc3339(vector["at"].as_str().expect("at"));
    let mut options = Map::new();
    let mut put = |name: &str, value: Value| drop(options.insert(name.to_owned(), value));
    put("at", now.expect("a time").seconds().into());
    let list = |name: &str| vector[name].as_array().cloned().unwrap_or_default();
    let mut keys: Vec<_> = list("keys").iter().map(|jwk| jwk.to_string().into()).collect();
    keys.extend(list("key_files"));
    put("keys", keys.into());
    put("status", list("status").into());
    put("statusBytes", list("status_base64").into());
    put("cardRevocations", list("card_revocations").into());
    put("crls", list("crls").into_iter().chain(list("crls_base64")).collect::<Vec<_>>().into());
    if let Some(token) = vector.get("trust_list") {
        put("trustList", token.clone());
        put("trustRoots", vector["roots"].to_string().into());
    }
    if let Some(any) = vector.get("any_type") {
        put("anyType", any.clone());
    }
    if let Some(seen) = vector.get("remembered") {
        let payload = seen["payload"].as_str().expect("the payload seen before");
        let digest = cert_verify::sha256(payload.as_bytes());
        let digest = cert_verify::base64url::encode(&digest);
        put("rememberedList", json!({ "sequence": seen["sequence"], "digest": digest }));
    }
    if let Some(binding) = vector.get("binding") {
        put("nonce", binding["nonce"].clone());
        put("audience", binding["audience"].clone());
    }
    for (name, value) in vector["policy"].as_object().into_iter().flatten() {
        let name = match name.as_str() {
            "allow_legacy_typ" => "allowLegacyTyp",
            "status_max_age" => "statusMaxAge",
            "key_binding_max_age" => "keyBindingMaxAge",
            "require_crl" => "requireCrl",
            "require_expiry" => "requireExpiry",
            "least_status_entries" => "leastStatusEntries",
            "clock_skew" => "clockSkew",
            other => panic!("no such policy: {other}"),
        };
        put(name, value.clone());
    }
    json!([STANDARD.encode(native::input(vector)), Value::Object(options).to_string()])
}
