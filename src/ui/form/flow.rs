//! The open form with the verbs of its pages. What is filled in is part of the app's state
//! ([`cert_app::filling::open`]), so it lives on while the pages change.

use std::rc::Rc;

use cert_app::filling::catalogue::Service;
use cert_app::filling::known;
use cert_app::filling::open::{Edit, FormAction, Moment, OpenForm, day_of};
use cert_app::filling::session::Session;
use cert_app::filling::view::Typed;
use cert_app::route::Route;
use cert_app::sending::again;
use cert_app::sending::machine::Unsaved;
use cert_app::sending::outbox::new_id;
use cert_app::state::{Action, Slot, WalletState};
use cert_app::wallet::{BookEntry, DraftKept, DraftRecord, Submission, VaultData, Way};
use cert_app::words::{Lang, form as words};
use cert_fill::{Date, Form, Held, Pointer, Whom};
use gloo::timers::callback::Timeout;
use serde_json::Value;

use super::send;
use crate::ui::browser::{clock, navigate, page, promise, random};
use crate::ui::ctx::{AppHandle, Wallet};

/// The open form with its verbs. Cheap to clone; reading it reads the draft as it is now.
#[derive(Clone)]
pub struct Flow {
    /// The service of the catalogue.
    pub service: Rc<Service>,
    /// The form.
    pub form: Rc<Form>,
    seen: Rc<OpenForm>,
    app: AppHandle,
    wallet: Wallet,
}

impl PartialEq for Flow {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.seen, &other.seen)
    }
}

impl Flow {
    /// The verbs for a form that was drawn like this.
    pub fn new(seen: Rc<OpenForm>, app: AppHandle, wallet: Wallet) -> Self {
        Self { service: seen.service.clone(), form: seen.form.clone(), seen, app, wallet }
    }

    /// The language of the pages.
    pub fn lang(&self) -> Lang {
        self.app.lang()
    }

    fn latest(&self) -> Option<Rc<OpenForm>> {
        open_in(&self.app).filter(|open| open.service.name == self.service.name)
    }

    /// Whether the kept draft cannot be read with this form.
    pub fn is_unreadable(&self) -> bool {
        self.seen.unreadable
    }

    /// Looks at the draft.
    pub fn look<T>(&self, look: impl FnOnce(&Session) -> T) -> Option<T> {
        self.latest()?.session.as_deref().map(look)
    }

    /// What was typed here and stored otherwise in another tab.
    pub fn offered(&self) -> Vec<(Pointer, Value)> {
        self.latest().map(|open| open.offered.clone()).unwrap_or_default()
    }

    /// Tells the open form what happened. A change is stored soon after. Says whether anything is
    /// different now.
    pub fn act(&self, action: FormAction) -> bool {
        let Some(open) = self.latest() else { return false };
        let moment = Moment { time: clock::now(), milliseconds: js_sys::Date::now() };
        let Some(next) = open.after(action, moment) else { return false };
        let (changes, wait) = (next.changes(), next.wait());
        self.app.dispatch(Action::Form(Some(Slot::new(next))));
        if changes != open.changes() {
            let flow = self.clone();
            let is_last = move || flow.latest().is_some_and(|open| open.changes() == changes);
            let flow = self.clone();
            Timeout::new(wait, move || {
                // A later change has a timer of its own, unless typing went on for too long.
                if wait == 0 || is_last() {
                    flow.store();
                }
            })
            .forget();
        }
        true
    }

    /// Changes the draft.
    pub fn change(&self, change: Edit) -> bool {
        self.act(FormAction::Edit(change))
    }

    /// Takes what stands in a control. What goes with a certificate that is withdrawn by it is said
    /// at once: it may stand above, out of view.
    pub fn take(&self, pointer: &str, typed: &Typed) {
        let Ok(at) = Pointer::parse(pointer) else { return };
        let before = self.look(Session::cleared);
        if self.change(Edit::Typed(at, typed.clone())) && before != self.look(Session::cleared) {
            let words = self.look(|session| session.cleared_words(self.lang())).flatten();
            if let Some(labels) = words {
                page::announce(&words::CLEARED.with(self.lang(), &[&labels]));
            }
        }
    }

    /// Begins a new draft in place of any other for the same person. From certificates, what the address book has for it is filled
    /// in; somebody who types finds nothing filled in beforehand.
    pub fn start(&self, way: Way, whom: Option<Whom>, held: Rc<Vec<Held>>) {
        self.act(FormAction::Start(way, whom, held, fresh_id()));
        if way == Way::Certificates {
            self.fill_known();
        }
    }

