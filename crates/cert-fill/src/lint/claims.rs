//! L2, L3, L5 and L6: what is asked for is used, and what is used is asked for.

use cert_verify::ClaimPath;

use super::Linter;
use crate::form::{Agent, Binding, BindingPolicy, CrossCheck, Filing, Form, Source};

pub(super) fn run(linter: &mut Linter<'_>) {
    requested(linter);
    over_asking(linter);
    for filing in &linter.form.filings {
        filing_evidence(linter, filing);
    }
    let form = linter.form;
    for binding in form.bindings.iter().filter(|binding| binding.policy == BindingPolicy::Suggested)
    {
        for credential in binding.credentials().filter(|id| form.evidence.is_required(id)) {
            let detail =
                format!("{} is suggested from {credential}, which is required", binding.to);
            linter.find("L5", &["bindings"], detail);
        }
    }
}

/// L2: sources name requested claims, and rows come from certificates of which there are
/// several.
fn requested(linter: &mut Linter<'_>) {
    let form = linter.form;
    let sources = form.bindings.iter().flat_map(|binding| binding.from.iter());
    for source in sources.chain(form.checks.iter().flat_map(CrossCheck::claims)) {
        if !is_requested(form, source) {
            let path = source.path.to_json();
            let detail = format!("the claim {path} of {} is not requested", source.credential);
            linter.find("L2", &["bindings"], detail);
        }
    }
    for binding in &form.bindings {
        for id in binding.credentials() {
            let Some(query) = form.evidence.credential(id) else {
                let detail = format!("{} comes from {id}, which is not requested", binding.to);
                linter.find("L2", &["bindings"], detail);
                continue;
            };
            if query.multiple != binding.to.has_row() {
                let detail =
                    format!("{} and {id} do not fit: rows need several certificates", binding.to);
                linter.find("L2", &["bindings"], detail);
            }
        }
    }
}

fn is_requested(form: &Form, source: &Source) -> bool {
    let query = form.evidence.credential(&source.credential);
    query.is_some_and(|query| query.asks_for(&source.path))
}

/// L3 for the form: every claim feeds an answer or a check, every certificate is of use.
fn over_asking(linter: &mut Linter<'_>) {
    let form = linter.form;
    for query in &form.evidence.credentials {
        for claim in &query.claims {
            if !uses(form, &query.id, &claim.path, None) {
                let detail =
                    format!("no answer uses the claim {} of {}", claim.path.to_json(), query.id);
                linter.find("L3", &["evidence"], detail);
            }
        }
        let named =
            form.bindings.iter().any(|binding| binding.credentials().any(|id| id == query.id));
        if query.claims.is_empty() && !named {
            linter.find("L3", &["evidence"], format!("nothing uses {}", query.id));
        }
    }
}

/// Whether a claim is needed: by the form, or by one office.
fn uses(form: &Form, credential: &str, path: &ClaimPath, filing: Option<&Filing>) -> bool {
    let is_it = |source: &Source| source.credential == credential && source.path == *path;
    let goes_there = |binding: &Binding| filing.is_none_or(|filing| touches(filing, binding));
    let by_binding =
        form.bindings.iter().any(|binding| goes_there(binding) && binding.from.iter().any(is_it));
    let by_agent = form
        .agent
        .iter()
        .flat_map(Agent::claims)
        .any(|(of, claim)| of == credential && claim == path);
    by_binding || by_agent || checks_of(form, filing).any(|check| check.claims().any(is_it))
}

/// The checks that an office can make: it gets all their answers.
fn checks_of<'f>(
    form: &'f Form,
    filing: Option<&'f Filing>,
) -> impl Iterator<Item = &'f CrossCheck> {
    form.checks.iter().filter(move |check| {
        filing.is_none_or(|filing| check.answers().all(|at| filing.covers(at)))
    })
}

/// Whether the office gets the answer of this binding.
fn touches(filing: &Filing, binding: &Binding) -> bool {
    filing.answers.iter().any(|kept| binding.to.starts_with(kept))
}

/// L2, L3 and L6 for one office.
fn filing_evidence(linter: &mut Linter<'_>, filing: &Filing) {
    let form = linter.form;
    let at = ["filings", filing.id.as_str()];
    for (credential, paths) in &filing.evidence {
        let Some(query) = form.evidence.credential(credential) else {
            linter.find("L2", &at, format!("{credential} is not requested"));
            continue;
        };
        for path in paths {
            if !query.asks_for(path) {
                linter.find(
                    "L2",
                    &at,
                    format!("the claim {} of {credential} is not requested", path.to_json()),
                );
            } else if !uses(form, credential, path, Some(filing)) {
                let detail = format!(
                    "the office does not need the claim {} of {credential}",
                    path.to_json()
                );
                linter.find("L3", &at, detail);
            }
        }
        let used = form.bindings.iter().any(|binding| {
            touches(filing, binding) && binding.credentials().any(|id| id == credential)
        });
        if paths.is_empty() && !used {
            linter.find("L3", &at, format!("the office does not need {credential}"));
        }
    }
    for binding in form.bindings.iter().filter(|binding| touches(filing, binding)) {
        for source in &binding.from {
            require(linter, filing, source, &binding.to.to_string());
        }
        for (credential, _) in &binding.const_by_source {
            if filing.claims_of(credential).is_none() {
                linter.find(
                    "L6",
                    &at,
                    format!("the office gets {} without {credential}", binding.to),
                );
            }
        }
    }
    for check in checks_of(form, Some(filing)).filter(|check| check.answers().next().is_some()) {
        for source in check.claims() {
            require(linter, filing, source, &check.id);
        }
    }
}

fn require(linter: &mut Linter<'_>, filing: &Filing, source: &Source, what: &str) {
    let has =
        filing.claims_of(&source.credential).is_some_and(|paths| paths.contains(&source.path));
    if !has {
        let claim = source.path.to_json();
        let detail =
            format!("the office gets {what} without the claim {claim} of {}", source.credential);
        linter.find("L6", &["filings", &filing.id], detail);
    }
}
