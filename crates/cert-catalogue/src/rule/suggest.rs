//! What is worth a suggestion: for each certificate of a type (or for the wallet as a whole) the first
//! state that holds, with its words, its reason and its source.

use std::collections::BTreeMap;

use cert_fill::{Date, LocalText};
use serde_json::{Value, json};

use super::condition::{Condition, Look};
use super::read::{Conditions, Place, members, name};
use super::{Fact, Facts, RuleCode, RuleFault, contradiction};
use crate::budget;
use crate::reader::is_name;

/// Days until something put off is said again, when the rule does not say.
const LATER: i64 = 7;

/// Nothing is put off for more than a year, and no reminder is worth more than ten.
const MOST_LATER: i64 = 366;
const MOST_DAYS: i64 = 3_660;

/// A rule that suggests.
#[derive(Clone, Debug, PartialEq)]
pub struct SuggestRule {
    /// Its name within the department.
    pub name: String,
    /// The certificates that it is about; none when it is about the wallet as a whole.
    pub subject: Option<Subject>,
    /// What may be the case; the first that holds is said.
    pub states: Vec<State>,
    /// What to do: services of this department by their names, or of another as `IDENTIFIER#NAME`.
    pub services: Vec<String>,
    /// Days until it is said again after "later".
    pub later: i64,
    /// `rule`, `source`, and what every state has in common.
    pub words: Vec<(String, LocalText)>,
    counts: usize,
}

/// The certificates that a rule is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Their type.
    pub vct: String,
    /// The claim with a day by which only the newest counts, so that a renewed one makes the old one irrelevant.
    pub newest: Option<String>,
    /// The claim that tells one thing from another, such as the number of a licence: the newest of each counts.
    pub per: Option<String>,
}

/// What may be the case.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Its name within the rule.
    pub name: String,
    /// When.
    pub when: Condition,
    /// The claim with the day that it is about, for `{date}` and `{days}` and for what is most urgent.
    pub date: Option<String>,
    /// `title`, `text`.
    pub words: Vec<(String, LocalText)>,
}

/// Something worth saying.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion<'r> {
    /// Why.
    pub rule: &'r SuggestRule,
    /// What is the case.
    pub state: &'r State,
    /// The certificate that it is about, as the wallet calls it.
    pub certificate: Option<String>,
    /// The day that it is about.
    pub date: Option<Date>,
    /// Days from today to it; negative once it has passed.
    pub days: Option<i64>,
}

impl Suggestion<'_> {
    /// What tells this from all others of the department: for "later" and "not again".
    pub fn key(&self) -> String {
        let certificate = self.certificate.as_deref().unwrap_or_default();
        format!("{}/{}/{certificate}", self.rule.name, self.state.name)
    }

    /// A text of the state, or else of the rule.
    pub fn words(&self, name: &str) -> Option<&LocalText> {
        let mut all = self.state.words.iter().chain(&self.rule.words);
        all.find(|(known, _)| known == name).map(|(_, text)| text)
    }
}

impl SuggestRule {
    /// What it has to say about these certificates, in their order.
    pub fn suggestions(&self, facts: Facts<'_>) -> Vec<Suggestion<'_>> {
        let look = Look::new(facts, self.counts);
        let Some(subject) = &self.subject else {
            return self.say(&look, None, facts.today).into_iter().collect();
        };
        let mut newest: BTreeMap<Option<String>, (Option<Date>, usize)> = BTreeMap::new();
        let held = facts.held.iter().enumerate().filter(|(_, fact)| fact.vct == subject.vct);
        let mut chosen: Vec<usize> = Vec::new();
        for (at, fact) in held {
            let Some(by) = &subject.newest else {
                chosen.push(at);
                continue;
            };
            let end = if fact.has_no_end(by) { Some(Date::LAST) } else { fact.date(by) };
            let per = subject.per.as_ref().and_then(|per| fact.claim(per)).map(Value::to_string);
            let known = newest.entry(per).or_insert((end, at));
            if end > known.0 {
                *known = (end, at);
            }
        }
        chosen.extend(newest.into_values().map(|(_, at)| at));
        chosen.sort_unstable();
        let chosen = chosen.into_iter().filter_map(|at| facts.held.get(at));
        chosen.filter_map(|fact| self.say(&look, Some(fact), facts.today)).collect()
    }

    fn say(&self, look: &Look<'_>, fact: Option<&Fact<'_>>, today: Date) -> Option<Suggestion<'_>> {
        let state = self.states.iter().find(|state| look.holds(&state.when, fact))?;
        let date = state.date.as_ref().zip(fact).and_then(|(claim, fact)| fact.date(claim));
        Some(Suggestion {
            rule: self,
            state,
            certificate: fact.map(|fact| fact.id.to_owned()),
            date,
            days: date.map(|date| today.days_until(date)),
        })
    }

