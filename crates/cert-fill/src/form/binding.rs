//! Bindings: which claim fills which answer; and checks between values.

use cert_verify::ClaimPath;
use serde_json::Value;

use super::text::LocalText;
use crate::read::{Malformed, Members, Place};
use crate::{Pointer, Transform};

/// Sources of one answer: every certificate type that could vouch for it.
const MAX_SOURCES: usize = 16;

/// What the person may do with a filled value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Shown as text; cannot be changed.
    Verified,
    /// Shown in an input; changing it withdraws the certificate.
    Suggested,
}

/// What happens when no certificate vouches for a `verified` answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The form cannot be sent without it.
    Block,
    /// The person types it; the office treats it as declared.
    Manual,
    /// The answer is left out.
    Omit,
}

/// A claim of a requested certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The DCQL credential id.
    pub credential: String,
    /// Where the claim stands.
    pub path: ClaimPath,
}

/// Which claims fill one answer (forms.md 3.1).
#[derive(Clone, Debug)]
pub struct Binding {
    /// The answer; `*` stands for every row.
    pub to: Pointer,
    /// Whether the person may change it.
    pub policy: Policy,
    /// What happens without a certificate.
    pub missing: Missing,
    /// Tried in order.
    pub from: Vec<Source>,
    /// A constant that stands for "this certificate was used".
    pub const_by_source: Vec<(String, Value)>,
    pub(crate) transform: Vec<Transform>,
}

impl Binding {
    pub(crate) fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let known = ["to", "policy", "missing", "from", "transform", "const_by_source"];
        let members = Members::read(value, place, &known)?;
        let policy = match members.text("policy")? {
            "verified" => Policy::Verified,
            "suggested" => Policy::Suggested,
            _ => return Err(members.at("policy").wrong("verified or suggested")),
        };
        let missing = match (policy, members.optional_text("missing")?) {
            (Policy::Verified, Some("block")) => Missing::Block,
            (_, Some("manual")) | (Policy::Suggested, None) => Missing::Manual,
            (Policy::Verified, Some("omit")) => Missing::Omit,
            _ => return Err(members.at("missing").wrong("block, manual or omit")),
        };
        let from = members
            .list("from", MAX_SOURCES)?
            .into_iter()
            .map(|(at, value)| Source::read(value, &at, &["credential", "path"]))
            .collect::<Result<Vec<_>, _>>()?;
        let const_by_source: Vec<_> = members
            .entries("const_by_source", MAX_SOURCES)?
            .into_iter()
            .map(|(_, credential, value)| (credential.clone(), value.clone()))
            .collect();
        if from.is_empty() == const_by_source.is_empty() {
            return Err(place.wrong("either from or const_by_source"));
        }
        let transform = match members.optional("transform") {
            None => Vec::new(),
            Some(list) => Transform::parse_list(list)
                .map_err(|_| members.at("transform").wrong("a list of known transforms"))?,
        };
        Ok(Self { to: members.pointer("to")?, policy, missing, from, const_by_source, transform })
    }

    /// Every certificate that could fill this answer.
    pub fn credentials(&self) -> impl Iterator<Item = &str> {
        let constants = self.const_by_source.iter().map(|(credential, _)| credential.as_str());
        self.from.iter().map(|source| source.credential.as_str()).chain(constants)
    }

    /// Whether the answer differs from the claim by more than spelling.
    pub(crate) fn derives(&self) -> bool {
        self.transform.iter().any(Transform::derives)
    }

    /// Whether all sources of one certificate go into the transform together.
    pub(crate) fn combines(&self) -> bool {
        let together = |one: &Transform| matches!(one, Transform::Concat(_) | Transform::Coalesce);
        self.transform.iter().any(together)
    }
}

impl Source {
    fn read(value: &Value, place: &Place, known: &[&str]) -> Result<Self, Malformed> {
        let members = Members::read(value, place, known)?;
        let path = ClaimPath::from_json(members.required("path")?)
            .map_err(|_| members.at("path").wrong("a claims path"))?;
        Ok(Self { credential: members.text("credential")?.to_owned(), path })
    }
}

/// One side of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A claim; with several certificates of one kind, the claim of each of them.
    Claim(Source),
    /// An answer.
    Answer(Pointer),
    /// The sum of an answer over all rows.
    Sum(Pointer),
}

/// An equality between values (`checks` of the form).
#[derive(Clone, Debug)]
pub struct CrossCheck {
    /// Its name.
    pub id: String,
    /// One side.
    pub left: Operand,
    /// The other side.
    pub right: Operand,
    /// What to tell the person.
    pub message: LocalText,
}

impl CrossCheck {
    pub(crate) fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["id", "op", "left", "right", "message"])?;
        if members.text("op")? != "eq" {
            return Err(members.at("op").wrong("eq"));
        }
        Ok(Self {
            id: members.text("id")?.to_owned(),
            left: Operand::read(members.required("left")?, &members.at("left"))?,
            right: Operand::read(members.required("right")?, &members.at("right"))?,
            message: LocalText::read(members.required("message")?, &members.at("message"))?,
        })
    }

    pub(crate) fn operands(&self) -> [&Operand; 2] {
        [&self.left, &self.right]
    }

    /// The answers that it reads.
    pub(crate) fn answers(&self) -> impl Iterator<Item = &Pointer> {
        self.operands().into_iter().filter_map(|operand| match operand {
            Operand::Answer(at) | Operand::Sum(at) => Some(at),
            Operand::Claim(_) => None,
        })
    }

    /// The claims that it reads.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &Source> {
        self.operands().into_iter().filter_map(|operand| match operand {
            Operand::Claim(source) => Some(source),
            Operand::Answer(_) | Operand::Sum(_) => None,
        })
    }
}

impl Operand {
    fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        if value.get("credential").is_some() {
            let known = ["credential", "path", "each"];
            Members::read(value, place, &known)?.boolean("each", false)?;
            return Source::read(value, place, &known).map(Self::Claim);
        }
        let members = Members::read(value, place, &["answer", "sum"])?;
        match (members.optional("answer"), members.optional("sum")) {
            (Some(_), None) => members.pointer("answer").map(Self::Answer),
            (None, Some(_)) => members.pointer("sum").map(Self::Sum),
            _ => Err(place.wrong("one of credential, answer and sum")),
        }
    }
}
