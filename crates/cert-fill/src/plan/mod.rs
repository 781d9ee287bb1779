//! What one office will get: the consent panel shows this object, and the filing is built
//! from the same object, so they cannot differ (rule C18).

mod claims;
mod error;

use cert_verify::ClaimPath;
use serde_json::{Map, Value};

use crate::Pointer;
use crate::draft::{Draft, FieldProblem, Origin, given, prune};
use crate::equal::holds;
use crate::fill::{Acting, Evidence, Held, Matches, held_by_id};
use crate::form::{Control, Filing, Form, Missing};
use crate::transaction::standard_base64;

pub use error::FillError;

/// A certificate that goes to the office, in part.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedCertificate {
    /// The query of the form.
    pub query: String,
    /// The wallet's id.
    pub held: String,
    /// The type (`vct`).
    pub credential_type: String,
    /// The claims that the office will see, those that cannot be withheld included.
    pub will_send: Vec<ClaimPath>,
    /// The claims that stay on the device.
    pub will_not_send: Vec<ClaimPath>,
    /// Whether possession is proven by the holder's key.
    pub is_bound: bool,
    /// The claims asked for by the office.
    pub(crate) disclose: Vec<ClaimPath>,
}

/// A certificate that would fit but does not go to the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSent {
    /// The query of the form.
    pub query: String,
    /// The wallet's id.
    pub held: String,
    /// Whether the person withdrew it.
    pub is_withdrawn: bool,
}

/// A file that goes before the filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The answer that describes it.
    pub pointer: Pointer,
    /// Its file name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, base64url without padding: its name at the office.
    pub digest: String,
}

/// What one office will get.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The filing.
    pub filing: String,
    /// The answers for this office, hidden ones taken out.
    pub answers: Value,
    /// Where each answer comes from (forms.md 3.5).
    pub provenance: Map<String, Value>,
    /// The certificates that go, in the order of the form.
    pub certificates: Vec<PlannedCertificate>,
    /// The certificates that fit but stay.
    pub not_sent: Vec<NotSent>,
    /// Answers that certificates vouch for.
    pub certified: Vec<Pointer>,
    /// Answers that were typed.
    pub typed: Vec<Pointer>,
    /// Answers that were once filled and then changed.
    pub overridden: Vec<Pointer>,
    /// Values that may be added from an earlier office's receipt.
    pub late: Vec<Pointer>,
    /// Files that go first.
    pub attachments: Vec<Attachment>,
    /// Checks of the form that do not hold; nothing should be signed then.
    pub problems: Vec<FieldProblem>,
    /// The digest of the handle for news ([`crate::progress::digest`]); [`plan()`] leaves it out, and only
    /// an office that keeps one is given it.
    pub progress: Option<String>,
    /// Who acts for whom, when it is filed for somebody else.
    pub acting: Option<Acting>,
}

/// Plans one filing.
///
/// # Errors
/// [`FillError::FilingUnknown`]; [`FillError::CertificateGone`] when a certificate that the
/// draft was filled from is no longer in the wallet or no longer valid; [`FillError::DelegationGone`] when it
/// was the one by which somebody acts for somebody else.
pub fn plan(
    form: &Form,
    draft: &Draft,
    matches: &Matches,
    held: &[Held],
    filing: &str,
) -> Result<Plan, FillError> {
    let filing = form.filing(filing).ok_or(FillError::FilingUnknown)?;
    let answers = keep(&prune(form, draft.answers()), &Pointer::root(), &filing.answers);
    let answers = answers.unwrap_or_else(|| Value::Object(Map::new()));
    let mut plan = Plan {
        filing: filing.id.clone(),
        provenance: Map::new(),
        certificates: Vec::new(),
        not_sent: Vec::new(),
        certified: Vec::new(),
        typed: Vec::new(),
        overridden: Vec::new(),
        late: filing.late.iter().map(|late| late.to.clone()).collect(),
        attachments: attachments(form, &answers),
        problems: Vec::new(),
        progress: None,
        acting: matches.acting().cloned(),
        answers,
    };
    for at in given(form, &plan.answers) {
        let origin = draft.origin(&at).unwrap_or(&Origin::Manual);
        plan.provenance.insert(at.to_string(), provenance(origin));
        match origin {
            Origin::Credential { .. } | Origin::Derived { .. } => plan.certified.push(at),
            Origin::Override { .. } => plan.overridden.push(at),
            Origin::Manual | Origin::Receipt { .. } => plan.typed.push(at),
        }
    }
    if let Some(acting) = &plan.acting
        && (draft.chosen(&acting.by).is_empty() || matches.usable(&acting.by).is_empty())
    {
        return Err(FillError::DelegationGone);
    }
    let mut evidence = Evidence::default();
    for query in &form.evidence().credentials {
        let Some(asked) = filing.claims_of(&query.id) else { continue };
        let is_used = is_used(form, draft, filing, &plan, &query.id);
        let mut claims = Vec::new();
        for id in draft.chosen(&query.id).iter().filter(|_| is_used) {
            let one = held_by_id(held, id).ok_or(FillError::CertificateGone)?;
            claims.push(one.certificate.claims());
            plan.certificates.push(claims::certificate(query, one, asked)?);
        }
        evidence.add(&query.id, claims);
        let sent = |id: &String| {
            plan.certificates.iter().any(|one| one.held == *id && one.query == query.id)
        };
        let stays = matches.usable(&query.id).iter().filter(|id| !sent(id));
        let stays: Vec<NotSent> = stays
            .map(|id| NotSent {
                query: query.id.clone(),
                held: id.clone(),
                is_withdrawn: draft.is_withdrawn(&query.id),
            })
            .collect();
        plan.not_sent.extend(stays);
    }
    for check in form.checks().iter().filter(|check| check.answers().all(|at| filing.covers(at))) {
        if holds(form, check, &evidence, &plan.answers) == Some(false) {
            let at = check.answers().next().cloned().unwrap_or_else(Pointer::root);
            plan.problems.push(FieldProblem::of_check(at, &check.id));
        }
    }
    Ok(plan)
}

