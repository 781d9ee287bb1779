//! A date from a document: year, month, day, as Chinese documents write it (rule C13).

use cert_app::filling::typed::split_date;
use cert_app::filling::view::FieldView;
use cert_app::words::form as words;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::autocomplete;
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct DateProps {
    pub view: FieldView,
    pub ontouch: Callback<String>,
}

/// Three boxes. The first carries the field's id, so that an error leads there.
#[component]
pub fn DateControl(props: &DateProps) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let nodes = [use_node_ref(), use_node_ref(), use_node_ref()];
    {
        let (nodes, text) = (nodes.clone(), view.text());
        use_effect_with(view.revision, move |_| {
            for (node, part) in nodes.iter().zip(split_date(&text)) {
                if let Some(input) = node.cast::<HtmlInputElement>() {
                    input.set_value(part.trim_start_matches('0'));
                }
            }
        });
    }
    let touch = {
        let (pointer, ontouch) = (view.pointer.clone(), props.ontouch.clone());
        Callback::from(move |_: InputEvent| ontouch.emit(pointer.clone()))
    };
    let birthday = autocomplete(view).as_deref() == Some("bday");
    let parts = [
        (view.id.clone(), words::YEAR, "4", "bday-year"),
        (format!("{}-month", view.id), words::MONTH, "2", "bday-month"),
        (format!("{}-day", view.id), words::DAY, "2", "bday-day"),
    ];
    html! {
        <div class="date-parts">
            {for parts.into_iter().zip(nodes).map(|((id, label, size, token), node)| html! {
                <div class={if size == "4" { "part year" } else { "part" }}>
                    <label for={id.clone()}>{label.of(lang)}</label>
                    <input ref={node} id={id.clone()} name={id} type="text" inputmode="numeric"
                        autocomplete={if birthday { token } else { "off" }}
                        aria-invalid={view.error.is_some().then_some("true")}
                        aria-describedby={view.error.is_some().then(|| format!("{}-error", view.id))}
                        oninput={touch.clone()} />
                </div>
            })}
        </div>
    }
}
