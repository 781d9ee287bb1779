//! The vault's key over a reload: the service worker (`www/service.js`) keeps the handle in its
//! memory, under the ticket of this tab. It is never stored: what a browser stores it writes to
//! disk, and the bytes of the key with it. The ticket opens nothing by itself.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};
use web_sys::{MessageEvent, Storage};

use super::crypto::AesKey;
use super::promise;

/// Where this tab has its ticket; a tab keeps it over a reload, and no other tab sees it.
const TICKET: &str = "certfill.tab";

/// A service worker that says nothing for so long is as good as none: the person is asked.
const PATIENCE_MILLISECONDS: u32 = 2_000;

/// The service worker, when there is one.
pub struct Keeper(ServiceWorker);

impl Keeper {
    /// Looks for it: there is none before the first visit is over, nor in some private windows.
    pub async fn find() -> Option<Self> {
        let registration = JsFuture::from(container()?.get_registration()).await.ok()?;
        registration.dyn_into::<ServiceWorkerRegistration>().ok()?.active().map(Self)
    }

    /// Hands the key over until then (Unix seconds).
    pub fn hold(&self, ticket: &str, key: &AesKey, until: i64) {
        let message = message("hold", ticket);
        let _ = Reflect::set(&message, &"key".into(), key.handle());
        let _ = Reflect::set(&message, &"until".into(), &(until as f64 * 1_000.0).into());
        let _ = self.0.post_message(&message);
    }

    /// The key that is held under this ticket.
    pub async fn ask(&self, ticket: &str) -> Option<AesKey> {
        AesKey::from_handle(self.answer(&message("ask", ticket)).await?)
    }

    /// No key is held any more, for no tab, once this is over.
    pub async fn forget(&self, ticket: &str) {
        let _ = self.answer(&message("forget", ticket)).await;
    }

    async fn answer(&self, message: &Object) -> Option<JsValue> {
        let channel = MessageChannel::new().ok()?;
        let port = channel.port1();
        let answer = promise::wait(|resolve, reject| {
            let given = promise::once(move |event| {
                let data = event.dyn_into::<MessageEvent>().map_or(JsValue::NULL, |it| it.data());
                let _ = resolve.call1(&JsValue::UNDEFINED, &data);
            });
            port.set_onmessage(Some(&given));
            let sent = js_sys::Array::of1(&channel.port2());
            if self.0.post_message_with_transferable(message, &sent).is_err() {
                let _ = reject.call0(&JsValue::UNDEFINED);
            }
            Timeout::new(PATIENCE_MILLISECONDS, move || {
                let _ = reject.call0(&JsValue::UNDEFINED);
            })
            .forget();
        })
        .await;
        port.close();
        answer.ok()
    }
}

fn message(say: &str, ticket: &str) -> Object {
    let message = Object::new();
    let _ = Reflect::set(&message, &"say".into(), &say.into());
    let _ = Reflect::set(&message, &"ticket".into(), &ticket.into());
    message
}

/// Runs when another service worker takes over, which knows of no key, and when the page is shown
/// again, whose clock stood still meanwhile.
pub fn when_to_hand_over(run: impl Fn() + Clone + 'static) -> Vec<EventListener> {
    let mut listeners = Vec::new();
    if let Some(container) = container() {
        let run = run.clone();
        listeners.push(EventListener::new(&container, "controllerchange", move |_| run()));
    }
    if let Some(document) = super::page::document() {
        listeners.push(EventListener::new(&document, "visibilitychange", move |_| run()));
    }
    listeners
}

/// The ticket of this tab.
pub fn ticket() -> Option<String> {
    storage()?.get_item(TICKET).ok().flatten()
}

/// Keeps it. Says whether the browser does.
pub fn keep_ticket(ticket: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(TICKET, ticket).is_ok())
}

/// Throws it away.
pub fn drop_ticket() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(TICKET);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

fn container() -> Option<ServiceWorkerContainer> {
    // Some browsers have none, and some take it away.
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"serviceWorker".into()).ok()?.dyn_into().ok()
}
