//! From the JSON of a schema to its nodes. Whatever is not understood is refused.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::format::Format;
use super::node::{Bound, Node, NodeId, Rules, Type};
use super::number::Decimal;
use super::{MAX_DEPTH, MAX_NODES, MAX_UNFOLDED, SchemaError, SchemaProblem};
use crate::{Pattern, Pointer};

/// The only dialect that is read.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

pub(super) fn build(source: &Value) -> Result<(Vec<Node>, NodeId), SchemaError> {
    let mut builder = Builder { source, nodes: Vec::new(), known: BTreeMap::new() };
    let root = builder.schema(source, &Pointer::root(), 0)?;
    builder.refuse_explosions()?;
    Ok((builder.nodes, root))
}

struct Builder<'s> {
    source: &'s Value,
    nodes: Vec<Node>,
    /// By place in the document; none while the schema there is being built.
    known: BTreeMap<Pointer, Option<NodeId>>,
}

/// The schema object that is being read.
struct Place<'s, 'p> {
    members: &'s Map<String, Value>,
    at: &'p Pointer,
    depth: usize,
}

impl<'s> Builder<'s> {
    fn schema(
        &mut self,
        value: &'s Value,
        at: &Pointer,
        depth: usize,
    ) -> Result<NodeId, SchemaError> {
        match self.known.get(at) {
            Some(Some(id)) => return Ok(*id),
            Some(None) => return Err(error(at, "$ref", SchemaProblem::Recursion)),
            None => {}
        }
        if depth > MAX_DEPTH || self.nodes.len() >= MAX_NODES {
            return Err(error(at, "", SchemaProblem::TooLarge));
        }
        self.known.insert(at.clone(), None);
        let node = match value {
            Value::Bool(true) => Node::Always,
            Value::Bool(false) => Node::Never,
            Value::Object(members) if members.is_empty() => Node::Always,
            Value::Object(members) => {
                Node::Rules(Box::new(self.rules(&Place { members, at, depth })?))
            }
            _ => return Err(error(at, "", SchemaProblem::BadValue)),
        };
        // Children come before their parents in the list.
        let id = NodeId(self.nodes.len());
        self.nodes.push(node);
        self.known.insert(at.clone(), Some(id));
        Ok(id)
    }

    fn rules(&mut self, place: &Place<'s, '_>) -> Result<Rules, SchemaError> {
        let mut rules = Rules::default();
        for (keyword, value) in place.members {
            self.keyword(&mut rules, place, keyword, value)?;
        }
        Ok(rules)
    }

    fn keyword(
        &mut self,
        rules: &mut Rules,
        place: &Place<'s, '_>,
        keyword: &str,
        value: &'s Value,
    ) -> Result<(), SchemaError> {
        let bad = || error(place.at, keyword, SchemaProblem::BadValue);
        match keyword {
            "$schema" if place.at.is_root() => {
                if value.as_str() != Some(DIALECT) {
                    return Err(bad());
                }
            }
            "$defs" => {
                self.named(place, keyword, value)?;
            }
            "$ref" => rules.reference = Some(self.reference(place, value)?),

            "type" => rules.types = types(value).ok_or_else(bad)?,
            "enum" => rules.options = Some(value.as_array().ok_or_else(bad)?.clone()),
            "const" => rules.constant = Some(value.clone()),

            "allOf" => rules.all_of = self.list(place, keyword, value)?,
            "anyOf" => rules.any_of = self.list(place, keyword, value)?,
            "oneOf" => rules.one_of = self.list(place, keyword, value)?,
            "not" => rules.not = Some(self.inner(place, keyword, value)?),
            "if" => rules.condition = Some(self.inner(place, keyword, value)?),
            "then" => rules.then = Some(self.inner(place, keyword, value)?),
            "else" => rules.otherwise = Some(self.inner(place, keyword, value)?),

            "properties" => rules.properties = self.named(place, keyword, value)?,
            "additionalProperties" => rules.additional = Some(self.inner(place, keyword, value)?),
            "required" => rules.required = names(value).ok_or_else(bad)?,
            "dependentRequired" => {
                for (name, needed) in value.as_object().ok_or_else(bad)? {
                    let needed = names(needed).ok_or_else(bad)?;
                    rules.dependent_required.push((name.clone(), needed));
                }
            }

            "items" => rules.items = Some(self.inner(place, keyword, value)?),
            "prefixItems" => rules.prefix_items = self.list(place, keyword, value)?,
            "contains" => rules.contains = Some(self.inner(place, keyword, value)?),
            "minItems" => rules.min_items = Some(count(value).ok_or_else(bad)?),
            "maxItems" => rules.max_items = Some(count(value).ok_or_else(bad)?),
            "uniqueItems" => rules.unique_items = value.as_bool().ok_or_else(bad)?,

            "minimum" => rules.minimum = Some(bound(value).ok_or_else(bad)?),
            "maximum" => rules.maximum = Some(bound(value).ok_or_else(bad)?),
            "exclusiveMinimum" => rules.exclusive_minimum = Some(bound(value).ok_or_else(bad)?),
            "exclusiveMaximum" => rules.exclusive_maximum = Some(bound(value).ok_or_else(bad)?),
            "multipleOf" => {
                let step = bound(value).filter(|step| step.decimal.is_positive());
                rules.multiple_of = Some(step.ok_or_else(bad)?);
            }

            "minLength" => rules.min_length = Some(count(value).ok_or_else(bad)?),
            "maxLength" => rules.max_length = Some(count(value).ok_or_else(bad)?),
            "pattern" => {
                let compiled = Pattern::compile(value.as_str().ok_or_else(bad)?);
                let refused = |problem| error(place.at, keyword, SchemaProblem::Pattern(problem));
                rules.pattern = Some(compiled.map_err(refused)?);
            }
            "format" => {
                let format = Format::named(value.as_str().ok_or_else(bad)?);
                let unknown = || error(place.at, keyword, SchemaProblem::UnknownFormat);
                rules.format = Some(format.ok_or_else(unknown)?);
            }
            _ => return Err(error(place.at, keyword, SchemaProblem::UnknownKeyword)),
        }
        Ok(())
    }

