//! An office's part of a schema, made from its JSON.
//!
//! An answer is *kept* when it, or something around it, is in the list of the filing.
//!
//! 1. A kept answer keeps its whole schema.
//! 2. Of an object or list that is kept in part: `properties`, `required`,
//!    `dependentRequired`, `items` and `prefixItems` lose what is not kept; `type`,
//!    `additionalProperties`, `minItems` and `maxItems` stay, so that the other answers
//!    are now refused; `const`, `enum` and `uniqueItems` go, because a part cannot
//!    follow a rule about the whole.
//! 3. `allOf` and `$ref` are projected piece by piece.
//! 4. `if`, with its `then` and `else`, stays when the `if` speaks of kept answers
//!    only; `then` and `else` are projected. `anyOf`, `oneOf`, `not` and `contains` stay
//!    when all of them speak of kept answers only. Otherwise the rule goes: the office
//!    does not get what it would need to check it.
//! 5. `required` of an object that is kept in part counts as speaking of a kept answer:
//!    that the object is there can be seen.
//!
//! So a projection never asks more of the kept answers than the whole schema does.

use cert_verify::put_in_order;
use serde_json::{Map, Value};

use super::build::reference_target;
use crate::Pointer;
use crate::pointer::array_index;

/// Keywords with one schema, with a list of schemas, and with schemas by name.
const SINGLE: [&str; 7] =
    ["not", "if", "then", "else", "additionalProperties", "items", "contains"];
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const NAMED: [&str; 2] = ["properties", "$defs"];

pub(super) fn project(source: &Value, kept: &[Pointer]) -> Value {
    let projection = Projection { source };
    let mut projected = projection.part(source, kept);
    if let (Value::Object(members), Some(Value::Object(definitions))) =
        (&mut projected, source.get("$defs"))
    {
        let definitions = definitions
            .iter()
            .map(|(name, schema)| (name.clone(), projection.whole(schema)))
            .collect();
        members.insert("$defs".to_owned(), Value::Object(definitions));
    }
    projected
}

struct Projection<'s> {
    source: &'s Value,
}

/// What a rule speaks of: an answer, or only whether it is there.
struct Mention {
    answer: Pointer,
    presence_only: bool,
}

impl<'s> Projection<'s> {
    /// The schema with every `$ref` that does not lead to `#/$defs/…` written out: its
    /// target may be gone after the projection.
    fn whole(&self, schema: &Value) -> Value {
        let Value::Object(members) = schema else { return schema.clone() };
        let mut result = Map::new();
        let mut pieces = Vec::new();
        for (keyword, value) in members {
            let name = keyword.as_str();
            if name == "$ref" {
                match self.written_out(value) {
                    Some(target) => pieces.push(self.whole(target)),
                    None => drop(result.insert(keyword.clone(), value.clone())),
                }
                continue;
            }
            let value = match value {
                inner if SINGLE.contains(&name) => self.whole(inner),
                Value::Array(list) if LISTS.contains(&name) => {
                    list.iter().map(|inner| self.whole(inner)).collect()
                }
                Value::Object(named) if NAMED.contains(&name) => Value::Object(
                    named.iter().map(|(name, inner)| (name.clone(), self.whole(inner))).collect(),
                ),
                other => other.clone(),
            };
            result.insert(keyword.clone(), value);
        }
        add_pieces(&mut result, pieces);
        Value::Object(result)
    }

