//! Whom the caller trusts.

use crate::{
    Code, PublicKey, TrustList, TrustedIssuer, UnixTime, X509Certificate, trust_list::Service,
};

/// Keys without certificate and without identifier, tried for every issuer. The EU's lists have
/// certificates; a list of a town with a few keys is what this is for.
const MOST_UNNAMED_KEYS: usize = 32;

/// The keys that may vouch for certificates. There is no ambient trust: start with nobody.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    lists: Vec<TrustedList>,
    any_issuer: Vec<PublicKey>,
    certificates: Vec<X509Certificate>,
    /// Thumbprints of keys with a revocation list of cards, and the version of the list.
    card_lists: Vec<(String, u64)>,
}

/// A list, and how the caller reads it.
#[derive(Clone, Debug)]
pub(crate) struct TrustedList {
    pub(crate) list: TrustList,
    /// Services of which the list does not say what they may issue may issue every type.
    pub(crate) any_type: bool,
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
    /// The chain that brought the key, leaf first; empty when the key was known before.
    pub(crate) chain: Vec<X509Certificate>,
    /// Who the certificate of the key says that it is of, where its chain vouches for that.
    pub(crate) subject: Option<Subject>,
}

/// The subject of a leaf certificate.
pub(crate) struct Subject {
    pub(crate) text: String,
    /// Whether it also carries the name that the message gives itself.
    pub(crate) is_named_issuer: bool,
}

/// Why a key is trusted.
#[derive(Clone, Copy)]
pub(crate) enum TrustSource<'t> {
    /// The caller trusts it for every issuer and type.
    AnyIssuer,
    /// It stands on a trust list.
    Listed { list: &'t TrustedList, issuer: &'t TrustedIssuer },
    /// The issuer's identifier is the key itself (did:key, did:jwk), and nobody vouches for it.
    SelfAsserted,
}

/// A trusted certificate, and why.
pub(crate) type TrustedCertificate<'t> = (&'t X509Certificate, TrustSource<'t>);

impl Trust {
    /// Trusts nobody: every certificate is from an unknown issuer.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// Also trusts the issuers on this list, within what it allows them. Where it does not say which
    /// types a service may issue, that cannot be established.
    #[must_use]
    pub fn with_list(mut self, list: &TrustList) -> Self {
        self.lists.push(TrustedList { list: list.clone(), any_type: false });
        self
    }

    /// The same, but where the list does not say which types a service may issue, it may issue all:
    /// for an operator who knows that everybody on the list may.
    #[must_use]
    pub fn with_list_of_any_type(mut self, list: &TrustList) -> Self {
        self.lists.push(TrustedList { list: list.clone(), any_type: true });
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

    /// Also trusts this key for any issuer and type; its key set says that there is this version of a
    /// revocation list of the cards that it signed.
    #[must_use]
    pub(crate) fn with_card_key(mut self, key: PublicKey, list_version: u64) -> Self {
        self.card_lists.push((key.thumbprint(), list_version));
        self.with_any_issuer_key(key)
    }

    /// The versions of revocation lists that key sets name for this key.
    pub(crate) fn card_list_versions(&self, key_id: &str) -> impl Iterator<Item = u64> {
        let of_key = self.card_lists.iter().filter(move |(id, _)| id == key_id);
        of_key.map(|(_, version)| *version)
    }

    /// Every trusted certificate: those for any issuer, then those of every service on the lists.
    pub(crate) fn certificates(&self) -> Vec<TrustedCertificate<'_>> {
        self.certificates_where(|_| true)
    }

