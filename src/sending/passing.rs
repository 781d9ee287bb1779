//! Passing on what one office has decided to those that wait for it. The person's device is the only place
//! where the cases of one submission meet: offices need not know each other, and the device brings each only
//! the one case that the signed form lets it wait for.
//!
//! What is to be done follows from the vault alone, so it goes on after every closing, and each office takes
//! the same case as often as it is brought.

use cert_fill::Pointer;
use cert_fill::form::{Endpoint, is_expected};
use cert_fill::late::LateError;
use cert_fill::progress::State;
use cert_fill::wire::FilingStatus;
use serde_json::Value;

use super::news::{self, CaseAnswer};
use crate::http::{Reply, Request};
use crate::wallet::{Filing, LateFrom, PassedOn, Problem, Produces, Submission, VaultData};

/// After an office has said no: what was wrong may be a list that it had not fetched again.
const AFTER_NO_SECONDS: i64 = 3_600;

/// After no answer, whatever the office asks for: each try sends the whole case and writes the vault.
const AFTER_NOTHING_SECONDS: i64 = 60;

/// Where a filing stands that waits for another office.
#[derive(Clone, Debug, PartialEq)]
pub enum Awaiting<'s> {
    /// That office has not decided.
    Waits(&'s Filing),
    /// It has, and what it said is on its way to the one that waits.
    OnItsWay(&'s Filing),
    /// It has, and the one that waits did not take it, with this code; it is brought again.
    NotTaken(&'s Filing, &'s str),
    /// It said yes without a value that the form allows: only that office can mend it.
    Stuck(&'s Filing, LateError),
}

/// What is brought: to which filing of which submission, from which other one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passing {
    /// The submission.
    pub submission: String,
    /// The filing that waits.
    pub to: String,
    /// The filing that is decided.
    pub from: String,
    /// Not before this time (Unix seconds).
    pub not_before: i64,
}

/// Keeps with a filing what the form says of values that come later.
pub fn from_form(filing: &mut Filing, asked: &cert_fill::Filing) {
    let late = asked.late.iter();
    filing.late =
        late.map(|late| LateFrom { to: late.to.to_string(), from: late.from.clone() }).collect();
    let produces = asked.produces.iter().map(|(at, schema)| {
        let label = asked.labels.iter().find(|(to, _)| to == at);
        let label = label.map(|(_, words)| words.into()).unwrap_or_default();
        Produces { at: at.to_string(), schema: schema.clone(), label }
    });
    filing.produces = produces.collect();
}

/// What a filing waits for now; none when it waits for nobody. Of several offices, the one that somebody has to
/// ask comes first, and the one that has not decided last.
#[must_use]
pub fn standing<'s>(submission: &'s Submission, filing: &'s Filing) -> Option<Awaiting<'s>> {
    let rank = |one: &Awaiting<'_>| match one {
        Awaiting::Stuck(..) => 0,
        Awaiting::NotTaken(..) => 1,
        Awaiting::OnItsWay(_) => 2,
        Awaiting::Waits(_) => 3,
    };
    each(submission, filing).into_iter().min_by_key(rank).filter(|_| news::can_ask(filing))
}

/// The same for each office whose values have not come.
fn each<'s>(submission: &'s Submission, filing: &'s Filing) -> Vec<Awaiting<'s>> {
    if filing.late.is_empty() || filing.accepted.is_none() {
        return Vec::new();
    }
    let told = news::said(&filing.news);
    if told.last().is_some_and(|last| last.state.is_decision()) {
        return Vec::new();
    }
    let has = |at: &str| {
        let mut took = told.iter().flat_map(|says| &says.took);
        took.any(|(to, _)| to.to_string() == at)
    };
    let of = |from: &'s Filing| {
        let awaited = filing.late.iter().filter(|late| late.from == from.id);
        let awaited: Vec<&str> = awaited.map(|late| late.to.as_str()).collect();
        if awaited.iter().all(|at| has(at)) {
            return None;
        }
        Some(match (outcome(from, &awaited), before(filing, &from.id)) {
            (None, _) => Awaiting::Waits(from),
            (Some(Err(error)), _) => Awaiting::Stuck(from, error),
            (Some(Ok(())), Some(PassedOn { problem: Some(code), .. })) => {
                Awaiting::NotTaken(from, code)
            }
            (Some(Ok(())), _) => Awaiting::OnItsWay(from),
        })
    };
    submission.filings.iter().filter_map(of).collect()
}

/// How bringing it from that office went last.
fn before<'s>(filing: &'s Filing, from: &str) -> Option<&'s PassedOn> {
    filing.news.brought.iter().find(|one| one.from == from)
}

