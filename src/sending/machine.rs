//! Delivery, from the press of Send to the receipt, as a machine without I/O: an event in,
//! the next effect out, one at a time. The browser's driver runs the effect and says how it
//! ended (`ui/form/send.rs`); everything that decides is here and in the [`Change`]s.
//!
//! The vault is the memory. After each change the machine goes on from what the vault says,
//! which may be what another tab has written.

mod protocol;

use cert_fill::wire::FormReference;
use cert_verify::put_in_order;

pub use protocol::{Effect, Ending, Event, Now, Signed, Turn, Unsaved, Unsent, Upload};

use super::changes::{Change, InVault};
use super::office::{self, Reading};
use super::outbox::{Answer, Move, Signature};
use super::progress::Underway;
use crate::http::Reply;
use crate::wallet::{
    Accepted, Filing, Problem, RECEIPT_NOT_TRUSTED, Stage, Submission, VaultError,
    attachment_record,
};

/// Effects of one run: a form has a few offices, each with a few files, and each step takes
/// two. More would be a circle.
const MAX_EFFECTS: u32 = 500;

/// Why a run was begun.
#[derive(Clone, Debug, PartialEq)]
enum Reason {
    /// Send was pressed on the check page of this draft.
    Pressed { draft: String, carried: bool },
    /// The person asks again for what is under way.
    Asked,
    /// A timer, the network or an open vault: only what may have left goes on.
    Resumed,
}

/// What the machine waits for.
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Begin,
    Lock,
    Elsewhere,
    Save,
    Prepare,
    Claim,
    Ask,
    Change,
    Challenge(usize),
    Sign(usize, i64),
    Start(usize),
    Upload(usize, usize),
    File(usize),
    Check { at: usize, token: String, again: bool },
    Refresh { at: usize, token: String },
    Answered,
    Finish,
    Forget,
    Look(Unsent),
    Over,
}

/// One run. It is made for one press, one question or one timer, and ends.
#[derive(Clone, Debug)]
pub struct Delivery {
    reason: Reason,
    phase: Phase,
    id: Option<String>,
    submission: Option<Box<Submission>>,
    form: Option<FormReference>,
    effects: u32,
}

impl Delivery {
    /// Send was pressed for this draft.
    #[must_use]
    pub fn pressed(draft: &str) -> Self {
        Self::new(Reason::Pressed { draft: draft.to_owned(), carried: false }, None)
    }

    /// The person wants to carry this draft to a counter: it is signed, and nothing is sent.
    #[must_use]
    pub fn carried(draft: &str) -> Self {
        Self::new(Reason::Pressed { draft: draft.to_owned(), carried: true }, None)
    }

    /// The person asks again for this submission.
    #[must_use]
    pub fn asked(submission: &str) -> Self {
        Self::new(Reason::Asked, Some(submission.to_owned()))
    }

    /// This submission goes on by itself.
    #[must_use]
    pub fn resumed(submission: &str) -> Self {
        Self::new(Reason::Resumed, Some(submission.to_owned()))
    }

    const fn new(reason: Reason, id: Option<String>) -> Self {
        Self { reason, phase: Phase::Begin, id, submission: None, form: None, effects: 0 }
    }

    /// What is going on, in the words of the status line.
    #[must_use]
    pub fn progress(&self) -> Option<Underway> {
        let office = |at: &usize| self.filing(*at).map(|filing| filing.office.clone());
        match &self.phase {
            Phase::Challenge(at) => office(at).map(Underway::Challenge),
            Phase::Sign(..) => Some(Underway::Signing),
            Phase::Upload(at, file) => {
                Some(Underway::File(file + 1, self.filing(*at)?.attachments.len()))
            }
            Phase::File(at) => office(at).map(Underway::Sending),
            Phase::Check { .. } | Phase::Refresh { .. } => Some(Underway::Receipt),
            Phase::Over => None,
            _ => Some(Underway::Saving),
        }
    }

