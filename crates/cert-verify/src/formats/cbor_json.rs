//! CBOR claims as JSON, for reports and forms. Nothing is verified over the result.

use serde_json::{Map, Number, Value};

use crate::{Code, base64url, cbor::Cbor, jcs};

/// The JSON of a CBOR item: byte strings become base64url, integer keys become decimal text, tags
/// give way to what they mark.
///
/// # Errors
/// [`Code::CborMalformed`] for map keys that are neither text nor integers, two keys that become
/// equal, and numbers that JSON cannot hold.
pub(super) fn to_json(item: &Cbor) -> Result<Value, Code> {
    Ok(match item {
        Cbor::Unsigned(_) | Cbor::Negative(_) => {
            Value::Number(item.integer().ok_or(Code::CborMalformed)?.into())
        }
        Cbor::Bytes(bytes) => Value::String(base64url::encode(bytes)),
        Cbor::Text(text) => Value::String(text.clone()),
        Cbor::Array(items) => Value::Array(items.iter().map(to_json).collect::<Result<_, _>>()?),
        Cbor::Map(entries) => {
            let mut members = Map::new();
            for (key, value) in entries {
                let name = name(key)?;
                if members.insert(name, to_json(value)?).is_some() {
                    return Err(Code::CborMalformed);
                }
            }
            Value::Object(members)
        }
        Cbor::Tag(_, inner) => to_json(inner)?,
        Cbor::Bool(value) => Value::Bool(*value),
        Cbor::Null => Value::Null,
        Cbor::Float(value) => float(*value)?,
    })
}

fn name(key: &Cbor) -> Result<String, Code> {
    match key {
        Cbor::Text(text) => Ok(text.clone()),
        other => other.integer().map(|number| number.to_string()).ok_or(Code::CborMalformed),
    }
}

/// A float; one that is a whole number becomes an integer, because issuers write times this way.
fn float(value: f64) -> Result<Value, Code> {
    if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
        let whole: i64 = jcs::es6_number(value).parse().map_err(|_| Code::CborMalformed)?;
        return Ok(Value::Number(whole.into()));
    }
    Number::from_f64(value).map(Value::Number).ok_or(Code::CborMalformed)
}

/// The headers of a COSE message that verification looks at.
#[cfg(feature = "inspect")]
pub(super) fn cose_header(message: &crate::cose::Sign1) -> Value {
    crate::json::object(vec![
        ("alg", message.algorithm_anywhere().into()),
        ("kid", message.key_id().map(base64url::encode).into()),
        ("typ", message.typ().into()),
    ])
}

/// CWT claim keys (RFC 8392 section 4) with the names of their JWT claims.
const CLAIMS: &[(i64, &str)] = &[
    (1, "iss"),
    (2, "sub"),
    (3, "aud"),
    (4, "exp"),
    (5, "nbf"),
    (6, "iat"),
    (7, "cti"),
    (65_535, "status"),
];

/// The registered claims of a CWT under their JWT names; the others are left to the format.
///
/// # Errors
/// As [`to_json`]; [`Code::ClaimMalformed`] when the payload is not a map, or a NumericDate stands in
/// tag 1, which RFC 8392 section 2 says must be left away.
pub(super) fn registered_claims(claims: &Cbor) -> Result<Map<String, Value>, Code> {
    let entries = claims.map().ok_or(Code::ClaimMalformed)?;
    // A registered claim under its JWT name is one that other readers may believe, or not.
    let is_named = |name: &str| CLAIMS.iter().any(|(_, registered)| *registered == name);
    if entries.iter().filter_map(|(key, _)| key.text()).any(is_named) {
        return Err(Code::ClaimMalformed);
    }
    let mut members = Map::new();
    for (key, name) in CLAIMS {
        if let Some(value) = claims.entry(*key) {
            if matches!((key, value), (4..=6, Cbor::Tag(..))) {
                return Err(Code::ClaimMalformed);
            }
            members.insert((*name).to_owned(), to_json(value)?);
        }
    }
    Ok(members)
}
