//! A verification in two steps, for callers with a faster implementation of bare signatures at hand
//! (WebCrypto), which answers later.

use crate::{
    Binding, Certificate, Policy, StatusEvidence, Trust, UnixTime, Verification,
    key::{Answers, Elsewhere, SignatureJob},
    verify,
};

/// How far a verification has come.
#[derive(Debug)]
pub enum Step {
    /// The answer, the same as that of [`crate::verify`].
    Done(Box<Verification>),
    /// The answers to some bare signatures are wanted first.
    Asked(Box<Asked>),
}

/// A verification that waits for its caller.
///
/// It has gone through as if every signature asked for were good, and shows its result to nobody
/// until the caller has said so of each.
pub struct Asked {
    certificate: Certificate,
    known: Answers,
    jobs: Vec<SignatureJob>,
    verification: Verification,
}

/// The same verdict as [`crate::verify`], except that bare signatures of the issuer are left to the caller where every
/// implementation agrees about them.
///
/// What the caller's implementation must do: compare the R that it computes with the R received, byte
/// for byte (RFC 8032 5.1.7 without multiplying by the cofactor). Where one multiplies by the cofactor, do not
/// use it: whether it does shows in its answer to one signature, see `pkg/verifier.mjs`.
pub fn verify_in_steps(
    certificate: &Certificate,
    trust: &Trust,
    status: &StatusEvidence,
    binding: Binding<'_>,
    policy: &Policy,
    now: UnixTime,
) -> Step {
    step(certificate.clone(), Answers::new(), |certificate, elsewhere| {
        verify::run(certificate, trust, status, binding, policy, now, elsewhere)
    })
}

fn step(
    certificate: Certificate,
    known: Answers,
    run: impl FnOnce(&Certificate, &Elsewhere) -> Verification,
) -> Step {
    let elsewhere = Elsewhere::new(known);
    let verification = run(&certificate, &elsewhere);
    let (known, jobs) = elsewhere.close();
    if jobs.is_empty() {
        Step::Done(Box::new(verification))
    } else {
        Step::Asked(Box::new(Asked { certificate, known, jobs, verification }))
    }
}

impl Asked {
    /// What is asked: at least one.
    pub fn jobs(&self) -> &[SignatureJob] {
        &self.jobs
    }

    /// Goes on with the answers, one for each job in order; `None`, or none at all, leaves it to the code here. Whoever
    /// says yes to a signature that is not good makes a forged certificate valid: nothing here looks at it again.
    ///
    /// A no may lead to another key and another question. There are no more than there are keys.
    pub fn dangerous_answer(
        self,
        answers: &[Option<bool>],
        trust: &Trust,
        status: &StatusEvidence,
        binding: Binding<'_>,
        policy: &Policy,
        now: UnixTime,
    ) -> Step {
        let Self { certificate, mut known, jobs, verification } = self;
        let before = known.len();
        known.extend(jobs.into_iter().enumerate().map(|(at, job)| {
            let answer = answers.get(at).copied().flatten();
            let passed = answer.unwrap_or_else(|| job.check_here());
            (job, passed)
        }));
        // Then everything is as it was assumed to be, and nothing is done twice.
        if known.iter().skip(before).all(|(_, passed)| *passed) {
            return Step::Done(Box::new(verification));
        }
        step(certificate, known, |certificate, elsewhere| {
            verify::run(certificate, trust, status, binding, policy, now, elsewhere)
        })
    }
}

/// The result is not for looking at.
impl core::fmt::Debug for Asked {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Asked").field("jobs", &self.jobs).finish_non_exhaustive()
    }
}
