//! Proofs of possession for issuance (OpenID4VCI 1.0 appendix F.1).

use cert_verify::UnixTime;
use serde_json::Value;

use crate::{SigningKey, sign_jws, signature::header};

/// An `openid4vci-proof+jwt` for this credential issuer and `c_nonce`, with the public key in
/// its header. `iss` is omitted, as the anonymous pre-authorised code flow demands.
pub fn proof_jwt(issuer: &str, nonce: &str, now: UnixTime, key: &SigningKey) -> String {
    let protected = header([("typ", "openid4vci-proof+jwt".into()), ("jwk", key.public_jwk())]);
    let payload =
        header([("aud", issuer.into()), ("iat", now.seconds().into()), ("nonce", nonce.into())]);
    sign_jws(&protected, Value::Object(payload).to_string().as_bytes(), key)
}
