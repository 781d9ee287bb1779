//! A number with its middle hidden; a screen reader hears "hidden", not dots (rule C27).

use cert_app::filling::display::Shown;
use cert_app::words::form as words;
use yew::prelude::*;

use crate::ui::browser::history;
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct MaskedProps {
    pub shown: Shown,
    /// The field's label, for the button's name.
    pub label: AttrValue,
}

/// A value; when it is masked, with a button that shows all of it.
#[component]
pub fn Masked(props: &MaskedProps) -> Html {
    let lang = use_lang();
    let open = use_state(|| false);
    let Some(masked) = &props.shown.masked else {
        return html! { <span class="value">{props.shown.full.clone()}</span> };
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let name = if *open { words::HIDE_OF } else { words::SHOW_ALL_OF }.with(lang, &[&props.label]);
    html! {
        <span class="masked">
            if *open {
                <span class="value number">{props.shown.full.clone()}</span>
            } else {
                <span class="value number" aria-hidden="true">{masked.clone()}</span>
                <span class="unseen">{spoken(masked, lang)}</span>
            }
            // Whoever stands behind somebody at a kiosk reads along (rule K5).
            if !history::is_kiosk() {
                <button type="button" class="link reveal" aria-label={name} onclick={toggle}>
                    {if *open { words::HIDE } else { words::SHOW_ALL }.of(lang)}
                </button>
            }
        </span>
    }
}

/// The ends of the number and the word "hidden" between them.
fn spoken(masked: &str, lang: cert_app::words::Lang) -> String {
    let hidden = words::HIDDEN.of(lang);
    let ends: Vec<&str> =
        masked.split('*').map(str::trim).filter(|part| !part.is_empty()).collect();
    match ends.as_slice() {
        [start, end] => format!("{start}, {hidden}, {end}"),
        _ => hidden.to_owned(),
    }
}
