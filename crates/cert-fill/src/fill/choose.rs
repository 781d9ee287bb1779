//! Chooses the certificates to fill from: one per query, one option per set.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, Held, Matches, evaluate, held_by_id};
use crate::dcql::CredentialQuery;
use crate::form::Form;
use crate::{Date, Pointer};

/// A claim of a certificate that fits, from which nothing is filled. The rest of the
/// certificate is used all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusableClaim {
    /// The query.
    pub query: String,
    /// The wallet's id of the certificate.
    pub held: String,
    /// The answer that it would fill.
    pub pointer: Pointer,
    /// Why: a transform's code, or `certified-value-not-accepted`.
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
    pub(crate) unusable: Vec<UnusableClaim>,
}

pub(crate) fn select(
    form: &Form,
    matches: &Matches,
    held: &[Held],
    wishes: &Wishes,
    today: Date,
) -> Selection {
    let mut selection = Selection::default();
    let mut available: BTreeMap<&str, (bool, Vec<String>)> = BTreeMap::new();
    for query in &form.evidence().credentials {
        if wishes.withdrawn.contains(&query.id) {
            continue;
        }
        let mut usable: Vec<(Use, String)> = Vec::new();
        let wished = wishes.preferred.get(&query.id);
        for id in candidates(matches, query, wishes) {
            let Some(one) = held_by_id(held, &id) else { continue };
            let (good_for, problems) = use_of(form, query, one, today);
            selection.unusable.extend(problems);
            let settles = good_for == Use::Whole || wished == Some(&id);
            usable.push((good_for, id));
            if !query.multiple && settles {
                break;
            }
        }
        if !query.multiple {
            // The wished one; else one without fault before one that fills in part.
            let rank = |(good_for, id): &(Use, String)| (wished == Some(id), *good_for);
            let best = usable.iter().map(rank).max();
            usable = usable.into_iter().filter(|one| Some(rank(one)) == best).take(1).collect();
        }
        let Some(worst) = usable.iter().map(|(good_for, _)| *good_for).min() else { continue };
        let ids = usable.into_iter().map(|(_, id)| id).collect();
        available.insert(&query.id, (worst == Use::Whole, ids));
    }
    let mut used = BTreeSet::new();
    for set in form.evidence().effective_sets() {
        let there =
            |option: &&Vec<String>| option.iter().all(|id| available.contains_key(id.as_str()));
        let wished =
            |option: &&Vec<String>| option.iter().any(|id| wishes.preferred.contains_key(id));
        let whole = |option: &&Vec<String>| {
            option.iter().all(|id| available.get(id.as_str()).is_some_and(|(whole, _)| *whole))
        };
        let mut options = set.options.iter().filter(there);
        let option = options.clone().find(wished).or_else(|| options.clone().find(whole));
        let option = option.or_else(|| options.next());
        used.extend(option.into_iter().flatten().cloned());
    }
    for query in &form.evidence().credentials {
        if let Some((_, ids)) =
            available.remove(query.id.as_str()).filter(|_| used.contains(&query.id))
        {
            selection.chosen.push((query.id.clone(), ids));
        }
    }
    let chosen = &selection.chosen;
    selection.unusable.retain(|claim| {
        chosen.iter().any(|(id, held)| *id == claim.query && held.contains(&claim.held))
    });
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

/// What a certificate is good for, the best last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// It fills nothing; a check of the form may still read it.
    Nothing,
    /// Some claim of it that the form reads cannot be used.
    Part,
    /// All of them can.
    Whole,
}

fn use_of(
    form: &Form,
    query: &CredentialQuery,
    held: &Held,
    today: Date,
) -> (Use, Vec<UnusableClaim>) {
    let mut evidence = Evidence::default();
    evidence.add(&query.id, vec![held.certificate.claims()]);
    let mut fills = false;
    let mut problems = Vec::new();
    for binding in form.bindings().iter().filter(|one| one.credentials().any(|id| id == query.id)) {
        let found = evaluate(form, binding, &evidence, today);
        fills |= !found.values.is_empty();
        problems.extend(found.problems.into_iter().map(|problem| UnusableClaim {
            query: problem.query,
            held: held.id.clone(),
            pointer: problem.to,
            code: problem.code,
        }));
    }
    let good_for = match (problems.is_empty(), fills) {
        (true, _) => Use::Whole,
        (false, true) => Use::Part,
        (false, false) => Use::Nothing,
    };
    (good_for, problems)
}
