//! The vault, the tabs, the network and the person, as far as delivery can see them.

use cert_app::http::Reply;
use cert_app::sending::changes::{Change, InVault};
use cert_app::sending::machine::{Delivery, Effect, Event, Now};
use cert_app::wallet::{DraftRecord, Filing, SentWords, Submission, VaultData, Way};
use cert_app::words::local::PerLanguage;
use cert_fill::wire::FormReference;
use serde_json::{Value, json};

use super::bounds::Bounds;
use super::office::{Office, Post};

mod outcomes;

const START: i64 = 1_000_000;

/// One tick is longer than any wait between two tries; three outlive a nonce.
const TICK_SECONDS: i64 = 400;

/// Steps in which a person with a working network comes to the end.
const MAX_STEPS_TO_THE_END: usize = 400;

/// A tab: the draft as it knows it, and the run that is going on.
#[derive(Clone, Debug)]
struct Tab {
    revision: u32,
    content: u32,
    is_dirty: bool,
    run: Option<(Delivery, Effect)>,
    /// The vault as it was read for the write that is under way.
    read: Option<(u32, VaultData, InVault)>,
}

/// Everything.
#[derive(Clone, Debug)]
pub(super) struct World {
    left: Bounds,
    now: i64,
    vault: VaultData,
    revision: u32,
    office: Office,
    /// On the way, and nobody waits for the answer any more.
    late: Vec<Post>,
    tabs: Vec<Tab>,
    made: u32,
    posted: Vec<Post>,
    broken: Option<String>,
}

impl World {
    pub(super) fn new(bounds: Bounds) -> Self {
        let draft = DraftRecord {
            id: "d".into(),
            form: "f".into(),
            revision: 1,
            integrity: String::new(),
            changed: START,
            way: Way::Typing,
            step: String::new(),
            draft: json!(0),
            used: Value::Null,
            submission: None,
            typed_on: Vec::new(),
            files: Vec::new(),
            history: serde_json::Value::Null,
            again: None,
            whom: None,
        };
        let vault = VaultData { drafts: vec![draft], ..VaultData::default() };
        let refuses = bounds.is_first_refused.then_some(0);
        let mut world = Self {
            left: bounds,
            now: START,
            vault,
            revision: 1,
            office: Office { refuses, ..Office::default() },
            late: Vec::new(),
            tabs: Vec::new(),
            made: 0,
            posted: Vec::new(),
            broken: None,
        };
        world.tabs = vec![world.opened(); bounds.tabs];
        world
    }

    /// A tab that was opened just now.
    fn opened(&self) -> Tab {
        let draft = self.vault.draft("f");
        Tab {
            revision: draft.map_or(0, |draft| draft.revision),
            content: draft.and_then(|draft| draft.draft.as_u64()).unwrap_or(0) as u32,
            is_dirty: false,
            run: None,
            read: None,
        }
    }

    /// What distinguishes it from other states. How often was tried is left out: it only
    /// makes the waits longer, and a tick outlasts them all.
    pub(super) fn fingerprint(&self) -> String {
        let due = |filing: &Filing| filing.next_try <= self.now;
        let outbox: Vec<_> = self
            .vault
            .outbox
            .iter()
            .map(|one| {
                let filings: Vec<_> = one
                    .filings
                    .iter()
                    .map(|one| (one.stage, &one.body, due(one), &one.problem))
                    .collect();
                (&one.id, one.revision, filings)
            })
            .collect();
        let drafts: Vec<_> = self
            .vault
            .drafts
            .iter()
            .map(|one| (one.revision, &one.draft, &one.submission))
            .collect();
        let left = &self.left;
        let tabs: Vec<_> = self
            .tabs
            .iter()
            .map(|tab| {
                let read = tab.read.as_ref().map(|(revision, ..)| *revision == self.revision);
                (tab.revision, tab.content, tab.is_dirty, read, &tab.run)
            })
            .collect();
        format!(
            "{} {drafts:?} {outbox:?} {} {:?} {:?} {tabs:?} {:?} {:?}",
            self.now,
            self.vault.receipts.len(),
            self.office,
            self.late,
            (left.presses, left.edits, left.asks, left.crashes, left.losses),
            (left.failures, left.doubts, left.ticks, self.made),
        )
    }

    /// The promise that is broken, if one is.
    pub(super) fn broken(&self) -> Option<String> {
        if self.broken.is_some() {
            return self.broken.clone();
        }
        let mut filings: Vec<&str> = self.office.filed.iter().map(Post::filing).collect();
        filings.sort_unstable();
        let all = filings.len();
        filings.dedup();
        (filings.len() < all).then(|| format!("filed twice: {:?}", self.office.filed))
    }

    /// Whether nobody is doing anything.
    pub(super) fn is_quiet(&self) -> bool {
        self.tabs.iter().all(|tab| tab.run.is_none())
    }

    /// Whether the draft came to its end.
    pub(super) fn is_filed(&self) -> bool {
        self.vault.drafts.is_empty() && self.office.filed.len() == self.left.offices
    }

    /// Everything that may happen next.
    pub(super) fn steps(&self) -> Vec<(String, Self)> {
        let mut steps = Vec::new();
        let mut add = |name: String, next: Self| steps.push((name, next));
        for at in 0..self.tabs.len() {
            self.with_tab(at, &mut add);
        }
        for at in 0..self.late.len() {
            let mut next = self.clone();
            let post = next.late.remove(at);
            next.office.take(&post, next.now);
            add("it arrives late".into(), next);
        }
        if self.left.ticks > 0 {
            let mut next = self.clone();
            next.left.ticks -= 1;
            next.now += TICK_SECONDS;
            add("time passes".into(), next);
        }
        steps
    }

