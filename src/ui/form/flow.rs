//! One form from its start page to Send: loading it, and the verbs of its pages. What is filled in
//! is part of the app's state ([`cert_app::filling::open`]), so it lives on while the pages change.

use std::rc::Rc;

use cert_app::filling::build;
use cert_app::filling::catalogue::Service;
use cert_app::filling::draft_record::{DraftRecord, Way};
use cert_app::filling::open::{Change, FormAction, Moment, OpenForm, day_of};
use cert_app::filling::session::Session;
use cert_app::filling::view::Typed;
use cert_app::route::Route;
use cert_app::sending::outbox::Submission;
use cert_app::state::{Action, Slot, WalletState};
use cert_app::trust::config::Config;
use cert_app::wallet::{self, VaultError};
use cert_app::words::{Lang, form as words};
use cert_fill::{Date, Form, Held, Pointer};
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::check::FormCheck;
use super::ineligible::Ineligible;
use super::load::{self, LoadError};
use super::names::use_held;
use super::start::FormStart;
use super::step::FormStep;
use crate::ui::browser::{clock, page, promise};
use crate::ui::ctx::{
    AppHandle, Wallet, use_app, use_evidence, use_lang, use_open_form, use_wallet,
};
use crate::ui::elements::Page;
use crate::ui::services::failure;

/// Which page of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// The start page.
    Start,
    /// A step.
    Step(String),
    /// Check and send.
    Check,
}

#[derive(Clone, PartialEq, Properties)]
pub struct FlowProps {
    pub name: AttrValue,
    pub view: View,
}

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
    fn new(seen: Rc<OpenForm>, app: AppHandle, wallet: Wallet) -> Self {
        Self { service: seen.service.clone(), form: seen.form.clone(), seen, app, wallet }
    }

    /// The language of the pages.
    pub fn lang(&self) -> Lang {
        self.app.lang()
    }

    fn latest(&self) -> Option<Rc<OpenForm>> {
        open_in(&self.app).filter(|open| open.service.name == self.service.name)
    }

    /// Looks at the draft.
    pub fn look<T>(&self, look: impl FnOnce(&Session) -> T) -> Option<T> {
        self.latest()?.session.as_deref().map(look)
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
                    promise::spawn(async move {
                        let _ = flow.save().await;
                    });
                }
            })
            .forget();
        }
        true
    }

    /// Changes the draft.
    pub fn change(&self, change: Change) -> bool {
        self.act(FormAction::Change(change))
    }

    /// Takes what stands in a control.
    pub fn take(&self, pointer: &str, typed: &Typed) {
        if let Ok(at) = Pointer::parse(pointer) {
            self.change(Change::Typed(at, typed.clone()));
        }
    }

    /// Begins a new draft in place of any other.
    pub fn start(&self, way: Way, held: Rc<Vec<Held>>) {
        self.act(FormAction::Start(way, held));
    }

    /// Takes up the kept draft. Says whether it could be read.
    pub fn resume(&self, held: Rc<Vec<Held>>) -> bool {
        let Some(record) = self.kept() else { return false };
        self.act(FormAction::Resume(record, held));
        self.look(|_| ()).is_some()
    }

    /// The draft in the vault, unless it has expired.
    pub fn kept(&self) -> Option<DraftRecord> {
        let record =
            self.wallet.data().drafts.get(&self.service.name).and_then(DraftRecord::from_json)?;
        (!record.expired(clock::now().seconds())).then_some(record)
    }

    /// Whether a submission of this draft may have left the device already.
    pub fn is_in_flight(&self, kept: &DraftRecord) -> bool {
        let data = self.wallet.data();
        let submission = kept.submission.as_ref().and_then(|id| data.outbox.get(id));
        submission.and_then(Submission::from_json).is_some_and(|submission| submission.in_flight())
    }

    /// The address of a step, or of the check page for the last one.
    pub fn route_of(&self, step: &cert_fill::Step) -> Route {
        if step.is_review {
            Route::Check(self.service.name.clone())
        } else {
            Route::Step(self.service.name.clone(), step.id.clone())
        }
    }

    /// Stores the draft now and waits until it is on disk.
    pub async fn save(&self) -> Result<(), VaultError> {
        let Some(open) = self.latest().filter(|open| !open.is_saved()) else { return Ok(()) };
        let Some(record) = open.session.as_ref().map(|session| session.record()) else {
            return Ok(());
        };
        let (name, record) = (self.service.name.clone(), record.to_json());
        let saved = self
            .wallet
            .update(move |data| drop(data.drafts.insert(name.clone(), record.clone())))
            .await;
        if saved.is_err() {
            page::announce(words::SAVE_FAILED.of(self.lang()));
        } else if self.act(FormAction::Stored(open.changes()))
            && self.latest().is_some_and(|open| open.is_told())
        {
            page::announce(saved_words(&self.app, self.lang()));
        }
        saved
    }

    /// How often the draft has changed since the form was opened.
    pub fn changes(&self) -> u32 {
        self.latest().map_or(0, |open| open.changes())
    }

    /// Whether everything typed is on disk.
    pub fn is_saved(&self) -> bool {
        self.latest().is_none_or(|open| open.is_saved())
    }

    /// Deletes the draft and its files.
    pub async fn delete(&self) {
        let digests = match self.look(Session::digests) {
            Some(digests) => digests,
            None => self.kept().map(|kept| kept.digests()).unwrap_or_default(),
        };
        self.close();
        let name = self.service.name.clone();
        let _ = self.wallet.update(move |data| drop(data.drafts.remove(&name))).await;
        for digest in digests {
            let _ = self.wallet.forget_secret(&wallet::attachment_record(&digest)).await;
        }
    }

    /// Forgets the draft in memory: it was deleted, or its filings have their receipts.
    pub fn close(&self) {
        self.act(FormAction::Close);
    }
}

