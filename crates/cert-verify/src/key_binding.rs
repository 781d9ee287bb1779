//! Key Binding JWTs (RFC 9901 4.3 and 7.3): proof that the holder's key is at hand, now, for
//! this verifier and for exactly these claims.

use serde_json::Value;

use crate::{
    Binding, Code, Policy, PublicKey, UnixTime,
    json::{self, Limits},
    jws, numeric_date,
    sd_jwt::SdJwt,
};

/// Checks the attached proof and returns its payload.
pub(crate) fn check(
    presentation: &SdJwt,
    holder: &PublicKey,
    binding: Binding<'_>,
    policy: &Policy,
    now: UnixTime,
) -> Result<Value, Code> {
    let text = presentation.key_binding().ok_or(Code::KeyBindingMissing)?;
    let proof = jws::parse(text).map_err(|_| Code::KeyBindingMalformed)?;
    if proof.media_type() != Some("kb+jwt") {
        return Err(Code::KeyBindingMalformed);
    }
    proof.check_signature(holder).map_err(|_| Code::KeyBindingSignatureWrong)?;
    let payload = json::parse_object(proof.unverified_payload(), Limits::CERTIFICATE)
        .map(Value::Object)
        .map_err(|_| Code::KeyBindingMalformed)?;

    let member =
        |name: &str| payload.get(name).and_then(Value::as_str).ok_or(Code::KeyBindingMalformed);
    let (nonce, audience) = (member("nonce")?, member("aud")?);
    let made_at =
        numeric_date::claim(&payload, "iat").ok().flatten().ok_or(Code::KeyBindingMalformed)?;
    if member("sd_hash")? != presentation.presentation_digest()? {
        return Err(Code::KeyBindingHashMismatch);
    }
    let Binding::Required { nonce: our_nonce, audience: our_audience } = binding else {
        return Ok(payload);
    };
    if nonce != our_nonce {
        return Err(Code::KeyBindingNonceMismatch);
    }
    if audience != our_audience {
        return Err(Code::KeyBindingAudienceMismatch);
    }
    if made_at.plus_seconds(policy.key_binding_max_age) < now {
        return Err(Code::KeyBindingTooOld);
    }
    if made_at > now.plus_seconds(policy.clock_skew) {
        return Err(Code::KeyBindingFromFuture);
    }
    // RFC 9901 7.3: valid in all other respects.
    let bound =
        |name: &str| numeric_date::claim(&payload, name).map_err(|_| Code::KeyBindingMalformed);
    if bound("exp")?.is_some_and(|end| end.plus_seconds(policy.clock_skew) <= now) {
        return Err(Code::KeyBindingTooOld);
    }
    if bound("nbf")?.is_some_and(|start| start > now.plus_seconds(policy.clock_skew)) {
        return Err(Code::KeyBindingFromFuture);
    }
    Ok(payload)
}

/// The `jwk` in the header of the proof, when it is the key that the certificate names by this
/// thumbprint (RFC 7638).
pub(crate) fn key_in_header(presentation: &SdJwt, thumbprint: &str) -> Option<PublicKey> {
    let proof = jws::parse(presentation.key_binding()?).ok()?;
    let key = PublicKey::from_jwk(proof.header().get("jwk")?).ok()?;
    (key.thumbprint() == thumbprint).then_some(key)
}
