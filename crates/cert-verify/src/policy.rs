//! What the caller demands. Every argument is explicit; nothing is ambient.

/// Whether possession of the holder key must be proven, and for which transaction.
///
/// RFC 9901 7.3: this is the verifier's decision and never depends on what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding<'a> {
    /// No proof is asked for. One that is attached must still verify.
    NotAsked,
    /// A Key Binding JWT for exactly this nonce and audience must be attached.
    Required {
        /// The nonce of this transaction.
        nonce: &'a str,
        /// Who is asking.
        audience: &'a str,
    },
}

/// Tolerances and switches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub(crate) clock_skew: i64,
    pub(crate) allow_legacy_typ: bool,
    pub(crate) status_max_age: i64,
    pub(crate) key_binding_max_age: i64,
    pub(crate) require_expiry: bool,
    pub(crate) least_status_entries: u64,
    pub(crate) require_crl: bool,
}

impl Policy {
    /// The strict policy: 60 s of clock skew (phones are set by the network), no legacy
    /// `typ`, status lists without their own expiry at most 24 h old, proofs of possession
    /// at most 300 s old (the life of a challenge), expiry optional as in the standards.
    pub const fn strict() -> Self {
        Self {
            clock_skew: 60,
            allow_legacy_typ: false,
            status_max_age: 86_400,
            key_binding_max_age: 300,
            require_expiry: false,
            least_status_entries: 131_072,
            require_crl: false,
        }
    }

    /// Accepts clocks that differ by this many seconds.
    #[must_use]
    pub const fn with_clock_skew(mut self, seconds: i64) -> Self {
        self.clock_skew = seconds;
        self
    }

    /// Accepts the old media type `vc+sd-jwt` of SD-JWT VC drafts before -06.
    #[must_use]
    pub const fn with_legacy_typ(mut self, allow: bool) -> Self {
        self.allow_legacy_typ = allow;
        self
    }

    /// The greatest age of a status list that has neither `exp` nor `ttl`.
    #[must_use]
    pub const fn with_status_max_age(mut self, seconds: i64) -> Self {
        self.status_max_age = seconds;
        self
    }

    /// The greatest age of a proof of possession.
    #[must_use]
    pub const fn with_key_binding_max_age(mut self, seconds: i64) -> Self {
        self.key_binding_max_age = seconds;
        self
    }

    /// The least number of entries of a Bitstring Status List (131,072 in the standard, section
    /// 6.1); some operators publish shorter ones, which hide less whose status is looked up.
    #[must_use]
    pub const fn with_least_status_entries(mut self, entries: u64) -> Self {
        self.least_status_entries = entries;
        self
    }

    /// Refuses certificates without an expiry (RFC 9901 9.7).
    #[must_use]
    pub const fn with_expiry_required(mut self, required: bool) -> Self {
        self.require_expiry = required;
        self
    }

    /// Leaves an issuer unestablished when there is no revocation list for a certificate of its X.509
    /// chain. Those of the trusted authorities themselves, and certificates that say that they are never
    /// revoked (RFC 9608), need none.
    #[must_use]
    pub const fn with_crl_required(mut self, required: bool) -> Self {
        self.require_crl = required;
        self
    }
}
