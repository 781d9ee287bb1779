//! Whom the caller trusts.

use crate::{
    Code, PublicKey, TrustList, TrustedIssuer, UnixTime, X509Certificate, trust_list::Service,
};

/// The keys that may vouch for certificates. There is no ambient trust: start with nobody.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    lists: Vec<TrustList>,
    any_issuer: Vec<PublicKey>,
    certificates: Vec<X509Certificate>,
}

/// A key that may have signed, and why it is trusted.
pub(crate) struct CandidateKey<'t> {
    pub(crate) key: PublicKey,
    pub(crate) source: TrustSource<'t>,
    /// What speaks against its issuer although it signed: a certificate out of its time, a key
    /// meant for something else. Reported by the `issuer` check.
    pub(crate) objection: Option<Code>,
    /// The trusted certificate that the key is of, or that its chain ends at.
    pub(crate) anchor: Option<&'t X509Certificate>,
}

/// Why a key is trusted.
#[derive(Clone, Copy)]
pub(crate) enum TrustSource<'t> {
    /// The caller trusts it for every issuer and type.
    AnyIssuer,
    /// It stands on a trust list.
    Listed { list: &'t TrustList, issuer: &'t TrustedIssuer },
    /// The issuer's identifier is the key itself (did:key, did:jwk), and nobody vouches for it.
    SelfAsserted,
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

    /// Also trusts this certificate: its key for any issuer and type, and, if it may sign
    /// certificates, every chain (`x5c`) that leads to it.
    #[must_use]
    pub fn with_any_issuer_certificate(mut self, certificate: X509Certificate) -> Self {
        self.certificates.push(certificate);
        self
    }

    /// The certificates that are trusted for any issuer, then those of this issuer on the lists.
    pub(crate) fn certificates_of<'t>(
        &'t self,
        issuer: Option<&str>,
    ) -> Vec<(&'t X509Certificate, TrustSource<'t>)> {
        let any = self.certificates.iter().map(|certificate| (certificate, TrustSource::AnyIssuer));
        let listed = self.entries_of(issuer).flat_map(|(list, entry)| {
            let certificates = entry.services().iter().flat_map(|service| &service.certificates);
            certificates
                .map(move |certificate| (certificate, TrustSource::Listed { list, issuer: entry }))
        });
        any.chain(listed).collect()
    }

    /// The keys for an issuer, and for any issuer, that did not come with a certificate.
    ///
    /// Those for any issuer come first: a list does not limit a key that the caller trusts for
    /// everything.
    pub(crate) fn bare_keys_of(&self, issuer: Option<&str>) -> Vec<CandidateKey<'_>> {
        let any = self.any_issuer.iter().cloned().map(CandidateKey::for_any_issuer);
        any.chain(self.listed_keys_of(issuer)).collect()
    }

    /// The same, and the keys of trusted certificates, with what speaks against them: out of its
    /// time, or not meant for signing data.
    pub(crate) fn keys_of(&self, issuer: Option<&str>, now: UnixTime) -> Vec<CandidateKey<'_>> {
        let mut keys = self.bare_keys_of(issuer);
        for (certificate, source) in self.certificates_of(issuer) {
            let objection = if !certificate.is_valid_at(now) {
                Some(Code::X509NotValidAtTime)
            } else if !certificate.may_sign_data() {
                Some(Code::X509KeyUsageWrong)
            } else {
                None
            };
            keys.extend(
                CandidateKey::of_certificate(certificate, source)
                    .map(|key| CandidateKey { objection, ..key }),
            );
        }
        // Two certificates may share one key: the one without objection counts.
        let (mut keys, objected): (Vec<_>, Vec<_>) =
            keys.into_iter().partition(|key| key.objection.is_none());
        keys.extend(objected);
        keys
    }

    fn listed_keys_of<'t>(
        &'t self,
        issuer: Option<&str>,
    ) -> impl Iterator<Item = CandidateKey<'t>> {
        self.entries_of(issuer).flat_map(|(list, entry)| {
            let source = TrustSource::Listed { list, issuer: entry };
            entry.keys().map(move |key| CandidateKey {
                source,
                ..CandidateKey::for_any_issuer(key.clone())
            })
        })
    }

    /// The entries of an issuer on all lists.
    fn entries_of<'t>(
        &'t self,
        issuer: Option<&str>,
    ) -> impl Iterator<Item = (&'t TrustList, &'t TrustedIssuer)> {
        self.lists.iter().flat_map(move |list| {
            let entries = list.issuers().iter().filter(move |entry| Some(entry.id()) == issuer);
            entries.map(move |entry| (list, entry))
        })
    }
}

impl<'t> CandidateKey<'t> {
    pub(crate) fn for_any_issuer(key: PublicKey) -> Self {
        Self { key, source: TrustSource::AnyIssuer, objection: None, anchor: None }
    }

    pub(crate) fn self_asserted(key: PublicKey) -> Self {
        Self { key, source: TrustSource::SelfAsserted, objection: None, anchor: None }
    }

    /// Whether whoever vouches for this key does so at this time: a trust list may have withdrawn
    /// the service that it belongs to.
    pub(crate) fn is_granted_at(&self, time: UnixTime) -> bool {
        match self.source {
            TrustSource::Listed { issuer, .. } => {
                self.services(issuer).any(|service| service.is_granted_at(time))
            }
            TrustSource::AnyIssuer | TrustSource::SelfAsserted => true,
        }
    }

    /// Whether the same entry of a trust list vouches for both; a key that the caller trusts for
    /// everything goes with any other.
    pub(crate) fn has_trust_of(&self, other: &Self) -> bool {
        match (self.source, other.source) {
            (TrustSource::Listed { issuer: a, .. }, TrustSource::Listed { issuer: b, .. }) => {
                a.id() == b.id()
            }
            _ => true,
        }
    }

    /// The services of a listed issuer that this key, or the anchor of its chain, belongs to.
    pub(crate) fn services<'a>(
        &'a self,
        issuer: &'a TrustedIssuer,
    ) -> impl Iterator<Item = &'a Service> {
        issuer.services().iter().filter(|service| match self.anchor {
            Some(anchor) => service.certificates.contains(anchor),
            None => service.keys.contains(&self.key),
        })
    }

    /// The keys of a trusted certificate; none when they are of a kind that is not implemented.
    pub(crate) fn of_certificate(
        certificate: &'t X509Certificate,
        source: TrustSource<'t>,
    ) -> impl Iterator<Item = Self> {
        let keys = certificate.keys().unwrap_or_default().into_iter();
        keys.map(move |key| Self { key, source, objection: None, anchor: Some(certificate) })
    }
}
