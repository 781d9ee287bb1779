//! What certificates are checked against, and the results: configuration,
//! trust list, status lists. Fetched without anything personal, kept for use
//! without a network.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use cert_app::state::Action;
use cert_app::trust::checking::{self, Checked};
use cert_app::trust::config::Config;
use cert_app::trust::lists::TrustStore;
use cert_app::wallet::{CachedStatus, TrustMemory};
use cert_verify::{Certificate, Check, Code, Outcome, StatusEvidence, Trust, UnixTime, Verified};
use serde_json::Value;
use yew::prelude::*;

use super::{AppState, Wallet};
use crate::ui::browser::{clock, fetch, page};

/// Where public data is kept between visits.
const CONFIG: &str = "config";
const LIST: &str = "trust-list";
const LIST_TIME: &str = "trust-list-time";
const LIST_MEMORY: &str = "trust-list-memory";

/// A status list that was fetched this recently is not fetched again on its own.
const STATUS_FRESH_SECONDS: i64 = 300;

/// The evidence of this tab. Cheap to clone.
#[derive(Clone)]
pub struct Evidence {
    inner: Rc<RefCell<Inner>>,
    wallet: Wallet,
    app: UseReducerDispatcher<AppState>,
}

#[derive(Default)]
struct Inner {
    config: Option<Rc<Config>>,
    trust: TrustStore,
    statuses: HashMap<String, CachedStatus>,
    checked: HashMap<String, (String, Rc<Checked>)>,
    types: HashMap<String, Option<Rc<Value>>>,
    /// Why the operator's server could not be asked, if it could not.
    unreachable: bool,
    /// What was kept has been read: certificates can be checked.
    ready: bool,
    /// The operator's server has been asked, too.
    loaded: bool,
    /// The status lists, read once for all certificates.
    evidence: Option<Rc<StatusEvidence>>,
}

impl PartialEq for Evidence {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

/// The evidence. The component is drawn again when it changes.
#[hook]
pub fn use_evidence() -> Evidence {
    // Reading the number subscribes to `Action::Evidence`.
    let _round = super::use_evidence_round();
    use_context::<Evidence>()
        .expect("every component is below the root, which provides the evidence")
}

impl Evidence {
    /// Empty; [`Evidence::load`] fills it.
    pub fn new(wallet: Wallet, app: UseReducerDispatcher<AppState>) -> Self {
        Self { inner: Rc::default(), wallet, app }
    }

    /// Takes what was kept, then asks the operator's server.
    pub async fn load(&self) {
        self.restore().await;
        self.inner.borrow_mut().ready = true;
        self.check_wallet().await;
        let before = self.inner.borrow().trust.memory();
        self.refresh_lists().await;
        self.inner.borrow_mut().loaded = true;
        // Another list may judge otherwise.
        let changed = self.inner.borrow().trust.memory() != before;
        self.check_all(changed).await;
    }

    /// Asks for all lists again and checks everything again.
    pub async fn refresh(&self) {
        self.refresh_lists().await;
        let lists: Vec<String> = self
            .inner
            .borrow()
            .checked
            .values()
            .flat_map(|(_, one)| one.status_lists.clone())
            .collect();
        for list in lists {
            self.fetch_status(&list, true).await;
        }
        self.check_all(true).await;
    }

    /// Checks the certificates of the wallet that have not been checked yet.
    pub async fn check_wallet(&self) {
        self.check_all(false).await;
    }

    /// One at a time, letting the page breathe in between. Earlier results stay
    /// in view until the new ones are there.
    async fn check_all(&self, again: bool) {
        if !self.inner.borrow().ready {
            return;
        }
        for status in &self.wallet.data().statuses {
            let mut inner = self.inner.borrow_mut();
            if !inner.statuses.contains_key(&status.uri) {
                inner.statuses.insert(status.uri.clone(), status.clone());
                inner.evidence = None;
            }
        }
        if let Some(memory) = &self.wallet.data().trust {
            self.inner.borrow_mut().trust.remember(memory);
        }
        let certificates = self.wallet.data().certificates.clone();
        self.inner
            .borrow_mut()
            .checked
            .retain(|id, _| certificates.iter().any(|stored| &stored.id == id));
        for stored in certificates {
            let known = self
                .inner
                .borrow()
                .checked
                .get(&stored.id)
                .is_some_and(|(text, _)| *text == stored.text);
            if again || !known {
                let checked = Rc::new(self.check(stored.text.as_bytes()).await);
                self.inner.borrow_mut().checked.insert(stored.id, (stored.text, checked));
                self.changed();
                clock::breathe().await;
            }
        }
        self.keep_statuses().await;
        self.changed();
    }

