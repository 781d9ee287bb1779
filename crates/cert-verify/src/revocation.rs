//! Whether the X.509 certificates behind a signature have been revoked, as far as the lists that were
//! handed over say (RFC 5280 section 6.3). The answer belongs to the `issuer` check.

use crate::{
    Check, CheckResult, Code, Fact, Kind, Outcome, Policy, StatusEvidence, Trust, UnixTime,
    X509Certificate,
    apart::apart,
    trust::CandidateKey,
    x509::crl::{Entry, RevocationList},
};

/// The lists, and by what they are judged.
pub(crate) struct Revocation<'a> {
    pub(crate) evidence: &'a StatusEvidence,
    pub(crate) trust: &'a Trust,
    pub(crate) policy: &'a Policy,
    pub(crate) now: UnixTime,
}

/// What is known about one certificate.
struct Finding<'a> {
    code: Option<Code>,
    list: Option<&'a RevocationList>,
    entry: Option<&'a Entry>,
    certificate: &'a X509Certificate,
}

apart! {
    fn judged(by: &Revocation<'_>, issuer: CheckResult, signer: &CandidateKey<'_>) -> CheckResult =
        judged_by_lists, or issuer;
    fn allowed(by: &Revocation<'_>, signer: &CandidateKey<'_>) -> bool =
        allowed_by_lists, or false;
}

fn judged_by_lists(
    by: &Revocation<'_>,
    issuer: CheckResult,
    signer: &CandidateKey<'_>,
) -> CheckResult {
    let Some(finding) = by.worst(signer) else { return issuer };
    let result = match (issuer.outcome(), finding.code) {
        (Outcome::Failed(_), _) => return issuer,
        (_, Some(code)) if code.kind() == Kind::Failure => CheckResult::new(Check::Issuer, code),
        (Outcome::Passed, Some(code)) => CheckResult::new(Check::Issuer, code),
        _ => issuer,
    };
    finding.describe(result, by.now)
}

fn allowed_by_lists(by: &Revocation<'_>, signer: &CandidateKey<'_>) -> bool {
    by.worst(signer).is_none_or(|finding| finding.code.is_none())
}

