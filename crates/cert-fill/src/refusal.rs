//! Why a filing is refused.

use std::fmt;

use cert_verify::Code;
use serde_json::Value;

use crate::Pointer;

macro_rules! refusal_codes {
    ($($variant:ident, $status:literal, $name:literal, $description:literal;)+) => {
        /// Why a filing is refused: stable names, one list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum RefusalCode {
            $(#[doc = $description] $variant,)+
            /// A certificate does not hold; the code is the one of its report.
            Evidence(Code),
        }

        impl RefusalCode {
            /// Every code but those of cert-verify, in the order of the documentation table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable kebab-case name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Evidence(code) => code.as_str() }
            }

            /// One English line for the documentation table.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $description,)+ Self::Evidence(code) => code.description() }
            }

            /// The HTTP status of the answer.
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ Self::Evidence(_) => 422 }
            }
        }
    };
}

refusal_codes! {
    // Step 1 of forms.md 3.6.
    BodyTooLarge, 413, "body-too-large", "The filing is larger than its budget.";
    BodyMalformed, 400, "body-malformed", "The filing is not JSON with exactly the members of the format.";
    FilingMismatch, 422, "filing-mismatch", "The filing is meant for another office or another part of the form.";
    // Steps 2 and 3, made by the server.
    IdempotencyKeyMissing, 400, "idempotency-key-missing", "The request has no Idempotency-Key, or one that is not a quoted string.";
    IdempotencyKeyReused, 422, "idempotency-key-reused", "The Idempotency-Key was used before with other bytes.";
    IdempotencyKeyRunning, 409, "idempotency-key-running", "The first request with this Idempotency-Key is still running.";
    NonceUnknown, 422, "nonce-unknown", "The nonce was not given out by this office.";
    NonceUsed, 422, "nonce-used", "The nonce was used before.";
    NonceExpired, 422, "nonce-expired", "The nonce has expired.";
    // Step 4.
    TransactionMalformed, 422, "transaction-malformed", "The transaction data is not one well-formed object of the format.";
    TransactionTypeUnknown, 422, "transaction-type-unknown", "The transaction data is of another type.";
    SubmissionMismatch, 422, "submission-mismatch", "The transaction data names another submission or language.";
    FormNotAccepted, 422, "form-not-accepted", "The filing was made with an edition of the form that the office does not accept.";
    LateNotAllowed, 422, "late-not-allowed", "The values to be added later are not those of the form.";
    // Step 5.
    AnswersHashMismatch, 422, "answers-hash-mismatch", "The answers are not the ones that were signed.";
    ProvenanceHashMismatch, 422, "provenance-hash-mismatch", "The origins are not the ones that were signed.";
    AttachmentMissing, 422, "attachment-missing", "A file that the answers describe has not arrived.";
    AttachmentSizeMismatch, 422, "attachment-size-mismatch", "A file has another size than the answers say.";
    AttachmentNotAccepted, 422, "attachment-not-accepted", "A file does not have the digest it was sent under, or is too large or of another kind.";
    // Step 6.
    AnswerNotAccepted, 422, "answer-not-accepted", "An answer breaks a rule of the form.";
    ProvenanceMalformed, 422, "provenance-malformed", "The origins do not name exactly the answers that there are.";
    // Steps 7 and 8.
    EvidenceNotRequested, 422, "evidence-not-requested", "A certificate was sent that the office did not ask for.";
    EvidenceRemoved, 422, "evidence-removed", "A certificate that the transaction names is not there, or one is there that it does not name.";
    EvidenceMissing, 422, "evidence-missing", "A certificate that the form needs is not there.";
    EvidenceMalformed, 422, "evidence-malformed", "A query has no presentation, or more than it may have.";
    EvidenceTypeWrong, 422, "evidence-type-wrong", "A certificate is of another type than the one asked for.";
    EvidenceOverDisclosed, 422, "evidence-over-disclosed", "A certificate shows more claims than the office asked for.";
    EvidenceIncomplete, 422, "evidence-incomplete", "A certificate does not show every claim that the office asked for.";
    EvidenceUsedTwice, 422, "evidence-used-twice", "The same certificate was used for two rows.";
    TransactionHashMismatch, 422, "transaction-hash-mismatch", "A certificate was signed for another filing.";
    UnboundNotListed, 422, "unbound-not-listed", "A certificate without proof of possession is not named in the transaction.";
    // Between steps 8 and 9: who acts for whom.
    AgentNotAllowed, 422, "agent-not-allowed", "The form cannot be filed for somebody else, or not by this certificate.";
    AgentNotNamed, 422, "agent-not-named", "The form is filed for somebody else only, and the filing does not say by which certificate.";
    DelegationExpired, 422, "delegation-expired", "The certificate by which the agent acts has run out.";
    DelegationNotBegun, 422, "delegation-not-begun", "The certificate by which the agent acts does not hold yet.";
    DelegationOtherRegion, 422, "delegation-not-for-this-region", "The certificate by which the agent acts does not hold where the form is filed.";
    DelegationOtherService, 422, "delegation-not-for-this-service", "The certificate by which the agent acts does not cover this form.";
    DelegationOtherPerson, 422, "delegation-of-another-person", "The certificate by which the agent acts, or one of those sent along, is about another person than the answers.";
    DelegationOtherAgent, 422, "delegation-names-another-agent", "The certificate by which the agent acts names another agent.";
    DelegationUnreadable, 422, "delegation-unreadable", "The certificate by which the agent acts does not say for whom, where, from when or until when.";
    CopyForAgent, 422, "copy-for-agent-only", "A copy that was given to an agent is shown without saying for whom they act, or where it may not be.";
    PrincipalOfAge, 422, "principal-of-age", "The child has reached the age up to which others file for it.";
    // Step 9.
    ValueMismatch, 422, "value-mismatch", "A value differs from the certificate.";
    ValueNotComputable, 422, "value-not-computable", "The value cannot be computed from the certificate.";
    OriginFalse, 422, "origin-false", "A value claims an origin that it does not have.";
    NotWithdrawn, 422, "evidence-not-withdrawn", "A value was changed, but its certificate was sent all the same.";
    ConstantNeedsCertificate, 422, "constant-needs-certificate", "An answer says that a certificate was shown, and it was not.";
    // Step 10.
    CheckFailed, 422, "check-failed", "Two values that the form wants equal are not.";
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// One value that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct PointedError {
    /// The answer; the root when no single one can be named.
    pub pointer: Pointer,
    /// The stable code.
    pub code: &'static str,
    /// The query of the certificate concerned.
    pub credential: Option<String>,
    /// The check of the form that failed.
    pub check: Option<String>,
    /// The bound that was broken.
    pub limit: Option<Value>,
}

