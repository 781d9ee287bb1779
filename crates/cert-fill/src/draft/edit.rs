//! Changing a draft: typing, withdrawing, choosing, going back.

use std::fmt;

use serde_json::{Map, Value};

use super::input::normalise;
use super::{Draft, FieldState, Origin, State};
use crate::fill::{Held, Matches};
use crate::form::{BindingPolicy, Form, Missing};
use crate::{Date, Pointer};

/// What an edit did besides the answer itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// The query whose certificate was withdrawn by it.
    pub withdrawn: Option<String>,
    /// Other answers that went away with the certificate.
    pub cleared: Vec<Pointer>,
}

/// Why an edit was not made. The draft is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EditError {
    /// The form has no such answer.
    NoSuchAnswer,
    /// A certificate vouches for the value, or only a certificate could bring it.
    Locked,
    /// The row does not exist or cannot be added.
    NoSuchRow,
    /// The certificate does not fit the query.
    CertificateNotUsable,
}

impl EditError {
    /// Every error.
    pub const ALL: &'static [Self] =
        &[Self::NoSuchAnswer, Self::Locked, Self::NoSuchRow, Self::CertificateNotUsable];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSuchAnswer => "edit-no-such-answer",
            Self::Locked => "edit-locked",
            Self::NoSuchRow => "edit-no-such-row",
            Self::CertificateNotUsable => "edit-certificate-not-usable",
        }
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::error::Error for EditError {}

impl Draft {
    /// Takes an answer as typed, in its ordinary variants (rule C12); null or an empty text
    /// takes the answer away.
    ///
    /// Changing a suggested value withdraws its certificate completely: its other suggested
    /// values stay as values, with the origin `override`, and a constant that stands for
    /// the certificate goes, because it would no longer be true.
    ///
    /// # Errors
    /// An [`EditError`]; the draft is then unchanged.
    pub fn edit(&mut self, form: &Form, at: &Pointer, typed: Value) -> Result<Edited, EditError> {
        let field = form.field(at).ok_or(EditError::NoSuchAnswer)?;
        if matches!(self.field_state(form, at), FieldState::Locked | FieldState::Blocked) {
            return Err(EditError::Locked);
        }
        let part = form.schema().at(at);
        let value = normalise(field, part.as_ref(), typed);
        let current = self.answer(at);
        // Going past a certified value changes nothing, even where the same characters would
        // be tidied up if somebody typed them: it stays as it was certified.
        let certified = current.filter(|_| self.state.origins.get(at).is_some_and(is_certified));
        let unchanged = || normalise(field, part.as_ref(), certified?.clone());
        if current == value.as_ref() || (value.is_some() && value == unchanged()) {
            return Ok(Edited::default());
        }
        let before = self.state.clone();
        let query = self.origin(at).and_then(Origin::certificate).map(str::to_owned);
        let mut edited = Edited::default();
        if let Some(query) = query {
            edited.cleared = self.withdraw_quietly(form, &query);
            edited.cleared.retain(|cleared| cleared != at);
            edited.withdrawn = Some(query);
        }
        match value {
            None => self.forget(at),
            Some(value) => {
                let origin = match (self.state.origins.get(at), &edited.withdrawn) {
                    (Some(Origin::Override { query }), _) | (_, Some(query)) => {
                        Origin::Override { query: query.clone() }
                    }
                    _ => Origin::Manual,
                };
                if at.set(&mut self.state.answers, value).is_err() {
                    self.state = before;
                    return Err(EditError::NoSuchRow);
                }
                self.state.origins.insert(at.clone(), origin);
            }
        }
        self.remember_at(at, before);
        Ok(edited)
    }

    /// Withdraws the certificate of a query: it will not be sent, its values become typed
    /// ones. Says which answers went away with it.
    ///
    /// # Errors
    /// [`EditError::Locked`] when the form cannot be sent without this certificate.
    pub fn withdraw(&mut self, form: &Form, query: &str) -> Result<Vec<Pointer>, EditError> {
        if form.evidence().is_required(query) {
            return Err(EditError::Locked);
        }
        let before = self.state.clone();
        let cleared = self.withdraw_quietly(form, query);
        self.remember(before);
        Ok(cleared)
    }

    fn withdraw_quietly(&mut self, form: &Form, query: &str) -> Vec<Pointer> {
        let of_query = |origin: &Origin| origin.certificate() == Some(query);
        let values: Vec<(Pointer, Origin)> = self
            .state
            .origins
            .iter()
            .filter(|(_, origin)| of_query(origin))
            .map(|(at, origin)| (at.clone(), origin.clone()))
            .collect();
        let mut cleared = Vec::new();
        for (at, origin) in values.into_iter().rev() {
            let stands_for_it = matches!(origin, Origin::Derived { path: None, .. });
            let only_certified = form.binding(&at).is_some_and(|binding| {
                binding.policy == BindingPolicy::Verified && binding.missing != Missing::Manual
            });
            if stands_for_it || only_certified {
                self.forget(&at);
                cleared.push(at);
            } else {
                self.state.origins.insert(at, Origin::Override { query: query.to_owned() });
            }
        }
        self.state.chosen.retain(|(id, _)| id != query);
        self.state.wishes.preferred.remove(query);
        self.state.wishes.withdrawn.insert(query.to_owned());
        cleared
    }

