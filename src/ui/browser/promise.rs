//! Events of old browser interfaces as futures.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// Calls `start` with a resolve and a reject function and waits for either.
pub async fn wait(start: impl FnOnce(Function, Function)) -> Result<JsValue, JsValue> {
    let mut start = Some(start);
    let promise = Promise::new(&mut |resolve, reject| {
        if let Some(start) = start.take() {
            start(resolve, reject);
        }
    });
    JsFuture::from(promise).await
}

/// A JavaScript function that runs once and then frees itself.
pub fn once(run: impl FnOnce(JsValue) + 'static) -> Function {
    Closure::once_into_js(run).unchecked_into()
}

/// Runs a future without waiting for it.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}

/// The name of a DOM exception, such as `QuotaExceededError`.
pub fn error_name(error: &JsValue) -> String {
    error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::name).unwrap_or_default()
}
