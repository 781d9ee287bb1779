//! What was changed in a draft, one step after another: to be taken back, made again, and looked at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::store::{origin_json, origin_of};
use super::{Draft, State};
use crate::Pointer;
use crate::fill::Wishes;
use crate::form::Form;

/// Steps back that are remembered: a session of changing one's mind.
const MAX_UNDO: usize = 50;

/// Steps that are kept with a stored draft: each has what was there before, a few hundred bytes.
const MAX_KEPT: usize = 20;

/// One change and what it did.
pub type PastChange<'d> = Vec<ChangedAnswer<'d>>;

/// An answer before and after a change.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedAnswer<'d> {
    /// Which.
    pub at: Pointer,
    /// Before; none when there was none.
    pub before: Option<&'d Value>,
    /// After; none when there is none.
    pub after: Option<&'d Value>,
}

impl Draft {
    /// Takes back the last change and says which answers it concerned; none when there is no change.
    pub fn undo(&mut self) -> Option<Vec<Pointer>> {
        let state = self.undo.pop()?;
        self.typing = None;
        let undone = std::mem::replace(&mut self.state, state);
        let changed = pointers(&undone, &self.state);
        self.redo.push(undone);
        Some(changed)
    }

    /// Makes the change again that was taken back last, and says which answers it concerned; none when there is
    /// no such change.
    pub fn redo(&mut self) -> Option<Vec<Pointer>> {
        let state = self.redo.pop()?;
        self.typing = None;
        let before = std::mem::replace(&mut self.state, state);
        let changed = pointers(&before, &self.state);
        self.undo.push(before);
        Some(changed)
    }

    /// What was changed, the latest first.
    pub fn history(&self) -> impl Iterator<Item = PastChange<'_>> {
        let after = self.undo.iter().skip(1).chain(std::iter::once(&self.state));
        let steps: Vec<_> = self.undo.iter().zip(after).collect();
        steps.into_iter().rev().map(|(before, after)| changes(before, after))
    }

    /// What would be made again next.
    pub fn undone(&self) -> Option<PastChange<'_>> {
        self.redo.last().map(|after| changes(&self.state, after))
    }

    /// The answer that was typed last is finished: what is typed there later is another change.
    pub fn settle(&mut self) {
        self.typing = None;
    }

    /// What stands here now is where the person begins: it is not theirs to take back.
    pub fn begin_here(&mut self) {
        self.settle();
        self.undo.clear();
        self.redo.clear();
    }

    /// Makes one change of all that is done in it: one step back takes it all back.
    pub fn as_one<T>(&mut self, change: impl FnOnce(&mut Self) -> T) -> T {
        let (before, typing) = (self.state.clone(), self.typing.clone());
        let (undo, redo) = (std::mem::take(&mut self.undo), std::mem::take(&mut self.redo));
        let done = change(self);
        (self.undo, self.redo, self.typing) = (undo, redo, typing);
        if self.state != before {
            self.remember(before);
        }
        done
    }

    pub(super) fn remember(&mut self, before: State) {
        self.typing = None;
        self.redo.clear();
        if self.undo.len() == MAX_UNDO {
            self.undo.remove(0);
        }
        self.undo.push(before);
    }

    /// Remembers an answer that was typed: while the same one is being typed it is one change, and none when
    /// it ends as it began.
    pub(super) fn remember_at(&mut self, at: &Pointer, before: State) {
        if self.typing.as_ref() != Some(at) || self.undo.is_empty() {
            self.remember(before);
        } else if self.undo.last() == Some(&self.state) {
            self.undo.pop();
            self.typing = None;
            return;
        }
        self.typing = Some(at.clone());
    }

    /// The history for a stored draft: of each step what was there before, where it differs from what came after.
    pub fn history_to_json(&self) -> Value {
        let after = self.undo.iter().skip(1).chain(std::iter::once(&self.state));
        let steps: Vec<Value> =
            self.undo.iter().zip(after).map(|(before, after)| step_json(before, after)).collect();
        let kept = steps.len().saturating_sub(MAX_KEPT);
        steps.into_iter().skip(kept).collect()
    }

    /// Takes a stored history up, as far back as it can be read.
    pub fn take_history(&mut self, form: &Form, stored: &Value) {
        let steps = stored.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut undo: Vec<State> = Vec::new();
        for step in steps.iter().rev().take(MAX_KEPT) {
            let Some(before) = state_before(form, step, undo.last().unwrap_or(&self.state)) else {
                break;
            };
            undo.push(before);
        }
        undo.reverse();
        self.undo = undo;
    }
}

