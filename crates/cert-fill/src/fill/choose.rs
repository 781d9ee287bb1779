//! Chooses the certificates to fill from: one per query, one option per set.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, Held, Matches, ValueProblem, check_identifier, evaluate, held_by_id};
use crate::dcql::CredentialQuery;
use crate::form::Form;
use crate::{Date, Pointer};

/// A certificate that fits by its type but cannot be used: one of its values is unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCertificate {
    /// The query.
    pub query: String,
    /// The wallet's id of the certificate.
    pub held: String,
    /// The answer that it would fill.
    pub pointer: Pointer,
    /// Why: a transform's code, an identifier's code, or `certified-value-not-accepted`.
    pub code: &'static str,
}

/// What the person asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wishes {
    /// Queries with the certificate that they chose.
    pub(crate) preferred: BTreeMap<String, String>,
    /// Queries whose certificate is not to be used.
    pub(crate) withdrawn: BTreeSet<String>,
}

/// The certificates to use per query, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) chosen: Vec<(String, Vec<String>)>,
    pub(crate) refused: Vec<RefusedCertificate>,
}

/// The value itself breaks the schema of its answer.
const NOT_ACCEPTED: &str = "certified-value-not-accepted";

pub(crate) fn select(
    form: &Form,
    matches: &Matches,
    held: &[Held],
    wishes: &Wishes,
    today: Date,
) -> Selection {
    let mut selection = Selection::default();
    let mut available: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for query in &form.evidence().credentials {
        if wishes.withdrawn.contains(&query.id) {
            continue;
        }
        let mut usable = Vec::new();
        for id in candidates(matches, query, wishes) {
            let Some(one) = held_by_id(held, &id) else { continue };
            match first_problem(form, query, one, today) {
                None => usable.push(id),
                Some(problem) => selection.refused.push(RefusedCertificate {
                    query: query.id.clone(),
                    held: id,
                    pointer: problem.to,
                    code: problem.code,
                }),
            }
            if !query.multiple && !usable.is_empty() {
                break;
            }
        }
        if !usable.is_empty() {
            available.insert(&query.id, usable);
        }
    }
    let mut used = BTreeSet::new();
    for set in form.evidence().effective_sets() {
        let there =
            |option: &&Vec<String>| option.iter().all(|id| available.contains_key(id.as_str()));
        let wished =
            |option: &&Vec<String>| option.iter().any(|id| wishes.preferred.contains_key(id));
        let mut options = set.options.iter().filter(there);
        let option = options.clone().find(wished).or_else(|| options.next());
        used.extend(option.into_iter().flatten().cloned());
    }
    for query in &form.evidence().credentials {
        if let Some(ids) = available.remove(query.id.as_str()).filter(|_| used.contains(&query.id))
        {
            selection.chosen.push((query.id.clone(), ids));
        }
    }
    selection
}

/// The fitting certificates, the wished one first.
fn candidates(matches: &Matches, query: &CredentialQuery, wishes: &Wishes) -> Vec<String> {
    let mut ids = matches.usable(&query.id).to_vec();
    if let Some(wished) = wishes.preferred.get(&query.id)
        && let Some(index) = ids.iter().position(|id| id == wished)
    {
        let wished = ids.remove(index);
        ids.insert(0, wished);
    }
    ids
}

/// Nothing is filled from a certificate with a value that cannot be used.
fn first_problem(
    form: &Form,
    query: &CredentialQuery,
    held: &Held,
    today: Date,
) -> Option<ValueProblem> {
    let mut evidence = Evidence::default();
    evidence.add(&query.id, vec![held.certificate.claims()]);
    for binding in form.bindings().iter().filter(|one| one.credentials().any(|id| id == query.id)) {
        let values = match evaluate(binding, &evidence, today) {
            Ok(values) => values,
            Err(problem) => return Some(problem),
        };
        for bound in values {
            let problem =
                |code| Some(ValueProblem { to: bound.to.clone(), query: query.id.clone(), code });
            if let Err(wrong) = check_identifier(form, &bound.to, &bound.value) {
                return problem(wrong.code);
            }
            if !form.schema().at(&bound.to).is_some_and(|part| part.accepts(&bound.value)) {
                return problem(NOT_ACCEPTED);
            }
        }
    }
    None
}
