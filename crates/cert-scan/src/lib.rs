//! QR codes in a picture (ISO/IEC 18004), as the bytes that they hold.
//!
//! Pure: a grey picture in, codes out. rxing finds and straightens the symbols; what they hold is
//! read here ([`symbol`]), because a certificate is bytes and no text in a guessed character set.
//! A code whose errors cannot be corrected beyond doubt is not reported.

mod busy;
mod content;
mod picture;
mod symbol;

pub use picture::Picture;

use rxing::common::{DetectorRXingResult, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{Binarizer, Luma8LuminanceSource};

/// Every code has three; tables and print look like some more.
const MOST_PATTERNS: usize = 96;

/// Finder patterns make sets of three, the likely ones first.
const MOST_SETS: usize = 256;

/// Codes in one picture; a person picks one of them.
const MOST_CODES: usize = 32;

/// A code that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// Exactly what the code holds: bytes as they are, digits and letters as ASCII.
    pub bytes: Vec<u8>,
    /// Its corners in the picture (pixels): top left, top right, bottom right, bottom left.
    pub corners: [(f32, f32); 4],
    /// Number of this part and of all parts, where one message lies in several codes (section 8).
    pub part: Option<(u8, u8)>,
}

/// How much time a picture is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// One frame of many: the next one may be sharper.
    Fast,
    /// The only picture there is: enlarged and sharpened, cleaned of noise, made smaller, inverted as well.
    Thorough,
}

/// All codes in a picture, without doubles. Thorough work stops at the first way that finds any.
#[must_use]
pub fn read(picture: &Picture, effort: Effort) -> Vec<Code> {
    let thorough = effort == Effort::Thorough;
    let mut found = codes(picture, 1.0, thorough);
    if !thorough || !found.is_empty() {
        return found;
    }
    // A dense code is small in a frame; only what looks like one is worth enlarging.
    let (x, y, part) = picture.busiest();
    if let Some(larger) = part.enlarged() {
        found = codes(&larger, 0.5, true);
    }
    if found.is_empty() {
        found = codes(&part.denoised(), 1.0, true);
    }
    for corner in found.iter_mut().flat_map(|code| &mut code.corners) {
        *corner = (corner.0 + x, corner.1 + y);
    }
    if found.is_empty() {
        // Noise of the camera lies in single pixels.
        let smaller = picture.halved();
        found = codes(&smaller, 2.0, true);
        if found.is_empty() {
            found = codes(&smaller.halved(), 4.0, true);
        }
    }
    if found.is_empty() {
        found = codes(&picture.inverted(), 1.0, true);
    }
    found
}

/// `scale`: from this picture's pixels to those that the caller knows.
fn codes(picture: &Picture, scale: f32, thorough: bool) -> Vec<Code> {
    let mut found = Vec::new();
    let source = || {
        let grey = picture.grey().to_vec();
        Luma8LuminanceSource::new(grey, picture.width(), picture.height()).ok()
    };
    if let Some(source) = source() {
        in_black_and_white(&HybridBinarizer::new(source), scale, thorough, &mut found);
    }
    if found.is_empty()
        && thorough
        && let Some(source) = source()
    {
        in_black_and_white(&GlobalHistogramBinarizer::new(source), scale, thorough, &mut found);
    }
    found
}

fn in_black_and_white(
    binarizer: &impl Binarizer,
    scale: f32,
    thorough: bool,
    found: &mut Vec<Code>,
) {
    let Ok(bits) = binarizer.get_black_matrix() else { return };
    let mut patterns = FindFinderPatterns(bits, thorough, 1);
    // The larger ones first: a picture full of squares must not make millions of sets.
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.size));
    patterns.truncate(MOST_PATTERNS);
    let mut used = Vec::new();
    for set in GenerateFinderPatternSets(&mut patterns).into_iter().take(MOST_SETS) {
        if found.len() >= MOST_CODES
            || [set.bl, set.tl, set.tr].iter().any(|one| used.contains(one))
        {
            continue;
        }
        let Ok(sampled) = SampleQR(bits, &set) else { continue };
        let matrix = sampled.getBits();
        let is_black = |x, y| matrix.get(x, y);
        let Some(content) = symbol::read(matrix.width(), matrix.height(), &is_black) else {
            continue;
        };
        used.extend([set.bl, set.tl, set.tr]);
        let mut corners = [(0.0, 0.0); 4];
        // They come row by row.
        let [top_left, top_right, bottom_left, bottom_right] = sampled.getPoints() else {
            continue;
        };
        let around = [top_left, top_right, bottom_right, bottom_left];
        for (corner, point) in corners.iter_mut().zip(around) {
            *corner = (point.x * scale, point.y * scale);
        }
        let code = Code { bytes: content.bytes, corners, part: content.part };
        if !found.iter().any(|other: &Code| other.bytes == code.bytes && other.part == code.part) {
            found.push(code);
        }
    }
}
