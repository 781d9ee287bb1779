//! The form that is open: which one, its draft, and what is on disk of it. One function says what
//! an action makes of it; the pages draw what it returns.

use std::rc::Rc;

use cert_fill::{Date, Form, Held, Pointer, Whom};
use cert_verify::UnixTime;
use serde_json::Value;

use super::autosave::Autosave;
use super::catalogue::Service;
use super::session::Session;
use super::view::Typed;
use crate::wallet::{DraftRecord, Way};

/// An open form. Cheap to clone.
#[derive(Clone, Debug)]
pub struct OpenForm {
    /// The service of the catalogue.
    pub service: Rc<Service>,
    /// The form.
    pub form: Rc<Form>,
    /// The draft, once it is begun or taken up.
    pub session: Option<Rc<Session>>,
    /// The kept draft cannot be read with this form.
    pub unreadable: bool,
    /// The draft that was open here went: no other one takes its place without a press.
    pub closed: bool,
    /// Answers that were typed here and that another tab has stored otherwise meanwhile.
    pub offered: Vec<(Pointer, Value)>,
    /// Rises with every change that has to be stored.
    changes: u32,
    /// The number of changes that are on disk.
    stored: u32,
    /// The draft as it was stored or taken up last.
    base: Option<Rc<Session>>,
    autosave: Autosave,
    /// In how many milliseconds the last change is to be on disk.
    wait: u32,
    /// Whether the person is to hear of the last storing.
    is_told: bool,
}

/// When an action happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// The time of day.
    pub time: UnixTime,
    /// Milliseconds of the page's clock, for the policy of storing.
    pub milliseconds: f64,
}

/// What happened to the open form.
#[derive(Clone, Debug)]
pub enum FormAction {
    /// A new draft with this id begins, in place of any other; perhaps for somebody else.
    Start(Way, Option<Whom>, Rc<Vec<Held>>, String),
    /// The kept draft is taken up.
    Resume(DraftRecord, Rc<Vec<Held>>),
    /// The wallet holds other certificates, or knows more about them.
    Held(Rc<Vec<Held>>),
    /// What was known before has been filled in: from here on it is the person who changes.
    Begun,
    /// The draft changes.
    Edit(Edit),
    /// This step is shown; the control that wanted the focus has it.
    Visit(String),
    /// From the check page to a question: Continue leads back, and this control gets the focus.
    Return(String),
    /// Continue was pressed: the way back is used up.
    Continue,
    /// The draft with this many changes is on disk, as this revision.
    Stored(u32, u32),
    /// Another tab has stored this draft.
    Elsewhere(DraftRecord),
    /// What was offered after news from another tab was taken, or was not wanted.
    Offered {
        /// Whether the answers typed here are taken.
        take: bool,
    },
    /// The draft goes: deleted, or its filings have their receipts.
    Close,
}

/// What the person changes in the draft.
#[derive(Clone, Debug)]
pub enum Edit {
    /// What stands in a control.
    Typed(Pointer, Typed),
    /// An answer, such as a file.
    Answer(Pointer, Option<Value>),
    /// The certificate behind a changed answer is used again.
    PutBack(Pointer),
    /// This certificate is used for a query.
    Choose(String, String),
    /// One more row.
    AddRow(Pointer),
    /// A row less.
    RemoveRow(Pointer, usize),
    /// Renewed certificates are taken, except for these answers.
    Renew(Vec<Pointer>),
    /// What was typed before, each with when (Unix seconds).
    Known(Vec<(Pointer, Value, i64)>),
    /// An earlier submission is repeated: its id, what was typed in it, and when (Unix seconds).
    Repeat(String, Vec<(Pointer, Value)>, i64),
    /// The last change is taken back.
    Undo,
    /// The change that was taken back last is made again.
    Redo,
    /// Nothing, but it is stored: "save and finish later".
    Touch,
}

impl OpenForm {
    /// A form that was just loaded; nobody has begun a draft.
    #[must_use]
    pub fn new(service: Rc<Service>, form: Rc<Form>) -> Self {
        Self {
            service,
            form,
            session: None,
            unreadable: false,
            closed: false,
            offered: Vec::new(),
            changes: 0,
            stored: 0,
            base: None,
            autosave: Autosave::default(),
            wait: 0,
            is_told: false,
        }
    }

    /// What the action makes of it; `None` when nothing is different.
    #[must_use]
    pub fn after(&self, action: FormAction, at: Moment) -> Option<Self> {
        let (mut next, now) = (self.clone(), at.time);
        // More may follow a key press; all else is done when it is done.
        let is_typing = matches!(action, FormAction::Edit(Edit::Typed(..)));
        let changed = match action {
            FormAction::Start(way, whom, held, id) => next.start((way, whom), held, id, now),
            FormAction::Resume(record, held) => next.resume(&record, held, now),
            FormAction::Held(held) => next.edit(|session| session.set_held(held, day_of(now))),
            FormAction::Edit(change) => next.change(change, now),
            FormAction::Begun => next.edit(|session| session.draft.begin_here()),
            FormAction::Visit(step) => next.visit(step),
            FormAction::Return(id) => next.edit(|session| {
                session.returning = true;
                session.focus = Some(id);
            }),
            FormAction::Continue => next.edit(|session| session.returning = false),
            FormAction::Stored(changes, revision) => {
                next.edit(|session| session.kept = revision);
                next.store(changes, at.milliseconds)
            }
            FormAction::Elsewhere(record) => next.elsewhere(&record, now),
            FormAction::Offered { take } => next.take_offered(take, now),
            FormAction::Close => {
                next = Self { closed: true, ..Self::new(next.service, next.form) };
                self.session.is_some() || self.unreadable
            }
        };
        if next.changes != self.changes {
            next.wait = if is_typing { next.autosave.changed(at.milliseconds) } else { 0 };
        }
        changed.then_some(next)
    }

