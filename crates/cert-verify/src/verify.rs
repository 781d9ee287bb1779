//! The pipeline: the same checks in the same order for every kind of certificate.

use serde_json::Value;

use crate::{
    Binding, Certificate, Check, CheckResult, Code, Kind, Outcome, Policy, PublicKey, Report,
    StatusEvidence, Trust, UnixTime, Verdict, Verified, X509Certificate,
    formats::{Contents, Holder},
    issuer,
    key::Elsewhere,
    status::{self, ListSigners},
    times,
    trust::{CandidateKey, TrustSource},
};

/// The answer: a report, and the proof when the verdict is `valid`.
#[derive(Clone, Debug)]
pub struct Verification {
    /// What was checked and how it ended.
    pub report: Report,
    /// Present exactly when the verdict is [`Verdict::Valid`].
    pub verified: Option<Verified<Certificate>>,
}

/// Verifies a certificate. Everything that the answer depends on is an argument.
///
/// Checks run in the order of design section 4. When the signature does not pass, nothing
/// after it is reported and no claim is shown: in a forged certificate, an expiry means
/// nothing.
pub fn verify(
    certificate: &Certificate,
    trust: &Trust,
    status: &StatusEvidence,
    binding: Binding<'_>,
    policy: &Policy,
    now: UnixTime,
) -> Verification {
    run(certificate, trust, status, binding, policy, now, None)
}

/// [`verify`], with the bare signature of the certificate checked here or by somebody else.
pub(crate) fn run(
    certificate: &Certificate,
    trust: &Trust,
    status: &StatusEvidence,
    binding: Binding<'_>,
    policy: &Policy,
    now: UnixTime,
    elsewhere: Option<&Elsewhere>,
) -> Verification {
    let parsed = &certificate.parsed;
    let mut report = Report::new(Some(parsed.format()));
    let signer = find_signer(certificate, trust, now, elsewhere);

    // A signature that fails is the better reason: the inner form of a forgery is no matter, and
    // looking at it would be work for whoever forged it.
    let contents = match &signer {
        Err(code) if code.kind() == Kind::Failure => None,
        _ => Some(parsed.contents(policy)),
    };
    let format = match &contents {
        Some(Err(code)) => Outcome::from(*code),
        _ => Outcome::Passed,
    };
    report.checks.push(CheckResult::new(Check::Format, format));
    let signature = match &signer {
        Ok(_) => Outcome::Passed,
        Err(code) => Outcome::from(*code),
    };
    report.checks.push(CheckResult::new(Check::Signature, signature));
    let (Some(Ok(mut contents)), Ok(signer)) = (contents, signer) else {
        return Verification { report, verified: None };
    };
    let claimed = contents.issuer.take();
    let own_name = signer.own_name(claimed.as_deref());
    contents.issuer = own_name.or_else(|| claimed.clone());

    describe(&mut report, &contents, &signer);
    report.checks.push(issuer::check(&signer, claimed.as_deref(), &contents, now));
    report.checks.push(times::check(&contents, policy, now));
    let issuer = claimed.as_deref();
    let keys = status_keys(certificate, trust, &signer, now);
    let signers = ListSigners { keys, trust, issuer, signer: &signer, now };
    report.checks.push(status::check(&contents.status, status, &signers, policy));
    let (holder, key_binding) = check_holder(certificate, &contents, binding, policy, now);
    report.checks.push(holder);

    let verified = (report.verdict() == Verdict::Valid)
        .then(|| Verified::new(certificate.clone(), contents, now, key_binding));
    Verification { report, verified }
}

/// The candidate key that signed; else the most telling reason.
fn find_signer<'t>(
    certificate: &Certificate,
    trust: &'t Trust,
    now: UnixTime,
    elsewhere: Option<&Elsewhere>,
) -> Result<CandidateKey<'t>, Code> {
    certificate.parsed.check_signature_form()?;
    let mut reason = Code::IssuerUnknown;
    for candidate in certificate.parsed.candidate_keys(trust, now)? {
        let checked = match elsewhere {
            Some(elsewhere) => {
                certificate.parsed.check_signature(&candidate.key.checked_elsewhere(elsewhere))
            }
            None => certificate.parsed.check_signature(&candidate.key),
        };
        match checked {
            Ok(()) => return Ok(candidate),
            // One key that fits and says no outweighs keys of another algorithm.
            Err(code) if reason != Code::SignatureWrong => reason = code,
            Err(_) => {}
        }
    }
    Err(reason)
}