    /// Begins what was sent before once more: certificates answer as they are today, and what was typed then
    /// stands where none of them does.
    pub fn start_again(&self, past: &Submission, held: Rc<Vec<Held>>) {
        self.act(FormAction::Start(Way::Certificates, past.whom.clone(), held, fresh_id()));
        self.change(Edit::Repeat(past.id.clone(), again::typed(past), past.created));
        self.fill_known();
    }

    fn fill_known(&self) {
        let data = self.wallet.data();
        let known = self.look(|session| known::to_fill(session, &data.address_book));
        if let Some(known) = known.filter(|known| !known.is_empty()) {
            self.change(Edit::Known(known));
        }
        self.act(FormAction::Begun);
    }

    /// What was typed in it and may be said again.
    pub fn typed(&self) -> Vec<BookEntry> {
        let now = clock::now().seconds();
        self.look(|session| known::to_remember(session, now)).unwrap_or_default()
    }

    /// Keeps what was typed in the address book, once it was sent. Nobody waits for it.
    pub fn remember(&self, typed: Vec<BookEntry>) {
        if typed.is_empty() {
            return;
        }
        let wallet = self.wallet.clone();
        promise::spawn(async move {
            let keep = |data: &mut VaultData| {
                typed.iter().for_each(|one| data.address_book.remember(one.clone()));
            };
            let _ = wallet.update(keep).await;
        });
    }

    /// Takes up a kept draft, for this person when it does not say for whom it is. Says whether it could be read.
    pub fn resume(&self, mut record: DraftRecord, whom: Option<Whom>, held: Rc<Vec<Held>>) -> bool {
        record.whom = record.whom.or(whom);
        self.act(FormAction::Resume(record, held));
        self.look(|_| ()).is_some()
    }

    /// The drafts in the vault that have not expired, one for each person.
    pub fn kept(&self) -> Vec<DraftRecord> {
        let (data, now) = (self.wallet.data(), clock::now().seconds());
        let all = data.drafts_of(&self.service.name).into_iter();
        all.filter(|record| !record.expired(now)).cloned().collect()
    }

    /// The draft in the vault, when there is one only, and none was open here before: whose answers stand here is
    /// never a guess.
    pub fn only_kept(&self) -> Option<DraftRecord> {
        let mut kept = self.kept();
        kept.pop().filter(|_| kept.is_empty() && !self.seen.closed)
    }

    /// Does something that puts another draft in place of the one that is open: what was typed there is on disk
    /// before.
    pub fn switch(&self, change: impl FnOnce(&Self) + 'static) {
        if self.is_saved() {
            return change(self);
        }
        let flow = self.clone();
        promise::spawn(async move {
            // What was deleted or sent elsewhere needs no saving.
            if matches!(flow.save().await, Ok(()) | Err(Unsaved::Gone)) {
                change(&flow);
            }
        });
    }

    /// The submission of this draft that may have left the device already.
    pub fn sent_as(&self, kept: &DraftRecord) -> Option<String> {
        self.wallet.data().speaks_for(&kept.id).map(|submission| submission.id.clone())
    }

    /// The address of a step, or of the check page for the last one.
    pub fn route_of(&self, step: &cert_fill::Step) -> Route {
        if step.is_review {
            Route::Check(self.service.name.clone())
        } else {
            Route::Step(self.service.name.clone(), step.id.clone())
        }
    }

    /// Where it goes on from this step, or from the start page: to the step with what is left to
    /// answer, and then to the check page. Somebody who types goes through every step.
    pub fn onward(&self, step: Option<&str>) -> Route {
        let next = self.look(|session| session.onward(step).map(|step| self.route_of(step)));
        next.flatten().unwrap_or_else(|| Route::Check(self.service.name.clone()))
    }

    /// Where "Back" leads from a step: to the one before, or to the start page.
    pub fn backward(&self, step: &str) -> Route {
        let before = self.look(|session| session.backward(step).map(|step| self.route_of(step)));
        before.flatten().unwrap_or_else(|| Route::Service(self.service.name.clone()))
    }

    /// Stores the draft without waiting for a pause: a control was left, a step is finished, or the
    /// page goes.
    pub fn store(&self) {
        let flow = self.clone();
        promise::spawn(async move {
            let _ = flow.save().await;
        });
    }