    /// Whether everything typed is on disk.
    #[must_use]
    pub const fn is_saved(&self) -> bool {
        self.changes == self.stored
    }

    /// How many changes there were: what [`FormAction::Stored`] names.
    #[must_use]
    pub const fn changes(&self) -> u32 {
        self.changes
    }

    /// In how many milliseconds after the last change it is to be on disk.
    #[must_use]
    pub const fn wait(&self) -> u32 {
        self.wait
    }

    /// Whether the person is to hear that it was stored.
    #[must_use]
    pub const fn is_told(&self) -> bool {
        self.is_told
    }

    fn start(
        &mut self,
        (way, whom): (Way, Option<Whom>),
        held: Rc<Vec<Held>>,
        id: String,
        now: UnixTime,
    ) -> bool {
        let (form, today) = (self.form.clone(), day_of(now));
        let session = Session::start(form, held, way, whom, today, now.seconds());
        self.session = Some(Rc::new(session.named(id, &self.service.name)));
        self.base = None;
        self.unreadable = false;
        self.closed = false;
        self.changes += 1;
        true
    }

    fn resume(&mut self, record: &DraftRecord, held: Rc<Vec<Held>>, now: UnixTime) -> bool {
        self.session = Session::resume(record, self.form.clone(), held, day_of(now)).map(Rc::new);
        self.base.clone_from(&self.session);
        self.unreadable = self.session.is_none();
        self.closed = false;
        self.stored = self.changes;
        true
    }

    /// Changes what is not stored.
    fn edit(&mut self, edit: impl FnOnce(&mut Session)) -> bool {
        let Some(session) = &mut self.session else { return false };
        edit(Rc::make_mut(session));
        true
    }

    fn visit(&mut self, step: String) -> bool {
        let same = |session: &Rc<Session>| session.step == step && session.focus.is_none();
        if self.session.as_ref().is_none_or(same) {
            return false;
        }
        self.edit(|session| {
            session.step = step;
            session.focus = None;
            session.draft.settle();
        })
    }

    fn change(&mut self, change: Edit, now: UnixTime) -> bool {
        let Some(session) = &mut self.session else { return false };
        let (seconds, today) = (now.seconds(), day_of(now));
        let session = Rc::make_mut(session);
        let changed = match change {
            Edit::Typed(at, typed) => session.take(&at, &typed, seconds),
            Edit::Answer(at, answer) => {
                // Not typed letter by letter: each is a change of its own.
                session.draft.settle();
                let changed = session.set(&at, answer, seconds);
                session.draft.settle();
                changed
            }
            Edit::PutBack(at) => {
                session.put_back(&at, today, seconds);
                true
            }
            Edit::Choose(query, held) => {
                session.choose(&query, &held, today, seconds);
                true
            }
            Edit::AddRow(list) => session.add_row(&list, seconds),
            Edit::RemoveRow(list, row) => session.remove_row(&list, row, seconds),
            Edit::Renew(keep) => {
                session.renew(&keep, today, seconds);
                true
            }
            Edit::Known(known) => session.take_known(&known, seconds),
            Edit::Repeat(submission, typed, on) => {
                session.repeat(&submission, &typed, on, seconds);
                true
            }
            Edit::Undo => session.undo(seconds).is_some(),
            Edit::Redo => session.redo(seconds).is_some(),
            Edit::Touch => {
                session.changed = seconds;
                true
            }
        };
        self.changes += u32::from(changed);
        changed
    }

    fn store(&mut self, changes: u32, now: f64) -> bool {
        self.stored = changes;
        self.is_told = self.autosave.stored(now);
        if self.is_saved() {
            self.base.clone_from(&self.session);
        }
        true
    }

    /// What another tab has stored is what counts, because it may have been sent. What was typed
    /// here since the last storing is not lost: where the two differ, it is offered.
    fn elsewhere(&mut self, record: &DraftRecord, now: UnixTime) -> bool {
        let Some(mine) = self.session.clone() else { return false };
        if mine.record() == *record {
            return false;
        }
        let (form, held) = (self.form.clone(), mine.held.clone());
        let Some(mut theirs) = Session::resume(record, form, held, day_of(now)) else {
            return false;
        };
        let base = self.base.clone();
        let typed_here = |at: &Pointer, value: &Value| {
            base.as_ref().is_none_or(|base| base.draft.answer(at) != Some(value))
        };
        let fields = mine.form.fields().iter();
        let offered = fields.filter_map(|field| {
            let at = &field.pointer;
            let value = mine.draft.answer(at)?;
            (theirs.draft.answer(at) != Some(value) && typed_here(at, value))
                .then(|| (at.clone(), value.clone()))
        });
        self.offered = if self.is_saved() { Vec::new() } else { offered.collect() };
        theirs.revision = mine.revision + 1;
        theirs.step.clone_from(&mine.step);
        self.session = Some(Rc::new(theirs));
        self.base.clone_from(&self.session);
        self.stored = self.changes;
        true
    }

    fn take_offered(&mut self, take: bool, now: UnixTime) -> bool {
        for (at, value) in std::mem::take(&mut self.offered) {
            if take {
                self.change(Edit::Answer(at, Some(value)), now);
            }
        }
        self.edit(|session| session.revision += 1)
    }
}

/// The day where the rules count.
#[must_use]
pub fn day_of(now: UnixTime) -> Date {
    // The year is within four digits as long as the device's clock is.
    Date::from_unix_in_shanghai(now)
        .or_else(|| Date::new(2026, 1, 1))
        .expect("the first of January is a date")
}

#[cfg(test)]
mod tests;
