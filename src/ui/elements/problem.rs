//! A refusal in words: what happened, what to do next, and its code.

use cert_app::words::common;
use cert_words::code_words;
use web_sys::HtmlElement;
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
    /// It answers a press: it takes the focus, and with it comes into view.
    #[prop_or_default]
    pub focus: bool,
}

/// Cause and remedy of a code. It is announced when it appears.
#[component]
pub fn Problem(props: &ProblemProps) -> Html {
    let lang = use_lang();
    let words = code_words(&props.code, lang);
    html! {
        <Told focus={props.focus}>
            <Banner tone={props.tone} actions={props.actions.clone()}>
                <b>{words.cause}</b>
                <p>{words.remedy}</p>
                <p class="code-line">{common::CODE.of(lang)}{" "}<code>{props.code.clone()}</code></p>
            </Banner>
        </Told>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct ToldProps {
    /// Takes the focus when it appears.
    pub focus: bool,
    pub children: Html,
}

/// Something that has to be noticed when it appears. With the focus it stands beside the button
/// that was pressed, so Tab leads to the next try.
#[component]
pub fn Told(props: &ToldProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.focus, move |&focus| {
            if let Some(element) = node.cast::<HtmlElement>().filter(|_| focus) {
                let _ = element.focus();
            }
        });
    }
    html! {
        <div ref={node} class="told" role="alert" tabindex={props.focus.then_some("-1")}>{props.children.clone()}</div>
    }
}
