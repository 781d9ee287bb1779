//! The outbox: one submission, one state per office, each step written down
//! before the next one is taken (`design.md` 6).
//!
//! This file decides; it sends nothing and stores nothing. The caller stores the
//! submission after every change and only then does what the state says.

mod record;

use serde_json::Value;

/// A signed filing is not started when its nonce has less than this left: the
/// attachments and the request itself need some time on a slow line.
const NONCE_MARGIN_SECONDS: i64 = 20;

/// Waiting times between tries, in seconds. Quick at first for a dropped line,
/// then slow, so that a server that is down is not knocked on all day.
const RETRY_SECONDS: &[i64] = &[2, 5, 15, 60, 300];

/// The code of an answer whose receipt did not pass the check.
pub const RECEIPT_NOT_TRUSTED: &str = "receipt-not-trusted";

/// Where one filing stands. `draft` is not here: a draft is no submission yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The person pressed Send; nothing is signed.
    Reviewed,
    /// Signed for a nonce; nothing was sent.
    Signed,
    /// The bytes may have left the device; only these bytes are ever sent again.
    Sending,
    /// The office answered with a receipt that was checked.
    Sent,
    /// The office refused, or its answer cannot be trusted.
    NeedsYou,
}

impl Stage {
    /// The stable name, as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reviewed => "reviewed",
            Self::Signed => "signed",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::NeedsYou => "needs-you",
        }
    }

    /// How far it has gone; a refusal and a receipt are equally final.
    const fn rank(self) -> u8 {
        match self {
            Self::Reviewed => 0,
            Self::Signed => 1,
            Self::Sending | Self::NeedsYou => 2,
            Self::Sent => 3,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Reviewed, Self::Signed, Self::Sending, Self::Sent, Self::NeedsYou]
            .into_iter()
            .find(|stage| stage.as_str() == text)
    }
}

/// What the office said to a filing, or what became of the request.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A receipt that was verified against what was sent.
    Accepted(Accepted),
    /// No answer came, or one that says nothing: the bytes may have arrived.
    Lost {
        /// Seconds the office asked to wait, if it did.
        retry_after: Option<i64>,
    },
    /// A definite no, with its reasons.
    Refused(Problem),
}

/// The checked answer of an office.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// The number under which the office keeps the case.
    pub case_no: String,
    /// `accepted`, `queued`, `waiting`, `returned` or `rejected`.
    pub status: String,
    /// The receipt, an SD-JWT VC, exactly as received.
    pub receipt: String,
    /// Its claims after it was verified.
    pub claims: Value,
}

/// Why an office refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The stable code.
    pub code: String,
    /// One line per value concerned: pointer and code.
    pub errors: Vec<(String, String)>,
}

/// An attachment that must be with the office before the filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// SHA-256 of its bytes, base64url: its name at the office.
    pub digest: String,
    /// Its media type.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its file name on the person's device.
    pub name: String,
}

/// One filing of a submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Filing {
    /// The filing's id in the form.
    pub id: String,
    /// The office's name as the signed form gives it, per language.
    pub office: Value,
    /// Who it is for: the audience that the form names.
    pub audience: String,
    /// Where it goes.
    pub endpoint: String,
    /// The filings that must be sent before this one.
    pub depends_on: Vec<String>,
    /// Made once, stored before the first request, never changed.
    pub idempotency_key: String,
    /// Where it stands.
    pub stage: Stage,
    /// The exact body, from `signed` on. Kept afterwards: it is what was sent.
    pub body: Option<String>,
    /// The hash that the receipt must repeat.
    pub transaction_data_hash: Option<String>,
    /// When the nonce of the signature expires (Unix seconds).
    pub nonce_expires: i64,
    /// Files that go first.
    pub attachments: Vec<Attachment>,
    /// How often sending was tried.
    pub tries: u32,
    /// Not before this time may it be tried again without the person.
    pub next_try: i64,
    /// The office's answer.
    pub accepted: Option<Accepted>,
    /// Why it needs the person.
    pub problem: Option<Problem>,
}

/// Everything about one press of Send.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// Local and random, also known to the offices.
    pub id: String,
    /// The form's short name, as in the address.
    pub form: String,
    /// The form's title per language.
    pub title: Value,
    /// The language in which the person read what they sent.
    pub locale: String,
    /// When Send was pressed (Unix seconds).
    pub created: i64,
    /// What was sent, in the order of the check page: label and shown value.
    pub summary: Value,
    /// One entry per office, in the form's order.
    pub filings: Vec<Filing>,
}

