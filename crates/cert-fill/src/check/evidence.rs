//! Steps 7 and 8: every presentation, by itself and together.

use std::collections::BTreeSet;

use cert_verify::sd_jwt::SdJwt;
use cert_verify::{Binding, Certificate, ClaimPath, Code, Verified, json, jws, verify};
use serde_json::Value;

use super::Office;
use super::transaction::Transaction;
use crate::Pointer;
use crate::dcql::CredentialQuery;
use crate::fill::Evidence;
use crate::form::{Filing, Form};
use crate::plan::must_be_shown;
use crate::refusal::{Refusal, RefusalCode};
use crate::transaction::{HASH_ALGORITHM, hash};
use crate::wire::FilingBody;

/// Presentations for one query: a row each; the schemas of forms allow 50 rows.
const MAX_PER_QUERY: usize = 64;

/// The presentations of one query, verified.
struct Presented {
    query: String,
    certificates: Vec<(Verified<Certificate>, String)>,
}

/// Every certificate of a filing, verified.
pub(super) struct PresentedEvidence {
    presented: Vec<Presented>,
}

impl PresentedEvidence {
    /// The disclosed claims per query.
    pub(super) fn claims(&self) -> Evidence<'_> {
        let mut evidence = Evidence::default();
        for one in &self.presented {
            evidence.add(
                &one.query,
                one.certificates.iter().map(|(shown, _)| shown.claims()).collect(),
            );
        }
        evidence
    }

    /// The key of the first certificate of the form that is bound to one.
    pub(super) fn holder_key(&self, form: &Form) -> Option<Value> {
        let queries = form.evidence().credentials.iter().filter(|query| query.holder_binding);
        let presented =
            queries.filter_map(|query| self.presented.iter().find(|one| one.query == query.id));
        let mut certificates = presented.flat_map(|one| &one.certificates);
        certificates.find_map(|(shown, _)| shown.holder_key()).map(|key| key.to_jwk())
    }

    /// The digest of every presentation as received.
    pub(super) fn digests(&self) -> Vec<(String, String)> {
        let each = self.presented.iter().flat_map(|one| {
            one.certificates.iter().map(|(_, digest)| (one.query.clone(), digest.clone()))
        });
        each.collect()
    }
}

/// Verifies every presentation; `pause` is waited for before each, since they take the time.
pub(super) async fn check(
    body: &FilingBody,
    office: &Office<'_>,
    filing: &Filing,
    transaction: &Transaction,
    pause: &impl AsyncFn(),
) -> Result<PresentedEvidence, Refusal> {
    let form = office.form;
    check_set(body, form, filing, transaction)?;
    let mut presented = Vec::new();
    for query in &form.evidence().credentials {
        let Some(texts) = body.vp_token.get(&query.id) else { continue };
        let refuse =
            |code| Refusal::of_credential(code, &query.id, answers_of(form, filing, &query.id));
        let most = if query.multiple { MAX_PER_QUERY } else { 1 };
        if texts.is_empty() || texts.len() > most {
            return Err(refuse(RefusalCode::EvidenceMalformed));
        }
        let mut seen = BTreeSet::new();
        let mut certificates = Vec::new();
        for text in texts {
            // Without the signature: another signature by the same key is the same certificate.
            let signed = text
                .split('~')
                .next()
                .and_then(|jwt| jwt.rsplit_once('.'))
                .map(|(signed, _)| signed);
            if !seen.insert(signed.unwrap_or(text)) {
                return Err(refuse(RefusalCode::EvidenceUsedTwice));
            }
            pause().await;
            let shown = presentation(text, query, office, transaction);
            let shown = shown.map_err(|code| refuse(for_an_agent(code, query, transaction)))?;
            check_disclosure(&shown, text, query, filing).map_err(refuse)?;
            certificates.push((shown, hash(text)));
        }
        presented.push(Presented { query: query.id.clone(), certificates });
    }
    Ok(PresentedEvidence { presented })
}

/// A delegation that has run out or has not begun is no broken evidence: it has a remedy of its own.
fn for_an_agent(
    code: RefusalCode,
    query: &CredentialQuery,
    transaction: &Transaction,
) -> RefusalCode {
    let is_delegation = transaction.acting_by.as_deref() == Some(query.id.as_str());
    match code {
        RefusalCode::Evidence(Code::Expired) if is_delegation => RefusalCode::DelegationExpired,
        RefusalCode::Evidence(Code::NotYetValid) if is_delegation => {
            RefusalCode::DelegationNotBegun
        }
        code => code,
    }
}