impl Revocation<'_> {
    /// The answer of the `issuer` check, after revocation: a failure stays, and what was not established
    /// is a failure when a certificate was revoked.
    pub(crate) fn judge(&self, issuer: CheckResult, signer: &CandidateKey<'_>) -> CheckResult {
        if self.is_silent() { issuer } else { judged(self, issuer, signer) }
    }

    /// Whether nothing speaks against the certificates behind this key.
    pub(crate) fn allows(&self, signer: &CandidateKey<'_>) -> bool {
        self.is_silent() || allowed(self, signer)
    }

    /// Whether there are no lists and none are asked for.
    fn is_silent(&self) -> bool {
        self.evidence.revocation_lists().is_empty() && !self.policy.require_crl
    }

    /// A certificate that is revoked; else one of which it is not known; else the one with the oldest list.
    fn worst<'a>(&'a self, signer: &'a CandidateKey<'_>) -> Option<Finding<'a>> {
        let rank = |finding: &Finding<'_>| match finding.code.map(Code::kind) {
            Some(Kind::Failure) => 0,
            Some(_) => 1,
            None => 2,
        };
        let age = |finding: &Finding<'_>| finding.list.map(|list| list.issued_at);
        let anchor = signer.anchor;
        let path = match signer.chain.as_slice() {
            // Whoever trusts the leaf itself looks no further up.
            [leaf, ..] if Some(leaf) == anchor => core::slice::from_ref(leaf),
            [] => anchor.map_or(&[][..], core::slice::from_ref),
            chain => chain,
        };
        let mut worst: Option<Finding<'a>> = None;
        for (at, certificate) in path.iter().enumerate() {
            let is_anchor = Some(certificate) == anchor;
            if is_anchor && (at > 0 || certificate.is_self_issued()) {
                continue;
            }
            let above = path.get(at + 1).into_iter().chain(anchor);
            let finding = self.of(certificate, above, !is_anchor);
            let is_worse = worst
                .as_ref()
                .is_none_or(|worst| (rank(&finding), age(&finding)) < (rank(worst), age(worst)));
            if is_worse && (finding.code.is_some() || finding.list.is_some()) {
                worst = Some(finding);
            }
        }
        worst
    }

    /// What the lists say about a certificate: the newest that can be used decides.
    fn of<'a>(
        &'a self,
        certificate: &'a X509Certificate,
        above: impl Iterator<Item = &'a X509Certificate> + Clone,
        needs_list: bool,
    ) -> Finding<'a> {
        let is_required = self.policy.require_crl && needs_list && !certificate.is_never_revoked();
        let mut reason = None;
        let mut newest: Option<&RevocationList> = None;
        let mut unusable = None;
        for list in self.evidence.revocation_lists() {
            let list = match list {
                Ok(list) if !list.is_of_issuer_of(certificate) || !list.covers(certificate) => {
                    continue;
                }
                Ok(list) => list.as_ref(),
                // Whose it was meant to be cannot be known.
                Err(code) => {
                    reason = reason.or(Some(*code));
                    continue;
                }
            };
            match self.usable(list, above.clone()) {
                Err(code) => (reason, unusable) = (Some(code), Some(list)),
                Ok(()) if list.has_some_reasons_only() => {
                    if let Some(entry) = list.entry(certificate) {
                        let (code, list) = (Some(entry.code()), Some(list));
                        return Finding { code, list, entry: Some(entry), certificate };
                    }
                    (reason, unusable) = (Some(Code::X509CrlNotSupported), Some(list));
                }
                // Equal times keep the first: the order of the evidence decides.
                Ok(()) if newest.is_none_or(|newest| newest.issued_at < list.issued_at) => {
                    newest = Some(list);
                }
                Ok(()) => {}
            }
        }
        let Some(list) = newest else {
            // Of a certificate that is trusted itself, only a list that can be used says anything.
            let code = reason.filter(|_| needs_list);
            let code = code.or(is_required.then_some(Code::X509CrlMissing));
            return Finding {
                code,
                list: unusable.filter(|_| needs_list),
                entry: None,
                certificate,
            };
        };
        let entry = list.entry(certificate);
        Finding { code: entry.map(Entry::code), list: Some(list), entry, certificate }
    }

    fn usable<'a>(
        &'a self,
        list: &RevocationList,
        above: impl Iterator<Item = &'a X509Certificate>,
    ) -> Result<(), Code> {
        let (now, skew) = (self.now, self.policy.clock_skew);
        if !list.is_supported() {
            return Err(Code::X509CrlNotSupported);
        }
        if list.issued_at > now.plus_seconds(skew) {
            return Err(Code::X509CrlFromFuture);
        }
        // The standard asks for the time of the next one; without it our own limit counts.
        let limit = || list.issued_at.plus_seconds(self.policy.status_max_age);
        if list.next_update.unwrap_or_else(limit).plus_seconds(skew) < now {
            return Err(Code::X509CrlTooOld);
        }
        // Another key of the same authority may have signed, when that is trusted too.
        let trusted = self.trust.certificates();
        let trusted = trusted.iter().map(|(certificate, _)| *certificate);
        match list.is_signed_by(above.chain(trusted.filter(|it| it.is_authority()))) {
            Some(true) => Ok(()),
            Some(false) => Err(Code::X509CrlSignatureWrong),
            None => Err(Code::X509CrlNotSupported),
        }
    }
}

impl Finding<'_> {
    /// Which list decided, how old it is, and about which certificate.
    fn describe(&self, result: CheckResult, now: UnixTime) -> CheckResult {
        let Some(list) = self.list else { return result };
        let age = now.seconds().saturating_sub(list.issued_at.seconds()).max(0);
        let result = result
            .fact("crl-issuer", Fact::Text(list.issuer_text().to_owned()))
            .fact("crl-age-seconds", Fact::Number(age))
            .time("crl-issued", Some(list.issued_at))
            .time("crl-next-update", list.next_update);
        let Some(entry) = self.entry else { return result };
        result
            .fact("revoked-certificate", Fact::Text(self.certificate.subject_text().to_owned()))
            .fact("revocation-reason", Fact::Text(entry.reason().to_owned()))
            .time("revoked-at", Some(entry.revoked_at))
    }
}
