//! W3C Bitstring Status List 1.0 (REC 15 May 2025): the list, and the check of its entries.
//!
//! Unlike the Token Status List: gzip instead of zlib, bit 0 is the most significant bit of byte 0, and
//! the list is itself a credential, so it is read and verified like one.

use serde_json::Value;

use crate::{
    Check, CheckResult, Code, Fact, Outcome, Policy, PublicKey, StatusEvidence, UnixTime,
    apart::apart,
    bitstring::BitstringStatusList,
    evidence::StatusToken,
    formats::{BitstringEntry, Contents},
};

apart! {
    /// Checks every entry; `others` says that entries of other mechanisms stand beside them.
    pub(crate) fn check(
        entries: &[BitstringEntry],
        others: bool,
        evidence: &StatusEvidence,
        keys: &[PublicKey],
        policy: &Policy,
        now: UnixTime,
    ) -> CheckResult =
        check_entries, or CheckResult::new(Check::Status, Code::StatusMechanismNotSupported);
}

/// Checks every entry; the first that takes validity away decides, then the first that is not known.
///
/// `others` says that entries of other mechanisms stand beside them: nothing can then be passed, but
/// what is revoked stays revoked.
fn check_entries(
    entries: &[BitstringEntry],
    others: bool,
    evidence: &StatusEvidence,
    keys: &[PublicKey],
    policy: &Policy,
    now: UnixTime,
) -> CheckResult {
    let outcomes: Vec<(Outcome, Option<UnixTime>, &BitstringEntry)> = entries
        .iter()
        .map(|entry| {
            let (outcome, made_at) = entry_outcome(entry, evidence, keys, policy, now);
            (outcome, made_at, entry)
        })
        .collect();
    let first =
        |wanted: fn(&Outcome) -> bool| outcomes.iter().find(|(outcome, ..)| wanted(outcome));
    let failed = first(|outcome| matches!(outcome, Outcome::Failed(_)));
    if others && failed.is_none() {
        return CheckResult::new(Check::Status, Code::StatusMechanismNotSupported);
    }
    let decisive = failed
        .or_else(|| first(|outcome| !matches!(outcome, Outcome::Passed)))
        .or(outcomes.first());
    match decisive {
        Some((outcome, made_at, entry)) => {
            let result = CheckResult::new(Check::Status, *outcome)
                .fact("status-list", Fact::Text(entry.uri.clone()));
            // The oldest of several: what rests on it is no younger.
            match outcomes.iter().filter_map(|(_, made_at, _)| *made_at).min().or(*made_at) {
                Some(made_at) => {
                    let age = now.seconds().saturating_sub(made_at.seconds()).max(0);
                    result.fact("list-age-seconds", Fact::Number(age))
                }
                None => result,
            }
        }
        None => CheckResult::new(Check::Status, Code::StatusNotNamed),
    }
}

fn entry_outcome(
    entry: &BitstringEntry,
    evidence: &StatusEvidence,
    keys: &[PublicKey],
    policy: &Policy,
    now: UnixTime,
) -> (Outcome, Option<UnixTime>) {
    let mut reason = Code::StatusListMissing;
    let mut newest: Option<DatedList<'_>> = None;
    for token in evidence.tokens() {
        match usable(token, entry, keys, policy, now) {
            // An old list must not hide what a newer one of the same address says; of two that are
            // equally new, the one that takes validity away counts.
            Ok(Some(list)) => {
                let is_newer = newest.as_ref().is_none_or(|newest| {
                    newest.0 < list.0
                        || (newest.0 == list.0 && list.1.is_set(entry.index) == Ok(true))
                });
                if is_newer {
                    newest = Some(list);
                }
            }
            Ok(None) => {}
            Err(code) => reason = code,
        }
    }
    let Some(([made_at, _], list)) = newest else { return (Outcome::from(reason), None) };
    let outcome = match (list.is_set(entry.index), entry.purpose.as_str()) {
        (Ok(false), _) => Outcome::Passed,
        (Ok(true), "revocation") => Outcome::from(Code::Revoked),
        (Ok(true), "suspension") => Outcome::from(Code::Suspended),
        (Ok(true), _) => Outcome::from(Code::StatusUnknownValue),
        (Err(code), _) => Outcome::from(code),
    };
    (outcome, made_at)
}

