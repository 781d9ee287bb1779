//! Reading aloud: `speechSynthesis`, by voices of the device (rule C26).

use cert_app::words::Lang;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::page;

/// Whether this browser can read aloud.
pub fn is_there() -> bool {
    synthesis().is_some()
}

/// Reads the words, then the `data-read` of every element that the selector finds.
/// Says whether it has begun.
pub fn read(intro: &str, selector: &str, lang: Lang, done: impl FnOnce() + 'static) -> bool {
    let Some(synthesis) = synthesis() else { return false };
    let mut text = intro.to_owned();
    let found = page::document().and_then(|document| document.query_selector_all(selector).ok());
    if let Some(found) = found {
        for index in 0..found.length() {
            let element =
                found.item(index).and_then(|node| node.dyn_into::<web_sys::Element>().ok());
            if let Some(words) = element.and_then(|element| element.get_attribute("data-read")) {
                text.push('\n');
                text.push_str(&words);
            }
        }
    }
    let Some(utterance) = utterance(&text, lang) else { return false };
    let end = Closure::once_into_js(move |_: JsValue| done());
    let _ = Reflect::set(&utterance, &"onend".into(), &end);
    call(&synthesis, "cancel", None);
    call(&synthesis, "speak", Some(&utterance));
    true
}

/// Stops reading.
pub fn stop() {
    if let Some(synthesis) = synthesis() {
        call(&synthesis, "cancel", None);
    }
}

fn synthesis() -> Option<JsValue> {
    let window = web_sys::window()?;
    let found = Reflect::get(&window, &"speechSynthesis".into()).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

fn utterance(text: &str, lang: Lang) -> Option<JsValue> {
    let window = web_sys::window()?;
    let maker: Function =
        Reflect::get(&window, &"SpeechSynthesisUtterance".into()).ok()?.dyn_into().ok()?;
    let utterance = Reflect::construct(&maker, &js_sys::Array::of1(&text.into())).ok()?;
    let _ = Reflect::set(&utterance, &"lang".into(), &lang.tag().into());
    Some(utterance)
}

fn call(target: &JsValue, name: &str, argument: Option<&JsValue>) {
    let method = Reflect::get(target, &name.into())
        .ok()
        .and_then(|method| method.dyn_into::<Function>().ok());
    if let Some(method) = method {
        let _ = match argument {
            Some(argument) => method.call1(target, argument),
            None => method.call0(target),
        };
    }
}