/// Whether a certificate is needed for this filing: a value comes from it, a check reads
/// it, or the form cannot do without it.
fn is_used(form: &Form, draft: &Draft, filing: &Filing, plan: &Plan, query: &str) -> bool {
    let by_answer = plan
        .certified
        .iter()
        .any(|at| draft.origin(at).and_then(Origin::certificate) == Some(query));
    let by_check = form.checks().iter().any(|check| {
        check.claims().any(|source| source.credential == query)
            && check.answers().all(|at| filing.covers(at))
    });
    let makes_agent = plan
        .acting
        .as_ref()
        .zip(form.agent())
        .is_some_and(|(acting, agent)| acting.by == query || agent.holder.credential == query);
    by_answer || by_check || makes_agent || must_be_shown(form, query)
}

/// Whether the form cannot be sent without this certificate: it is required, and no answer
/// that it brings may be typed instead.
pub(crate) fn must_be_shown(form: &Form, query: &str) -> bool {
    let may_be_typed = form.bindings().iter().any(|binding| {
        binding.missing == Missing::Manual && binding.credentials().any(|id| id == query)
    });
    form.evidence().is_required(query) && !may_be_typed
}

/// An origin as the office sees it. Which certificate was withdrawn stays on the device.
pub(crate) fn provenance(origin: &Origin) -> Value {
    let mut entry = Map::new();
    entry.insert("origin".to_owned(), origin.code().into());
    let path = match origin {
        Origin::Credential { path, .. } => Some(path),
        Origin::Derived { path, .. } => path.as_ref(),
        _ => None,
    };
    if let Some(query) = origin.certificate() {
        entry.insert("credential".to_owned(), query.into());
    }
    if let Some(path) = path {
        entry.insert("path".to_owned(), path.to_json());
    }
    if let Origin::Receipt { filing } = origin {
        entry.insert("filing".to_owned(), filing.as_str().into());
    }
    Value::Object(entry)
}

/// The part of `value` that lies under one of the pointers, in its own order.
fn keep(value: &Value, here: &Pointer, kept: &[Pointer]) -> Option<Value> {
    if kept.iter().any(|pointer| here.is_within_rows_of(pointer)) {
        return Some(value.clone());
    }
    match value {
        Value::Object(members) => {
            let inner = members.iter().filter_map(|(name, value)| {
                keep(value, &here.child(name), kept).map(|value| (name.clone(), value))
            });
            let inner: Map<String, Value> = inner.collect();
            (!inner.is_empty()).then_some(Value::Object(inner))
        }
        Value::Array(items) => {
            let inner = items.iter().enumerate();
            let inner: Vec<Value> = inner
                .filter_map(|(row, value)| keep(value, &here.child(&row.to_string()), kept))
                .collect();
            (!inner.is_empty()).then_some(Value::Array(inner))
        }
        _ => None,
    }
}

/// The files among the answers.
pub(crate) fn attachments(form: &Form, answers: &Value) -> Vec<Attachment> {
    let files = given(form, answers)
        .into_iter()
        .filter(|at| form.field(at).is_some_and(|field| field.control == Control::File));
    files.filter_map(|at| attachment(&at, at.get(answers)?)).collect()
}

/// Reads the description of a file.
fn attachment(at: &Pointer, value: &Value) -> Option<Attachment> {
    let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
    Some(Attachment {
        pointer: at.clone(),
        name: text("name")?,
        media_type: text("media_type")?,
        size: value.get("size")?.as_u64()?,
        digest: Attachment::digest_in(value)?,
    })
}

impl Attachment {
    /// The answer that describes a file of this size with this SHA-256 digest, written as
    /// `sha-256=:…:` (RFC 9530).
    pub fn describe(name: &str, media_type: &str, size: usize, digest: &[u8; 32]) -> Value {
        serde_json::json!({
            "name": name,
            "media_type": media_type,
            "size": size,
            "digest": format!("sha-256=:{}:", standard_base64(digest)),
        })
    }

    /// The digest in such an answer as base64url: the file's name in the vault and at the
    /// office.
    pub fn digest_in(answer: &Value) -> Option<String> {
        let digest = answer.get("digest")?.as_str()?;
        let base64 = digest.strip_prefix("sha-256=:")?.strip_suffix("=:")?;
        Some(base64.replace('+', "-").replace('/', "_"))
    }
}
