//! Signs a planned filing: transaction data and one presentation per certificate
//! (forms.md 3.5, OpenID4VP 1.0 section 8.4).

use std::collections::BTreeMap;

use cert_issue::{SigningKey, sign_key_binding};
use cert_verify::{UnixTime, base64url};
use serde_json::{Map, Value, json};

use crate::fill::{Held, held_by_id};
use crate::form::Form;
use crate::plan::{FillError, Plan, PlannedCertificate};
use crate::transaction::{HASH_ALGORITHM, TRANSACTION_TYPE, hash, is_submission_id};
use crate::wire::{Challenge, FORMAT_VERSION, FilingBody};

/// A nonce longer than this is no nonce; ours have 22 characters.
const MAX_NONCE: usize = 256;

/// A signed filing. A retry sends exactly these bytes under exactly this key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The exact bytes to send.
    pub body: Vec<u8>,
    /// The value of `Idempotency-Key`, without the quotes of the header.
    pub idempotency_key: String,
    /// The hash that the receipt must repeat.
    pub transaction_data_hash: String,
}

/// One presentation of a filing that lacks its proof of possession, with all that whoever holds the key has to see
/// before it is made.
#[derive(Clone, Debug)]
pub struct Unproven<'a> {
    /// The wallet's id of the certificate.
    pub held: &'a str,
    /// The presentation, which ends with `~`.
    pub presentation: &'a str,
    /// The answers as they will be sent.
    pub answers: &'a str,
    /// Their origins as they will be sent.
    pub provenance: &'a str,
    /// The transaction data as they will be sent.
    pub transaction: &'a str,
}

/// Appends the proof of possession to a presentation of a filing.
pub fn prove(
    presentation: &str,
    transaction: &str,
    challenge: (&str, &str),
    key: &SigningKey,
    now: UnixTime,
) -> String {
    let (audience, nonce) = challenge;
    let extra = key_binding_members(&hash(transaction));
    sign_key_binding(presentation, nonce, audience, now, &extra, key)
}

/// The idempotency key of one filing of a submission (forms.md 3.8).
pub fn idempotency_key(submission_id: &str, filing: &str) -> String {
    format!("{submission_id}.{filing}")
}

/// Builds and signs what one office gets.
///
/// Ed25519 and deterministic ECDSA: the same arguments give the same bytes.
///
/// # Errors
/// A [`FillError`]; nothing was signed for anybody else than the office of the form.
#[expect(clippy::too_many_arguments, reason = "each is a different thing, and none has a default")]
pub fn sign_filing(
    form: &Form,
    plan: &Plan,
    submission_id: &str,
    locale: &str,
    challenge: &Challenge,
    held: &[Held],
    keys: &dyn Fn(&str) -> Option<SigningKey>,
    now: UnixTime,
) -> Result<Signed, FillError> {
    let proof = |one: &Unproven<'_>| {
        let key = keys(one.held)?;
        let challenge = (challenge.aud.as_str(), challenge.nonce.as_str());
        Some(prove(one.presentation, one.transaction, challenge, &key, now))
    };
    assemble_filing(form, plan, submission_id, locale, challenge, held, &proof)
}

