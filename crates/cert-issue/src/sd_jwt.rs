//! Issuing SD-JWT VCs (RFC 9901, draft-ietf-oauth-sd-jwt-vc).

use cert_verify::{ClaimPath, ClaimStep, Code, base64url, put_in_order, sha256};
use serde_json::{Map, Value};

use crate::{SigningKey, sign_jws, signature::header};

/// Claims that a verifier refuses in a disclosure (SD-JWT VC 3.2.2.2), and our own rule that
/// the whole of `status` and `cnf` stays visible.
const NEVER_DISCLOSED: &[&str] =
    &["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status", "_sd_alg"];

/// Issues `claims` as `<JWT>~<D1>~…~`, with the claims at `disclosable` hidden behind digests.
///
/// A path may name nested members and array elements; when a path and one inside it are both
/// named, the inner disclosure stands within the outer one. `typ` is `dc+sd-jwt`, `kid` the
/// thumbprint of the key; `extra_header` may add members and may not change these.
///
/// # Errors
/// [`Code::ClaimMissing`] without a `vct`; [`Code::ClaimNotFound`] when a path selects
/// nothing; [`Code::DisclosedClaimForbidden`] when one may never be hidden;
/// [`Code::ClaimMalformed`] when the claims use the reserved names `_sd` or `...`.
pub fn issue_sd_jwt_vc(
    claims: &Value,
    disclosable: &[ClaimPath],
    extra_header: &Map<String, Value>,
    key: &SigningKey,
    random: &mut dyn FnMut(&mut [u8]),
) -> Result<String, Code> {
    if !claims.get("vct").is_some_and(Value::is_string) {
        return Err(Code::ClaimMissing);
    }
    if uses_reserved_names(claims) {
        return Err(Code::ClaimMalformed);
    }
    let mut payload = claims.clone();
    let mut disclosures = Vec::new();
    for place in places(claims, disclosable)? {
        let disclosure = hide(&mut payload, &place, random).ok_or(Code::ClaimNotFound)?;
        disclosures.push(disclosure);
    }
    if let (false, Value::Object(members)) = (disclosures.is_empty(), &mut payload) {
        members.insert("_sd_alg".to_owned(), "sha-256".into());
    }
    let mut protected =
        header([("typ", "dc+sd-jwt".into()), ("kid", key.public().thumbprint().into())]);
    for (name, value) in extra_header {
        protected.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let mut out = sign_jws(&protected, payload.to_string().as_bytes(), key);
    out.push('~');
    // Made from the inside out; a reader expects the outside first.
    for disclosure in disclosures.iter().rev() {
        out.push_str(disclosure);
        out.push('~');
    }
    Ok(out)
}

fn uses_reserved_names(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, value)| {
            name == "_sd" || name == "..." || name == "_sd_alg" || uses_reserved_names(value)
        }),
        Value::Array(items) => items.iter().any(uses_reserved_names),
        _ => false,
    }
}

/// The concrete places of all paths, each once, the deepest first.
fn places(claims: &Value, disclosable: &[ClaimPath]) -> Result<Vec<Vec<ClaimStep>>, Code> {
    let mut places = Vec::new();
    for path in disclosable {
        if let Some(ClaimStep::Key(name)) = path.steps().first()
            && NEVER_DISCLOSED.contains(&name.as_str())
        {
            return Err(Code::DisclosedClaimForbidden);
        }
        let before = places.len();
        expand(claims, path.steps(), Vec::new(), &mut places);
        if places.len() == before {
            return Err(Code::ClaimNotFound);
        }
    }
    put_in_order(&mut places, Ord::cmp);
    places.dedup();
    places.reverse();
    // Stable: places of equal depth keep their order, so the output is deterministic.
    put_in_order(&mut places, |a, b| b.len().cmp(&a.len()));
    Ok(places)
}

fn expand(value: &Value, steps: &[ClaimStep], here: Vec<ClaimStep>, out: &mut Vec<Vec<ClaimStep>>) {
    let Some((step, rest)) = steps.split_first() else {
        out.push(here);
        return;
    };
    let mut go = |step: ClaimStep, value: &Value| {
        let mut place = here.clone();
        place.push(step);
        expand(value, rest, place, out);
    };
    match (step, value) {
        (ClaimStep::Key(name), Value::Object(members)) => {
            if let Some(value) = members.get(name) {
                go(step.clone(), value);
            }
        }
        (ClaimStep::Index(index), Value::Array(items)) => {
            if let Some(value) = items.get(*index) {
                go(step.clone(), value);
            }
        }
        (ClaimStep::All, Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                go(ClaimStep::Index(index), value);
            }
        }
        _ => {}
    }
}

/// Replaces the value at `place` by a digest and returns its disclosure.
fn hide(
    payload: &mut Value,
    place: &[ClaimStep],
    random: &mut dyn FnMut(&mut [u8]),
) -> Option<String> {
    let (last, parents) = place.split_last()?;
    let mut parent = payload;
    for step in parents {
        parent = match step {
            ClaimStep::Key(name) => parent.get_mut(name)?,
            ClaimStep::Index(index) => parent.get_mut(*index)?,
            ClaimStep::All => return None,
        };
    }
    // RFC 9901 9.3: 128 bits of salt.
    let mut salt = [0; 16];
    random(&mut salt);
    let salt: Value = base64url::encode(&salt).into();
    match (last, parent) {
        (ClaimStep::Key(name), Value::Object(members)) => {
            let value = members.shift_remove(name)?;
            let (disclosure, digest) =
                disclosure(&Value::Array(vec![salt, name.as_str().into(), value]));
            let digests =
                members.entry("_sd").or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
            digests.push(digest.into());
            // Sorted, so that the order tells nothing about the claims.
            put_in_order(digests, |a, b| a.as_str().cmp(&b.as_str()));
            Some(disclosure)
        }
        (ClaimStep::Index(index), Value::Array(items)) => {
            let slot = items.get_mut(*index)?;
            let (disclosure, digest) = disclosure(&Value::Array(vec![salt, slot.take()]));
            *slot = Value::Object(header([("...", digest.into())]));
            Some(disclosure)
        }
        _ => None,
    }
}

fn disclosure(content: &Value) -> (String, String) {
    let encoded = base64url::encode(content.to_string().as_bytes());
    let digest = base64url::encode(&sha256(encoded.as_bytes()));
    (encoded, digest)
}
