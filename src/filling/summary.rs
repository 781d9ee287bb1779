//! The words that are kept with a submission, so that what was sent can be read
//! later without the form: labels, choices, names. No values.

use cert_fill::{Control, Form, Plan};
use cert_verify::ClaimPath;
use serde_json::{Map, Value, json};

use super::consent::Consent;
use super::names::Names;
use super::view::code_of;

/// The words for these plans.
#[must_use]
pub fn words(form: &Form, plans: &[Plan], panels: &[Consent], names: &Names) -> Value {
    let mut certificates = Map::new();
    let mut claims = Map::new();
    for one in plans.iter().flat_map(|plan| &plan.certificates) {
        certificates.insert(one.query.clone(), names.type_words(&one.credential_type));
        let known = claims.entry(one.query.clone()).or_insert_with(|| json!({}));
        for path in &one.will_send {
            for (name, path) in prefixes(path) {
                if let Some(known) = known.as_object_mut() {
                    known.entry(name).or_insert_with(|| {
                        names.claim_words(Some(form), &one.credential_type, &path)
                    });
                }
            }
        }
    }
    let log: Map<String, Value> =
        panels.iter().map(|panel| (panel.filing.clone(), json!(panel.log))).collect();
    json!({"fields": fields(form), "certificates": certificates, "claims": claims, "log": log})
}

fn fields(form: &Form) -> Value {
    let entries = form.fields().iter().map(|field| {
        let mut entry = Map::new();
        entry.insert("label".into(), field.label.to_json());
        let options: Map<String, Value> = field
            .choices
            .iter()
            .filter_map(|choice| Some((code_of(&choice.value)?, choice.label.as_ref()?.to_json())))
            .collect();
        if !options.is_empty() {
            entry.insert("options".into(), Value::Object(options));
        }
        if field.is_masked {
            entry.insert("mask".into(), Value::Bool(true));
        }
        let format = form.schema().at(&field.pointer).and_then(|part| part.format());
        if field.control == Control::DateParts || format == Some("date") {
            entry.insert("date".into(), Value::Bool(true));
        }
        (field.pointer.to_string(), Value::Object(entry))
    });
    Value::Object(entries.collect())
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
