//! One form from its start page to Send. One component for all its addresses, so
//! that the draft lives on while the pages change.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cert_app::filling::autosave::Autosave;
use cert_app::filling::build;
use cert_app::filling::catalogue::Service;
use cert_app::filling::draft_record::{DraftRecord, Way};
use cert_app::filling::session::Session;
use cert_app::route::Route;
use cert_app::sending::outbox::Submission;
use cert_app::state::WalletState;
use cert_app::wallet::{self, VaultError};
use cert_app::words::{Lang, form as words};
use cert_fill::{Date, Form, Pointer};
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::check::FormCheck;
use super::ineligible::Ineligible;
use super::load::{self, LoadError};
use super::names::use_held;
use super::start::FormStart;
use super::step::FormStep;
use crate::ui::browser::{clock, page, promise};
use crate::ui::ctx::{AppHandle, Wallet, use_app, use_evidence, use_lang, use_wallet};
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

/// The open form, shared by its pages. Cheap to clone.
#[derive(Clone)]
pub struct Flow {
    /// The service of the catalogue.
    pub service: Service,
    /// The form.
    pub form: Rc<Form>,
    session: Rc<RefCell<Option<Session>>>,
    autosave: Rc<RefCell<Autosave>>,
    timer: Rc<RefCell<Option<Timeout>>>,
    dirty: Rc<Cell<bool>>,
    app: AppHandle,
    wallet: Wallet,
    redraw: UseForceUpdateHandle,
}

impl PartialEq for Flow {
    /// Never equal: the draft inside changes, and the pages have to follow.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

impl Flow {
    /// The language of the pages.
    pub fn lang(&self) -> Lang {
        self.app.lang()
    }

    /// Looks at the draft.
    pub fn look<T>(&self, look: impl FnOnce(&Session) -> T) -> Option<T> {
        self.session.borrow().as_ref().map(look)
    }

    /// Changes the draft; it is stored soon after, and the pages are drawn again.
    pub fn change<T>(&self, change: impl FnOnce(&mut Session) -> T) -> Option<T> {
        let result = self.session.borrow_mut().as_mut().map(change);
        if result.is_some() {
            self.save_soon();
            self.redraw.force_update();
        }
        result
    }

    /// Changes what is not stored.
    pub fn note<T>(&self, change: impl FnOnce(&mut Session) -> T) -> Option<T> {
        self.session.borrow_mut().as_mut().map(change)
    }

    /// Begins a new draft in place of any other.
    pub fn start(&self, way: Way, held: Rc<Vec<cert_fill::Held>>) {
        let session = Session::start(self.form.clone(), held, way, today(), clock::now().seconds());
        *self.session.borrow_mut() = Some(session);
        self.save_soon();
        self.redraw.force_update();
    }

