//! From a report to what a person sees: one of seven results, never silent.

use std::rc::Rc;

use cert_verify::{
    Binding, Certificate, Check, Code, EncryptedCode, Outcome, Policy, Report, StatusEvidence,
    Trust, UnixTime, Verdict, Verification, Verified, verify,
};

/// A checked certificate: the report, and the certificate when it is valid.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Every check with its outcome.
    pub report: Report,
    /// Only when the verdict is `valid`.
    pub verified: Option<Verified<Certificate>>,
    /// The certificates that somebody shows, each with its own result; none for a single certificate.
    pub presented: Vec<Rc<Self>>,
    /// Whether somebody shows certificates, instead of handing one over.
    pub is_presentation: bool,
    /// Status lists that it names.
    pub status_lists: Vec<String>,
    /// When it was checked.
    pub at: UnixTime,
}

/// What stands over the result in large letters (forms.md V1 and V5); the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The signature, or what is under it, is wrong.
    NotGenuine,
    /// No certificate, or not a whole one.
    NotACertificate,
    /// Expired, not yet valid, withdrawn or suspended.
    ExpiredOrWithdrawn,
    /// The issuer is unknown, or may not issue this.
    UnknownIssuer,
    /// Nothing is wrong, but something could not be established now.
    CannotConfirm,
    /// Valid, but another certificate was asked for.
    OtherPurpose,
    /// Every check passed.
    Valid,
}

impl Class {
    /// Every result.
    pub const ALL: [Self; 7] = [
        Self::NotGenuine,
        Self::NotACertificate,
        Self::ExpiredOrWithdrawn,
        Self::UnknownIssuer,
        Self::CannotConfirm,
        Self::OtherPurpose,
        Self::Valid,
    ];

    /// The result in a record; it stays the same in every language.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotGenuine => "not-genuine",
            Self::NotACertificate => "not-a-certificate",
            Self::ExpiredOrWithdrawn => "expired-or-withdrawn",
            Self::UnknownIssuer => "unknown-issuer",
            Self::CannotConfirm => "cannot-confirm",
            Self::OtherPurpose => "other-purpose",
            Self::Valid => "valid",
        }
    }

    /// The result of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// Parses and verifies text or bytes that somebody handed over.
#[must_use]
pub fn check(bytes: &[u8], trust: &Trust, status: &StatusEvidence, now: UnixTime) -> Checked {
    judge(Certificate::parse(bytes), trust, status, now)
}

/// The same for an encrypted code that was opened: what is inside is judged as if it had been shown without encryption.
#[must_use]
pub fn check_opened(
    code: &EncryptedCode,
    plaintext: &[u8],
    trust: &Trust,
    status: &StatusEvidence,
    now: UnixTime,
) -> Checked {
    judge(code.opened(plaintext), trust, status, now)
}

fn judge(
    read: Result<Certificate, Report>,
    trust: &Trust,
    status: &StatusEvidence,
    now: UnixTime,
) -> Checked {
    let certificate = match read {
        Err(report) => return Checked::new(report, now),
        Ok(certificate) => certificate,
    };
    let is_presentation = certificate.is_presentation();
    let status_lists = certificate.evidence_needed().status_lists;
    let done = verify(&certificate, trust, status, Binding::NotAsked, &Policy::strict(), now);
    let one = |one: Verification| {
        Rc::new(Checked { verified: one.verified, ..Checked::new(one.report, now) })
    };
    let presented = done.presented.into_iter().map(one).collect();
    let verified = done.verified;
    let checked = Checked::new(done.report, now);
    Checked { verified, presented, is_presentation, status_lists, ..checked }
}

impl Checked {
    /// A report, and nothing else that is known.
    fn new(report: Report, at: UnixTime) -> Self {
        let (presented, status_lists) = (Vec::new(), Vec::new());
        Self { report, verified: None, presented, is_presentation: false, status_lists, at }
    }

    /// The result, and whether it is the certificate that was asked for. Of a presentation it is the worst of
    /// its own and those of the certificates in it, and one of them has to be the one asked for.
    #[must_use]
    pub fn class(&self, wanted: Option<&str>) -> Class {
        if !self.is_presentation {
            return self.own_class(wanted);
        }
        let own = match self.own_class(None) {
            // The verdict of a presentation is also that of what is inside.
            Class::CannotConfirm if !self.is_unsure() => Class::Valid,
            own => own,
        };
        let inside = self.presented.iter().map(|one| one.class(None));
        let worst = inside.fold(own, Class::min);
        let is_there =
            |wanted| self.presented.iter().any(|one| one.report.credential_type() == Some(wanted));
        match worst {
            Class::Valid if wanted.is_some_and(|wanted| !is_there(wanted)) => Class::OtherPurpose,
            worst => worst,
        }
    }

    /// Whether one of its own checks could not be made.
    fn is_unsure(&self) -> bool {
        let mut outcomes = self.report.checks().iter().map(cert_verify::CheckResult::outcome);
        outcomes.any(|outcome| matches!(outcome, Outcome::Undetermined(_)))
    }

