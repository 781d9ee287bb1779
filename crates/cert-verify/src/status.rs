//! The `status` check (Token Status List section 8.3): the newest list that the issuer
//! signed, its age, the entry.

use crate::{
    Check, CheckResult, Code, Fact, Outcome, Policy, PublicKey, StatusEvidence, UnixTime,
    bitstring_status_list, card_revocation,
    evidence::StatusToken,
    formats::StatusReference,
    issuer_keys,
    revocation::Revocation,
    token_status_list::StatusListToken,
    trust::{CandidateKey, TrustSource},
};

/// Who may sign the lists of a certificate.
pub(crate) struct ListSigners<'a> {
    /// The keys of its issuer that are in good standing now.
    pub(crate) keys: Vec<PublicKey>,
    pub(crate) revocation: &'a Revocation<'a>,
    pub(crate) issuer: Option<&'a str>,
    /// The key that signed the certificate.
    pub(crate) signer: &'a CandidateKey<'a>,
    pub(crate) now: UnixTime,
}

impl ListSigners<'_> {
    /// One of the keys signed, or the leaf of the token's own `x5c` chain, which leads to the same
    /// trust and names the same issuer (HAIP 1.0).
    fn have_signed(&self, token: &StatusToken, parsed: &StatusListToken) -> bool {
        let is_signed_by = |key: &PublicKey| {
            let passed = token.is_signed_by(key, || parsed.check_signature(key).is_ok());
            if passed { Ok(()) } else { Err(Code::StatusListSignatureWrong) }
        };
        if self.keys.iter().any(|key| is_signed_by(key).is_ok()) {
            return true;
        }
        let Some(header) = parsed.header().filter(|header| header.contains_key("x5c")) else {
            return false;
        };
        issuer_keys::candidates(header, self.issuer, self.revocation.trust, self.now, &is_signed_by)
            .unwrap_or_default()
            .iter()
            .any(|candidate| {
                candidate.objection.is_none()
                    && candidate.is_granted_at(self.now)
                    && candidate.has_trust_of(self.signer)
                    && self.is_same_issuer(candidate)
                    && is_signed_by(&candidate.key).is_ok()
                    && self.revocation.allows(candidate)
            })
    }

    /// Below an authority that the caller trusts for everything stand many issuers; on a list the
    /// entity is one, whatever the names of its certificates.
    fn is_same_issuer(&self, other: &CandidateKey<'_>) -> bool {
        matches!(other.source, TrustSource::Listed { .. })
            || other.own_name(self.issuer) == self.signer.own_name(self.issuer)
    }
}

/// Checks the status that a certificate names.
pub(crate) fn check(
    reference: &StatusReference,
    evidence: &StatusEvidence,
    signers: &ListSigners<'_>,
    policy: &Policy,
) -> CheckResult {
    let now = signers.now;
    match reference {
        StatusReference::None => CheckResult::new(Check::Status, Code::StatusNotNamed),
        StatusReference::NotSupported => {
            CheckResult::new(Check::Status, Code::StatusMechanismNotSupported)
        }
        StatusReference::Cards(cards) => {
            card_revocation::check(cards, evidence.card_lists(), signers.revocation.trust)
        }
        StatusReference::Bitstring { entries, others } => {
            bitstring_status_list::check(entries, *others, evidence, &signers.keys, policy, now)
        }
        StatusReference::TokenStatusList { uri, index, cwt } => {
            match find((uri, *cwt), evidence, signers, policy) {
                Ok(token) => entry(token, *index, now),
                Err(code) => CheckResult::new(Check::Status, code),
            }
            .fact("status-list", Fact::Text(uri.clone()))
        }
    }
}

/// The newest usable token; else the reason why the best one cannot be used.
fn find<'e>(
    list: (&str, bool),
    evidence: &'e StatusEvidence,
    signers: &ListSigners<'_>,
    policy: &Policy,
) -> Result<&'e StatusListToken, Code> {
    let mut best: Option<&StatusListToken> = None;
    let mut reason = Code::StatusListMissing;
    for token in evidence.tokens() {
        match usable(token, list, signers, policy) {
            Ok(Some(token)) => {
                // Equal times keep the first: the order of the evidence decides.
                if best.is_none_or(|best| best.issued_at() < token.issued_at()) {
                    best = Some(token);
                }
            }
            Ok(None) => {}
            Err(code) => reason = code,
        }
    }
    best.ok_or(reason)
}

/// `Ok(None)`: a token for some other list, no matter.
fn usable<'e>(
    token: &'e StatusToken,
    (uri, cwt_allowed): (&str, bool),
    signers: &ListSigners<'_>,
    policy: &Policy,
) -> Result<Option<&'e StatusListToken>, Code> {
    let now = signers.now;
    let for_this = token.fetched_from.as_deref() == Some(uri);
    let parsed = match &token.jwt {
        Ok(parsed) => parsed,
        // Whose list a broken token was meant to be cannot be known: say what is wrong.
        Err(code) if for_this || token.fetched_from.is_none() => return Err(*code),
        Err(_) => return Ok(None),
    };
    if parsed.subject() != uri {
        return if for_this { Err(Code::StatusListSubjectMismatch) } else { Ok(None) };
    }
    // SD-JWT VC 3.2.2.2: its list must be in JWT form.
    if parsed.is_cwt() && !cwt_allowed {
        return Err(Code::StatusListMalformed);
    }
    if !signers.have_signed(token, parsed) {
        return Err(Code::StatusListSignatureWrong);
    }
    if parsed.issued_at() > now.plus_seconds(policy.clock_skew) {
        return Err(Code::StatusListFromFuture);
    }
    if is_too_old(parsed, token.fetched_at, policy, now) {
        return Err(Code::StatusListTooOld);
    }
    Ok(Some(parsed))
}

/// `exp` ends the list; `ttl` counts from the fetch; with neither, our own limit counts from
/// its making, or an attacker could show an old list for ever.
fn is_too_old(
    token: &StatusListToken,
    fetched_at: UnixTime,
    policy: &Policy,
    now: UnixTime,
) -> bool {
    let skew = policy.clock_skew;
    let expired = token.expires().is_some_and(|end| end.plus_seconds(skew) <= now);
    let stale = token
        .time_to_live()
        .is_some_and(|ttl| fetched_at.plus_seconds(ttl).plus_seconds(skew) < now);
    let unbounded = token.expires().is_none() && token.time_to_live().is_none();
    expired || stale || (unbounded && token.issued_at().plus_seconds(policy.status_max_age) < now)
}

fn entry(token: &StatusListToken, index: u64, now: UnixTime) -> CheckResult {
    let outcome = match token.status_at(index) {
        Ok(0) => Outcome::Passed,
        Ok(1) => Outcome::from(Code::Revoked),
        Ok(2) => Outcome::from(Code::Suspended),
        Ok(_) => Outcome::from(Code::StatusUnknownValue),
        Err(code) => Outcome::from(code),
    };
    let age = now.seconds().saturating_sub(token.issued_at().seconds()).max(0);
    CheckResult::new(Check::Status, outcome)
        .fact("list-age-seconds", Fact::Number(age))
        .time("list-issued", Some(token.issued_at()))
        .time("list-expires", token.expires())
}