    /// Takes an event and says what to do next. After [`Effect::End`] nothing follows.
    pub fn step(&mut self, event: Event, now: Now) -> Effect {
        self.effects += 1;
        if self.effects > MAX_EFFECTS {
            return self.end(Ending::Busy);
        }
        match (std::mem::replace(&mut self.phase, Phase::Over), event) {
            (Phase::Begin, Event::Begun) => self.wait(Phase::Lock, Effect::Lock),
            (Phase::Lock, Event::Turn(turn)) => self.turn(turn),
            (Phase::Save, Event::Saved(saved)) => self.saved(saved),
            (Phase::Prepare, Event::Prepared(made)) => self.prepared(made),
            (Phase::Claim, Event::Stored(stored)) => self.claimed(stored, now),
            (Phase::Ask | Phase::Change, Event::Stored(stored)) => self.stored(stored, now),
            (Phase::Challenge(at), Event::Replied(reply)) => self.challenged(at, reply, now),
            (Phase::Sign(at, expires), Event::Signed(signed)) => self.signed(at, expires, signed),
            (Phase::Start(at), Event::Stored(stored)) => self.begun(at, stored, now),
            (Phase::Upload(at, file), Event::Uploaded(up)) => self.uploaded(at, file, up, now),
            (Phase::File(at), Event::Replied(reply)) => self.replied(at, reply, now),
            (Phase::Check { at, token, again }, Event::Checked(checked)) => {
                self.checked(at, token, again, checked)
            }
            (Phase::Refresh { at, token }, _) => self.check(at, token, true),
            (Phase::Answered, Event::Stored(stored)) => self.answered(stored, now),
            (Phase::Finish, Event::Stored(_)) => self.forget(),
            (Phase::Forget, _) => self.end_with(Ending::Done),
            (Phase::Look(unsent), Event::Stored(stored)) => self.looked(unsent, stored),
            (Phase::Elsewhere, Event::Stored(stored)) => self.follow(stored),
            // An event that nobody waits for: the driver is at fault, and nothing is sent.
            _ => self.end(Ending::Busy),
        }
    }

    fn wait(&mut self, phase: Phase, effect: Effect) -> Effect {
        self.phase = phase;
        effect
    }

    fn end(&mut self, outcome: Ending) -> Effect {
        self.phase = Phase::Over;
        Effect::End(outcome)
    }

    fn end_with(&mut self, outcome: impl FnOnce(String) -> Ending) -> Effect {
        let id = self.id.clone();
        self.end(id.map_or(Ending::Busy, outcome))
    }

    fn store(&mut self, phase: Phase, change: Change) -> Effect {
        self.wait(phase, Effect::Store(change))
    }

    fn filing(&self, at: usize) -> Option<&Filing> {
        self.submission.as_ref()?.filings.get(at)
    }

    /// One press is one run: the second press of a nervous hand ends here, and a press in
    /// another tab follows the first.
    fn turn(&mut self, turn: Turn) -> Effect {
        match (&self.reason, self.id.clone(), turn) {
            (Reason::Pressed { .. }, _, Turn::Ours) => self.wait(Phase::Save, Effect::Save),
            (Reason::Pressed { draft, .. }, _, Turn::OtherTab) => {
                let draft = draft.clone();
                self.store(Phase::Elsewhere, Change::Look { draft })
            }
            (Reason::Asked, Some(id), Turn::Ours) => self.store(Phase::Ask, Change::Ask { id }),
            (_, Some(id), Turn::Ours) => self.store(Phase::Change, Change::See { id }),
            _ => self.end(Ending::Busy),
        }
    }

    fn saved(&mut self, saved: Result<(), Unsaved>) -> Effect {
        match saved {
            Ok(()) => self.wait(Phase::Prepare, Effect::Prepare),
            Err(Unsaved::Sent(id)) => self.end(Ending::Follow(id)),
            Err(Unsaved::Refused(VaultError::Locked)) => self.end(Ending::Locked),
            Err(Unsaved::Refused(_)) => self.not_sent(Unsent::NotStored),
            Err(Unsaved::ChangedElsewhere | Unsaved::Gone) => {
                self.not_sent(Unsent::ChangedElsewhere)
            }
        }
    }

