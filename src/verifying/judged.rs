//! What the rules of a counter make of a result. They can only take away from it.

use super::facts::{self, Possession};
use super::rules::Rules;
use crate::trust::checking::{Checked, Class};

/// A rule of the counter that a genuine certificate does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is of a type that does not count here.
    Type,
    /// Its issuer does not count here.
    Issuer,
    /// It names no status list.
    Status,
    /// The status list is too old.
    StatusAge,
    /// The trust list is too old.
    ListAge,
    /// Its holder has not proven, here and now, that it is theirs.
    Possession,
}

impl Rule {
    /// The rule in the record.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Type => "rule-type",
            Self::Issuer => "rule-issuer",
            Self::Status => "rule-status",
            Self::StatusAge => "rule-status-age",
            Self::ListAge => "rule-list-age",
            Self::Possession => "rule-possession",
        }
    }

    const fn class(self) -> Class {
        match self {
            Self::Type | Self::Issuer => Class::OtherPurpose,
            Self::Status | Self::StatusAge | Self::ListAge | Self::Possession => {
                Class::CannotConfirm
            }
        }
    }
}

/// A result under the rules of a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// What stands over it.
    pub class: Class,
    /// The rule that decided, when it is valid by itself.
    pub rule: Option<Rule>,
}

impl Rules {
    /// The result under these rules; `wanted` is the type that this person was asked for. A proof of
    /// possession that was shown here before (`is_again`) proves nothing a second time.
    #[must_use]
    pub fn judge(&self, checked: &Checked, wanted: Option<&str>, is_again: bool) -> Judged {
        let class = checked.class(wanted);
        if class != Class::Valid {
            return Judged { class, rule: None };
        }
        let broken = if checked.is_presentation {
            let mut inside = checked.presented.iter();
            let first = inside.find_map(|one| self.broken_by(one, false));
            first.or(self.needs_possession.then_some(Rule::Possession))
        } else {
            let again = (self.needs_possession && is_again).then_some(Rule::Possession);
            self.broken_by(checked, self.needs_possession).or(again)
        };
        Judged { class: broken.map_or(class, Rule::class), rule: broken }
    }

    /// The result of one certificate of a presentation, which brings the proof for all of them.
    #[must_use]
    pub fn judge_inside(&self, checked: &Checked) -> Judged {
        let class = checked.class(None);
        let broken = (class == Class::Valid).then(|| self.broken_by(checked, false)).flatten();
        Judged { class: broken.map_or(class, Rule::class), rule: broken }
    }

    /// What these rules do not ask for that others did: each of them must be seen before they are taken over.
    #[must_use]
    pub fn drops(&self, before: &Self) -> Vec<Rule> {
        let widens = |now: &[String], before: &[String]| {
            !before.is_empty() && (now.is_empty() || now.iter().any(|name| !before.contains(name)))
        };
        let ages = |now: u32, before: u32| before > 0 && (now == 0 || now > before);
        let dropped = [
            (Rule::Type, widens(&self.types, &before.types)),
            (Rule::Issuer, widens(&self.issuers, &before.issuers)),
            (Rule::Status, before.needs_status && !self.needs_status),
            (Rule::StatusAge, ages(self.status_hours, before.status_hours)),
            (Rule::ListAge, ages(self.list_hours, before.list_hours)),
            (Rule::Possession, before.needs_possession && !self.needs_possession),
        ];
        dropped.into_iter().filter_map(|(rule, is_dropped)| is_dropped.then_some(rule)).collect()
    }

    fn broken_by(&self, checked: &Checked, needs_possession: bool) -> Option<Rule> {
        let is_listed = |names: &[String], name: Option<&str>| {
            names.is_empty() || name.is_some_and(|name| names.iter().any(|listed| listed == name))
        };
        // An age that nobody knows is no young one.
        let is_older = |age: Option<i64>, hours: u32| {
            hours > 0 && age.is_none_or(|age| age > i64::from(hours) * 3_600)
        };
        let report = &checked.report;
        if !is_listed(&self.types, report.credential_type()) {
            Some(Rule::Type)
        } else if !is_listed(&self.issuers, report.issuer()) {
            Some(Rule::Issuer)
        } else if self.needs_status && !facts::has_status(checked) {
            Some(Rule::Status)
        } else if facts::has_status(checked)
            && is_older(facts::status_age(checked), self.status_hours)
        {
            Some(Rule::StatusAge)
        } else if is_older(facts::list_age(checked), self.list_hours) {
            Some(Rule::ListAge)
        } else if needs_possession && !matches!(facts::possession(checked), Possession::JustNow(_))
        {
            Some(Rule::Possession)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests;
