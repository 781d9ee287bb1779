//! Who gets what of a form for several offices, at a glance: one line for each step of the form, one column for
//! each office, from the same plans from which the filings are signed.

use std::collections::BTreeSet;

use cert_fill::{Form, Plan, Pointer};

use super::build::said;
use crate::words::local::Said;
use crate::words::{Lang, form_check as words};

/// How much of a step one office gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All that was answered.
    All,
    /// Some of it.
    Part,
    /// Nothing.
    Nothing,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareRow {
    /// The step, or the value that comes later.
    pub title: Said,
    /// One for each office, in the form's order.
    pub cells: Vec<Share>,
}

/// The whole table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shares {
    /// The offices' names from the signed form.
    pub offices: Vec<Said>,
    /// Steps without any answer have no line.
    pub rows: Vec<ShareRow>,
}

/// The table for these plans.
#[must_use]
pub fn shares(form: &Form, plans: &[Plan], lang: Lang) -> Shares {
    let sent: Vec<BTreeSet<&Pointer>> = plans.iter().map(sent).collect();
    let all: BTreeSet<&Pointer> = sent.iter().flatten().copied().collect();
    let steps = form.steps().iter().filter(|step| !step.is_review);
    let of_step = steps.filter_map(|step| {
        let is_here = |at: &&Pointer| {
            form.field(at).is_some_and(|field| step.fields.contains(&field.pointer))
        };
        let here: BTreeSet<&Pointer> = all.iter().copied().filter(is_here).collect();
        let cells = sent.iter().map(|sent| match sent.intersection(&here).count() {
            0 => Share::Nothing,
            some if some == here.len() => Share::All,
            _ => Share::Part,
        });
        let title = said(&step.title, lang);
        (!here.is_empty()).then(|| ShareRow { title, cells: cells.collect() })
    });
    let mut rows: Vec<ShareRow> = of_step.collect();
    rows.extend(later(form, plans, lang));
    let offices = plans.iter().filter_map(|plan| form.filing(&plan.filing));
    Shares { offices: offices.map(|filing| said(&filing.to.name, lang)).collect(), rows }
}

fn sent(plan: &Plan) -> BTreeSet<&Pointer> {
    plan.certified.iter().chain(&plan.typed).chain(&plan.overridden).collect()
}

/// Values that one office gives and others get later.
fn later(form: &Form, plans: &[Plan], lang: Lang) -> Vec<ShareRow> {
    let labels = form.filings().iter().flat_map(|filing| &filing.labels);
    let each = labels.map(|(at, label)| {
        let mut title = said(label, lang);
        title.text = words::LATER.with(lang, &[&title.text]);
        let gets = |plan: &Plan| if plan.late.contains(at) { Share::All } else { Share::Nothing };
        ShareRow { title, cells: plans.iter().map(gets).collect() }
    });
    each.collect()
}

/// The names of the values that this office gets later, each with the office that gives it.
#[must_use]
pub fn late(form: &Form, plan: &Plan, lang: Lang) -> Vec<String> {
    let Some(filing) = form.filing(&plan.filing) else { return Vec::new() };
    let named = filing.late.iter().filter_map(|late| {
        let from = form.filing(&late.from)?;
        let (_, label) = from.labels.iter().find(|(at, _)| *at == late.to)?;
        let (label, office) = (said(label, lang).text, said(&from.to.name, lang).text);
        Some(words::LATE_VALUE.with(lang, &[&label, &office]))
    });
    named.collect()
}
