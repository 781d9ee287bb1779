//! The vault, the tabs, the network and the person, as far as delivery can see them.

use cert_app::http::{Reply, Request};
use cert_app::sending::changes::{Change, View};
use cert_app::sending::machine::{Delivery, Effect, Event, Now, Outcome, Signed, Turn, Unsaved};
use cert_app::wallet::{
    Accepted, DraftRecord, Filing, Kept, SentWords, Submission, VaultData, VaultError, Way,
};
use cert_fill::wire::FormReference;
use serde_json::{Value, json};

use super::office::{Office, Post, Said};

const START: i64 = 1_000_000;

/// One tick is longer than any wait between two tries; three outlive a nonce.
const TICK_SECONDS: i64 = 400;

/// Steps in which a person with a working network comes to the end.
const MAX_STEPS_TO_THE_END: usize = 400;

/// A mistake that the checker must find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// Writes that do not look whether another tab has written.
    BlindWrites,
    /// A press that makes a submission whatever was sent before.
    BlindClaim,
    /// A retry with another key.
    NewKey,
    /// A draft that is deleted with the answer, not with the receipt.
    EarlyEnd,
    /// "Not sent" without a look at the vault.
    HastyWords,
}

/// How much may happen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) tabs: usize,
    pub(super) offices: usize,
    pub(super) presses: u32,
    pub(super) edits: u32,
    pub(super) asks: u32,
    pub(super) crashes: u32,
    pub(super) losses: u32,
    pub(super) failures: u32,
    pub(super) doubts: u32,
    pub(super) ticks: u32,
    pub(super) is_first_refused: bool,
    pub(super) mistake: Option<Mistake>,
}

impl Bounds {
    /// One tab, one office, a nervous person.
    pub(super) const fn one_tab() -> Self {
        Self {
            tabs: 1,
            offices: 1,
            presses: 2,
            edits: 0,
            asks: 1,
            crashes: 0,
            losses: 0,
            failures: 0,
            doubts: 0,
            ticks: 1,
            is_first_refused: false,
            mistake: None,
        }
    }

    /// Two tabs with the same draft.
    pub(super) const fn two_tabs() -> Self {
        Self { tabs: 2, asks: 0, ticks: 0, ..Self::one_tab() }
    }
}

/// A tab: the draft as it knows it, and the run that is going on.
#[derive(Clone, Debug)]
struct Tab {
    revision: u32,
    content: u32,
    is_dirty: bool,
    run: Option<(Delivery, Effect)>,
    /// The vault as it was read for the write that is under way.
    read: Option<(u32, VaultData, View)>,
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

    /// Every way in which the effect that a tab waits for can end.
    fn outcomes(&self, at: usize) -> Vec<(String, Self)> {
        let Some((_, effect)) = &self.tabs[at].run else { return Vec::new() };
        match effect.clone() {
            Effect::Lock => vec![self.after(at, "lock", Event::Turn(Turn::Ours))],
            Effect::Save => self.save(at),
            Effect::Prepare => {
                let mut next = self.clone();
                next.made += 1;
                let made = Ok((Box::new(next.submission(at)), form()));
                vec![next.after(at, "prepare", Event::Prepared(made))]
            }
            Effect::Store(change) => self.store(at, &change),
            Effect::Send(request) if request.url.ends_with("/challenges") => self.challenge(at),
            Effect::Send(request) => self.post(at, &request),
            Effect::Upload(..) => unreachable!("the form has no files"),
            Effect::Sign { submission, filing, challenge, .. } => {
                let key = format!("{submission}.{filing}");
                let nonce = challenge.nonce.parse().expect("a nonce of ours");
                let body = Post::body(&key, self.tabs[at].content, nonce);
                let signed = Signed { body, transaction_data_hash: "h".into() };
                vec![self.after(at, "sign", Event::Signed(Ok(signed)))]
            }
            Effect::Check { filing, token, .. } => {
                let accepted = Accepted {
                    case_no: filing.id.clone(),
                    status: "accepted".into(),
                    receipt: token,
                    claims: json!({}),
                };
                let mut ways = vec![self.after(at, "receipt", Event::Checked(Ok(accepted)))];
                if self.left.doubts > 0 {
                    let mut next = self.clone();
                    next.left.doubts -= 1;
                    let code = Err("issuer-unknown".to_owned());
                    ways.push(next.after(at, "receipt not trusted", Event::Checked(code)));
                }
                ways
            }
            Effect::Refresh => vec![self.after(at, "refresh", Event::Done)],
            Effect::Forget(_) => vec![self.after(at, "forget", Event::Done)],
            Effect::End(_) => unreachable!("a run that has ended is taken away"),
        }
    }

