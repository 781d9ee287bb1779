//! Which claims of a certificate are seen by the office, and which stay.

use cert_verify::sd_jwt::SdJwt;
use cert_verify::{ClaimPath, ClaimStep, put_in_order};
use serde_json::Value;

use super::{FillError, PlannedCertificate};
use crate::dcql::CredentialQuery;
use crate::fill::Held;

/// Members of the envelope, not claims about anybody (SD-JWT VC 3.2.2.2, RFC 7519).
const ENVELOPE: &[&str] = &[
    "iss",
    "iat",
    "nbf",
    "exp",
    "sub",
    "jti",
    "aud",
    "cnf",
    "vct",
    "vct#integrity",
    "aka_vcts",
    "status",
    "_sd",
    "_sd_alg",
    crate::behalf::COPY_FOR,
];

/// Depth of objects inside each other that are named claim by claim.
const MAX_DEPTH: usize = 8;

/// What of this certificate the office gets, found by making the presentation and reading
/// it back, so that nothing can be seen that is not listed.
pub(super) fn certificate(
    query: &CredentialQuery,
    held: &Held,
    asked: &[ClaimPath],
) -> Result<PlannedCertificate, FillError> {
    let certificate = &held.certificate;
    let is_there = |path: &&ClaimPath| !certificate.claim(path).is_empty();
    let disclose: Vec<ClaimPath> = asked.iter().filter(is_there).cloned().collect();
    let presentation = certificate.disclose(&disclose).map_err(FillError::Certificate)?;
    let shown = SdJwt::parse(&presentation)
        .and_then(|shown| shown.processed_payload())
        .map_err(FillError::Certificate)?;
    let will_send = leaves(&shown);
    let will_not_send =
        leaves(certificate.claims()).into_iter().filter(|path| !will_send.contains(path)).collect();
    Ok(PlannedCertificate {
        query: query.id.clone(),
        held: held.id.clone(),
        credential_type: certificate.credential_type().to_owned(),
        will_send,
        will_not_send,
        is_bound: query.holder_binding,
        disclose,
    })
}

/// Every claim about the subject, one by one, in an order that does not depend on how the
/// issuer shuffled them.
fn leaves(claims: &Value) -> Vec<ClaimPath> {
    let mut found = Vec::new();
    for (name, value) in claims.as_object().into_iter().flatten() {
        if !ENVELOPE.contains(&name.as_str()) {
            collect(value, vec![ClaimStep::Key(name.clone())], &mut found);
        }
    }
    put_in_order(&mut found, Ord::cmp);
    found
}

fn collect(value: &Value, at: Vec<ClaimStep>, found: &mut Vec<ClaimPath>) {
    match value.as_object() {
        Some(members) if at.len() < MAX_DEPTH => {
            for (name, value) in members {
                let mut inner = at.clone();
                inner.push(ClaimStep::Key(name.clone()));
                collect(value, inner, found);
            }
        }
        _ => found.extend(ClaimPath::from_steps(at)),
    }
}
