//! From verified certificates to values: matching, choosing, computing.

mod choose;
mod evaluate;

use std::collections::BTreeMap;

use cert_verify::{Certificate, Verified, put_in_order};

use crate::behalf::{self, Acting, Whom};
use crate::form::Form;

pub(crate) use choose::{Selection, Wishes, select};
pub(crate) use evaluate::{BoundValue, Evidence, Found, check_identifier, evaluate};

pub use choose::UnusableClaim;

/// Certificates that one wallet hands over: more than a person will ever hold.
const MAX_HELD: usize = 5_000;

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
    fitting: BTreeMap<String, Vec<String>>,
    acting: Option<Acting>,
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

/// Finds the certificates that fit the queries of a form (OpenID4VP 1.0 section 6.4).
///
/// Best first: the one that stays valid longest, then the one issued last, then by id, so
/// that the order does not depend on the order of the wallet.
pub fn match_evidence(form: &Form, held: &[Held]) -> Matches {
    match_evidence_for(form, held, None)
}

/// The same for somebody else: only certificates about that person, and the agent's own.
pub fn match_evidence_for(form: &Form, held: &[Held], whom: Option<&Whom>) -> Matches {
    let mut fitting = BTreeMap::new();
    for query in &form.evidence().credentials {
        let fits = |one: &&Held| {
            let is_for = || match whom {
                Some(whom) => behalf::fits(form, held, &query.id, one, whom),
                None => behalf::is_for_oneself(form, &query.id),
            };
            query.fits(&one.certificate) && is_for()
        };
        let mut usable: Vec<&Held> = held.iter().take(MAX_HELD).filter(fits).collect();
        // A certificate without an end is valid longest.
        let end = |one: &Held| one.certificate.expires().map_or(i64::MAX, |time| time.seconds());
        let start =
            |one: &Held| one.certificate.issued_at().map_or(i64::MIN, |time| time.seconds());
        put_in_order(&mut usable, |a, b| (end(b), start(b), &a.id).cmp(&(end(a), start(a), &b.id)));
        fitting.insert(query.id.clone(), usable.into_iter().map(|one| one.id.clone()).collect());
    }
    let acting = whom.and_then(|whom| behalf::acting(form, held, whom));
    Matches { fitting, acting }
}

/// The certificate with this id.
pub(crate) fn held_by_id<'h>(held: &'h [Held], id: &str) -> Option<&'h Held> {
    held.iter().find(|one| one.id == id)
}
