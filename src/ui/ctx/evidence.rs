//! The driver of the evidence: it fetches, judges and keeps what the machine
//! ([`cert_app::trust::evidence`]) asks for, and puts what is known into the app's state.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use cert_app::state::{Action, Slot};
use cert_app::trust::checking::{self, Checked};
use cert_app::trust::city::City;
use cert_app::trust::code_keys;
use cert_app::trust::config::Config;
use cert_app::trust::evidence::{Errand, Heard, KeptOutside, Known, ListFacts, Place, What};
use cert_app::wallet::kinds::TypeDescription;
use cert_app::words::Lang;
use cert_app::words::values::Readings;
use cert_verify::{Certificate, Code, EncryptedCode, StatusEvidence, Trust, UnixTime, Verified};
use yew::prelude::*;

use super::{AppHandle, Wallet, use_seen_evidence};
use crate::ui::browser::fetch::FetchError;
use crate::ui::browser::{clock, crypto, fetch, page, promise};

/// How often is looked whether an answer that somebody else waits for has come; a request ends by itself.
const BETWEEN_LOOKS_MILLISECONDS: u32 = 50;

/// The evidence with its verbs. Cheap to clone; there is one of them.
#[derive(Clone)]
pub struct Evidence {
    app: AppHandle,
    wallet: Wallet,
}

impl PartialEq for Evidence {
    fn eq(&self, other: &Self) -> bool {
        self.wallet == other.wallet
    }
}

/// The evidence. The component is drawn again when something becomes known.
#[hook]
pub fn use_evidence() -> Evidence {
    let _seen = use_seen_evidence();
    use_context::<Evidence>()
        .expect("every component is below the root, which provides the evidence")
}

impl Evidence {
    /// Nothing is known yet; [`Evidence::load`] begins.
    pub const fn new(wallet: Wallet, app: AppHandle) -> Self {
        Self { app, wallet }
    }

    /// Takes what was kept, then asks the operator's server.
    pub async fn load(&self) {
        let kept = self.kept().await;
        self.tell(Heard::Kept(kept)).await;
    }

    /// Asks what the departments publish now.
    pub async fn load_services(&self) {
        self.tell(Heard::Services).await;
    }

    /// Asks for all lists again and checks everything again.
    pub async fn refresh(&self) {
        self.tell(Heard::Refresh).await;
    }

    /// The network came back.
    pub async fn online(&self) {
        self.tell(Heard::Online).await;
    }

    /// Checks the certificates of the wallet that have not been checked yet.
    pub async fn check_wallet(&self) {
        self.tell(Heard::Wallet(self.wallet.data())).await;
    }

    /// Forgets the results of a wallet that was locked.
    pub fn forget(&self) {
        self.step(Heard::Locked);
    }

    /// Checks one certificate, fetching the status lists that it names, and waiting for what somebody
    /// else already fetches.
    pub async fn check(&self, bytes: &[u8]) -> Checked {
        let before = self.known();
        let mut checked = self.judge(bytes).await;
        self.settle(&checked).await;
        if before.list_facts() != self.known().list_facts() {
            // Another trust list may name the issuer, and so the lists to ask for.
            checked = self.judge(bytes).await;
            self.settle(&checked).await;
        }
        if std::ptr::eq(before.status(), self.known().status()) {
            return checked;
        }
        self.judge(bytes).await
    }

    /// Asks for what this result depends on, and waits until no answer to it is under way.
    async fn settle(&self, checked: &Checked) {
        self.tell(Heard::Seen(Rc::new(checked.clone()))).await;
        while self.known().awaits(checked) {
            clock::pause(BETWEEN_LOOKS_MILLISECONDS).await;
        }
    }

    /// Takes over a result for a certificate that is about to be kept.
    pub fn remember(&self, id: &str, text: &str, checked: Rc<Checked>) {
        self.step(Heard::Added(id.to_owned(), text.to_owned(), checked));
    }

