//! A worker that gives one answer to each message, and comes to an end at any moment.

use std::cell::RefCell;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker};

use super::promise;

/// Has `www/boot.js` make a worker, because it holds the page's only Trusted Types policy.
pub fn made(maker: &str) -> Option<Worker> {
    let window = web_sys::window()?;
    let make = Reflect::get(&window, &JsValue::from_str(maker)).ok()?;
    make.dyn_into::<Function>().ok()?.call0(&JsValue::UNDEFINED).ok()?.dyn_into().ok()
}

/// Such a worker; gone with this value.
pub struct Answering {
    worker: Worker,
    /// Tells who waits for an answer that none will come.
    given_up: RefCell<Option<Function>>,
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.end();
    }
}

impl Answering {
    /// Starts it; none when this browser has no such worker.
    pub fn start(maker: &str) -> Option<Self> {
        Some(Self { worker: made(maker)?, given_up: RefCell::default() })
    }

    /// Ends it; who waits for an answer gets none.
    pub fn end(&self) {
        self.worker.terminate();
        if let Some(given_up) = self.given_up.take() {
            let _ = given_up.call0(&JsValue::UNDEFINED);
        }
    }

    /// One message, one answer; none when the worker came to an end, or never began. The next message
    /// is sent when this one is answered.
    pub async fn ask(&self, message: &JsValue, transfer: &Array) -> Option<JsValue> {
        let answer = promise::wait(|resolve, reject| {
            self.worker.set_onmessage(Some(&resolve));
            self.worker.set_onerror(Some(&reject));
            self.given_up.replace(Some(reject.clone()));
            if self.worker.post_message_with_transfer(message, transfer).is_err() {
                let _ = reject.call0(&JsValue::UNDEFINED);
            }
        });
        let answer = answer.await;
        self.given_up.replace(None);
        Some(answer.ok()?.dyn_into::<MessageEvent>().ok()?.data())
    }
}
