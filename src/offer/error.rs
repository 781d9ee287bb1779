//! Why certificates could not be fetched.

/// A refusal; the words for each code are in `cert_words`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VciError {
    /// The text is no offer.
    OfferMalformed,
    /// The offer asks for a flow that this wallet does not have.
    OfferFlowNotSupported,
    /// An address in it is not https (or not on this device).
    AddressNotSecure,
    /// The offer is used, unknown or expired.
    OfferExpired,
    /// The issuer's description is not there or contradicts the offer.
    IssuerMetadataMalformed,
    /// The code that the person typed is wrong.
    TransactionCodeWrong,
    /// The issuer answered something that is no answer.
    IssuerAnswerMalformed,
    /// The issuer refused without a reason that we know.
    IssuerRefused,
}

impl VciError {
    /// Every value, for the test that each has words.
    pub const ALL: &[Self] = &[
        Self::OfferMalformed,
        Self::OfferFlowNotSupported,
        Self::AddressNotSecure,
        Self::OfferExpired,
        Self::IssuerMetadataMalformed,
        Self::TransactionCodeWrong,
        Self::IssuerAnswerMalformed,
        Self::IssuerRefused,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OfferMalformed => "offer-malformed",
            Self::OfferFlowNotSupported => "offer-flow-not-supported",
            Self::AddressNotSecure => "address-not-secure",
            Self::OfferExpired => "offer-expired",
            Self::IssuerMetadataMalformed => "issuer-metadata-malformed",
            Self::TransactionCodeWrong => "transaction-code-wrong",
            Self::IssuerAnswerMalformed => "issuer-answer-malformed",
            Self::IssuerRefused => "issuer-refused",
        }
    }
}
