//! One answer's part of a schema, for building its control, and walks over the
//! answers that a schema names.

use serde_json::Value;

use super::node::{Node, NodeId, Rules, Type};
use super::{Schema, Violation, check};
use crate::Pointer;
use crate::pointer::array_index;

/// The part of a schema that describes one answer, `$ref` followed.
#[derive(Debug, Clone)]
pub struct SchemaRef<'s> {
    schema: &'s Schema,
    /// The schema and those that its `$ref`s lead to.
    nodes: Vec<NodeId>,
}

pub(super) fn at<'s>(schema: &'s Schema, answer: &Pointer) -> Option<SchemaRef<'s>> {
    answer.tokens().iter().try_fold(SchemaRef::of(schema, schema.root), |part, token| {
        part.property(token).or_else(|| part.element(token))
    })
}

impl<'s> SchemaRef<'s> {
    fn of(schema: &'s Schema, id: NodeId) -> Self {
        let mut nodes = vec![id];
        let mut last = id;
        // References do not recur, so the chain ends.
        while let Node::Rules(rules) = schema.node(last)
            && let Some(next) = rules.reference
        {
            nodes.push(next);
            last = next;
        }
        Self { schema, nodes }
    }

    fn rules(&self) -> impl Iterator<Item = &'s Rules> {
        let schema = self.schema;
        self.nodes.clone().into_iter().filter_map(move |id| match schema.node(id) {
            Node::Rules(rules) => Some(&**rules),
            Node::Always | Node::Never => None,
        })
    }

    fn first<T>(&self, pick: impl Fn(&'s Rules) -> Option<T>) -> Option<T> {
        self.rules().find_map(pick)
    }

    /// The names of the types that the answer may have; empty when all.
    pub fn types(&self) -> Vec<&'static str> {
        let types = self.first(|rules| (!rules.types.is_empty()).then_some(&rules.types));
        types.into_iter().flatten().map(|kind| kind.name()).collect()
    }

    /// Whether the answer may have the type of this name.
    pub fn is_type(&self, name: &str) -> bool {
        self.types().contains(&name)
    }

    /// The values of `enum`.
    pub fn options(&self) -> Option<&'s [Value]> {
        self.first(|rules| rules.options.as_deref())
    }

    /// The value of `const`.
    pub fn constant(&self) -> Option<&'s Value> {
        self.first(|rules| rules.constant.as_ref())
    }

    /// `minimum`
    pub fn minimum(&self) -> Option<&'s Value> {
        self.first(|rules| rules.minimum.as_ref().map(|bound| &bound.written))
    }

    /// `maximum`
    pub fn maximum(&self) -> Option<&'s Value> {
        self.first(|rules| rules.maximum.as_ref().map(|bound| &bound.written))
    }

    /// `minLength`, in code points
    pub fn min_length(&self) -> Option<u64> {
        self.first(|rules| rules.min_length)
    }

    /// `maxLength`, in code points
    pub fn max_length(&self) -> Option<u64> {
        self.first(|rules| rules.max_length)
    }

    /// `pattern`
    pub fn pattern(&self) -> Option<&'s str> {
        self.first(|rules| rules.pattern.as_ref().map(|pattern| pattern.as_str()))
    }

    /// `format`: `date`, `email` or `uri`
    pub fn format(&self) -> Option<&'static str> {
        self.first(|rules| rules.format.map(|format| format.name()))
    }

    /// `minItems`
    pub fn min_items(&self) -> Option<u64> {
        self.first(|rules| rules.min_items)
    }

    /// `maxItems`
    pub fn max_items(&self) -> Option<u64> {
        self.first(|rules| rules.max_items)
    }

    /// `uniqueItems`
    pub fn unique_items(&self) -> bool {
        self.rules().any(|rules| rules.unique_items)
    }

    /// The names of `properties`, in the order of the schema.
    pub fn property_names(&self) -> Vec<&'s str> {
        self.rules()
            .flat_map(|rules| rules.properties.iter().map(|(name, _)| name.as_str()))
            .collect()
    }

    /// The part for one member of `properties`.
    pub fn property(&self, name: &str) -> Option<Self> {
        let id = self.first(|rules| rules.property(name))?;
        Some(Self::of(self.schema, id))
    }

    /// Whether `required` names this member, whatever the other answers are.
    pub fn requires(&self, name: &str) -> bool {
        self.rules().any(|rules| rules.required.iter().any(|required| required == name))
    }

    /// The part for the rows of a list (`items`).
    pub fn items(&self) -> Option<Self> {
        let id = self.first(|rules| rules.items)?;
        Some(Self::of(self.schema, id))
    }

    /// Whether members that are not named are refused (`additionalProperties: false`).
    pub fn is_closed(&self) -> bool {
        self.rules().any(|rules| {
            rules.additional.is_some_and(|id| matches!(self.schema.node(id), Node::Never))
        })
    }

    /// Every rule that the value breaks; pointers begin at the value.
    pub fn validate(&self, value: &Value) -> Vec<Violation> {
        // The first node holds the references to the others.
        check::violations(self.schema, self.nodes.get(..1).unwrap_or(&[]), value)
    }

    /// Whether the value breaks no rule.
    pub fn accepts(&self, value: &Value) -> bool {
        self.nodes.first().is_some_and(|id| check::accepts(self.schema, *id, value))
    }

    fn element(&self, token: &str) -> Option<Self> {
        let index = array_index(token);
        if index.is_none() && token != "*" {
            return None;
        }
        let prefix =
            |rules: &'s Rules| index.and_then(|index| rules.prefix_items.get(index)).copied();
        let id = self.first(|rules| prefix(rules).or(rules.items))?;
        Some(Self::of(self.schema, id))
    }

    fn is_object(&self) -> bool {
        self.rules().any(|rules| {
            !rules.properties.is_empty()
                || rules.additional.is_some()
                || rules.types.contains(&Type::Object)
        })
    }

    /// Calls `see` for this part and every part inside, parents first.
    fn walk(&self, at: &Pointer, see: &mut dyn FnMut(&Pointer, &Self)) {
        see(at, self);
        for name in self.property_names() {
            if let Some(part) = self.property(name) {
                part.walk(&at.child(name), see);
            }
        }
        if let Some(part) = self.items() {
            part.walk(&at.child("*"), see);
        }
    }
}

pub(super) fn open_objects(schema: &Schema) -> Vec<Pointer> {
    let mut open = Vec::new();
    SchemaRef::of(schema, schema.root).walk(&Pointer::root(), &mut |at, part| {
        if part.is_object() && !part.is_closed() {
            open.push(at.clone());
        }
    });
    open
}

pub(super) fn leaves(schema: &Schema) -> Vec<Pointer> {
    let mut leaves: Vec<Pointer> = Vec::new();
    SchemaRef::of(schema, schema.root).walk(&Pointer::root(), &mut |at, part| {
        let row_of_plain_list = at.last() == Some("*") && !part.is_object();
        let list_of_objects = part.items().is_some_and(|items| items.is_object());
        if !part.is_object() && !list_of_objects && !row_of_plain_list {
            leaves.push(at.clone());
        }
    });
    leaves
}
