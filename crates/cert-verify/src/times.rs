//! The `time` check, and NumericDate.

use serde_json::Value;

use crate::{Check, CheckResult, Code, Policy, UnixTime, formats::Contents};

/// Reads a NumericDate (RFC 7519 2); a fraction of a second is cut off.
pub(crate) fn numeric_date(claims: &Value, name: &str) -> Result<Option<UnixTime>, Code> {
    date(claims.get(name))
}

/// The same for a claim that was taken out already.
pub(crate) fn date(claim: Option<&Value>) -> Result<Option<UnixTime>, Code> {
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

/// Not before, expiry, issued at (RFC 7519 4.1, RFC 9901 7.1 step 6).
pub(crate) fn check(contents: &Contents, policy: &Policy, now: UnixTime) -> CheckResult {
    let skew = policy.clock_skew;
    let code = if contents.expires.is_some_and(|end| end.plus_seconds(skew) <= now) {
        Some(Code::Expired)
    } else if contents.not_before.is_some_and(|start| start > now.plus_seconds(skew)) {
        Some(Code::NotYetValid)
    } else if contents.issued_at.is_some_and(|issued| issued > now.plus_seconds(skew)) {
        Some(Code::IssuedInFuture)
    } else if policy.require_expiry && contents.expires.is_none() {
        Some(Code::ClaimMissing)
    } else {
        None
    };
    let result = match code {
        Some(code) => CheckResult::new(Check::Time, code),
        None => CheckResult::new(Check::Time, crate::Outcome::Passed),
    };
    result
        .time("issued", contents.issued_at)
        .time("not-before", contents.not_before)
        .time("expires", contents.expires)
}
