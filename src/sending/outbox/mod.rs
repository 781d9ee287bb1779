//! The outbox: one submission, one state per office, each step written down
//! before the next one is taken (`design.md` 6).
//!
//! This file decides; it sends nothing and stores nothing. The caller stores the
//! submission after every change and only then does what the state says.

use cert_fill::idempotency_key;

use super::retry::next_try;
use crate::wallet::{Accepted, CaseNews, Filing, Problem, RECEIPT_NOT_TRUSTED, Stage, Submission};
use crate::words::local::PerLanguage;

/// A signed filing is not started when its nonce has less than this left: the
/// attachments and the request itself need some time on a slow line.
const NONCE_MARGIN_SECONDS: i64 = 20;

/// The code of a filing that does not agree with what the office has that it waits for.
pub(super) const DIFFERS: &str = "answer-sent-otherwise";

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

/// Signed bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The exact body.
    pub body: String,
    /// The hash that the receipt must repeat.
    pub transaction_data_hash: String,
    /// When the nonce expires (Unix seconds).
    pub nonce_expires: i64,
}

/// The next thing to do for a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
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
    pub fn reviewed(submission: &str, id: &str, office: PerLanguage, endpoint: &str) -> Self {
        Self {
            id: id.to_owned(),
            office,
            audience: String::new(),
            server: String::new(),
            endpoint: endpoint.to_owned(),
            depends_on: Vec::new(),
            late: Vec::new(),
            produces: Vec::new(),
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
            progress: None,
            news: CaseNews::default(),
        }
    }

    /// Takes the signed bytes. Only a reviewed filing can be signed, so a body
    /// that may have been sent is never replaced.
    pub fn signed(&mut self, signature: Signature) -> bool {
        if self.stage != Stage::Reviewed {
            return false;
        }
        self.body = Some(signature.body);
        self.transaction_data_hash = Some(signature.transaction_data_hash);
        self.nonce_expires = signature.nonce_expires;
        self.stage = Stage::Signed;
        true
    }

    /// What was signed does not agree with what another office has: it is not taken, and the person is asked.
    pub(super) fn differs(&mut self, errors: Vec<(String, String)>) {
        if self.stage == Stage::Reviewed {
            self.problem = Some(Problem { code: DIFFERS.to_owned(), errors });
            self.stage = Stage::NeedsYou;
        }
    }

    /// Before the first byte leaves: `signed → sending`, or back to `reviewed`
    /// when the nonce is about to expire. Says whether sending may start.
    pub fn begin_sending(&mut self, now: i64) -> bool {
        match self.stage {
            Stage::Sending => true,
            Stage::Signed if self.nonce_lives(now) => {
                self.stage = Stage::Sending;
                true
            }
            Stage::Signed => {
                self.forget_expired(now);
                false
            }
            Stage::Reviewed | Stage::Sent | Stage::NeedsYou => false,
        }
    }

    /// The signed bytes are handed to the person, who carries them to a counter: they may arrive from now on, until
    /// the office takes them no longer.
    pub fn begin_carrying(&mut self, now: i64) -> bool {
        let begun = self.begin_sending(now);
        if begun {
            self.next_try = self.nonce_expires;
        }
        begun
    }

    /// A signature whose nonce has expired goes, when nothing of it was sent. The key stays.
    pub fn forget_expired(&mut self, now: i64) {
        if self.stage == Stage::Signed && !self.nonce_lives(now) {
            self.stage = Stage::Reviewed;
            self.body = None;
            self.transaction_data_hash = None;
            self.nonce_expires = 0;
        }
    }

    const fn nonce_lives(&self, now: i64) -> bool {
        self.nonce_expires - now > NONCE_MARGIN_SECONDS
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
                self.next_try = next_try(self.tries, retry_after, now);
            }
        }
    }
}

impl Submission {
    /// What to do next. `person` is true while the person is at the page and
    /// has pressed Send; without them only `sending` goes on.
    #[must_use]
    pub fn next(&self, now: i64, person: bool) -> Move {
        let mut wait: Option<i64> = None;
        let mut needs_you = false;
        for (index, filing) in self.filings.iter().enumerate() {
            if !self.may_start(filing) {
                continue;
            }
            match filing.stage {
                Stage::Sent => {}
                Stage::NeedsYou => needs_you = true,
                // What is carried leaves this device when its person asks, also when its time is over.
                Stage::Sending if self.carried && filing.next_try <= now => needs_you = true,
                Stage::Sending if filing.next_try <= now => return Move::Send(index),
                Stage::Sending => {
                    wait = Some(wait.map_or(filing.next_try, |at| at.min(filing.next_try)))
                }
                Stage::Signed if person => {
                    return if filing.nonce_lives(now) {
                        Move::Send(index)
                    } else {
                        Move::Sign(index)
                    };
                }
                Stage::Reviewed if person => return Move::Sign(index),
                Stage::Signed | Stage::Reviewed => needs_you = true,
            }
        }
        match wait {
            Some(at) => Move::Wait(at),
            None if needs_you => Move::NeedsYou,
            None if self.all_sent() => Move::Done,
            // Only filings that wait for a refused one are left.
            None => Move::NeedsYou,
        }
    }

    /// A filing starts when the ones it depends on have their receipts.
    fn may_start(&self, filing: &Filing) -> bool {
        filing.depends_on.iter().all(|id| {
            self.filings.iter().any(|other| other.id == *id && other.stage == Stage::Sent)
        })
    }

    /// The person asks now: no more waiting, and answers that could not be
    /// trusted are asked for again, with the same bytes.
    pub fn ask_now(&mut self) {
        self.carried = false;
        for filing in &mut self.filings {
            filing.ask_again();
            filing.next_try = 0;
        }
    }
}

/// A random id of a submission or a draft in the shape of a UUID version 7: the time first,
/// so that records sort by age.
#[must_use]
pub fn new_id(now_milliseconds: u64, random: [u8; 10]) -> String {
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
