//! A field for the passphrase. The input is uncontrolled: what is typed stays
//! in the browser's control and is read only when it is needed.

use cert_app::wallet::{MIN_PASSPHRASE, Strength};
use cert_app::words::welcome as words;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::field::FieldProps;
use super::{Field, Icon, Shape};
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct PassphraseProps {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub input: NodeRef,
    /// A new one: password managers offer one, and the page says how good it is. It is typed
    /// once; whoever wants to be sure looks at it.
    #[prop_or_default]
    pub new: bool,
}

/// A passphrase with a button that shows it.
#[component]
pub fn Passphrase(props: &PassphraseProps) -> Html {
    let lang = use_lang();
    let shown = use_state_eq(|| false);
    let strength = use_state_eq(|| None::<Strength>);
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    let oninput = props.new.then(|| {
        let strength = strength.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let value = zeroize::Zeroizing::new(input.value());
            strength.set((!value.is_empty()).then(|| Strength::of(&value)));
        })
    });
    let described = FieldProps::described_by(&props.id, props.new, props.error.is_some());
    let hint = props.new.then(|| words::PASSPHRASE_HINT.with(lang, &[&MIN_PASSPHRASE.to_string()]));
    let (reveal, reveal_name) = if *shown {
        (words::HIDE_SHORT, words::HIDE_PASSPHRASE)
    } else {
        (words::REVEAL_SHORT, words::REVEAL)
    };
    html! {
        <Field id={props.id.clone()} label={props.label.clone()} {hint} error={props.error.clone()}>
            <div class="with-button">
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
                    {oninput}
                />
                <button type="button" class="btn small" aria-label={reveal_name.of(lang)} onclick={toggle}>
                    {reveal.of(lang)}
                </button>
            </div>
            if props.new { <p class="strength" role="status">{strength.map(|strength| guidance(strength, lang))}</p> }
        </Field>
    }
}

/// How good a new passphrase is: icon and words, never colour alone.
fn guidance(strength: Strength, lang: cert_app::words::Lang) -> Html {
    let (shape, class, text) = match strength {
        Strength::TooShort(missing) => {
            let text = words::STRENGTH_SHORT.with(lang, &[&missing.to_string()]);
            return html! { <><Icon shape={Shape::Dash} />{text}</> };
        }
        Strength::Guessable => (Shape::Alert, "warn-words", words::STRENGTH_GUESSABLE),
        Strength::Fair => (Shape::Tick, "fair-words", words::STRENGTH_FAIR),
        Strength::Strong => (Shape::Tick, "good-words", words::STRENGTH_STRONG),
    };
    html! { <span {class}><Icon {shape} />{text.of(lang)}</span> }
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