    /// Checks one certificate, fetching the status lists that it names. Heavy
    /// steps are tasks of their own, so that the page can answer in between.
    pub async fn check(&self, bytes: &[u8]) -> Checked {
        clock::breathe().await;
        let first = self.judge(bytes);
        // Nothing is fetched for what is not signed by somebody known.
        let trusted = matches!(first.report.outcome(Check::Issuer), Some(Outcome::Passed));
        let mut fetched = false;
        if trusted {
            for list in &first.status_lists {
                fetched |= self.fetch_status(list, false).await;
            }
        }
        if fetched {
            clock::breathe().await;
            return self.judge(bytes);
        }
        first
    }

    /// Takes over a result for a certificate that is about to be kept.
    pub fn remember(&self, id: &str, text: &str, checked: Rc<Checked>) {
        self.inner.borrow_mut().checked.insert(id.to_owned(), (text.to_owned(), checked));
    }

    fn judge(&self, bytes: &[u8]) -> Checked {
        let status = self.evidence();
        checking::check(bytes, &self.trust(), &status, clock::now())
    }

    fn evidence(&self) -> Rc<StatusEvidence> {
        let mut inner = self.inner.borrow_mut();
        if let Some(evidence) = &inner.evidence {
            return evidence.clone();
        }
        let mut evidence = StatusEvidence::none();
        for status in inner.statuses.values() {
            let fetched_at = UnixTime::from_seconds(status.fetched_at);
            evidence.add_fetched_from(&status.uri, status.token.as_bytes(), fetched_at);
        }
        let evidence = Rc::new(evidence);
        inner.evidence = Some(evidence.clone());
        evidence
    }

    /// The result for a certificate of the wallet, when it is there.
    pub fn checked(&self, id: &str) -> Option<Rc<Checked>> {
        self.inner.borrow().checked.get(id).map(|(_, checked)| checked.clone())
    }

    /// The valid certificates of the wallet with their local ids, newest first.
    pub fn verified(&self) -> Vec<(String, Verified<Certificate>)> {
        let order = self.wallet.data();
        order
            .certificates
            .iter()
            .filter_map(|stored| {
                Some((stored.id.clone(), self.checked(&stored.id)?.verified.clone()?))
            })
            .collect()
    }

    /// What `verify` takes as trust.
    pub fn trust(&self) -> Trust {
        self.inner.borrow().trust.trust()
    }

    /// What `verify` takes as status evidence.
    pub fn status(&self) -> StatusEvidence {
        self.evidence().as_ref().clone()
    }

    /// The operator's configuration.
    pub fn config(&self) -> Option<Rc<Config>> {
        self.inner.borrow().config.clone()
    }

    /// The trust list in use: number, issued, next update, received, refused.
    pub fn list_facts(&self) -> Option<ListFacts> {
        let inner = self.inner.borrow();
        let list = inner.trust.list()?;
        Some(ListFacts {
            sequence: list.remembered().sequence,
            issued_at: list.issued_at(),
            next_update: list.next_update(),
            fetched_at: inner.trust.fetched_at(),
            issuers: list.issuers().len(),
        })
    }

    /// Why the newest trust list was refused.
    pub fn list_refused(&self) -> Option<Code> {
        self.inner.borrow().trust.refused()
    }

    /// Whether the first look at lists and certificates is over.
    pub fn is_loaded(&self) -> bool {
        self.inner.borrow().loaded
    }

    /// Whether the operator's server did not answer last time.
    pub fn is_unreachable(&self) -> bool {
        self.inner.borrow().unreachable
    }

    /// The issuer's description of a type, once [`Evidence::load_type`] has run.
    pub fn type_metadata(&self, credential_type: &str) -> Option<Rc<Value>> {
        self.inner.borrow().types.get(credential_type).cloned().flatten()
    }

    /// Fetches the description of a type from the operator's server. Only the
    /// name of the type is asked for, never which certificate has it.
    pub async fn load_type(&self, credential_type: &str) {
        let Some(config) = self.config() else { return };
        let known = self.inner.borrow().types.contains_key(credential_type);
        let ours = credential_type.starts_with("https://specimen.example/vct/");
        if known || !ours {
            return;
        }
        let name = cert_app::wallet::cards::last_part(credential_type);
        let fetched = fetch::get(&format!("{}{name}", config.types)).await.ok();
        let value = fetched.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let right =
            value.filter(|value| value.get("vct").and_then(Value::as_str) == Some(credential_type));
        self.inner.borrow_mut().types.insert(credential_type.to_owned(), right.map(Rc::new));
        self.changed();
    }

