//! Computes the value of a binding from claims: the same function in the browser, where it
//! fills, and in the office, where it checks.
//!
//! A claim that cannot be used spoils itself and nothing else: an ID card that is valid
//! 长期 fills no date, but it fills the name.

use cert_verify::ClaimPath;
use serde_json::Value;

use crate::china::{IdProblem, identifier_in};
use crate::form::{Binding, Form, Source};
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

/// A claim from which no answer can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ValueProblem {
    /// The answer, its row named.
    pub(crate) to: Pointer,
    pub(crate) query: String,
    /// A transform's code, or [`NOT_ACCEPTED`].
    pub(crate) code: &'static str,
}

/// What the evidence gives for a binding: per row a value, a problem, or nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    pub(crate) values: Vec<BoundValue>,
    pub(crate) problems: Vec<ValueProblem>,
}

/// The value itself breaks the schema of its answer.
const NOT_ACCEPTED: &str = "certified-value-not-accepted";

/// What the evidence gives for a binding: the sources are tried in order, and a claim that
/// cannot be used gives way to the next one.
pub(crate) fn evaluate(
    form: &Form,
    binding: &Binding,
    evidence: &Evidence<'_>,
    today: Date,
) -> Found {
    for (query, value) in &binding.const_by_source {
        let rows = evidence.of(query);
        if !rows.is_empty() {
            let constant = |(row, _)| BoundValue {
                to: binding.to.with_row(row),
                value: value.clone(),
                query: query.clone(),
                path: None,
                is_derived: true,
            };
            let values = rows.iter().enumerate().map(constant).collect();
            return Found { values, problems: Vec::new() };
        }
    }
    let mut tried: Vec<&str> = Vec::new();
    let mut problems = Vec::new();
    for source in &binding.from {
        let query = source.credential.as_str();
        if tried.contains(&query) {
            continue;
        }
        tried.push(query);
        let mut found = Found::default();
        for (row, claims) in evidence.of(query).iter().enumerate() {
            let to = binding.to.with_row(row);
            match value_of(form, binding, query, claims, today) {
                Ok(None) => {}
                Ok(Some((value, path))) => found.values.push(BoundValue {
                    to,
                    value,
                    query: query.to_owned(),
                    path: Some(path),
                    is_derived: binding.derives(),
                }),
                Err(code) => {
                    found.problems.push(ValueProblem { to, query: query.to_owned(), code });
                }
            }
        }
        if !found.values.is_empty() {
            return found;
        }
        problems.append(&mut found.problems);
    }
    Found { values: Vec::new(), problems }
}

/// The first source of this certificate that can be used; all of them when they are
/// combined. The error is that of the first source that is there.
fn value_of(
    form: &Form,
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
    let mut first_error = None;
    for source in &sources {
        let claims = select(source);
        if claims.is_empty() {
            continue;
        }
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
            claims
        };
        match answer_of(form, binding, inputs, today) {
            Ok(value) => return Ok(Some((value, source.path.clone()))),
            Err(code) => first_error = first_error.or(Some(code)),
        }
        if binding.combines() {
            break;
        }
    }
    first_error.map_or(Ok(None), Err)
}

/// The claims as the answer that the form accepts. Registers write identity numbers with
/// full-width digits, spaces or a small x as people do: a copy is taken as it stands if it
/// can be, but what is derived from a number counts its characters.
fn answer_of(
    form: &Form,
    binding: &Binding,
    inputs: Vec<Value>,
    today: Date,
) -> Result<Value, &'static str> {
    let part = form.schema().at(&binding.to);
    let make = |inputs: Vec<Value>| {
        let made = Transform::apply(&binding.transform, inputs, today);
        let made = made.map_err(|error| error.code())?;
        let accepted = part.as_ref().is_some_and(|part| part.accepts(&made));
        if accepted { Ok(made) } else { Err(NOT_ACCEPTED) }
    };
    let clean: Vec<Value> = inputs.iter().map(in_standard_form).collect();
    let (first, second) = if binding.derives() { (clean, inputs) } else { (inputs, clean) };
    make(first).or_else(|error| make(second).map_err(|_| error))
}

fn in_standard_form(claim: &Value) -> Value {
    claim.as_str().and_then(identifier_in).map_or_else(|| claim.clone(), Value::from)
}

/// The check characters of an answer that was typed, where it has some.
pub(crate) fn check_identifier(
    form: &Form,
    to: &Pointer,
    value: &Value,
    today: Date,
) -> Result<(), IdProblem> {
    let identifier = form.field(to).and_then(|field| field.identifier);
    match identifier.zip(value.as_str()) {
        Some((identifier, text)) => identifier.check(text, today),
        None => Ok(()),
    }
}
