//! NumericDate: seconds since 1970 (RFC 7519 section 2).

use serde_json::Value;

use crate::{Code, UnixTime};

/// Reads a NumericDate (RFC 7519 2); a fraction of a second is cut off.
pub(crate) fn claim(claims: &Value, name: &str) -> Result<Option<UnixTime>, Code> {
    read(claims.get(name))
}

/// The same for a claim that was taken out already.
pub(crate) fn read(claim: Option<&Value>) -> Result<Option<UnixTime>, Code> {
    let Some(value) = claim else {
        return Ok(None);
    };
    let Value::Number(number) = value else {
        return Err(Code::ClaimMalformed);
    };
    if let Some(seconds) = number.as_i64() {
        return Ok(Some(UnixTime::from_seconds(seconds)));
    }
    // The shortest decimal text of the double; one in exponent form is no sensible date.
    let text = number.to_string();
    let whole = text.split('.').next().unwrap_or_default();
    let in_plain_form = !text.contains(['e', 'E']);
    let seconds = whole.parse().ok().filter(|_| in_plain_form);
    Ok(Some(UnixTime::from_seconds(seconds.ok_or(Code::ClaimMalformed)?)))
}
