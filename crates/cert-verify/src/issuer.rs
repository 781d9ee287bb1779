//! The `issuer` check: is the signer on the trust list, was it in good standing when it
//! issued this, and may it issue this type, for this region?

use serde_json::Value;

use crate::{
    Check, CheckResult, Code, Fact, Outcome, UnixTime, did,
    formats::Contents,
    trust::{CandidateKey, TrustSource, TrustedList},
    trust_list::{Service, Standing, TrustedIssuer},
};

/// Where certificates say for which administrative division they are (GB/T 2260).
const REGION_PLACES: &[&[&str]] =
    &[&["issuing_region"], &["district_code"], &["address", "district_code"]];

/// Checks the issuer behind the key that signed.
///
/// `claimed` is the name that the message gives itself.
pub(crate) fn check(
    signer: &CandidateKey<'_>,
    claimed: Option<&str>,
    contents: &Contents,
    now: UnixTime,
) -> CheckResult {
    if let Some(code) = signer.objection {
        return CheckResult::new(Check::Issuer, code);
    }
    if is_another_key(signer, claimed) {
        return CheckResult::new(Check::Issuer, Code::IssuerKeyMismatch);
    }
    match signer.source {
        TrustSource::SelfAsserted => CheckResult::new(Check::Issuer, Code::IssuerUnknown),
        TrustSource::AnyIssuer => CheckResult::new(Check::Issuer, Outcome::Passed)
            .fact("trusted-key", Fact::Text(signer.key.thumbprint())),
        TrustSource::Listed { list, issuer } => listed(signer, list, issuer, contents, now),
    }
}

/// A did:key or did:jwk *is* a key: when another one signed, however trusted, the name is a lie.
///
/// An identifier of a key that is not implemented here can be compared with nothing (RSA without an
/// algorithm stands for two keys of ours), so it is let pass.
fn is_another_key(signer: &CandidateKey<'_>, issuer: Option<&str>) -> bool {
    match issuer.and_then(did::key_of) {
        Some(Ok(own)) => own != signer.key,
        Some(Err(Code::KeyNotSupported)) | None => false,
        Some(Err(_)) => true,
    }
}

fn listed(
    signer: &CandidateKey<'_>,
    trusted: &TrustedList,
    issuer: &TrustedIssuer,
    contents: &Contents,
    now: UnixTime,
) -> CheckResult {
    let list = &trusted.list;
    let next_update = Some(list.next_update());
    if now > list.next_update() {
        return CheckResult::new(Check::Issuer, Code::TrustListTooOld)
            .time("next-update", next_update);
    }
    // Without an issue time the strictest reading: it was issued just now.
    let issued_at = contents.issued_at.or(contents.not_before).unwrap_or(now);
    let mut reason = Code::IssuerTypeNotAllowed;
    let mut withdrawn = None;
    for service in signer.services(issuer) {
        match allows(trusted, service, contents, issued_at) {
            Ok(()) => {
                return CheckResult::new(Check::Issuer, Outcome::Passed)
                    .fact("list-profile", Fact::Text(list.profile().to_owned()))
                    .time("list-issued", Some(list.issued_at()))
                    .time("next-update", next_update);
            }
            // Another service that may not issue this type at all explains nothing.
            Err(Code::IssuerTypeNotAllowed) => {}
            Err(code) => {
                withdrawn = service.withdrawn_at().filter(|_| code == Code::IssuerNotTrustedThen);
                reason = code;
            }
        }
    }
    CheckResult::new(Check::Issuer, reason)
        .time("withdrawn", withdrawn)
        .time("next-update", next_update)
}

fn allows(
    trusted: &TrustedList,
    service: &Service,
    contents: &Contents,
    issued_at: UnixTime,
) -> Result<(), Code> {
    let credential_type = contents.credential_type.as_deref().ok_or(Code::IssuerTypeNotAllowed)?;
    match &service.types {
        _ if !service.issues => return Err(Code::IssuerTypeNotAllowed),
        Some(types) if types.iter().any(|name| name == "*" || name == credential_type) => {}
        Some(_) => return Err(Code::IssuerTypeNotAllowed),
        None if trusted.any_type || trusted.list.profile_allows(credential_type) => {}
        None => return Err(Code::IssuerTypeNotStated),
    }
    match service.standing_at(issued_at) {
        Some(Standing::Granted) => {}
        Some(Standing::Unknown) => return Err(Code::IssuerStatusUnknown),
        Some(Standing::Withdrawn) | None => return Err(Code::IssuerNotTrustedThen),
    }
    let is_limited = !service.regions.is_empty();
    if is_limited
        && REGION_PLACES.iter().any(|place| is_outside(&contents.claims, place, &service.regions))
    {
        return Err(Code::IssuerRegionNotAllowed);
    }
    Ok(())
}

/// Whether a division code at this place lies outside these regions.
///
/// One that is hidden cannot be checked, and a form that needs it asks for it. One that is there but
/// is no text is outside of everything: a limit must not be passed by writing a number.
fn is_outside(claims: &Value, place: &[&str], regions: &[String]) -> bool {
    match (place, claims) {
        ([], Value::String(region)) => {
            !regions.iter().any(|prefix| region.starts_with(prefix.as_str()))
        }
        ([], _) => true,
        (_, Value::Array(several)) => {
            several.iter().any(|claims| is_outside(claims, place, regions))
        }
        ([name, rest @ ..], claims) => {
            claims.get(name).is_some_and(|claims| is_outside(claims, rest, regions))
        }
    }
}
