//! A certified value: text without a frame, its origin, and what to do when it
//! is wrong (rule C4, ELMER 3).

use cert_app::filling::view::FieldView;
use cert_app::words::form as words;
use yew::prelude::*;

use super::{Masked, OriginLine, Said};
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct LockedProps {
    pub view: FieldView,
}

/// A value that cannot be changed here.
#[component]
pub fn Locked(props: &LockedProps) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let name = match &view.from {
        cert_app::filling::view::From::Certificate(name)
        | cert_app::filling::view::From::Derived(name) => name.clone(),
        _ => String::new(),
    };
    let issuer = view.issuer.clone().unwrap_or_default();
    html! {
        <dl class="field certain" id={view.id.clone()} tabindex="-1">
            <div>
                <dt><Said words={view.label.clone()} /></dt>
                <dd>
                    <p class="locked"><Masked shown={view.shown.clone()} label={view.label.text.clone()} /></p>
                    if let Some(error) = &view.error { <p class="wrong-words" id={format!("{}-error", view.id)}>{error.clone()}</p> }
                    <OriginLine view={view.clone()} />
                    if !name.is_empty() {
                        <details class="is-wrong">
                            <summary aria-label={words::IS_WRONG_FOR.with(lang, &[&view.label.text])}>{words::IS_WRONG.of(lang)}</summary>
                            <p>{words::WRONG_HINT.with(lang, &[&name, &issuer])}{" "}{words::WRONG_OTHER.of(lang)}</p>
                        </details>
                    }
                </dd>
            </div>
        </dl>
    }
}