    fn own_class(&self, wanted: Option<&str>) -> Class {
        let failed = |check: Check| matches!(self.report.outcome(check), Some(Outcome::Failed(_)));
        if failed(Check::Format) {
            return if self.breaks_rules() { Class::NotGenuine } else { Class::NotACertificate };
        }
        if self.is_web_address() {
            return Class::NotACertificate;
        }
        if failed(Check::Signature) || failed(Check::Holder) {
            return Class::NotGenuine;
        }
        if failed(Check::Issuer) {
            return match self.report.outcome(Check::Issuer).and_then(Outcome::code) {
                Some(Code::IssuerKeyMismatch) => Class::NotGenuine,
                _ => Class::UnknownIssuer,
            };
        }
        if failed(Check::Time) || failed(Check::Status) {
            return Class::ExpiredOrWithdrawn;
        }
        match self.report.verdict() {
            Verdict::Valid
                if wanted.is_some_and(|wanted| self.report.credential_type() != Some(wanted)) =>
            {
                Class::OtherPurpose
            }
            Verdict::Valid => Class::Valid,
            _ if self.unknown_issuer() => Class::UnknownIssuer,
            _ => Class::CannotConfirm,
        }
    }

    /// Whether it can be kept: valid, or only waiting for a list that did not
    /// load. What is known to be wrong is shown but not kept.
    #[must_use]
    pub fn can_be_kept(&self) -> bool {
        matches!(self.class(None), Class::Valid | Class::CannotConfirm)
            && self.report.claims().is_some()
    }

    /// A link, as most codes on the street are.
    #[must_use]
    pub fn is_web_address(&self) -> bool {
        self.report.format().is_some_and(|format| format.as_str() == "web-address")
    }

    fn unknown_issuer(&self) -> bool {
        matches!(
            self.report.outcome(Check::Issuer),
            Some(Outcome::Undetermined(Code::IssuerUnknown))
        ) || matches!(
            self.report.outcome(Check::Signature),
            Some(Outcome::Undetermined(Code::IssuerUnknown))
        )
    }

    /// Well-formed parts put together against the rules point to tampering;
    /// anything else that cannot be read is damage.
    fn breaks_rules(&self) -> bool {
        matches!(
            self.report.outcome(Check::Format).and_then(Outcome::code),
            Some(
                Code::DigestDuplicate
                    | Code::ClaimDuplicate
                    | Code::DisclosureUnreferenced
                    | Code::DisclosedClaimForbidden
                    | Code::JsonDuplicateKey
            )
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cert_issue::{SigningKey, issue_sd_jwt_vc};
    use serde_json::{Map, Value, json};

    const NOW: i64 = 1_800_000_000;

    fn key() -> SigningKey {
        SigningKey::ed25519_from_seed([3; 32])
    }

    fn issue(change: impl Fn(&mut Value)) -> String {
        let mut claims = json!({
            "iss": "https://a.example", "vct": "https://a.example/t", "iat": NOW - 10, "exp": NOW + 1000, "name": "示例"
        });
        change(&mut claims);
        let mut next = 0_u8;
        issue_sd_jwt_vc(&claims, &[], &Map::new(), &key(), &mut |buffer| {
            next = next.wrapping_add(1);
            buffer.fill(next);
        })
        .unwrap()
    }

    fn class_of(text: &str, trust: &Trust, wanted: Option<&str>) -> Class {
        check(text.as_bytes(), trust, &StatusEvidence::none(), UnixTime::from_seconds(NOW))
            .class(wanted)
    }

    #[test]
    fn each_kind_of_input_has_its_class() {
        let trust = Trust::nobody().with_any_issuer_key(key().public());
        let good = issue(|_| {});
        assert_eq!(class_of(&format!(" {good}\n"), &trust, None), Class::Valid);
        assert_eq!(class_of(&good, &trust, Some("https://a.example/other")), Class::OtherPurpose);
        assert_eq!(class_of(&good, &Trust::nobody(), None), Class::UnknownIssuer);
        assert_eq!(class_of("https://example.org/menu", &trust, None), Class::NotACertificate);
        assert_eq!(class_of("", &trust, None), Class::NotACertificate);
        assert_eq!(
            class_of(&issue(|claims| claims["exp"] = json!(NOW - 5_000)), &trust, None),
            Class::ExpiredOrWithdrawn
        );
        assert_eq!(
            class_of(&issue(|claims| claims["nbf"] = json!(NOW + 5_000)), &trust, None),
            Class::ExpiredOrWithdrawn
        );
        let listed = issue(|claims| {
            claims["status"] = json!({"status_list": {"idx": 1, "uri": "https://a.example/s"}});
        });
        assert_eq!(class_of(&listed, &trust, None), Class::CannotConfirm);
    }

    #[test]
    fn a_changed_signature_is_not_genuine_and_shows_nothing() {
        let trust = Trust::nobody().with_any_issuer_key(key().public());
        let good = issue(|_| {});
        let other = issue(|claims| claims["name"] = json!("别人"));
        let (head, _) = good.rsplit_once('.').unwrap();
        let (_, signature) = other.rsplit_once('.').unwrap();
        let forged = format!("{head}.{signature}");
        let checked =
            check(forged.as_bytes(), &trust, &StatusEvidence::none(), UnixTime::from_seconds(NOW));
        assert_eq!(checked.class(None), Class::NotGenuine);
        assert!(checked.report.claims().is_none() && !checked.can_be_kept());
    }
}
