//! What delivery writes into the vault. Each change looks at the vault as it is when it is
//! written, not as a tab saw it last: it runs inside the revision-checked write and runs again
//! when another tab was first. One that does not fit any more changes nothing.

use cert_fill::idempotency_key;

use super::agreeing;
use super::outbox::{Answer, Signature};
use crate::wallet::{
    Activity, DraftRecord, Filing, ReceiptDetails, Stage, StoredReceipt, Submission, VaultData,
};
use crate::words::Lang;

/// A change of the vault.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// None: only look, with fresh eyes, what was made from this draft.
    Look {
        /// The draft.
        draft: String,
    },
    /// None: only look at this submission.
    See {
        /// The submission.
        id: String,
    },
    /// Send was pressed: this submission stands for the draft from now on, in place of
    /// whatever was prepared before and has not left.
    Claim {
        /// What was approved.
        submission: Box<Submission>,
    },
    /// The person asks again: no more waiting.
    Ask {
        /// The submission.
        id: String,
    },
    /// `reviewed → signed`.
    Sign {
        /// The submission.
        id: String,
        /// The filing.
        filing: String,
        /// What was signed.
        signature: Signature,
    },
    /// `signed → sending`: from now on the bytes may have left.
    Begin {
        /// The submission.
        id: String,
        /// The filing.
        filing: String,
    },
    /// `signed → sending` without sending: the person carries the bytes, so they may arrive from now on.
    Carry {
        /// The submission.
        id: String,
        /// The filing.
        filing: String,
    },
    /// `sending → sent | needs-you`, or the time of the next try.
    Answer {
        /// The submission.
        id: String,
        /// The filing.
        filing: String,
        /// What the office said.
        answer: Answer,
    },
    /// Every office has answered: the draft goes.
    Finish {
        /// The submission.
        id: String,
    },
}

/// How the vault stands after a change, whether or not the change still fitted.
#[derive(Clone, Debug, PartialEq)]
pub enum InVault {
    /// The submission as it is now.
    Ours(Box<Submission>),
    /// Bytes of another submission of this draft may have left: look at that one.
    Other(String),
    /// This submission was prepared from the draft, and nothing has left.
    Prepared(String),
    /// The draft was changed elsewhere after Send was pressed here.
    DraftChanged,
    /// Neither draft nor submission is there any more, and nothing has left.
    Gone,
}

impl Change {
    /// Whether it only looks. Then the vault has to be read, not written.
    #[must_use]
    pub const fn only_looks(&self) -> bool {
        matches!(self, Self::Look { .. } | Self::See { .. })
    }

    /// Applies it and says how the vault stands.
    pub fn apply(&self, data: &mut VaultData, now: i64) -> InVault {
        match self {
            Self::Look { draft } => made_from(data, draft),
            Self::See { id } => view(data, id),
            Self::Claim { submission } => claim(data, submission),
            Self::Ask { id } => {
                if let Some(one) = find(data, id) {
                    one.ask_now();
                }
                view(data, id)
            }
            Self::Sign { id, filing, signature } => {
                if draft_changed(data, id) {
                    return InVault::DraftChanged;
                }
                let one = data.submission(id);
                let errors = one.map(|one| agreeing::differing(one, filing, &signature.body));
                if let Some(filing) = find(data, id).and_then(|one| filing_of(one, filing)) {
                    filing.forget_expired(now);
                    match errors.filter(|errors| !errors.is_empty()) {
                        Some(errors) => filing.differs(errors),
                        None => drop(filing.signed(signature.clone())),
                    }
                }
                view(data, id)
            }
            Self::Begin { id, filing } | Self::Carry { id, filing } => {
                let is_first = data
                    .submission(id)
                    .and_then(|one| one.filings.iter().find(|one| one.id == *filing))
                    .is_some_and(|one| one.stage == Stage::Signed);
                if is_first && draft_changed(data, id) {
                    return InVault::DraftChanged;
                }
                let one = find(data, id);
                let begun = one.is_some_and(|one| {
                    filing_of(one, filing).is_some_and(|filing| match self {
                        Self::Carry { .. } => filing.begin_carrying(now),
                        _ => filing.begin_sending(now),
                    })
                });
                // The log says what left this device: what is carried has not, until its person asks.
                let leaves = begun && matches!(self, Self::Begin { .. });
                if leaves
                    && let Some(entry) = log_entry(data, id, filing, now)
                    && (is_first || !is_logged(data, &entry))
                {
                    data.log(entry);
                }
                view(data, id)
            }
            Self::Answer { id, filing, answer } => {
                if let Some(one) = find(data, id).and_then(|one| filing_of(one, filing)) {
                    one.answered(answer.clone(), now);
                }
                keep_receipt(data, id, filing, now);
                view(data, id)
            }
            Self::Finish { id } => {
                finish(data, id);
                view(data, id)
            }
        }
    }
}

fn find<'a>(data: &'a mut VaultData, id: &str) -> Option<&'a mut Submission> {
    data.outbox.iter_mut().find(|one| one.id == id)
}

fn filing_of<'a>(submission: &'a mut Submission, filing: &str) -> Option<&'a mut Filing> {
    submission.filings.iter_mut().find(|one| one.id == filing)
}

/// What is sent is what the draft says: no other revision of it is signed or begun.
fn draft_changed(data: &VaultData, id: &str) -> bool {
    data.submission(id).is_some_and(|one| {
        let same = |draft: &DraftRecord| draft.id == one.draft && draft.revision == one.revision;
        !data.drafts.iter().any(same)
    })
}

