//! The driver of a page that asks ([`cert_app::asking`]): it greets, hears, and says. It stays when the pages
//! change and while the wallet is locked, because the port would be lost with it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cert_app::asking::{AskEffect, AskEvent, AskTerms, Asking, wire};
use cert_app::trust::config::Config;
use cert_app::wallet::Submission;
use cert_fill::Form;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use yew::Callback;

use crate::ui::browser::opener::{self, Message, Port};
use crate::ui::browser::{clock, promise};
use crate::ui::ctx::Wallet;
use crate::ui::form::load::{self, LoadError};

/// A page on a busy machine has answered by then.
const PATIENCE_MILLISECONDS: u32 = 5_000;

/// How the form is.
#[derive(Clone, Debug, Default)]
pub enum AskedForm {
    /// It is being fetched and verified.
    #[default]
    NotYet,
    /// Signed by whom it says.
    Form(Rc<Form>),
    /// It cannot be had or used.
    Failed(LoadError),
}

/// One form that a page asks for.
pub struct Live {
    /// The form's short name.
    pub name: String,
    asking: RefCell<Asking>,
    known: RefCell<AskedForm>,
    port: RefCell<Option<Port>>,
    redraw: RefCell<Callback<()>>,
    version: Cell<u32>,
    listener: RefCell<Option<EventListener>>,
}

thread_local! {
    static LIVE: RefCell<Option<Rc<Live>>> = const { RefCell::new(None) };
}

/// What is asked for in this window, if anything is.
pub fn current() -> Option<Rc<Live>> {
    LIVE.with_borrow(Clone::clone)
}

/// Begins with a form, unless just this one is asked for already. Greets the opener.
pub fn begin(name: &str, config: &Rc<Config>, wallet: &Wallet) -> Rc<Live> {
    if let Some(live) = current().filter(|live| live.name == name) {
        return live;
    }
    let live = Rc::new(Live {
        name: name.to_owned(),
        asking: RefCell::default(),
        known: RefCell::default(),
        port: RefCell::default(),
        redraw: RefCell::default(),
        version: Cell::default(),
        listener: RefCell::default(),
    });
    LIVE.with_borrow_mut(|place| *place = Some(live.clone()));
    let heard = Rc::downgrade(&live);
    let listener = opener::listen(move |message| {
        if let Some(live) = heard.upgrade() {
            live.message(message);
        }
    });
    live.listener.replace(listener);
    opener::greet(&wire::hello());
    live.fetch(config.clone(), wallet.clone());
    live
}

impl Live {
    /// Fetches and verifies the form, again after it failed.
    pub fn fetch(self: &Rc<Self>, config: Rc<Config>, wallet: Wallet) {
        self.known.replace(AskedForm::NotYet);
        self.draw();
        let live = self.clone();
        promise::spawn(async move {
            match load::form_of_business(&config, &wallet, &live.name).await {
                Ok((service, form)) => {
                    let address = config.form_of_business(&live.name).map(|(_, address)| address);
                    live.known.replace(AskedForm::Form(form.clone()));
                    live.hear(AskEvent::Form(AskTerms {
                        form: address.unwrap_or_default(),
                        name: service.name,
                        server: service.server,
                        embed: form.embed().cloned(),
                    }));
                }
                Err(error) => {
                    live.known.replace(AskedForm::Failed(error.clone()));
                    // Without a network it can be tried again.
                    match error {
                        LoadError::Offline => live.draw(),
                        other => live.hear(AskEvent::Refused(&other.code())),
                    }
                }
            }
        });
    }

    fn message(self: &Rc<Self>, message: Message) {
        let heard = AskEvent::Message {
            origin: &message.origin,
            from_opener: message.from_opener,
            has_port: message.port.is_some(),
            text: &message.text,
            now: clock::now().seconds(),
        };
        let effects = self.asking.borrow_mut().step(heard);
        if effects.contains(&AskEffect::TakePort)
            && let Some(port) = message.port
        {
            let live = Rc::downgrade(self);
            port.hear(move |text| {
                if let Some(live) = live.upgrade() {
                    live.hear(AskEvent::Port(&text));
                }
            });
            self.port.replace(Some(port));
        }
        self.run(effects);
    }

    fn hear(self: &Rc<Self>, heard: AskEvent<'_>) {
        let effects = self.asking.borrow_mut().step(heard);
        self.run(effects);
    }

    fn run(self: &Rc<Self>, effects: Vec<AskEffect>) {
        for effect in effects {
            match effect {
                AskEffect::TakePort => {}
                AskEffect::Say(text) => {
                    if let Some(port) = &*self.port.borrow() {
                        port.say(&text);
                    }
                }
                AskEffect::Wait => {
                    let live = self.clone();
                    Timeout::new(PATIENCE_MILLISECONDS, move || live.hear(AskEvent::Waited))
                        .forget();
                }
            }
        }
        self.draw();
    }

    /// Looks at what was sent: a receipt goes to the page.
    pub fn sent(self: &Rc<Self>, submissions: &[Submission]) {
        self.hear(AskEvent::Sent(submissions));
    }

    /// The person does not want to: the page is told, and this window goes, or leads back.
    pub fn cancel(self: &Rc<Self>) {
        let has_page = opener::is_there();
        self.hear(AskEvent::Cancelled);
        if has_page {
            opener::close();
        } else if let Some(back) = self.asking().way_back(None) {
            opener::leave_for(&back);
        }
    }

    /// Something is different.
    fn draw(&self) {
        self.version.set(self.version.get().wrapping_add(1));
        self.redraw.borrow().emit(());
    }

    /// Another number whenever something is different: what is drawn from here has it as a property.
    pub fn version(&self) -> u32 {
        self.version.get()
    }

    /// Who hears that something is different.
    pub fn tell(&self, redraw: Callback<()>) {
        self.redraw.replace(redraw);
    }

    /// How it stands.
    pub fn asking(&self) -> Asking {
        self.asking.borrow().clone()
    }

    /// The form.
    pub fn known(&self) -> AskedForm {
        self.known.borrow().clone()
    }
}
