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
        Err(code) => Err(Refused { format: Some(Format::SdJwtJson), code }),
    })
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
    let others = tokens.iter().skip(1).map(|token| jws::parse(token)).collect::<Result<_, _>>()?;
    Ok((SdJwt::parse(&compact)?, others))
}

/// A part that stays one part when it is put together.
fn plain(part: &Value) -> Result<&str, Code> {
    part.as_str().filter(|text| !text.contains('~')).ok_or(Code::JwsMalformed)
}
