//! Radios, check boxes, the declaration and the list that opens.

use cert_app::filling::view::{Control, FieldView};
use cert_app::words::form as words;
use yew::prelude::*;

use super::{Said, autocomplete};
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct ChoiceProps {
    pub view: FieldView,
    pub ontouch: Callback<String>,
}

/// A choice among what the form offers.
#[component]
pub fn ChoiceControl(props: &ChoiceProps) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let onchange = {
        let (pointer, ontouch) = (view.pointer.clone(), props.ontouch.clone());
        Callback::from(move |_: Event| ontouch.emit(pointer.clone()))
    };
    let wrong = view.error.is_some().then_some("true");
    match view.control {
        Control::Select => html! {
            <select key={view.revision} id={view.id.clone()} name={view.id.clone()} autocomplete={autocomplete(view)}
                aria-invalid={wrong} aria-describedby={view.described_by()} {onchange}>
                <option value="" selected={view.value.is_null()}>{words::CHOOSE_ONE.of(lang)}</option>
                {for view.options.iter().map(|(code, label)| html! {
                    <option value={code.clone()} selected={view.is_chosen(code)} lang={label.lang.clone()}>{label.text.clone()}</option>
                })}
            </select>
        },
        Control::Declaration => html! {
            <label class="tick-row declaration" for={view.id.clone()}>
                <input type="checkbox" id={view.id.clone()} name={view.id.clone()} checked={view.value == true}
                    aria-invalid={wrong} aria-describedby={view.described_by()} {onchange} />
                <span><Said words={view.label.clone()} /></span>
            </label>
        },
        _ => {
            let kind = if view.control == Control::Checkboxes { "checkbox" } else { "radio" };
            html! {
                <div class="choices">
                    {for view.options.iter().enumerate().map(|(index, (code, label))| {
                        // The first one carries the field's id: an error leads there.
                        let id = if index == 0 { view.id.clone() } else { format!("{}-{index}", view.id) };
                        html! {
                            <label class="choice" for={id.clone()}>
                                <input type={kind} {id} name={view.id.clone()} value={code.clone()} checked={view.is_chosen(code)}
                                    aria-invalid={wrong} onchange={onchange.clone()} />
                                <span><Said words={label.clone()} /></span>
                            </label>
                        }
                    })}
                </div>
            }
        }
    }
}
