//! Not before, expiry, issued at.

use serde_json::{Value, json};

use super::{case::Case, parts::*};

pub(crate) fn cases(out: &mut Vec<Case>) {
    let case = |name, comment: &str, claim: &str, value: Value| {
        Case::new("time", name, comment, sd_jwt(&with(claims(), claim, value), &[]))
    };
    let now = NOW.seconds();
    out.push(case("expired", "Expired a day ago.", "exp", json!(now - 86_400)).invalid("expired"));
    // The tolerance is named, because a caller that gives an exact time may have none.
    let tolerant = |case: Case| case.policy(json!({ "clock_skew": 60 }));
    out.push(tolerant(case(
        "expired-within-skew",
        "Expired 59 seconds ago: clocks differ.",
        "exp",
        json!(now - 59),
    )));
    out.push(
        case("expired-at-end-of-skew", "Expired 60 seconds ago.", "exp", json!(now - 60))
            .invalid("expired"),
    );
    out.push(
        case("expired-exactly", "It ends in this second (RFC 7519 4.1.4).", "exp", json!(now))
            .policy(json!({ "clock_skew": 0 }))
            .invalid("expired"),
    );
    out.push(
        case("not-yet-valid", "Valid from tomorrow.", "nbf", json!(now + 86_400))
            .invalid("not-yet-valid"),
    );
    out.push(tolerant(case(
        "not-yet-valid-within-skew",
        "Valid in a minute.",
        "nbf",
        json!(now + 60),
    )));
    out.push(
        case("issued-in-future", "Issued tomorrow.", "iat", json!(now + 86_400))
            .invalid("issued-in-future"),
    );
    out.push(case(
        "exp-with-fraction",
        "A fraction of a second is allowed (RFC 7519 2).",
        "exp",
        json!(1_795_492_800.5),
    ));
    out.push(
        case("exp-text", "exp is text.", "exp", json!("2027-01-01")).invalid("claim-malformed"),
    );
    out.push(case("exp-null", "exp is null.", "exp", Value::Null).invalid("claim-malformed"));
    out.push(
        case("exp-huge", "exp in exponent form.", "exp", json!(1e300)).invalid("claim-malformed"),
    );
    out.push(Case::new(
        "time",
        "no-expiry",
        "No exp: allowed.",
        sd_jwt(&without(claims(), "exp"), &[]),
    ));
    let expiry_required = |name, comment, claims: &Value| {
        Case::new("time", name, comment, sd_jwt(claims, &[]))
            .policy(json!({ "require_expiry": true }))
    };
    out.push(
        expiry_required(
            "no-expiry-and-one-required",
            "No exp, and the policy asks for one.",
            &without(claims(), "exp"),
        )
        .invalid("claim-missing"),
    );
    out.push(expiry_required("expiry-as-required", "The policy asks for exp.", &claims()));
    out.push(
        Case::new(
            "time",
            "expired-later",
            "Good when issued, expired at the time of the check.",
            sd_jwt(&claims(), &[]),
        )
        .at(200_000)
        .invalid("expired"),
    );
}
