//! Computes the value of a binding from claims: the same function in the browser, where it
//! fills, and in the office, where it checks.

use cert_verify::ClaimPath;
use serde_json::Value;

use crate::china::{self, IdProblem};
use crate::form::{Binding, Form, Identifier, Source};
use crate::{Date, Pointer, Transform};

/// The claims at hand per query: several for queries with `multiple`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence<'c> {
    claims: Vec<(&'c str, Vec<&'c Value>)>,
}

impl<'c> Evidence<'c> {
    pub(crate) fn add(&mut self, query: &'c str, claims: Vec<&'c Value>) {
        if !claims.is_empty() {
            self.claims.push((query, claims));
        }
    }

    pub(crate) fn of(&self, query: &str) -> &[&'c Value] {
        let entry = self.claims.iter().find(|(id, _)| *id == query);
        entry.map(|(_, claims)| claims.as_slice()).unwrap_or_default()
    }

    pub(crate) fn has(&self, query: &str) -> bool {
        !self.of(query).is_empty()
    }
}

/// A value that follows from a certificate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BoundValue {
    /// The answer, its row named.
    pub(crate) to: Pointer,
    pub(crate) value: Value,
    pub(crate) query: String,
    /// None for a constant that stands for the certificate.
    pub(crate) path: Option<ClaimPath>,
    /// Whether it is more than a copy.
    pub(crate) is_derived: bool,
}

/// A claim from which no value can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ValueProblem {
    pub(crate) to: Pointer,
    pub(crate) query: String,
    pub(crate) code: &'static str,
}

/// The values that the evidence gives for a binding: none, one, or one per row.
pub(crate) fn evaluate(
    binding: &Binding,
    evidence: &Evidence<'_>,
    today: Date,
) -> Result<Vec<BoundValue>, ValueProblem> {
    for (query, value) in &binding.const_by_source {
        let rows = evidence.of(query);
        if !rows.is_empty() {
            let constant = |(row, _)| BoundValue {
                to: at_row(binding, row),
                value: value.clone(),
                query: query.clone(),
                path: None,
                is_derived: true,
            };
            return Ok(rows.iter().enumerate().map(constant).collect());
        }
    }
    let mut tried: Vec<&str> = Vec::new();
    for source in &binding.from {
        let query = source.credential.as_str();
        if tried.contains(&query) {
            continue;
        }
        tried.push(query);
        let mut values = Vec::new();
        for (row, claims) in evidence.of(query).iter().enumerate() {
            let to = at_row(binding, row);
            match value_of(binding, query, claims, today) {
                Ok(None) => {}
                Ok(Some((value, path))) => values.push(BoundValue {
                    to,
                    value,
                    query: query.to_owned(),
                    path: Some(path),
                    is_derived: binding.derives(),
                }),
                Err(code) => return Err(ValueProblem { to, query: query.to_owned(), code }),
            }
        }
        if !values.is_empty() {
            return Ok(values);
        }
    }
    Ok(Vec::new())
}

fn at_row(binding: &Binding, row: usize) -> Pointer {
    binding.to.with_row(row)
}

/// The first source of this certificate that is there; all of them when they are combined.
fn value_of(
    binding: &Binding,
    query: &str,
    claims: &Value,
    today: Date,
) -> Result<Option<(Value, ClaimPath)>, &'static str> {
    let sources: Vec<&Source> =
        binding.from.iter().filter(|source| source.credential == query).collect();
    let select = |source: &&Source| -> Vec<Value> {
        let found = source.path.select(claims).into_iter();
        found.filter(|value| !value.is_null()).cloned().collect()
    };
    let found = sources.iter().find(|source| !select(source).is_empty());
    let Some(first) = found else { return Ok(None) };
    let inputs = if binding.combines() {
        let all = sources.iter().map(|source| {
            let mut values = select(source);
            if values.is_empty() {
                values.push(Value::Null);
            }
            values
        });
        all.flatten().collect()
    } else {
        select(first)
    };
    let value =
        Transform::apply(&binding.transform, inputs, today).map_err(|error| error.code())?;
    Ok(Some((value, first.path.clone())))
}

/// The check characters of an answer that has some.
pub(crate) fn check_identifier(form: &Form, to: &Pointer, value: &Value) -> Result<(), IdProblem> {
    let identifier = form.field(to).and_then(|field| field.identifier);
    match (identifier, value.as_str()) {
        (Some(Identifier::ResidentId), Some(text)) => china::resident_id::check(text).map(|_| ()),
        (Some(Identifier::Uscc), Some(text)) => china::uscc::check(text).map(|_| ()),
        _ => Ok(()),
    }
}
