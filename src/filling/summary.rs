//! The words that are kept with a submission, so that what was sent can be read
//! later without the form: labels, choices, names. No values.

use cert_fill::form::{Choice, Field};
use cert_fill::{Control, Form, Plan};
use cert_verify::ClaimPath;
use serde_json::Value;

use super::claim_names::Names;
use super::consent::Consent;
use super::view::code_of;
use crate::wallet::{ClaimWords, FieldWords, LogNames, Named, SentWords};

/// The words for these plans.
#[must_use]
pub fn words(form: &Form, plans: &[Plan], panels: &[Consent], names: &Names) -> SentWords {
    let mut certificates: Vec<Named> = Vec::new();
    let mut claims: Vec<ClaimWords> = Vec::new();
    for one in plans.iter().flat_map(|plan| &plan.certificates) {
        certificates.retain(|known| known.key != one.query);
        let words = names.type_words(&one.credential_type);
        certificates.push(Named { key: one.query.clone(), words });
        let at = claims.iter().position(|known| known.query == one.query).unwrap_or_else(|| {
            claims.push(ClaimWords { query: one.query.clone(), claims: Vec::new() });
            claims.len() - 1
        });
        let Some(known) = claims.get_mut(at).map(|known| &mut known.claims) else { continue };
        for (name, path) in one.will_send.iter().flat_map(prefixes) {
            if !known.iter().any(|known| known.key == name) {
                let words = names.claim_words(Some(form), &one.credential_type, &path);
                known.push(Named { key: name, words });
            }
        }
    }
    let log = panels
        .iter()
        .map(|panel| LogNames { filing: panel.filing.clone(), names: panel.log.clone() })
        .collect();
    SentWords { fields: fields(form), certificates, claims, log }
}

/// The words of every answer of a form.
pub fn fields(form: &Form) -> Vec<FieldWords> {
    form.fields().iter().map(|one| field(form, one)).collect()
}

fn field(form: &Form, field: &Field) -> FieldWords {
    let option = |choice: &Choice| {
        Some(Named { key: code_of(&choice.value)?, words: choice.label.as_ref()?.into() })
    };
    let format = form.schema().at(&field.pointer).and_then(|part| part.format());
    FieldWords {
        at: field.pointer.to_string(),
        label: (&field.label).into(),
        options: field.choices.iter().filter_map(option).collect(),
        mask: field.is_masked,
        date: field.control == Control::DateParts || format == Some("date"),
    }
}

/// `["address", "line"]` is disclosed as `address` and, inside it, `line`.
fn prefixes(path: &ClaimPath) -> Vec<(String, ClaimPath)> {
    let steps = path.to_json();
    let steps = steps.as_array().cloned().unwrap_or_default();
    (1..=steps.len())
        .filter_map(|count| {
            let part: Vec<Value> = steps.iter().take(count).cloned().collect();
            let name = part.last()?.as_str()?.to_owned();
            Some((name, ClaimPath::from_json(&Value::Array(part)).ok()?))
        })
        .collect()
}
