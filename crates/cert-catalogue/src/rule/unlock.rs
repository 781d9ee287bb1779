//! Which certificate unlocks which: what somebody needs for a service, by the shortest way, and when there
//! is none because certificates ask for one another in a circle (尴尬循环), who can break it.

use std::collections::{BTreeMap, BTreeSet};

use cert_fill::LocalText;
use serde_json::Value;

use super::read::{members, name};
use super::suggest::words;
use super::{RuleCode, RuleFault};
use crate::budget;

/// A way to a certificate: what has to be shown, where, and what one gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Its name within the department.
    pub name: String,
    /// The type that one gets.
    pub gives: String,
    /// What is needed: of each of these, one of the types.
    pub needs: Vec<Vec<String>>,
    /// The service of the same department that does it; without one it is done at the office.
    pub service: Option<String>,
    /// `at` (the office), `text`, `rule`, `source`.
    pub words: Vec<(String, LocalText)>,
}

impl Way {
    pub(super) fn read(called: &str, value: &Value) -> Result<Self, RuleFault> {
        members(value, &["kind", "name", "gives", "needs", "service", "words"])?;
        let needs = value.get("needs").and_then(Value::as_array).into_iter().flatten();
        let needs = needs.map(|one| match one {
            Value::Array(list) => list.iter().map(|one| name(Some(one), "needs")).collect(),
            one => Ok(vec![name(Some(one), "needs")?]),
        });
        let needs = needs.collect::<Result<Vec<Vec<String>>, _>>()?;
        if needs.len() > budget::NEEDS || needs.iter().any(|any| any.len() > budget::NEEDS) {
            return Err(RuleFault::over(format!("needs: more than {}", budget::NEEDS)));
        }
        if needs.iter().any(Vec::is_empty) {
            return Err(RuleFault::malformed("needs: a type, or a list of which one is enough"));
        }
        let gives = name(value.get("gives"), "gives")?;
        if needs.iter().any(|any| any.iter().all(|one| *one == gives)) {
            let detail = "one would need the certificate to get it";
            return Err(RuleFault::new(RuleCode::ContradictsItself, detail));
        }
        let service = value.get("service").map(|one| name(Some(one), "service")).transpose()?;
        Ok(Self { name: called.to_owned(), gives, needs, service, words: words(value)? })
    }
}

/// What has to be done for some certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path<'w> {
    /// What is held already.
    pub held: Vec<String>,
    /// What has to be done, in this order: the department and its way, or a certificate about which nobody says
    /// how it is had; its issuer is to be asked.
    pub steps: Vec<Step<'w>>,
    /// Why there is no way: certificates of which each needs the next, and the last the first.
    pub circle: Vec<Step<'w>>,
}

/// One certificate of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'w> {
    /// The type.
    pub gives: String,
    /// Who gives it, and how; none when nobody says.
    pub by: Option<(&'w str, &'w Way)>,
}

/// The ways of all departments.
#[derive(Clone, Debug, Default)]
pub struct Ways<'w> {
    by_type: BTreeMap<&'w str, Vec<(&'w str, &'w Way)>>,
}

/// How many steps a certificate takes, and by which way.
type Costs<'w> = BTreeMap<&'w str, (u64, Option<(&'w str, &'w Way)>)>;

impl<'w> Ways<'w> {
    /// The ways of departments, by their identifiers.
    pub fn new(all: impl IntoIterator<Item = (&'w str, &'w Way)>) -> Self {
        let mut ways = Self::default();
        for (department, way) in all {
            ways.by_type.entry(&way.gives).or_default().push((department, way));
        }
        ways
    }

