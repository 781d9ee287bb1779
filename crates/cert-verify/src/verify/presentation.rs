//! The pipeline for presentations: the holder's proof, then a verdict for each certificate inside.

use super::{Given, Possession, Verification, verify_as};
use crate::{
    Binding, Certificate, Check, CheckResult, Code, Fact, Outcome, Policy, PublicKey, Report,
    UnixTime, did,
    formats::{Holder, ParsedCertificate, Presentation, Transaction},
};

/// Who showed a presentation, as far as its proof says.
#[derive(Clone, Copy)]
pub(super) struct Presenter<'p> {
    /// The key that signed, when one was asked for and found.
    pub(super) key: Option<&'p PublicKey>,
    /// The name that the presentation gives its holder.
    name: Option<&'p str>,
    is_asked: bool,
}

/// Verifies a presentation. When its own proof fails, nothing in it is looked at.
pub(super) fn verify(
    presentation: &Presentation,
    binding: Binding<'_>,
    given: &Given<'_>,
) -> Verification {
    let Given { policy, now, .. } = *given;
    let mut report = Report::new(Some(presentation.format()));
    let is_empty = presentation.inside().is_empty();
    let transaction = match presentation.transaction() {
        Ok(_) if is_empty => Err(Code::PresentationEmpty),
        other => other,
    };
    let format = transaction.as_ref().map_or_else(|code| Outcome::from(*code), |_| Outcome::Passed);
    report.checks.push(CheckResult::new(Check::Format, format));
    let signer = find_signer(presentation, given);
    let signature = match &signer {
        Ok(Some(_)) => Outcome::Passed,
        Ok(None) => Outcome::from(Code::PresentationNotSigned),
        Err(code) => Outcome::from(*code),
    };
    report.checks.push(CheckResult::new(Check::Signature, signature));
    let (Ok(transaction), true) = (transaction, !matches!(signature, Outcome::Failed(_))) else {
        return Verification { report, verified: None, presented: Vec::new() };
    };
    report.checks.push(check_time(&transaction, policy, now));
    let is_signed = presentation.is_signed();
    report.checks.push(check_transaction(&transaction, is_signed, binding, policy, now));
    let presenter = Presenter {
        key: signer.as_ref().ok().and_then(Option::as_ref),
        name: presentation.holder().ok().flatten(),
        is_asked: binding != Binding::NotAsked,
    };
    let presented: Vec<Verification> = presentation
        .inside()
        .iter()
        .map(|read| match Certificate::from_read(read) {
            Ok(certificate) => verify_as(&certificate, Possession::Shown(presenter), given),
            Err(report) => Verification { report, verified: None, presented: Vec::new() },
        })
        .collect();
    report.presented = presented.iter().map(|one| one.report.clone()).collect();
    Verification { report, verified: None, presented }
}

/// The key of the holder: of its identifier, or one that a certificate inside is bound to. `None` when
/// nobody signed.
fn find_signer(presentation: &Presentation, given: &Given<'_>) -> Result<Option<PublicKey>, Code> {
    if !presentation.is_signed() {
        return Ok(None);
    }
    presentation.check_signature_form()?;
    let mut keys = Vec::new();
    match presentation.holder()?.and_then(did::key_of) {
        Some(key) => keys.push(key?),
        None => {
            let inside = presentation.inside().iter().filter_map(|read| read.parsed.as_ref().ok());
            for parsed in inside {
                if let Ok(Holder::Key(key)) =
                    parsed.contents(given.policy).map(|contents| contents.holder)
                {
                    keys.push(key);
                }
            }
        }
    }
    let mut reason = Code::HolderKeyNotResolved;
    for key in keys {
        match given.is_signed_by(presentation, &key) {
            Ok(()) => return Ok(Some(key)),
            Err(code) => reason = code,
        }
    }
    Err(reason)
}

