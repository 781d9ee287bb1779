//! What one office gets and what it does not, in words: built from the same plan
//! from which the filing is signed (rule C18).

use cert_fill::{Form, Held, Plan, Pointer};
use serde_json::Value;

use super::build::said;
use super::claim_names::Names;
use crate::words::local::Said;
use crate::words::{Lang, form_check as words};

/// The panel of one office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The filing.
    pub filing: String,
    /// The office's name from the signed form.
    pub office: Said,
    /// What for.
    pub purpose: Said,
    /// How long it is kept (ISO 8601).
    pub retention: Option<String>,
    /// Lines under "will be sent".
    pub sends: Vec<String>,
    /// Lines under "will not be sent".
    pub keeps: Vec<String>,
    /// Names of claims and answers for the log, never values (rule C25).
    pub log: Vec<String>,
}

/// The panel for a plan.
#[must_use]
pub fn panel(
    form: &Form,
    plan: &Plan,
    held: &[Held],
    names: &Names,
    lang: Lang,
) -> Option<Consent> {
    let filing = form.filing(&plan.filing)?;
    let comma = separator(lang);
    let mut consent = Consent {
        filing: filing.id.clone(),
        office: said(&filing.to.name, lang),
        purpose: said(&form.privacy().purpose, lang),
        retention: form.privacy().retention.as_ref().map(ToString::to_string),
        sends: Vec::new(),
        keeps: Vec::new(),
        log: Vec::new(),
    };
    for one in &plan.certificates {
        let kind = names.type_name(&one.credential_type, lang);
        let label = |path| names.claim(Some(form), &one.credential_type, path, lang).text;
        let claims: Vec<String> = unique(one.will_send.iter().map(label));
        let mut line = words::CLAIMS_OF.with(lang, &[&kind, &claims.join(comma)]);
        // A value that is worked out from a claim is sent like the claim itself.
        let derived = derived(form, plan, &one.query, lang);
        if !derived.is_empty() {
            line.push_str(&words::WORKED_OUT.with(lang, &[&derived.join(comma)]));
        }
        consent.log.push(line.clone());
        consent.sends.push(line);
        let is_sent = |name: &String| claims.contains(name) || derived.contains(name);
        let stay: Vec<String> =
            unique(one.will_not_send.iter().map(label).filter(|name| !is_sent(name)));
        if !stay.is_empty() {
            consent.keeps.push(words::CLAIMS_OF.with(lang, &[&kind, &stay.join(comma)]));
        }
    }
    let label = |at: &Pointer| form.field(at).map(|field| said(&field.label, lang).text);
    let typed: Vec<String> = unique(plan.typed.iter().chain(&plan.overridden).filter_map(label));
    if !typed.is_empty() {
        let text = if typed.len() == 1 { words::TYPED_COUNT_ONE } else { words::TYPED_COUNT };
        consent.sends.push(text.with(lang, &[&typed.len().to_string(), &typed.join(comma)]));
        consent.log.push(typed.join(comma));
    }
    if !plan.attachments.is_empty() {
        let files: Vec<&str> = plan.attachments.iter().map(|file| file.name.as_str()).collect();
        consent.sends.push(words::FILES.with(lang, &[&files.join(comma)]));
    }
    let later = super::shares::late(form, plan, lang);
    consent.log.extend(later.iter().cloned());
    consent.sends.extend(later);
    if plan.certificates.iter().any(|one| one.is_bound) {
        consent.sends.push(words::SIGNED_PROOF.of(lang).to_owned());
    }
    consent.keeps.extend(stays(form, plan, held, names, lang));
    consent.keeps.push(words::ALL_OTHERS.of(lang).to_owned());
    Some(consent)
}

/// What the person has and the office does not get.
fn stays(form: &Form, plan: &Plan, held: &[Held], names: &Names, lang: Lang) -> Vec<String> {
    let (mut lines, comma) = (Vec::new(), separator(lang));
    let label = |at: &Pointer| form.field(at).map(|field| said(&field.label, lang).text);
    let mut named: Vec<&str> = plan.certificates.iter().map(|one| one.held.as_str()).collect();
    for stays in &plan.not_sent {
        if named.contains(&stays.held.as_str()) {
            continue;
        }
        let kind = names.query_name(form, &stays.query, lang);
        let is_bound_to_it = |at: &&Pointer| {
            form.binding(at)
                .is_some_and(|binding| binding.credentials().any(|query| query == stays.query))
        };
        let changed = unique(plan.overridden.iter().filter(is_bound_to_it).filter_map(label));
        lines.push(if stays.is_withdrawn && !changed.is_empty() {
            words::WHOLE_WITHDRAWN.with(lang, &[&kind, &changed.join(comma)])
        } else {
            words::NOT_CHOSEN.with(lang, &[&kind])
        });
        named.push(&stays.held);
    }
    let others = unique(
        held.iter()
            .filter(|one| !named.contains(&one.id.as_str()))
            .map(|one| names.type_name(one.certificate.credential_type(), lang)),
    );
    if !others.is_empty() {
        lines.push(words::OTHER_CERTIFICATES.with(lang, &[&others.join(comma)]));
    }
    lines
}

/// The labels of the answers that are worked out from this certificate.
fn derived(form: &Form, plan: &Plan, query: &str, lang: Lang) -> Vec<String> {
    let is = |entry: &Value, name: &str, value: &str| {
        entry.get(name).and_then(Value::as_str) == Some(value)
    };
    let entries = plan.provenance.iter();
    let pointers = entries
        .filter(|(_, entry)| is(entry, "origin", "derived") && is(entry, "credential", query))
        .filter_map(|(pointer, _)| Pointer::parse(pointer).ok());
    unique(pointers.filter_map(|at| form.field(&at).map(|field| said(&field.label, lang).text)))
}

/// Between the items of a list in running words.
#[must_use]
pub const fn separator(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    }
}

fn unique(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}