    /// Reads a rule of the kind `suggest`, or `expires`, which is the short way of writing the commonest one.
    pub(crate) fn read(name: &str, value: &Value) -> Result<Self, RuleFault> {
        if value.get("kind").and_then(Value::as_str) == Some("expires") {
            return Self::read(name, &expires(value)?);
        }
        members(value, &["kind", "name", "for", "states", "services", "later", "words"])?;
        let subject = value.get("for").map(Subject::read).transpose()?;
        let mut conditions = Conditions::default();
        let list = value.get("states").and_then(Value::as_array).filter(|list| !list.is_empty());
        let list = list.ok_or_else(|| RuleFault::malformed("states: a list of what may be"))?;
        if list.len() > budget::STATES {
            return Err(RuleFault::over(format!("more than {} states", budget::STATES)));
        }
        let mut states: Vec<State> = Vec::new();
        for one in list {
            let state = State::read(one, subject.as_ref(), &mut conditions)?;
            let contradicts =
                |detail: String| Err(RuleFault::new(RuleCode::ContradictsItself, detail));
            let vct = subject.as_ref().map(|subject| subject.vct.as_str());
            if contradiction::never_holds(&state.when, vct) {
                return contradicts(format!("{}: this can never hold", state.name));
            }
            if let Some(same) = states.iter().find(|known| known.when == state.when) {
                return contradicts(format!("{}: {} holds before it", state.name, same.name));
            }
            if states.iter().any(|known| known.name == state.name) {
                return Err(RuleFault::malformed(format!("two states are called {}", state.name)));
            }
            states.push(state);
        }
        let services = value.get("services").and_then(Value::as_array).into_iter().flatten();
        let services: Vec<String> =
            services.map(|one| self::name(Some(one), "services")).collect::<Result<_, _>>()?;
        if services.len() > budget::RULE_SERVICES {
            return Err(RuleFault::over(format!("more than {} services", budget::RULE_SERVICES)));
        }
        let later = match value.get("later") {
            None => LATER,
            Some(days) => days
                .as_i64()
                .filter(|days| (1..=MOST_LATER).contains(days))
                .ok_or_else(|| RuleFault::malformed(format!("later: 1 to {MOST_LATER} days")))?,
        };
        let words = words(value)?;
        let counts = conditions.counts;
        Ok(Self { name: name.to_owned(), subject, states, services, later, words, counts })
    }
}

impl Subject {
    fn read(value: &Value) -> Result<Self, RuleFault> {
        members(value, &["type", "newest", "per"])?;
        let claim = |at: &str| value.get(at).map(|claim| name(Some(claim), at)).transpose();
        Ok(Self {
            vct: name(value.get("type"), "for/type")?,
            newest: claim("newest")?,
            per: claim("per")?,
        })
    }
}

impl State {
    fn read(
        value: &Value,
        subject: Option<&Subject>,
        conditions: &mut Conditions,
    ) -> Result<Self, RuleFault> {
        members(value, &["name", "when", "date", "words"])?;
        let called = name(value.get("name"), "states/name")?;
        if !is_name(&called) {
            return Err(RuleFault::malformed("states/name: letters, digits, - and _"));
        }
        let when = value.get("when").unwrap_or(&Value::Null);
        let place = Place::top(subject.is_some());
        let when = conditions.read(when, place).map_err(|fault| RuleFault {
            detail: format!("{called}: {}", fault.detail),
            ..fault
        })?;
        let date = value.get("date").map(|claim| name(Some(claim), "date")).transpose()?;
        if date.is_some() && subject.is_none() {
            return Err(RuleFault::malformed("date: of which certificate?"));
        }
        Ok(Self { name: called, when, date, words: words(value)? })
    }
}

/// The texts of a rule or of a state.
pub(super) fn words(value: &Value) -> Result<Vec<(String, LocalText)>, RuleFault> {
    let words = value.get("words").and_then(Value::as_object).into_iter().flatten();
    let words = words.map(|(name, text)| {
        let text = LocalText::from_json(text)
            .ok_or_else(|| RuleFault::malformed(format!("words/{name}: texts by language")))?;
        Ok((name.clone(), text))
    });
    words.take(budget::KEYWORDS).collect()
}

/// `expires`, written out: due before the day, and late after it.
fn expires(value: &Value) -> Result<Value, RuleFault> {
    members(
        value,
        &["kind", "name", "type", "claim", "days_before", "days_after", "service", "words"],
    )?;
    let claim = name(value.get("claim"), "claim")?;
    let days = |at: &str| {
        let days = value.get(at).and_then(Value::as_i64);
        days.filter(|days| (0..=MOST_DAYS).contains(days))
            .ok_or_else(|| RuleFault::malformed(format!("{at}: 0 to {MOST_DAYS} days")))
    };
    let mut words = value.get("words").cloned().unwrap_or_else(|| json!({}));
    let late = words.as_object_mut().and_then(|words| words.remove("late"));
    let mut states = vec![json!({
        "name": "due", "date": claim, "when": {"until": claim, "days": [0, days("days_before")?]},
    })];
    let after = days("days_after")?;
    if after > 0 {
        states.push(json!({
            "name": "late", "date": claim, "when": {"since": claim, "days": [1, after]},
            "words": late.map_or_else(|| json!({}), |late| json!({"text": late})),
        }));
    }
    Ok(json!({
        "kind": "suggest",
        "for": {"type": name(value.get("type"), "type")?, "newest": claim},
        "states": states,
        "services": [name(value.get("service"), "service")?],
        "words": words,
    }))
}
