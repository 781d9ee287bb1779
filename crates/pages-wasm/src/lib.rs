//! Pages of a PDF file for JavaScript. Nothing is decided here.
#![cfg(target_arch = "wasm32")]
#![allow(unreachable_pub, reason = "wasm-bindgen exports public items only")]

use cert_pages::{Pages, Picture};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// An open file.
#[wasm_bindgen]
pub struct Document(Pages);

#[wasm_bindgen]
impl Document {
    /// Opens a file; throws the code of what stands in the way.
    ///
    /// # Errors
    /// The code as a string.
    pub fn open(bytes: Vec<u8>) -> Result<Document, JsValue> {
        Pages::open(bytes).map(Document).map_err(|fault| JsValue::from_str(fault.code()))
    }

    /// How many pages are looked at.
    #[wasm_bindgen(getter)]
    pub fn pages(&self) -> usize {
        self.0.count()
    }

    /// How many pages there are.
    #[wasm_bindgen(getter)]
    pub fn all(&self) -> usize {
        self.0.all()
    }

    /// The pictures in a page (counted from 0): width, height and greys of each.
    pub fn pictures(&self, page: usize) -> Array {
        self.0.pictures(page).iter().map(handed).collect()
    }

    /// The page (counted from 0) in the same form.
    pub fn render(&self, page: usize) -> Array {
        handed(&self.0.render(page))
    }
}

fn handed(picture: &Picture) -> Array {
    let greys = Uint8Array::from(picture.grey.as_slice());
    Array::of3(&picture.width.into(), &picture.height.into(), &greys)
}
