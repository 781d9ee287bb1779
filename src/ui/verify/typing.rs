//! A hand scanner types like a keyboard, wherever the focus is: what it types goes into the text field,
//! also what comes while the field is not there.

use std::cell::RefCell;

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};
use yew::prelude::*;

use crate::ui::browser::page;

/// Where text is typed anyway. In a list of choices letters choose nothing on this page: a scanner would
/// change what is asked for.
const FIELDS: &str =
    "textarea, input:not([type=checkbox], [type=radio], [type=file], [type=range]), dialog *";

thread_local! {
    static AHEAD: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Catches what is typed outside of fields; `onbegin` makes the page with the text field come.
#[hook]
pub fn use_typing(is_on: bool, onbegin: Callback<()>) {
    use_effect_with(is_on, move |&is_on| {
        AHEAD.take();
        let document = page::document().filter(|_| is_on);
        let listener = document.map(|document| {
            let options = EventListenerOptions {
                phase: EventListenerPhase::Capture,
                ..EventListenerOptions::enable_prevent_default()
            };
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                    typed(event, &onbegin);
                }
            })
        });
        move || drop(listener)
    });
}

fn typed(event: &KeyboardEvent, onbegin: &Callback<()>) {
    let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
    if !is_plain || event.is_composing() || page::focus_is_on(FIELDS) {
        return;
    }
    let key = event.key();
    let is_sign = key.chars().count() == 1 && key != " ";
    if page::has("#text") {
        // The sign itself follows the focus.
        if is_sign {
            page::focus("#text");
        }
        return;
    }
    let is_under_way = AHEAD.with_borrow(|ahead| !ahead.is_empty());
    let is_end = is_under_way && key == "Enter";
    if !(is_sign || is_end) {
        return;
    }
    AHEAD.with_borrow_mut(|ahead| ahead.push_str(if is_sign { &key } else { "\n" }));
    event.prevent_default();
    event.stop_propagation();
    // A line that began in the field that was here before waits for its end, so that what is shown can be read.
    if !is_under_way || key == "Enter" {
        onbegin.emit(());
    }
}

/// What stands in the text field goes on elsewhere: the page with the field makes way for a result.
pub fn set_aside() {
    let begun = page::value_of("text");
    if !begun.is_empty() {
        AHEAD.set(begun);
    }
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
