//! Every way in which an effect can end.

use cert_app::http::Request;
use cert_app::sending::changes::{Change, InVault};
use cert_app::sending::machine::{Effect, Ending, Event, Signed, Turn, Unsaved};
use cert_app::wallet::{Accepted, DraftKept, VaultData, VaultError};
use serde_json::json;

use super::super::bounds::Mistake;
use super::super::office::{Post, Said};
use super::{Tab, World, form, name_of, reply};

impl World {
    /// Every way in which the effect that a tab waits for can end.
    pub(super) fn outcomes(&self, at: usize) -> Vec<(String, Self)> {
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
    fn ended(&mut self, outcome: &Ending) {
        let everybody = self.office.filed.len() == self.left.offices;
        let arrives = |post: &Post| self.office.would_say(post, self.now) == Said::Filed;
        let may_be_there = !self.office.filed.is_empty() || self.late.iter().any(arrives);
        let lie = match outcome {
            Ending::NotSent(_) => may_be_there && self.left.offices == 1,
            Ending::Done(_) => !everybody || self.vault.receipts.len() != self.left.offices,
            Ending::Follow(id) => self.vault.submission(id).is_none(),
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
        let kept = record.map_or(DraftKept::Gone, |record| next.vault.keep_draft(&record));
        let saved = match kept {
            DraftKept::Stored(revision) => {
                next.revision += 1;
                next.tabs[at].revision = revision;
                next.tabs[at].is_dirty = false;
                Ok(())
            }
            DraftKept::ChangedElsewhere(_) => {
                // The tab takes up what the other one has stored.
                next.tabs[at] = Tab { run: next.tabs[at].run.clone(), ..next.opened() };
                Err(Unsaved::ChangedElsewhere)
            }
            DraftKept::Sent(id) => Err(Unsaved::Sent(id)),
            DraftKept::Gone => Err(Unsaved::Gone),
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
                Change::Look { .. } if hasty => InVault::Gone,
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

    fn read_and_change(&self, change: &Change) -> (u32, VaultData, InVault) {
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
}
