//! Values that come later: what one office gives and another one waits for.
//!
//! A form says which filing produces a value (`produces`) and which filings wait for it (`late`). The person's
//! app brings the case of the one office, its receipt and its statements, to the others, and each judges the
//! case here: whose it is, whether it is decided, and whether the value is one that the form allows. Nothing of
//! it is the app's word: the offices need not know each other, and who brings the bytes does not matter.
//!
//! What it is *not*: a promise that the first office has told everybody the same. Each office sees the case that
//! it was brought.

use std::fmt;

use cert_verify::json::{self, Limits};
use cert_verify::{PublicKey, base64url};
use serde_json::Value;

use crate::form::{Filing, Form, is_expected, is_the_office};
use crate::progress::{CaseFile, Judge, ProgressError, Reason, State};
use crate::wire::{FilingStatus, MAX_FILING_BYTES};
use crate::{Pointer, Receipt};

/// What a filing waits with: everything that says whose case it is.
#[derive(Clone, Copy, Debug)]
pub struct Waiting<'w> {
    /// The edition of the form that was filed.
    pub form: &'w Form,
    /// The filing that waits.
    pub filing: &'w Filing,
    /// The submission that it belongs to.
    pub submission: &'w str,
    /// The thumbprints of the keys that signed it ([`signing_keys`]).
    pub keys: &'w [String],
}

/// What has come for a filing that waited.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// The filing of the office that it comes from.
    pub from: String,
    /// What that office decided.
    pub outcome: Outcome,
}

/// What the first office decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Yes: the values that were waited for, in the order of the form.
    Values(Vec<(Pointer, Value)>),
    /// No, and why.
    Refused(Option<Reason>),
}

/// Why a case is not what a filing waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LateError {
    /// The case itself is not believed.
    Case(ProgressError),
    /// It belongs to another form.
    OtherForm,
    /// It belongs to another submission.
    OtherSubmission,
    /// It is bound to a key that did not sign this filing.
    OtherHolder,
    /// It is by another office than the one that the form names.
    OtherOffice,
    /// The form lets this filing wait for nothing of it.
    NotAwaited,
    /// The office has not decided.
    NotDecided,
    /// The office said yes and did not give the value.
    ValueMissing,
    /// The value is none that the form allows.
    ValueNotAccepted,
}

impl LateError {
    /// Every error but those of the case itself.
    pub const ALL: &'static [Self] = &[
        Self::OtherForm,
        Self::OtherSubmission,
        Self::OtherHolder,
        Self::OtherOffice,
        Self::NotAwaited,
        Self::NotDecided,
        Self::ValueMissing,
        Self::ValueNotAccepted,
    ];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Case(error) => error.as_str(),
            Self::OtherForm => "late-of-another-form",
            Self::OtherSubmission => "late-of-another-submission",
            Self::OtherHolder => "late-of-another-holder",
            Self::OtherOffice => "late-of-another-office",
            Self::NotAwaited => "late-not-awaited",
            Self::NotDecided => "late-not-decided",
            Self::ValueMissing => "late-value-missing",
            Self::ValueNotAccepted => "late-value-not-accepted",
        }
    }
}

impl fmt::Display for LateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::error::Error for LateError {}

impl From<ProgressError> for LateError {
    fn from(error: ProgressError) -> Self {
        Self::Case(error)
    }
}

impl Waiting<'_> {
    /// Judges a case that was brought: first whether it is genuine, then whose it is, then what it says.
    ///
    /// # Errors
    /// The first thing that is wrong, in that order.
    pub fn judge(&self, case: &CaseFile, judge: &Judge<'_>) -> Result<Arrival, LateError> {
        let followed = judge.follow_case(&case.receipt, &case.statements)?;
        let receipt = Receipt::read(followed.receipt.claims())
            .map_err(|_| LateError::Case(ProgressError::Malformed))?;
        // The editions may differ: the offices may have got the form before and after a new one. What the value may
        // be is said by the edition that was filed here.
        if receipt.form_id != self.form.id() {
            return Err(LateError::OtherForm);
        }
        if receipt.submission_id != self.submission {
            return Err(LateError::OtherSubmission);
        }
        let awaited: Vec<&Pointer> = self.awaited(&receipt.filing);
        let from = self.form.filing(&receipt.filing).filter(|_| !awaited.is_empty());
        let from = from.ok_or(LateError::NotAwaited)?;
        if !is_the_office(&from.to.client_id, followed.receipt.issuer()) {
            return Err(LateError::OtherOffice);
        }
        if !self.is_of_the_holder(followed.receipt.holder_key()) {
            return Err(LateError::OtherHolder);
        }
        // What an office says after its decision (that it was delivered, say) takes nothing back.
        let decided = followed.told.iter().rev().find(|says| says.state.is_decision());
        let outcome = match decided {
            Some(says) if says.state == State::Refused => Outcome::Refused(says.reason.clone()),
            Some(says) => Outcome::Values(pick(from, &awaited, &says.produced, &receipt)?),
            None if receipt.status == FilingStatus::Rejected => Outcome::Refused(None),
            // An office that decides at once says so in the receipt.
            None if !receipt.produced.is_empty() => {
                Outcome::Values(pick(from, &awaited, &[], &receipt)?)
            }
            None => return Err(LateError::NotDecided),
        };
        Ok(Arrival { from: from.id.clone(), outcome })
    }

    /// The answers that this filing waits for from another one.
    fn awaited(&self, from: &str) -> Vec<&Pointer> {
        self.filing.late.iter().filter(|late| late.from == from).map(|late| &late.to).collect()
    }

    /// Receipts are bound to a key of the filing; what was filed without any certificate has none.
    fn is_of_the_holder(&self, key: Option<&PublicKey>) -> bool {
        match key {
            Some(key) => self.keys.contains(&key.thumbprint()),
            None => self.keys.is_empty(),
        }
    }
}

/// The awaited values, from the decision or else from the receipt.
fn pick(
    from: &Filing,
    awaited: &[&Pointer],
    decided: &[(Pointer, Value)],
    receipt: &Receipt,
) -> Result<Vec<(Pointer, Value)>, LateError> {
    let values = awaited.iter().map(|at| {
        let mut given = decided.iter().chain(&receipt.produced);
        let (at, value) = given.find(|(to, _)| to == *at).ok_or(LateError::ValueMissing)?;
        if !is_expected(&from.produces, at, value) {
            return Err(LateError::ValueNotAccepted);
        }
        Ok((at.clone(), value.clone()))
    });
    values.collect()
}

/// The thumbprints of the keys whose proofs of possession stand in a filing. The proofs were checked when it
/// was taken; nothing is checked here.
pub fn signing_keys(body: &[u8]) -> Vec<String> {
    let limits = Limits { bytes: MAX_FILING_BYTES, ..Limits::LIST };
    let Ok(body) = json::parse_object(body, limits) else { return Vec::new() };
    let presented = body.get("vp_token").and_then(Value::as_object);
    let presented = presented.into_iter().flatten();
    let presented = presented.flat_map(|(_, list)| list.as_array().into_iter().flatten());
    presented.filter_map(|one| signing_key(one.as_str()?)).collect()
}

fn signing_key(presentation: &str) -> Option<String> {
    let (shown, proof) = presentation.rsplit_once('~')?;
    let payload = shown.split('.').nth(1).filter(|_| !proof.is_empty())?;
    let payload = json::parse(&base64url::decode(payload).ok()?, Limits::CERTIFICATE).ok()?;
    Some(PublicKey::from_jwk(payload.pointer("/cnf/jwk")?).ok()?.thumbprint())
}
