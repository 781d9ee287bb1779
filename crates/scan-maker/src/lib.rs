//! Frames of a camera that looks at a dense code: turned, slanted, out of focus and noisy. From a seed,
//! so that two programs, and two days, see the same.

mod numbers;

pub use numbers::Numbers;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// What the camera is like.
#[derive(Clone, Copy, Debug)]
pub struct Camera {
    /// Pixels of the frame.
    pub width: usize,
    /// Pixels of the frame.
    pub height: usize,
    /// Pixels for a module, in the middle of the code.
    pub pixels: f64,
    /// The code is turned by up to so many degrees.
    pub turn: f64,
    /// Its far side is smaller than its near side by up to this part.
    pub slant: f64,
    /// The radius of the blur, in pixels (the standard deviation of a Gaussian).
    pub blur: f64,
    /// The standard deviation of the noise, in grey values.
    pub noise: f64,
}

impl Camera {
    /// A frame of 1280 × 720 with so many pixels for a module: turned by up to 15 degrees, slanted by up
    /// to a twentieth, hardly blurred, with the noise of a room.
    #[must_use]
    pub fn dense(pixels: f64) -> Self {
        let (width, height) = (1280, 720);
        Self { width, height, pixels, turn: 15.0, slant: 0.05, blur: 0.35, noise: 4.0 }
    }
}

/// A frame and what the code in it holds.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Grey values, row by row.
    pub grey: Vec<u8>,
    /// The content of the code: capital letters and digits.
    pub content: String,
}

/// A frame with a full code of this version (1 to 40), level L, as the camera sees it.
#[must_use]
pub fn frame(camera: &Camera, version: u8, numbers: &mut Numbers) -> Frame {
    let (code, content) = full_code(version, numbers);
    let angle = (numbers.part() * 2.0 - 1.0) * camera.turn.to_radians();
    let slant = (numbers.part() * 2.0 - 1.0) * camera.slant;
    let (sin, cos) = angle.sin_cos();
    let half = f64::from(code.size()) / 2.0;
    let (middle_x, middle_y) = (camera.width as f64 / 2.0, camera.height as f64 / 2.0);
    let shade = |x: f64, y: f64| {
        // From the frame to the code: shifted, turned back, and its slant undone.
        let (x, y) = (x - middle_x + 0.37, y - middle_y - 0.21);
        let (x, y) = (x * cos + y * sin, y * cos - x * sin);
        let depth = 1.0 + slant * y / (half * camera.pixels);
        let (x, y) = (x / camera.pixels / depth + half, y / camera.pixels / depth + half);
        let quiet = -4.0..f64::from(code.size()) + 4.0;
        let is_paper = quiet.contains(&x) && quiet.contains(&y);
        match (is_paper, code.get_module(x.floor() as i32, y.floor() as i32)) {
            (true, true) => 40.0,
            (true, false) => 225.0,
            // The table that the paper lies on.
            (false, _) => 150.0,
        }
    };
    let mut light = Vec::with_capacity(camera.width * camera.height);
    for y in 0..camera.height {
        for x in 0..camera.width {
            // Each pixel gathers the light of its whole area.
            let looks = (0..9).map(|look| {
                let (dx, dy) = (f64::from(look % 3), f64::from(look / 3));
                shade(x as f64 + (dx + 0.5) / 3.0, y as f64 + (dy + 0.5) / 3.0)
            });
            light.push(looks.sum::<f64>() / 9.0);
        }
    }
    let blurred = blurred(&light, camera);
    let grey = blurred.iter().map(|light| (light + numbers.normal() * camera.noise) as u8);
    Frame { grey: grey.collect(), content }
}

/// A code of this version that is nearly full.
fn full_code(version: u8, numbers: &mut Numbers) -> (QrCode, String) {
    const LETTERS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let only = Version::new(version);
    let mut count = usize::from(version) * usize::from(version) * 3;
    loop {
        let content: String = (0..count)
            .filter_map(|_| LETTERS.get(numbers.below(36)).copied().map(char::from))
            .collect();
        let segments = [QrSegment::make_alphanumeric(&content)];
        let ecc = QrCodeEcc::Low;
        match QrCode::encode_segments_advanced(&segments, ecc, only, only, None, false) {
            Ok(code) => return (code, content),
            Err(_) => count = count * 9 / 10,
        }
    }
}

/// A Gaussian in both directions.
fn blurred(light: &[f64], camera: &Camera) -> Vec<f64> {
    let weights: Vec<f64> =
        (-2..=2).map(|at| (-f64::from(at * at) / (2.0 * camera.blur.powi(2))).exp()).collect();
    let sum: f64 = weights.iter().sum();
    let (width, height) = (camera.width, camera.height);
    let pass = |light: &[f64], step: usize, length: usize, place: &dyn Fn(usize) -> usize| {
        (0..light.len())
            .map(|at| {
                let here = place(at);
                let gathered = weights.iter().zip(0usize..).map(|(weight, number)| {
                    let there = (here + number).saturating_sub(2).min(length - 1);
                    let from = at + there * step - here * step;
                    weight * light.get(from).copied().unwrap_or_default()
                });
                gathered.sum::<f64>() / sum
            })
            .collect::<Vec<_>>()
    };
    let rows = pass(light, 1, width, &|at| at % width);
    pass(&rows, width, height, &|at| at / width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_frame_and_another_one_another() {
        let camera = Camera { width: 120, height: 90, ..Camera::dense(2.0) };
        let make = |seed| frame(&camera, 2, &mut Numbers::new(seed));
        let (one, same, other) = (make(1), make(1), make(2));
        assert_eq!((one.grey.len(), one.content.len()), (120 * 90, same.content.len()));
        assert_eq!(one.grey, same.grey);
        assert_ne!(one.content, other.content);
    }
}
