//! Which certificates fit where in a form, for oneself or for somebody else.

use std::collections::BTreeMap;

use cert_verify::put_in_order;

use crate::behalf;
use crate::fill::{Held, Matches, Whom};
use crate::form::Form;

/// Certificates that one wallet hands over: more than a person will ever hold.
const MAX_HELD: usize = 5_000;

/// Finds the certificates that fit the queries of a form (OpenID4VP 1.0 section 6.4).
///
/// Best first: the one that stays valid longest, then the one issued last, then by id, so
/// that the order does not depend on the order of the wallet. For somebody else only certificates about that
/// person fit, and the agent's own.
pub fn match_evidence(form: &Form, held: &[Held], whom: Option<&Whom>) -> Matches {
    let mut fitting = BTreeMap::new();
    for query in &form.evidence().credentials {
        let fits = |one: &&Held| {
            let is_for = || match whom {
                Some(whom) => behalf::fits(form, held, &query.id, one, whom),
                None => {
                    behalf::is_for_oneself(form, &query.id)
                        && !behalf::is_copy(one.certificate.claims())
                }
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
