//! Whether a value follows a schema, and which rules it breaks.

use std::collections::BTreeSet;

use serde_json::Value;

use super::node::{Bound, Node, NodeId, Rules, Type};
use super::number::{Decimal, fingerprint, same};
use super::{MAX_VIOLATIONS, Schema, Violation};
use crate::Pointer;

/// The keyword of a violation by an answer whose schema is `false`.
pub(super) const FORBIDDEN: &str = "false";

pub(super) fn accepts(schema: &Schema, node: NodeId, value: &Value) -> bool {
    let mut run = Run { schema, quiet: true, found: Vec::new() };
    run.node(node, value, &Path::Root);
    run.found.is_empty()
}

pub(super) fn violations(schema: &Schema, nodes: &[NodeId], value: &Value) -> Vec<Violation> {
    let mut run = Run { schema, quiet: false, found: Vec::new() };
    for node in nodes {
        run.node(*node, value, &Path::Root);
    }
    run.found
}

/// Where the walk stands; written out as a pointer only when a rule is broken.
enum Path<'p> {
    Root,
    Name(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::root(),
            Self::Name(parent, name) => parent.pointer().child(name),
            Self::Index(parent, index) => parent.pointer().child(&index.to_string()),
        }
    }
}

/// One walk over a value. The schema does not recur and is at most 20,000 schemas
/// unfolded, so the walk is bounded by that times the size of the value.
struct Run<'s> {
    schema: &'s Schema,
    /// Stop at the first broken rule: only whether there is one is asked.
    quiet: bool,
    found: Vec<Violation>,
}

