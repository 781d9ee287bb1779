//! The pipeline: the same checks in the same order for every kind of certificate.

mod presentation;

use serde_json::Value;

use presentation::Presenter;

use crate::{
    Binding, Certificate, Check, CheckResult, Code, Fact, Kind, Outcome, Policy, PublicKey, Report,
    StatusEvidence, Trust, UnixTime, Verdict, Verified, X509Certificate,
    apart::apart,
    formats::{Contents, Holder, ParsedCertificate, Presentation, StatusReference},
    issuer,
    key::Elsewhere,
    numeric_date,
    revocation::Revocation,
    status::{self, ListSigners},
    times,
    trust::{CandidateKey, TrustSource},
};

/// The answer: a report, and the proof when the verdict is `valid`.
#[derive(Clone, Debug)]
pub struct Verification {
    /// What was checked and how it ended.
    pub report: Report,
    /// Present exactly when the verdict is [`Verdict::Valid`] and this is a certificate: a presentation is
    /// none, those in it are.
    pub verified: Option<Verified<Certificate>>,
    /// The answer for each certificate of a presentation, in the order shown.
    pub presented: Vec<Verification>,
}

/// How possession is proven.
#[derive(Clone, Copy)]
enum Possession<'a> {
    /// By the certificate itself, for this transaction.
    Own(Binding<'a>),
    /// By the presentation that it is shown in.
    Shown(Presenter<'a>),
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
    run(certificate, trust, status, binding, policy, now, &Elsewhere::nobody())
}

/// [`verify`], with the bare signatures of certificates and presentations checked here or by somebody
/// else.
pub(crate) fn run(
    certificate: &Certificate,
    trust: &Trust,
    status: &StatusEvidence,
    binding: Binding<'_>,
    policy: &Policy,
    now: UnixTime,
    elsewhere: &Elsewhere,
) -> Verification {
    let given = Given { trust, status, policy, now, elsewhere };
    match certificate.parsed.presentation() {
        Some(presentation) => {
            let mut answer = verify_presentation(presentation, binding, &given);
            answer.report.envelope = certificate.envelope;
            answer
        }
        None => verify_as(certificate, Possession::Own(binding), &given),
    }
}

apart! {
    fn verify_presentation(
        presentation: &Presentation,
        binding: Binding<'_>,
        given: &Given<'_>,
    ) -> Verification = presentation::verify, or Verification {
        report: Report::refused(None, Code::FormatNotSupported),
        verified: None,
        presented: Vec::new(),
    };
    fn check_shown_by(presenter: Presenter<'_>, contents: &Contents) -> Outcome =
        presentation::check_holder, or Outcome::from(Code::HolderKeyNotResolved);
}

/// What does not differ between the certificates of one presentation.
struct Given<'g> {
    trust: &'g Trust,
    status: &'g StatusEvidence,
    policy: &'g Policy,
    now: UnixTime,
    elsewhere: &'g Elsewhere,
}

impl Given<'_> {
    /// Whether this key signed, as far as is known.
    fn is_signed_by(&self, parsed: &dyn ParsedCertificate, key: &PublicKey) -> Result<(), Code> {
        parsed.check_signature(&key.checked_elsewhere(self.elsewhere))
    }
}

fn verify_as(
    certificate: &Certificate,
    possession: Possession<'_>,
    given: &Given<'_>,
) -> Verification {
    let Given { trust, status, policy, now, .. } = *given;
    let parsed = &certificate.parsed;
    let mut report = Report::new(Some(parsed.format()));
    report.envelope = certificate.envelope;
    let signer = find_signer(certificate, given);

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
        return Verification { report, verified: None, presented: Vec::new() };
    };
    let claimed = contents.issuer.take();
    let own_name = signer.own_name(claimed.as_deref());
    contents.issuer = own_name.or_else(|| claimed.clone());

    describe(&mut report, &contents, &signer);
    let revocation = Revocation { evidence: status, trust, policy, now };
    let by_issuer = issuer::check(&signer, claimed.as_deref(), &contents, now);
    report.checks.push(revocation.judge(by_issuer, &signer));
    report.checks.push(times::check(&contents, policy, now));
    let issuer = claimed.as_deref();
    let keys = match &contents.status {
        StatusReference::None => Vec::new(),
        _ => status_keys(certificate, given, &signer),
    };
    let signers = ListSigners { keys, revocation: &revocation, issuer, signer: &signer, now };
    report.checks.push(status::check(&contents.status, status, &signers, policy));
    let (holder, proof) = match possession {
        Possession::Own(binding) => check_holder(certificate, &mut contents, binding, policy, now),
        Possession::Shown(by) => (check_shown_by(by, &contents), None),
    };
    report.checks.push(with_proof(CheckResult::new(Check::Holder, holder), proof.as_ref()));
    // Without a transaction of ours, a proof says when and for whom it was made, and no more.
    let is_asked = matches!(possession, Possession::Own(Binding::Required { .. }));
    let key_binding = proof.filter(|_| is_asked);

    let verified = (report.verdict() == Verdict::Valid)
        .then(|| Verified::new(certificate.clone(), contents, now, key_binding));
    Verification { report, verified, presented: Vec::new() }
}

