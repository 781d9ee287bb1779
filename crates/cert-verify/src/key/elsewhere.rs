//! Bare signatures that somebody else checks: a browser's own code is faster than ours.
//!
//! Reading and every strict check stay here. What is left of a signature then, one equation, is a
//! [`SignatureJob`]; the caller says whether it holds. A verification is run as if every job had passed, and its
//! result is kept back until each has ([`crate::verify_in_steps`]).
//!
//! What is checked here is remembered for the same verification: whether the leaf of a chain signed is asked before the
//! chain is looked at, and again when it is one of the keys that may have.

use std::sync::{Arc, Mutex, PoisonError};

use super::{PublicKey, SignatureForm};
use crate::Algorithm;

/// One equation: is this the signature of this key over this message?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureJob {
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl SignatureJob {
    /// The key.
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The bytes that were signed.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// R and S, or r and s: 64 bytes.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The algorithm: Ed25519 or ES256.
    pub fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    /// The answer of the code here.
    pub fn check_here(&self) -> bool {
        self.key.verifies_here(&self.message, &self.signature)
    }
}

/// What the caller said so far.
pub(crate) type Answers = Vec<(SignatureJob, bool)>;

/// Where a verification that is run in steps looks its bare signatures up.
#[derive(Clone)]
pub(crate) struct Elsewhere(Arc<Mutex<Ledger>>);

struct Ledger {
    /// Whether somebody else is asked.
    asks: bool,
    known: Answers,
    /// Taken to have passed, for now.
    assumed: Vec<SignatureJob>,
}

impl Elsewhere {
    pub(crate) fn new(known: Answers) -> Self {
        Self::with(true, known)
    }

    /// Nobody is asked: the code here answers.
    pub(crate) fn nobody() -> Self {
        Self::with(false, Answers::new())
    }

    fn with(asks: bool, known: Answers) -> Self {
        Self(Arc::new(Mutex::new(Ledger { asks, known, assumed: Vec::new() })))
    }

    /// What was said, and what was assumed.
    pub(crate) fn close(self) -> (Answers, Vec<SignatureJob>) {
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (core::mem::take(&mut ledger.known), core::mem::take(&mut ledger.assumed))
    }

    /// The answer that is known; else yes, where somebody else is asked, and the answer of the code here where not.
    pub(super) fn verifies(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_this = |job: &SignatureJob| {
            job.signature == signature && job.key == *key && job.message == message
        };
        if let Some((_, passed)) = ledger.known.iter().find(|(job, _)| is_this(job)) {
            return *passed;
        }
        if ledger.assumed.iter().any(is_this) {
            return true;
        }
        let is_asked = match ledger.asks.then(|| key.form_of(signature)) {
            Some(SignatureForm::Wrong) => return false,
            Some(SignatureForm::Anywhere) => true,
            Some(SignatureForm::OnlyHere) | None => false,
        };
        let (message, signature) = (message.to_vec(), signature.to_vec());
        let job = SignatureJob { key: key.checked_here(), message, signature };
        if is_asked {
            ledger.assumed.push(job);
            return true;
        }
        let passed = job.check_here();
        ledger.known.push((job, passed));
        passed
    }
}
