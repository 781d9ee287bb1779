//! The address bar.

use cert_app::route::Route;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, Window};

/// The event that tells the app that the address has changed from within.
pub const MOVED: &str = "certfill:moved";

/// The page that the address bar names.
pub fn current() -> Route {
    Route::parse(&path())
}

/// Goes to a page, as a new entry of the history.
pub fn navigate(route: &Route) {
    let Some(window) = web_sys::window() else { return };
    let (here, there) = (path(), route.path_from(&path()));
    if there != here
        && let Ok(history) = window.history()
    {
        // A kiosk leaves no entry behind: Back shows its first page.
        if cert_app::route::is_kiosk(&there) {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&there));
            announce(&window);
            return;
        }
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&there));
    }
    announce(&window);
}

/// Names the page that is shown otherwise in the address bar, in the same entry of the history.
pub fn rename(route: &Route) {
    let Some(window) = web_sys::window() else { return };
    if let Ok(history) = window.history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&route.path_from(&path())));
    }
    announce(&window);
}

/// Whether a page of a business opened this window, by its address.
pub fn is_asked() -> bool {
    cert_app::route::is_asked(&path())
}

/// Whether this is a kiosk, by its address.
pub fn is_kiosk() -> bool {
    cert_app::route::is_kiosk(&path())
}

/// The path of a page from here.
pub fn path_to(route: &Route) -> String {
    route.path_from(&path())
}

/// At a kiosk: lays one entry of the first page below the one that is shown, so that Back shows it and nothing else.
pub fn keep_back_at_kiosk() {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    let first = Route::Kiosk.path();
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&first));
    let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&first));
}

/// Whether something stands behind `#`.
pub fn has_fragment() -> bool {
    web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .is_some_and(|hash| hash.len() > 1)
}

/// Takes the part behind `#` and removes it from the address bar at once, so
/// that an offer stays neither in the history nor in a bookmark.
pub fn take_fragment() -> Option<String> {
    let window = web_sys::window()?;
    let fragment = window.location().hash().ok()?;
    let fragment = fragment.strip_prefix('#').filter(|rest| !rest.is_empty())?.to_owned();
    let path = window.location().pathname().ok()?;
    window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(&path)).ok()?;
    Some(fragment)
}

/// The language that a link into the app asks for (`#lang=en`); pages beside it hand on theirs.
pub fn asked_language() -> Option<String> {
    let fragment = web_sys::window()?.location().hash().ok()?;
    language_of(fragment.trim_start_matches('#')).map(str::to_owned)
}

/// The same in a fragment that was taken.
pub fn language_of(fragment: &str) -> Option<&str> {
    fragment.split('&').find_map(|part| part.strip_prefix("lang="))
}

/// What a part of an address says without its `%` signs.
pub fn decoded(text: &str) -> Option<String> {
    js_sys::decode_uri_component(text).ok().map(String::from)
}

/// Our own origin, such as `https://example.org`.
pub fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

fn announce(window: &Window) {
    if let Ok(event) = CustomEvent::new(MOVED) {
        let _ = window.dispatch_event(&event);
    }
}
