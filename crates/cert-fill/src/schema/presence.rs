//! What the conditions of a schema say about one answer, given the others.

use serde_json::{Map, Value};

use super::node::{Node, NodeId};
use super::{Schema, check};
use crate::Pointer;
use crate::pointer::array_index;

/// Whether an answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must be given: it is required, and so is all around it unless that is given.
    Required,
    /// It may be given.
    Optional,
    /// It must not be given, or the form has no such answer.
    Forbidden,
}

pub(super) fn presence(schema: &Schema, answer: &Pointer, answers: &Value) -> Presence {
    // Conditions about a part that is missing are asked about an empty object.
    let nothing = Value::Object(Map::new());
    let mut value = Some(answers);
    let mut active = Vec::new();
    apply(schema, schema.root, answers, &mut active);

    let mut surroundings_certain = true;
    let mut required = true;
    for token in answer.tokens() {
        surroundings_certain = surroundings_certain && (required || value.is_some());
        let step = Step::take(schema, &active, token, value);
        if step.forbidden {
            return Presence::Forbidden;
        }
        required = step.required;
        value = value.and_then(|value| child(value, token));
        active = Vec::new();
        for id in step.inner {
            apply(schema, id, value.unwrap_or(&nothing), &mut active);
        }
        if active.iter().any(|id| matches!(schema.node(*id), Node::Never)) {
            return Presence::Forbidden;
        }
    }
    if required && surroundings_certain { Presence::Required } else { Presence::Optional }
}

fn child<'v>(value: &'v Value, token: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(token),
        Value::Array(items) => items.get(array_index(token)?),
        _ => None,
    }
}

/// What the schemas that apply to a value say about one member or element of it.
struct Step {
    forbidden: bool,
    required: bool,
    inner: Vec<NodeId>,
}

impl Step {
    fn take(schema: &Schema, active: &[NodeId], token: &str, value: Option<&Value>) -> Self {
        let mut step = Self { forbidden: false, required: false, inner: Vec::new() };
        let index = array_index(token);
        let may_be_row = index.is_some() || token == "*";
        let given = |name: &String| value.is_some_and(|value| value.get(name).is_some());
        let mut known = false;
        for id in active {
            let Node::Rules(rules) = schema.node(*id) else { continue };
            if let Some(inner) = rules.property(token) {
                known = true;
                step.inner.push(inner);
            } else if let Some(additional) = rules.additional {
                step.inner.push(additional);
            }
            step.required |= rules.required.iter().any(|name| name == token);
            step.required |= rules
                .dependent_required
                .iter()
                .any(|(name, needed)| given(name) && needed.iter().any(|name| name == token));
            if may_be_row {
                let prefix = index.and_then(|index| rules.prefix_items.get(index)).copied();
                if let Some(inner) = prefix.or(rules.items) {
                    known = true;
                    // A row that exists has to be filled in.
                    step.required = true;
                    step.inner.push(inner);
                }
            }
        }
        let never = |id: &NodeId| matches!(schema.node(*id), Node::Never);
        step.forbidden = step.inner.iter().any(never) || !known;
        step
    }
}

/// Collects the schemas that apply to `value` because `id` does: `$ref`, `allOf` and the
/// branch that a condition takes.
fn apply(schema: &Schema, id: NodeId, value: &Value, active: &mut Vec<NodeId>) {
    active.push(id);
    let Node::Rules(rules) = schema.node(id) else { return };
    for inner in rules.reference.iter().chain(&rules.all_of) {
        apply(schema, *inner, value, active);
    }
    let branch = match rules.condition {
        Some(condition) if check::accepts(schema, condition, value) => rules.then,
        Some(_) => rules.otherwise,
        None => None,
    };
    if let Some(branch) = branch {
        apply(schema, branch, value, active);
    }
}
