//! Rules: what certificates that somebody holds are worth saying. A closed, small language: no loops,
//! no arithmetic, no text that is run. It is worked out on the device, from verified certificates and the
//! day in Shanghai alone; a rule that cannot be used is passed over and named, and the others work.

mod agree;
mod condition;
mod contradiction;
mod fact;
mod read;
mod suggest;
mod unlock;

use std::fmt;

use serde_json::Value;

pub use agree::{Agreement, Conflict, Side, Take};
pub use condition::{Condition, Day, Range, Unit};
pub use fact::{Fact, Facts};
pub use suggest::{State, Subject, SuggestRule, Suggestion};
pub use unlock::{Path, Step, Way, Ways};

use crate::reader::is_name;

/// The rules of one department.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// What is worth a suggestion.
    pub suggest: Vec<SuggestRule>,
    /// Which claims must agree.
    pub agree: Vec<Agreement>,
    /// How certificates are had.
    pub unlock: Vec<Way>,
    /// The names of those that cannot be used, each with the reason.
    pub refused: Vec<(String, RuleFault)>,
}

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// The kind of fault.
    pub code: RuleCode,
    /// One English line for its author.
    pub detail: String,
}

/// The kinds of faults of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleCode {
    /// A kind of rule that is not known here; perhaps a later version knows it.
    NotKnown,
    /// It is not written as the language demands.
    Malformed,
    /// It asks for more work than a rule may.
    OverBudget,
    /// It can never hold.
    ContradictsItself,
}

impl RuleCode {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::NotKnown, Self::Malformed, Self::OverBudget, Self::ContradictsItself];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotKnown => "rule-not-known",
            Self::Malformed => "rule-malformed",
            Self::OverBudget => "rule-over-budget",
            Self::ContradictsItself => "rule-contradicts-itself",
        }
    }
}

impl RuleFault {
    pub(crate) fn new(code: RuleCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(RuleCode::Malformed, detail)
    }

    pub(crate) fn over(detail: impl Into<String>) -> Self {
        Self::new(RuleCode::OverBudget, detail)
    }
}

impl fmt::Display for RuleFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code.name(), self.detail)
    }
}

impl Rules {
    /// Reads the rules of an index. Never fails: a rule that cannot be used is named and left out.
    pub(crate) fn read(values: &[Value]) -> Self {
        let mut rules = Self::default();
        for (at, value) in values.iter().enumerate() {
            let name = value.get("name").and_then(Value::as_str).filter(|name| is_name(name));
            let name = name.map_or_else(|| at.to_string(), str::to_owned);
            if let Err(fault) = rules.add(&name, value) {
                rules.refused.push((name, fault));
            }
        }
        rules
    }

    /// Adds one rule.
    pub(crate) fn add(&mut self, name: &str, value: &Value) -> Result<(), RuleFault> {
        match value.get("kind").and_then(Value::as_str) {
            Some("suggest" | "expires") => self.suggest.push(SuggestRule::read(name, value)?),
            Some("agree") => self.agree.push(Agreement::read(name, value)?),
            Some("unlocks") => self.unlock.push(Way::read(name, value)?),
            other => {
                let detail = format!(
                    "kind: suggest, expires, agree or unlocks, not {}",
                    other.unwrap_or("none")
                );
                return Err(RuleFault::new(RuleCode::NotKnown, detail));
            }
        }
        Ok(())
    }
}
