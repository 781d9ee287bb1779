//! Key Binding JWTs (RFC 9901 4.3).

use cert_verify::{UnixTime, base64url, sd_jwt::SdJwt, sha256};
use serde_json::{Map, Value};

use crate::{SigningKey, sign_jws, signature::header};

/// The audience of a proof that a holder makes for whoever stands in front of them, without a challenge. No
/// office may have this name: a proof that is made for it would pass at a counter.
pub const IN_PERSON: &str = "in-person";

/// Appends a proof of possession to a presentation that ends with `~`.
///
/// `extra` adds claims (such as `transaction_data_hashes`) and cannot change `iat`, `aud`,
/// `nonce` and `sd_hash`.
pub fn sign_key_binding(
    presentation: &str,
    nonce: &str,
    audience: &str,
    now: UnixTime,
    extra: &Map<String, Value>,
    key: &SigningKey,
) -> String {
    // The certificate says with which hash; for a text that is none, the default.
    let digest = SdJwt::parse(presentation)
        .and_then(|presentation| presentation.presentation_digest())
        .unwrap_or_else(|_| base64url::encode(&sha256(presentation.as_bytes())));
    let mut payload = header([
        ("iat", now.seconds().into()),
        ("aud", audience.into()),
        ("nonce", nonce.into()),
        ("sd_hash", digest.into()),
    ]);
    for (name, value) in extra {
        payload.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let protected = header([("typ", "kb+jwt".into())]);
    let proof = sign_jws(&protected, Value::Object(payload).to_string().as_bytes(), key);
    format!("{presentation}{proof}")
}
