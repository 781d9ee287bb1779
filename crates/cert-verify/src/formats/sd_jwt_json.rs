//! SD-JWT in the JSON serializations (RFC 9901 section 8), flattened or general.
//!
//! The parts are the same base64url strings as in the compact form, so they are put together
//! as received and nothing is encoded again. Disclosures and proof stand in the unprotected
//! header of the first signature; further signatures may be by other keys.

use serde_json::{Map, Value};

use super::{Format, Input, Reading, Refused, sd_jwt_vc};
use crate::{Code, json, jws, jws::CompactJws, sd_jwt::SdJwt};

/// Signatures of one certificate; each costs one verification per trusted key.
const MAX_SIGNATURES: usize = 8;

/// JSON with a payload, a signature and disclosures.
pub(super) fn read(input: &Input<'_>) -> Reading {
    let text =
        input.text.filter(|text| text.starts_with('{') && text.contains("\"disclosures\""))?;
    let document = json::parse_object(text.as_bytes(), json::Limits::CERTIFICATE).ok()?;
    let payload = document.get("payload")?.as_str()?;
    let signatures = match document.get("signatures") {
        Some(_) if document.contains_key("signature") || document.contains_key("protected") => {
            // RFC 7515 7.2.2: either form, never both; each would be another certificate.
            return Some(Err(refused(Code::JwsMalformed)));
        }
        Some(signatures) => {
            signatures.as_array()?.iter().map(Value::as_object).collect::<Option<Vec<_>>>()?
        }
        None => vec![&document],
    };
    let header = signatures.first()?.get("header")?.as_object()?;
    header.get("disclosures")?;
    let parsed = put_together(payload, &signatures, header);
    Some(match parsed {
        Ok((sd_jwt, others)) => Ok(sd_jwt_vc::parsed(sd_jwt, others)),
        Err(code) => Err(refused(code)),
    })
}

fn refused(code: Code) -> Refused {
    Refused { format: Some(Format::SdJwtJson), code }
}

fn put_together(
    payload: &str,
    signatures: &[&Map<String, Value>],
    header: &Map<String, Value>,
) -> Result<(SdJwt, Vec<CompactJws>), Code> {
    if signatures.len() > MAX_SIGNATURES {
        return Err(Code::TooManyItems);
    }
    let mut tokens = Vec::new();
    for signature in signatures {
        let part =
            |name: &str| signature.get(name).and_then(Value::as_str).ok_or(Code::JwsMalformed);
        tokens.push(format!("{}.{payload}.{}", part("protected")?, part("signature")?));
    }
    let mut compact = tokens.first().ok_or(Code::JwsMalformed)?.clone();
    compact.push('~');
    let disclosures =
        header.get("disclosures").and_then(Value::as_array).ok_or(Code::JwsMalformed)?;
    for disclosure in disclosures {
        compact.push_str(plain(disclosure)?);
        compact.push('~');
    }
    if let Some(proof) = header.get("kb_jwt") {
        compact.push_str(plain(proof)?);
    }
    let first = SdJwt::parse(&compact)?;
    let others: Vec<CompactJws> =
        tokens.iter().skip(1).map(|token| jws::parse(token)).collect::<Result<_, _>>()?;
    let protected = core::iter::once(first.jwt()).chain(&others).map(CompactJws::header);
    for (position, (protected, signature)) in protected.zip(signatures).enumerate() {
        check_unprotected(protected, signature.get("header"), position == 0)?;
    }
    Ok((first, others))
}

/// RFC 7515 7.2.1: no name in both headers; 4.1.11: `crit` is protected or nothing; RFC 9901 8:
/// disclosures and proof stand at the first signature only.
fn check_unprotected(
    protected: &Map<String, Value>,
    unprotected: Option<&Value>,
    is_first: bool,
) -> Result<(), Code> {
    let Some(unprotected) = unprotected else { return Ok(()) };
    let names = unprotected.as_object().ok_or(Code::JwsMalformed)?;
    let is_wrong = |name: &String| {
        name == "crit"
            || protected.contains_key(name)
            || (!is_first && (name == "disclosures" || name == "kb_jwt"))
    };
    if names.keys().any(is_wrong) { Err(Code::JwsMalformed) } else { Ok(()) }
}

/// A part that stays one part when it is put together.
fn plain(part: &Value) -> Result<&str, Code> {
    part.as_str().filter(|text| !text.contains('~')).ok_or(Code::JwsMalformed)
}