impl Run<'_> {
    fn done(&self) -> bool {
        (self.quiet && !self.found.is_empty()) || self.found.len() >= MAX_VIOLATIONS
    }

    fn report(&mut self, path: &Path<'_>, keyword: &'static str, limit: Option<Value>) {
        let pointer = if self.quiet { Pointer::root() } else { path.pointer() };
        let known = |old: &Violation| old.pointer == pointer && old.keyword == keyword;
        if !self.done() && !self.found.iter().any(known) {
            self.found.push(Violation { pointer, keyword, limit });
        }
    }

    fn node(&mut self, id: NodeId, value: &Value, path: &Path<'_>) {
        if self.done() {
            return;
        }
        let schema = self.schema;
        match schema.node(id) {
            Node::Always => {}
            Node::Never => self.report(path, FORBIDDEN, None),
            Node::Rules(rules) => {
                self.any_value(rules, value, path);
                match value {
                    Value::Object(members) => self.object(rules, members, path),
                    Value::Array(items) => self.array(rules, items, path),
                    Value::String(text) => self.string(rules, text, path),
                    Value::Number(number) => self.number(rules, Decimal::of(number), path),
                    Value::Null | Value::Bool(_) => {}
                }
                self.combined(rules, value, path);
            }
        }
    }

    fn any_value(&mut self, rules: &Rules, value: &Value, path: &Path<'_>) {
        if !rules.types.is_empty() && !rules.types.iter().any(|kind| kind.has(value)) {
            self.report(path, "type", Some(type_names(&rules.types)));
        }
        if let Some(options) = &rules.options
            && !options.iter().any(|option| same(option, value))
        {
            self.report(path, "enum", Some(Value::Array(options.clone())));
        }
        if let Some(constant) = &rules.constant
            && !same(constant, value)
        {
            self.report(path, "const", Some(constant.clone()));
        }
    }

    fn combined(&mut self, rules: &Rules, value: &Value, path: &Path<'_>) {
        for part in rules.reference.iter().chain(&rules.all_of) {
            self.node(*part, value, path);
        }
        if self.done() {
            return;
        }
        let holds = |id: &NodeId| accepts(self.schema, *id, value);
        let any_fails = !rules.any_of.is_empty() && !rules.any_of.iter().any(holds);
        let one_fails =
            !rules.one_of.is_empty() && rules.one_of.iter().filter(|id| holds(id)).count() != 1;
        let not_fails = rules.not.as_ref().is_some_and(holds);
        let branch = match &rules.condition {
            Some(condition) if holds(condition) => rules.then,
            Some(_) => rules.otherwise,
            None => None,
        };
        for (fails, keyword) in [(any_fails, "anyOf"), (one_fails, "oneOf"), (not_fails, "not")] {
            if fails {
                self.report(path, keyword, None);
            }
        }
        if let Some(branch) = branch {
            self.node(branch, value, path);
        }
    }

    fn object(&mut self, rules: &Rules, members: &serde_json::Map<String, Value>, path: &Path<'_>) {
        for name in &rules.required {
            if !members.contains_key(name) {
                self.report(&Path::Name(path, name), "required", None);
            }
        }
        for (name, needed) in &rules.dependent_required {
            if members.contains_key(name) {
                for missing in needed.iter().filter(|needed| !members.contains_key(*needed)) {
                    self.report(&Path::Name(path, missing), "dependentRequired", None);
                }
            }
        }
        for (name, id) in &rules.properties {
            if let Some(member) = members.get(name) {
                self.node(*id, member, &Path::Name(path, name));
            }
        }
        let Some(additional) = rules.additional else { return };
        let forbidden = matches!(self.schema.node(additional), Node::Never);
        for (name, member) in members {
            if self.done() {
                return;
            }
            if rules.property(name).is_some() {
                continue;
            }
            let path = Path::Name(path, name);
            if forbidden {
                self.report(&path, "additionalProperties", None);
            } else {
                self.node(additional, member, &path);
            }
        }
    }

    fn array(&mut self, rules: &Rules, items: &[Value], path: &Path<'_>) {
        let length = u64::try_from(items.len()).unwrap_or(u64::MAX);
        if let Some(limit) = rules.min_items.filter(|limit| length < *limit) {
            self.report(path, "minItems", Some(limit.into()));
        }
        if let Some(limit) = rules.max_items.filter(|limit| length > *limit) {
            self.report(path, "maxItems", Some(limit.into()));
        }
        if rules.unique_items {
            let mut seen = BTreeSet::new();
            let twice = items.iter().position(|item| !seen.insert(fingerprint(item)));
            if let Some(index) = twice {
                self.report(&Path::Index(path, index), "uniqueItems", None);
            }
        }
        for (index, item) in items.iter().enumerate() {
            if self.done() {
                return;
            }
            if let Some(id) = rules.prefix_items.get(index).copied().or(rules.items) {
                self.node(id, item, &Path::Index(path, index));
            }
        }
        if let Some(wanted) = rules.contains
            && !items.iter().any(|item| accepts(self.schema, wanted, item))
        {
            self.report(path, "contains", None);
        }
    }

    fn string(&mut self, rules: &Rules, text: &str, path: &Path<'_>) {
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        if let Some(limit) = rules.min_length.filter(|limit| length < *limit) {
            self.report(path, "minLength", Some(limit.into()));
        }
        if let Some(limit) = rules.max_length.filter(|limit| length > *limit) {
            self.report(path, "maxLength", Some(limit.into()));
        }
        if let Some(pattern) = rules.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
            self.report(path, "pattern", Some(pattern.as_str().into()));
        }
        if let Some(format) = rules.format.filter(|format| !format.accepts(text)) {
            self.report(path, "format", Some(format.name().into()));
        }
    }

    fn number(&mut self, rules: &Rules, number: Decimal, path: &Path<'_>) {
        let mut report = |bound: &Option<Bound>, keyword, holds: fn(Decimal, Decimal) -> bool| {
            if let Some(bound) = bound.as_ref().filter(|bound| !holds(number, bound.decimal)) {
                self.report(path, keyword, Some(bound.written.clone()));
            }
        };
        report(&rules.minimum, "minimum", |number, limit| number >= limit);
        report(&rules.maximum, "maximum", |number, limit| number <= limit);
        report(&rules.exclusive_minimum, "exclusiveMinimum", |number, limit| number > limit);
        report(&rules.exclusive_maximum, "exclusiveMaximum", |number, limit| number < limit);
        report(&rules.multiple_of, "multipleOf", Decimal::is_multiple_of);
    }
}

fn type_names(types: &[Type]) -> Value {
    match types {
        [single] => single.name().into(),
        several => several.iter().map(|kind| kind.name()).collect(),
    }
}
