//! Everything that may be apart, in one piece.

use crate::{
    apart, bitstring_status_list, card_revocation, formats, issuer_keys, key, revocation,
    token_status_list, verify, x509,
};

/// The part of this crate that few certificates need: X.509 and its revocation lists, codes on paper, CBOR, RSA and
/// P-384, presentations, the status lists of the W3C and of health cards.
pub struct Rest {
    bitstring_status_list: bitstring_status_list::Apart,
    card_revocation: card_revocation::Apart,
    formats: formats::Apart,
    issuer_keys: issuer_keys::Apart,
    key: key::Apart,
    revocation: revocation::Apart,
    token_status_list: token_status_list::Apart,
    verify: verify::Apart,
    x509: x509::Apart,
}

impl Rest {
    /// The rest. Who calls this has it: a program that fetches it later calls it in the part that is fetched.
    #[must_use]
    pub fn here() -> Self {
        Self {
            bitstring_status_list: bitstring_status_list::Apart::here(),
            card_revocation: card_revocation::Apart::here(),
            formats: formats::Apart::here(),
            issuer_keys: issuer_keys::Apart::here(),
            key: key::Apart::here(),
            revocation: revocation::Apart::here(),
            token_status_list: token_status_list::Apart::here(),
            verify: verify::Apart::here(),
            x509: x509::Apart::here(),
        }
    }

    /// From now on nothing is wanted any more.
    pub fn install(self) {
        self.bitstring_status_list.install();
        self.card_revocation.install();
        self.formats.install();
        self.issuer_keys.install();
        self.key.install();
        self.revocation.install();
        self.token_status_list.install();
        self.verify.install();
        self.x509.install();
    }
}

/// Whether the rest was wanted and not here, since this was asked before. What this crate has answered in the
/// meantime is then no answer, and what it has read may be wrong: both have to be thrown away.
#[must_use]
pub fn rest_was_wanted() -> bool {
    apart::was_wanted()
}
