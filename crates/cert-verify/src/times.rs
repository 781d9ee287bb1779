//! The `time` check.

use crate::{Check, CheckResult, Code, Policy, UnixTime, formats::Contents};

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
