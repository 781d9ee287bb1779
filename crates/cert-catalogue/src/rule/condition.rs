//! Conditions, and whether they hold. A claim that is absent, or is no date where one is needed, makes
//! what is said of it false, and its `not` true.
//!
//! Linear: each condition is looked at once per certificate; what is said about other certificates
//! (`has`, `lacks`, `count`) does not depend on the one at hand, and is worked out once.

use std::cell::Cell;

use cert_fill::{Date, Period};
use serde_json::Value;

use super::{Fact, Facts};

/// A condition.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// Each of these holds.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// So many certificates of these types are held, of those for which `that` holds.
    Count {
        /// The types.
        types: Vec<String>,
        /// What is demanded of each.
        that: Option<Box<Self>>,
        /// How many.
        number: Range,
        /// Which of the rule's counts this is, for working it out once.
        at: usize,
    },
    /// The claim is there.
    Present(String),
    /// The claim is one of these.
    Is(String, Vec<Value>),
    /// The claim is a number within these bounds.
    Number(String, Range),
    /// So much time lies between two days.
    Passed {
        /// The earlier day.
        from: Day,
        /// The later day.
        to: Day,
        /// In what it is counted. Months and years are full ones, and never negative.
        unit: Unit,
        /// How much.
        range: Range,
    },
    /// Today lies between these days of the year, both included.
    Season((u8, u8), (u8, u8)),
}

/// Bounds, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub from: i64,
    /// The most.
    pub to: i64,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Day {
    /// Today.
    Today,
    /// In a claim, so much later.
    Claim(String, Period),
    /// Month and day, in the year of today.
    ThisYear(u8, u8),
}

/// What time is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days by the calendar.
    Days,
    /// Full months.
    Months,
    /// Full years, as ages are.
    Years,
}

impl Range {
    pub(crate) const AT_LEAST_ONE: Self = Self { from: 1, to: i64::MAX };
    pub(crate) const NONE: Self = Self { from: 0, to: 0 };

    pub(crate) const fn has(self, value: i64) -> bool {
        self.from <= value && value <= self.to
    }

    pub(crate) const fn within(self, other: Self) -> bool {
        other.from <= self.from && self.to <= other.to
    }
}

impl Day {
    pub(crate) fn of(&self, fact: Option<&Fact<'_>>, today: Date) -> Option<Date> {
        match self {
            Self::Today => Some(today),
            Self::Claim(claim, plus) => fact?.date(claim)?.add(plus),
            Self::ThisYear(month, day) => Date::new(today.year(), *month, *day),
        }
    }
}

impl Unit {
    /// How much lies between two days; nothing for full months and years that go backwards.
    fn between(self, from: Date, to: Date) -> Option<i64> {
        match self {
            Self::Days => Some(from.days_until(to)),
            Self::Years => from.full_years_until(to).map(i64::from),
            Self::Months => {
                let month = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
                let full = month(to) - month(from) - i64::from(to.day() < from.day());
                (full >= 0).then_some(full)
            }
        }
    }
}

/// One rule being looked at.
pub(super) struct Look<'a> {
    facts: Facts<'a>,
    /// How many there are, for each `count` of the rule, once it is known.
    counts: Vec<Cell<Option<i64>>>,
}

impl<'a> Look<'a> {
    pub(super) fn new(facts: Facts<'a>, counts: usize) -> Self {
        Self { facts, counts: vec![Cell::new(None); counts] }
    }

    pub(super) fn holds(&self, condition: &Condition, fact: Option<&Fact<'_>>) -> bool {
        let claim = |name: &str| fact.and_then(|fact| fact.claim(name));
        let today = self.facts.today;
        match condition {
            Condition::All(all) => all.iter().all(|one| self.holds(one, fact)),
            Condition::Any(any) => any.iter().any(|one| self.holds(one, fact)),
            Condition::Not(one) => !self.holds(one, fact),
            Condition::Count { types, that, number, at } => {
                number.has(self.count(types, that.as_deref(), *at))
            }
            Condition::Present(name) => claim(name).is_some_and(|value| !value.is_null()),
            Condition::Is(name, values) => claim(name).is_some_and(|value| values.contains(value)),
            Condition::Number(name, range) => {
                claim(name).and_then(Value::as_i64).is_some_and(|value| range.has(value))
            }
            Condition::Passed { from, to, unit, range } => {
                let days = from.of(fact, today).zip(to.of(fact, today));
                days.and_then(|(from, to)| unit.between(from, to)).is_some_and(|it| range.has(it))
            }
            Condition::Season(from, to) => {
                let day = (today.month(), today.day());
                if from <= to { (*from..=*to).contains(&day) } else { day >= *from || day <= *to }
            }
        }
    }

    fn count(&self, types: &[String], that: Option<&Condition>, at: usize) -> i64 {
        let known = self.counts.get(at);
        if let Some(count) = known.and_then(Cell::get) {
            return count;
        }
        let held = self.facts.held.iter().filter(|fact| types.iter().any(|one| one == fact.vct));
        let held = held.filter(|fact| that.is_none_or(|that| self.holds(that, Some(fact))));
        let count = i64::try_from(held.count()).unwrap_or(i64::MAX);
        if let Some(known) = known {
            known.set(Some(count));
        }
        count
    }
}