    /// The target of a reference, unless it stays where it is.
    fn written_out(&self, reference: &Value) -> Option<&'s Value> {
        let target = reference_target(reference.as_str()?)?;
        let stays = matches!(target.tokens(), [first, _] if first == "$defs");
        if stays { None } else { target.get(self.source) }
    }

    fn target(&self, reference: &Value) -> Option<&'s Value> {
        reference_target(reference.as_str()?)?.get(self.source)
    }

    fn part(&self, schema: &Value, kept: &[Pointer]) -> Value {
        if kept.iter().any(Pointer::is_root) {
            return self.whole(schema);
        }
        let Value::Object(members) = schema else { return schema.clone() };
        let mut result = Map::new();
        let mut pieces = Vec::new();
        let conditional =
            members.get("if").is_some_and(|condition| self.speaks_of_kept(condition, kept));
        for (keyword, value) in members {
            let projected = match keyword.as_str() {
                "$defs" | "const" | "enum" | "uniqueItems" => continue,
                "$ref" => {
                    if let Some(target) = self.target(value) {
                        pieces.push(self.part(target, kept));
                    }
                    continue;
                }
                "allOf" => {
                    let list = value.as_array().into_iter().flatten();
                    pieces.extend(list.map(|piece| self.part(piece, kept)));
                    continue;
                }
                "if" | "then" | "else" if !conditional => continue,
                "if" => self.whole(value),
                "then" | "else" => self.part(value, kept),
                "anyOf" | "oneOf" => {
                    let mut list = value.as_array().into_iter().flatten();
                    if !list.all(|inner| self.speaks_of_kept(inner, kept)) {
                        continue;
                    }
                    list_of(value, |inner| self.whole(inner))
                }
                "not" if !self.speaks_of_kept(value, kept) => continue,
                "contains" if !self.speaks_of_kept(value, &below(kept, "*")) => continue,
                "not" | "contains" | "additionalProperties" => self.whole(value),
                "properties" => self.properties(value, kept),
                "required" => kept_names(value, kept),
                "dependentRequired" => dependent_names(value, kept),
                "items" => match below(kept, "*") {
                    none if none.is_empty() => continue,
                    inside => self.part(value, &inside),
                },
                "prefixItems" => self.prefix(value, kept),
                _ => value.clone(),
            };
            let says_nothing = match (keyword.as_str(), &projected) {
                ("required", Value::Array(names)) => names.is_empty(),
                ("dependentRequired", Value::Object(names)) => names.is_empty(),
                _ => false,
            };
            if !says_nothing {
                result.insert(keyword.clone(), projected);
            }
        }
        add_pieces(&mut result, pieces);
        Value::Object(result)
    }

    fn properties(&self, value: &Value, kept: &[Pointer]) -> Value {
        let mut result = Map::new();
        for (name, inner) in value.as_object().into_iter().flatten() {
            let inside = below(kept, name);
            if !inside.is_empty() {
                result.insert(name.clone(), self.part(inner, &inside));
            }
        }
        Value::Object(result)
    }

    fn prefix(&self, value: &Value, kept: &[Pointer]) -> Value {
        let list = value.as_array().into_iter().flatten().enumerate();
        list.map(|(index, inner)| match below(kept, &index.to_string()) {
            none if none.is_empty() => Value::Bool(true),
            inside => self.part(inner, &inside),
        })
        .collect()
    }

    fn speaks_of_kept(&self, schema: &Value, kept: &[Pointer]) -> bool {
        let mut mentions = Vec::new();
        self.mentions(schema, &Pointer::root(), &mut mentions);
        mentions.iter().all(|mention| {
            kept.iter().any(|kept| {
                mention.answer.is_within_rows_of(kept)
                    || (mention.presence_only && kept.starts_with(&mention.answer))
            })
        })
    }

    fn mentions(&self, schema: &Value, at: &Pointer, found: &mut Vec<Mention>) {
        let plain = |answer: &Pointer| Mention { answer: answer.clone(), presence_only: false };
        let members = match schema {
            Value::Object(members) => members,
            Value::Bool(false) => return found.push(plain(at)),
            _ => return,
        };
        let is_container = ["properties", "required", "items", "contains"]
            .iter()
            .any(|keyword| members.contains_key(*keyword));
        for (keyword, value) in members {
            match keyword.as_str() {
                "properties" => {
                    for (name, inner) in value.as_object().into_iter().flatten() {
                        self.mentions(inner, &at.child(name), found);
                    }
                }
                "required" => {
                    for name in value.as_array().into_iter().flatten().filter_map(Value::as_str) {
                        found.push(Mention { answer: at.child(name), presence_only: true });
                    }
                }
                "items" | "contains" => self.mentions(value, &at.child("*"), found),
                "allOf" | "anyOf" | "oneOf" => {
                    for inner in value.as_array().into_iter().flatten() {
                        self.mentions(inner, at, found);
                    }
                }
                "not" | "if" | "then" | "else" => self.mentions(value, at, found),
                "$ref" => {
                    if let Some(target) = self.target(value) {
                        self.mentions(target, at, found);
                    }
                }
                "type" if is_container => {}
                "$defs" | "$schema" => {}
                // A rule about the value itself.
                _ => found.push(plain(at)),
            }
        }
    }
}