    /// Takes up the kept draft. Says whether it could be read.
    pub fn resume(&self, held: Rc<Vec<cert_fill::Held>>) -> bool {
        let Some(record) = self.kept() else { return false };
        let session = Session::resume(&record, self.form.clone(), held);
        let read = session.is_some();
        *self.session.borrow_mut() = session;
        read
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

    fn save_soon(&self) {
        self.dirty.set(true);
        let wait = self.autosave.borrow_mut().changed(js_sys::Date::now());
        let flow = self.clone();
        let timer = Timeout::new(wait, move || {
            promise::spawn(async move {
                let _ = flow.save().await;
            });
        });
        *self.timer.borrow_mut() = Some(timer);
    }

    /// Stores the draft now and waits until it is on disk.
    pub async fn save(&self) -> Result<(), VaultError> {
        if !self.dirty.replace(false) {
            return Ok(());
        }
        let Some(record) = self.look(Session::record) else { return Ok(()) };
        let (name, record) = (self.service.name.clone(), record.to_json());
        let saved = self
            .wallet
            .update(move |data| drop(data.drafts.insert(name.clone(), record.clone())))
            .await;
        let lang = self.app.lang();
        match &saved {
            Ok(()) if self.autosave.borrow_mut().stored(js_sys::Date::now()) => {
                page::announce(saved_words(&self.app, lang));
                self.redraw.force_update();
            }
            Ok(()) => self.redraw.force_update(),
            Err(_) => {
                self.dirty.set(true);
                page::announce(words::SAVE_FAILED.of(lang));
            }
        }
        saved
    }

    /// Whether everything typed is on disk.
    pub fn is_saved(&self) -> bool {
        !self.dirty.get()
    }

    /// Deletes the draft and its files.
    pub async fn delete(&self) {
        self.timer.borrow_mut().take();
        self.dirty.set(false);
        let session = self.session.borrow_mut().take();
        let digests = match session {
            Some(session) => session.digests(),
            None => self.kept().map(|kept| kept.digests()).unwrap_or_default(),
        };
        let name = self.service.name.clone();
        let _ = self.wallet.update(move |data| drop(data.drafts.remove(&name))).await;
        for digest in digests {
            let _ = self.wallet.forget_secret(&wallet::attachment_record(&digest)).await;
        }
        self.redraw.force_update();
    }

    /// Forgets the draft in memory: its filings have their receipts.
    pub fn close(&self) {
        self.timer.borrow_mut().take();
        self.dirty.set(false);
        self.session.borrow_mut().take();
    }

    /// Takes what stands in a control.
    pub fn take(&self, pointer: &str, typed: &cert_app::filling::view::Typed) {
        let Ok(at) = Pointer::parse(pointer) else { return };
        let changed = self.note(|session| session.take(&at, typed, clock::now().seconds()));
        if changed == Some(true) {
            self.save_soon();
            self.redraw.force_update();
        }
    }
}

/// "Saved", truthfully: in memory only, it is not.
pub fn saved_words(app: &AppHandle, lang: Lang) -> &'static str {
    if app.wallet == WalletState::MemoryOnly { words::SAVED_MEMORY } else { words::SAVED }.of(lang)
}

/// The day where the rules count.
pub fn today() -> Date {
    // The year is within four digits as long as the device's clock is.
    Date::from_unix_in_shanghai(clock::now())
        .or_else(|| Date::new(2026, 1, 1))
        .expect("the first of January is a date")
}

/// A form.
#[component]
pub fn FormFlow(props: &FlowProps) -> Html {
    let (app, wallet, evidence, lang) = (use_app(), use_wallet(), use_evidence(), use_lang());
    let all = use_held();
    let loaded = use_state(|| None::<Result<(Service, Rc<Form>), LoadError>>);
    let round = use_state(|| 0_u32);
    let redraw = use_force_update();
    let parts = use_memo(props.name.clone(), |_| {
        (
            Rc::new(RefCell::new(None::<Session>)),
            Rc::<RefCell<Autosave>>::default(),
            Rc::<RefCell<Option<Timeout>>>::default(),
            Rc::new(Cell::new(false)),
        )
    });
    let config = evidence.config();
    {
        let (loaded, wallet, name) = (loaded.clone(), wallet.clone(), props.name.clone());
        use_effect_with((props.name.clone(), config.is_some(), *round), move |_| {
            if let Some(config) = config {
                promise::spawn(async move {
                    loaded.set(Some(load::form(&config, &wallet, &name).await))
                });
            }
        });
    }
    let again = {
        let round = round.clone();
        Callback::from(move |_: MouseEvent| round.set(*round + 1))
    };
    let (service, form) = match &*loaded {
        Some(Ok((service, form))) if service.name == props.name.as_str() => {
            (service.clone(), form.clone())
        }
        Some(Err(error)) => {
            return html! { <Page title={words::FORM_FAILED.of(lang)} narrow=true back={Route::Services}>{failure(error, &again, lang)}</Page> };
        }
        _ => {
            return html! {
                <Page title={words::SERVICES_TITLE.of(lang)} narrow=true>
                    <p class="working" role="status"><progress></progress>{words::LOADING_FORM.of(lang)}</p>
                </Page>
            };
        }
    };
    let (session, autosave, timer, dirty) = (*parts).clone();
    let flow = Flow { service, form, session, autosave, timer, dirty, app, wallet, redraw };
    let held = all;
    flow.note(|session| {
        if !Rc::ptr_eq(&session.held, &held) {
            session.set_held(held.clone());
        }
    });
    // A draft is not held up to certificates that are still being checked: it would
    // look as if they were gone.
    let data = &flow.app.data;
    let checking = data.certificates.iter().any(|one| evidence.checked(&one.id).is_none());
    if checking && flow.look(|_| ()).is_none() {
        return html! {
            <Page title={build::said(flow.form.title(), lang).text} narrow=true back={Route::Services}>
                <p class="working" role="status"><progress></progress>{words::CHECKING_CERTIFICATES.of(lang)}</p>
            </Page>
        };
    }
    show(&flow, &props.view, held)
}

fn show(flow: &Flow, view: &View, held: Rc<Vec<cert_fill::Held>>) -> Html {
    let open = flow.look(|_| ()).is_some();
    match view {
        View::Start => html! { <FormStart flow={flow.clone()} /> },
        // An address that was kept or reloaded: the draft comes out of the vault.
        _ if !open && !flow.resume(held) => html! { <FormStart flow={flow.clone()} /> },
        View::Step(step) if flow.form.step(step).is_none_or(|step| step.is_review) => {
            html! { <FormStart flow={flow.clone()} /> }
        }
        View::Step(step) => {
            if flow.look(|session| session.ineligible(Some(step), today()).is_some()) == Some(true)
            {
                return html! { <Ineligible flow={flow.clone()} step={Some(step.clone())} /> };
            }
            html! { <FormStep key={step.clone()} flow={flow.clone()} step={step.clone()} /> }
        }
        View::Check => {
            if flow.look(|session| session.ineligible(None, today()).is_some()) == Some(true) {
                return html! { <Ineligible flow={flow.clone()} step={None::<String>} /> };
            }
            html! { <FormCheck flow={flow.clone()} /> }
        }
    }
}