    async fn restore(&self) {
        let Some(store) = self.wallet.store() else { return };
        let read = async |name: &str| store.public(name).await.ok().flatten();
        if let Some(text) = read(CONFIG).await {
            self.inner.borrow_mut().config = Config::parse(text.as_bytes()).map(Rc::new);
        }
        if let Some(memory) =
            read(LIST_MEMORY).await.and_then(|text| serde_json::from_str::<TrustMemory>(&text).ok())
        {
            self.inner.borrow_mut().trust.remember(&memory);
        }
        let time =
            read(LIST_TIME).await.and_then(|text| text.parse().ok()).map(UnixTime::from_seconds);
        if let (Some(token), Some(time), Some(config)) = (read(LIST).await, time, self.config()) {
            let _ = self.inner.borrow_mut().trust.offer(
                token.as_bytes(),
                &config.roots,
                time,
                clock::now(),
            );
        }
    }

    async fn refresh_lists(&self) {
        if !page::is_online() {
            return;
        }
        let fetched = fetch::get("/config.json").await.ok();
        let config = fetched.as_deref().and_then(Config::parse).map(Rc::new);
        self.inner.borrow_mut().unreachable = config.is_none();
        let Some(config) = config else {
            self.changed();
            return;
        };
        let store = self.wallet.store();
        if let (Some(store), Some(text)) =
            (&store, fetched.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()))
        {
            let _ = store.put_public(CONFIG, text).await;
        }
        self.inner.borrow_mut().config = Some(config.clone());
        if let Ok(token) = fetch::get(&config.trust_list).await {
            let now = clock::now();
            let accepted =
                self.inner.borrow_mut().trust.offer(&token, &config.roots, now, now).is_ok();
            if let (true, Some(store), Ok(text)) = (accepted, &store, std::str::from_utf8(&token)) {
                let memory = self.inner.borrow().trust.memory();
                let memory = memory
                    .and_then(|memory| serde_json::to_string(&memory).ok())
                    .unwrap_or_default();
                let _ = store.put_public(LIST, text).await;
                let _ = store.put_public(LIST_TIME, &now.seconds().to_string()).await;
                let _ = store.put_public(LIST_MEMORY, &memory).await;
            }
        } else {
            self.inner.borrow_mut().unreachable = true;
        }
        self.changed();
    }

    /// Fetches one status list. Every wallet asks for the whole list, so the
    /// issuer does not learn which certificate is meant.
    /// Returns whether a new copy came.
    async fn fetch_status(&self, uri: &str, always: bool) -> bool {
        let now = clock::now().seconds();
        let fresh = self
            .inner
            .borrow()
            .statuses
            .get(uri)
            .is_some_and(|known| now - known.fetched_at < STATUS_FRESH_SECONDS);
        if (fresh && !always) || !page::is_online() {
            return false;
        }
        let token = fetch::get(uri).await.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(token) = token else { return false };
        let mut inner = self.inner.borrow_mut();
        inner
            .statuses
            .insert(uri.to_owned(), CachedStatus { uri: uri.to_owned(), token, fetched_at: now });
        inner.evidence = None;
        true
    }

    /// Keeps the status lists of the wallet's own certificates, and the number
    /// of the trust list, for use without a network.
    async fn keep_statuses(&self) {
        if !self.wallet.is_open() {
            return;
        }
        let (needed, memory) = {
            let inner = self.inner.borrow();
            let mut needed: Vec<CachedStatus> = Vec::new();
            for list in inner.checked.values().flat_map(|(_, one)| &one.status_lists) {
                if let Some(status) = inner.statuses.get(list)
                    && !needed.contains(status)
                {
                    needed.push(status.clone());
                }
            }
            (needed, inner.trust.memory())
        };
        let data = self.wallet.data();
        let news =
            needed.iter().any(|status| !data.statuses.contains(status)) || memory != data.trust;
        if news {
            let _ = self
                .wallet
                .update(|data| {
                    for status in &needed {
                        data.remember_status(status.clone());
                    }
                    if memory.is_some() {
                        data.trust.clone_from(&memory);
                    }
                })
                .await;
        }
    }

    /// Forgets the results of a wallet that was locked.
    pub fn forget(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.checked.clear();
        inner.statuses.clear();
        inner.evidence = None;
    }

    fn changed(&self) {
        self.app.dispatch(Action::Evidence);
    }
}

/// What Settings and the verify page show about the trust list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFacts {
    /// Its number.
    pub sequence: u64,
    /// When it was issued.
    pub issued_at: UnixTime,
    /// When the next one is due.
    pub next_update: UnixTime,
    /// When it was received.
    pub fetched_at: Option<UnixTime>,
    /// How many issuers it names.
    pub issuers: usize,
}