fn check_time(transaction: &Transaction<'_>, policy: &Policy, now: UnixTime) -> CheckResult {
    let latest = now.plus_seconds(policy.clock_skew);
    let outcome =
        if transaction.expires.is_some_and(|end| end.plus_seconds(policy.clock_skew) <= now) {
            Outcome::from(Code::Expired)
        } else if transaction.not_before.is_some_and(|start| start > latest) {
            Outcome::from(Code::NotYetValid)
        } else if transaction.made_at.is_some_and(|made| made > latest) {
            Outcome::from(Code::IssuedInFuture)
        } else {
            Outcome::Passed
        };
    CheckResult::new(Check::Time, outcome)
        .time("issued", transaction.made_at)
        .time("not-before", transaction.not_before)
        .time("expires", transaction.expires)
}

/// Whether the proof was made for this transaction.
fn check_transaction(
    transaction: &Transaction<'_>,
    is_signed: bool,
    binding: Binding<'_>,
    policy: &Policy,
    now: UnixTime,
) -> CheckResult {
    let outcome = match binding {
        Binding::NotAsked => Outcome::from(match is_signed {
            true => Code::KeyBindingNotAsked,
            false => Code::HolderNotBound,
        }),
        Binding::Required { .. } if !is_signed => Outcome::from(Code::KeyBindingMissing),
        Binding::Required { nonce, audience } => {
            let oldest = now.plus_seconds(policy.key_binding_max_age.saturating_neg());
            if transaction.nonce != Some(nonce) {
                Outcome::from(Code::KeyBindingNonceMismatch)
            } else if !transaction.audiences.contains(&audience) {
                Outcome::from(Code::KeyBindingAudienceMismatch)
            } else if transaction.made_at.is_some_and(|made| made < oldest) {
                Outcome::from(Code::KeyBindingTooOld)
            } else {
                Outcome::Passed
            }
        }
    };
    let mut result = CheckResult::new(Check::Holder, outcome);
    // For whom and for which question it was made; without a signature anybody could have written that.
    if is_signed {
        for (name, text) in transaction
            .audiences
            .iter()
            .map(|audience| ("audience", *audience))
            .chain(transaction.nonce.map(|nonce| ("nonce", nonce)))
        {
            result = result.fact(name, Fact::Text(text.to_owned()));
        }
    }
    result
}

/// Whether a certificate inside is of the one who shows it.
pub(super) fn check_holder(
    presenter: Presenter<'_>,
    contents: &crate::formats::Contents,
) -> Outcome {
    if !presenter.is_asked {
        return Outcome::Skipped(match contents.holder {
            Holder::NotBound => Code::HolderNotBound,
            _ => Code::KeyBindingNotAsked,
        });
    }
    let Some(shown_by) = presenter.key else { return Outcome::from(Code::HolderKeyNotResolved) };
    match &contents.holder {
        Holder::Key(key) if key == shown_by => Outcome::Passed,
        Holder::Key(_) => Outcome::from(Code::KeyBindingSignatureWrong),
        Holder::Named(named) => match &named.thumbprint {
            Some(thumbprint) if *thumbprint == shown_by.thumbprint() => Outcome::Passed,
            _ => Outcome::from(named.reason),
        },
        Holder::Unusable(code) => Outcome::from(*code),
        Holder::NotBound => check_subject(presenter, shown_by, contents),
    }
}

/// Certificates of the data model are bound by naming their subject.
fn check_subject(
    presenter: Presenter<'_>,
    shown_by: &PublicKey,
    contents: &crate::formats::Contents,
) -> Outcome {
    let subjects = contents.claims.get("credentialSubject");
    let subjects = subjects.map_or(&[][..], |subjects| match subjects {
        serde_json::Value::Array(subjects) => subjects,
        one => core::slice::from_ref(one),
    });
    let mut ids = subjects.iter().filter_map(|subject| subject.get("id")?.as_str()).peekable();
    if ids.peek().is_none() {
        return Outcome::from(Code::HolderNotBound);
    }
    let is_presenter = |id: &str| {
        Some(id) == presenter.name
            || did::key_of(id).is_some_and(|key| key.as_ref() == Ok(shown_by))
    };
    if ids.any(is_presenter) { Outcome::Passed } else { Outcome::from(Code::HolderNotPresenter) }
}