fn describe(report: &mut Report, contents: &Contents, signer: &CandidateKey<'_>) {
    report.issuer = contents.issuer.clone();
    report.credential_type = contents.credential_type.clone();
    report.claims = Some(contents.claims.clone());
    if let TrustSource::Listed { issuer, .. } = signer.source {
        report.issuer_names = issuer.names().to_vec();
    }
}

/// Who may sign the status list: the keys of the issuer that signed the certificate.
///
/// A list speaks for now, not for the time of issue: a key that has been withdrawn since, perhaps
/// because it was stolen, must not un-revoke anything.
fn status_keys(
    certificate: &Certificate,
    trust: &Trust,
    signer: &CandidateKey<'_>,
    now: UnixTime,
) -> Vec<PublicKey> {
    let parsed = &certificate.parsed;
    let mut candidates = parsed.candidate_keys(trust, now).unwrap_or_default();
    // Those of an `x5c` are its leaf alone; the list may be signed by another key of the issuer.
    candidates.extend(trust.keys_of(parsed.claimed_issuer(), now));
    // A listed entity may have a certificate of its own for this.
    if matches!(signer.source, TrustSource::Listed { .. }) {
        let certificates = trust.certificates().into_iter().filter(|(it, _)| it.is_valid_at(now));
        candidates
            .extend(certificates.flat_map(|(it, source)| CandidateKey::of_certificate(it, source)));
    }
    candidates.retain(|candidate| {
        candidate.objection.is_none()
            && candidate.is_granted_at(now)
            && candidate.has_trust_of(signer)
            && candidate.anchor.is_none_or(X509Certificate::may_sign_data)
    });
    let mut keys: Vec<PublicKey> = candidates.into_iter().map(|candidate| candidate.key).collect();
    if signer.is_granted_at(now) {
        keys.push(signer.key.clone());
    }
    keys
}

fn check_holder(
    certificate: &Certificate,
    contents: &Contents,
    binding: Binding<'_>,
    policy: &Policy,
    now: UnixTime,
) -> (CheckResult, Option<Value>) {
    let is_asked = binding != Binding::NotAsked;
    let result = |outcome: Outcome| CheckResult::new(Check::Holder, outcome);
    let key = match &contents.holder {
        Holder::Key(key) => key,
        // A key that is named in a way not known here matters only when it is needed.
        Holder::Unusable(code)
            if code.kind() == Kind::Unknown
                && !is_asked
                && !certificate.parsed.has_key_binding() =>
        {
            return (result(Outcome::Skipped(*code)), None);
        }
        Holder::Unusable(code) => return (result((*code).into()), None),
        Holder::NotBound if is_asked => return (result(Code::HolderKeyMissing.into()), None),
        // A proof for a certificate that names no key proves nothing.
        Holder::NotBound if certificate.parsed.has_key_binding() => {
            return (result(Code::HolderKeyMissing.into()), None);
        }
        Holder::NotBound => return (result(Code::HolderNotBound.into()), None),
    };
    if !is_asked && !certificate.parsed.has_key_binding() {
        return (result(Code::KeyBindingNotAsked.into()), None);
    }
    match certificate.parsed.check_key_binding(key, binding, policy, now) {
        Ok(_) if is_for_others(&contents.claims, binding) => {
            (result(Code::KeyBindingAudienceMismatch.into()), None)
        }
        Ok(payload) if is_asked => (result(Outcome::Passed), Some(payload)),
        Ok(_) => (result(Code::KeyBindingNotAsked.into()), None),
        Err(code) => (result(code.into()), None),
    }
}

/// RFC 7519 4.1.3, RFC 9901 7.1: a certificate that its issuer made for certain recipients is for
/// nobody else. Without a transaction nobody here has a name to compare.
fn is_for_others(claims: &Value, binding: Binding<'_>) -> bool {
    let Binding::Required { audience, .. } = binding else { return false };
    match claims.get("aud") {
        None => false,
        Some(Value::Array(names)) => !names.iter().any(|name| name == audience),
        Some(name) => name != audience,
    }
}