/// The next thing to do for a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Get a challenge and sign this filing. Only with the person present.
    Sign(usize),
    /// Send this filing's bytes.
    Send(usize),
    /// Nothing before this time.
    Wait(i64),
    /// The person has to look.
    NeedsYou,
    /// Every filing has its receipt.
    Done,
}

impl Filing {
    /// A filing that the person has approved and nobody has signed.
    #[must_use]
    pub fn reviewed(submission: &str, id: &str, office: Value, endpoint: &str) -> Self {
        Self {
            id: id.to_owned(),
            office,
            audience: String::new(),
            endpoint: endpoint.to_owned(),
            depends_on: Vec::new(),
            idempotency_key: idempotency_key(submission, id),
            stage: Stage::Reviewed,
            body: None,
            transaction_data_hash: None,
            nonce_expires: 0,
            attachments: Vec::new(),
            tries: 0,
            next_try: 0,
            accepted: None,
            problem: None,
        }
    }

    /// Takes the signed bytes. Only a reviewed filing can be signed, so a body
    /// that may have been sent is never replaced.
    pub fn signed(
        &mut self,
        body: String,
        transaction_data_hash: String,
        nonce_expires: i64,
    ) -> bool {
        if self.stage != Stage::Reviewed {
            return false;
        }
        self.body = Some(body);
        self.transaction_data_hash = Some(transaction_data_hash);
        self.nonce_expires = nonce_expires;
        self.stage = Stage::Signed;
        true
    }

    /// Before the first byte leaves: `signed → sending`, or back to `reviewed`
    /// when the nonce is about to expire. Says whether sending may start.
    pub fn begin_sending(&mut self, now: i64) -> bool {
        match self.stage {
            Stage::Sending => true,
            Stage::Signed if self.nonce_expires - now > NONCE_MARGIN_SECONDS => {
                self.stage = Stage::Sending;
                true
            }
            Stage::Signed => {
                self.back_to_reviewed();
                false
            }
            Stage::Reviewed | Stage::Sent | Stage::NeedsYou => false,
        }
    }

    /// Nothing of it was sent: forget the signature, keep the key.
    fn back_to_reviewed(&mut self) {
        self.stage = Stage::Reviewed;
        self.body = None;
        self.transaction_data_hash = None;
        self.nonce_expires = 0;
    }

    /// Asks once more with the same bytes, after an answer that could not be
    /// trusted. A definite refusal is not asked again: it needs an edit first.
    pub fn ask_again(&mut self) -> bool {
        let untrusted =
            self.problem.as_ref().is_some_and(|problem| problem.code == RECEIPT_NOT_TRUSTED);
        if self.stage != Stage::NeedsYou || !untrusted || self.body.is_none() {
            return false;
        }
        self.stage = Stage::Sending;
        self.problem = None;
        self.next_try = 0;
        true
    }

    /// Takes the office's answer. Anything that is not a definite yes or no
    /// leaves the filing in `sending`, with the time of the next try.
    pub fn answered(&mut self, answer: Answer, now: i64) {
        if self.stage != Stage::Sending {
            return;
        }
        self.tries = self.tries.saturating_add(1);
        match answer {
            Answer::Accepted(accepted) => {
                self.accepted = Some(accepted);
                self.problem = None;
                self.stage = Stage::Sent;
            }
            Answer::Refused(problem) => {
                self.problem = Some(problem);
                self.stage = Stage::NeedsYou;
            }
            Answer::Lost { retry_after } => {
                let step = usize::try_from(self.tries.saturating_sub(1)).unwrap_or(usize::MAX);
                let slowest = RETRY_SECONDS.last().copied().unwrap_or(300);
                let wait = RETRY_SECONDS.get(step).copied().unwrap_or(slowest);
                // An office may ask for patience, but not for more than an hour.
                self.next_try = now + wait.max(retry_after.unwrap_or(0).clamp(0, 3600));
            }
        }
    }
}

