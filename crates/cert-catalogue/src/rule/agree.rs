//! Which claims of several certificates must agree (三大数据库): what contradicts is shown side by side, and
//! nothing is chosen for anybody.

use std::collections::BTreeMap;

use cert_fill::LocalText;
use cert_fill::china::resident_id;
use serde_json::Value;

use super::read::{members, name};
use super::suggest::words;
use super::{Fact, Facts, RuleFault};
use crate::budget;

/// Claims that say the same of the same person or thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its name within the department.
    pub name: String,
    /// Where it is said.
    pub sides: Vec<Side>,
    /// `title`, `text` (what to do), `rule`, `source`.
    pub words: Vec<(String, LocalText)>,
}

/// One place where it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The type.
    pub vct: String,
    /// The claim.
    pub claim: String,
    /// What of it is compared.
    pub take: Take,
    /// The claim that says whose it is: only what is said of the same one is compared.
    pub by: Option<String>,
}

/// What of a claim is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// All of it.
    Whole,
    /// The day of birth in an identity number.
    Birth,
    /// 男 or 女, from an identity number.
    Sex,
}

/// Certificates that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict<'r> {
    /// What ought to agree.
    pub rule: &'r Agreement,
    /// What each says: the certificate, the claim, and the value that is compared.
    pub said: Vec<(String, String, String)>,
}

impl Agreement {
    pub(super) fn read(called: &str, value: &Value) -> Result<Self, RuleFault> {
        members(value, &["kind", "name", "sides", "words"])?;
        let sides = value.get("sides").and_then(Value::as_array);
        let sides = sides.filter(|sides| sides.len() > 1);
        let sides = sides.ok_or_else(|| RuleFault::malformed("sides: two or more"))?;
        if sides.len() > budget::NEEDS {
            return Err(RuleFault::over(format!("more than {} sides", budget::NEEDS)));
        }
        let sides = sides.iter().map(Side::read).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { name: called.to_owned(), sides, words: words(value)? })
    }

    /// Every contradiction among these certificates.
    pub fn conflicts(&self, facts: Facts<'_>) -> Vec<Conflict<'_>> {
        let mut all: BTreeMap<Option<String>, Vec<(String, String, String)>> = BTreeMap::new();
        for side in &self.sides {
            for fact in facts.held.iter().filter(|fact| fact.vct == side.vct) {
                // Of whom nobody says whose it is, nothing is compared.
                let whose = match &side.by {
                    None => None,
                    Some(by) => match text(fact.claim(by)) {
                        None => continue,
                        whose => whose,
                    },
                };
                if let Some(value) = side.value(fact) {
                    let said = (fact.id.to_owned(), side.claim.clone(), value);
                    all.entry(whose).or_default().push(said);
                }
            }
        }
        let differ = |said: &Vec<(String, String, String)>| {
            said.first().is_some_and(|first| said.iter().any(|other| other.2 != first.2))
        };
        all.into_values().filter(differ).map(|said| Conflict { rule: self, said }).collect()
    }
}

impl Side {
    fn read(value: &Value) -> Result<Self, RuleFault> {
        members(value, &["type", "claim", "take", "by"])?;
        let take = match value.get("take").and_then(Value::as_str) {
            None if value.get("take").is_none() => Take::Whole,
            Some("birth") => Take::Birth,
            Some("sex") => Take::Sex,
            _ => return Err(RuleFault::malformed("take: birth or sex, of an identity number")),
        };
        Ok(Self {
            vct: name(value.get("type"), "type")?,
            claim: name(value.get("claim"), "claim")?,
            take,
            by: value.get("by").map(|by| name(Some(by), "by")).transpose()?,
        })
    }

    /// What this certificate says; nothing when it says nothing that can be compared.
    fn value(&self, fact: &Fact<'_>) -> Option<String> {
        let said = text(fact.claim(&self.claim))?;
        match self.take {
            Take::Whole => Some(said),
            Take::Birth => Some(resident_id::check(&said).ok()?.birth.to_string()),
            Take::Sex => {
                let is_male = resident_id::check(&said).ok()?.sex == resident_id::Sex::Male;
                Some(if is_male { "男" } else { "女" }.to_owned())
            }
        }
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
