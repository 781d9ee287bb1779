//! The identity code for paper: a part of the identity card in the layout of Claim 169, so small that a QR code holds it.
//!
//! It is a configuration of its own in the issuer's metadata, with a format of its own name, because none of the formats
//! in OpenID4VCI 1.0, appendix A, is a CWT of this kind. The access token of an offer with the card gives the code too.
//! It stands in no offer: an offer is what a wallet keeps, and a wallet that does not know this format would tell
//! people of a certificate that they cannot have.

use cert_issue::{CodeIdentity, CodeTimes, issue_claim_169};
use cert_verify::UnixTime;
use serde_json::{Value, json};

use crate::{
    Server,
    authority::Authority,
    db::lists::StatusEntry,
    problem::{Code, Problem},
    specimen::{certificates::Contents, types::Type},
    status,
};

use super::Refusal;

/// Between the 7 days that are worth a print and the 180 after which paper must be renewed.
const LIFE_SECONDS: i64 = 90 * 86_400;

/// What verifiers call all of this layout, a CWT that names no type; the format of the configuration, too.
const CODE_TYPE: &str = "claim-169";

/// What the metadata say of a code: bound to no key, so no proof is asked for (OpenID4VCI 1.0, 12.2.4).
pub(super) fn configuration(kind: &Type) -> Option<Value> {
    let card = kind.printed_from?;
    Some(kind.described(json!({
        "format": CODE_TYPE,
        // The numbers of COSE, as in the other formats that are CBOR (appendix A.2.2).
        "credential_signing_alg_values_supported": [-8],
        // Tells a wallet that knows the format which of its certificates this is another form of.
        "certfill_printed_from": card,
    })))
}

/// The contents of the card for the life of a code.
pub(super) fn shortened(contents: Contents, now: UnixTime) -> Result<Contents, Refusal> {
    let times = CodeTimes::from(now, LIFE_SECONDS, contents.expires).map_err(|_| {
        Refusal::bad("credential_request_denied", "the card ends before a code would be worth it")
    })?;
    Ok(Contents { not_before: times.not_before, expires: times.expires, ..contents })
}

pub(super) fn issue(
    server: &Server,
    authority: &Authority,
    contents: &Contents,
    entry: &StatusEntry,
) -> Result<String, Refusal> {
    let claim = |name: &str| contents.claims.get(name).and_then(Value::as_str);
    let birth = claim("birth_date").map(|date| date.replace('-', ""));
    let identity = CodeIdentity {
        id: claim("id_number"),
        language: Some("zho"),
        full_name: claim("name").unwrap_or_default(),
        date_of_birth: birth.as_deref(),
        gender: claim("sex").map(|sex| match sex {
            "男" => 1,
            "女" => 2,
            _ => 3,
        }),
        address: claim("address"),
        photo: None,
        // Where other readers look, too, so that nobody takes the code for a real one.
        second_name: Some(("SPECIMEN", "eng")),
    };
    let times = CodeTimes {
        issued: entry.issued_at,
        not_before: contents.not_before,
        expires: contents.expires,
    };
    let list = status::address(server, entry.list);
    let status = Some((entry.index, list.as_str()));
    issue_claim_169(authority.issuer, &identity, times, status, server.keys.of(authority))
        .map_err(|_| Problem::from(Code::Internal).into())
}