    fn prepared(&mut self, made: Result<(Box<Submission>, FormReference), Unsent>) -> Effect {
        match made {
            Ok((mut submission, form)) => {
                submission.carried = matches!(self.reason, Reason::Pressed { carried: true, .. });
                self.id = Some(submission.id.clone());
                self.form = Some(form);
                self.store(Phase::Claim, Change::Claim { submission })
            }
            Err(unsent) => self.not_sent(unsent),
        }
    }

    /// The key stands in the vault before the first request, and so does the draft's link to
    /// it: no reload and no other tab makes a second submission.
    fn claimed(&mut self, stored: Result<InVault, VaultError>, now: Now) -> Effect {
        match stored {
            Ok(InVault::Ours(_)) if !now.online => self.not_sent(Unsent::Offline),
            stored => self.stored(stored, now),
        }
    }

    /// Goes on from what the vault says.
    fn stored(&mut self, stored: Result<InVault, VaultError>, now: Now) -> Effect {
        match stored {
            Ok(InVault::Ours(submission)) => {
                // What was sent before from the same draft has given its id to the rest.
                self.id = Some(submission.id.clone());
                self.submission = Some(submission);
                self.proceed(now)
            }
            Ok(InVault::Other(id)) => self.end(Ending::Follow(id)),
            Ok(InVault::DraftChanged | InVault::Prepared(_) | InVault::Gone) => {
                self.not_sent(Unsent::ChangedElsewhere)
            }
            Err(VaultError::Locked) => self.end(Ending::Locked),
            Err(_) => self.not_sent(Unsent::NotStored),
        }
    }

    fn proceed(&mut self, now: Now) -> Effect {
        let person = !matches!(self.reason, Reason::Resumed);
        let Some(submission) = &self.submission else { return self.end(Ending::Busy) };
        match submission.next(now.seconds, person) {
            Move::Done => {
                let id = submission.id.clone();
                self.store(Phase::Finish, Change::Finish { id })
            }
            Move::NeedsYou => self.end_with(Ending::NeedsYou),
            Move::Wait(at) => self.end_with(|id| Ending::Waiting(id, at)),
            Move::Sign(at) => self.challenge(at),
            Move::Send(at) => {
                let is_carried = submission.carried;
                let Some((id, filing)) = self.names(at) else { return self.end(Ending::Busy) };
                let is_signed = self.filing(at).is_some_and(|one| one.stage == Stage::Signed);
                if is_carried && is_signed {
                    return self.store(Phase::Change, Change::Carry { id, filing });
                }
                self.store(Phase::Start(at), Change::Begin { id, filing })
            }
        }
    }

    fn names(&self, at: usize) -> Option<(String, String)> {
        Some((self.id.clone()?, self.filing(at)?.id.clone()))
    }

    fn challenge(&mut self, at: usize) -> Effect {
        // Only the run that was begun with the draft can sign.
        let (Some(filing), Some(form)) = (self.filing(at), &self.form) else {
            return self.end_with(Ending::NeedsYou);
        };
        let carried = self.submission.as_ref().is_some_and(|one| one.carried);
        let request = office::challenge_request(&filing.endpoint, form, &filing.id, carried);
        let request = request.at(&filing.server);
        self.wait(Phase::Challenge(at), Effect::Send(request))
    }

    fn challenged(&mut self, at: usize, reply: Option<Reply>, now: Now) -> Effect {
        let challenge = reply.as_ref().map(office::read_challenge);
        let Some(filing) = self.filing(at) else { return self.end(Ending::Busy) };
        let office = filing.office.clone();
        match challenge {
            Some(Ok(challenge)) => {
                let Some(submission) = &self.submission else { return self.end(Ending::Busy) };
                let handle = filing.progress.as_deref().filter(|_| challenge.progress);
                let effect = Effect::Sign {
                    progress: handle.map(cert_fill::progress::digest),
                    submission: submission.id.clone(),
                    filing: filing.id.clone(),
                    locale: submission.locale.clone(),
                    challenge: challenge.clone(),
                };
                self.wait(Phase::Sign(at, now.seconds + i64::from(challenge.expires_in)), effect)
            }
            None | Some(Err(None)) => self.not_sent(Unsent::Unavailable(office)),
            Some(Err(Some(problem))) => self.not_sent(Unsent::Refused(problem)),
        }
    }

