//! Why a filing is not planned or signed.

use std::fmt;

use cert_verify::Code;

/// Why a filing is not planned or signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FillError {
    /// The form has no such filing.
    FilingUnknown,
    /// A certificate that the draft was filled from is not in the wallet any more.
    CertificateGone,
    /// The certificate by which one person acts for another is not there any more, or not valid.
    DelegationGone,
    /// The key that a certificate is bound to is not at hand.
    HolderKeyMissing,
    /// The challenge is for another audience than the office that the form names.
    AudienceMismatch,
    /// The challenge has no usable nonce.
    ChallengeMalformed,
    /// The submission id has other characters than letters, digits and hyphens.
    SubmissionIdMalformed,
    /// A check of the form does not hold.
    CheckFailed,
    /// The certificate cannot be shown as planned.
    Certificate(Code),
}

impl FillError {
    /// Every error but the codes of cert-verify.
    pub const ALL: &'static [Self] = &[
        Self::FilingUnknown,
        Self::CertificateGone,
        Self::DelegationGone,
        Self::HolderKeyMissing,
        Self::AudienceMismatch,
        Self::ChallengeMalformed,
        Self::SubmissionIdMalformed,
        Self::CheckFailed,
    ];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FilingUnknown => "filing-unknown",
            Self::CertificateGone => "certificate-gone",
            Self::DelegationGone => "delegation-gone",
            Self::HolderKeyMissing => "holder-key-not-at-hand",
            Self::AudienceMismatch => "challenge-audience-mismatch",
            Self::ChallengeMalformed => "challenge-malformed",
            Self::SubmissionIdMalformed => "submission-id-malformed",
            Self::CheckFailed => "check-failed",
            Self::Certificate(code) => code.as_str(),
        }
    }
}

impl fmt::Display for FillError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::error::Error for FillError {}