/// The certificates sent are those that were asked for and those that were signed.
fn check_set(
    body: &FilingBody,
    form: &Form,
    filing: &Filing,
    transaction: &Transaction,
) -> Result<(), Refusal> {
    let refuse = |code, id: &str| Refusal::of_credential(code, id, answers_of(form, filing, id));
    for id in body.vp_token.keys() {
        if form.evidence().credential(id).is_none() || filing.claims_of(id).is_none() {
            return Err(Refusal::of_credential(RefusalCode::EvidenceNotRequested, id, []));
        }
    }
    for id in body.vp_token.keys() {
        let signed = transaction.bound.contains(id) || transaction.unbound.contains_key(id);
        if !signed {
            return Err(refuse(RefusalCode::EvidenceNotRequested, id));
        }
    }
    for id in transaction.bound.iter().chain(transaction.unbound.keys()) {
        if !body.vp_token.contains_key(id) {
            return Err(refuse(RefusalCode::EvidenceRemoved, id));
        }
    }
    // What makes somebody an agent is shown by who says that they are one, and by nobody else.
    let by = transaction.acting_by.as_deref();
    for mandate in form.agent().iter().flat_map(|agent| &agent.by) {
        let id = mandate.credential.as_str();
        if by != Some(id) && body.vp_token.contains_key(id) {
            return Err(refuse(RefusalCode::EvidenceNotRequested, id));
        }
    }
    // One option per set: a second proof of the same thing was not asked for.
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let sets = form.evidence().effective_sets();
    for set in &sets {
        let sent = |id: &String| body.vp_token.contains_key(id) || filing.claims_of(id).is_none();
        let any = |option: &&Vec<String>| option.iter().any(|id| body.vp_token.contains_key(id));
        let met = set.options.iter().filter(any).find(|option| option.iter().all(sent));
        wanted.extend(met.into_iter().flatten().map(String::as_str));
    }
    if let Some(extra) = body.vp_token.keys().find(|id| !wanted.contains(id.as_str())) {
        return Err(refuse(RefusalCode::EvidenceNotRequested, extra));
    }
    for set in sets.iter().filter(|set| set.required) {
        let concerns = set.ids().any(|id| filing.claims_of(id).is_some());
        let met = set.ids().any(|id| wanted.contains(id));
        if let Some(id) = set.ids().find(|id| must_be_shown(form, id)).filter(|_| concerns && !met)
        {
            return Err(refuse(RefusalCode::EvidenceMissing, id));
        }
    }
    Ok(())
}

/// One presentation: certificate, proof of possession, transaction.
fn presentation(
    text: &str,
    query: &CredentialQuery,
    office: &Office<'_>,
    transaction: &Transaction,
) -> Result<Verified<Certificate>, RefusalCode> {
    let of_report =
        |code: Option<Code>| RefusalCode::Evidence(code.unwrap_or(Code::NotACertificate));
    let certificate =
        Certificate::parse(text.as_bytes()).map_err(|report| of_report(report.code()))?;
    let binding = if query.holder_binding {
        // A proof for another filing names another transaction; that says more than its
        // nonce, which differs as well.
        let proof = SdJwt::parse(text).ok().and_then(|parts| unverified_proof(&parts));
        if proof.is_some_and(|proof| !names(&proof, &transaction.hash)) {
            return Err(RefusalCode::TransactionHashMismatch);
        }
        Binding::Required { nonce: office.nonce, audience: office.audience }
    } else {
        let listed =
            transaction.unbound.get(&query.id).is_some_and(|hashes| hashes.contains(&hash(text)));
        if !listed {
            return Err(RefusalCode::UnboundNotListed);
        }
        Binding::NotAsked
    };
    let verification =
        verify(&certificate, office.trust, office.status, binding, office.policy, office.now);
    let verified = verification.verified.ok_or_else(|| of_report(verification.report.code()))?;
    let signed_for_this =
        verified.key_binding().is_some_and(|proof| names(proof, &transaction.hash));
    if query.holder_binding && !signed_for_this {
        return Err(RefusalCode::TransactionHashMismatch);
    }
    if !query.types.iter().any(|name| name == verified.credential_type()) {
        return Err(RefusalCode::EvidenceTypeWrong);
    }
    Ok(verified)
}

/// The proof of possession before any check, only to find the better reason to refuse.
fn unverified_proof(parts: &SdJwt) -> Option<Value> {
    let proof = jws::parse(parts.key_binding()?).ok()?;
    json::parse(proof.unverified_payload(), json::Limits::CERTIFICATE).ok()
}

fn names(proof: &Value, transaction_hash: &str) -> bool {
    let hashes = proof.get("transaction_data_hashes").and_then(Value::as_array);
    let same = hashes.is_some_and(|hashes| {
        hashes.len() == 1 && hashes.iter().any(|one| one == transaction_hash)
    });
    same && proof.get("transaction_data_hashes_alg").and_then(Value::as_str) == Some(HASH_ALGORITHM)
}

/// The claims shown are those asked for: all of them, and no others.
fn check_disclosure(
    shown: &Verified<Certificate>,
    text: &str,
    query: &CredentialQuery,
    filing: &Filing,
) -> Result<(), RefusalCode> {
    let asked = filing.claims_of(&query.id).unwrap_or_default();
    let (there, missing): (Vec<ClaimPath>, Vec<ClaimPath>) =
        asked.iter().cloned().partition(|path| !shown.claim(path).is_empty());
    if !missing.is_empty() && !is_combination(query, &missing) {
        return Err(RefusalCode::EvidenceIncomplete);
    }
    let exact = shown.disclose(&there).map_err(RefusalCode::Evidence)?;
    let received = text.rsplit_once('~').map(|(presentation, _)| presentation);
    if exact.strip_suffix('~') == received {
        Ok(())
    } else {
        Err(RefusalCode::EvidenceOverDisclosed)
    }
}

/// Whether one of the combinations of the query does without these claims.
fn is_combination(query: &CredentialQuery, missing: &[ClaimPath]) -> bool {
    let is_missing = |id: &String| {
        query
            .claims
            .iter()
            .any(|claim| claim.id.as_ref() == Some(id) && missing.contains(&claim.path))
    };
    query.claim_sets.iter().any(|set| !set.iter().any(is_missing))
}

/// The answers of this filing that a certificate fills, to name them in a refusal.
fn answers_of(form: &Form, filing: &Filing, query: &str) -> Vec<Pointer> {
    let filled = form.bindings().iter().filter(|binding| {
        binding.credentials().any(|id| id == query)
            && filing.answers.iter().any(|kept| binding.to.starts_with(kept))
    });
    filled.map(|binding| binding.to.clone()).collect()
}