    fn signed(&mut self, at: usize, expires: i64, signed: Result<Signed, Problem>) -> Effect {
        let Some((id, filing)) = self.names(at) else { return self.end(Ending::Busy) };
        match signed {
            Ok(Signed { body, transaction_data_hash }) => {
                let signature = Signature { body, transaction_data_hash, nonce_expires: expires };
                self.store(Phase::Change, Change::Sign { id, filing, signature })
            }
            Err(problem) => self.not_sent(Unsent::Refused(problem)),
        }
    }

    /// The bytes that leave are those in the vault, whoever signed them.
    fn begun(&mut self, at: usize, stored: Result<InVault, VaultError>, now: Now) -> Effect {
        let before = self.names(at).map(|(_, filing)| filing);
        if let Ok(InVault::Ours(submission)) = &stored {
            self.submission = Some(submission.clone());
            let same = self.filing(at).filter(|filing| Some(&filing.id) == before.as_ref());
            if same.is_some_and(|filing| filing.stage == Stage::Sending) {
                return self.bring(at, 0);
            }
        }
        self.stored(stored, now)
    }

    /// The next file, or else the filing itself.
    fn bring(&mut self, at: usize, file: usize) -> Effect {
        let (Some(filing), Some(submission)) = (self.filing(at), &self.submission) else {
            return self.end(Ending::Busy);
        };
        if let Some(one) = filing.attachments.get(file) {
            let body = filing.body.as_deref().unwrap_or_default();
            let (to, media_type) = (&filing.endpoint, &one.media_type);
            let request = office::attachment_request(to, &one.digest, media_type, body);
            let request = request.at(&filing.server);
            let effect = Effect::Upload(request, attachment_record(&one.digest));
            return self.wait(Phase::Upload(at, file), effect);
        }
        let Some(body) = filing.body.as_deref() else { return self.end(Ending::Busy) };
        let (endpoint, key) = (&filing.endpoint, &filing.idempotency_key);
        let request = office::filing_request(endpoint, key, &submission.locale, body);
        let request = request.at(&filing.server);
        self.wait(Phase::File(at), Effect::Send(request))
    }

    fn uploaded(&mut self, at: usize, file: usize, upload: Upload, now: Now) -> Effect {
        let answer = match upload {
            Upload::Missing => Answer::Refused(Problem::of("attachment-missing")),
            Upload::Unreadable | Upload::Replied(None) => Answer::Lost { retry_after: None },
            Upload::Replied(Some(reply)) if office::attachment_arrived(reply.status) => {
                return self.bring(at, file + 1);
            }
            Upload::Replied(Some(reply)) => match office::read_filing(&reply, now.seconds) {
                Reading::Refused(problem) if office::is_of_the_challenge(&problem) => {
                    return self.bring(at, file + 1);
                }
                Reading::Refused(problem) => Answer::Refused(problem),
                Reading::Unclear { retry_after } => Answer::Lost { retry_after },
                Reading::Receipt { .. } => Answer::Lost { retry_after: None },
            },
        };
        self.answer(at, answer)
    }

    fn replied(&mut self, at: usize, reply: Option<Reply>, now: Now) -> Effect {
        let lost = Reading::Unclear { retry_after: None };
        match reply.map_or(lost, |reply| office::read_filing(&reply, now.seconds)) {
            Reading::Receipt { receipt, .. } => self.check(at, receipt, false),
            Reading::Refused(problem) => self.answer(at, Answer::Refused(problem)),
            Reading::Unclear { retry_after } => self.answer(at, Answer::Lost { retry_after }),
        }
    }

