//! From the door into the house. What a browser loads first (`src/door.rs`) is small; the whole
//! app follows when the person goes in. Both are WebAssembly modules of their own, so what they
//! pass on goes through the page: a key handle that cannot be read, never a value of the wallet.

use js_sys::{Function, Object, Promise, Reflect};
use serde::{Deserialize, Serialize};
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

/// The same as it lies in the page.
#[derive(Serialize, Deserialize)]
struct Bag {
    /// A `CryptoKey`, or undefined.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    key: JsValue,
    memory: bool,
    offer: Option<String>,
}

/// Loads the house and waits until it can be entered.
///
/// # Errors
/// When it could not be fetched.
#[allow(dead_code, reason = "only the door hands over")]
pub async fn load() -> Result<(), JsValue> {
    JsFuture::from(call("certfillLoad")?.unchecked_into::<Promise>()).await.map(drop)
}

/// Starts the house in place of the door.
#[allow(dead_code, reason = "only the door hands over")]
pub fn enter(handed: &Handed) -> Result<(), JsValue> {
    let key = handed.key.as_ref().map_or(JsValue::UNDEFINED, |key| key.handle().clone());
    let bag = Bag { key, memory: handed.memory, offer: handed.offer.clone() };
    let window = window()?;
    Reflect::set(&window, &PLACE.into(), &serde_wasm_bindgen::to_value(&bag)?)?;
    call("certfillEnter").map(drop)
}

/// Takes what was handed over; a second time there is nothing.
pub fn take() -> Option<Handed> {
    let window = window().ok()?;
    let lying = Reflect::get(&window, &PLACE.into()).ok()?;
    Reflect::delete_property(&window, &PLACE.into()).ok()?;
    let bag: Bag = serde_wasm_bindgen::from_value(lying).ok()?;
    Some(Handed { key: AesKey::from_handle(bag.key), memory: bag.memory, offer: bag.offer })
}

#[allow(dead_code, reason = "only the door hands over")]
fn call(name: &str) -> Result<JsValue, JsValue> {
    let window = window()?;
    Reflect::get(&window, &name.into())?.dyn_into::<Function>()?.call0(&JsValue::UNDEFINED)
}

fn window() -> Result<Object, JsValue> {
    web_sys::window().map(JsCast::unchecked_into).ok_or(JsValue::NULL)
}