    /// Stores the draft now and waits until it is on disk.
    pub async fn save(&self) -> Result<(), Unsaved> {
        // What is to be stored is looked up when it is this one's turn.
        let _turn = self.wallet.draft_turn().await;
        let Some(open) = self.latest().filter(|open| !open.is_saved()) else { return Ok(()) };
        let Some(record) = open.session.as_ref().map(|session| session.record()) else {
            return Ok(());
        };
        let kept = self.wallet.transact(move |data| data.keep_draft(&record)).await;
        match kept {
            Ok(DraftKept::Stored(revision)) => {
                self.act(FormAction::Stored(open.changes(), revision));
                if self.latest().is_some_and(|open| open.is_told()) {
                    page::announce(saved_words(&self.app, self.lang()));
                }
                Ok(())
            }
            Ok(DraftKept::ChangedElsewhere(theirs)) => {
                self.act(FormAction::Elsewhere(*theirs));
                Err(Unsaved::ChangedElsewhere)
            }
            Ok(DraftKept::Sent(id)) => Err(self.sent_elsewhere(id)),
            Ok(DraftKept::Gone) => {
                self.close();
                Err(Unsaved::Gone)
            }
            Err(problem) => {
                page::announce(words::SAVE_FAILED.of(self.lang()));
                Err(Unsaved::Refused(problem))
            }
        }
    }

    /// Follows what another tab has made of this draft.
    pub async fn follow(&self) {
        let _turn = self.wallet.draft_turn().await;
        // What this tab is sending itself is told where Send was pressed.
        let ours = self.look(|session| session.id.clone());
        if ours.as_deref().is_some_and(send::is_running) {
            return;
        }
        let data = self.wallet.data();
        let ours = |session: &Session| (session.id.clone(), session.kept);
        // A draft that was never stored is nobody else's.
        let Some((id, kept)) = self.look(ours).filter(|(_, kept)| *kept > 0) else { return };
        if let Some(record) = data.drafts.iter().find(|draft| draft.id == id) {
            if record.revision != kept {
                self.act(FormAction::Elsewhere(record.clone()));
            }
        } else if let Some(one) = sent(&data, &id) {
            self.sent_elsewhere(one);
        } else if self.app.is_open() {
            self.close();
        }
    }

    /// The draft was sent from another tab: its submission is what there is to see.
    fn sent_elsewhere(&self, submission: String) -> Unsaved {
        self.close();
        if self.app.route.form() == Some(self.service.name.as_str()) {
            navigate(&Route::Sent(submission.clone()));
        }
        Unsaved::Sent(submission)
    }

    /// How often the draft has changed since the form was opened.
    pub fn changes(&self) -> u32 {
        self.latest().map_or(0, |open| open.changes())
    }

    /// Whether everything typed is on disk.
    pub fn is_saved(&self) -> bool {
        self.latest().is_none_or(|open| open.is_saved())
    }

    /// Deletes a draft and its files, no other draft's, and says whether it did: what may be with an office, or is
    /// about to be carried there, is shown instead.
    pub async fn delete(&self, draft: DraftRecord) -> bool {
        let data = self.wallet.data();
        let doubtful = data.speaks_for(&draft.id).filter(|one| one.in_doubt());
        if let Some(submission) = doubtful.map(|one| one.id.clone()) {
            navigate(&Route::Sent(submission));
            return false;
        }
        let is_open = self.look(|session| session.id == draft.id) == Some(true);
        let files = self.look(Session::digests).filter(|_| is_open);
        let files = files.unwrap_or_else(|| draft.digests());
        if is_open || self.is_unreadable() {
            self.close();
        }
        let gone = self.wallet.forget_draft(&draft.id, files).await.is_ok();
        if !gone {
            page::announce(words::SAVE_FAILED.of(self.lang()));
        }
        gone
    }

    /// Forgets the draft in memory: it was deleted, or its filings have their receipts.
    pub fn close(&self) {
        self.act(FormAction::Close);
    }
}

fn sent(data: &VaultData, draft: &str) -> Option<String> {
    data.speaks_for(draft).map(|one| one.id.clone())
}

/// A new id for a draft or a submission.
pub fn fresh_id() -> String {
    let milliseconds = u64::try_from(clock::now().seconds()).unwrap_or(0).saturating_mul(1000);
    new_id(milliseconds, random::bytes())
}

/// The open form, as it is now.
pub fn open_in(app: &AppHandle) -> Option<Rc<OpenForm>> {
    app.form.as_ref()?.get()
}

/// "Saved", truthfully: in memory only, it is not.
pub fn saved_words(app: &AppHandle, lang: Lang) -> &'static str {
    if app.wallet == WalletState::MemoryOnly { words::SAVED_MEMORY } else { words::SAVED }.of(lang)
}

/// The day where the rules count.
pub fn today() -> Date {
    day_of(clock::now())
}