fn pointers(one: &State, other: &State) -> Vec<Pointer> {
    changes(one, other).into_iter().map(|change| change.at).collect()
}

fn changes<'d>(before: &'d State, after: &'d State) -> PastChange<'d> {
    let all: BTreeSet<&Pointer> = before.origins.keys().chain(after.origins.keys()).collect();
    let changed = all.into_iter().filter_map(|at| {
        let (old, new) = (at.get(&before.answers), at.get(&after.answers));
        (old != new).then(|| ChangedAnswer { at: at.clone(), before: old, after: new })
    });
    changed.collect()
}

/// Members of the answers, origins and certificates as they were; null for what was not there.
fn step_json(before: &State, after: &State) -> Value {
    let (old, new) = (before.answers.as_object(), after.answers.as_object());
    let names: BTreeSet<&String> =
        old.iter().chain(&new).flat_map(|members| members.keys()).collect();
    let member =
        |all: Option<&Map<String, Value>>, name: &str| all.and_then(|all| all.get(name)).cloned();
    let answers: Map<String, Value> = names
        .into_iter()
        .filter(|name| member(old, name) != member(new, name))
        .map(|name| (name.clone(), member(old, name).unwrap_or_default()))
        .collect();
    let all: BTreeSet<&Pointer> = before.origins.keys().chain(after.origins.keys()).collect();
    let origins: Map<String, Value> = all
        .into_iter()
        .filter(|at| before.origins.get(at) != after.origins.get(at))
        .map(|at| (at.to_string(), before.origins.get(at).map(origin_json).unwrap_or_default()))
        .collect();
    let mut step = json!({"answers": answers, "origins": origins});
    let same = before.chosen == after.chosen && before.wishes == after.wishes;
    if let (false, Some(step)) = (same, step.as_object_mut()) {
        step.insert("chosen".to_owned(), json!(before.chosen));
        step.insert("preferred".to_owned(), json!(before.wishes.preferred));
        step.insert("withdrawn".to_owned(), json!(before.wishes.withdrawn));
    }
    step
}

fn state_before(form: &Form, step: &Value, after: &State) -> Option<State> {
    let mut state = after.clone();
    let answers = state.answers.as_object_mut()?;
    for (name, value) in step.get("answers")?.as_object()? {
        match value {
            Value::Null => drop(answers.remove(name)),
            value => drop(answers.insert(name.clone(), value.clone())),
        }
    }
    for (at, origin) in step.get("origins")?.as_object()? {
        let at = Pointer::parse(at).ok().filter(|at| form.field(at).is_some())?;
        match origin {
            Value::Null => drop(state.origins.remove(&at)),
            origin => drop(state.origins.insert(at, origin_of(origin)?)),
        }
    }
    if let Some(chosen) = step.get("chosen") {
        let member = |name: &str| step.get(name).cloned();
        let preferred: BTreeMap<String, String> =
            serde_json::from_value(member("preferred")?).ok()?;
        let withdrawn: BTreeSet<String> = serde_json::from_value(member("withdrawn")?).ok()?;
        state.chosen = serde_json::from_value(chosen.clone()).ok()?;
        state.wishes = Wishes { preferred, withdrawn };
    }
    let stands = |at: &Pointer| at.get(&state.answers).is_some();
    state.origins.keys().all(stands).then_some(state)
}
