//! One person filling one form: the draft and what the pages ask of it.

use std::collections::BTreeSet;
use std::rc::Rc;

use cert_fill::form::{EligibilityPage, Missing};
use cert_fill::{
    Attachment, Date, Draft, DraftError, FieldProblem, FieldState, Form, Held, Matches, Origin,
    Pointer, Whom, check_all, check_step, eligibility, match_evidence,
};
use cert_verify::{UnixTime, put_in_order};
use serde_json::{Map, Value, json};

use self::notes::Notes;
use super::answers;
use super::build::Sources;
use super::claim_names::Names;
use super::view::Typed;
use crate::wallet::{DraftRecord, Way};
use crate::words::Lang;

/// A form being filled in, between the vault and the pages.
#[derive(Clone, Debug)]
pub struct Session {
    /// The draft's own id; empty for a trial that is never kept.
    pub id: String,
    /// The form's short name, as in the address.
    pub name: String,
    /// The revision of the kept draft that this one goes on from.
    pub kept: u32,
    /// The form.
    pub form: Rc<Form>,
    /// The wallet's verified certificates.
    pub held: Rc<Vec<Held>>,
    /// Which fit where.
    pub matches: Matches,
    /// The answers.
    pub draft: Draft,
    /// How the person chose to fill.
    pub way: Way,
    /// For whom it is filled in, when that is somebody else.
    pub whom: Option<Whom>,
    /// The step that was open.
    pub step: String,
    /// When something was changed last (Unix seconds).
    pub changed: i64,
    /// The submission made from it.
    pub submission: Option<String>,
    /// The certificates used when the draft was stored, by query.
    pub used: Value,
    /// The submission that this one repeats.
    pub again: Option<String>,
    /// Answers that were typed before.
    notes: Notes,
    /// The files that were ever attached to it, by digest: they go when it goes, also those that were taken back.
    files: BTreeSet<String>,
    /// Rises when controls must show other values than those typed.
    pub revision: u32,
    /// Continue leads back to the check page.
    pub returning: bool,
    /// The control to focus on the next page.
    pub focus: Option<String>,
}

impl Session {
    /// Starts a form.
    #[must_use]
    pub fn start(
        form: Rc<Form>,
        held: Rc<Vec<Held>>,
        way: Way,
        whom: Option<Whom>,
        today: Date,
        now: i64,
    ) -> Self {
        let whom = behalf::whom_or_only(&form, &held, whom, today);
        let matches = matches_for(&form, &held, way, whom.as_ref());
        let draft = Draft::filled(&form, &matches, &held, today);
        let step = form.steps().first().map(|step| step.id.clone()).unwrap_or_default();
        let mut session = Self {
            form,
            held,
            matches,
            draft,
            way,
            whom,
            step,
            changed: now,
            submission: None,
            used: Value::Null,
            again: None,
            notes: Notes::new(),
            files: BTreeSet::new(),
            revision: 0,
            returning: false,
            focus: None,
            id: String::new(),
            name: String::new(),
            kept: 0,
        };
        session.follow_delegation(today);
        session.used = used(&session.form, &session.draft);
        session
    }

    /// The same as a draft of its own that can be kept.
    #[must_use]
    pub fn named(self, id: String, name: &str) -> Self {
        Self { id, name: name.to_owned(), ..self }
    }

    /// Goes on with a kept draft; from another edition of the form, with what was typed. `None` when it
    /// cannot be read.
    #[must_use]
    pub fn resume(
        record: &DraftRecord,
        form: Rc<Form>,
        held: Rc<Vec<Held>>,
        today: Date,
    ) -> Option<Self> {
        let whom = behalf::whom_or_only(&form, &held, record.whom.clone(), today);
        let matches = matches_for(&form, &held, record.way, whom.as_ref());
        let draft = match Draft::from_json(&form, &record.draft) {
            Err(DraftError::OtherForm) => {
                let today = day(record.changed);
                let mut draft = carried::carried(&form, &record.draft, (&matches, &held), today)?;
                // What was changed in another edition cannot be taken back in this one.
                draft.begin_here();
                draft
            }
            read => {
                let mut draft = read.ok()?;
                draft.take_history(&form, &record.history);
                draft
            }
        };
        let mut session = Self {
            matches,
            draft,
            way: record.way,
            whom,
            step: record.step.clone(),
            changed: record.changed,
            submission: record.submission.clone(),
            used: record.used.clone(),
            again: record.again.clone(),
            notes: notes::read(&record.typed_on),
            files: record.files.iter().cloned().collect(),
            revision: 0,
            returning: false,
            focus: None,
            form,
            held,
            id: record.id.clone(),
            name: record.form.clone(),
            kept: record.revision,
        };
        session.look_again();
        session.follow_delegation(today);
        Some(session)
    }

    /// The record for the vault.
    #[must_use]
    pub fn record(&self) -> DraftRecord {
        DraftRecord {
            id: self.id.clone(),
            form: self.name.clone(),
            revision: self.kept,
            integrity: self.form.integrity().to_owned(),
            changed: self.changed,
            way: self.way,
            step: self.step.clone(),
            draft: self.draft.to_json(),
            used: used(&self.form, &self.draft),
            submission: self.submission.clone(),
            typed_on: self.notes_to_keep(),
            history: self.draft.history_to_json(),
            again: self.again.clone(),
            whom: self.whom.clone(),
            files: self.files.iter().cloned().collect(),
        }
    }

