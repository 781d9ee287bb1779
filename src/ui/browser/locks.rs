//! Web Locks: one tab at a time. Where the browser has none, everybody has the turn; the
//! vault's revision keeps tabs apart all the same.

use gloo::timers::callback::Timeout;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::promise;

/// A tab that is frozen may sit on a lock; nobody waits longer for it.
const PATIENCE_MILLISECONDS: u32 = 2_000;

/// Holds the turn until it is dropped.
#[derive(Debug)]
pub struct Lock(Option<Function>);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(give_back) = self.0.take() {
            let _ = give_back.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Takes the turn if nobody has it: `None` when another tab does.
pub async fn try_turn(name: &str) -> Option<Lock> {
    let options = Object::new();
    let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    match request(name, &options).await {
        Ok(answer) if answer.is_null() => None,
        Ok(answer) => Some(Lock(answer.dyn_into().ok())),
        Err(_) => Some(Lock(None)),
    }
}

/// Waits for the turn, but not for ever.
pub async fn turn(name: &str) -> Lock {
    let options = Object::new();
    let controller = AbortController::new().ok();
    if let Some(controller) = &controller {
        let _ = Reflect::set(&options, &"signal".into(), &controller.signal());
    }
    let timer = Timeout::new(PATIENCE_MILLISECONDS, move || {
        if let Some(controller) = controller {
            controller.abort();
        }
    });
    let answer = request(name, &options).await;
    drop(timer);
    Lock(answer.ok().and_then(|answer| answer.dyn_into().ok()))
}

/// Resolves with the function that gives the lock back, or with null when it is not free.
async fn request(name: &str, options: &Object) -> Result<JsValue, JsValue> {
    let navigator = web_sys::window().ok_or(JsValue::NULL)?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into())?;
    let ask: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    promise::wait(|resolve, reject| {
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() {
                let _ = resolve.call1(&JsValue::UNDEFINED, &JsValue::NULL);
                return JsValue::UNDEFINED;
            }
            Promise::new(&mut |give_back, _| {
                let _ = resolve.call1(&JsValue::UNDEFINED, &give_back);
            })
            .into()
        });
        let asked = ask.call3(&locks, &name.into(), options, &granted);
        promise::spawn(async move {
            // It ends when the lock is given back; it fails when there is none to be had.
            let ended = match asked.and_then(JsCast::dyn_into::<Promise>) {
                Ok(held) => JsFuture::from(held).await,
                Err(error) => Err(error),
            };
            if let Err(error) = ended {
                let _ = reject.call1(&JsValue::UNDEFINED, &error);
            }
        });
    })
    .await
}
