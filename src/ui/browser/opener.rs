//! The page that opened this window: greeting it, hearing from it, and the port between. Where it is, only the
//! browser says. Nothing but text crosses.

use gloo::events::EventListener;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, MessagePort, Window};

/// A message to this window.
pub struct Message {
    /// Where its page is.
    pub origin: String,
    /// Whether its page opened this window.
    pub from_opener: bool,
    /// The one port that it brought.
    pub port: Option<Port>,
    /// What it says; empty when it is no text.
    pub text: String,
}

/// A way to the page that nobody else hears.
pub struct Port(MessagePort);

impl Port {
    /// Says this.
    pub fn say(&self, text: &str) {
        let _ = self.0.post_message(&JsValue::from_str(text));
    }

    /// Hears what comes, for as long as the window lives.
    pub fn hear(&self, hear: impl Fn(String) + 'static) {
        let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            hear(event.data().as_string().unwrap_or_default());
        });
        self.0.set_onmessage(Some(listen.as_ref().unchecked_ref()));
        listen.forget();
    }
}

fn opener() -> Option<(Window, JsValue)> {
    let window = web_sys::window()?;
    let opener = window.opener().ok()?;
    (!opener.is_null() && !opener.is_undefined()).then_some((window, opener))
}

/// Whether a page opened this window and can still be spoken to.
pub fn is_there() -> bool {
    opener().is_some_and(|(_, opener)| {
        // Of another origin's window little more can be read than this.
        !opener.unchecked_into::<Window>().closed().unwrap_or(true)
    })
}

/// Greets the opener, whoever it is: where it is shall come from its answer.
pub fn greet(text: &str) {
    if let Some((_, opener)) = opener() {
        let _ = opener.unchecked_into::<Window>().post_message(&JsValue::from_str(text), "*");
    }
}

/// Hears all messages to this window until the listener is dropped.
pub fn listen(hear: impl Fn(Message) + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        let source: JsValue = event.source().map_or(JsValue::NULL, Into::into);
        let from_opener = opener().is_some_and(|(_, opener)| js_sys::Object::is(&opener, &source));
        let ports = event.ports();
        let port = if ports.length() == 1 { ports.get(0).dyn_into().ok().map(Port) } else { None };
        let text = event.data().as_string().unwrap_or_default();
        hear(Message { origin: event.origin(), from_opener, port, text });
    }))
}

/// Closes this window; a browser does so only with one that a script opened.
pub fn close() {
    if let Some(window) = web_sys::window() {
        let _ = window.close();
    }
}

/// Leaves for this address.
pub fn leave_for(address: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(address);
    }
}