    /// The shortest way to all these types for somebody who holds those. A step that serves two ends is
    /// done once, but weighed twice when ways are compared.
    pub fn path(&self, wanted: &'w [String], held: &[&'w str]) -> Path<'w> {
        let costs = self.costs(held);
        let mut path = Path::default();
        let mut open: Vec<&str> = wanted.iter().map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        let mut steps = Vec::new();
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            match self.cost(&costs, next) {
                None if path.circle.is_empty() => path.circle = self.circle(&costs, next),
                None => {}
                Some((0, _)) => path.held.push(next.to_owned()),
                Some((cost, by)) => {
                    let needs = by.iter().flat_map(|(_, way)| &way.needs);
                    open.extend(needs.filter_map(|any| self.cheapest(&costs, any)));
                    steps.push((cost, Step { gives: next.to_owned(), by }));
                }
            }
        }
        // What is needed costs less than what it is needed for, so this is an order in which all can be done.
        steps.sort_by(|one, other| (one.0, &one.1.gives).cmp(&(other.0, &other.1.gives)));
        path.steps = steps.into_iter().map(|(_, step)| step).collect();
        path.held.sort_unstable();
        path
    }

    /// The circles among these ways: no certificate of one can ever be had by somebody who has none of them.
    pub fn circles(&self) -> Vec<Vec<Step<'w>>> {
        let costs = self.costs(&[]);
        let mut circles: Vec<Vec<Step<'w>>> = Vec::new();
        for vct in self.by_type.keys().filter(|vct| !costs.contains_key(*vct)) {
            let circle = self.circle(&costs, vct);
            let is_known = circles.iter().any(|known| {
                known.iter().any(|step| circle.first().is_some_and(|one| one.gives == step.gives))
            });
            if !is_known {
                circles.push(circle);
            }
        }
        circles
    }

    /// Each round settles at least one more type, so there are no more rounds than types.
    fn costs(&self, held: &[&'w str]) -> Costs<'w> {
        let mut costs: Costs<'w> = held.iter().map(|vct| (*vct, (0, None))).collect();
        loop {
            let mut has_changed = false;
            for (vct, ways) in &self.by_type {
                for by in ways {
                    let Some(cost) = self.cost_of(&costs, by.1) else { continue };
                    if costs.get(vct).is_none_or(|(known, _)| cost < *known) {
                        costs.insert(vct, (cost, Some(*by)));
                        has_changed = true;
                    }
                }
            }
            if !has_changed {
                return costs;
            }
        }
    }

    fn cost_of(&self, costs: &Costs<'w>, way: &'w Way) -> Option<u64> {
        way.needs.iter().try_fold(1_u64, |sum, any| {
            let cheapest = self.cheapest(costs, any)?;
            Some(sum.saturating_add(self.cost(costs, cheapest)?.0))
        })
    }

    fn cheapest(&self, costs: &Costs<'w>, any: &'w [String]) -> Option<&'w str> {
        let known = any.iter().filter_map(|vct| Some((self.cost(costs, vct)?.0, vct.as_str())));
        known.min_by_key(|(cost, _)| *cost).map(|(_, vct)| vct)
    }

    /// A certificate of which nobody says how it is had takes one step: to its issuer.
    fn cost(&self, costs: &Costs<'w>, vct: &str) -> Option<(u64, Option<(&'w str, &'w Way)>)> {
        match costs.get(vct) {
            Some(known) => Some(*known),
            None if self.by_type.contains_key(vct) => None,
            None => Some((1, None)),
        }
    }

    /// From a certificate that cannot be had along what it lacks, until one comes again.
    fn circle(&self, costs: &Costs<'w>, from: &str) -> Vec<Step<'w>> {
        let mut walked: Vec<Step<'w>> = Vec::new();
        let mut at = from;
        loop {
            if let Some(begin) = walked.iter().position(|step| step.gives == at) {
                return walked.split_off(begin);
            }
            let Some(by) = self.by_type.get(at).and_then(|ways| ways.first()) else {
                return walked;
            };
            walked.push(Step { gives: at.to_owned(), by: Some(*by) });
            let lacking = by.1.needs.iter().find(|any| self.cheapest(costs, any).is_none());
            let Some(next) = lacking.and_then(|any| any.first()) else { return walked };
            at = next;
        }
    }
}