    fn with_tab(&self, at: usize, add: &mut impl FnMut(String, Self)) {
        let Some(tab) = self.tabs.get(at) else { return };
        if tab.run.is_some() {
            for (name, next) in self.outcomes(at) {
                add(format!("{at}: {name}"), next);
            }
            if self.left.crashes > 0 {
                let mut next = self.clone();
                next.left.crashes -= 1;
                next.tabs[at] = next.opened();
                add(format!("{at}: crash"), next);
            }
            return;
        }
        if self.left.presses > 0 {
            let mut next = self.clone();
            next.left.presses -= 1;
            next.begin(at, Delivery::pressed("d"));
            add(format!("{at}: Send"), next);
        }
        if self.left.edits > 0 {
            let mut next = self.clone();
            next.left.edits -= 1;
            next.tabs[at].content += 1;
            next.tabs[at].is_dirty = true;
            add(format!("{at}: edit"), next);
        }
        for one in &self.vault.outbox {
            if one.in_doubt() && self.left.asks > 0 {
                let mut next = self.clone();
                next.left.asks -= 1;
                next.begin(at, Delivery::asked(&one.id));
                add(format!("{at}: ask again"), next);
            }
            let due = one.filings.iter().any(|filing| filing.next_try <= self.now);
            if one.in_flight() && due {
                let mut next = self.clone();
                next.begin(at, Delivery::resumed(&one.id));
                add(format!("{at}: goes on"), next);
            }
        }
    }

    fn begin(&mut self, at: usize, mut run: Delivery) {
        let effect = run.step(Event::Begun, self.moment());
        self.tabs[at].run = Some((run, effect));
    }

    const fn moment(&self) -> Now {
        Now { seconds: self.now, online: true }
    }

    fn submission(&self, at: usize) -> Submission {
        let id = format!("s{}", self.made);
        let filings = ["psb", "tax"].into_iter().take(self.left.offices);
        let mut filings: Vec<Filing> = filings
            .map(|name| {
                Filing::reviewed(
                    &id,
                    name,
                    PerLanguage::same("Office".into()),
                    &format!("/{name}/filings"),
                )
            })
            .collect();
        if let [_, second] = filings.as_mut_slice() {
            second.depends_on = vec!["psb".into()];
        }
        Submission {
            id,
            draft: "d".into(),
            revision: self.tabs[at].revision,
            form: "f".into(),
            title: PerLanguage::default(),
            locale: "en".into(),
            created: self.now,
            files: Vec::new(),
            carried: false,
            words: SentWords::default(),
            filings,
            whom: None,
            acting: None,
        }
    }

    /// From here a person in one tab, with a working network, comes to the receipt.
    pub(super) fn comes_to_an_end(mut self) -> Result<(), String> {
        self.left = Bounds {
            presses: 0,
            edits: 0,
            asks: 0,
            crashes: 0,
            losses: 0,
            failures: 0,
            doubts: 0,
            ticks: 0,
            ..self.left
        };
        self.tabs = vec![self.opened()];
        for _ in 0..MAX_STEPS_TO_THE_END {
            if let Some(broken) = self.broken() {
                return Err(broken);
            }
            if self.tabs[0].run.is_some() {
                let (_, next) = self.outcomes(0).remove(0);
                self = next;
                continue;
            }
            let doubtful = self.vault.outbox.iter().find(|one| one.in_doubt());
            let unfinished = self.vault.outbox.iter().find(|one| one.all_sent());
            match (doubtful, self.vault.draft("f"), unfinished) {
                (Some(one), ..) => {
                    let id = one.id.clone();
                    self.begin(0, Delivery::asked(&id));
                }
                // A crash between the receipt and the end: the draft is still there.
                (None, Some(draft), Some(one)) if self.vault.speaks_for(&draft.id).is_some() => {
                    let id = one.id.clone();
                    self.begin(0, Delivery::resumed(&id));
                }
                (None, Some(_), _) => {
                    // A refused answer is mended first.
                    if self.office.refuses == Some(self.tabs[0].content) {
                        self.tabs[0].content += 1;
                        self.tabs[0].is_dirty = true;
                    }
                    self.begin(0, Delivery::pressed("d"));
                }
                (None, None, _) => {
                    let filed = self.office.filed.len();
                    return if filed == self.left.offices && self.vault.receipts.len() == filed {
                        Ok(())
                    } else {
                        Err(format!("it ends with {filed} filings"))
                    };
                }
            }
        }
        Err("it does not come to an end".to_owned())
    }
}

fn form() -> FormReference {
    FormReference { id: "f".into(), version: "1".into(), integrity: "sha256-x".into() }
}

fn reply(status: u16, body: &Value) -> Event {
    let body = body.to_string().into_bytes();
    Event::Replied(Some(Reply { status, body, ..Reply::default() }))
}

fn name_of(change: &Change) -> &'static str {
    match change {
        Change::Look { .. } | Change::See { .. } => "look",
        Change::Claim { .. } => "claim",
        Change::Ask { .. } => "ask",
        Change::Sign { .. } => "signed",
        Change::Begin { .. } => "begin",
        Change::Carry { .. } => "carry",
        Change::Answer { .. } => "answer",
        Change::Finish { .. } => "finish",
    }
}
