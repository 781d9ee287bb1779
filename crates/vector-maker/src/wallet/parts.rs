//! The pieces that cases are made of: fixed keys, a small certificate, its disclosures.

use cert_issue::{SigningKey, sign_jws};
use cert_verify::{UnixTime, base64url, sha256};
use serde_json::{Map, Value, json};

pub(crate) const ISSUER: &str = "https://psb.sh.specimen.example";
pub(crate) const VCT: &str = "https://specimen.example/vct/resident-id";
/// 2026-11-23T04:00:00Z
pub(crate) const NOW: UnixTime = UnixTime::from_seconds(1_795_406_400);

pub(crate) fn issuer() -> SigningKey {
    SigningKey::ed25519_from_seed([1; 32])
}

pub(crate) fn issuer_es256() -> SigningKey {
    SigningKey::p256_from_bytes(&[3; 32]).unwrap()
}

pub(crate) fn stranger() -> SigningKey {
    SigningKey::ed25519_from_seed([66; 32])
}

pub(crate) fn holder() -> SigningKey {
    SigningKey::ed25519_from_seed([2; 32])
}

/// The claims of a specimen identity card, without anything hidden.
pub(crate) fn claims() -> Value {
    json!({
        "iss": ISSUER, "vct": VCT,
        "iat": NOW.seconds() - 86_400, "exp": NOW.seconds() + 86_400,
        "name": "示例 SPECIMEN",
    })
}

pub(crate) fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims.as_object_mut().unwrap().insert(name.to_owned(), value);
    claims
}

pub(crate) fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().shift_remove(name);
    claims
}

/// A disclosure from JSON text, and its digest.
pub(crate) fn disclosure(json: &str) -> (String, String) {
    let encoded = base64url::encode(json.as_bytes());
    let digest = base64url::encode(&sha256(encoded.as_bytes()));
    (encoded, digest)
}

pub(crate) fn header(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

pub(crate) fn typ() -> Map<String, Value> {
    header(json!({ "typ": "dc+sd-jwt" }))
}

/// `<JWT>~<D1>~…~` with exactly this payload and these disclosures.
pub(crate) fn sd_jwt(payload: &Value, disclosures: &[&str]) -> String {
    signed(&typ(), payload.to_string().as_bytes(), disclosures, &issuer())
}

pub(crate) fn signed(
    header: &Map<String, Value>,
    payload: &[u8],
    disclosures: &[&str],
    key: &SigningKey,
) -> String {
    let mut text = sign_jws(header, payload, key) + "~";
    for disclosure in disclosures {
        text += disclosure;
        text += "~";
    }
    text
}

/// Signs a header given as text, so that it may say anything.
pub(crate) fn signed_with_header_text(header: &str, payload: &[u8], key: &SigningKey) -> String {
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload));
    let signature = base64url::encode(&key.sign(input.as_bytes()));
    format!("{input}.{signature}~")
}

/// The same token with another signature.
pub(crate) fn with_signature(token: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> String {
    let (jwt, rest) = token.split_once('~').unwrap();
    let (input, signature) = jwt.rsplit_once('.').unwrap();
    let changed = change(base64url::decode(signature).unwrap());
    format!("{input}.{}~{rest}", base64url::encode(&changed))
}
