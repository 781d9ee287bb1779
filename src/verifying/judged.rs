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
    /// The result under these rules; `wanted` is the type that this person was asked for.
    #[must_use]
    pub fn judge(&self, checked: &Checked, wanted: Option<&str>) -> Judged {
        let class = checked.class(wanted);
        if class != Class::Valid {
            return Judged { class, rule: None };
        }
        let broken = if checked.is_presentation {
            let mut inside = checked.presented.iter();
            let first = inside.find_map(|one| self.broken_by(one, false));
            first.or(self.needs_possession.then_some(Rule::Possession))
        } else {
            self.broken_by(checked, self.needs_possession)
        };
        Judged { class: broken.map_or(class, Rule::class), rule: broken }
    }

    fn broken_by(&self, checked: &Checked, needs_possession: bool) -> Option<Rule> {
        let is_listed = |names: &[String], name: Option<&str>| {
            names.is_empty() || name.is_some_and(|name| names.iter().any(|listed| listed == name))
        };
        let is_older = |age: Option<i64>, hours: u32| {
            hours > 0 && age.is_some_and(|age| age > i64::from(hours) * 3_600)
        };
        let report = &checked.report;
        if !is_listed(&self.types, report.credential_type()) {
            Some(Rule::Type)
        } else if !is_listed(&self.issuers, report.issuer()) {
            Some(Rule::Issuer)
        } else if self.needs_status && !facts::has_status(checked) {
            Some(Rule::Status)
        } else if is_older(facts::status_age(checked), self.status_hours) {
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
