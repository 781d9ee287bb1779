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
    if route.path() != path()
        && let Ok(history) = window.history()
    {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&route.path()));
    }
    announce(&window);
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

/// Leaves the app for a page of the same server, such as the specimen world.
pub fn leave(address: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(address);
    }
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
