//! L15: an office that takes a filing for somebody else can check that it may be made.

use super::Linter;
use crate::form::{Agent, Filing};

pub(super) fn run(linter: &mut Linter<'_>) {
    let form = linter.form;
    let Some(agent) = &form.agent else { return };
    for (credential, path) in agent.claims() {
        let query = form.evidence.credential(credential);
        if !query.is_some_and(|query| query.asks_for(path)) {
            let detail = format!("the claim {} of {credential} is not requested", path.to_json());
            linter.find("L15", &["agent"], detail);
        }
    }
    let proves = agent.by.iter().map(|mandate| &mandate.credential);
    for credential in proves.chain([&agent.holder.credential]) {
        let query = form.evidence.credential(credential);
        if query.is_some_and(|query| query.multiple || !query.holder_binding) {
            let detail = format!("{credential} is one certificate, bound to the agent's key");
            linter.find("L15", &["agent"], detail);
        }
    }
    for mandate in agent.by.iter().filter(|_| !agent.required) {
        if form.evidence.is_required(&mandate.credential) {
            let detail = format!("without {} nobody can file for themselves", mandate.credential);
            linter.find("L15", &["agent", "by"], detail);
        }
    }
    for filing in &form.filings {
        office(linter, agent, filing);
    }
}

/// What each office needs, because each decides by itself.
fn office(linter: &mut Linter<'_>, agent: &Agent, filing: &Filing) {
    let at = ["filings", filing.id.as_str()];
    // What is about the principal is checked where it goes, and need not go everywhere.
    let goes = |credential: &str| {
        filing.claims_of(credential).is_some()
            || agent.holder.credential == credential
            || agent.mandate(credential).is_some()
    };
    for (credential, path) in agent.claims().filter(|(credential, _)| goes(credential)) {
        if !filing.claims_of(credential).is_some_and(|paths| paths.contains(path)) {
            let claim = path.to_json();
            let detail = format!(
                "the office cannot see who acts for whom without the claim {claim} of {credential}"
            );
            linter.find("L15", &at, detail);
        }
    }
    for tie in agent.by.iter().flat_map(|mandate| mandate.ties()) {
        if linter.form.schema.at(&tie.answer).is_none() {
            linter.find("L1", &["agent"], format!("the form has no answer {}", tie.answer));
        } else if !filing.covers(&tie.answer) {
            let detail = format!("the office does not get {}, which says for whom", tie.answer);
            linter.find("L15", &at, detail);
        }
    }
}
