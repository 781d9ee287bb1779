//! The box in which a service is looked for, and how many were found.

use cert_app::words::form as words;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind};
use crate::ui::parts::use_composed;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct SearchProps {
    pub(super) input: NodeRef,
    pub(super) query: UseStateHandle<String>,
    pub(super) count: usize,
    /// Whether only one department's services are looked at.
    pub(super) is_partial: bool,
}

#[component]
pub(super) fn Search(props: &SearchProps) -> Html {
    let lang = use_lang();
    let read = {
        let (input, query) = (props.input.clone(), props.query.clone());
        move || {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                query.set(input.value());
            }
        }
    };
    let oninput = {
        let read = read.clone();
        Callback::from(move |event: InputEvent| {
            if !event.is_composing() {
                read();
            }
        })
    };
    {
        let read = read.clone();
        use_composed(&props.input, Callback::from(move |()| read()));
    }
    let clear = {
        let (input, query) = (props.input.clone(), props.query.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_value("");
                let _ = input.focus();
            }
            query.set(String::new());
        })
    };
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    let status = if props.query.trim().is_empty() && !props.is_partial {
        String::new()
    } else if props.count == 0 {
        words::FOUND_NONE.with(lang, &[props.query.trim()])
    } else {
        words::FOUND_COUNT.with(lang, &[&props.count.to_string()])
    };
    html! {
        <form role="search" class="search" novalidate=true {onsubmit}>
            <div class="field question">
                <label for="service-search">{words::SEARCH_LABEL.of(lang)}</label>
                <p class="hint" id="service-search-hint">{words::SEARCH_HINT.of(lang)}</p>
                <input ref={props.input.clone()} class="line" id="service-search" type="text" inputmode="search" autocomplete="off"
                    spellcheck="false" autocapitalize="off" aria-describedby="service-search-hint" {oninput} />
            </div>
            if !props.query.is_empty() {
                <Button kind={Kind::Plain} onclick={clear}>{words::SEARCH_CLEAR.of(lang)}</Button>
            }
            <p class="found" role="status">{status}</p>
        </form>
    }
}
