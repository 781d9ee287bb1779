//! One question: label, hint, error, control, and the summary of all errors.

use cert_app::words::common;
use yew::prelude::*;

use super::{Icon, Shape};
use crate::ui::browser::page;
use crate::ui::ctx::use_lang;

/// What is wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The id of the control.
    pub id: AttrValue,
    /// The same words in the summary and beside the control.
    pub words: AttrValue,
}

#[derive(Clone, PartialEq, Properties)]
pub struct FieldProps {
    /// The id of the control inside; hint and error are named after it.
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// The control. Give it `id`, `aria-invalid` and
    /// `aria-describedby={Field::described_by(…)}`.
    pub children: Html,
}

impl FieldProps {
    /// What `aria-describedby` of the control must hold.
    pub fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
        match (hint, error) {
            (true, true) => Some(format!("{id}-hint {id}-error")),
            (true, false) => Some(format!("{id}-hint")),
            (false, true) => Some(format!("{id}-error")),
            (false, false) => None,
        }
    }
}

/// A field: the error stands between label and control.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let id = &props.id;
    html! {
        <div class={classes!("field", props.error.is_some().then_some("wrong"))}>
            <label for={id.clone()}>{props.label.clone()}</label>
            if let Some(hint) = &props.hint { <p class="hint" id={format!("{id}-hint")}>{hint.clone()}</p> }
            if let Some(error) = &props.error {
                <p class="wrong-words" id={format!("{id}-error")}><Icon shape={Shape::Alert} />{error.clone()}</p>
            }
            {props.children.clone()}
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct SummaryProps {
    pub problems: Vec<FieldProblem>,
}

/// All errors of the page, each a link to its control. It takes the focus
/// whenever the list changes.
#[component]
pub fn Summary(props: &SummaryProps) -> Html {
    let lang = use_lang();
    // The same problems in another language leave the focus where it is.
    let ids: Vec<AttrValue> = props.problems.iter().map(|problem| problem.id.clone()).collect();
    use_effect_with(ids, |ids| {
        if !ids.is_empty() {
            page::scroll_to_top();
            page::focus("#summary");
        }
    });
    if props.problems.is_empty() {
        return Html::default();
    }
    let go = |id: AttrValue| {
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            page::focus(&format!("[id=\"{id}\"]"));
        })
    };
    html! {
        <section id="summary" class="summary" tabindex="-1" aria-labelledby="summary-title">
            <h2 id="summary-title">{common::ERROR_TITLE.of(lang)}</h2>
            <ul>
                {for props.problems.iter().map(|problem| html! {
                    <li><a href={format!("#{}", problem.id)} onclick={go(problem.id.clone())}>{problem.words.clone()}</a></li>
                })}
            </ul>
        </section>
    }
}
