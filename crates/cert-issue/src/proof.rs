//! Proofs of possession for issuance (OpenID4VCI 1.0 appendix F.1).

use cert_verify::{Algorithm, UnixTime};
use serde_json::Value;

use crate::signature::{header, sign_jws_as};
use crate::{SigningKey, sign_jws};

/// An `openid4vci-proof+jwt` for this credential issuer, with the public key in its header.
///
/// `nonce` is the `c_nonce` of the issuer; an issuer without a nonce endpoint gives none, and
/// then the proof has none. `iss` is omitted, as the anonymous pre-authorised code flow
/// demands.
pub fn proof_jwt(issuer: &str, nonce: Option<&str>, now: UnixTime, key: &SigningKey) -> String {
    let (protected, payload) = parts(issuer, nonce, now, key);
    sign_jws(&protected, payload.as_bytes(), key)
}

/// The same with the old name `EdDSA` for Ed25519 (RFC 8037), for issuers that do not know
/// the name of RFC 9864 yet. A key of another algorithm keeps its name.
pub fn proof_jwt_eddsa(
    issuer: &str,
    nonce: Option<&str>,
    now: UnixTime,
    key: &SigningKey,
) -> String {
    let (protected, payload) = parts(issuer, nonce, now, key);
    match key.algorithm() {
        Algorithm::Ed25519 => sign_jws_as(&protected, payload.as_bytes(), key, "EdDSA"),
        _ => sign_jws(&protected, payload.as_bytes(), key),
    }
}

fn parts(
    issuer: &str,
    nonce: Option<&str>,
    now: UnixTime,
    key: &SigningKey,
) -> (serde_json::Map<String, Value>, String) {
    let protected = header([("typ", "openid4vci-proof+jwt".into()), ("jwk", key.public_jwk())]);
    let mut payload = header([("aud", issuer.into()), ("iat", now.seconds().into())]);
    payload.extend(nonce.map(|nonce| ("nonce".to_owned(), nonce.into())));
    (protected, Value::Object(payload).to_string())
}
