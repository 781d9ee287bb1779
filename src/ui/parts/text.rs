//! One line, some lines, telephone numbers, whole numbers.

use cert_app::filling::view::{Control, FieldView};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::{autocomplete, use_composed};

#[derive(Clone, PartialEq, Properties)]
pub struct TextProps {
    pub view: FieldView,
    pub ontouch: Callback<String>,
}

/// A text control. Its value is set when it appears and when `revision` rises.
#[component]
pub fn TextControl(props: &TextProps) -> Html {
    let view = &props.view;
    let node = use_node_ref();
    {
        let (node, text) = (node.clone(), view.text());
        use_effect_with(view.revision, move |_| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_value(&text);
            } else if let Some(area) = node.cast::<HtmlTextAreaElement>() {
                area.set_value(&text);
            }
        });
    }
    let touch = {
        let (pointer, ontouch) = (view.pointer.clone(), props.ontouch.clone());
        move || ontouch.emit(pointer.clone())
    };
    let oninput = {
        let touch = touch.clone();
        Callback::from(move |event: InputEvent| {
            // A word that is still being composed is not an answer yet.
            if !event.is_composing() {
                touch();
            }
        })
    };
    {
        let touch = touch.clone();
        use_composed(&node, Callback::from(move |()| touch()));
    }
    let onchange = Callback::from(move |_: Event| touch());
    let invalid = view.error.is_some().then_some("true");
    if view.control == Control::Textarea {
        return html! {
            <textarea ref={node} id={view.id.clone()} name={view.id.clone()} rows="3" autocomplete={autocomplete(view)}
                aria-invalid={invalid} aria-describedby={view.described_by()} {oninput} {onchange} />
        };
    }
    let (kind, mode) = match view.control {
        Control::Phone => ("tel", Some("tel")),
        Control::Integer => ("text", Some("numeric")),
        _ if view.autocomplete.as_deref() == Some("email") => ("text", Some("email")),
        _ => ("text", None),
    };
    let plain = view.is_code || mode.is_some() || view.autocomplete.as_deref() == Some("name");
    html! {
        <input ref={node} id={view.id.clone()} name={view.id.clone()} type={kind} inputmode={mode}
            class={classes!("line", (view.is_code || mode.is_some()).then_some("short"))}
            autocomplete={autocomplete(view)}
            spellcheck={plain.then_some("false")} autocapitalize={plain.then_some("off")}
            aria-invalid={invalid} aria-describedby={view.described_by()} {oninput} {onchange} />
    }
}