    /// The event reaches the machine.
    fn after(&self, at: usize, name: &str, event: Event) -> (String, Self) {
        let mut next = self.clone();
        let moment = next.moment();
        next.tabs[at].read = None;
        let Some((run, effect)) = &mut next.tabs[at].run else { return (name.to_owned(), next) };
        *effect = run.step(event, moment);
        if let Effect::End(outcome) = effect.clone() {
            next.tabs[at].run = None;
            next.ended(&outcome);
        }
        (name.to_owned(), next)
    }

    /// What the person is told must be so.
    fn ended(&mut self, outcome: &Outcome) {
        let everybody = self.office.filed.len() == self.left.offices;
        let arrives = |post: &Post| self.office.would_say(post, self.now) == Said::Filed;
        let may_be_there = !self.office.filed.is_empty() || self.late.iter().any(arrives);
        let lie = match outcome {
            Outcome::NotSent(_) => may_be_there && self.left.offices == 1,
            Outcome::Done(_) => !everybody || self.vault.receipts.len() != self.left.offices,
            Outcome::Follow(id) => self.vault.submission(id).is_none(),
            _ => false,
        };
        if lie {
            self.broken = Some(format!("{outcome:?} is said, and it is not so"));
        }
    }

    fn save(&self, at: usize) -> Vec<(String, Self)> {
        let tab = &self.tabs[at];
        if !tab.is_dirty {
            return vec![self.after(at, "nothing to save", Event::Saved(Ok(())))];
        }
        let mut ways = Vec::new();
        if self.left.failures > 0 {
            let mut next = self.clone();
            next.left.failures -= 1;
            let full = Err(Unsaved::Refused(VaultError::StorageFull));
            ways.push(next.after(at, "save: disk full", Event::Saved(full)));
        }
        let mut next = self.clone();
        let mut record = self.vault.drafts.first().cloned();
        if let Some(record) = &mut record {
            record.revision = tab.revision;
            record.draft = json!(tab.content);
        }
        let kept = record.map_or(Kept::Gone, |record| next.vault.keep_draft(&record));
        let saved = match kept {
            Kept::Stored(revision) => {
                next.revision += 1;
                next.tabs[at].revision = revision;
                next.tabs[at].is_dirty = false;
                Ok(())
            }
            Kept::ChangedElsewhere(_) => {
                // The tab takes up what the other one has stored.
                next.tabs[at] = Tab { run: next.tabs[at].run.clone(), ..next.opened() };
                Err(Unsaved::ChangedElsewhere)
            }
            Kept::Sent(id) => Err(Unsaved::Sent(id)),
            Kept::Gone => Err(Unsaved::Gone),
        };
        ways.push(next.after(at, "save", Event::Saved(saved)));
        ways
    }

    /// A revision-checked write: read, and later write unless somebody else has written.
    fn store(&self, at: usize, change: &Change) -> Vec<(String, Self)> {
        let hasty = self.left.mistake == Some(Mistake::HastyWords);
        if change.only_looks() {
            let mut seen = self.vault.clone();
            let view = match change {
                Change::Look { .. } if hasty => View::Gone,
                _ => change.apply(&mut seen, self.now),
            };
            return vec![self.after(at, "look", Event::Stored(Ok(view)))];
        }
        let mut ways = Vec::new();
        if self.left.failures > 0 {
            for problem in [VaultError::StorageFull, VaultError::Locked] {
                let mut next = self.clone();
                next.left.failures -= 1;
                let name = format!("{} fails: {problem:?}", name_of(change));
                ways.push(next.after(at, &name, Event::Stored(Err(problem))));
            }
        }
        let alone = self.tabs.len() == 1;
        match &self.tabs[at].read {
            None if !alone => {
                let mut next = self.clone();
                next.tabs[at].read = Some(next.read_and_change(change));
                ways.push((format!("{} is read", name_of(change)), next));
            }
            Some((revision, ..))
                if *revision != self.revision
                    && self.left.mistake != Some(Mistake::BlindWrites) =>
            {
                // Changed elsewhere: it is read again and decided again.
                let mut next = self.clone();
                next.tabs[at].read = Some(next.read_and_change(change));
                ways.push((format!("{} is read again", name_of(change)), next));
            }
            read => {
                let (_, data, view) = read.clone().unwrap_or_else(|| self.read_and_change(change));
                let mut next = self.clone();
                next.write(data);
                ways.push(next.after(at, name_of(change), Event::Stored(Ok(view))));
            }
        }
        ways
    }

