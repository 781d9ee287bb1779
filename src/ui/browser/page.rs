//! The page around the components: title, focus, the live region, the
//! clipboard, printing.

use cert_app::wallet::Browser;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlElement};

/// The document. The app runs in one, so its absence means the worker.
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Sets the title of the window.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Moves the focus to the first element that the selector finds.
pub fn focus(selector: &str) -> bool {
    document()
        .and_then(|document| document.query_selector(selector).ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| element.focus().is_ok())
}

/// Goes to the top of the page.
pub fn scroll_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// How long words stand in the live region: long enough to be heard, too short to be found there
/// as if they were still true.
const HEARD_MILLISECONDS: u32 = 5_000;

thread_local! {
    static HEARD: std::cell::RefCell<Option<Timeout>> = const { std::cell::RefCell::new(None) };
}

/// Says something politely to a screen reader; the region is in `index.html`. The words go again
/// by themselves.
pub fn announce(words: &str) {
    say(words);
    let timer = Timeout::new(HEARD_MILLISECONDS, || say(""));
    HEARD.with_borrow_mut(|waiting| *waiting = Some(timer));
}

fn say(words: &str) {
    if let Some(region) = document().and_then(|document| document.get_element_by_id("announcer")) {
        // The same words twice are only spoken when the text changes.
        let again = !words.is_empty() && region.text_content().as_deref() == Some(words);
        region.set_text_content(Some(&if again {
            format!("{words}\u{a0}")
        } else {
            words.to_owned()
        }));
    }
}

/// Copies text; `false` when the browser refuses.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Runs when the page is left or hidden, until the listeners are dropped: on a phone a hidden page
/// may never be shown again.
pub fn on_leaving(run: impl Fn() + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let Some(document) = window.document() else { return Vec::new() };
    let (hidden, seen) = (run.clone(), document.clone());
    let early = run.clone();
    vec![
        // A reload says so before it happens: encrypting takes a moment, which "pagehide" may
        // not leave.
        EventListener::new(&window, "beforeunload", move |_| early()),
        EventListener::new(&window, "pagehide", move |_| run()),
        EventListener::new(&document, "visibilitychange", move |_| {
            if seen.hidden() {
                hidden();
            }
        }),
    ]
}

/// Sets an attribute of the document for its styles, or takes it away.
pub fn mark(name: &str, value: Option<&str>) {
    let root = document().and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// The words that can be seen in the first element that the selector finds.
pub fn words_of(selector: &str) -> String {
    let element = document().and_then(|document| document.query_selector(selector).ok().flatten());
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.map(|element| element.inner_text()).unwrap_or_default()
}

/// The part of the window that no keyboard covers, where the browser tells.
pub fn visual_viewport() -> Option<web_sys::EventTarget> {
    let window = web_sys::window()?;
    js_sys::Reflect::get(&window, &"visualViewport".into()).ok()?.dyn_into().ok()
}

/// Tells the styles how high the keyboard on the screen is, and brings the field that is typed in above it.
pub fn make_room_for_keyboard() {
    let (Some(window), Some(viewport)) = (web_sys::window(), visual_viewport()) else { return };
    let number =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64());
    let whole = number(window.inner_height()).unwrap_or_default();
    let seen = number(js_sys::Reflect::get(&viewport, &"height".into())).unwrap_or(whole);
    let root = document().and_then(|document| document.document_element());
    if let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        let covered = (whole - seen).max(0.0);
        let _ = root.style().set_property("--keyboard", &format!("{covered}px"));
    }
    let typed_in = document().and_then(|document| document.active_element());
    if let Some(field) =
        typed_in.filter(|field| field.matches("input, textarea, select").unwrap_or(false))
    {
        field.scroll_into_view();
    }
}

/// Whether somebody can see the page.
pub fn is_visible() -> bool {
    document().is_some_and(|document| !document.hidden())
}

/// Opens the print dialogue.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

/// Whether the device says that it has a network.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Asks the browser not to clear our storage when space is short.
/// `None` when it cannot be asked.
pub async fn persist() -> Option<bool> {
    let window = web_sys::window()?;
    if !window.is_secure_context() {
        return None;
    }
    let promise = window.navigator().storage().persist().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}

/// What is known about this browser, without asking it for anything.
pub async fn browser() -> Browser {
    let promised = is_persisted().await;
    Browser { promised, ..engine() }
}

/// The engine, and whether the page stands on the home screen.
pub fn engine() -> Browser {
    let Some(window) = web_sys::window() else { return Browser::default() };
    let vendor = js_sys::Reflect::get(&window.navigator(), &"vendor".into());
    let is_webkit = vendor
        .ok()
        .and_then(|vendor| vendor.as_string())
        .is_some_and(|vendor| vendor.starts_with("Apple"));
    let standalone = window.match_media("(display-mode: standalone)").ok().flatten();
    let on_home_screen = standalone.is_some_and(|query| query.matches());
    Browser { promised: None, is_webkit, on_home_screen }
}

/// Whether the browser has promised to keep our storage.
pub async fn is_persisted() -> Option<bool> {
    let window = web_sys::window()?;
    if !window.is_secure_context() {
        return None;
    }
    let promise = window.navigator().storage().persisted().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}

thread_local! {
    static PAGES: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// Counts pages; `true` for the first one after loading.
pub fn is_first_page() -> bool {
    PAGES.with(|pages| pages.replace(pages.get().saturating_add(1)) == 0)
}

/// Whether there is such an element.
pub fn has(selector: &str) -> bool {
    document()
        .is_some_and(|document| document.query_selector(selector).is_ok_and(|it| it.is_some()))
}

/// Where in an element it was pressed: 0 to 1 from the left and from the top.
pub fn place_in_target(event: &web_sys::MouseEvent) -> Option<(f64, f64)> {
    let element: HtmlElement = event.target()?.dyn_into().ok()?;
    let (width, height) = (f64::from(element.offset_width()), f64::from(element.offset_height()));
    let inside = |at: i32, of: f64| (of > 0.0).then(|| (f64::from(at) / of).clamp(0.0, 1.0));
    Some((inside(event.offset_x(), width)?, inside(event.offset_y(), height)?))
}

/// What stands in a field; empty when there is none.
pub fn value_of(id: &str) -> String {
    let element = document().and_then(|document| document.get_element_by_id(id));
    let value = element.and_then(|element| js_sys::Reflect::get(&element, &"value".into()).ok());
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

/// Whether the focused element matches the selector.
pub fn focus_is_on(selector: &str) -> bool {
    document()
        .and_then(|document| document.active_element())
        .is_some_and(|element| element.matches(selector).unwrap_or(false))
}

/// Loads the page anew, so that nothing of this one stays in memory.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}
