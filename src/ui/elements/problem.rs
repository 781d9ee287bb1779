//! A refusal in words: what happened, what to do next, and its code.

use cert_app::words::common;
use cert_words::code_words;
use yew::prelude::*;

use super::{Banner, Tone};
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct ProblemProps {
    /// A stable code.
    pub code: AttrValue,
    #[prop_or(Tone::Bad)]
    pub tone: Tone,
    #[prop_or_default]
    pub actions: Html,
}

/// Cause and remedy of a code. It is announced when it appears.
#[component]
pub fn Problem(props: &ProblemProps) -> Html {
    let lang = use_lang();
    let words = code_words(&props.code, lang);
    html! {
        <div role="alert">
            <Banner tone={props.tone} actions={props.actions.clone()}>
                <b>{words.cause}</b>
                <p>{words.remedy}</p>
                <p class="code-line">{common::CODE.of(lang)}{" "}<code>{props.code.clone()}</code></p>
            </Banner>
        </div>
    }
}
