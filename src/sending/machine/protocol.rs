//! What goes to the machine and what comes from it.

use cert_fill::wire::{Challenge, FormReference};

use crate::http::{Reply, Request};
use crate::sending::changes::{Change, InVault};
use crate::wallet::{Accepted, Filing, Problem, Submission, VaultError};
use crate::words::local::PerLanguage;

/// What the machine wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Take the form's turn: only one tab delivers it.
    Lock,
    /// Store what was typed.
    Save,
    /// Make the submission out of the draft as it is stored.
    Prepare,
    /// Write this into the vault.
    Store(Change),
    /// Ask the office.
    Send(Request),
    /// Bring the file that lies in the vault under this name.
    Upload(Request, String),
    /// Sign this filing and check it as the office will.
    Sign {
        /// The submission.
        submission: String,
        /// The filing.
        filing: String,
        /// The language in which the person read what they send.
        locale: String,
        /// The office's challenge.
        challenge: Challenge,
        /// The digest of the handle for news, for an office that keeps one.
        progress: Option<String>,
    },
    /// Check this receipt.
    Check {
        /// The submission.
        submission: String,
        /// The filing that it is for.
        filing: Box<Filing>,
        /// The receipt as received.
        token: String,
    },
    /// Ask for fresh trust and status lists.
    Refresh,
    /// Delete these files: every office has them.
    Forget(Vec<String>),
    /// It is over.
    End(Ending),
}

/// How an effect ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The driver begins.
    Begun,
    /// Who has the turn.
    Turn(Turn),
    /// What was typed is stored, or not.
    Saved(Result<(), Unsaved>),
    /// The submission, or why there is none.
    Prepared(Result<(Box<Submission>, FormReference), Unsent>),
    /// How the vault stands after the change.
    Stored(Result<InVault, VaultError>),
    /// What came back, if anything did.
    Replied(Option<Reply>),
    /// What became of a file.
    Uploaded(Upload),
    /// The signature, or what our own check found.
    Signed(Result<Signed, Problem>),
    /// The checked receipt, or what is wrong with it.
    Checked(Result<Accepted, String>),
    /// It is done.
    Done,
}

/// Who has the turn for a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// This run. Where browsers have no locks, two tabs may both be told so.
    Ours,
    /// Another run of this tab: the second press of a nervous hand.
    SameTab,
    /// Another tab.
    OtherTab,
}

/// Why a draft was not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// The vault could not take it.
    Refused(VaultError),
    /// Another tab has changed the draft.
    ChangedElsewhere,
    /// It was sent, or is being sent, from another tab.
    Sent(String),
    /// It was deleted.
    Gone,
}

impl Unsaved {
    /// The stable code; words are in `cert_words`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(problem) => problem.code(),
            Self::ChangedElsewhere | Self::Sent(_) | Self::Gone => {
                VaultError::ChangedElsewhere.code()
            }
        }
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Upload {
    /// It is not in the vault.
    Missing,
    /// The vault could not be read.
    Unreadable,
    /// What the office said, if anything.
    Replied(Option<Reply>),
}

/// Signed bytes, as the signer hands them over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The exact body.
    pub body: String,
    /// The hash that the receipt must repeat.
    pub transaction_data_hash: String,
}

/// Why nothing was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Unsent {
    /// Answers are missing or do not fit; the declaration too.
    Unfinished,
    /// Our own check or the office names what is wrong.
    Refused(Problem),
    /// No network: nothing was signed.
    Offline,
    /// The office cannot be reached.
    Unavailable(PerLanguage),
    /// It could not be written down, so it was not sent.
    NotStored,
    /// Another tab has changed or deleted the draft: look again before sending.
    ChangedElsewhere,
}

impl Unsent {
    /// Whether answers have to be put right; the page's summary says which.
    #[must_use]
    pub const fn is_about_answers(&self) -> bool {
        match self {
            Self::Unfinished => true,
            Self::Refused(problem) => !problem.errors.is_empty(),
            _ => false,
        }
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// Every office has given its receipt.
    Done(String),
    /// Bytes may have arrived; it is asked again at this time (Unix seconds).
    Waiting(String, i64),
    /// An office refused, or its answer cannot be trusted.
    NeedsYou(String),
    /// Another tab sends or has sent this draft: here is its submission.
    Follow(String),
    /// Nothing of this draft has left the device.
    NotSent(Unsent),
    /// Another run has it, or nothing can be said for sure: what is in the vault counts.
    Busy,
    /// The vault was locked meanwhile; it goes on when it is opened.
    Locked,
}

/// The moment of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Unix seconds.
    pub seconds: i64,
    /// Whether there is a network.
    pub online: bool,
}
