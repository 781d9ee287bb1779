//! The claims of a certificate as a list of names and values.

use cert_app::wallet::cards::Line;
use cert_app::words::values::mask_middle;
use cert_app::words::{certificate as words, common};
use yew::prelude::*;

use super::card::MaskedNumber;
use crate::ui::browser::intl;
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct ClaimsProps {
    pub lines: Vec<Line>,
}

/// Names and values. Values are text, whatever they hold.
#[component]
pub fn Claims(props: &ClaimsProps) -> Html {
    html! {
        <dl class="check">
            {for props.lines.iter().map(|line| html! { <ClaimLine key={line.path.join("/")} line={line.clone()} /> })}
        </dl>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ClaimLineProps {
    line: Line,
}

#[component]
fn ClaimLine(props: &ClaimLineProps) -> Html {
    let lang = use_lang();
    let shown = use_state(|| false);
    let line = &props.line;
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    let label =
        if *shown { words::HIDE_NUMBER } else { words::SHOW_NUMBER }.with(lang, &[&line.label]);
    html! {
        <div>
            <dt>{line.label.clone()}</dt>
            if line.masked && !*shown {
                <dd class="num"><MaskedNumber text={mask_middle(&line.value)} /></dd>
            } else {
                <dd class={line.masked.then_some("num")}>{intl::iso_date(&line.value, lang)}</dd>
            }
            if line.masked {
                <dd class="act">
                    <button type="button" class="linkish" aria-pressed={shown.to_string()} aria-label={label} onclick={toggle}>
                        {if *shown { common::HIDE } else { common::SHOW }.of(lang)}
                    </button>
                </dd>
            }
        </div>
    }
}
