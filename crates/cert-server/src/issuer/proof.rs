//! The proof of possession of the holder's key (OpenID4VCI 1.0, appendix F.1).

use cert_verify::{PublicKey, UnixTime, json, jws};
use serde_json::Value;

use super::Refusal;

/// How far the wallet's clock may be off, both ways.
const WINDOW_SECONDS: i64 = 300;

/// A proof that was checked but for its nonce.
pub(crate) struct Proof {
    pub(crate) key: PublicKey,
    pub(crate) nonce: String,
}

impl Proof {
    /// Checks a proof for this issuer.
    pub(crate) fn check(text: &str, issuer: &str, now: UnixTime) -> Result<Self, Refusal> {
        let jws = jws::parse(text).map_err(|_| bad("the proof is not a JWT"))?;
        if jws.media_type() != Some("openid4vci-proof+jwt") {
            return Err(bad("typ must be openid4vci-proof+jwt"));
        }
        let header = jws.header();
        if header.contains_key("kid")
            || header.contains_key("x5c")
            || header.contains_key("trust_chain")
        {
            return Err(bad("exactly one key must be there, as jwk"));
        }
        let jwk = header.get("jwk").ok_or(bad("jwk is missing"))?;
        let key =
            PublicKey::from_jwk(jwk).map_err(|_| bad("jwk is not a public key that we accept"))?;
        jws.check_signature(&key).map_err(|_| bad("the signature is wrong"))?;
        let claims = json::parse_object(jws.unverified_payload(), json::Limits::CERTIFICATE)
            .map_err(|_| bad("the payload is not an object"))?;
        if claims.get("aud").and_then(Value::as_str) != Some(issuer) {
            return Err(bad("aud must be the credential issuer"));
        }
        if claims.contains_key("iss") {
            return Err(bad("iss must be left out in this flow"));
        }
        let issued_at = claims.get("iat").and_then(Value::as_i64).ok_or(bad("iat is missing"))?;
        if issued_at.abs_diff(now.seconds()) > WINDOW_SECONDS.unsigned_abs() {
            return Err(bad("iat is too far from now"));
        }
        let nonce = claims.get("nonce").and_then(Value::as_str).ok_or(bad("nonce is missing"))?;
        Ok(Self { key, nonce: nonce.to_owned() })
    }
}

const fn bad(note: &'static str) -> Refusal {
    Refusal::bad("invalid_proof", note)
}
