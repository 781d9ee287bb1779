//! The `issuer` check: is the signer on the trust list, was it in good standing when it
//! issued this, and may it issue this type, for this region?

use serde_json::Value;

use crate::{
    Check, CheckResult, Code, Fact, Outcome, UnixTime,
    formats::Contents,
    trust::{CandidateKey, TrustSource},
    trust_list::{Service, TrustList, TrustedIssuer},
};

/// Where certificates say for which administrative division they are (GB/T 2260).
const REGION_PLACES: &[&[&str]] =
    &[&["issuing_region"], &["district_code"], &["address", "district_code"]];

/// Checks the issuer behind the key that signed.
pub(crate) fn check(signer: &CandidateKey<'_>, contents: &Contents, now: UnixTime) -> CheckResult {
    if let Some(code) = signer.objection {
        return CheckResult::new(Check::Issuer, code);
    }
    match signer.source {
        TrustSource::SelfAsserted => CheckResult::new(Check::Issuer, Code::IssuerUnknown),
        TrustSource::AnyIssuer => CheckResult::new(Check::Issuer, Outcome::Passed)
            .fact("trusted-key", Fact::Text(signer.key.thumbprint())),
        TrustSource::Listed { list, issuer } => listed(signer, list, issuer, contents, now),
    }
}

fn listed(
    signer: &CandidateKey<'_>,
    list: &TrustList,
    issuer: &TrustedIssuer,
    contents: &Contents,
    now: UnixTime,
) -> CheckResult {
    let next_update = Some(list.next_update());
    if now > list.next_update() {
        return CheckResult::new(Check::Issuer, Code::TrustListTooOld)
            .time("next-update", next_update);
    }
    // Without an issue time the strictest reading: it was issued just now.
    let issued_at = contents.issued_at.or(contents.not_before).unwrap_or(now);
    let services = issuer.services().iter().filter(|service| match signer.anchor {
        Some(anchor) => service.certificates.contains(anchor),
        None => service.keys.contains(&signer.key),
    });
    let mut reason = Code::IssuerTypeNotAllowed;
    let mut withdrawn = None;
    for service in services {
        match allows(service, contents, issued_at) {
            Ok(()) => {
                return CheckResult::new(Check::Issuer, Outcome::Passed)
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

fn allows(service: &Service, contents: &Contents, issued_at: UnixTime) -> Result<(), Code> {
    let credential_type = contents.credential_type.as_deref();
    let fits = |allowed: &String| allowed == "*" || Some(allowed.as_str()) == credential_type;
    if credential_type.is_none() || !service.types.iter().any(fits) {
        return Err(Code::IssuerTypeNotAllowed);
    }
    if !service.is_granted_at(issued_at) {
        return Err(Code::IssuerNotTrustedThen);
    }
    let inside =
        |region: &str| service.regions.iter().any(|prefix| region.starts_with(prefix.as_str()));
    if !service.regions.is_empty() && !regions(&contents.claims).all(inside) {
        return Err(Code::IssuerRegionNotAllowed);
    }
    Ok(())
}

/// The division codes that the certificate shows; a hidden one cannot be checked, and a form
/// that needs it asks for it.
fn regions(claims: &Value) -> impl Iterator<Item = &str> {
    REGION_PLACES.iter().filter_map(move |place| {
        let value = place.iter().try_fold(claims, |value, name| value.get(name))?;
        value.as_str()
    })
}
