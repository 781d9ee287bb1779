//! Checks a filing: the one function that the browser's dry run and the office share
//! (forms.md 3.6, steps 3 to 10, in that order).
//!
//! Nothing that the client says is believed: every value that a certificate vouches for is
//! computed again from the disclosed claims and compared.

mod evidence;
mod transaction;
mod values;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use cert_verify::{Policy, StatusEvidence, Trust, UnixTime};
use serde_json::{Map, Value};

use crate::behalf;
use crate::draft::{BORN_IN_FUTURE, is_born_in_future};
use crate::fill::Acting;
use crate::form::{Filing, Form};
use crate::plan::{Attachment, attachments};
use crate::refusal::{PointedError, Refusal, RefusalCode};
use crate::wire::FilingBody;
use crate::{Date, Pointer};

/// What an office checks with. Everything that the answer depends on is here.
#[derive(Clone, Copy)]
pub struct Office<'a> {
    /// The edition of the form that the office accepts.
    pub form: &'a Form,
    /// The filing that this office takes.
    pub filing_id: &'a str,
    /// Whom it trusts.
    pub trust: &'a Trust,
    /// Status lists at hand.
    pub status: &'a StatusEvidence,
    /// Tolerances.
    pub policy: &'a Policy,
    /// The nonce that it gave out; that it is unused and not expired was checked before.
    pub nonce: &'a str,
    /// Who it is.
    pub audience: &'a str,
    /// The size of a stored file, by its digest (base64url of SHA-256).
    pub attachment: &'a dyn Fn(&str) -> Option<u64>,
    /// The present; ages are counted on this day in Shanghai.
    pub now: UnixTime,
}

/// A filing that passed every check.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedFiling {
    /// The submission.
    pub submission_id: String,
    /// The filing.
    pub filing: String,
    /// The language in which the person read the form.
    pub locale: String,
    /// The form's name.
    pub form_id: String,
    /// The form's version.
    pub form_version: String,
    /// The answers.
    pub answers: Value,
    /// The origin of each answer.
    pub provenance: Map<String, Value>,
    /// Answers that certificates vouch for.
    pub verified: Vec<Pointer>,
    /// Answers that the person declared.
    pub declared: Vec<Pointer>,
    /// Values that may be added from an earlier office's receipt.
    pub late: Vec<Pointer>,
    /// The key to bind the receipt to: the one of the first certificate of the form.
    pub holder_key: Option<Value>,
    /// The hash of what was signed.
    pub transaction_data_hash: String,
    /// What the handle for news must hash to, when the person wants to ask for news.
    pub progress: Option<String>,
    /// Who acts for whom, when it is filed for somebody else.
    pub acting: Option<Acting>,
    /// Per query, the SHA-256 (base64url) of each presentation as received.
    pub evidence_digests: Vec<(String, String)>,
    /// The files that belong to it.
    pub attachments: Vec<Attachment>,
}

/// Checks a filing as it was received.
///
/// # Errors
/// The first [`Refusal`], in the order of forms.md 3.6, with the values concerned.
pub fn check_filing(body: &[u8], office: &Office<'_>) -> Result<CheckedFiling, Refusal> {
    at_once(check_filing_with_pauses(body, office, async || ()))
}

/// The same check for a page that must answer in between: `pause` is waited for before each
/// certificate is verified.
///
/// # Errors
/// The first [`Refusal`], as [`check_filing`].
pub async fn check_filing_with_pauses(
    body: &[u8],
    office: &Office<'_>,
    pause: impl AsyncFn(),
) -> Result<CheckedFiling, Refusal> {
    let form = office.form;
    if body.len() > FilingBody::most_bytes(form) {
        return Err(Refusal::new(RefusalCode::BodyTooLarge));
    }
    let body = FilingBody::parse(body)?;
    // The transaction repeats it; what is none of the form's languages is not even looked up there.
    if !form.locales().contains(&body.locale) {
        return Err(Refusal::new(RefusalCode::BodyMalformed));
    }
    let filing = form.filing(office.filing_id).ok_or(Refusal::new(RefusalCode::FilingMismatch))?;
    if body.filing != filing.id {
        return Err(Refusal::new(RefusalCode::FilingMismatch));
    }
    let transaction = transaction::read(&body, office, filing)?;
    let content = Content::read(&body)?;
    let today =
        Date::from_unix_in_shanghai(office.now).ok_or(Refusal::new(RefusalCode::BodyMalformed))?;
    if let Err(mut refusal) = transaction::check_hashes(&body, &transaction) {
        // The signature says only that something was changed; the certificates say what.
        refusal.errors =
            named_changes(&body, office, filing, &transaction, &content, today, refusal.code);
        return Err(refusal);
    }
    let attachments = check_attachments(office, &content)?;
    check_answers(form, filing, &content, today)?;
    let evidence = evidence::check(&body, office, filing, &transaction, &pause).await?;
    let acting = transaction.acting_by.as_deref();
    let acting = behalf::check(form, acting, &evidence.claims(), &content.answers, today)?;
    values::check(form, filing, &content, &evidence.claims(), today)?;
    let verified = |at: &&Pointer| values::is_certified(&content.provenance, at);
    let given = crate::draft::given(form, &content.answers);
    Ok(CheckedFiling {
        submission_id: body.submission_id.clone(),
        filing: filing.id.clone(),
        locale: body.locale.clone(),
        form_id: form.id().to_owned(),
        form_version: form.version().to_owned(),
        verified: given.iter().filter(verified).cloned().collect(),
        declared: given.iter().filter(|at| !verified(at)).cloned().collect(),
        late: filing.late.iter().map(|late| late.to.clone()).collect(),
        holder_key: evidence.holder_key(form),
        transaction_data_hash: transaction.hash,
        progress: transaction.progress,
        acting,
        evidence_digests: evidence.digests(),
        attachments,
        answers: content.answers,
        provenance: content.provenance,
    })
}

