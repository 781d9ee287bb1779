//! Conditions as they are written, within the budget of a rule.

use cert_fill::{Date, Period};
use serde_json::Value;

use super::condition::{Condition, Day, Range, Unit};
use super::{RuleCode, RuleFault};
use crate::budget;

type Read<T> = Result<T, RuleFault>;

/// A hundred thousand days are 273 years.
const MOST: i64 = 100_000;

/// What is counted while a rule is read.
#[derive(Default)]
pub(super) struct Conditions {
    nodes: usize,
    pub(super) counts: usize,
}

/// What may stand around a condition.
#[derive(Clone, Copy)]
pub(super) struct Place {
    depth: usize,
    /// There is a certificate that claims are read from.
    has_certificate: bool,
    /// Inside what is said about other certificates nothing is said about others again.
    inside_count: bool,
}

impl Place {
    pub(super) const fn top(has_certificate: bool) -> Self {
        Self { depth: 0, has_certificate, inside_count: false }
    }
}

impl Conditions {
    pub(super) fn read(&mut self, value: &Value, place: Place) -> Read<Condition> {
        self.nodes += 1;
        if self.nodes > budget::CONDITIONS {
            return Err(RuleFault::over(format!("more than {} conditions", budget::CONDITIONS)));
        }
        if place.depth >= budget::CONDITION_DEPTH {
            return Err(RuleFault::over(format!(
                "conditions more than {} deep",
                budget::CONDITION_DEPTH
            )));
        }
        let inner = Place { depth: place.depth + 1, ..place };
        let keys: &[&str] =
            &["all", "any", "not", "has", "lacks", "count", "claim", "since", "until", "today"];
        let key = keys.iter().copied().find(|key| value.get(key).is_some());
        let key = key.ok_or_else(|| {
            RuleFault::malformed(format!("a condition says one of {}", keys.join(", ")))
        })?;
        let said = value.get(key).unwrap_or(&Value::Null);
        let needs_certificate = matches!(key, "claim" | "since" | "until");
        if needs_certificate && !place.has_certificate {
            return Err(RuleFault::malformed(format!(
                "{key}: of which certificate? Use has … that"
            )));
        }
        match key {
            "all" | "any" => {
                members(value, &[key])?;
                let list = said.as_array().filter(|list| !list.is_empty());
                let list = list.ok_or_else(|| RuleFault::malformed(format!("{key}: a list")))?;
                let all = list.iter().map(|one| self.read(one, inner)).collect::<Read<Vec<_>>>()?;
                Ok(if key == "all" { Condition::All(all) } else { Condition::Any(all) })
            }
            "not" => {
                members(value, &[key])?;
                Ok(Condition::Not(Box::new(self.read(said, inner)?)))
            }
            "has" | "lacks" | "count" => self.count(key, value, inner),
            "claim" => claim(value),
            "today" => {
                members(value, &[key])?;
                match said.as_array().map(Vec::as_slice) {
                    Some([from, to]) => Ok(Condition::Season(season(from)?, season(to)?)),
                    _ => Err(RuleFault::malformed("today: two days such as --04-01")),
                }
            }
            _ => passed(key, value),
        }
    }