fn view(data: &VaultData, id: &str) -> InVault {
    data.submission(id).map_or(InVault::Gone, |one| InVault::Ours(Box::new(one.clone())))
}

fn made_from(data: &VaultData, draft: &str) -> InVault {
    if let Some(one) = data.speaks_for(draft) {
        return InVault::Other(one.id.clone());
    }
    let prepared = data.outbox.iter().rfind(|one| one.draft == draft);
    prepared.map_or(InVault::Gone, |one| InVault::Prepared(one.id.clone()))
}

fn claim(data: &mut VaultData, ours: &Submission) -> InVault {
    if let Some(other) = data.speaks_for(&ours.draft) {
        return InVault::Other(other.id.clone());
    }
    let Some(draft) = data.drafts.iter_mut().find(|draft| draft.id == ours.draft) else {
        return InVault::Gone;
    };
    if draft.revision != ours.revision {
        return InVault::DraftChanged;
    }
    let mut ours = ours.clone();
    // What has its receipt stays; the rest is sent anew, as a part of the same submission: offices that wait for
    // each other know by its id that they are about the same thing. Nothing else of it has arrived anywhere.
    let before = data.outbox.iter().rfind(|one| one.draft == ours.draft && has_receipt(one));
    if let Some(before) = before {
        ours.id.clone_from(&before.id);
    }
    draft.submission = Some(ours.id.clone());
    ours.files = draft.digests();
    let mut sent: Vec<String> = Vec::new();
    for one in data.outbox.iter_mut().filter(|one| one.draft == ours.draft) {
        one.filings.retain(|filing| filing.stage == Stage::Sent);
        sent.extend(one.filings.iter().map(|filing| filing.id.clone()));
    }
    let before = data.outbox.iter().find(|one| one.id == ours.id).cloned();
    data.outbox
        .retain(|one| one.draft != ours.draft || (!one.filings.is_empty() && one.id != ours.id));
    let kept = before.map(|before| before.filings).unwrap_or_default();
    let is_elsewhere =
        |id: &String| sent.contains(id) && !kept.iter().any(|filing| filing.id == *id);
    ours.filings.retain(|filing| !is_elsewhere(&filing.id));
    for filing in &mut ours.filings {
        filing.depends_on.retain(|id| !is_elsewhere(id));
        filing.idempotency_key = idempotency_key(&ours.id, &filing.id);
        if let Some(sent) = kept.iter().find(|sent| sent.id == filing.id) {
            filing.clone_from(sent);
        }
    }
    // A receipt stays, also for an office that is none of the form any more.
    let others: Vec<Filing> = kept
        .into_iter()
        .filter(|sent| ours.filings.iter().all(|filing| filing.id != sent.id))
        .collect();
    ours.filings.splice(0..0, others);
    let id = ours.id.clone();
    data.outbox.push(ours);
    view(data, &id)
}

fn has_receipt(submission: &Submission) -> bool {
    submission.filings.iter().any(|filing| filing.stage == Stage::Sent)
}

/// The draft goes when the vault holds a receipt for every filing that was made from it.
fn finish(data: &mut VaultData, id: &str) {
    let Some(draft) = data.submission(id).map(|one| one.draft.clone()) else { return };
    let mut made = data.outbox.iter().filter(|one| one.draft == draft);
    let has_receipt = |submission: &Submission, filing: &Filing| {
        filing.stage == Stage::Sent
            && data
                .receipts
                .iter()
                .any(|known| known.submission == submission.id && known.filing == filing.id)
    };
    if made.all(|one| one.filings.iter().all(|filing| has_receipt(one, filing))) {
        data.drafts.retain(|known: &DraftRecord| known.id != draft);
    }
}

/// The line of the log: date, office, names of claims; never a value (rule C25). Once for what was signed,
/// however often it is tried; what is sent after a correction is signed anew.
fn log_entry(data: &VaultData, id: &str, filing: &str, now: i64) -> Option<Activity> {
    let submission = data.submission(id)?;
    let office = &submission.filings.iter().find(|one| one.id == filing)?.office;
    let lang = Lang::from_tag(&submission.locale);
    let to = office.pick(lang).text;
    let names = submission.words.log.iter().find(|log| log.filing == filing);
    Some(Activity {
        at: now,
        to,
        purpose: submission.title.pick(lang).text,
        names: names.map(|log| log.names.clone()).unwrap_or_default(),
        submission: Some(submission.id.clone()),
    })
}

fn is_logged(data: &VaultData, entry: &Activity) -> bool {
    data.activity.iter().any(|one| one.submission == entry.submission && one.to == entry.to)
}

fn keep_receipt(data: &mut VaultData, id: &str, filing: &str, now: i64) {
    let Some(submission) = data.submission(id) else { return };
    let filing = submission.filings.iter().find(|one| one.id == filing);
    let Some((filing, accepted)) = filing.and_then(|one| Some((one, one.accepted.as_ref()?)))
    else {
        return;
    };
    let mut known = data.receipts.iter();
    if known.any(|known| known.submission == id && known.filing == filing.id) {
        return;
    }
    let receipt = StoredReceipt {
        submission: submission.id.clone(),
        filing: filing.id.clone(),
        text: accepted.receipt.clone(),
        added_at: now,
        details: Some(ReceiptDetails {
            office: filing.office.clone(),
            title: submission.title.clone(),
            case_no: accepted.case_no.clone(),
            status: accepted.status.clone(),
            next: accepted.claims.get("next").cloned(),
        }),
    };
    data.receipts.insert(0, receipt);
}

#[cfg(test)]
mod tests;
