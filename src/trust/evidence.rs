//! What certificates are checked against, and the results: which list is asked for when, which
//! certificate is judged again after what, and what is kept for use without a network.
//!
//! A machine without a clock, a network or a disk: what it heard in, errands out. Whoever drives it
//! (`src/ui/ctx/evidence.rs`) runs the errands and lets it hear what they bring. All that is fetched
//! is public, the same for everybody, and asked for without saying who asks.

mod facts;
mod kinds;

pub use self::facts::{ListFacts, ToKeep};

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cert_verify::{Check, Outcome, StatusEvidence, UnixTime};

use self::kinds::{Kinds, Wanted};
use super::checking::Checked;
use super::city::City;
use super::config::Config;
use super::lists::TrustStore;
use crate::wallet::{CachedStatus, TrustMemory, VaultData};

/// A status list that was fetched this recently is not fetched again on its own.
const STATUS_FRESH_SECONDS: i64 = 300;

/// Something to fetch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The operator's configuration.
    Config,
    /// The trust list.
    List,
    /// The status list of this address.
    Status(String),
    /// The index of the department with this short name.
    Index(String),
    /// The description of a type: the type, and the digest that an index or a certificate names.
    Kind(String, Option<String>),
}

/// What is kept on the device outside the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The configuration as received.
    Config,
    /// The trust list as received.
    List,
    /// When it was received (Unix seconds).
    ListTime,
    /// Its number and digest.
    ListMemory,
    /// The index of the department with this short name, when it was received, its number and its digest.
    Index(String),
}

/// What was kept outside the vault.
#[derive(Clone, Debug, Default)]
pub struct KeptOutside {
    /// The configuration.
    pub config: Option<String>,
    /// The trust list and when it was received.
    pub list: Option<(String, UnixTime)>,
    /// Its number and digest.
    pub memory: Option<TrustMemory>,
    /// The indexes of departments, by their short names.
    pub indexes: Vec<(String, String)>,
}

/// Something happened that the machine has to hear of.
#[derive(Clone, Debug)]
pub enum Heard {
    /// What was kept on the device has been read.
    Kept(KeptOutside),
    /// An answer came; `None` when there was none.
    Got(What, Option<Vec<u8>>),
    /// An answer came that is larger than anything that is read.
    TooLarge(What),
    /// The wallet is open and holds this.
    Wallet(Rc<VaultData>),
    /// The wallet was locked.
    Locked,
    /// A certificate was judged: its id, its text, and the result.
    Judged(String, String, Rc<Checked>),
    /// A certificate that is not kept was judged; what it names may be needed.
    Seen(Rc<Checked>),
    /// That certificate is kept now, with this id and text.
    Added(String, String, Rc<Checked>),
    /// A page names these types.
    Named(Vec<String>),
    /// The page of services is open: what departments publish is wanted as it is now.
    Services,
    /// The person wants everything asked and judged again.
    Refresh,
    /// There is a network again.
    Online,
}

/// What is to be done now, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Fetch from this address and tell with [`Heard::Got`].
    Get(What, String),
    /// Judge the certificate with this id and text and tell with [`Heard::Judged`].
    Judge(String, String),
    /// Keep this text outside the vault.
    Keep(Place, String),
}

/// A certificate of the wallet.
#[derive(Clone, Debug)]
struct Entry {
    // Shared, since all that is known is copied at each step.
    id: Rc<str>,
    text: Rc<str>,
    checked: Option<Rc<Checked>>,
    /// A result that waits for a status list before it counts.
    waiting: Option<Rc<Checked>>,
    /// Is to be judged, and has not been yet.
    queued: bool,
}

impl Entry {
    fn new(id: &str, text: &str, checked: Option<Rc<Checked>>) -> Self {
        Self { id: id.into(), text: text.into(), checked, waiting: None, queued: false }
    }

    const fn is_new(&self) -> bool {
        self.checked.is_none() && self.waiting.is_none()
    }
}

/// All that is known. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Known {
    config: Option<Rc<Config>>,
    trust: TrustStore,
    statuses: BTreeMap<String, Rc<CachedStatus>>,
    /// The status lists, read once for all certificates.
    evidence: Rc<OnceCell<StatusEvidence>>,
    kinds: Kinds,
    city: Rc<City>,
    entries: Vec<Entry>,
    asked: BTreeSet<What>,
    unreachable: bool,
    ready: bool,
    loaded: bool,
}

