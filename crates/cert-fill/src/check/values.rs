//! Steps 9 and 10: every value that a certificate vouches for is computed again, every
//! stated origin is held against it, and the equalities of the form must hold.

use serde_json::{Map, Value};

use super::Content;
use crate::draft::{Origin, given, is_hidden};
use crate::equal::{holds, same};
use crate::fill::{BoundValue, Evidence, Found, evaluate};
use crate::form::{Binding, BindingPolicy, Filing, Form, Missing};
use crate::plan::provenance;
use crate::refusal::{PointedError, Refusal, RefusalCode};
use crate::{Date, Pointer};

/// Everything that is wrong, so that all of it can be named at once.
struct Findings {
    found: Vec<(RefusalCode, PointedError)>,
}

impl Findings {
    fn add(&mut self, code: RefusalCode, at: &Pointer, credential: Option<&str>) {
        let error = PointedError::new(at.clone(), code.as_str());
        let error = match credential {
            Some(credential) => error.with_credential(credential),
            None => error,
        };
        self.found.push((code, error));
    }

    fn into_result(self) -> Result<(), Refusal> {
        match self.found.first() {
            None => Ok(()),
            Some((code, _)) => {
                let code = *code;
                Err(Refusal {
                    code,
                    errors: self.found.into_iter().map(|(_, error)| error).collect(),
                })
            }
        }
    }
}

/// Whether the office may count an answer as certified. True only after [`check`].
pub(super) fn is_certified(origins: &Map<String, Value>, at: &Pointer) -> bool {
    matches!(origin_code(origins, at), Some("credential" | "derived"))
}

fn origin_code<'o>(origins: &'o Map<String, Value>, at: &Pointer) -> Option<&'o str> {
    origins.get(&at.to_string())?.get("origin")?.as_str()
}

pub(super) fn check(
    form: &Form,
    filing: &Filing,
    content: &Content,
    evidence: &Evidence<'_>,
    today: Date,
) -> Result<(), Refusal> {
    let mut findings = Findings { found: Vec::new() };
    let mut explained: Vec<Pointer> = Vec::new();
    let here = |binding: &&Binding| filing.answers.iter().any(|kept| binding.to.starts_with(kept));
    for binding in form.bindings().iter().filter(here) {
        let Found { values, problems } = evaluate(form, binding, evidence, today);
        for bound in &values {
            check_bound(form, binding, bound, content, &mut findings);
        }
        explained.extend(values.into_iter().map(|bound| bound.to));
        // A claim that cannot be used is as if it were not there; only where the form cannot
        // be sent without the value is there nothing to accept.
        let is_hidden =
            || form.field(&binding.to).is_some_and(|one| may_be_hidden(one, &binding.to, content));
        let is_needed = binding.missing == Missing::Block && !is_hidden();
        for problem in problems.iter().filter(|_| is_needed) {
            findings.add(RefusalCode::ValueNotComputable, &problem.to, Some(&problem.query));
        }
        check_missing(form, binding, content, evidence, &explained, &mut findings);
    }
    for at in given(form, &content.answers).iter().filter(|at| !explained.contains(at)) {
        check_declared(form, at, content, evidence, &mut findings);
    }
    findings.into_result()?;
    check_equalities(form, filing, content, evidence)
}

/// A value that follows from a certificate.
fn check_bound(
    form: &Form,
    binding: &Binding,
    bound: &BoundValue,
    content: &Content,
    findings: &mut Findings,
) {
    let credential = Some(bound.query.as_str());
    let code = origin_code(&content.provenance, &bound.to);
    let typed = matches!(code, Some("manual" | "override"));
    match bound.to.get(&content.answers) {
        None => {
            let hidden =
                form.field(&bound.to).is_some_and(|field| may_be_hidden(field, &bound.to, content));
            if !hidden {
                findings.add(RefusalCode::ValueMismatch, &bound.to, credential);
            }
        }
        Some(answer) if !same(answer, &bound.value) => {
            let code = match binding.policy {
                BindingPolicy::Verified => RefusalCode::ValueMismatch,
                BindingPolicy::Suggested if typed => RefusalCode::NotWithdrawn,
                BindingPolicy::Suggested => RefusalCode::OriginFalse,
            };
            findings.add(code, &bound.to, credential);
        }
        Some(_) => {
            let expected = provenance(&expected_origin(bound));
            if content.provenance.get(&bound.to.to_string()) != Some(&expected) {
                findings.add(RefusalCode::OriginFalse, &bound.to, credential);
            }
        }
    }
}