/// The open form, as it is now.
fn open_in(app: &AppHandle) -> Option<Rc<OpenForm>> {
    app.form.as_ref()?.get()
}

/// Loads the form and opens it, unless just this one is open.
async fn open(
    app: &AppHandle,
    wallet: &Wallet,
    config: &Config,
    name: &str,
) -> Result<(), LoadError> {
    let (service, form) = load::form(config, wallet, name).await?;
    if let Some(other) = open_in(app) {
        if other.service.name == name && other.form.integrity() == form.integrity() {
            return Ok(());
        }
        // What was typed there is on disk before another form takes its place.
        let _ = Flow::new(other, app.clone(), wallet.clone()).save().await;
    }
    if app.route.form() == Some(name) {
        let open = OpenForm::new(Rc::new(service), form);
        app.dispatch(Action::Form(Some(Slot::new(open))));
    }
    Ok(())
}

/// "Saved", truthfully: in memory only, it is not.
pub fn saved_words(app: &AppHandle, lang: Lang) -> &'static str {
    if app.wallet == WalletState::MemoryOnly { words::SAVED_MEMORY } else { words::SAVED }.of(lang)
}

/// The day where the rules count.
pub fn today() -> Date {
    day_of(clock::now())
}

/// A form: it is loaded first.
#[component]
pub fn FormFlow(props: &FlowProps) -> Html {
    let (app, wallet, evidence, lang) = (use_app(), use_wallet(), use_evidence(), use_lang());
    let found = use_open_form().filter(|open| open.service.name == props.name.as_str());
    let failed = use_state_eq(|| None::<LoadError>);
    let config = evidence.config();
    let load = {
        let (app, wallet, config) = (app.clone(), wallet.clone(), config.clone());
        let (failed, name) = (failed.clone(), props.name.clone());
        Callback::from(move |_: ()| {
            let Some(config) = config.clone() else { return };
            let (app, wallet) = (app.clone(), wallet.clone());
            let (failed, name) = (failed.clone(), name.clone());
            failed.set(None);
            promise::spawn(
                async move { failed.set(open(&app, &wallet, &config, &name).await.err()) },
            );
        })
    };
    use_effect_with((props.name.clone(), config.is_some()), {
        let load = load.clone();
        move |_| load.emit(())
    });
    match (found, &*failed) {
        (Some(open), _) => {
            let flow = Flow::new(open, app, wallet);
            html! { <FormPages {flow} view={props.view.clone()} /> }
        }
        (None, Some(error)) => {
            let again = load.reform(|_: MouseEvent| ());
            html! {
                <Page title={words::FORM_FAILED.of(lang)} narrow=true back={Route::Services}>
                    {failure(error, &again, lang)}
                </Page>
            }
        }
        _ => waiting(words::SERVICES_TITLE.of(lang), words::LOADING_FORM.of(lang), None),
    }
}

