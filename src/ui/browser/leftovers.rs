//! What is in the browser of a kiosk: looked at before somebody begins and after they end. Nothing of it is deleted.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The program's own files, the same for everybody (www/service.js).
const PROGRAM: &str = "certfill-";

/// What is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leftovers {
    /// Local or session storage, or a cookie.
    pub in_storage: bool,
    /// A database.
    pub in_databases: bool,
    /// A cache other than the program's.
    pub in_caches: bool,
    /// Another address than the first page's, or a state in it.
    pub in_history: bool,
}

/// Whether this browser is somebody's own, or may be: a wallet or choices of its owner are in it.
pub async fn is_somebodys() -> bool {
    let Some(window) = web_sys::window() else { return true };
    is_full(window.local_storage())
        || is_full(window.session_storage())
        || databases().await.is_none_or(|names| !names.is_empty())
}

/// Empties the clipboard. Everything else is only looked at: a kiosk writes nothing, so what is found in the browser is
/// somebody's, and not the kiosk's to delete.
pub async fn empty_clipboard() {
    let Some(window) = web_sys::window() else { return };
    // Refused without a press of late; nothing of ours is ever copied at a kiosk.
    let clipboard = Reflect::get(&window.navigator(), &"clipboard".into());
    if let Ok(clipboard) = clipboard {
        let _ = call(&clipboard, "writeText", &["".into()]).await;
    }
}

/// Looks at what is there. What cannot be looked at counts as there.
pub async fn look() -> Leftovers {
    let Some(window) = web_sys::window() else {
        return Leftovers {
            in_storage: true,
            in_databases: true,
            in_caches: true,
            in_history: true,
        };
    };
    let cookie = super::page::document()
        .and_then(|document| Reflect::get(&document, &"cookie".into()).ok()?.as_string());
    let path = window.location().href().unwrap_or_default();
    let state = window.history().ok().and_then(|history| history.state().ok());
    Leftovers {
        in_storage: is_full(window.local_storage())
            || is_full(window.session_storage())
            || cookie.is_some_and(|cookie| !cookie.is_empty()),
        in_databases: databases().await.is_none_or(|names| !names.is_empty()),
        in_caches: caches()
            .await
            .is_none_or(|names| names.iter().any(|name| !name.starts_with(PROGRAM))),
        in_history: !path.ends_with("/kiosk") || state.is_some_and(|state| !state.is_null()),
    }
}

/// Loads the first page of the kiosk anew, in place of this one: a new document has nothing of the old one's memory.
pub fn start_anew() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().replace("/kiosk");
    }
}

fn is_full(storage: Result<Option<web_sys::Storage>, JsValue>) -> bool {
    match storage {
        Ok(Some(storage)) => storage.length() != Ok(0),
        // Refused by the browser: then nothing could be put there.
        _ => false,
    }
}

async fn databases() -> Option<Vec<String>> {
    let window = web_sys::window()?;
    let found: Array = answer(&window, "indexedDB", "databases", &[]).await?.dyn_into().ok()?;
    let name = |one: JsValue| Reflect::get(&one, &"name".into()).ok()?.as_string();
    Some(found.iter().filter_map(name).collect())
}

async fn caches() -> Option<Vec<String>> {
    let window = web_sys::window()?;
    if !window.is_secure_context() {
        return Some(Vec::new());
    }
    let found: Array = answer(&window, "caches", "keys", &[]).await?.dyn_into().ok()?;
    Some(found.iter().filter_map(|name| name.as_string()).collect())
}

async fn answer(target: &JsValue, member: &str, verb: &str, given: &[JsValue]) -> Option<JsValue> {
    call(&Reflect::get(target, &member.into()).ok()?, verb, given).await
}

async fn call(target: &JsValue, verb: &str, given: &[JsValue]) -> Option<JsValue> {
    let verb: Function = Reflect::get(target, &verb.into()).ok()?.dyn_into().ok()?;
    let given: Array = given.iter().cloned().collect();
    let asked = verb.apply(target, &given).ok()?;
    JsFuture::from(asked.dyn_into::<js_sys::Promise>().ok()?).await.ok()
}