impl Submission {
    /// What to do next. `person` is true while the person is at the page and
    /// has pressed Send; without them only `sending` goes on.
    #[must_use]
    pub fn next(&self, now: i64, person: bool) -> Next {
        let mut wait: Option<i64> = None;
        let mut needs_you = false;
        for (index, filing) in self.filings.iter().enumerate() {
            if !self.may_start(filing) {
                continue;
            }
            match filing.stage {
                Stage::Sent => {}
                Stage::NeedsYou => needs_you = true,
                Stage::Sending if filing.next_try <= now => return Next::Send(index),
                Stage::Sending => {
                    wait = Some(wait.map_or(filing.next_try, |at| at.min(filing.next_try)))
                }
                Stage::Signed if person => {
                    return if filing.nonce_expires - now > NONCE_MARGIN_SECONDS {
                        Next::Send(index)
                    } else {
                        Next::Sign(index)
                    };
                }
                Stage::Reviewed if person => return Next::Sign(index),
                Stage::Signed | Stage::Reviewed => needs_you = true,
            }
        }
        match wait {
            Some(at) => Next::Wait(at),
            None if needs_you => Next::NeedsYou,
            None if self.all_sent() => Next::Done,
            // Only filings that wait for a refused one are left.
            None => Next::NeedsYou,
        }
    }

    /// A filing starts when the ones it depends on have their receipts.
    fn may_start(&self, filing: &Filing) -> bool {
        filing.depends_on.iter().all(|id| {
            self.filings.iter().any(|other| other.id == *id && other.stage == Stage::Sent)
        })
    }

    /// Whether the draft may go: every office has given its receipt.
    #[must_use]
    pub fn all_sent(&self) -> bool {
        !self.filings.is_empty() && self.filings.iter().all(|filing| filing.stage == Stage::Sent)
    }

    /// Whether nothing has left the device yet, so that it can be dropped and
    /// made anew after an edit.
    #[must_use]
    pub fn untouched(&self) -> bool {
        self.filings.iter().all(|filing| matches!(filing.stage, Stage::Reviewed | Stage::Signed))
    }

    /// Whether some bytes may have arrived and the answer is not known.
    #[must_use]
    pub fn in_flight(&self) -> bool {
        self.filings.iter().any(|filing| filing.stage == Stage::Sending)
    }

    /// The person asks now: no more waiting, and answers that could not be
    /// trusted are asked for again, with the same bytes.
    pub fn ask_now(&mut self) {
        for filing in &mut self.filings {
            filing.ask_again();
            filing.next_try = 0;
        }
    }

    /// Takes the newer of two records of one submission: another tab may have
    /// gone further, and what may have been sent is never forgotten.
    #[must_use]
    pub fn newer_of(ours: Self, stored: Self) -> Self {
        let progress = |submission: &Self| -> Vec<u8> {
            submission.filings.iter().map(|filing| filing.stage.rank()).collect()
        };
        let behind = progress(&ours)
            .iter()
            .zip(progress(&stored))
            .any(|(ours, stored)| *ours < stored && stored >= Stage::Sending.rank());
        if behind { stored } else { ours }
    }

    /// After a start of the app: a signature whose nonce has expired goes.
    pub fn resume(&mut self, now: i64) {
        for filing in &mut self.filings {
            if filing.stage == Stage::Signed && filing.nonce_expires - now <= NONCE_MARGIN_SECONDS {
                filing.back_to_reviewed();
            }
        }
    }
}

/// The key of one filing of one submission (the value; on the wire it stands
/// in quotes as a structured-field string).
#[must_use]
pub fn idempotency_key(submission: &str, filing: &str) -> String {
    format!("{submission}.{filing}")
}

/// A random submission id in the shape of a UUID version 7: the time first, so
/// that records sort by age.
#[must_use]
pub fn submission_id(now_milliseconds: u64, random: [u8; 10]) -> String {
    let [a, b, c, d, e, f, g, h, i, j] = random;
    let time = now_milliseconds & 0xffff_ffff_ffff;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let clock = format!("{time:012x}");
    let (high, low) = clock.split_at(8);
    format!(
        "{high}-{low}-7{}{:02x}-{:02x}{:02x}-{}",
        hex(&[a]).chars().take(1).collect::<String>(),
        b,
        0x80 | (c & 0x3f),
        d,
        hex(&[e, f, g, h, i, j])
    )
}

#[cfg(test)]
mod tests;