    /// The certificates that may speak for this issuer: those for any issuer, those of its services, and
    /// those of services that are identified by their certificates alone.
    pub(crate) fn certificates_of(&self, issuer: Option<&str>) -> Vec<TrustedCertificate<'_>> {
        self.certificates_where(|service| {
            service.ids.is_empty() || issuer.is_some_and(|issuer| service.has_id(issuer))
        })
    }

    fn certificates_where(&self, wanted: impl Fn(&Service) -> bool) -> Vec<TrustedCertificate<'_>> {
        let any = self.certificates.iter().map(|certificate| (certificate, TrustSource::AnyIssuer));
        let listed = self.services().filter(|(service, _)| wanted(service));
        let listed = listed.flat_map(|(service, source)| {
            service.certificates.iter().map(move |certificate| (certificate, source))
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
            // Without an identifier on the list the certificate itself must name the issuer.
            let is_named = |issuer: &str| {
                certificate.names_uri(issuer)
                    || !matches!(source, TrustSource::Listed { issuer: entity, .. } if !entity.has_id(issuer))
            };
            if !issuer.is_none_or(is_named) {
                continue;
            }
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
        let with_source = |(service, source): (&'t Service, TrustSource<'t>)| {
            service.keys.iter().map(move |key| CandidateKey {
                source,
                ..CandidateKey::for_any_issuer(key.clone())
            })
        };
        let named = self
            .services()
            .filter(move |(service, _)| issuer.is_some_and(|issuer| service.has_id(issuer)));
        let unnamed = self.services().filter(|(service, _)| service.ids.is_empty());
        named.flat_map(with_source).chain(unnamed.flat_map(with_source).take(MOST_UNNAMED_KEYS))
    }

    /// Whether an entity on a list has this identifier: then nobody else may use it.
    pub(crate) fn is_listed(&self, id: &str) -> bool {
        self.services().any(|(service, _)| service.has_id(id))
    }

    fn services(&self) -> impl Iterator<Item = (&Service, TrustSource<'_>)> {
        self.lists.iter().flat_map(|list| {
            list.list.issuers().iter().flat_map(move |issuer| {
                let source = TrustSource::Listed { list, issuer };
                issuer.services().iter().map(move |service| (service, source))
            })
        })
    }
}

impl<'t> CandidateKey<'t> {
    pub(crate) fn for_any_issuer(key: PublicKey) -> Self {
        Self {
            key,
            source: TrustSource::AnyIssuer,
            objection: None,
            anchor: None,
            chain: Vec::new(),
            subject: None,
        }
    }

    pub(crate) fn self_asserted(key: PublicKey) -> Self {
        Self { source: TrustSource::SelfAsserted, ..Self::for_any_issuer(key) }
    }

    /// The name of the issuer, when it is another than the message gives itself: with a chain it is the
    /// subject of the leaf (SD-JWT VC 2.5), with a service that has no identifier that of its
    /// certificate. A name that nobody vouches for is not passed on.
    pub(crate) fn own_name(&self, claimed: Option<&str>) -> Option<String> {
        let is_listed_name = |issuer: &TrustedIssuer| claimed.is_some_and(|id| issuer.has_id(id));
        match (self.source, &self.subject, self.anchor) {
            (TrustSource::Listed { issuer, .. }, ..) if is_listed_name(issuer) => None,
            (_, Some(subject), _) => (!subject.is_named_issuer).then(|| subject.text.clone()),
            (TrustSource::Listed { .. }, None, Some(anchor)) => {
                let is_named = claimed.is_some_and(|claimed| anchor.names_uri(claimed));
                (!is_named).then(|| anchor.subject_text().to_owned())
            }
            (TrustSource::Listed { issuer, .. }, None, None) => Some(issuer.name("en").to_owned()),
            _ => None,
        }
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

    /// Whether the same entity on a trust list vouches for both; a key that the caller trusts for
    /// everything goes with any other.
    pub(crate) fn has_trust_of(&self, other: &Self) -> bool {
        match (self.source, other.source) {
            (TrustSource::Listed { issuer: a, .. }, TrustSource::Listed { issuer: b, .. }) => {
                core::ptr::eq(a, b) || (!a.id().is_empty() && a.id() == b.id())
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
        keys.map(move |key| Self { source, anchor: Some(certificate), ..Self::for_any_issuer(key) })
    }
}