    /// Asks for the descriptions of these types.
    pub async fn load_kinds(&self, types: Vec<String>) {
        self.tell(Heard::Named(types)).await;
    }

    /// One step after the other, what follows from one before the next. Heavy ones are tasks of
    /// their own, so that the page can answer in between.
    async fn tell(&self, heard: Heard) {
        let mut todo = VecDeque::from(self.step(heard));
        while let Some(errand) = todo.pop_front() {
            if matches!(errand, Errand::Get(What::Kind(..) | What::Index(_), _)) {
                // Names and services may come late; no verdict waits for them.
                let evidence = self.clone();
                promise::spawn(async move { evidence.follow(errand).await });
                continue;
            }
            let Some(heard) = self.perform(errand).await else { continue };
            for errand in self.step(heard).into_iter().rev() {
                todo.push_front(errand);
            }
        }
        self.keep().await;
    }

    /// One errand by itself, with what follows from it.
    async fn follow(&self, errand: Errand) {
        if let Some(heard) = self.perform(errand).await {
            Box::pin(self.tell(heard)).await;
        }
    }

    async fn keep(&self) {
        if self.wallet.is_open()
            && let Some(keep) = self.known().to_keep(&self.wallet.data())
        {
            let _ = self.wallet.update(|data| keep.put(data)).await;
        }
    }

    fn step(&self, heard: Heard) -> Vec<Errand> {
        let mut known = self.known().as_ref().clone();
        let errands = known.step(heard, clock::now());
        let config = known.config();
        let demo = config.map(|config| config.demo.clone().map(Rc::new));
        let demo = demo.or(known.is_loaded().then_some(None));
        self.app.dispatch(Action::Evidence(Slot::new(known)));
        if let Some(demo) = demo.filter(|demo| self.app.demo.as_ref() != Some(demo)) {
            self.app.dispatch(Action::Demo(demo));
        }
        errands
    }

    async fn perform(&self, errand: Errand) -> Option<Heard> {
        match errand {
            Errand::Get(what, address) => {
                if !page::is_online() {
                    return Some(Heard::Got(what, None));
                }
                let answer = match what {
                    What::Config | What::List | What::Index(_) => {
                        fetch::get_if_changed(&address).await
                    }
                    _ => fetch::get(&address).await,
                };
                Some(match answer {
                    Err(FetchError::TooLarge) => Heard::TooLarge(what),
                    answer => Heard::Got(what, answer.ok()),
                })
            }
            Errand::Judge(id, text) => {
                let checked = self.judge(text.as_bytes()).await;
                Some(Heard::Judged(id, text, Rc::new(checked)))
            }
            Errand::Keep(place, text) => {
                if let Some(store) = self.wallet.store() {
                    let _ = store.put_public(&name_of(&place), &text).await;
                }
                None
            }
        }
    }

    async fn judge(&self, bytes: &[u8]) -> Checked {
        clock::breathe().await;
        let opened = self.open(bytes).await;
        let (known, now) = (self.known(), clock::now());
        match opened {
            Some((code, plain)) => {
                checking::check_opened(&code, &plain, &known.trust(), known.status(), now)
            }
            None => checking::check(bytes, &known.trust(), known.status(), now),
        }
    }

    /// What is inside an encrypted code that a key of the operator opens; everything else is judged as it is.
    async fn open(&self, bytes: &[u8]) -> Option<(EncryptedCode, Vec<u8>)> {
        let config = self.config().filter(|config| !config.code_keys.is_empty())?;
        let code = EncryptedCode::read(bytes)?;
        let (iv, data) = (code.iv(), code.additional_data());
        let mut opened = None;
        for key in code_keys::to_try(&code, &config.code_keys) {
            opened = crypto::open_foreign(key, iv, data, code.ciphertext()).await;
            if opened.is_some() {
                break;
            }
        }
        opened.map(|plain| (code, plain))
    }