fn waiting(title: impl Into<AttrValue>, said: &'static str, back: Option<Route>) -> Html {
    html! {
        <Page title={title.into()} narrow=true {back}>
            <p class="working" role="status"><progress></progress>{said}</p>
        </Page>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PagesProps {
    flow: Flow,
    view: View,
}

/// The pages of a form that is there. The certificates and the kept draft come to it after
/// drawing, never during it.
#[component]
fn FormPages(props: &PagesProps) -> Html {
    let (app, evidence, lang, held) = (use_app(), use_evidence(), use_lang(), use_held());
    let flow = &props.flow;
    // A draft is not held up to certificates that are still being checked: it would
    // look as if they were gone.
    let checking = app.data.certificates.iter().any(|one| evidence.checked(&one.id).is_none());
    let place = Rc::as_ptr(&held).addr();
    use_effect_with((flow.clone(), place, checking, props.view.clone()), {
        let held = held.clone();
        move |(flow, _, checking, view)| match flow.look(|session| session.held.clone()) {
            Some(known) if !Rc::ptr_eq(&known, &held) => drop(flow.act(FormAction::Held(held))),
            // An address that was kept or reloaded: the draft comes out of the vault.
            None if !checking && *view != View::Start && !flow.seen.unreadable => {
                flow.resume(held);
            }
            _ => {}
        }
    });
    use_leaving(flow);
    let open = flow.look(|_| ()).is_some();
    let title = build::said(flow.form.title(), lang).text;
    if checking && !open {
        return waiting(title, words::CHECKING_CERTIFICATES.of(lang), Some(Route::Services));
    }
    match &props.view {
        View::Start => html! { <FormStart flow={flow.clone()} /> },
        _ if !open && !flow.seen.unreadable && flow.kept().is_some() => {
            waiting(title, words::LOADING_FORM.of(lang), Some(Route::Services))
        }
        _ if !open => html! { <FormStart flow={flow.clone()} /> },
        View::Step(step) => show_step(flow, step),
        View::Check if is_ineligible(flow, None) => {
            html! { <Ineligible flow={flow.clone()} step={None::<String>} /> }
        }
        View::Check => html! { <FormCheck flow={flow.clone()} /> },
    }
}

fn show_step(flow: &Flow, step: &str) -> Html {
    if flow.form.step(step).is_none_or(|step| step.is_review) {
        return html! { <FormStart flow={flow.clone()} /> };
    }
    let step = step.to_owned();
    if is_ineligible(flow, Some(&step)) {
        return html! { <Ineligible flow={flow.clone()} step={Some(step)} /> };
    }
    html! { <FormStep key={step.clone()} flow={flow.clone()} step={step.clone()} /> }
}

fn is_ineligible(flow: &Flow, step: Option<&str>) -> bool {
    flow.look(|session| session.ineligible(step, today()).is_some()) == Some(true)
}

/// What was typed in the last moment before the page goes is stored at once.
#[hook]
fn use_leaving(flow: &Flow) {
    let flow = flow.clone();
    use_effect_with(flow.service.name.clone(), move |_| {
        let listeners = page::on_leaving(move || {
            let flow = flow.clone();
            promise::spawn(async move {
                let _ = flow.save().await;
            });
        });
        move || drop(listeners)
    });
}
