//! Whether a condition can hold at all. Careful: it is called a contradiction only when it surely is
//! one; what needs real reasoning passes.

use super::condition::{Condition, Day, Range, Unit};

/// A condition, or its opposite.
#[derive(Clone, Copy)]
struct Said<'c> {
    condition: &'c Condition,
    holds: bool,
}

/// Whether the condition can never hold for a certificate of this type.
pub(super) fn never_holds(condition: &Condition, subject: Option<&str>) -> bool {
    let held = subject.map(|vct| Condition::Count {
        types: vec![vct.to_owned()],
        that: None,
        number: Range::AT_LEAST_ONE,
        at: 0,
    });
    let known: Vec<Said<'_>> =
        held.iter().map(|condition| Said { condition, holds: true }).collect();
    !may_hold(Said { condition, holds: true }, &known)
}

/// Each condition is looked at once; what surrounds it is carried along.
fn may_hold(said: Said<'_>, around: &[Said<'_>]) -> bool {
    let (mut plain, mut choices) = (Vec::new(), Vec::new());
    gather(said, &mut plain, &mut choices);
    for (at, one) in plain.iter().enumerate() {
        let inner = match one.condition {
            Condition::Count { that: Some(that), number, .. } if one.holds && number.from > 0 => {
                may_hold(Said { condition: that, holds: true }, &[])
            }
            _ => true,
        };
        let others = around.iter().chain(plain.iter().skip(at + 1));
        if !inner || others.into_iter().any(|other| conflict(*one, *other)) {
            return false;
        }
    }
    plain.extend_from_slice(around);
    choices.into_iter().all(|choice| {
        let (Condition::All(branches) | Condition::Any(branches)) = choice.condition else {
            return true;
        };
        let mut branches = branches.iter();
        branches.any(|condition| may_hold(Said { condition, holds: choice.holds }, &plain))
    })
}

/// What holds all together, and where one of several holds.
fn gather<'c>(said: Said<'c>, plain: &mut Vec<Said<'c>>, choices: &mut Vec<Said<'c>>) {
    match (said.condition, said.holds) {
        (Condition::Not(inner), holds) => {
            gather(Said { condition: inner, holds: !holds }, plain, choices);
        }
        (Condition::All(all), true) | (Condition::Any(all), false) => {
            for condition in all {
                gather(Said { condition, ..said }, plain, choices);
            }
        }
        (Condition::All(_) | Condition::Any(_), _) => choices.push(said),
        _ => plain.push(said),
    }
}

fn conflict(one: Said<'_>, other: Said<'_>) -> bool {
    let ranges = |a: Range, b: Range| match (one.holds, other.holds) {
        (true, true) => a.to < b.from || b.to < a.from,
        (true, false) => a.within(b),
        (false, true) => b.within(a),
        (false, false) => false,
    };
    match (one.condition, other.condition) {
        (
            Condition::Count { types, that, number, .. },
            Condition::Count { types: others, that: asked, number: wanted, .. },
        ) => {
            types == others
                && same_that(that.as_deref(), asked.as_deref())
                && ranges(*number, *wanted)
        }
        (Condition::Number(a, x), Condition::Number(b, y)) => a == b && ranges(*x, *y),
        (Condition::Is(a, x), Condition::Is(b, y)) => {
            let part = |x: &[_], y: &[_]| x.iter().all(|value| y.contains(value));
            a == b
                && match (one.holds, other.holds) {
                    (true, true) => !x.iter().any(|value| y.contains(value)),
                    (true, false) => part(x, y),
                    (false, true) => part(y, x),
                    (false, false) => false,
                }
        }
        (
            Condition::Passed { from, to, unit, range },
            Condition::Passed { from: begin, to: end, unit: other_unit, range: wanted },
        ) if from == begin && to == end => {
            if unit == other_unit {
                ranges(*range, *wanted)
            } else {
                one.holds && other.holds && {
                    let (a, b) = (in_days(*unit, *range), in_days(*other_unit, *wanted));
                    a.to < b.from || b.to < a.from
                }
            }
        }
        (Condition::Present(name), needed) if !one.holds && other.holds => needs(needed, name),
        (needed, Condition::Present(name)) if one.holds && !other.holds => needs(needed, name),
        _ => false,
    }
}

fn same_that(one: Option<&Condition>, other: Option<&Condition>) -> bool {
    one == other
}

/// The days that full months or years can be, with some to spare.
fn in_days(unit: Unit, range: Range) -> Range {
    let (least, most) = match unit {
        Unit::Days => return range,
        Unit::Months => (28, 31),
        Unit::Years => (365, 366),
    };
    let from = range.from.max(0).saturating_mul(least);
    Range { from, to: range.to.saturating_add(1).saturating_mul(most) }
}

fn needs(condition: &Condition, name: &str) -> bool {
    let is_it = |day: &Day| matches!(day, Day::Claim(claim, _) if claim == name);
    match condition {
        Condition::Present(claim) | Condition::Is(claim, _) | Condition::Number(claim, _) => {
            claim == name
        }
        Condition::Passed { from, to, .. } => is_it(from) || is_it(to),
        _ => false,
    }
}
