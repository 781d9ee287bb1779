//! Receipts: what an office says it has taken, as the claims of an SD-JWT VC that is bound
//! to the person's key (forms.md 3.7).
//!
//! A receipt holds no answers: which values were verified and which were declared, and the
//! hash of what was signed, so that the person can prove later exactly what was sent.

use std::fmt;

use cert_verify::UnixTime;
use serde_json::{Map, Value, json};

use crate::check::CheckedFiling;
use crate::fill::Acting;
use crate::form::{Form, is_expected};
use crate::wire::FilingStatus;
use crate::{LocalText, Pointer, SHANGHAI_OFFSET_SECONDS};

/// The type of receipts.
pub const TYPE: &str = "https://ef.example/vct/filing-receipt/1";

/// What an office adds to a filing that it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<'d> {
    /// The issuer: the office's address.
    pub issuer: &'d str,
    /// The number of the case.
    pub case_no: &'d str,
    /// What is done with it.
    pub status: FilingStatus,
    /// When it arrived.
    pub received_at: UnixTime,
    /// What happens next, and until when (a date).
    pub next: Option<(String, LocalText)>,
    /// Values that later filings wait for.
    pub produced: Vec<(Pointer, Value)>,
}

/// The claims of the receipt for a filing; the office signs them bound to the person's key.
pub fn claims(filing: &CheckedFiling, decision: &Decision<'_>) -> Value {
    let names = |pointers: &[Pointer]| -> Vec<String> {
        pointers.iter().map(ToString::to_string).collect()
    };
    let mut claims = json!({
        "iss": decision.issuer,
        "vct": TYPE,
        "iat": decision.received_at.seconds(),
        "submission_id": filing.submission_id,
        "filing": filing.filing,
        "case_no": decision.case_no,
        // Not `status`: SD-JWT VC gives that name to status lists.
        "filing_status": decision.status.as_str(),
        "received_at": in_shanghai(decision.received_at),
        "form": {"id": filing.form_id, "version": filing.form_version},
        "transaction_data_hash": filing.transaction_data_hash,
        "verified": names(&filing.verified),
        "declared": names(&filing.declared),
        "origins": filing.provenance,
    });
    if let Some(members) = claims.as_object_mut() {
        if let Some(key) = &filing.holder_key {
            members.insert("cnf".to_owned(), json!({"jwk": key}));
        }
        if let Some(acting) = &filing.acting {
            members.insert("for".to_owned(), json!(acting));
        }
        if let Some((by, what)) = &decision.next {
            members.insert("next".to_owned(), json!({"by": by, "what": what.to_json()}));
        }
        let produced = decision.produced.iter().map(|(at, value)| (at.to_string(), value.clone()));
        members.insert("produced".to_owned(), Value::Object(produced.collect()));
    }
    claims
}

/// RFC 3339 with the offset of China, as people there read it.
fn in_shanghai(moment: UnixTime) -> String {
    let local = moment.plus_seconds(SHANGHAI_OFFSET_SECONDS).to_string();
    match local.strip_suffix('Z') {
        Some(local) => format!("{local}+08:00"),
        None => local,
    }
}

/// What a receipt says, read from the claims of a verified certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The submission.
    pub submission_id: String,
    /// The filing.
    pub filing: String,
    /// The number of the case.
    pub case_no: String,
    /// What was done with it.
    pub status: FilingStatus,
    /// When it arrived (RFC 3339).
    pub received_at: String,
    /// The form's name.
    pub form_id: String,
    /// The form's version.
    pub form_version: String,
    /// The hash of what was signed.
    pub transaction_data_hash: String,
    /// Answers that certificates vouched for.
    pub verified: Vec<Pointer>,
    /// Answers that the person declared.
    pub declared: Vec<Pointer>,
    /// Who acts for whom, when it was filed for somebody else.
    pub acting: Option<Acting>,
    /// The origin of each answer, as in the filing; without values.
    pub origins: Map<String, Value>,
    /// Until when something happens next.
    pub next_by: Option<String>,
    /// What happens next, by language.
    pub next_what: Option<LocalText>,
    /// Values for later filings.
    pub produced: Vec<(Pointer, Value)>,
}

/// Why a receipt is not believed, though its signature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiptError {
    /// It is no receipt, or a member is missing or wrong.
    Malformed,
    /// It is for another filing or for other bytes.
    OtherFiling,
    /// It brings a value that the form does not expect.
    ProducedNotExpected,
}

impl ReceiptError {
    /// Every error.
    pub const ALL: &'static [Self] =
        &[Self::Malformed, Self::OtherFiling, Self::ProducedNotExpected];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "receipt-malformed",
            Self::OtherFiling => "receipt-of-another-filing",
            Self::ProducedNotExpected => "receipt-produced-not-expected",
        }
    }
}

impl fmt::Display for ReceiptError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::error::Error for ReceiptError {}

impl Receipt {
    /// Reads the claims of a certificate that was verified.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`].
    pub fn read(claims: &Value) -> Result<Self, ReceiptError> {
        Self::from_claims(claims).ok_or(ReceiptError::Malformed)
    }

    fn from_claims(claims: &Value) -> Option<Self> {
        let text = |value: &Value, name: &str| value.get(name)?.as_str().map(str::to_owned);
        let pointers = |name: &str| -> Option<Vec<Pointer>> {
            let list = claims.get(name)?.as_array()?;
            list.iter().map(|one| Pointer::parse(one.as_str()?).ok()).collect()
        };
        if text(claims, "vct")? != TYPE {
            return None;
        }
        let form = claims.get("form")?;
        let next = claims.get("next");
        let what = next.and_then(|next| next.get("what"));
        let produced = claims.get("produced").and_then(Value::as_object);
        let produced = produced
            .into_iter()
            .flatten()
            .map(|(at, value)| Some((Pointer::parse(at).ok()?, value.clone())));
        Some(Self {
            submission_id: text(claims, "submission_id")?,
            filing: text(claims, "filing")?,
            case_no: text(claims, "case_no")?,
            status: serde_json::from_value(claims.get("filing_status")?.clone()).ok()?,
            received_at: text(claims, "received_at")?,
            form_id: text(form, "id")?,
            form_version: text(form, "version")?,
            transaction_data_hash: text(claims, "transaction_data_hash")?,
            verified: pointers("verified")?,
            declared: pointers("declared")?,
            acting: match claims.get("for") {
                Some(acting) => Some(serde_json::from_value(acting.clone()).ok()?),
                None => None,
            },
            origins: claims.get("origins").and_then(Value::as_object).cloned().unwrap_or_default(),
            next_by: next.and_then(|next| text(next, "by")),
            next_what: what.and_then(LocalText::from_json),
            produced: produced.collect::<Option<_>>()?,
        })
    }

    /// Whether it is the receipt for what was sent.
    ///
    /// # Errors
    /// [`ReceiptError::OtherFiling`] or [`ReceiptError::ProducedNotExpected`].
    pub fn check(
        &self,
        form: &Form,
        submission_id: &str,
        filing: &str,
        transaction_data_hash: &str,
    ) -> Result<(), ReceiptError> {
        let same = self.submission_id == submission_id
            && self.filing == filing
            && self.transaction_data_hash == transaction_data_hash
            && self.form_id == form.id()
            && self.form_version == form.version();
        let filing = form.filing(filing).filter(|_| same).ok_or(ReceiptError::OtherFiling)?;
        if self.produced.iter().all(|(at, value)| is_expected(&filing.produces, at, value)) {
            Ok(())
        } else {
            Err(ReceiptError::ProducedNotExpected)
        }
    }
}
