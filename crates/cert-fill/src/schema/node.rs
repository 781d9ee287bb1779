//! A schema in memory: nodes in one list, which point to each other by number.

use serde_json::Value;

use super::format::Format;
use super::number::Decimal;
use crate::Pattern;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NodeId(pub(super) usize);

#[derive(Debug, Clone)]
pub(super) enum Node {
    /// `true` (and `{}`).
    Always,
    /// `false`.
    Never,
    Rules(Box<Rules>),
}

/// The types of JSON, and `integer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A bound with the value that the form wrote.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    pub(super) decimal: Decimal,
    pub(super) written: Value,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    pub(super) types: Vec<Type>,
    pub(super) constant: Option<Value>,
    pub(super) options: Option<Vec<Value>>,

    pub(super) reference: Option<NodeId>,
    pub(super) all_of: Vec<NodeId>,
    pub(super) any_of: Vec<NodeId>,
    pub(super) one_of: Vec<NodeId>,
    pub(super) not: Option<NodeId>,
    pub(super) condition: Option<NodeId>,
    pub(super) then: Option<NodeId>,
    pub(super) otherwise: Option<NodeId>,

    pub(super) properties: Vec<(String, NodeId)>,
    pub(super) additional: Option<NodeId>,
    pub(super) required: Vec<String>,
    pub(super) dependent_required: Vec<(String, Vec<String>)>,

    pub(super) items: Option<NodeId>,
    pub(super) prefix_items: Vec<NodeId>,
    pub(super) contains: Option<NodeId>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,

    pub(super) minimum: Option<Bound>,
    pub(super) maximum: Option<Bound>,
    pub(super) exclusive_minimum: Option<Bound>,
    pub(super) exclusive_maximum: Option<Bound>,
    pub(super) multiple_of: Option<Bound>,

    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
}

impl Rules {
    pub(super) fn property(&self, name: &str) -> Option<NodeId> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, id)| *id)
    }

    /// Every schema directly inside this one.
    pub(super) fn children(&self) -> impl Iterator<Item = NodeId> {
        let single = [
            self.reference,
            self.not,
            self.condition,
            self.then,
            self.otherwise,
            self.additional,
            self.items,
            self.contains,
        ];
        single
            .into_iter()
            .flatten()
            .chain(self.all_of.iter().copied())
            .chain(self.any_of.iter().copied())
            .chain(self.one_of.iter().copied())
            .chain(self.prefix_items.iter().copied())
            .chain(self.properties.iter().map(|(_, id)| *id))
    }
}

impl Type {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    pub(super) fn has(self, value: &Value) -> bool {
        match self {
            Self::Null => value.is_null(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.as_number().is_some_and(|n| Decimal::of(n).is_integer()),
            Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}