impl Known {
    /// Takes what was heard and says what is to be done.
    pub fn step(&mut self, heard: Heard, now: UnixTime) -> Vec<Errand> {
        match heard {
            Heard::Kept(kept) => self.kept(kept, now),
            Heard::Got(what, bytes) => {
                self.asked.remove(&what);
                self.got(what, bytes, now)
            }
            Heard::TooLarge(what) => {
                if let What::Index(slug) = &what {
                    Rc::make_mut(&mut self.city).too_large(slug);
                }
                self.step(Heard::Got(what, None), now)
            }
            Heard::Wallet(data) => self.wallet(&data),
            Heard::Locked => self.locked(),
            Heard::Judged(id, text, checked) => self.judged(&id, &text, checked, now),
            Heard::Seen(checked) => {
                let mut errands = self.ask_statuses(&checked, now, false);
                errands.extend(self.ask_kinds(Wanted::of(&checked), now));
                errands
            }
            Heard::Added(id, text, checked) => {
                if !self.entries.iter().any(|entry| *entry.id == id) {
                    self.entries.push(Entry::new(&id, &text, Some(checked)));
                }
                Vec::new()
            }
            Heard::Named(types) => {
                let wanted = types.into_iter().map(|vct| Wanted { vct, ..Wanted::default() });
                self.ask_kinds(wanted.collect(), now)
            }
            Heard::Services => self.ask_indexes(true, now),
            Heard::Refresh => self.refresh(now),
            Heard::Online => {
                let first = if self.unreachable || self.config.is_none() {
                    self.ask(What::Config)
                } else {
                    None
                };
                first.into_iter().chain(self.ask_kinds(self.wanted(), now)).collect()
            }
        }
    }

    fn kept(&mut self, kept: KeptOutside, now: UnixTime) -> Vec<Errand> {
        self.config = kept.config.and_then(|text| Config::parse(text.as_bytes())).map(Rc::new);
        if let Some(memory) = &kept.memory {
            self.trust.remember(memory);
        }
        if let (Some((list, received)), Some(config)) = (kept.list, &self.config) {
            let _ = self.trust.offer(list.as_bytes(), &config.roots, received, now);
        }
        if let Some(config) = &self.config {
            Rc::make_mut(&mut self.city).settle(&config.departments);
        }
        for (slug, text) in kept.indexes {
            Rc::make_mut(&mut self.city).recall(&slug, &text, self.trust.list(), now);
        }
        self.ready = true;
        let mut errands = self.judge(Entry::is_new);
        errands.extend(self.ask(What::Config));
        errands
    }

    fn got(&mut self, what: What, bytes: Option<Vec<u8>>, now: UnixTime) -> Vec<Errand> {
        match what {
            What::Config => {
                let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
                let config = text.as_deref().and_then(|text| Config::parse(text.as_bytes()));
                self.unreachable = config.is_none();
                let (Some(config), Some(text)) = (config, text) else {
                    self.loaded = true;
                    return Vec::new();
                };
                let before = self.config.as_ref().map_or(&[][..], |config| &config.code_keys);
                let has_other_keys = before != config.code_keys;
                Rc::make_mut(&mut self.city).settle(&config.departments);
                self.config = Some(Rc::new(config));
                let mut errands = vec![Errand::Keep(Place::Config, text)];
                // Another key may open what another one opened, or nothing did.
                if has_other_keys {
                    errands.extend(self.judge(|_| true));
                }
                errands.extend(self.ask(What::List));
                errands
            }
            What::List => {
                let mut errands = self.got_list(bytes, now);
                errands.extend(self.ask_indexes(false, now));
                errands
            }
            What::Index(slug) => self.got_index(slug, bytes, now),
            What::Status(uri) => self.got_status(uri, bytes, now),
            What::Kind(vct, integrity) => {
                self.kinds.got(Wanted { vct, integrity, issuer: None }, bytes, now);
                Vec::new()
            }
        }
    }

