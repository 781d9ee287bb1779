//! Everything by a keypad (rule K6): arrows move, Enter presses, numbers press what has this number.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::ui::browser::page;

/// What can be pressed or typed in.
const STOPS: &str = "a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), \
textarea:not([disabled]), summary, [tabindex='0']";

/// Listens while it is drawn.
#[hook]
pub(super) fn use_keypad() {
    use_effect_with((), |()| {
        let options =
            EventListenerOptions { passive: false, ..EventListenerOptions::run_in_capture_phase() };
        let listener = web_sys::window().map(|window| {
            EventListener::new_with_options(&window, "keydown", options, |event| {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>()
                    && pressed(event)
                {
                    event.prevent_default();
                }
            })
        });
        move || drop(listener)
    });
}

/// Whether the key meant something here.
fn pressed(event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing() {
        return false;
    }
    let on = page::document().and_then(|document| document.active_element());
    let is = |selector: &str| on.as_ref().is_some_and(|on| on.matches(selector).unwrap_or(false));
    let is_typed_in = is("input:not([type=radio]):not([type=checkbox]), textarea");
    match event.key().as_str() {
        "ArrowDown" if !is("textarea") => step(on.as_ref(), true),
        "ArrowUp" if !is("textarea") => step(on.as_ref(), false),
        "ArrowRight" if !is_typed_in && !is("select") => step(on.as_ref(), true),
        "ArrowLeft" if !is_typed_in && !is("select") => step(on.as_ref(), false),
        "Enter" if is("input[type=radio], input[type=checkbox]") => press(on),
        key if !is_typed_in && !is("select") && matches!(key.as_bytes(), [b'1'..=b'9']) => {
            let scope = place();
            press(scope.and_then(|scope| {
                scope.query_selector(&format!("[data-key='{key}']")).ok().flatten()
            }))
        }
        _ => false,
    }
}

/// An open dialogue, else the page.
fn place() -> Option<Element> {
    let document = page::document()?;
    let open = document.query_selector("dialog[open]").ok().flatten();
    open.or_else(|| document.body().map(Into::into))
}

fn press(element: Option<Element>) -> bool {
    match element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        Some(element) => {
            element.click();
            true
        }
        None => false,
    }
}

/// Moves the focus by one, round and round.
fn step(on: Option<&Element>, forward: bool) -> bool {
    let Some(found) = place().and_then(|scope| scope.query_selector_all(STOPS).ok()) else {
        return false;
    };
    let stops: Vec<HtmlElement> = (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into::<HtmlElement>().ok())
        .filter(|stop| stop.offset_width() > 0 && stop.offset_height() > 0)
        .collect();
    let at = stops.iter().position(|stop| on == Some(stop.as_ref()));
    let count = stops.len();
    let next = match (at, forward) {
        (Some(at), true) => (at + 1) % count.max(1),
        (Some(at), false) => at.checked_sub(1).unwrap_or(count.saturating_sub(1)),
        // From the heading, or from nowhere: to the next one below it, or the last above.
        (None, true) => below(&stops, on).unwrap_or(0),
        (None, false) => {
            below(&stops, on).unwrap_or(0).checked_sub(1).unwrap_or(count.saturating_sub(1))
        }
    };
    stops.get(next).is_some_and(|stop| stop.focus().is_ok())
}

/// The first stop after this element in the document.
fn below(stops: &[HtmlElement], on: Option<&Element>) -> Option<usize> {
    let on = on.filter(|on| on.tag_name() != "BODY")?;
    stops.iter().position(|stop| on.compare_document_position(stop) & 4 != 0)
}
