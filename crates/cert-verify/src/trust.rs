//! Whom the caller trusts.

use crate::{PublicKey, TrustList, TrustedIssuer};

/// The keys that may vouch for certificates. There is no ambient trust: start with nobody.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    lists: Vec<TrustList>,
    any_issuer: Vec<PublicKey>,
}

/// A key that may have signed, and why it is trusted.
pub(crate) struct CandidateKey<'t> {
    pub(crate) key: PublicKey,
    pub(crate) source: TrustSource<'t>,
}

/// Why a key is trusted.
#[derive(Clone, Copy)]
pub(crate) enum TrustSource<'t> {
    /// The caller trusts it for every issuer and type.
    AnyIssuer,
    /// It stands on a trust list.
    Listed { list: &'t TrustList, issuer: &'t TrustedIssuer },
}

impl Trust {
    /// Trusts nobody: every certificate is from an unknown issuer.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// Also trusts the issuers on this list, within what it allows them.
    #[must_use]
    pub fn with_list(mut self, list: &TrustList) -> Self {
        self.lists.push(list.clone());
        self
    }

    /// Also trusts this key for any issuer and type (`--key` on the command line).
    #[must_use]
    pub fn with_any_issuer_key(mut self, key: PublicKey) -> Self {
        self.any_issuer.push(key);
        self
    }

    /// The keys for an issuer: its own on the lists, then those for any issuer.
    pub(crate) fn keys_of(&self, issuer: Option<&str>) -> Vec<CandidateKey<'_>> {
        let listed = self.lists.iter().flat_map(|list| {
            let entries = list.issuers().iter().filter(move |entry| Some(entry.id()) == issuer);
            entries.flat_map(move |entry| {
                entry.keys().map(move |key| CandidateKey {
                    key: key.clone(),
                    source: TrustSource::Listed { list, issuer: entry },
                })
            })
        });
        let any = self.any_issuer.iter().map(|key| CandidateKey {
            key: key.clone(),
            source: TrustSource::AnyIssuer,
        });
        listed.chain(any).collect()
    }
}