    fn got_list(&mut self, bytes: Option<Vec<u8>>, now: UnixTime) -> Vec<Errand> {
        self.loaded = true;
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let (Some(text), Some(config)) = (text, self.config.clone()) else {
            self.unreachable = true;
            return Vec::new();
        };
        let before = self.trust.memory();
        if self.trust.offer(text.as_bytes(), &config.roots, now, now).is_err() {
            return Vec::new();
        }
        let memory = self.trust.memory();
        let mut errands = vec![
            Errand::Keep(Place::List, text),
            Errand::Keep(Place::ListTime, now.seconds().to_string()),
        ];
        let words = memory.as_ref().and_then(|memory| serde_json::to_string(memory).ok());
        errands.extend(words.map(|words| Errand::Keep(Place::ListMemory, words)));
        // Another list may judge otherwise.
        if memory != before {
            Rc::make_mut(&mut self.city).judge_again(self.trust.list(), now);
            errands.extend(self.judge(|_| true));
        }
        errands.extend(self.ask_kinds(self.wanted(), now));
        errands
    }

    fn got_index(&mut self, slug: String, bytes: Option<Vec<u8>>, now: UnixTime) -> Vec<Errand> {
        let Some(bytes) = bytes else { return Vec::new() };
        let city = Rc::make_mut(&mut self.city);
        if city.offer(&slug, &bytes, self.trust.list(), now).is_err() {
            return Vec::new();
        }
        let kept = city.to_keep(&slug).map(|text| Errand::Keep(Place::Index(slug), text));
        let mut errands: Vec<Errand> = kept.into_iter().collect();
        // It may describe what is held.
        errands.extend(self.ask_kinds(self.wanted(), now));
        errands
    }

