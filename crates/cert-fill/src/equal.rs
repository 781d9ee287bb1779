//! The `checks` of a form: equalities between claims, answers and sums.

use serde_json::Value;

use crate::fill::Evidence;
use crate::form::{CrossCheck, Operand};

/// Whether a check holds; none when one side is not there, so that there is nothing to
/// compare.
pub(crate) fn holds(check: &CrossCheck, evidence: &Evidence<'_>, answers: &Value) -> Option<bool> {
    let left = values(&check.left, evidence, answers)?;
    let right = values(&check.right, evidence, answers)?;
    Some(left.iter().all(|one| right.iter().all(|other| one == other)))
}

/// The values of one side. A sum that is no whole number equals nothing.
fn values(operand: &Operand, evidence: &Evidence<'_>, answers: &Value) -> Option<Vec<Value>> {
    let values: Vec<Value> = match operand {
        Operand::Claim(source) => {
            let claims = evidence.of(&source.credential).iter();
            let each = claims.map(|claims| source.path.select(claims));
            // A certificate without the claim must not pass for one that agrees.
            each.flat_map(|found| match found.is_empty() {
                true => vec![Value::Null],
                false => found.into_iter().cloned().collect(),
            })
            .collect()
        }
        Operand::Answer(at) => {
            at.rows_in(answers).iter().filter_map(|at| at.get(answers)).cloned().collect()
        }
        Operand::Sum(at) => {
            let numbers = at.rows_in(answers);
            if numbers.is_empty() {
                return None;
            }
            let numbers = numbers.iter().map(|at| at.get(answers).and_then(Value::as_i64));
            let sum = numbers.into_iter().try_fold(0_i64, |sum, number| sum.checked_add(number?));
            vec![sum.map_or(Value::Null, Value::from)]
        }
    };
    (!values.is_empty()).then_some(values)
}