    fn inner(
        &mut self,
        place: &Place<'s, '_>,
        keyword: &str,
        value: &'s Value,
    ) -> Result<NodeId, SchemaError> {
        self.schema(value, &place.at.child(keyword), place.depth + 1)
    }

    fn list(
        &mut self,
        place: &Place<'s, '_>,
        keyword: &str,
        value: &'s Value,
    ) -> Result<Vec<NodeId>, SchemaError> {
        let bad = || error(place.at, keyword, SchemaProblem::BadValue);
        let schemas = value.as_array().filter(|schemas| !schemas.is_empty()).ok_or_else(bad)?;
        let at = place.at.child(keyword);
        schemas
            .iter()
            .enumerate()
            .map(|(index, schema)| {
                self.schema(schema, &at.child(&index.to_string()), place.depth + 1)
            })
            .collect()
    }

    fn named(
        &mut self,
        place: &Place<'s, '_>,
        keyword: &str,
        value: &'s Value,
    ) -> Result<Vec<(String, NodeId)>, SchemaError> {
        let bad = || error(place.at, keyword, SchemaProblem::BadValue);
        let at = place.at.child(keyword);
        value
            .as_object()
            .ok_or_else(bad)?
            .iter()
            .map(|(name, schema)| {
                let id = self.schema(schema, &at.child(name), place.depth + 1)?;
                Ok((name.clone(), id))
            })
            .collect()
    }

    fn reference(
        &mut self,
        place: &Place<'s, '_>,
        value: &'s Value,
    ) -> Result<NodeId, SchemaError> {
        let fail = |problem| error(place.at, "$ref", problem);
        let text = value.as_str().ok_or_else(|| fail(SchemaProblem::BadValue))?;
        if !text.starts_with('#') {
            return Err(fail(SchemaProblem::RemoteRef));
        }
        let target = reference_target(text).ok_or_else(|| fail(SchemaProblem::DanglingRef))?;
        let schema = target.get(self.source).ok_or_else(|| fail(SchemaProblem::DanglingRef))?;
        if self.known.get(&target) == Some(&None) {
            return Err(fail(SchemaProblem::Recursion));
        }
        self.schema(schema, &target, place.depth + 1)
    }

    /// Counts the schemas, and how deep they nest, with every `$ref` written out.
    /// Children stand before their parents in the list, so one pass is enough.
    fn refuse_explosions(&self) -> Result<(), SchemaError> {
        let mut sizes: Vec<(usize, usize)> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let (mut size, mut height) = (1_usize, 1_usize);
            if let Node::Rules(rules) = node {
                for NodeId(child) in rules.children() {
                    let (inner, below) = sizes.get(child).copied().unwrap_or((usize::MAX, 0));
                    size = size.saturating_add(inner);
                    height = height.max(below + 1);
                }
            }
            if size > MAX_UNFOLDED || height > MAX_DEPTH {
                return Err(error(&Pointer::root(), "$ref", SchemaProblem::TooLarge));
            }
            sizes.push((size, height));
        }
        Ok(())
    }
}

/// The place that a `$ref` inside the document names: a JSON Pointer in a URI
/// fragment (RFC 6901 section 6).
pub(super) fn reference_target(text: &str) -> Option<Pointer> {
    let fragment = text.strip_prefix('#')?;
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()?
        } else {
            byte
        });
    }
    Pointer::parse(&String::from_utf8(bytes).ok()?).ok()
}

fn types(value: &Value) -> Option<Vec<Type>> {
    match value {
        Value::String(name) => Some(vec![Type::named(name)?]),
        Value::Array(names) if !names.is_empty() => {
            names.iter().map(|name| Type::named(name.as_str()?)).collect()
        }
        _ => None,
    }
}

/// A list of names, none of them twice.
fn names(value: &Value) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for name in value.as_array()? {
        let name = name.as_str()?.to_owned();
        if names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

/// A whole number that is not negative; `2.0` is one.
fn count(value: &Value) -> Option<u64> {
    Decimal::of(value.as_number()?).count()
}

fn bound(value: &Value) -> Option<Bound> {
    let decimal = Decimal::of(value.as_number()?);
    Some(Bound { decimal, written: value.clone() })
}

fn error(at: &Pointer, keyword: &str, problem: SchemaProblem) -> SchemaError {
    SchemaError { at: at.clone(), keyword: keyword.to_owned(), problem }
}