impl PointedError {
    pub(crate) fn new(pointer: Pointer, code: &'static str) -> Self {
        Self { pointer, code, credential: None, check: None, limit: None }
    }

    pub(crate) fn with_credential(mut self, credential: &str) -> Self {
        self.credential = Some(credential.to_owned());
        self
    }
}

/// A filing that is refused, and the values concerned.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The reason.
    pub code: RefusalCode,
    /// The values.
    pub errors: Vec<PointedError>,
}

impl Refusal {
    /// A refusal that concerns no single value.
    pub fn new(code: RefusalCode) -> Self {
        Self { code, errors: Vec::new() }
    }

    pub(crate) fn at(code: RefusalCode, pointers: impl IntoIterator<Item = Pointer>) -> Self {
        let errors = pointers.into_iter().map(|at| PointedError::new(at, code.as_str())).collect();
        Self { code, errors }
    }

    pub(crate) fn of_credential(
        code: RefusalCode,
        credential: &str,
        pointers: impl IntoIterator<Item = Pointer>,
    ) -> Self {
        let mut refusal = Self::at(code, pointers);
        if refusal.errors.is_empty() {
            refusal.errors.push(PointedError::new(Pointer::root(), code.as_str()));
        }
        refusal.errors =
            refusal.errors.into_iter().map(|error| error.with_credential(credential)).collect();
        refusal
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.code)?;
        for error in &self.errors {
            write!(out, " [{} {}]", error.pointer, error.code)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