    /// Uses this certificate for a query, also one that was withdrawn, and fills anew.
    ///
    /// # Errors
    /// [`EditError::CertificateNotUsable`] when it does not fit the query.
    pub fn choose(
        &mut self,
        form: &Form,
        matches: &Matches,
        held: &[Held],
        today: Date,
        query: &str,
        held_id: &str,
    ) -> Result<(), EditError> {
        let before = self.state.clone();
        self.follow(form, matches, held, today, query, held_id)?;
        self.remember(before);
        Ok(())
    }

    /// The same where nobody chose: a certificate that took another's place. There is nothing to take back.
    ///
    /// # Errors
    /// As [`Draft::choose`].
    pub fn follow(
        &mut self,
        form: &Form,
        matches: &Matches,
        held: &[Held],
        today: Date,
        query: &str,
        held_id: &str,
    ) -> Result<(), EditError> {
        if !matches.usable(query).iter().any(|id| id == held_id) {
            return Err(EditError::CertificateNotUsable);
        }
        let before = self.state.clone();
        // An alternative in the same set gives way to the wish.
        for set in form.evidence().sets.iter().filter(|set| set.ids().any(|id| id == query)) {
            for other in set.ids().filter(|id| *id != query) {
                self.state.wishes.preferred.remove(other);
            }
        }
        self.state.wishes.withdrawn.remove(query);
        self.state.wishes.preferred.insert(query.to_owned(), held_id.to_owned());
        // What the certificate brings replaces what was typed there before.
        let typed: Vec<Pointer> = self
            .state
            .origins
            .iter()
            .filter(|(at, origin)| origin.certificate().is_none() && brings(form, query, at))
            .map(|(at, _)| at.clone())
            .collect();
        for at in typed.into_iter().rev() {
            self.forget(&at);
        }
        self.fill(form, matches, held, today);
        if self.chosen(query).iter().any(|id| id == held_id) {
            return Ok(());
        }
        self.state = before;
        Err(EditError::CertificateNotUsable)
    }

    /// Adds an empty row to a list.
    ///
    /// # Errors
    /// [`EditError::Locked`] when rows come from certificates, [`EditError::NoSuchRow`] when
    /// the list is full or is none.
    pub fn add_row(&mut self, form: &Form, list: &Pointer) -> Result<usize, EditError> {
        self.require_open_rows(form, list)?;
        let part = form.schema().at(list).filter(|part| part.items().is_some());
        let part = part.ok_or(EditError::NoSuchAnswer)?;
        let rows = self.answer(list).and_then(Value::as_array).map_or(0, Vec::len);
        if part.max_items().is_some_and(|most| u64::try_from(rows).is_ok_and(|rows| rows >= most)) {
            return Err(EditError::NoSuchRow);
        }
        let before = self.state.clone();
        let row = list.child(&rows.to_string());
        row.set(&mut self.state.answers, Value::Object(Map::new()))
            .map_err(|_| EditError::NoSuchRow)?;
        self.remember(before);
        Ok(rows)
    }

    /// Takes a row out of a list; later rows move up.
    ///
    /// # Errors
    /// As [`Draft::add_row`].
    pub fn remove_row(&mut self, form: &Form, list: &Pointer, row: usize) -> Result<(), EditError> {
        self.require_open_rows(form, list)?;
        let before = self.state.clone();
        let gone = list.child(&row.to_string());
        gone.remove(&mut self.state.answers).ok_or(EditError::NoSuchRow)?;
        let origins = std::mem::take(&mut self.state.origins);
        for (at, origin) in origins {
            if let Some(at) = moved_up(&at, list, row) {
                self.state.origins.insert(at, origin);
            }
        }
        self.remember(before);
        Ok(())
    }

    fn require_open_rows(&self, form: &Form, list: &Pointer) -> Result<(), EditError> {
        let certified = |(at, origin): (&Pointer, &Origin)| {
            at.starts_with(list) && origin.certificate().is_some()
        };
        let only_certified = form.bindings().iter().any(|binding| {
            binding.to.starts_with(list)
                && binding.policy == BindingPolicy::Verified
                && binding.missing == Missing::Block
        });
        if only_certified || self.state.origins.iter().any(certified) {
            return Err(EditError::Locked);
        }
        Ok(())
    }

    /// Forgets everything, the person's wishes included. One [`Draft::undo`] brings it back.
    pub fn clear(&mut self) {
        let before = std::mem::replace(&mut self.state, State::empty());
        self.remember(before);
    }
}

fn is_certified(origin: &Origin) -> bool {
    origin.certificate().is_some()
}

/// Whether the certificate of a query could fill this answer.
fn brings(form: &Form, query: &str, at: &Pointer) -> bool {
    form.binding(at).is_some_and(|binding| binding.credentials().any(|id| id == query))
}

/// Where an answer stands after a row of `list` went away; none when it went with it.
fn moved_up(at: &Pointer, list: &Pointer, gone: usize) -> Option<Pointer> {
    let Some(below) = at.below(list) else { return Some(at.clone()) };
    let (row, rest) = below.tokens().split_first()?;
    let row = crate::pointer::array_index(row)?;
    let row = match row.cmp(&gone) {
        std::cmp::Ordering::Less => row,
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Greater => row - 1,
    };
    Some(rest.iter().fold(list.child(&row.to_string()), |at, token| at.child(token)))
}