    fn count(&mut self, key: &str, value: &Value, place: Place) -> Read<Condition> {
        if place.inside_count {
            return Err(RuleFault::malformed(format!("{key}: not inside another has … that")));
        }
        let number = if key == "count" { "number" } else { key };
        members(value, &[key, number, "that"])?;
        let said = value.get(key).unwrap_or(&Value::Null);
        let types = match said {
            Value::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        let types = types.into_iter().map(|one| name(Some(one), key)).collect::<Read<Vec<_>>>()?;
        if types.is_empty() || types.len() > budget::NEEDS {
            return Err(RuleFault::malformed(format!("{key}: a type, or a list of them")));
        }
        let inside = Place { has_certificate: true, inside_count: true, ..place };
        let that = value.get("that").map(|that| self.read(that, inside)).transpose()?;
        let at = self.counts;
        self.counts += 1;
        let number = match key {
            "has" => Range::AT_LEAST_ONE,
            "lacks" => Range::NONE,
            _ => range(value.get("number"), "number")?,
        };
        Ok(Condition::Count { types, that: that.map(Box::new), number, at })
    }
}

fn claim(value: &Value) -> Read<Condition> {
    let claim = name(value.get("claim"), "claim")?;
    if let Some(one) = value.get("is") {
        members(value, &["claim", "is"])?;
        let values = match one {
            Value::Array(list) => list.clone(),
            one => vec![one.clone()],
        };
        let plain = values.iter().all(|one| one.is_string() || one.is_i64() || one.is_boolean());
        return if plain && !values.is_empty() && values.len() <= budget::KEYWORDS {
            Ok(Condition::Is(claim, values))
        } else {
            Err(RuleFault::malformed("is: a text, a whole number, true or false, or a list"))
        };
    }
    if value.get("number").is_some() {
        members(value, &["claim", "number"])?;
        return Ok(Condition::Number(claim, range(value.get("number"), "number")?));
    }
    members(value, &["claim", "present"])?;
    match value.get("present").and_then(Value::as_bool) {
        Some(true) => Ok(Condition::Present(claim)),
        Some(false) => Ok(Condition::Not(Box::new(Condition::Present(claim)))),
        None => Err(RuleFault::malformed("claim: with is, number or present")),
    }
}

/// `{"since": CLAIM, "plus": "P60D", "at": CLAIM or --08-31, "days": [0, 30]}`, or `until`.
fn passed(key: &str, value: &Value) -> Read<Condition> {
    let (unit_name, unit) =
        [("days", Unit::Days), ("months", Unit::Months), ("years", Unit::Years)]
            .into_iter()
            .find(|(name, _)| value.get(name).is_some())
            .ok_or_else(|| RuleFault::malformed(format!("{key}: with days, months or years")))?;
    members(value, &[key, "plus", "at", unit_name])?;
    let plus = match value.get("plus") {
        None => Period::default(),
        Some(text) => text
            .as_str()
            .and_then(Period::parse)
            .ok_or_else(|| RuleFault::malformed("plus: a period such as P1Y or P60D"))?,
    };
    let said = Day::Claim(name(value.get(key), key)?, plus);
    let at = match value.get("at") {
        None => Day::Today,
        Some(text) if text.as_str().is_some_and(|text| text.starts_with("--")) => {
            let (month, day) = season(text)?;
            Day::ThisYear(month, day)
        }
        claim => Day::Claim(name(claim, "at")?, Period::default()),
    };
    let mut range = range(value.get(unit_name), unit_name)?;
    if key == "since" {
        return Ok(Condition::Passed { from: said, to: at, unit, range });
    }
    if unit == Unit::Days {
        // Thirty days until it are minus thirty days since it: one way of saying it is compared more easily.
        let turned = |bound: i64| bound.checked_neg().unwrap_or(i64::MAX);
        range = Range { from: turned(range.to), to: turned(range.from) };
        return Ok(Condition::Passed { from: said, to: at, unit, range });
    }
    Ok(Condition::Passed { from: at, to: said, unit, range })
}

/// A day of the year that there is each year.
fn season(value: &Value) -> Read<(u8, u8)> {
    let text = value.as_str().and_then(|text| text.strip_prefix("--"));
    let date = text.and_then(|text| Date::parse_iso(&format!("2023-{text}")));
    date.map(|date| (date.month(), date.day()))
        .ok_or_else(|| RuleFault::malformed("a day of each year is written --04-01"))
}

/// `[0, 30]`; `null` where there is no bound.
fn range(value: Option<&Value>, at: &str) -> Read<Range> {
    let malformed = || RuleFault::malformed(format!("{at}: [from, to], null for no bound"));
    let bound = |value: &Value, open: i64| match value {
        Value::Null => Ok(open),
        other => other
            .as_i64()
            .filter(|number| number.unsigned_abs() <= MOST.unsigned_abs())
            .ok_or_else(malformed),
    };
    let Some([from, to]) = value.and_then(Value::as_array).map(Vec::as_slice) else {
        return Err(malformed());
    };
    let range = Range { from: bound(from, -i64::MAX)?, to: bound(to, i64::MAX)? };
    if range.from > range.to {
        let detail = format!("{at}: from {} to {}", range.from, range.to);
        return Err(RuleFault::new(RuleCode::ContradictsItself, detail));
    }
    Ok(range)
}

pub(super) fn name(value: Option<&Value>, at: &str) -> Read<String> {
    let text = value.and_then(Value::as_str).filter(|text| !text.is_empty());
    text.filter(|text| text.len() <= 4 * budget::NAME)
        .map(str::to_owned)
        .ok_or_else(|| RuleFault::malformed(format!("{at}: a text")))
}

/// Refuses what the language does not have: a condition that is overlooked would change the rule's sense.
pub(super) fn members(value: &Value, known: &[&str]) -> Read<()> {
    let object = value.as_object().ok_or_else(|| RuleFault::malformed("an object is expected"))?;
    match object.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(other) => Err(RuleFault::malformed(format!("no member is called {other} here"))),
    }
}
