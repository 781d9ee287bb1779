//! Events of old browser interfaces as futures.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

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

/// A future that runs by itself, and can be waited for with patience.
#[derive(Debug)]
pub struct Running<T> {
    answer: Rc<RefCell<Option<T>>>,
    over: Promise,
}

impl<T: 'static> Running<T> {
    /// Starts it.
    pub fn start(future: impl Future<Output = T> + 'static) -> Self {
        let answer = Rc::new(RefCell::new(None));
        let place = answer.clone();
        let over = future_to_promise(async move {
            let given = future.await;
            place.replace(Some(given));
            Ok(JsValue::UNDEFINED)
        });
        Self { answer, over }
    }

    /// What it gives, when it is over by then.
    pub async fn within(&self, milliseconds: u32) -> Option<T> {
        let mut timer = None;
        let late = Promise::new(&mut |resolve, _| {
            timer = Some(Timeout::new(milliseconds, move || {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }));
        });
        let _ = JsFuture::from(Promise::race(&Array::of2(&self.over, &late))).await;
        drop(timer);
        self.answer.take()
    }

    /// What it gives in the end.
    pub async fn end(self) -> Option<T> {
        let _ = JsFuture::from(self.over).await;
        self.answer.take()
    }
}

/// The name of a DOM exception, such as `QuotaExceededError`.
pub fn error_name(error: &JsValue) -> String {
    error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::name).unwrap_or_default()
}