    /// The wallet holds other certificates now, or knows more about their status.
    pub fn set_held(&mut self, held: Rc<Vec<Held>>, today: Date) {
        self.matches = matches_for(&self.form, &held, self.way, self.whom.as_ref());
        self.held = held;
        self.look_again();
        self.follow_delegation(today);
    }

    fn look_again(&mut self) {
        let today = self.today();
        self.draft.look_again(&self.form, &self.matches, &self.held, today);
    }

    /// The day of the last change.
    pub(super) fn today(&self) -> Date {
        day(self.changed)
    }

    /// Takes what stands in a control. Says whether the answer has changed.
    pub fn take(&mut self, at: &Pointer, typed: &Typed, now: i64) -> bool {
        let answer = answers::from_typed(&self.form, at, typed);
        self.set(at, answer, now)
    }

    /// Sets an answer. A value that is the same already keeps its origin.
    pub fn set(&mut self, at: &Pointer, answer: Option<Value>, now: i64) -> bool {
        if self.draft.answer(at) == answer.as_ref() {
            return false;
        }
        let value = answer.unwrap_or(Value::Null);
        self.files.extend(Attachment::digest_in(&value));
        let before = self.draft.answer(at).cloned();
        let edited = self.draft.edit(&self.form, at, value);
        let changed = edited.is_ok() && self.draft.answer(at) != before.as_ref();
        if changed {
            self.changed = now;
            self.notes.remove(at);
        }
        changed
    }

    /// Takes the certificate of a changed answer back into use.
    pub fn put_back(&mut self, at: &Pointer, today: Date, now: i64) {
        let query = match self.draft.origin(at) {
            Some(Origin::Override { query }) => query.clone(),
            _ => match self.taken_away(at) {
                Some(query) => query.to_owned(),
                None => return,
            },
        };
        let Some(id) = self.matches.usable(&query).first().cloned() else { return };
        self.choose(&query, &id, today, now);
    }

    /// Uses this certificate for a query.
    pub fn choose(&mut self, query: &str, held: &str, today: Date, now: i64) {
        if self.draft.choose(&self.form, &self.matches, &self.held, today, query, held).is_ok() {
            self.changed = now;
            self.revision += 1;
        }
    }

    /// What has to be put right before this step can be left.
    #[must_use]
    pub fn problems_of(&self, step: &str) -> Vec<FieldProblem> {
        let mut problems = check_step(&self.form, &self.draft, step, self.today());
        problems.retain(|problem| !problem.is_warning);
        problems
    }

