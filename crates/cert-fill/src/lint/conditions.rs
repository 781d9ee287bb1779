//! L13: what is shown under a condition is what the schema allows under the same condition.

use serde_json::Value;

use super::Linter;
use crate::Pointer;

/// Depth of the properties that one condition names; the schema itself is bounded.
const MAX_DEPTH: usize = 32;

/// One `if … else … false` of the schema.
struct Condition {
    at: Pointer,
    schema: Value,
    /// What `else` forbids, or `then` if `negated`.
    forbidden: Vec<Pointer>,
}

pub(super) fn run(linter: &mut Linter<'_>, file: &Value) {
    let conditions = conditions(linter.form.schema_source());
    let form = linter.form;
    let when_of = |field: &Pointer| {
        let name = field.to_string();
        let schema =
            file.get("ui").and_then(|ui| ui.get("fields")).and_then(|fields| fields.get(&name));
        schema.and_then(|field| field.get("when")).and_then(|when| when.get("schema")).cloned()
    };
    for field in &form.fields {
        let concerns = |condition: &&Condition| {
            condition.forbidden.iter().any(|forbidden| field.pointer.starts_with(forbidden))
        };
        let at = field.pointer.to_string();
        let at = ["ui", "fields", at.as_str()];
        match (&field.when, when_of(&field.pointer)) {
            (Some(when), Some(schema)) => {
                let same =
                    |condition: &Condition| condition.at == when.at && condition.schema == schema;
                if !conditions.iter().filter(concerns).any(same) {
                    let detail =
                        format!("the schema does not forbid {} when it is hidden", field.pointer);
                    linter.find("L13", &at, detail);
                }
            }
            _ => {
                if conditions.iter().any(|condition| concerns(&condition)) {
                    let detail = format!(
                        "the schema forbids {} at times, but it is always shown",
                        field.pointer
                    );
                    linter.find("L13", &at, detail);
                }
            }
        }
    }
}

fn conditions(schema: &Value) -> Vec<Condition> {
    let rules =
        schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    rules.iter().chain([schema]).filter_map(condition).collect()
}

fn condition(rule: &Value) -> Option<Condition> {
    let (at, schema) = innermost(rule.get("if")?, Pointer::root(), MAX_DEPTH)?;
    let mut forbidden = Vec::new();
    collect_forbidden(rule.get("else")?, &Pointer::root(), MAX_DEPTH, &mut forbidden);
    Some(Condition { at, schema, forbidden })
}

/// Follows the single property that a condition speaks of.
fn innermost(part: &Value, at: Pointer, depth: usize) -> Option<(Pointer, Value)> {
    let Some(properties) = part.get("properties").and_then(Value::as_object) else {
        return Some((at, part.clone()));
    };
    let mut entries = properties.iter();
    match (entries.next(), entries.next()) {
        (Some((name, inner)), None) => innermost(inner, at.child(name), depth.checked_sub(1)?),
        _ => None,
    }
}

fn collect_forbidden(part: &Value, at: &Pointer, depth: usize, found: &mut Vec<Pointer>) {
    let Some(deeper) = depth.checked_sub(1) else { return };
    let properties = part.get("properties").and_then(Value::as_object);
    for (name, inner) in properties.into_iter().flatten() {
        let at = at.child(name);
        if *inner == Value::Bool(false) {
            found.push(at);
        } else {
            collect_forbidden(inner, &at, deeper, found);
        }
    }
}
