//! A hand scanner types like a keyboard, wherever the focus is: what it types goes into the text field,
//! also what comes while the field is not there yet.

use std::cell::RefCell;

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};
use yew::prelude::*;

use crate::ui::browser::page;

/// Where text is typed anyway, or a letter chooses something.
const FIELDS: &str = "input, textarea, select, video, dialog *";

thread_local! {
    static AHEAD: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Catches what is typed outside of fields; `onbegin` makes the page with the text field come.
#[hook]
pub fn use_typing(onbegin: Callback<()>) {
    use_effect_with((), move |()| {
        AHEAD.take();
        let listener = page::document().map(|document| {
            let options = EventListenerOptions {
                phase: EventListenerPhase::Capture,
                ..EventListenerOptions::enable_prevent_default()
            };
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
                if !is_plain || event.is_composing() || page::focus_is_on(FIELDS) {
                    return;
                }
                let key = event.key();
                let is_sign = key.chars().count() == 1 && key != " ";
                if page::document().is_some_and(|page| page.get_element_by_id("text").is_some()) {
                    // The sign itself follows the focus.
                    if is_sign {
                        page::focus("#text");
                    }
                } else if is_sign
                    || (key == "Enter" && AHEAD.with_borrow(|ahead| !ahead.is_empty()))
                {
                    let is_first = AHEAD.with_borrow_mut(|ahead| {
                        ahead.push_str(if is_sign { &key } else { "\n" });
                        ahead.len() == key.len()
                    });
                    event.prevent_default();
                    event.stop_propagation();
                    if is_first {
                        onbegin.emit(());
                    }
                }
            })
        });
        move || drop(listener)
    });
}

/// What was typed before the field was there goes into it. Says whether it was a whole line.
pub fn take_over(field: &HtmlTextAreaElement) -> bool {
    let ahead = AHEAD.take();
    if ahead.is_empty() {
        return false;
    }
    let line = ahead.strip_suffix('\n');
    field.set_value(line.unwrap_or(&ahead));
    let _ = field.focus();
    line.is_some()
}
