//! What is known, to be read: results, lists, names, and what an open vault is to keep of it.

use std::collections::BTreeSet;
use std::rc::Rc;

use cert_verify::{Certificate, Code, StatusEvidence, Trust, UnixTime, Verified};

use super::super::checking::Checked;
use super::super::city::City;
use super::super::config::Config;
use super::kinds::Wanted;
use super::{Known, What};
use crate::wallet::kinds::TypeDescription;
use crate::wallet::{CachedKind, CachedStatus, TrustMemory, VaultData};

/// What the vault is to keep beside what it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToKeep {
    /// Status lists of its certificates.
    pub statuses: Vec<CachedStatus>,
    /// Descriptions of types.
    pub kinds: Vec<CachedKind>,
    /// The number of the trust list.
    pub trust: Option<TrustMemory>,
}

impl ToKeep {
    /// Puts it into the vault's data.
    pub fn put(&self, data: &mut VaultData) {
        for status in &self.statuses {
            data.remember_status(status.clone());
        }
        for kind in &self.kinds {
            data.remember_kind(kind.clone());
        }
        if self.trust.is_some() {
            data.trust.clone_from(&self.trust);
        }
    }
}

impl Known {
    /// What an open vault does not keep yet; `None` when it keeps all of it.
    #[must_use]
    pub fn to_keep(&self, data: &VaultData) -> Option<ToKeep> {
        let results = self.entries.iter().filter_map(|entry| entry.checked.as_ref());
        let named: BTreeSet<&String> = results.flat_map(|one| &one.status_lists).collect();
        let statuses = named.into_iter().filter_map(|uri| self.statuses.get(uri));
        let trust = self.trust.memory().filter(|memory| data.trust.as_ref() != Some(memory));
        let keep = ToKeep {
            statuses: statuses
                .filter(|status| !data.statuses.contains(status))
                .map(|status| status.as_ref().clone())
                .collect(),
            kinds: self.kinds.to_keep(data),
            trust,
        };
        (keep != ToKeep::default()).then_some(keep)
    }

    /// What `verify` takes as trust.
    #[must_use]
    pub fn trust(&self) -> Trust {
        self.trust.trust()
    }

    /// What `verify` takes as status evidence.
    #[must_use]
    pub fn status(&self) -> &StatusEvidence {
        self.evidence.get_or_init(|| {
            let mut evidence = StatusEvidence::none();
            for status in self.statuses.values() {
                let fetched_at = UnixTime::from_seconds(status.fetched_at);
                evidence.add_fetched_from(&status.uri, status.token.as_bytes(), fetched_at);
            }
            evidence
        })
    }

    /// Whether an answer is under way that this result depends on: a status list that it names, or the
    /// first trust list of all.
    #[must_use]
    pub fn awaits(&self, checked: &Checked) -> bool {
        let is_asked = |what: &What| self.asked.contains(what);
        let first =
            self.trust.list().is_none() && (is_asked(&What::Config) || is_asked(&What::List));
        first || checked.status_lists.iter().any(|uri| is_asked(&What::Status(uri.clone())))
    }

    /// The result for a certificate of the wallet, when it is there.
    #[must_use]
    pub fn checked(&self, id: &str) -> Option<Rc<Checked>> {
        self.entries.iter().find(|entry| &*entry.id == id)?.checked.clone()
    }

    /// The valid certificates of the wallet with their local ids, in the wallet's order.
    #[must_use]
    pub fn verified(&self) -> Vec<(String, Verified<Certificate>)> {
        let entries = self.entries.iter();
        entries
            .filter_map(|entry| {
                Some((entry.id.to_string(), entry.checked.as_ref()?.verified.clone()?))
            })
            .collect()
    }

    /// The types of the valid certificates of the wallet.
    #[must_use]
    pub fn verified_types(&self) -> BTreeSet<String> {
        let checked = self.entries.iter().filter_map(|entry| entry.checked.as_ref());
        let verified = checked.filter_map(|one| one.verified.as_ref());
        verified.map(|certificate| certificate.credential_type().to_owned()).collect()
    }

    /// The description of a type.
    #[must_use]
    pub fn kind(&self, vct: &str) -> Option<Rc<TypeDescription>> {
        let published = self.city.kind(vct, None).map(|(_, file)| file.digest.as_str());
        published
            .and_then(|digest| self.kinds.find(vct, Some(digest)))
            .or_else(|| self.kinds.find(vct, None))
    }

    /// The description of a certificate's type; only the one whose bytes the certificate names,
    /// when it names them.
    #[must_use]
    pub fn kind_of(&self, checked: &Checked) -> Option<Rc<TypeDescription>> {
        let wanted = Wanted::of(checked).into_iter().next()?;
        let found = |wanted: &Wanted| self.kinds.find(&wanted.vct, wanted.integrity.as_deref());
        let published = self.described(wanted.clone()).and_then(|(wanted, _)| found(&wanted));
        published.or_else(|| found(&wanted))
    }

    /// The departments, and what they publish.
    #[must_use]
    pub fn city(&self) -> Rc<City> {
        self.city.clone()
    }

    /// Whether every department has answered, or nobody can be asked.
    #[must_use]
    pub fn is_city_settled(&self) -> bool {
        self.loaded && !self.asked.iter().any(|what| matches!(what, What::Index(_)))
    }

    /// The operator's configuration.
    #[must_use]
    pub fn config(&self) -> Option<Rc<Config>> {
        self.config.clone()
    }

    /// The trust list in use.
    #[must_use]
    pub fn list_facts(&self) -> Option<ListFacts> {
        let list = self.trust.list()?;
        Some(ListFacts {
            sequence: list.remembered().sequence,
            issued_at: list.issued_at(),
            next_update: list.next_update(),
            fetched_at: self.trust.fetched_at(),
            issuers: list.issuers().len(),
        })
    }

    /// The types that issuers on the trust list may issue; `*` is no type.
    #[must_use]
    pub fn trusted_types(&self) -> Vec<String> {
        let issuers = self.trust.list().map(|list| list.issuers()).unwrap_or_default();
        let types: BTreeSet<&str> = issuers.iter().flat_map(|issuer| issuer.types()).collect();
        types.into_iter().filter(|vct| *vct != "*").map(str::to_owned).collect()
    }

    /// The issuers on the trust list: what they are called in certificates, and for people.
    #[must_use]
    pub fn trusted_issuers(&self, language: &str) -> Vec<(String, String)> {
        let issuers = self.trust.list().map(|list| list.issuers()).unwrap_or_default();
        let names =
            |one: &cert_verify::TrustedIssuer| (one.id().to_owned(), one.name(language).to_owned());
        issuers.iter().filter(|one| !one.id().is_empty()).map(names).collect()
    }

    /// Why the newest trust list was refused.
    #[must_use]
    pub const fn list_refused(&self) -> Option<Code> {
        self.trust.refused()
    }

    /// Whether the first look at the operator's lists is over.
    #[must_use]
    pub const fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// Whether the operator's server did not answer last time.
    #[must_use]
    pub const fn is_unreachable(&self) -> bool {
        self.unreachable
    }
}

/// What Settings and the verify page show about the trust list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFacts {
    /// Its number.
    pub sequence: u64,
    /// When it was issued.
    pub issued_at: UnixTime,
    /// When the next one is due.
    pub next_update: UnixTime,
    /// When it was received.
    pub fetched_at: Option<UnixTime>,
    /// How many issuers it names.
    pub issuers: usize,
}
