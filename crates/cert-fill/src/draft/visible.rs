//! What is shown: fields whose condition holds, rows that there are, steps with something
//! on them; and what is pruned before anything is hashed.

use serde_json::Value;

use super::{Draft, FieldState};
use crate::Pointer;
use crate::form::{BindingPolicy, Field, Form, Missing, Step};
use crate::pointer::{MAX_ROWS, array_index};

/// Whether the condition of a field does not hold. `at` is the answer with its row.
pub(crate) fn is_hidden(field: &Field, at: &Pointer, answers: &Value) -> bool {
    let Some(when) = &field.when else { return false };
    let row = at.tokens().iter().find_map(|token| array_index(token));
    match row.filter(|_| when.at.has_row()) {
        None => !when.holds(answers),
        Some(row) => {
            let deciding = when.at.with_row(row);
            !deciding.get(answers).is_some_and(|value| when.schema.accepts(value))
        }
    }
}

/// The answers of fields that are shown now. Taking one out can hide another, so it goes
/// on until nothing changes; each round takes something out, so there are at most as many
/// rounds as answers.
pub(crate) fn prune(form: &Form, answers: &Value) -> Value {
    let mut kept = answers.clone();
    for _ in 0..=form.fields().len() {
        let hidden: Vec<Pointer> = form
            .fields()
            .iter()
            .flat_map(|field| field.pointer.rows_in(&kept).into_iter().map(move |at| (field, at)))
            .filter(|(field, at)| at.get(&kept).is_some() && is_hidden(field, at, &kept))
            .map(|(_, at)| at)
            .collect();
        if hidden.is_empty() {
            break;
        }
        for at in hidden.iter().rev() {
            at.remove(&mut kept);
        }
    }
    kept
}

/// The answers that are there, as fields with their rows, in the order of the form.
pub(crate) fn given(form: &Form, answers: &Value) -> Vec<Pointer> {
    form.fields()
        .iter()
        .flat_map(|field| field.pointer.rows_in(answers))
        .filter(|at| at.get(answers).is_some())
        .collect()
}

/// The fields to show on a step, each with its row; empty for an unknown step.
pub fn visible_fields(form: &Form, draft: &Draft, step: &str) -> Vec<Pointer> {
    let Some(step) = form.step(step) else { return Vec::new() };
    let answers = prune(form, draft.answers());
    shown(form, draft, step, &answers)
}

pub(super) fn shown(form: &Form, draft: &Draft, step: &Step, answers: &Value) -> Vec<Pointer> {
    let mut fields = Vec::new();
    // Row by row: a person thinks in shareholders, not in columns.
    let rows = match &step.repeat {
        Some(list) => list.get(answers).and_then(Value::as_array).map_or(0, Vec::len).min(MAX_ROWS),
        None => 1,
    };
    for row in 0..rows {
        for pointer in &step.fields {
            let at = pointer.with_row(row);
            let Some(field) = form.field(&at) else { continue };
            if !is_hidden(field, &at, answers) && !is_left_out(form, draft, &at) {
                fields.push(at);
            }
        }
    }
    fields
}

/// A value that only a certificate brings and that is simply left out without it.
fn is_left_out(form: &Form, draft: &Draft, at: &Pointer) -> bool {
    let omitted = form.binding(at).is_some_and(|binding| {
        binding.policy == BindingPolicy::Verified && binding.missing == Missing::Omit
    });
    omitted && draft.field_state(form, at) == FieldState::Blocked
}

/// The steps that have something to show, in order. Steps that repeat a list are shown
/// even when it is empty, so that a row can be added.
pub fn steps_shown<'f>(form: &'f Form, draft: &Draft) -> Vec<&'f Step> {
    let answers = prune(form, draft.answers());
    let has_content = |step: &&Step| {
        step.is_review || step.repeat.is_some() || !shown(form, draft, step, &answers).is_empty()
    };
    form.steps().iter().filter(has_content).collect()
}

/// The step to go to after this one.
pub fn next_step<'f>(form: &'f Form, draft: &Draft, step: &str) -> Option<&'f Step> {
    let index = form.steps().iter().position(|one| one.id == step)?;
    let later = form.steps().get(index + 1..).unwrap_or_default();
    let shown = steps_shown(form, draft);
    later.iter().find(|one| shown.iter().any(|shown| shown.id == one.id))
}

/// The step to go back to from this one.
pub fn previous_step<'f>(form: &'f Form, draft: &Draft, step: &str) -> Option<&'f Step> {
    let index = form.steps().iter().position(|one| one.id == step)?;
    let earlier = form.steps().get(..index).unwrap_or_default();
    let shown = steps_shown(form, draft);
    earlier.iter().rev().find(|one| shown.iter().any(|shown| shown.id == one.id))
}
