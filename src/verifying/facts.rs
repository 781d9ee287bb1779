//! How old what a result rests on is, and whether the holder was there: read off the report.

use cert_issue::IN_PERSON;
use cert_verify::{Check, Fact, Outcome};

use crate::trust::checking::Checked;

/// A proof of possession that is younger was made just now: as long as showing an animated code takes,
/// and no longer (seconds).
pub const JUST_NOW_SECONDS: i64 = 120;

/// How far the clocks of two devices may be apart (seconds).
const SKEW_SECONDS: i64 = 60;

/// Whether the key of the certificate's holder was at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Possession {
    /// Nothing was proven: whoever has a copy can show it.
    NotProven,
    /// The holder's key signed so many seconds ago, for whoever stands in front of them.
    JustNow(i64),
    /// The holder's key signed for whoever stands in front of them, but so many seconds ago (or ahead, when it
    /// is negative): it is an old one, or a clock is wrong.
    AtAnotherTime(i64),
    /// The holder's key signed, but for somebody else.
    ForOthers,
}

/// Whether the holder's key was at hand. A presentation that nobody here asked for proves nothing about
/// now.
#[must_use]
pub fn possession(checked: &Checked) -> Possession {
    let Some(made) = time(checked, Check::Holder, "proof-made") else {
        return Possession::NotProven;
    };
    let age = checked.at.seconds().saturating_sub(made);
    let is_for_us = text(checked, Check::Holder, "proof-audience") == Some(IN_PERSON);
    let end = time(checked, Check::Holder, "proof-expires");
    let is_over = end.is_some_and(|end| checked.at.seconds() > end.saturating_add(SKEW_SECONDS));
    if !is_for_us {
        Possession::ForOthers
    } else if (-SKEW_SECONDS..=JUST_NOW_SECONDS).contains(&age) && !is_over {
        Possession::JustNow(age.max(0))
    } else {
        Possession::AtAnotherTime(age)
    }
}

/// How old the status list is that the result rests on (seconds); `None` when it rests on none.
#[must_use]
pub fn status_age(checked: &Checked) -> Option<i64> {
    number(checked, Check::Status, "list-age-seconds")
}

/// How old the trust list is that the result rests on (seconds), by its own date.
#[must_use]
pub fn list_age(checked: &Checked) -> Option<i64> {
    let issued = time(checked, Check::Issuer, "list-issued")?;
    Some(checked.at.seconds().saturating_sub(issued).max(0))
}

/// Whether the issuer says somewhere whether it still stands behind the certificate.
#[must_use]
pub fn has_status(checked: &Checked) -> bool {
    matches!(checked.report.outcome(Check::Status), Some(Outcome::Passed))
}

fn fact<'a>(checked: &'a Checked, check: Check, name: &str) -> Option<&'a Fact> {
    let result = checked.report.checks().iter().find(|result| result.check() == check)?;
    result.facts().iter().find_map(|(known, fact)| (*known == name).then_some(fact))
}

fn time(checked: &Checked, check: Check, name: &str) -> Option<i64> {
    match fact(checked, check, name)? {
        Fact::Time(time) => Some(time.seconds()),
        _ => None,
    }
}

fn number(checked: &Checked, check: Check, name: &str) -> Option<i64> {
    match fact(checked, check, name)? {
        Fact::Number(number) => Some(*number),
        _ => None,
    }
}

fn text<'a>(checked: &'a Checked, check: Check, name: &str) -> Option<&'a str> {
    match fact(checked, check, name)? {
        Fact::Text(text) => Some(text),
        _ => None,
    }
}