/// The same where the keys are elsewhere: `proof` gives each presentation with its proof of possession, or `None`
/// where there is none.
///
/// # Errors
/// As [`sign_filing`]; [`FillError::HolderKeyMissing`] without a proof. The proofs themselves are not checked here.
pub fn assemble_filing(
    form: &Form,
    plan: &Plan,
    submission_id: &str,
    locale: &str,
    challenge: &Challenge,
    held: &[Held],
    proof: &dyn Fn(&Unproven<'_>) -> Option<String>,
) -> Result<Signed, FillError> {
    let filing = form.filing(&plan.filing).ok_or(FillError::FilingUnknown)?;
    if challenge.aud != filing.to.client_id {
        return Err(FillError::AudienceMismatch);
    }
    if challenge.nonce.is_empty() || challenge.nonce.len() > MAX_NONCE {
        return Err(FillError::ChallengeMalformed);
    }
    if !is_submission_id(submission_id) {
        return Err(FillError::SubmissionIdMalformed);
    }
    if !plan.problems.is_empty() {
        return Err(FillError::CheckFailed);
    }
    let answers = base64url::encode(plan.answers.to_string().as_bytes());
    let provenance = Value::Object(plan.provenance.clone()).to_string();
    let provenance = base64url::encode(provenance.as_bytes());

    let mut presentations: Vec<(&PlannedCertificate, String)> = Vec::new();
    for planned in &plan.certificates {
        let one = held_by_id(held, &planned.held).ok_or(FillError::CertificateGone)?;
        let shown = one.certificate.disclose(&planned.disclose).map_err(FillError::Certificate)?;
        presentations.push((planned, shown));
    }
    let locale = form.locale_for(locale);
    let hashes = (hash(&answers), hash(&provenance));
    let transaction = transaction(form, plan, submission_id, locale, hashes, &presentations);
    let transaction = base64url::encode(transaction.to_string().as_bytes());
    let transaction_data_hash = hash(&transaction);

    let mut vp_token: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (planned, shown) in presentations {
        let presentation = if planned.is_bound {
            let unproven = Unproven {
                held: &planned.held,
                presentation: &shown,
                answers: &answers,
                provenance: &provenance,
                transaction: &transaction,
            };
            proof(&unproven).ok_or(FillError::HolderKeyMissing)?
        } else {
            shown
        };
        vp_token.entry(planned.query.clone()).or_default().push(presentation);
    }
    let body = FilingBody {
        ef: FORMAT_VERSION.to_owned(),
        submission_id: submission_id.to_owned(),
        filing: plan.filing.clone(),
        locale: locale.to_owned(),
        answers,
        provenance,
        transaction_data: vec![transaction],
        vp_token,
    };
    Ok(Signed {
        body: body.to_bytes(),
        idempotency_key: idempotency_key(submission_id, &plan.filing),
        transaction_data_hash,
    })
}

/// The transaction data (forms.md 3.5).
fn transaction(
    form: &Form,
    plan: &Plan,
    submission_id: &str,
    locale: &str,
    (answers_hash, provenance_hash): (String, String),
    presentations: &[(&PlannedCertificate, String)],
) -> Value {
    let mut bound: Vec<&str> = Vec::new();
    let mut unbound: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (planned, shown) in presentations {
        if !planned.is_bound {
            unbound.entry(&planned.query).or_default().push(hash(shown));
        } else if !bound.contains(&planned.query.as_str()) {
            bound.push(&planned.query);
        }
    }
    let mut transaction = json!({
        "type": TRANSACTION_TYPE,
        "credential_ids": bound,
        "transaction_data_hashes_alg": [HASH_ALGORITHM],
        "submission_id": submission_id,
        "form": {"id": form.id(), "version": form.version(), "integrity": form.integrity()},
        "filing": plan.filing,
        "locale": locale,
        "answers_hash": answers_hash,
        "provenance_hash": provenance_hash,
    });
    if let Some(members) = transaction.as_object_mut() {
        if let Some(acting) = &plan.acting {
            members.insert("for".to_owned(), json!(acting.by));
        }
        if !plan.late.is_empty() {
            let late: Vec<String> = plan.late.iter().map(ToString::to_string).collect();
            members.insert("late".to_owned(), json!(late));
        }
        if let Some(progress) = &plan.progress {
            members.insert("progress".to_owned(), json!(progress));
        }
        if !unbound.is_empty() {
            members.insert("unbound_hashes".to_owned(), json!(unbound));
        }
    }
    transaction
}

/// The members that bind a proof of possession to the transaction.
fn key_binding_members(transaction_data_hash: &str) -> Map<String, Value> {
    let mut extra = Map::new();
    extra.insert("transaction_data_hashes".to_owned(), json!([transaction_data_hash]));
    // A conformant verifier refuses a proof that leaves the algorithm out.
    extra.insert("transaction_data_hashes_alg".to_owned(), HASH_ALGORITHM.into());
    extra
}