fn expected_origin(bound: &BoundValue) -> Origin {
    let query = bound.query.clone();
    match &bound.path {
        Some(path) if !bound.is_derived => Origin::Credential { query, path: path.clone() },
        path => Origin::Derived { query, path: path.clone() },
    }
}

/// An answer may be absent when its field is hidden, or when what decides that goes to
/// another office.
fn may_be_hidden(field: &crate::form::Field, at: &Pointer, content: &Content) -> bool {
    is_hidden(field, at, &content.answers)
}

/// What the form says for a value that only a certificate can bring.
fn check_missing(
    form: &Form,
    binding: &Binding,
    content: &Content,
    evidence: &Evidence<'_>,
    explained: &[Pointer],
    findings: &mut Findings,
) {
    if binding.policy != BindingPolicy::Verified || binding.missing == Missing::Manual {
        return;
    }
    let credential =
        binding.credentials().find(|id| !evidence.has(id)).or_else(|| binding.credentials().next());
    if binding.to.has_row() {
        // Rows beyond those that certificates bring.
        let rows = given(form, &content.answers)
            .into_iter()
            .filter(|at| at.is_within_rows_of(&binding.to));
        for at in rows.filter(|at| !explained.contains(at)) {
            findings.add(RefusalCode::EvidenceMissing, &at, credential);
        }
        return;
    }
    if explained.contains(&binding.to) {
        return;
    }
    let hidden =
        form.field(&binding.to).is_some_and(|field| may_be_hidden(field, &binding.to, content));
    let is_given = binding.to.get(&content.answers).is_some();
    if is_given || (binding.missing == Missing::Block && !hidden) {
        findings.add(RefusalCode::EvidenceMissing, &binding.to, credential);
    }
}

/// An answer that no certificate explains.
fn check_declared(
    form: &Form,
    at: &Pointer,
    content: &Content,
    evidence: &Evidence<'_>,
    findings: &mut Findings,
) {
    let constants =
        form.binding(at).map(|binding| binding.const_by_source.as_slice()).unwrap_or_default();
    let value = at.get(&content.answers);
    let stands_for = constants.iter().find(|(_, constant)| Some(constant) == value);
    if let Some((query, _)) = stands_for.filter(|(query, _)| !evidence.has(query)) {
        findings.add(RefusalCode::ConstantNeedsCertificate, at, Some(query));
        return;
    }
    let entry = content.provenance.get(&at.to_string()).and_then(Value::as_object);
    let plain = entry.is_some_and(|entry| entry.len() == 1);
    if !plain || !matches!(origin_code(&content.provenance, at), Some("manual" | "override")) {
        findings.add(RefusalCode::OriginFalse, at, None);
    }
}

/// Step 10.
fn check_equalities(
    form: &Form,
    filing: &Filing,
    content: &Content,
    evidence: &Evidence<'_>,
) -> Result<(), Refusal> {
    let mut errors = Vec::new();
    for check in form.checks().iter().filter(|check| check.answers().all(|at| filing.covers(at))) {
        if holds(form, check, evidence, &content.answers) == Some(false) {
            let claims = check.claims().map(|source| source.credential.clone()).next();
            let at = check.answers().find(|at| !at.has_row()).or_else(|| check.answers().next());
            errors.push(PointedError {
                check: Some(check.id.clone()),
                credential: claims,
                ..PointedError::new(
                    at.cloned().unwrap_or_default(),
                    RefusalCode::CheckFailed.as_str(),
                )
            });
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Refusal { code: RefusalCode::CheckFailed, errors }) }
}