/// Whether an office has decided, and whether what it gives can be passed on.
fn outcome(from: &Filing, awaited: &[&str]) -> Option<Result<(), LateError>> {
    let told = news::said(&from.news);
    let decided = told.iter().rev().find(|says| says.state.is_decision());
    let receipt = &from.accepted.as_ref()?.claims;
    if decided.is_some_and(|says| says.state == State::Refused) {
        return Some(Ok(()));
    }
    // An office that decides at once says so in its receipt, as a no or with the values.
    let at_once = receipt.get("filing_status").and_then(Value::as_str);
    if decided.is_none() && at_once == Some(FilingStatus::Rejected.as_str()) {
        return Some(Ok(()));
    }
    let at_once = receipt.get("produced").and_then(Value::as_object);
    let at_once = at_once.into_iter().flatten();
    let at_once = at_once.filter_map(|(at, value)| Some((Pointer::parse(at).ok()?, value.clone())));
    let mut given: Vec<(Pointer, Value)> = at_once.collect();
    if decided.is_none() && given.is_empty() {
        return None;
    }
    given.extend(decided.into_iter().flat_map(|says| says.produced.clone()));
    let expected = from.produces.iter();
    let expected: Vec<(Pointer, Value)> = expected
        .filter_map(|one| Some((Pointer::parse(&one.at).ok()?, one.schema.clone())))
        .collect();
    let judge = |at: &&str| {
        let value = given.iter().rev().find(|(to, _)| to.to_string() == **at);
        let (at, value) = value.ok_or(LateError::ValueMissing)?;
        let is_good = is_expected(&expected, at, value);
        if is_good { Ok(()) } else { Err(LateError::ValueNotAccepted) }
    };
    Some(awaited.iter().try_for_each(judge))
}

/// Everything of this vault that is to be brought.
#[must_use]
pub fn pending(data: &VaultData) -> Vec<Passing> {
    let waits = |one: &&Submission| one.filings.iter().any(|filing| !filing.late.is_empty());
    let each = data.outbox.iter().filter(waits).flat_map(|submission| {
        submission.filings.iter().flat_map(|filing| due(submission, filing))
    });
    each.collect()
}

/// Whether there is a handle to bring it with is looked at last: the whole body is read for it.
fn due(submission: &Submission, filing: &Filing) -> Vec<Passing> {
    let found = each(submission, filing).into_iter().filter_map(|one| {
        let (Awaiting::OnItsWay(from) | Awaiting::NotTaken(from, _)) = one else { return None };
        Some(Passing {
            submission: submission.id.clone(),
            to: filing.id.clone(),
            from: from.id.clone(),
            not_before: before(filing, &from.id).map_or(0, |last| last.not_before),
        })
    });
    let found: Vec<Passing> = found.collect();
    if found.is_empty() || news::can_ask(filing) { found } else { Vec::new() }
}

/// Brings it: the receipt of the one office and all that it has said, with the handle of the case that waits.
#[must_use]
pub fn request(data: &VaultData, passing: &Passing) -> Option<Request> {
    let submission = data.submission(&passing.submission)?;
    let of = |id: &str| submission.filings.iter().find(|one| one.id == id);
    let (to, from) = (of(&passing.to)?, of(&passing.from)?);
    let request = Request {
        method: "POST",
        url: Endpoint::parse(&to.endpoint)?.late(),
        headers: vec![("Content-Type", "application/json".to_owned())],
        body: Some(news::file(from)?.to_bytes()),
    };
    let handle = to.progress.as_deref()?;
    Some(request.at(&to.server).with("authorization", format!("Bearer {handle}")))
}

/// Reads the answer, which is that to a question for news.
#[must_use]
pub fn read(reply: Option<&Reply>, now: i64) -> CaseAnswer {
    match reply {
        // It knows something else already, or has closed the case: to be seen in its news.
        Some(reply) if reply.status == 409 => {
            let problem = super::office::read_problem(reply);
            let problem = problem.unwrap_or_else(|| Problem::of("office-refused"));
            CaseAnswer::Refused(problem.code)
        }
        reply => news::read(reply, now),
    }
}

/// Writes down what came of it, believed or not.
pub fn keep(data: &mut VaultData, passing: &Passing, heard: &CaseAnswer, now: i64) {
    let (submission, to) = (passing.submission.as_str(), passing.to.as_str());
    if matches!(heard, CaseAnswer::Told { .. }) {
        news::keep(data, submission, to, heard, now);
    }
    let filings = data.outbox.iter_mut().filter(|one| one.id == submission);
    let mut filings = filings.flat_map(|one| &mut one.filings);
    let Some(filing) = filings.find(|one| one.id == to) else { return };
    let problem = match heard {
        CaseAnswer::Refused(code) => Some(code.clone()),
        _ => None,
    };
    let wait = match heard {
        CaseAnswer::Nothing { patience } => patience.unwrap_or_default(),
        _ => AFTER_NO_SECONDS,
    };
    let not_before = now.saturating_add(wait.clamp(AFTER_NOTHING_SECONDS, AFTER_NO_SECONDS));
    let from = passing.from.clone();
    filing.news.brought.retain(|one| one.from != from);
    filing.news.brought.push(PassedOn { from, not_before, problem });
}

#[cfg(test)]
mod tests;
