//! The schema of a form's answers: a closed subset of JSON Schema 2020-12.
//!
//! Read: `type enum const allOf anyOf oneOf not if then else properties
//! additionalProperties required dependentRequired items prefixItems contains minItems
//! maxItems uniqueItems minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
//! minLength maxLength pattern format $ref $defs`, and `$schema` (of 2020-12) at the top.
//! Every other keyword is refused, annotations too: a keyword that one engine checks and
//! another ignores would let browser and office disagree, and words for people stand in
//! `ui`, in every language.
//!
//! - Lengths are counted in code points; `1.0` is an integer (JSON Schema validation 6.1.1).
//! - `format` is checked, for `date`, `email` and `uri`; other formats are refused.
//! - `pattern` runs in linear time ([`crate::Pattern`]).
//! - `$ref` stays inside the document (`#`, `#/…`) and cannot recur: the answers of a form
//!   are a finite set of fields, so every walk over a schema ends.
//!
//! Not here: `$id`, `$anchor`, `$dynamicRef`, `unevaluated…`, and schemas of other drafts.

mod build;
mod check;
mod format;
mod keyword;
mod node;
mod number;
mod presence;
mod project;
#[cfg(test)]
mod tests;
mod view;

use std::fmt;

use serde_json::Value;

use crate::{PatternError, Pointer};
use node::{Node, NodeId};

pub(crate) use keyword::keyword_code;
pub use presence::Presence;
pub use view::SchemaRef;

/// The deepest nesting of schemas, `$ref` included (forms.md 3.10). The example forms
/// need 9.
const MAX_DEPTH: usize = 64;

/// The most schemas in one document. The bigger example form has 90.
const MAX_NODES: usize = 5000;

/// The most schemas after every `$ref` is written out. It bounds the work for one
/// answer: without it 30 definitions that each use the next one twice would be a billion.
const MAX_UNFOLDED: usize = 20_000;

/// The most violations that one validation reports. A page shows far fewer, and a
/// hostile list of a million wrong elements must not become a million pointers.
const MAX_VIOLATIONS: usize = 500;

/// A compiled schema of answers.
#[derive(Debug, Clone)]
pub struct Schema {
    source: Value,
    nodes: Vec<Node>,
    root: NodeId,
}

/// Why a schema is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// The schema object (or the value) that is refused.
    pub at: Pointer,
    /// The keyword at fault; empty when the whole schema is at fault.
    pub keyword: String,
    /// What is wrong with it.
    pub problem: SchemaProblem,
}

/// What can be wrong with a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaProblem {
    /// The keyword is outside the subset.
    UnknownKeyword,
    /// The value of the keyword has the wrong form.
    BadValue,
    /// The format is not `date`, `email` or `uri`.
    UnknownFormat,
    /// The pattern is refused.
    Pattern(PatternError),
    /// The reference leads out of the document.
    RemoteRef,
    /// The reference leads nowhere.
    DanglingRef,
    /// The reference leads back to a schema that it is a part of.
    Recursion,
    /// Nested deeper than 64, more than 5,000 schemas, or more than 20,000 with every
    /// `$ref` written out.
    TooLarge,
}

/// One rule that the answers break.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The answer at fault; for `required`, the one that is missing.
    pub pointer: Pointer,
    /// The keyword of the rule. `false` for an answer that must not be given now.
    pub keyword: &'static str,
    /// The value of the keyword, where it helps to say what is right.
    pub limit: Option<Value>,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Errors
    /// When the schema uses anything outside the subset or is over a budget.
    pub fn compile(source: &Value) -> Result<Self, SchemaError> {
        let (nodes, root) = build::build(source)?;
        Ok(Self { source: source.clone(), nodes, root })
    }

    /// Every rule that `answers` break, at most 500, each pointer and keyword once.
    pub fn validate(&self, answers: &Value) -> Vec<Violation> {
        check::violations(self, &[self.root], answers)
    }

    /// Whether `answers` break no rule.
    pub fn accepts(&self, answers: &Value) -> bool {
        check::accepts(self, self.root, answers)
    }

    /// The part of the schema for one answer, for building its control: through
    /// `properties`, `items` (by `*` or an index), `prefixItems` and `$ref`.
    ///
    /// What `allOf` and `if` add is not looked at: in EF all properties stand at one
    /// level (forms.md 3.10). [`Schema::presence`] answers what conditions say.
    pub fn at(&self, answer: &Pointer) -> Option<SchemaRef<'_>> {
        view::at(self, answer)
    }

    /// Whether an answer must, may or must not be given, with these other answers.
    pub fn presence(&self, answer: &Pointer, answers: &Value) -> Presence {
        presence::presence(self, answer, answers)
    }

    /// The answers in the document that must not be given now: those to take out
    /// before a filing is made. Taking one out can forbid another, so ask again
    /// until none is left.
    pub fn forbidden(&self, answers: &Value) -> Vec<Pointer> {
        let mut found: Vec<_> = self
            .validate(answers)
            .into_iter()
            .filter(|violation| violation.keyword == check::FORBIDDEN)
            .map(|violation| violation.pointer)
            .collect();
        found.dedup();
        found
    }

    /// The schema of one office's part of the answers. The rule stands in the module
    /// `project`: kept answers keep all their own rules; of the rules between
    /// answers, those remain that speak of kept answers only.
    ///
    /// # Errors
    /// When the written-out schema is over a budget.
    pub fn project(&self, kept: &[Pointer]) -> Result<Self, SchemaError> {
        Self::compile(&project::project(&self.source, kept))
    }

    /// The objects among the answers that are open: without `additionalProperties: false`
    /// (rule L8). Each is named by the pointer of the answer, rows as `*`.
    pub fn open_objects(&self) -> Vec<Pointer> {
        view::open_objects(self)
    }

    /// Every answer that is no object and no list of objects, rows as `*`, in the
    /// order of the schema.
    pub fn leaves(&self) -> Vec<Pointer> {
        view::leaves(self)
    }

    /// The places, as pointers into the schema, of every `if` that passes when the
    /// property it speaks of is missing (rule L9).
    pub fn vacuous_conditions(&self) -> Vec<Pointer> {
        project::vacuous_conditions(&self.source)
    }

    /// The schema as the form writes it.
    pub fn source(&self) -> &Value {
        &self.source
    }

    fn node(&self, id: NodeId) -> &Node {
        // Ids are made by the builder together with the nodes; an unknown one cannot
        // occur and would accept nothing.
        self.nodes.get(id.0).unwrap_or(&Node::Never)
    }
}

impl SchemaProblem {
    /// The stable code of this problem.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownKeyword => "schema-unknown-keyword",
            Self::BadValue => "schema-bad-value",
            Self::UnknownFormat => "schema-unknown-format",
            Self::Pattern(error) => error.code(),
            Self::RemoteRef => "schema-remote-ref",
            Self::DanglingRef => "schema-dangling-ref",
            Self::Recursion => "schema-recursion",
            Self::TooLarge => "schema-too-large",
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} at \"{}\" ({})", self.problem.code(), self.at, self.keyword)
    }
}

impl std::error::Error for SchemaError {}