    /// What has to be put right before sending.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = check_all(&self.form, &self.draft, self.today());
        problems.retain(|problem| !problem.is_warning);
        problems
    }

    /// Adds a row to the list that a step repeats.
    pub fn add_row(&mut self, list: &Pointer, now: i64) -> bool {
        let added = self.draft.add_row(&self.form, list).is_ok();
        self.changed = if added { now } else { self.changed };
        added
    }

    /// Takes a row away; later rows move up, so their controls show other values.
    pub fn remove_row(&mut self, list: &Pointer, row: usize, now: i64) -> bool {
        let removed = self.draft.remove_row(&self.form, list, row).is_ok();
        // Rows have moved up; none of them is the one that was noted.
        self.notes.retain(|at, _| !removed || !at.starts_with(list));
        self.changed = if removed { now } else { self.changed };
        self.revision += 1;
        removed
    }

    /// Whether the person may add and remove rows: not when certificates bring them.
    #[must_use]
    pub fn rows_are_open(&self, list: &Pointer) -> bool {
        self.draft.clone().add_row(&self.form, list).is_ok()
    }

    /// The step that shows an answer.
    #[must_use]
    pub fn step_of(&self, at: &Pointer) -> Option<String> {
        let open = self.form.field(at).map(|field| field.pointer.clone())?;
        self.form
            .steps()
            .iter()
            .find(|step| step.fields.contains(&open))
            .map(|step| step.id.clone())
    }

    /// The page for somebody who cannot use the form now, once the answer that
    /// decides is certified or its step has been left.
    #[must_use]
    pub fn ineligible(&self, step: Option<&str>, today: Date) -> Option<&EligibilityPage> {
        let page = eligibility(&self.form, &self.draft, today)?;
        let certified = self.draft.origin(&page.at).and_then(Origin::certificate).is_some();
        let place = |id: &str| self.form.steps().iter().position(|step| step.id == id);
        let deciding = self.step_of(&page.at).and_then(|id| place(&id));
        let here = step.and_then(place).unwrap_or(usize::MAX);
        (certified || deciding.is_some_and(|deciding| deciding < here)).then_some(page)
    }

    /// How many answers come from certificates, and how many are asked for now.
    #[must_use]
    pub fn filled(&self) -> (usize, usize) {
        let steps = cert_fill::steps_shown(&self.form, &self.draft);
        let fields = steps
            .iter()
            .flat_map(|step| cert_fill::visible_fields(&self.form, &self.draft, &step.id));
        fields.fold((0, 0), |(filled, all), at| {
            let certified = self.draft.origin(&at).and_then(Origin::certificate).is_some();
            (filled + usize::from(certified), all + 1)
        })
    }

    /// The answers that only a certificate can give, where there is none.
    #[must_use]
    pub fn blocked(&self) -> Vec<(Pointer, Vec<String>)> {
        let bindings = self.form.bindings().iter();
        bindings
            .filter(|binding| binding.missing == Missing::Block && !binding.to.has_row())
            .filter(|binding| {
                self.draft.field_state(&self.form, &binding.to) == FieldState::Blocked
            })
            .map(|binding| (binding.to.clone(), binding.credentials().map(str::to_owned).collect()))
            .collect()
    }

    /// What views are built from.
    #[must_use]
    pub fn sources<'a>(&'a self, names: &'a Names, lang: Lang) -> Sources<'a> {
        Sources {
            form: &self.form,
            draft: &self.draft,
            held: &self.held,
            names,
            lang,
            today: self.today(),
            revision: self.revision,
        }
    }

    /// The files among the answers: pointer, and the member `digest` of each.
    #[must_use]
    pub fn files(&self) -> Vec<(Pointer, Value)> {
        let fields =
            self.form.fields().iter().filter(|field| field.control == cert_fill::Control::File);
        fields
            .filter_map(|field| {
                Some((field.pointer.clone(), self.draft.answer(&field.pointer)?.clone()))
            })
            .collect()
    }

    /// The digests (base64url) of the files, under which they are kept: also of those that were taken away and
    /// could be brought back.
    #[must_use]
    pub fn digests(&self) -> Vec<String> {
        self.record().digests()
    }

    /// What a renewed certificate would change in this draft (rule C24). A draft
    /// that was typed, or that has not been stored yet, has nothing to compare.
    #[must_use]
    pub fn renewals(&self, today: Date) -> Vec<cert_fill::Change> {
        let was_used = |query: &str| {
            self.used.get(query).and_then(Value::as_array).is_some_and(|ids| !ids.is_empty())
        };
        let mut changes = self.draft.changes(&self.form, &self.matches, &self.held, today);
        changes.retain(|change| was_used(&change.query) && change.new.is_some());
        changes
    }

    /// Takes the renewed certificates, except where the person keeps a value.
    pub fn renew(&mut self, keep: &[Pointer], today: Date, now: i64) {
        self.draft.refresh(&self.form, &self.matches, &self.held, today, keep);
        self.used = used(&self.form, &self.draft);
        self.changed = now;
        self.revision += 1;
    }

    /// Every certificate type that the form names, to learn their names.
    #[must_use]
    pub fn types(&self) -> Vec<String> {
        let mut types: Vec<String> =
            self.form.evidence().credentials.iter().flat_map(|query| query.types.clone()).collect();
        types.extend(self.held.iter().map(|held| held.certificate.credential_type().to_owned()));
        put_in_order(&mut types, Ord::cmp);
        types.dedup();
        types
    }
}

/// The day in Shanghai.
fn day(seconds: i64) -> Date {
    Date::from_unix_in_shanghai(UnixTime::from_seconds(seconds)).unwrap_or(Date::LAST)
}

/// Which certificates fit where. For somebody who types, only those without which the form cannot be sent.
fn matches_for(form: &Form, held: &[Held], way: Way, whom: Option<&Whom>) -> Matches {
    if way == Way::Certificates {
        return match_evidence(form, held, whom);
    }
    // Nor can it be without those by which one person acts for another.
    let acts = |query: &str| {
        let (agent, whom) = (form.agent(), whom.map(|whom| whom.by.as_str()));
        whom.is_some_and(|by| {
            by == query || agent.is_some_and(|one| one.holder.credential == query)
        })
    };
    let needed = |query: &str| {
        form.bindings().iter().any(|binding| {
            binding.missing == Missing::Block && binding.credentials().any(|one| one == query)
        })
    };
    let only: Vec<Held> = held
        .iter()
        .filter(|held| {
            form.evidence().credentials.iter().any(|query| {
                (needed(&query.id) || acts(&query.id)) && query.fits(&held.certificate)
            })
        })
        .cloned()
        .collect();
    match_evidence(form, &only, whom)
}

fn used(form: &Form, draft: &Draft) -> Value {
    let entries = form.evidence().credentials.iter().filter_map(|query| {
        let ids = draft.chosen(&query.id);
        (!ids.is_empty()).then(|| (query.id.clone(), json!(ids)))
    });
    Value::Object(entries.collect::<Map<_, _>>())
}

fn row_of(at: &Pointer) -> Option<usize> {
    at.tokens().iter().find_map(|token| token.parse().ok())
}

mod behalf;
mod carried;
mod fields;
mod history;
mod notes;
mod shown;
#[cfg(test)]
pub(super) mod tests;
mod way;

pub use self::history::PastLine;
pub use self::shown::ShownProblem;
