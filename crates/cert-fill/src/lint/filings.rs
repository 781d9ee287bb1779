//! L4 and L12: every answer goes somewhere, and filings wait only for earlier ones.

use super::Linter;
use crate::dcql::CredentialQuery;
use crate::{Filing, Form, Pointer};

pub(super) fn run(linter: &mut Linter<'_>) {
    answers_go_somewhere(linter);
    order(linter);
}

/// The leaves of the schema as the form sees them: a file is one answer.
pub(super) fn answers(linter: &Linter<'_>) -> Vec<Pointer> {
    let form = linter.form;
    let inside_a_field = |leaf: &Pointer| {
        form.fields.iter().any(|field| leaf.starts_with(&field.pointer) && *leaf != field.pointer)
    };
    form.schema.leaves().into_iter().filter(|leaf| !inside_a_field(leaf)).collect()
}

fn answers_go_somewhere(linter: &mut Linter<'_>) {
    let form = linter.form;
    for answer in answers(linter) {
        let goes = form
            .filings
            .iter()
            .any(|filing| filing.answers.iter().any(|kept| answer.starts_with(kept)));
        if !goes {
            linter.find("L4", &["filings"], format!("the answer {answer} goes to no office"));
        }
    }
    let fields: Vec<_> = form.fields.iter().map(|field| &field.pointer).collect();
    for field in fields {
        let goes = form
            .filings
            .iter()
            .any(|filing| filing.answers.iter().any(|kept| field.starts_with(kept)));
        if !goes && !form.schema.leaves().contains(field) {
            linter.find("L4", &["filings"], format!("the answer {field} goes to no office"));
        }
    }
}

/// A filing may depend only on those before it, so there can be no cycle.
fn order(linter: &mut Linter<'_>) {
    let form = linter.form;
    for (index, filing) in form.filings.iter().enumerate() {
        let earlier = form.filings.get(..index).unwrap_or_default();
        let at = ["filings", filing.id.as_str()];
        for needed in &filing.depends_on {
            if !earlier.iter().any(|other| other.id == *needed) {
                linter.find(
                    "L12",
                    &at,
                    format!("it depends on {needed}, which is not an earlier filing"),
                );
            }
        }
        for late in &filing.late {
            let source = earlier.iter().find(|other| other.id == late.from);
            let produced =
                source.is_some_and(|other| other.produces.iter().any(|(to, _)| *to == late.to));
            if !produced || !filing.depends_on.contains(&late.from) {
                linter.find(
                    "L12",
                    &at,
                    format!("{} does not bring {} before this filing", late.from, late.to),
                );
            }
            let first = source.and_then(|source| unknown_key(form, source, filing));
            if let Some(first) = first {
                let (from, id) = (&late.from, &first.id);
                let detail = format!(
                    "it needs a claim of {id}, to know that {from} is about the same person"
                );
                linter.find("L12", &at, detail);
            }
        }
    }
}

/// A certificate to whose key the receipt of `source` may be bound, and that `filing` does not get: the key is
/// that of the first certificate that is there, so each counts up to the first one that nobody can leave out.
fn unknown_key<'f>(
    form: &'f Form,
    source: &Filing,
    filing: &Filing,
) -> Option<&'f CredentialQuery> {
    let evidence = form.evidence();
    let bound = evidence.credentials.iter().filter(|query| query.holder_binding);
    for query in bound.filter(|query| source.claims_of(&query.id).is_some()) {
        if filing.claims_of(&query.id).is_none() {
            return Some(query);
        }
        if evidence.is_always_there(&query.id) {
            break;
        }
    }
    None
}
