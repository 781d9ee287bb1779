//! What is wrong with the answers of a step or of the whole form.

use serde_json::{Map, Value};

use super::problem::{
    BORN_IN_FUTURE, CERTIFIED_NUMBER_UNUSUAL, CERTIFIED_UNUSABLE, CHOICE_NEEDS_CERTIFICATE,
    EVIDENCE_MISSING,
};
use super::visible::{prune, shown};
use super::{Draft, FieldProblem, FieldState};
use crate::fill::{Evidence, check_identifier};
use crate::form::{BindingPolicy, EligibilityPage, Form, Missing, Step};
use crate::schema::keyword_code;
use crate::{Date, Pointer, Violation};

/// Rounds of opening empty parts: each goes one level deeper, and a schema has 64.
const MAX_ROUNDS: usize = 64;

/// What is wrong on one step, in the order of its fields. Nothing for an unknown step.
pub fn check_step(form: &Form, draft: &Draft, step: &str, today: Date) -> Vec<FieldProblem> {
    let Some(step) = form.step(step) else { return Vec::new() };
    let answers = prune(form, draft.answers());
    let violations = violations(form, &answers);
    problems_of_step(form, draft, step, &answers, &violations, today)
}

/// What is wrong anywhere, in the order of the steps.
pub fn check_all(form: &Form, draft: &Draft, today: Date) -> Vec<FieldProblem> {
    let answers = prune(form, draft.answers());
    let violations = violations(form, &answers);
    let mut problems: Vec<FieldProblem> = Vec::new();
    for step in form.steps() {
        problems.extend(problems_of_step(form, draft, step, &answers, &violations, today));
    }
    // What belongs to no step would otherwise be found by the office only.
    for violation in &violations {
        if !problems.iter().any(|problem| problem.pointer.starts_with(&violation.pointer)) {
            problems.push(of_violation(violation));
        }
    }
    problems
}

/// The page for someone who cannot use the form now, if there is one.
pub fn eligibility<'f>(form: &'f Form, draft: &Draft, today: Date) -> Option<&'f EligibilityPage> {
    form.eligibility().iter().find(|page| page.applies(draft.answers(), today))
}

/// The violations of the schema, with missing parts opened up so that the missing answers
/// inside them are named one by one.
fn violations(form: &Form, answers: &Value) -> Vec<Violation> {
    let mut opened = answers.clone();
    for _ in 0..MAX_ROUNDS {
        let found = form.schema().validate(&opened);
        let mut changed = false;
        for violation in found.iter().filter(|one| one.keyword == "required") {
            let is_part = form
                .schema()
                .at(&violation.pointer)
                .is_some_and(|part| !part.property_names().is_empty());
            if is_part
                && form.field(&violation.pointer).is_none()
                && violation.pointer.get(&opened).is_none()
            {
                changed |= violation.pointer.set(&mut opened, Value::Object(Map::new())).is_ok();
            }
        }
        if !changed {
            return found;
        }
    }
    form.schema().validate(&opened)
}

fn problems_of_step(
    form: &Form,
    draft: &Draft,
    step: &Step,
    answers: &Value,
    violations: &[Violation],
    today: Date,
) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if let Some(list) = &step.repeat {
        let about_list = violations.iter().filter(|violation| violation.pointer == *list);
        problems.extend(about_list.map(of_violation));
        problems.extend(missing_rows(form, step, list, answers));
    }
    for at in shown(form, draft, step, answers) {
        problems.extend(problems_of_field(form, draft, &at, violations, today));
    }
    problems.extend(failed_checks(form, step, answers));
    problems
}

fn problems_of_field(
    form: &Form,
    draft: &Draft,
    at: &Pointer,
    violations: &[Violation],
    today: Date,
) -> Vec<FieldProblem> {
    if draft.field_state(form, at) == FieldState::Blocked {
        // Somebody who holds the certificate is not told to add it.
        let is_held = draft.unusable().iter().any(|claim| claim.pointer == *at);
        let code = if is_held { CERTIFIED_UNUSABLE } else { EVIDENCE_MISSING };
        return vec![FieldProblem::new(at.clone(), code)];
    }
    let value = draft.answer(at);
    if let Some(query) = value.and_then(|value| Draft::query_of_choice(form, at, value))
        && draft.chosen(query).is_empty()
    {
        return vec![FieldProblem::new(at.clone(), CHOICE_NEEDS_CERTIFICATE)];
    }
    let about_it = |violation: &&Violation| violation.pointer.starts_with(at);
    // One message a field: the first rule that is broken is the most general one.
    if let Some(violation) = violations.iter().find(about_it) {
        let problem = of_violation(violation);
        return vec![FieldProblem { pointer: at.clone(), ..problem }];
    }
    let certified = draft.origin(at).and_then(super::Origin::certificate).is_some();
    let Some(typed) = value else { return Vec::new() };
    if certified {
        let unusual = check_identifier(form, at, typed, today).is_err();
        let warning = || FieldProblem::new(at.clone(), CERTIFIED_NUMBER_UNUSUAL).warning();
        return unusual.then(warning).into_iter().collect();
    }
    if is_born_in_future(form, at, typed, today) {
        return vec![FieldProblem::new(at.clone(), BORN_IN_FUTURE)];
    }
    match check_identifier(form, at, typed, today) {
        Err(wrong) => vec![FieldProblem::of_identifier(at.clone(), wrong)],
        Ok(()) => Vec::new(),
    }
}

/// Whether an answer says that somebody is born after today.
pub(crate) fn is_born_in_future(form: &Form, at: &Pointer, value: &Value, today: Date) -> bool {
    let asks = form.field(at).is_some_and(|field| field.is_birth_date());
    let birth = value.as_str().filter(|_| asks).and_then(Date::parse_iso);
    birth.is_some_and(|birth| birth > today)
}

fn of_violation(violation: &Violation) -> FieldProblem {
    let code = keyword_code(violation.keyword).unwrap_or("wrong-answer");
    FieldProblem::new(violation.pointer.clone(), code).with_limit(violation.limit.clone())
}

/// A list whose rows only certificates can bring, and there are none.
fn missing_rows(form: &Form, step: &Step, list: &Pointer, answers: &Value) -> Option<FieldProblem> {
    let is_empty = list.get(answers).and_then(Value::as_array).is_none_or(Vec::is_empty);
    let blocks = step.fields.iter().any(|field| {
        form.binding(field).is_some_and(|binding| {
            binding.policy == BindingPolicy::Verified && binding.missing == Missing::Block
        })
    });
    (is_empty && blocks).then(|| FieldProblem::new(list.clone(), EVIDENCE_MISSING))
}

/// The checks between answers, told on the last step that has one of them. Checks that
/// need claims are made when the filing is planned.
fn failed_checks(form: &Form, step: &Step, answers: &Value) -> Vec<FieldProblem> {
    let nothing = Evidence::default();
    let mut problems = Vec::new();
    for check in form.checks().iter().filter(|check| check.claims().next().is_none()) {
        let is_here = |step: &Step| check.answers().any(|at| step.fields.contains(at));
        let last = form.steps().iter().rfind(|step| is_here(step));
        let holds = crate::equal::holds(form, check, &nothing, answers);
        if holds == Some(false) && last.is_some_and(|last| last.id == step.id) {
            // The person can change the answer that stands alone.
            let at = check.answers().find(|at| !at.has_row()).or_else(|| check.answers().next());
            problems.extend(at.map(|at| FieldProblem::of_check(at.clone(), &check.id)));
        }
    }
    problems
}