    async fn kept(&self) -> KeptOutside {
        let Some(store) = self.wallet.store() else { return KeptOutside::default() };
        let read = async |place: Place| store.public(&name_of(&place)).await.ok().flatten();
        let time = read(Place::ListTime).await.and_then(|text| text.parse().ok());
        let list = read(Place::List).await;
        let config = read(Place::Config).await;
        let named = config.as_deref().and_then(|text| Config::parse(text.as_bytes()));
        let mut indexes = Vec::new();
        for department in named.iter().flat_map(|config| &config.departments) {
            let slug = department.slug.clone();
            let kept = read(Place::Index(slug.clone())).await;
            indexes.extend(kept.map(|text| (slug, text)));
        }
        KeptOutside {
            config,
            list: list.zip(time.map(UnixTime::from_seconds)),
            memory: read(Place::ListMemory).await.and_then(|text| serde_json::from_str(&text).ok()),
            indexes,
        }
    }

    fn known(&self) -> Rc<Known> {
        self.app.evidence.as_ref().and_then(Slot::get).unwrap_or_default()
    }

    /// The result for a certificate of the wallet, when it is there.
    pub fn checked(&self, id: &str) -> Option<Rc<Checked>> {
        self.known().checked(id)
    }

    /// The valid certificates of the wallet with their local ids, in the wallet's order.
    pub fn verified(&self) -> Vec<(String, Verified<Certificate>)> {
        self.known().verified()
    }

    /// The types of the valid certificates of the wallet.
    pub fn verified_types(&self) -> BTreeSet<String> {
        self.known().verified_types()
    }

    /// What `verify` takes as trust.
    pub fn trust(&self) -> Trust {
        self.known().trust()
    }

    /// What `verify` takes as status evidence.
    pub fn status(&self) -> StatusEvidence {
        self.known().status().clone()
    }

    /// The operator's configuration.
    pub fn config(&self) -> Option<Rc<Config>> {
        self.known().config()
    }

    /// The departments, and what they publish.
    pub fn city(&self) -> Rc<City> {
        self.known().city()
    }

    /// Whether some department has told what it offers.
    pub fn has_services(&self) -> bool {
        self.city().shops().iter().any(|shop| shop.index().is_some())
    }

    /// Whether every department has answered, or nobody can be asked.
    pub fn is_city_settled(&self) -> bool {
        self.known().is_city_settled()
    }

    /// How values read in other languages.
    pub fn readings(&self) -> Readings {
        self.config().map(|config| config.readings.clone()).unwrap_or_default()
    }

    /// The description of a type, when it is there.
    pub fn kind(&self, vct: &str) -> Option<Rc<TypeDescription>> {
        self.known().kind(vct)
    }

    /// The description of a certificate's type, when it is there.
    pub fn kind_of(&self, checked: &Checked) -> Option<Rc<TypeDescription>> {
        self.known().kind_of(checked)
    }

    /// The types that issuers on the trust list may issue.
    pub fn trusted_types(&self) -> Vec<String> {
        self.known().trusted_types()
    }

    /// The issuers on the trust list: what they are called in certificates, and for people.
    pub fn trusted_issuers(&self, lang: Lang) -> Vec<(String, String)> {
        self.known().trusted_issuers(lang.tag())
    }

    /// The trust list in use: number, issued, next update, received.
    pub fn list_facts(&self) -> Option<ListFacts> {
        self.known().list_facts()
    }

    /// Why the newest trust list was refused.
    pub fn list_refused(&self) -> Option<Code> {
        self.known().list_refused()
    }

    /// Whether the first look at lists and certificates is over.
    pub fn is_loaded(&self) -> bool {
        self.known().is_loaded()
    }

    /// Whether the operator's server did not answer last time.
    pub fn is_unreachable(&self) -> bool {
        self.known().is_unreachable()
    }
}

fn name_of(place: &Place) -> Cow<'static, str> {
    Cow::Borrowed(match place {
        Place::Config => "config",
        Place::List => "trust-list",
        Place::ListTime => "trust-list-time",
        Place::ListMemory => "trust-list-memory",
        Place::Index(slug) => return Cow::Owned(format!("index/{slug}")),
    })
}
