//! The screen stays on while something is shown on it, where the browser can keep it so.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Keeps the screen on until it is dropped.
pub struct WakeLock(JsValue);

impl Drop for WakeLock {
    fn drop(&mut self) {
        let _ = call(&self.0, "release", &[]);
    }
}

impl WakeLock {
    /// Asks for it; `None` where there is none, or the device saves its battery.
    pub async fn ask() -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"wakeLock".into()).ok().filter(JsValue::is_object)?;
        let asked = call(&locks, "request", &["screen"])?.dyn_into::<Promise>().ok()?;
        JsFuture::from(asked).await.ok().map(Self)
    }
}

fn call(target: &JsValue, name: &str, with: &[&str]) -> Option<JsValue> {
    let method = Reflect::get(target, &name.into()).ok()?.dyn_into::<Function>().ok()?;
    let arguments = with.iter().map(|text| JsValue::from_str(text)).collect::<js_sys::Array>();
    method.apply(target, &arguments).ok()
}
