//! From verified certificates to values: matching, choosing, computing.

mod choose;
mod evaluate;
mod people;

use std::collections::BTreeMap;

use cert_verify::{Certificate, Verified};

use crate::form::Form;

pub(crate) use choose::{Selection, Wishes, select};
pub(crate) use evaluate::{BoundValue, Evidence, Found, check_identifier, evaluate};

pub use choose::UnusableClaim;
pub use people::{Acting, Whom};

/// A certificate of the wallet. Only a verified one can be held up to a form.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its id in the wallet.
    pub id: String,
    /// The certificate.
    pub certificate: Verified<Certificate>,
}

/// Which certificates fit which query of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    pub(crate) fitting: BTreeMap<String, Vec<String>>,
    pub(crate) acting: Option<Acting>,
}

impl Matches {
    /// The wallet's ids of the certificates that fit this query, the best first.
    pub fn usable(&self, query: &str) -> &[String] {
        self.fitting.get(query).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who acts for whom, when the form is filled in for somebody else.
    pub fn acting(&self) -> Option<&Acting> {
        self.acting.as_ref()
    }

    /// Every query of the form with what fits it, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.fitting.iter().map(|(query, ids)| (query.as_str(), ids.as_slice()))
    }

    /// The queries for which the person has a choice between several certificates.
    pub fn ambiguous<'m>(&'m self, form: &'m Form) -> impl Iterator<Item = &'m str> {
        let queries = form.evidence().credentials.iter();
        let several = |id: &str| self.usable(id).len() > 1;
        queries
            .filter(move |query| !query.multiple && several(&query.id))
            .map(|query| query.id.as_str())
    }
}

/// The certificate with this id.
pub(crate) fn held_by_id<'h>(held: &'h [Held], id: &str) -> Option<&'h Held> {
    held.iter().find(|one| one.id == id)
}
