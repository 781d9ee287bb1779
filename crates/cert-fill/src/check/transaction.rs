//! Steps 4 and 5: the transaction data, and the hashes in it.

use std::collections::BTreeMap;

use cert_verify::base64url;
use cert_verify::json::{self, Limits};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Office;
use crate::form::Filing;
use crate::refusal::{Refusal, RefusalCode};
use crate::transaction::{HASH_ALGORITHM, TRANSACTION_TYPE, hash, is_hash, is_submission_id};
use crate::wire::{FilingBody, FormReference};

/// Answers and origins of the largest form: 1,000 fields of some hundred characters.
const CONTENT: Limits = Limits { bytes: 524_288, depth: 32, items: 20_000 };

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    #[serde(rename = "type")]
    kind: String,
    credential_ids: Vec<String>,
    transaction_data_hashes_alg: Vec<String>,
    submission_id: String,
    form: FormReference,
    filing: String,
    /// The language in which the person saw what they signed; what was signed before it stood here has none.
    locale: Option<String>,
    answers_hash: String,
    provenance_hash: String,
    /// The digest of the handle under which the person will ask for news; an office that was not asked to
    /// keep one gets none.
    progress: Option<String>,
    /// The query of the certificate by which the filing is made for somebody else; who files for themselves
    /// has none.
    #[serde(rename = "for")]
    acting_by: Option<String>,
    #[serde(default)]
    late: Vec<String>,
    #[serde(default)]
    unbound_hashes: BTreeMap<String, Vec<String>>,
}

/// What the person signed.
pub(super) struct Transaction {
    /// The hash that every proof of possession must name.
    pub(super) hash: String,
    /// The certificates with proof of possession.
    pub(super) bound: Vec<String>,
    /// The hashes of certificates without.
    pub(super) unbound: BTreeMap<String, Vec<String>>,
    /// What the handle for news must hash to.
    pub(super) progress: Option<String>,
    /// By which certificate it is filed for somebody else.
    pub(super) acting_by: Option<String>,
    answers_hash: String,
    provenance_hash: String,
}

/// A JSON object in base64url.
pub(super) fn decode(text: &str) -> Option<Map<String, Value>> {
    json::parse_object(&base64url::decode(text).ok()?, CONTENT).ok()
}

pub(super) fn read(
    body: &FilingBody,
    office: &Office<'_>,
    filing: &Filing,
) -> Result<Transaction, Refusal> {
    let malformed = || Refusal::new(RefusalCode::TransactionMalformed);
    let [text] = body.transaction_data.as_slice() else { return Err(malformed()) };
    let object = decode(text).ok_or_else(malformed)?;
    if object.get("type").and_then(Value::as_str) != Some(TRANSACTION_TYPE) {
        return Err(Refusal::new(RefusalCode::TransactionTypeUnknown));
    }
    let members: Members =
        serde_json::from_value(Value::Object(object)).map_err(|_| malformed())?;
    debug_assert_eq!(members.kind, TRANSACTION_TYPE);
    if !members.transaction_data_hashes_alg.iter().any(|name| name == HASH_ALGORITHM) {
        return Err(malformed());
    }
    if members.filing != filing.id {
        return Err(Refusal::new(RefusalCode::FilingMismatch));
    }
    if members.submission_id != body.submission_id || !is_submission_id(&body.submission_id) {
        return Err(Refusal::new(RefusalCode::SubmissionMismatch));
    }
    if members.locale.is_some_and(|signed| signed != body.locale) {
        return Err(Refusal::new(RefusalCode::SubmissionMismatch));
    }
    if members.progress.as_deref().is_some_and(|digest| !is_hash(digest)) {
        return Err(malformed());
    }
    let form = office.form;
    let same_form = members.form.integrity == form.integrity()
        && members.form.id == form.id()
        && members.form.version == form.version();
    if !same_form {
        return Err(Refusal::new(RefusalCode::FormNotAccepted));
    }
    let late: Vec<String> = filing.late.iter().map(|late| late.to.to_string()).collect();
    if members.late != late {
        return Err(Refusal::new(RefusalCode::LateNotAllowed));
    }
    Ok(Transaction {
        hash: hash(text),
        bound: members.credential_ids,
        unbound: members.unbound_hashes,
        progress: members.progress,
        acting_by: members.acting_by,
        answers_hash: members.answers_hash,
        provenance_hash: members.provenance_hash,
    })
}

/// The strings received are the strings that were signed.
pub(super) fn check_hashes(body: &FilingBody, transaction: &Transaction) -> Result<(), Refusal> {
    if hash(&body.answers) != transaction.answers_hash {
        return Err(Refusal::new(RefusalCode::AnswersHashMismatch));
    }
    if hash(&body.provenance) != transaction.provenance_hash {
        return Err(Refusal::new(RefusalCode::ProvenanceHashMismatch));
    }
    Ok(())
}