    fn got_status(&mut self, uri: String, bytes: Option<Vec<u8>>, now: UnixTime) -> Vec<Errand> {
        let names = |checked: &Option<Rc<Checked>>| {
            checked.as_ref().is_some_and(|one| one.status_lists.contains(&uri))
        };
        let Some(token) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) else {
            // What waited for it counts as it is, unless it waits for another one.
            for entry in &mut self.entries {
                let waits = |list: &String| self.asked.contains(&What::Status(list.clone()));
                if names(&entry.waiting)
                    && !entry.waiting.iter().any(|one| one.status_lists.iter().any(waits))
                {
                    entry.checked = entry.waiting.take();
                }
            }
            return Vec::new();
        };
        let status = CachedStatus { uri: uri.clone(), token, fetched_at: now.seconds() };
        self.put_status(Rc::new(status));
        self.judge(|entry| names(&entry.waiting) || names(&entry.checked))
    }

    fn put_status(&mut self, status: Rc<CachedStatus>) {
        self.statuses.insert(status.uri.clone(), status);
        self.evidence = Rc::default();
    }

    fn wallet(&mut self, data: &VaultData) -> Vec<Errand> {
        for status in &data.statuses {
            if !self.statuses.contains_key(&status.uri) {
                self.put_status(Rc::new(status.clone()));
            }
        }
        if let Some(memory) = &data.trust {
            self.trust.remember(memory);
        }
        self.kinds.take(&data.kinds);
        let mut before = std::mem::take(&mut self.entries);
        self.entries = data
            .certificates
            .iter()
            .map(|stored| {
                let known = before
                    .iter()
                    .position(|entry| *entry.id == stored.id && *entry.text == stored.text);
                known.map_or_else(
                    || Entry::new(&stored.id, &stored.text, None),
                    |at| before.swap_remove(at),
                )
            })
            .collect();
        if self.ready { self.judge(Entry::is_new) } else { Vec::new() }
    }

    fn locked(&mut self) -> Vec<Errand> {
        self.entries.clear();
        self.statuses.clear();
        self.evidence = Rc::default();
        self.kinds = Kinds::default();
        Vec::new()
    }

    fn judged(&mut self, id: &str, text: &str, new: Rc<Checked>, now: UnixTime) -> Vec<Errand> {
        let known = self.entries.iter().position(|entry| &*entry.id == id && &*entry.text == text);
        let Some(at) = known else { return Vec::new() };
        let mut errands = self.ask_statuses(&new, now, false);
        let waits = !errands.is_empty();
        if let Some(entry) = self.entries.get_mut(at) {
            entry.queued = false;
            let place = if waits { &mut entry.waiting } else { &mut entry.checked };
            *place = Some(new.clone());
            if !waits {
                entry.waiting = None;
            }
        }
        errands.extend(self.ask_kinds(Wanted::of(&new), now));
        errands
    }

    fn refresh(&mut self, now: UnixTime) -> Vec<Errand> {
        let mut errands: Vec<Errand> = self.ask(What::Config).into_iter().collect();
        let all: Vec<Rc<Checked>> =
            self.entries.iter().filter_map(|entry| entry.checked.clone()).collect();
        for checked in &all {
            errands.extend(self.ask_statuses(checked, now, true));
        }
        errands.extend(self.judge(|_| true));
        errands.extend(self.ask_indexes(true, now));
        errands
    }

    /// Judges these certificates, each once.
    fn judge(&mut self, which: impl Fn(&Entry) -> bool) -> Vec<Errand> {
        let chosen = self.entries.iter_mut().filter(|entry| !entry.queued && which(entry));
        chosen
            .map(|entry| {
                entry.queued = true;
                Errand::Judge(entry.id.to_string(), entry.text.to_string())
            })
            .collect()
    }

    /// The status lists that a certificate names. Nothing is fetched for what is not signed by
    /// somebody known.
    fn ask_statuses(&mut self, checked: &Checked, now: UnixTime, always: bool) -> Vec<Errand> {
        if !matches!(checked.report.outcome(Check::Issuer), Some(Outcome::Passed)) {
            return Vec::new();
        }
        let fresh = |uri: &String| {
            let known = self.statuses.get(uri);
            known.is_some_and(|known| now.seconds() - known.fetched_at < STATUS_FRESH_SECONDS)
        };
        let due: Vec<String> =
            checked.status_lists.iter().filter(|uri| always || !fresh(uri)).cloned().collect();
        due.into_iter().filter_map(|uri| self.ask(What::Status(uri))).collect()
    }

    fn ask_indexes(&mut self, always: bool, now: UnixTime) -> Vec<Errand> {
        let due = self.city.due(always, now).into_iter();
        due.filter_map(|(slug, address)| self.ask_at(What::Index(slug), address)).collect()
    }

    fn ask_kinds(&mut self, wanted: Vec<Wanted>, now: UnixTime) -> Vec<Errand> {
        let due: Vec<(What, String)> = wanted
            .into_iter()
            .filter_map(|one| {
                let (wanted, address) = self.described(one)?;
                let what = What::Kind(wanted.vct.clone(), wanted.integrity.clone());
                self.kinds.is_due(&wanted, now).then_some((what, address))
            })
            .collect();
        due.into_iter().filter_map(|(what, address)| self.ask_at(what, address)).collect()
    }

    /// Where a description is, and which bytes it must have: what a department publishes, unless the
    /// certificate names other bytes; else what the issuer's own host has.
    fn described(&self, wanted: Wanted) -> Option<(Wanted, String)> {
        let issuer = wanted.issuer.as_deref();
        if let Some((address, file)) = self.city.kind(&wanted.vct, issuer)
            && wanted.integrity.as_ref().is_none_or(|named| *named == file.digest)
        {
            let integrity = Some(file.digest.clone());
            return Some((Wanted { integrity, ..wanted }, address));
        }
        let address = Config::kind_address(&wanted.vct, issuer)?;
        self.config.is_some().then_some((wanted, address))
    }

    /// The types of the wallet's certificates.
    fn wanted(&self) -> Vec<Wanted> {
        let results = self.entries.iter().filter_map(|entry| entry.checked.as_deref());
        results.flat_map(Wanted::of).collect()
    }

    fn ask(&mut self, what: What) -> Option<Errand> {
        let address = match &what {
            What::Config => "/config.json".to_owned(),
            What::List => self.config.as_ref()?.trust_list.clone(),
            What::Status(uri) => uri.clone(),
            What::Index(_) | What::Kind(..) => return None,
        };
        self.ask_at(what, address)
    }

    /// One request for one thing at a time.
    fn ask_at(&mut self, what: What, address: String) -> Option<Errand> {
        self.asked.insert(what.clone()).then_some(Errand::Get(what, address))
    }
}

#[cfg(test)]
mod tests;
