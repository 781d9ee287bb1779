//! A certificate was renewed while a draft was open: show old and new, let the person
//! choose (rule C24).

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Draft, Origin, values};
use crate::equal::same;
use crate::fill::{Held, Matches, select};
use crate::form::Form;
use crate::{Date, Pointer};

/// A value that filling anew would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The answer.
    pub pointer: Pointer,
    /// The value in the draft; none when there is none.
    pub old: Option<Value>,
    /// The value that the certificates give now; none when none does.
    pub new: Option<Value>,
    /// The query of the certificate.
    pub query: String,
}

impl Draft {
    /// What would change if the draft were filled from the certificates as they are now.
    /// Nothing is changed yet.
    pub fn changes(
        &self,
        form: &Form,
        matches: &Matches,
        held: &[Held],
        today: Date,
    ) -> Vec<Change> {
        let selection = select(form, matches, held, &self.state.wishes, today);
        let fresh = values(form, &selection, held, today);
        let mut changes = Vec::new();
        for bound in &fresh {
            let old = self.answer(&bound.to);
            if !old.is_some_and(|old| same(old, &bound.value)) {
                changes.push(Change {
                    pointer: bound.to.clone(),
                    old: old.cloned(),
                    new: Some(bound.value.clone()),
                    query: bound.query.clone(),
                });
            }
        }
        let known: BTreeSet<&Pointer> = fresh.iter().map(|bound| &bound.to).collect();
        for (at, origin) in &self.state.origins {
            if let Some(query) = origin.certificate().filter(|_| !known.contains(at)) {
                changes.push(Change {
                    pointer: at.clone(),
                    old: self.answer(at).cloned(),
                    new: None,
                    query: query.to_owned(),
                });
            }
        }
        changes
    }

    /// Fills anew; the answers in `keep` stay as they are. Keeping a suggested value means
    /// withdrawing its certificate; a verified value cannot be kept against the certificate.
    pub fn refresh(
        &mut self,
        form: &Form,
        matches: &Matches,
        held: &[Held],
        today: Date,
        keep: &[Pointer],
    ) {
        let before = self.state.clone();
        let kept: Vec<(Pointer, Value)> =
            keep.iter().filter_map(|at| Some((at.clone(), self.answer(at)?.clone()))).collect();
        let replaced: Vec<Pointer> = self
            .changes(form, matches, held, today)
            .into_iter()
            .map(|change| change.pointer)
            .filter(|at| !keep.contains(at))
            .collect();
        for at in replaced.iter().rev() {
            if self.origin(at).is_some_and(|origin| *origin == Origin::Manual) {
                self.forget(at);
            }
        }
        self.fill(form, matches, held, today);
        let undo = std::mem::take(&mut self.undo);
        for (at, value) in kept {
            // A locked value stays as the certificate says.
            let _ = self.edit(form, &at, value);
        }
        self.undo = undo;
        self.remember(before);
    }
}
