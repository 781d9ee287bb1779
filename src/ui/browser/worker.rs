//! The passphrase is stretched in a worker that runs this same module, so that
//! the page never freezes. `www/boot.js` makes the worker, because it holds the
//! page's only Trusted Types policy.

use argon2::{Algorithm, Argon2, Params, Version};
use cert_app::wallet::{Kdf, VaultError};
use cert_verify::base64url;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};
use zeroize::Zeroizing;

use super::{answering, promise};

/// Whether this instance runs as the worker.
pub fn is_worker() -> bool {
    web_sys::window().is_none()
}

/// Waits for work. The worker answers one message and is then thrown away with
/// the memory that held the passphrase.
pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let answer = scope.clone();
    let work = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let reply = match stretch_message(&event.data()) {
            Some(key) => Uint8Array::from(key.as_slice()).into(),
            None => JsValue::NULL,
        };
        let _ = answer.post_message(&reply);
    });
    scope.set_onmessage(Some(work.as_ref().unchecked_ref()));
    work.forget();
    let _ = scope.post_message(&JsValue::from_str("ready"));
}

/// Makes the key from the passphrase, beside the page.
pub async fn stretch(passphrase: &str, kdf: &Kdf) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let worker = answering::made("certfillWorker").ok_or(VaultError::WorkerFailed)?;
    let secret = Uint8Array::from(passphrase.as_bytes());
    let salt = base64url::decode(&kdf.salt).map_err(|_| VaultError::Damaged)?;
    let message = Array::of4(
        &secret,
        &Uint8Array::from(salt.as_slice()),
        &kdf.memory_kib.into(),
        &kdf.passes.into(),
    );
    let reply = promise::wait(|resolve, reject| {
        let target = worker.clone();
        let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if event.data().as_string().as_deref() == Some("ready") {
                let _ = target.post_message(&message);
            } else {
                let _ = resolve.call1(&JsValue::UNDEFINED, &event.data());
            }
        });
        worker.set_onmessage(Some(listen.as_ref().unchecked_ref()));
        listen.forget();
        worker.set_onerror(Some(&reject));
    })
    .await;
    secret.fill(0, 0, secret.length());
    worker.terminate();
    let key = reply.ok().and_then(|value| value.dyn_into::<Uint8Array>().ok());
    let key = key.filter(|key| key.length() == 32).ok_or(VaultError::WorkerFailed)?;
    let mut bytes = Zeroizing::new([0; 32]);
    key.copy_to(bytes.as_mut_slice());
    key.fill(0, 0, key.length());
    Ok(bytes)
}

fn stretch_message(message: &JsValue) -> Option<Zeroizing<[u8; 32]>> {
    let parts = message.dyn_ref::<Array>()?;
    let secret = Zeroizing::new(parts.get(0).dyn_into::<Uint8Array>().ok()?.to_vec());
    let salt = parts.get(1).dyn_into::<Uint8Array>().ok()?.to_vec();
    let number = |at| parts.get(at).as_f64().map(|value| value as u32);
    let params = Params::new(number(2)?, number(3)?, 1, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(&secret, &salt, key.as_mut_slice())
        .ok()?;
    Some(key)
}
