//! Label, hint, error, control, origin, warning: the order of every field.

use cert_app::filling::view::{Control, FieldView};
use cert_app::words::form as words;
use cert_app::words::local;
use yew::prelude::*;

use super::known::KnownAnswers;
use super::origin::OriginLine;
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Icon, Shape};

#[derive(Clone, PartialEq, Properties)]
pub struct SaidProps {
    pub words: local::Said,
}

/// Words from a signed file, marked when they are in another language.
#[component]
pub fn Said(props: &SaidProps) -> Html {
    match &props.words.lang {
        Some(lang) => html! { <span lang={lang.clone()}>{props.words.text.clone()}</span> },
        None => html! { {props.words.text.clone()} },
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct QuestionProps {
    pub view: FieldView,
    /// More words for the hint, such as the form of a date.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub onundo: Callback<String>,
    #[prop_or_default]
    pub onknown: Callback<(String, usize)>,
    pub children: Html,
}

/// The frame of one question. A group gets a `fieldset`, a single control a label.
#[component]
pub fn Question(props: &QuestionProps) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let id = view.id.clone();
    let label = html! {
        <>
            <Said words={view.label.clone()} />
            if view.optional { <span class="optional">{words::OPTIONAL.of(lang)}</span> }
        </>
    };
    let before = html! {
        <>
            if view.hint.is_some() || props.hint.is_some() {
                <p class="hint" id={format!("{id}-hint")}>
                    if let Some(hint) = view.hint.clone() { <Said words={hint} />{" "} }
                    {props.hint.clone().unwrap_or_default()}
                </p>
            }
            if let Some(error) = &view.error {
                <p class="wrong-words" id={format!("{id}-error")}><Icon shape={Shape::Alert} /><span>{error.clone()}</span></p>
            }
        </>
    };
    let after = html! {
        <>
            <KnownAnswers view={view.clone()} onknown={props.onknown.clone()} />
            <OriginLine view={view.clone()} onundo={props.onundo.clone()} />
            if let Some(warning) = &view.warning {
                <p class="warning" id={format!("{id}-warning")}>
                    <Icon shape={Shape::Alert} /><span>{warning.clone()}{" "}{words::WARN_STAYS.of(lang)}</span>
                </p>
            }
        </>
    };
    let class = classes!("field", "question", view.error.is_some().then_some("wrong"));
    if view.control == Control::Declaration {
        // The box carries its own label.
        return html! { <div {class}>{before}{props.children.clone()}{after}</div> };
    }
    if view.control.is_group() {
        html! {
            <fieldset {class} aria-describedby={view.described_by()}>
                <legend>{label}</legend>
                {before}{props.children.clone()}{after}
            </fieldset>
        }
    } else {
        html! {
            <div {class}>
                <label for={id}>{label}</label>
                {before}{props.children.clone()}{after}
            </div>
        }
    }
}
