//! The line under a value that says where it is from (rules C4 and C5).

use cert_app::filling::view::{FieldView, From};
use cert_app::words::{again, form as words};
use cert_verify::UnixTime;
use yew::prelude::*;

use crate::ui::browser::intl;
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Icon, Shape};

#[derive(Clone, PartialEq, Properties)]
pub struct OriginProps {
    pub view: FieldView,
    #[prop_or_default]
    pub onundo: Callback<String>,
}

/// Origin in words, with the way back when the person has changed the value.
#[component]
pub fn OriginLine(props: &OriginProps) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let (class, shape, line) = match &view.from {
        From::Nothing | From::Typed => return Html::default(),
        From::Certificate(name) => {
            ("origin", Shape::Tick, words::FROM_CERTIFICATE.with(lang, &[name]))
        }
        From::Derived(name) => ("origin", Shape::Tick, words::DERIVED_FROM.with(lang, &[name])),
        From::Changed(name) => {
            ("origin changed", Shape::Dash, words::YOU_CHANGED.with(lang, &[name]))
        }
        From::Unbacked(name) => {
            ("origin changed", Shape::Dash, words::UNBACKED.with(lang, &[name]))
        }
        From::Withdrawn(name) => {
            ("origin changed", Shape::Alert, words::CHOOSE_AGAIN.with(lang, &[name]))
        }
        From::TypedOn(time) => {
            let day = intl::date(UnixTime::from_seconds(*time), lang);
            ("origin typed", Shape::Clock, again::TYPED_ON.with(lang, &[&day]))
        }
        From::Receipt => ("origin", Shape::Tick, words::FROM_RECEIPT.of(lang).to_owned()),
    };
    let undo = {
        let (pointer, onundo) = (view.pointer.clone(), props.onundo.clone());
        Callback::from(move |_: MouseEvent| onundo.emit(pointer.clone()))
    };
    html! {
        <div {class}>
            <span class="origin-words" id={format!("{}-origin", view.id)}>
                <span class="tick" aria-hidden="true"><Icon {shape} /></span>
                <span>
                    {line}
                    if let Some(name) = view.withdraws.as_ref().filter(|_| !view.locked) {
                        {if lang == cert_app::words::Lang::Zh { "。" } else { ". " }}
                        {words::EDIT_WITHDRAWS.with(lang, &[name])}
                    }
                    if let Some(cleared) = &view.cleared {
                        {if lang == cert_app::words::Lang::Zh { "。" } else { ". " }}
                        {words::CLEARED.with(lang, &[cleared])}
                    }
                </span>
            </span>
            if matches!(view.from, From::Changed(_) | From::Unbacked(_) | From::Withdrawn(_)) {
                <button type="button" class="link" onclick={undo}>{words::UNDO.of(lang)}</button>
            }
        </div>
    }
}