/// The result of work whose pauses are over at once.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(result) = work.as_mut().poll(&mut context) {
            return result;
        }
    }
}

/// The answers and their origins, decoded.
struct Content {
    answers: Value,
    provenance: Map<String, Value>,
}

impl Content {
    fn read(body: &FilingBody) -> Result<Self, Refusal> {
        let answers = transaction::decode(&body.answers)
            .ok_or_else(|| Refusal::at(RefusalCode::AnswerNotAccepted, [Pointer::root()]))?;
        let provenance = transaction::decode(&body.provenance)
            .ok_or(Refusal::new(RefusalCode::ProvenanceMalformed))?;
        Ok(Self { answers: Value::Object(answers), provenance })
    }
}

/// The second half of step 5: every file that the answers describe is there.
fn check_attachments(office: &Office<'_>, content: &Content) -> Result<Vec<Attachment>, Refusal> {
    let found = attachments(office.form, &content.answers);
    for attachment in &found {
        let at = [attachment.pointer.clone()];
        match (office.attachment)(&attachment.digest) {
            None => return Err(Refusal::at(RefusalCode::AttachmentMissing, at)),
            Some(size) if size != attachment.size => {
                return Err(Refusal::at(RefusalCode::AttachmentSizeMismatch, at));
            }
            Some(_) => {}
        }
    }
    Ok(found)
}

/// Step 6: the schema of this filing, hidden answers, and one origin per answer.
fn check_answers(
    form: &Form,
    filing: &Filing,
    content: &Content,
    today: Date,
) -> Result<(), Refusal> {
    let violations = filing.schema.validate(&content.answers);
    if !violations.is_empty() {
        let errors = violations.into_iter().map(|violation| {
            let code = crate::schema::keyword_code(violation.keyword).unwrap_or("wrong-answer");
            PointedError { limit: violation.limit, ..PointedError::new(violation.pointer, code) }
        });
        return Err(Refusal { code: RefusalCode::AnswerNotAccepted, errors: errors.collect() });
    }
    let given = crate::draft::given(form, &content.answers);
    let unborn = given.iter().filter(|at| {
        let typed = !values::is_certified(&content.provenance, at);
        let value = at.get(&content.answers);
        typed && value.is_some_and(|value| is_born_in_future(form, at, value, today))
    });
    let errors: Vec<_> = unborn.map(|at| PointedError::new(at.clone(), BORN_IN_FUTURE)).collect();
    if !errors.is_empty() {
        return Err(Refusal { code: RefusalCode::AnswerNotAccepted, errors });
    }
    let mut wrong: Vec<Pointer> = given
        .iter()
        .filter(|at| !content.provenance.contains_key(&at.to_string()))
        .cloned()
        .collect();
    for name in content.provenance.keys() {
        let at = Pointer::parse(name).ok().filter(|at| given.contains(at));
        if at.is_none() {
            wrong.push(Pointer::parse(name).unwrap_or_default());
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Refusal::at(RefusalCode::ProvenanceMalformed, wrong))
    }
}

/// What can be said about a change after signing: the values that do not follow from the
/// certificates. When there are none, a typed value was changed, and nobody can say which.
fn named_changes(
    body: &FilingBody,
    office: &Office<'_>,
    filing: &Filing,
    transaction: &transaction::Transaction,
    content: &Content,
    today: Date,
    code: RefusalCode,
) -> Vec<PointedError> {
    let evidence = at_once(evidence::check(body, office, filing, transaction, &async || ()));
    let found = evidence.and_then(|evidence| {
        check_answers(office.form, filing, content, today)?;
        values::check(office.form, filing, content, &evidence.claims(), today)
    });
    match found {
        Err(found) if !found.errors.is_empty() => found.errors,
        _ => vec![PointedError::new(Pointer::root(), code.as_str())],
    }
}