/// A list and when it was made: the later one of `validFrom` and the time of its proof, then
/// `validFrom`.
type DatedList<'e> = ([Option<UnixTime>; 2], &'e BitstringStatusList);

/// `Ok(None)`: evidence for another list.
fn usable<'e>(
    token: &'e StatusToken,
    entry: &BitstringEntry,
    keys: &[PublicKey],
    policy: &Policy,
    now: UnixTime,
) -> Result<Option<DatedList<'e>>, Code> {
    let list = match token.credential() {
        Ok(list) => list,
        Err(report) if report.code() == Some(Code::FormatNotSupported) => {
            return Err(Code::StatusMechanismNotSupported);
        }
        Err(report) if report.format().is_some() => return Err(Code::StatusListMalformed),
        Err(_) => return Ok(None),
    };
    let Ok(contents) = list.parsed.contents(policy) else { return Err(Code::StatusListMalformed) };
    let id = contents.claims.get("id").and_then(Value::as_str);
    if id != Some(entry.uri.as_str()) {
        return if token.fetched_from.as_deref() == Some(&entry.uri) {
            Err(Code::StatusListSubjectMismatch)
        } else {
            Ok(None)
        };
    }
    let parsed = &list.parsed;
    let is_signed_by = |key| token.is_signed_by(key, || parsed.check_signature(key).is_ok());
    let is_signed = parsed.check_signature_form().is_ok() && keys.iter().any(is_signed_by);
    if !is_signed {
        return Err(Code::StatusListSignatureWrong);
    }
    check_times(&contents, token.fetched_at, policy, now)?;
    let made_at = [contents.not_before.max(contents.issued_at), contents.issued_at];
    read_list(token, &contents.claims, entry, policy).map(|list| Some((made_at, list)))
}

/// `validUntil` ends the list; without it our own limit counts from the fetch.
fn check_times(
    contents: &Contents,
    fetched_at: UnixTime,
    policy: &Policy,
    now: UnixTime,
) -> Result<(), Code> {
    let skew = policy.clock_skew;
    if contents.not_before.is_some_and(|start| start > now.plus_seconds(skew)) {
        return Err(Code::StatusListFromFuture);
    }
    let until = contents.expires.unwrap_or(fetched_at.plus_seconds(policy.status_max_age));
    if until.plus_seconds(skew) <= now { Err(Code::StatusListTooOld) } else { Ok(()) }
}

/// Section 2.2 and 3.2: type, purpose, encoded list and its least length.
fn read_list<'e>(
    token: &'e StatusToken,
    claims: &Value,
    entry: &BitstringEntry,
    policy: &Policy,
) -> Result<&'e BitstringStatusList, Code> {
    let malformed = Code::StatusListMalformed;
    let has = |value: Option<&Value>, wanted: &str| match value {
        Some(Value::Array(values)) => values.iter().any(|value| value == wanted),
        Some(value) => value == wanted,
        None => false,
    };
    let subject = claims.get("credentialSubject").ok_or(malformed)?;
    if !has(claims.get("type"), "BitstringStatusListCredential")
        || !has(subject.get("type"), "BitstringStatusList")
    {
        return Err(malformed);
    }
    if !has(subject.get("statusPurpose"), &entry.purpose) {
        return Err(Code::StatusPurposeMismatch);
    }
    let encoded = subject.get("encodedList").and_then(Value::as_str).ok_or(malformed)?;
    let list = token.bitstring(|| BitstringStatusList::decode(encoded))?;
    if list.len() < policy.least_status_entries { Err(Code::StatusListTooShort) } else { Ok(list) }
}