/// The parts of kept pointers below one member or element; `*` stands for every row.
fn below(kept: &[Pointer], token: &str) -> Vec<Pointer> {
    let is_row = |text: &str| text == "*" || array_index(text).is_some();
    let goes_there = |first: &String| {
        first == token || (first == "*" && is_row(token)) || (token == "*" && is_row(first))
    };
    kept.iter()
        .filter_map(|pointer| {
            let (first, _) = pointer.tokens().split_first()?;
            if goes_there(first) { pointer.below(&Pointer::root().child(first)) } else { None }
        })
        .collect()
}

fn kept_names(value: &Value, kept: &[Pointer]) -> Value {
    let names = value.as_array().into_iter().flatten();
    names
        .filter(|name| name.as_str().is_some_and(|name| !below(kept, name).is_empty()))
        .cloned()
        .collect()
}

fn dependent_names(value: &Value, kept: &[Pointer]) -> Value {
    let mut result = Map::new();
    for (name, needed) in value.as_object().into_iter().flatten() {
        if !below(kept, name).is_empty() {
            result.insert(name.clone(), kept_names(needed, kept));
        }
    }
    Value::Object(result)
}

fn list_of(value: &Value, change: impl Fn(&Value) -> Value) -> Value {
    value.as_array().into_iter().flatten().map(change).collect()
}

/// Puts schemas that apply to the same value into `allOf`, except those that say nothing.
fn add_pieces(result: &mut Map<String, Value>, pieces: Vec<Value>) {
    let says_nothing = |piece: &Value| match piece {
        Value::Bool(allows) => *allows,
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    let pieces: Vec<Value> = pieces.into_iter().filter(|piece| !says_nothing(piece)).collect();
    if pieces.is_empty() {
        return;
    }
    match result.get_mut("allOf") {
        Some(Value::Array(list)) => list.extend(pieces),
        _ => drop(result.insert("allOf".to_owned(), Value::Array(pieces))),
    }
}

/// See [`super::Schema::vacuous_conditions`].
pub(super) fn vacuous_conditions(source: &Value) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut waiting = vec![(Pointer::root(), source)];
    while let Some((at, schema)) = waiting.pop() {
        let Value::Object(members) = schema else { continue };
        if let Some(condition) = members.get("if")
            && passes_when_missing(source, condition)
        {
            found.push(at.child("if"));
        }
        for (keyword, value) in members {
            let here = at.child(keyword);
            match value {
                Value::Object(named) if NAMED.contains(&keyword.as_str()) => {
                    waiting.extend(named.iter().map(|(name, inner)| (here.child(name), inner)));
                }
                Value::Array(list) if LISTS.contains(&keyword.as_str()) => waiting.extend(
                    list.iter().enumerate().map(|(i, inner)| (here.child(&i.to_string()), inner)),
                ),
                inner if SINGLE.contains(&keyword.as_str()) => waiting.push((here, inner)),
                _ => {}
            }
        }
    }
    put_in_order(&mut found, Ord::cmp);
    found
}

/// Whether a condition says something about a property that it does not require.
fn passes_when_missing(source: &Value, condition: &Value) -> bool {
    let Value::Object(members) = condition else { return false };
    let required = |name: &str| {
        members
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|known| known.as_str() == Some(name)))
    };
    members.iter().any(|(keyword, value)| match keyword.as_str() {
        "properties" => value.as_object().is_some_and(|named| {
            named.iter().any(|(name, inner)| !required(name) || passes_when_missing(source, inner))
        }),
        "allOf" | "anyOf" | "oneOf" => value
            .as_array()
            .is_some_and(|list| list.iter().any(|inner| passes_when_missing(source, inner))),
        "not" | "items" | "contains" => passes_when_missing(source, value),
        "$ref" => value
            .as_str()
            .and_then(reference_target)
            .and_then(|target| target.get(source))
            .is_some_and(|target| passes_when_missing(source, target)),
        _ => false,
    })
}
