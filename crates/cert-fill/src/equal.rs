//! Whether two values are the same, and the `checks` of a form: equalities between claims,
//! answers and sums.
//!
//! Certificates of two authorities write one number in two ways, so values are compared in
//! every spelling that the form itself makes of them.

use serde_json::Value;

use crate::Transform;
use crate::china::comparable;
use crate::fill::Evidence;
use crate::form::{Binding, CrossCheck, Form, Operand};
use crate::nfc::nfc;
use crate::pattern::is_ecma_space;

/// Whether two values are the same; texts in Normalization Form C, never NFKC.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one == other || nfc(one) == nfc(other),
        _ => one == other,
    }
}

/// Whether two values are the same but for their spelling: NFC, white space around, letters of numbers.
pub(crate) fn alike(one: &Value, other: &Value) -> bool {
    plain(one) == plain(other)
}

/// Whether a check holds; none when one side is not there, so that there is nothing to
/// compare.
pub(crate) fn holds(
    form: &Form,
    check: &CrossCheck,
    evidence: &Evidence<'_>,
    answers: &Value,
) -> Option<bool> {
    let transforms = transforms(form, check);
    let left = values(&check.left, evidence, answers, &transforms)?;
    let right = values(&check.right, evidence, answers, &transforms)?;
    let agree = |one: &[Value], other: &[Value]| one.iter().any(|value| other.contains(value));
    Some(left.iter().all(|one| right.iter().all(|other| agree(one, other))))
}

/// What the form does to a claim before it becomes the answer that it is compared with; and
/// how it cleans the claims compared. A transform that derives is left out for claims:
/// equal birthdays are not equal numbers.
fn transforms<'f>(form: &'f Form, check: &CrossCheck) -> Vec<&'f [Transform]> {
    let concerns = |binding: &&Binding| {
        let answered = check.answers().any(|at| binding.to == at.with_rows_open());
        let cleaned = || check.claims().any(|claim| binding.from.contains(claim));
        !binding.combines() && (answered || (!binding.derives() && cleaned()))
    };
    let lists = form.bindings().iter().filter(concerns).map(|binding| &*binding.transform);
    lists.filter(|list| !list.is_empty()).collect()
}

/// The values of one side, each in all its spellings. A sum that is no whole number equals
/// nothing.
fn values(
    operand: &Operand,
    evidence: &Evidence<'_>,
    answers: &Value,
    transforms: &[&[Transform]],
) -> Option<Vec<Vec<Value>>> {
    let values: Vec<Vec<Value>> = match operand {
        Operand::Claim(source) => {
            let claims = evidence.of(&source.credential).iter();
            let each = claims.map(|claims| source.path.select(claims));
            // A certificate without the claim must not pass for one that agrees.
            each.flat_map(|found| match found.is_empty() {
                true => vec![vec![Value::Null]],
                false => found.into_iter().map(|claim| spellings(claim, transforms)).collect(),
            })
            .collect()
        }
        Operand::Answer(at) => {
            let given = at.rows_in(answers);
            given.iter().filter_map(|at| at.get(answers)).map(|value| vec![plain(value)]).collect()
        }
        Operand::Sum(at) => {
            let numbers = at.rows_in(answers);
            if numbers.is_empty() {
                return None;
            }
            let numbers = numbers.iter().map(|at| at.get(answers).and_then(Value::as_i64));
            let sum = numbers.into_iter().try_fold(0_i64, |sum, number| sum.checked_add(number?));
            vec![sum.map_or_else(Vec::new, |sum| vec![Value::from(sum)])]
        }
    };
    (!values.is_empty()).then_some(values)
}

fn spellings(claim: &Value, transforms: &[&[Transform]]) -> Vec<Value> {
    let made = transforms.iter().filter_map(|list| {
        // An age has no day to be counted to here; it is compared as it was computed.
        Transform::run(list, vec![claim.clone()], None).ok()
    });
    std::iter::once(plain(claim)).chain(made.map(|value| plain(&value))).collect()
}

/// A value as it is compared: texts in NFC without white space around, numbers in one
/// spelling.
fn plain(value: &Value) -> Value {
    let Some(text) = value.as_str() else { return value.clone() };
    let text = nfc(text);
    let text = text.trim_matches(is_ecma_space);
    comparable(text).unwrap_or_else(|| text.to_owned()).into()
}
