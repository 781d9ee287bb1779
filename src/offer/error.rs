//! Why certificates could not be fetched.

macro_rules! errors {
    ($($(#[doc = $words:literal])+ $name:ident = $code:literal;)+) => {
        /// A refusal; the words for each code are in `cert_words`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum VciError {
            $($(#[doc = $words])+ $name,)+
        }

        impl VciError {
            /// Every value, for the test that each has words.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

errors! {
    /// The text is no offer.
    OfferMalformed = "offer-malformed";
    /// The offer asks for a flow that this wallet does not have.
    OfferFlowNotSupported = "offer-flow-not-supported";
    /// An address in it is not https (or not on this device).
    AddressNotSecure = "address-not-secure";
    /// The offer is used, unknown or expired.
    OfferExpired = "offer-expired";
    /// The issuer's description is not there, is somebody else's, or contradicts the offer.
    IssuerMetadataMalformed = "issuer-metadata-malformed";
    /// The certificates have a format that cannot be checked here.
    CredentialFormatNotSupported = "credential-format-not-supported";
    /// The issuer wants a proof of possession that this wallet cannot make.
    ProofNotSupported = "proof-not-supported";
    /// The issuer encrypts, which this wallet does not do yet.
    EncryptionRequired = "issuer-encryption-required";
    /// The code that the person typed is wrong.
    TransactionCodeWrong = "transaction-code-wrong";
    /// The issuer gives certificates to wallets that it knows only.
    WalletNotKnown = "wallet-not-known-to-issuer";
    /// The issuer cannot answer now; nothing is lost.
    IssuerBusy = "issuer-busy";
    /// The issuer answered something that is no answer.
    IssuerAnswerMalformed = "issuer-answer-malformed";
    /// The issuer has decided not to give this certificate.
    IssuerDenied = "issuer-denied";
    /// The issuer refused without a reason that we know.
    IssuerRefused = "issuer-refused";
}
