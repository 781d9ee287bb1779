//! From the door into the house. What a browser loads first (`src/door.rs`) is small; the whole
//! app follows when the person goes in. Both are WebAssembly modules of their own, so what they
//! pass on goes through the page: a key handle that cannot be read, never a value of the wallet.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::crypto::AesKey;

/// Where the page keeps it for the moment in between.
const PLACE: &str = "certfillHanded";

/// What the house needs to know.
#[derive(Clone, Debug, Default)]
pub struct Handed {
    /// The open vault, when it was opened at the door.
    pub key: Option<AesKey>,
    /// Whether the person chose to keep nothing.
    pub memory: bool,
    /// An offer that came with the address.
    pub offer: Option<String>,
}

/// Loads the house and waits until it can be entered.
///
/// # Errors
/// When it could not be fetched.
pub async fn load() -> Result<(), JsValue> {
    JsFuture::from(call("certfillLoad")?.unchecked_into::<Promise>()).await.map(drop)
}

/// Starts the house in place of the door.
pub fn enter(handed: &Handed) -> Result<(), JsValue> {
    let bag = Object::new();
    if let Some(key) = &handed.key {
        Reflect::set(&bag, &"key".into(), key.handle())?;
    }
    Reflect::set(&bag, &"memory".into(), &handed.memory.into())?;
    if let Some(offer) = &handed.offer {
        Reflect::set(&bag, &"offer".into(), &offer.as_str().into())?;
    }
    let window = window()?;
    Reflect::set(&window, &PLACE.into(), &bag)?;
    call("certfillEnter").map(drop)
}

/// Takes what was handed over; a second time there is nothing.
pub fn take() -> Option<Handed> {
    let window = window().ok()?;
    let bag = Reflect::get(&window, &PLACE.into()).ok()?.dyn_into::<Object>().ok()?;
    Reflect::delete_property(&window, &PLACE.into()).ok()?;
    let get = |name: &str| Reflect::get(&bag, &name.into()).ok();
    Some(Handed {
        key: get("key").and_then(AesKey::from_handle),
        memory: get("memory").and_then(|value| value.as_bool()).unwrap_or_default(),
        offer: get("offer").and_then(|value| value.as_string()),
    })
}

fn call(name: &str) -> Result<JsValue, JsValue> {
    let window = window()?;
    Reflect::get(&window, &name.into())?.dyn_into::<Function>()?.call0(&JsValue::UNDEFINED)
}

fn window() -> Result<Object, JsValue> {
    web_sys::window().map(JsCast::unchecked_into).ok_or(JsValue::NULL)
}
