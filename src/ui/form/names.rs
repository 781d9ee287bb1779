//! Names of certificate types as their issuers give them, and the certificates
//! that can be held up to a form.

use std::collections::BTreeSet;
use std::rc::Rc;

use cert_app::filling::claim_names::Names;
use cert_fill::{Held, Whom};
use yew::prelude::*;

use crate::ui::browser::promise;
use crate::ui::ctx::{use_app, use_evidence, use_seen_evidence};
use crate::ui::parts::use_others;

/// The names of these types as their issuers give them, once the descriptions have come. Only public
/// files are asked for.
#[hook]
pub fn use_names(types: Vec<String>) -> Rc<Names> {
    let evidence = use_evidence();
    {
        let evidence = evidence.clone();
        use_effect_with((types.clone(), evidence.config().is_some()), move |(types, _)| {
            let types = types.clone();
            promise::spawn(async move {
                evidence.load_kinds(types).await;
            });
        });
    }
    let mut names = Names::default();
    for credential_type in &types {
        if let Some(kind) = evidence.kind(credential_type) {
            names.learn(credential_type, kind);
        }
    }
    names.readings = evidence.readings();
    Rc::new(names)
}

/// The wallet's verified certificates; the same `Rc` until something changes.
#[hook]
pub fn use_held() -> Rc<Vec<Held>> {
    let (app, evidence) = (use_app(), use_evidence());
    let ids: Vec<String> = app.data.certificates.iter().map(|stored| stored.id.clone()).collect();
    let seen = use_seen_evidence();
    use_memo((seen, ids), move |_| {
        let verified = evidence.verified().into_iter();
        verified.map(|(id, certificate)| Held { id, certificate }).collect()
    })
}

/// Those of them with which a form is filled in for oneself, or for somebody else: without what is about a third
/// person.
#[hook]
pub fn use_held_for(whom: Option<Whom>) -> Rc<Vec<Held>> {
    let (held, others) = (use_held(), use_others());
    let places = (Rc::as_ptr(&held).addr(), Rc::as_ptr(&others).addr());
    let mine = use_memo((places, whom), move |(_, whom)| {
        let is_of_a_third = |one: &&Held| {
            others.get(&one.id).filter(|other| other.id.is_some()).is_some_and(|other| {
                whom.as_ref().is_none_or(|whom| (&whom.name, &whom.id) != (&other.name, &other.id))
            })
        };
        if !held.iter().any(|one| is_of_a_third(&one)) {
            return held;
        }
        Rc::new(held.iter().filter(|one| !is_of_a_third(one)).cloned().collect())
    });
    (*mine).clone()
}

/// The types of the wallet's verified certificates, without a copy of these; the same `Rc` until something
/// changes.
#[hook]
pub fn use_held_types() -> Rc<BTreeSet<String>> {
    let evidence = use_evidence();
    let seen = use_seen_evidence();
    use_memo(seen, move |_| evidence.verified_types())
}
