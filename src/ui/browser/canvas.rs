//! A code drawn on a canvas, each module a whole number of the screen's own pixels.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// Device pixels for each CSS pixel.
pub fn device_pixels() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// The side of the largest square that can be shown at once, in CSS pixels.
pub fn largest_square(most: f64) -> f64 {
    let Some(window) = web_sys::window() else { return most };
    let of = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64());
    let width = of(window.inner_width()).unwrap_or(most) - 2.0 * MARGIN;
    let height = of(window.inner_height()).unwrap_or(most) - 4.0 * MARGIN;
    width.min(height).min(most)
}

/// Between a code and the edges of the window, with the padding of what it stands in (CSS pixels).
const MARGIN: f64 = 40.0;

/// Draws rows of modules (`true` is dark) with a light border of so many modules.
pub fn draw<'a>(
    canvas: &HtmlCanvasElement,
    rows: impl Iterator<Item = &'a [bool]>,
    quiet: usize,
    pixels_per_module: usize,
) -> Option<()> {
    const LIGHT: [u8; 4] = [255, 255, 255, 255];
    const DARK: [u8; 4] = [0, 0, 0, 255];
    let rows: Vec<&[bool]> = rows.collect();
    let side = rows.len() + 2 * quiet;
    let mut pixels = LIGHT.repeat(side * side);
    for (row, y) in rows.iter().zip(quiet..) {
        for (&is_dark, x) in row.iter().zip(quiet..) {
            let place = 4 * (y * side + x);
            if let Some(pixel) = pixels.get_mut(place..place + 4).filter(|_| is_dark) {
                pixel.copy_from_slice(&DARK);
            }
        }
    }
    let side = u32::try_from(side).ok()?;
    canvas.set_width(side);
    canvas.set_height(side);
    let css = f64::from(side) * pixels_per_module as f64 / device_pixels();
    let _ = canvas.style().set_property("width", &format!("{css}px"));
    let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    let image = ImageData::new_with_u8_clamped_array(Clamped(&pixels), side).ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()
}
