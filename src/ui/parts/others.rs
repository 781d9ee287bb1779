//! Which certificates of the wallet are about somebody else.

use std::collections::BTreeMap;
use std::rc::Rc;

use cert_app::wallet::about::{self, OtherPerson};
use yew::prelude::*;

use crate::ui::ctx::{use_app, use_evidence, use_seen_evidence};

/// By their local ids; the same `Rc` until something changes.
#[hook]
pub fn use_others() -> Rc<BTreeMap<String, OtherPerson>> {
    let (app, evidence) = (use_app(), use_evidence());
    let ids: Vec<String> = app.data.certificates.iter().map(|stored| stored.id.clone()).collect();
    let seen = use_seen_evidence();
    use_memo((seen, ids), move |(_, ids)| {
        let checked = ids.iter().filter_map(|id| Some((id, evidence.checked(id)?)));
        let checked: Vec<_> = checked
            .filter_map(|(id, checked)| Some((id, evidence.kind_of(&checked)?, checked)))
            .collect();
        let described = checked.iter().filter_map(|(id, kind, checked)| {
            Some((id.as_str(), checked.report.claims()?, kind.clone()))
        });
        about::others(&described.collect::<Vec<_>>())
    })
}
