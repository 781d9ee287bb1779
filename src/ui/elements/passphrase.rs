//! A field for the passphrase. The input is uncontrolled: what is typed stays
//! in the browser's control and is read only when it is needed.

use cert_app::words::welcome;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Field;
use super::field::FieldProps;
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct PassphraseProps {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub input: NodeRef,
    /// A new one: tells password managers to offer one.
    #[prop_or_default]
    pub new: bool,
}

/// A passphrase with a switch that shows it.
#[component]
pub fn Passphrase(props: &PassphraseProps) -> Html {
    let lang = use_lang();
    let shown = use_state(|| false);
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            shown.set(input.checked());
        })
    };
    let described =
        FieldProps::described_by(&props.id, props.hint.is_some(), props.error.is_some());
    let reveal = format!("{}-show", props.id);
    html! {
        <Field id={props.id.clone()} label={props.label.clone()} hint={props.hint.clone()} error={props.error.clone()}>
            <input
                ref={props.input.clone()}
                id={props.id.clone()}
                type={if *shown { "text" } else { "password" }}
                autocomplete={if props.new { "new-password" } else { "current-password" }}
                autocapitalize="off"
                spellcheck="false"
                maxlength="1024"
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={described}
            />
            <label class="tick-row" for={reveal.clone()}>
                <input type="checkbox" id={reveal} onchange={toggle} />
                <span>{welcome::REVEAL.of(lang)}</span>
            </label>
        </Field>
    }
}

/// Takes what was typed out of the control, leaving it as it is.
pub fn typed(input: &NodeRef) -> zeroize::Zeroizing<String> {
    let value = input.cast::<HtmlInputElement>().map(|input| input.value());
    zeroize::Zeroizing::new(value.unwrap_or_default())
}

/// Empties the control after use.
pub fn wipe(input: &NodeRef) {
    if let Some(input) = input.cast::<HtmlInputElement>() {
        input.set_value("");
    }
}
