//! The end of composing a word with an input method.

use gloo::events::EventListener;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Calls back when a word has been composed in this control. Chromium sends no
/// `input` event after `compositionend`, so the answer is read here.
#[hook]
pub fn use_composed(node: &NodeRef, done: Callback<()>) {
    let latest = use_mut_ref(|| done.clone());
    *latest.borrow_mut() = done;
    let node = node.clone();
    use_effect_with((), move |()| {
        let listener = node.cast::<HtmlElement>().map(|element| {
            EventListener::new(&element, "compositionend", move |_| {
                let call = latest.borrow().clone();
                call.emit(());
            })
        });
        move || drop(listener)
    });
}
