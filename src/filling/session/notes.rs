//! What was typed before this draft: taken over from the address book or from an earlier filing, with the day on
//! which it was typed. It is the person's word as if it were typed now, and no certificate's.

use std::collections::BTreeMap;

use cert_fill::{Control, Draft, EditError, Form, Origin, Pointer};
use serde_json::Value;

use super::{Session, carried};

/// Answers that were typed earlier, each with when (Unix seconds).
pub(super) type Notes = BTreeMap<Pointer, i64>;

/// From the record in the vault.
pub(super) fn read(stored: &[(String, i64)]) -> Notes {
    let known = stored.iter().filter_map(|(at, time)| Some((Pointer::parse(at).ok()?, *time)));
    known.collect()
}

impl Session {
    /// When an answer was typed, where that was before this draft.
    #[must_use]
    pub fn typed_on(&self, at: &Pointer) -> Option<i64> {
        let is_typed = self.draft.origin(at) == Some(&Origin::Manual);
        self.notes.get(at).copied().filter(|_| is_typed)
    }

    /// The notes for the record in the vault.
    pub(super) fn notes_to_keep(&self) -> Vec<(String, i64)> {
        let known = self.notes.keys().filter_map(|at| Some((at.to_string(), self.typed_on(at)?)));
        known.collect()
    }

    /// Takes what was typed before, each with when, as one change. What a certificate or the person has answered stays.
    pub fn take_known(&mut self, known: &[(Pointer, Value, i64)], now: i64) -> bool {
        let form = self.form.clone();
        let is_kept = |at: &Pointer| {
            // Said anew each time, and codes that count once are worth nothing later.
            form.field(at).is_some_and(|field| {
                let token = field.autocomplete.as_deref().unwrap_or_default();
                !matches!(field.control, Control::Declaration | Control::File)
                    && !token.ends_with("one-time-code")
                    && !token.ends_with("password")
            })
        };
        let taken: Vec<(Pointer, i64)> = self.draft.as_one(|draft| {
            let wanted = known.iter().filter(|(at, ..)| is_kept(at));
            let taken = wanted.filter(|(at, value, _)| {
                draft.answer(at).is_none() && put(draft, &form, at, value)
            });
            taken.map(|(at, _, typed_on)| (at.clone(), *typed_on)).collect()
        });
        let changed = !taken.is_empty();
        self.notes.extend(taken);
        if changed {
            self.changed = now;
            self.revision += 1;
        }
        changed
    }

    /// Repeats an earlier submission: what was typed in it stands where no certificate answers today.
    pub fn repeat(&mut self, submission: &str, typed: &[(Pointer, Value)], on: i64, now: i64) {
        self.again = Some(submission.to_owned());
        let known = typed.iter().map(|(at, value)| (at.clone(), value.clone(), on));
        self.take_known(&known.collect::<Vec<_>>(), now);
        self.changed = now;
    }
}

fn put(draft: &mut Draft, form: &Form, at: &Pointer, value: &Value) -> bool {
    let mut edited = draft.edit(form, at, value.clone());
    if edited == Err(EditError::NoSuchRow) && carried::make_rows(form, draft, at) {
        edited = draft.edit(form, at, value.clone());
    }
    edited.is_ok() && draft.answer(at).is_some()
}