/// The candidate key that signed; else the most telling reason.
fn find_signer<'t>(certificate: &Certificate, given: &Given<'t>) -> Result<CandidateKey<'t>, Code> {
    let parsed = certificate.parsed.as_ref();
    parsed.check_signature_form()?;
    let mut reason = Code::IssuerUnknown;
    for candidate in parsed.candidate_keys(given.trust, given.now, given.elsewhere)? {
        match given.is_signed_by(parsed, &candidate.key) {
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
    given: &Given<'_>,
    signer: &CandidateKey<'_>,
) -> Vec<PublicKey> {
    let Given { trust, now, elsewhere, .. } = *given;
    let parsed = &certificate.parsed;
    // Those of an `x5c` are its leaf alone, which stands below; the list may be signed by another key of the issuer.
    let mut candidates = match signer.chain.as_slice() {
        [] => parsed.candidate_keys(trust, now, elsewhere).unwrap_or_default(),
        _ => Vec::new(),
    };
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

/// When and for whom a proof of possession that verifies was made (RFC 9901 4.3).
fn with_proof(result: CheckResult, proof: Option<&Value>) -> CheckResult {
    let Some(proof) = proof else { return result };
    let made_at = numeric_date::claim(proof, "iat").ok().flatten();
    let expires = numeric_date::claim(proof, "exp").ok().flatten();
    let result = result.time("proof-made", made_at).time("proof-expires", expires);
    match proof.get("aud").and_then(Value::as_str) {
        Some(audience) => result.fact("proof-audience", Fact::Text(audience.to_owned())),
        None => result,
    }
}

fn check_holder(
    certificate: &Certificate,
    contents: &mut Contents,
    binding: Binding<'_>,
    policy: &Policy,
    now: UnixTime,
) -> (Outcome, Option<Value>) {
    let parsed = &certificate.parsed;
    let is_asked = binding != Binding::NotAsked;
    let is_proven = parsed.has_key_binding();
    let key = match &contents.holder {
        Holder::Key(key) => key.clone(),
        // A key that is only named matters when it is needed, and then a proof may bring it.
        Holder::Named(_) if !is_asked => {
            return (Outcome::Skipped(Code::HolderKeyNotResolved), None);
        }
        Holder::Named(named) => {
            let brought = named.thumbprint.as_deref();
            match brought.and_then(|thumbprint| parsed.key_in_proof(thumbprint)) {
                Some(key) => key,
                None => return (named.reason.into(), None),
            }
        }
        // The same for one of a kind that is not known here.
        Holder::Unusable(code) if code.kind() == Kind::Unknown && !is_asked && !is_proven => {
            return (Outcome::Skipped(*code), None);
        }
        Holder::Unusable(code) => return ((*code).into(), None),
        // A proof for a certificate that names no key proves nothing.
        Holder::NotBound if is_asked || is_proven => return (Code::HolderKeyMissing.into(), None),
        Holder::NotBound => return (Code::HolderNotBound.into(), None),
    };
    if !is_asked && !is_proven {
        return (Code::KeyBindingNotAsked.into(), None);
    }
    let checked = parsed.check_key_binding(&key, binding, policy, now);
    contents.holder = Holder::Key(key);
    match checked {
        Ok(_) if is_for_others(&contents.claims, binding) => {
            (Code::KeyBindingAudienceMismatch.into(), None)
        }
        Ok(payload) if is_asked => (Outcome::Passed, Some(payload)),
        Ok(payload) => (Code::KeyBindingNotAsked.into(), Some(payload)),
        Err(code) => (code.into(), None),
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