    fn check(&mut self, at: usize, token: String, again: bool) -> Effect {
        let (Some(filing), Some(submission)) = (self.filing(at), &self.submission) else {
            return self.end(Ending::Busy);
        };
        let effect = Effect::Check {
            submission: submission.id.clone(),
            filing: Box::new(filing.clone()),
            token: token.clone(),
        };
        self.wait(Phase::Check { at, token, again }, effect)
    }

    /// A receipt is believed when it passes; lists that have grown old are fetched once more
    /// before it is not.
    fn checked(
        &mut self,
        at: usize,
        token: String,
        again: bool,
        checked: Result<Accepted, String>,
    ) -> Effect {
        match checked {
            Ok(accepted) => self.answer(at, Answer::Accepted(accepted)),
            Err(_) if !again => self.wait(Phase::Refresh { at, token }, Effect::Refresh),
            Err(code) => {
                let errors = vec![(String::new(), code)];
                let code = RECEIPT_NOT_TRUSTED.to_owned();
                self.answer(at, Answer::Refused(Problem { code, errors }))
            }
        }
    }

    fn answer(&mut self, at: usize, answer: Answer) -> Effect {
        let Some((id, filing)) = self.names(at) else { return self.end(Ending::Busy) };
        self.store(Phase::Answered, Change::Answer { id, filing, answer })
    }

    /// It has left the device: "not sent" would be a lie. On disk it is still being sent, so
    /// the same bytes bring the same receipt when there is room again.
    fn answered(&mut self, stored: Result<InVault, VaultError>, now: Now) -> Effect {
        match stored {
            Err(VaultError::Locked) => self.end(Ending::Locked),
            Err(_) => self.end_with(|id| Ending::Waiting(id, now.seconds)),
            // Somebody has deleted everything meanwhile; there is nothing left to show.
            Ok(InVault::Gone) => self.end(Ending::Busy),
            stored => self.stored(stored, now),
        }
    }

    fn forget(&mut self) -> Effect {
        let filings = self.submission.iter().flat_map(|one| &one.filings);
        let sent = filings.flat_map(|filing| &filing.attachments).map(|file| &file.digest);
        let of_draft = self.submission.iter().flat_map(|one| &one.files);
        let mut files: Vec<String> =
            sent.chain(of_draft).map(|digest| attachment_record(digest)).collect();
        put_in_order(&mut files, Ord::cmp);
        files.dedup();
        if files.is_empty() {
            return self.end_with(Ending::Done);
        }
        self.wait(Phase::Forget, Effect::Forget(files))
    }

    /// Before "not sent" is said, one more look: another tab may have sent it. It is never
    /// said of a submission of which another office has a part.
    fn not_sent(&mut self, unsent: Unsent) -> Effect {
        let touched = self.submission.as_ref().is_some_and(|one| !one.untouched());
        match &self.reason {
            Reason::Pressed { draft, .. } if !touched => {
                let draft = draft.clone();
                self.store(Phase::Look(unsent), Change::Look { draft })
            }
            Reason::Pressed { .. } => self.end_with(Ending::NeedsYou),
            Reason::Asked | Reason::Resumed => self.end(Ending::Busy),
        }
    }

    /// Another tab has the turn: it is followed to what it made of the draft.
    fn follow(&mut self, stored: Result<InVault, VaultError>) -> Effect {
        match stored {
            Ok(InVault::Other(id) | InVault::Prepared(id)) => self.end(Ending::Follow(id)),
            Err(VaultError::Locked) => self.end(Ending::Locked),
            _ => self.end(Ending::Busy),
        }
    }

    fn looked(&mut self, unsent: Unsent, stored: Result<InVault, VaultError>) -> Effect {
        match stored {
            Ok(InVault::Other(id)) => self.end(Ending::Follow(id)),
            Ok(_) => self.end(Ending::NotSent(unsent)),
            Err(VaultError::Locked) => self.end(Ending::Locked),
            // Nobody knows; the draft is still there, and so is what became of it.
            Err(_) => self.end(Ending::Busy),
        }
    }
}

#[cfg(test)]
mod tests;
