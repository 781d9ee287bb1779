//! What became of each certificate.

use std::rc::Rc;

use cert_app::trust::checking::{Checked, Class};
use cert_app::words::{Text, add as words};
use yew::prelude::*;

use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{Checks, Icon, Problem, Shape, Shared, Verdict, card};

/// What became of one certificate.
#[derive(Clone)]
pub struct Outcome {
    checked: Option<Rc<Checked>>,
    fate: Fate,
    /// What was being fetched, or the file's name.
    label: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Kept,
    Known,
    /// It will come; the wallet asks again.
    Later,
    Refused,
    NotSaved(&'static str),
}

impl PartialEq for Outcome {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.checked, &other.checked) {
            (Some(ours), Some(theirs)) => Rc::ptr_eq(ours, theirs),
            (None, None) => true,
            _ => false,
        };
        same && self.fate == other.fate && self.label == other.label
    }
}

impl Outcome {
    /// Checked and kept.
    pub const fn kept(checked: Rc<Checked>) -> Self {
        Self { checked: Some(checked), fate: Fate::Kept, label: None }
    }

    /// It was here already.
    pub const fn known(checked: Rc<Checked>) -> Self {
        Self { checked: Some(checked), fate: Fate::Known, label: None }
    }

    /// Not kept, and why stands in the report.
    pub const fn refused(checked: Rc<Checked>) -> Self {
        Self { checked: Some(checked), fate: Fate::Refused, label: None }
    }

    /// Good, but the vault could not be written.
    pub const fn not_saved(checked: Rc<Checked>, code: &'static str) -> Self {
        Self { checked: Some(checked), fate: Fate::NotSaved(code), label: None }
    }

    /// It will arrive later.
    pub const fn later() -> Self {
        Self { checked: None, fate: Fate::Later, label: None }
    }

    /// It never arrived.
    pub const fn failed(code: &'static str) -> Self {
        Self { checked: None, fate: Fate::NotSaved(code), label: None }
    }

    /// With a name to show when the certificate itself has none.
    pub fn labelled(mut self, label: &str) -> Self {
        self.label = Some(label.to_owned());
        self
    }

    /// Whether it was kept and nothing about it is open.
    pub fn is_kept_for_sure(&self) -> bool {
        let valid = |one: &Rc<Checked>| one.class(None) == Class::Valid;
        self.fate == Fate::Kept && self.checked.as_ref().is_some_and(valid)
    }

    /// Whether the wallet held it before.
    pub fn is_known(&self) -> bool {
        self.fate == Fate::Known
    }

    /// Whether the wallet holds it now because of this.
    pub fn is_kept(&self) -> bool {
        self.fate == Fate::Kept
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct ResultsProps {
    pub outcomes: Vec<Outcome>,
}

/// One panel for each.
#[component]
pub fn Results(props: &ResultsProps) -> Html {
    html! { {for props.outcomes.iter().map(|outcome| html! { <One outcome={outcome.clone()} /> })} }
}

#[derive(Clone, PartialEq, Properties)]
struct OneProps {
    outcome: Outcome,
}

#[component]
fn One(props: &OneProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let Outcome { checked, fate, label } = &props.outcome;
    let unsure = checked.as_ref().is_some_and(|one| one.class(None) == Class::CannotConfirm);
    let (style, shape, text): (_, _, Text) = match fate {
        Fate::Kept if unsure => ("tick unsure", Shape::Question, words::RESULT_UNSURE),
        Fate::Kept => ("tick", Shape::Tick, words::RESULT_KEPT),
        Fate::Known => ("tick na", Shape::Dash, words::RESULT_KNOWN),
        Fate::Later => ("tick unsure", Shape::Question, words::RESULT_LATER),
        Fate::Refused | Fate::NotSaved(_) => ("tick bad", Shape::Cross, words::RESULT_REFUSED),
    };
    let named = checked
        .as_ref()
        .filter(|one| one.report.credential_type().is_some())
        .map(|one| card::name(one, evidence.kind_of(one).as_deref(), lang));
    let name = named.or_else(|| label.clone()).unwrap_or_default();
    html! {
        <section class="panel">
            <ul class="checks"><li><span class={style}><Icon {shape} /></span><div><b>{name}</b><p>{text.of(lang)}</p></div></li></ul>
            if let Fate::NotSaved(code) = *fate { <Problem {code} /> }
            if let Some(checked) = checked {
                if *fate == Fate::Refused { <Verdict checked={Shared(checked.clone())} /> }
                <details open={*fate == Fate::Refused}>
                    <summary>{words::RESULT_LOOK.of(lang)}</summary>
                    <Checks checked={Shared(checked.clone())} />
                </details>
            }
        </section>
    }
}
