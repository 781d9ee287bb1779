//! Codes of a picture for JavaScript. Nothing is decided here.
#![cfg(target_arch = "wasm32")]
#![allow(unreachable_pub, reason = "wasm-bindgen exports public items only")]

use cert_scan::{Effort, Picture, read};
use js_sys::{Array, Float32Array, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;

/// All codes in a picture that is given as red, green, blue and opacity of each pixel: for each code
/// its bytes and its four corners (x and y, eight numbers). A picture without codes, and one that is
/// none, give an empty list.
#[wasm_bindgen(js_name = codesIn)]
pub fn codes_in(width: u32, height: u32, rgba: &[u8], thorough: bool) -> Array {
    let effort = if thorough { Effort::Thorough } else { Effort::Fast };
    let picture = Picture::from_rgba(width, height, rgba);
    let found = picture.map(|picture| read(&picture, effort)).unwrap_or_default();
    found
        .iter()
        .map(|code| {
            let corners: Vec<f32> = code.corners.iter().flat_map(|&(x, y)| [x, y]).collect();
            Array::of2(
                &Uint8Array::from(code.bytes.as_slice()),
                &Float32Array::from(corners.as_slice()),
            )
        })
        .collect()
}