    fn read_and_change(&self, change: &Change) -> (u32, VaultData, View) {
        let mut data = self.vault.clone();
        if self.left.mistake == Some(Mistake::BlindClaim)
            && let Change::Claim { .. } = change
        {
            data.outbox.clear();
        }
        let view = change.apply(&mut data, self.now);
        if self.left.mistake == Some(Mistake::EarlyEnd)
            && let Change::Begin { .. } = change
        {
            data.drafts.clear();
        }
        (self.revision, data, view)
    }

    fn write(&mut self, data: VaultData) {
        let had_draft = !self.vault.drafts.is_empty();
        self.vault = data;
        self.revision += 1;
        if had_draft
            && self.vault.drafts.is_empty()
            && self.vault.receipts.len() != self.left.offices
        {
            self.broken = Some("the draft is gone, and there is no receipt".to_owned());
        }
    }

    fn challenge(&self, at: usize) -> Vec<(String, Self)> {
        let mut next = self.clone();
        let nonce = next.office.challenge(next.now);
        let body = json!({"aud": "a", "nonce": nonce.to_string(), "expires_in": 900});
        let mut ways = vec![next.after(at, "challenge", reply(201, &body))];
        if self.left.losses > 0 {
            let mut next = self.clone();
            next.left.losses -= 1;
            ways.push(next.after(at, "challenge lost", Event::Replied(None)));
        }
        ways
    }

    fn post(&self, at: usize, request: &Request) -> Vec<(String, Self)> {
        let key = request.headers.iter().find(|(name, _)| *name == "Idempotency-Key");
        let mut key = key.map(|(_, value)| value.trim_matches('"').to_owned()).unwrap_or_default();
        let body = String::from_utf8(request.body.clone().unwrap_or_default()).expect("text");
        let mut before = self.clone();
        if self.left.mistake == Some(Mistake::NewKey) {
            // As if each try made its own key and signed anew.
            before.made += 1;
            key = key.replacen("s", &format!("x{}-", before.made), 1);
        }
        let body = if self.left.mistake == Some(Mistake::NewKey) {
            let nonce = before.office.challenge(before.now);
            Post::body(&key, self.tabs[at].content, nonce)
        } else {
            body
        };
        let post = Post { key, body };
        if before.posted.iter().any(|one| one.key == post.key && one.body != post.body) {
            before.broken = Some(format!("other bytes under the key {}", post.key));
        }
        if !before.posted.contains(&post) {
            before.posted.push(post.clone());
        }
        let answer = |said: Said, post: &Post| match said {
            Said::Filed => reply(
                201,
                &json!({"case_no": "C", "status": "accepted", "receipt": format!("{}~", post.key)}),
            ),
            Said::Refused(code) => reply(422, &json!({"code": code})),
        };
        let mut ways = Vec::new();
        let mut next = before.clone();
        let said = next.office.take(&post, next.now);
        ways.push(next.after(at, "filed", answer(said, &post)));
        if self.left.losses > 0 {
            before.left.losses -= 1;
            ways.push(before.after(at, "filing lost", Event::Replied(None)));
            let mut next = before.clone();
            next.office.take(&post, next.now);
            ways.push(next.after(at, "answer lost", Event::Replied(None)));
            let mut next = before.clone();
            next.office.take(&post, next.now);
            let said = next.office.take(&post, next.now);
            ways.push(next.after(at, "filed, sent twice", answer(said, &post)));
            let mut next = before.clone();
            next.late.push(post);
            ways.push(next.after(at, "filing is late", Event::Replied(None)));
            ways.push(before.after(at, "office busy", reply(503, &json!({}))));
        }
        ways
    }

    fn submission(&self, at: usize) -> Submission {
        let id = format!("s{}", self.made);
        let filings = ["psb", "tax"].into_iter().take(self.left.offices);
        let mut filings: Vec<Filing> = filings
            .map(|name| Filing::reviewed(&id, name, json!("Office"), &format!("/{name}/filings")))
            .collect();
        if let [_, second] = filings.as_mut_slice() {
            second.depends_on = vec!["psb".into()];
        }
        Submission {
            id,
            draft: "d".into(),
            revision: self.tabs[at].revision,
            form: "f".into(),
            title: Value::Null,
            locale: "en".into(),
            created: self.now,
            words: SentWords::default(),
            filings,
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
        Change::Answer { .. } => "answer",
        Change::Finish { .. } => "finish",
    }
}
