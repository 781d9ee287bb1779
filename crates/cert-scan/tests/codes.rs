//! Drawn codes: every version and level, every byte, dense ones, and pictures without any.
#![allow(clippy::unwrap_used, reason = "a test that panics says where")]

use cert_scan::{Effort, Picture, read};
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use scan_maker::{Camera, frame};

const LEVELS: [QrCodeEcc; 4] =
    [QrCodeEcc::Low, QrCodeEcc::Medium, QrCodeEcc::Quartile, QrCodeEcc::High];

/// Numbers that are the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (value ^ (value >> 31)) % most
    }
}

/// A code with `pixels` for a module (not always a whole number), four white modules around it; each
/// pixel is the mean of what it covers, so edges are soft as in a photograph.
fn drawn(code: &QrCode, pixels: f64) -> Picture {
    let modules = f64::from(code.size() + 8);
    let side = (modules * pixels).ceil() as u32;
    let mut grey = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let mut sum = 0.0;
            // Sharp edges need one look only.
            let looks = if pixels.fract() == 0.0 { 1 } else { 16 };
            for sub in 0..looks {
                let at = |pixel: u32, sub: u32| {
                    ((f64::from(pixel) + (f64::from(sub) + 0.5) / 4.0) / pixels).floor() as i32 - 4
                };
                let is_black = code.get_module(at(x, sub % 4), at(y, sub / 4));
                sum += if is_black { 20.0 } else { 235.0 };
            }
            grey.push((sum / f64::from(looks)) as u8);
        }
    }
    Picture::new(side, side, grey).unwrap()
}

fn bytes(numbers: &mut Numbers, count: usize) -> Vec<u8> {
    (0..count).map(|_| u8::try_from(numbers.below(256)).unwrap()).collect()
}

fn code_of(content: &[u8], level: QrCodeEcc, version: u8) -> QrCode {
    let segments = [QrSegment::make_bytes(content)];
    let (least, most) = (Version::new(version), Version::new(version));
    QrCode::encode_segments_advanced(&segments, level, least, most, None, false).unwrap()
}

#[test]
fn every_version_and_level_is_read() {
    let mut numbers = Numbers(1);
    for version in 1..=40u8 {
        for level in LEVELS {
            let content = bytes(&mut numbers, 3 + usize::from(version) * 4);
            let code = code_of(&content, level, version);
            let found = read(&drawn(&code, 4.0), Effort::Fast);
            assert_eq!(found.len(), 1, "version {version}");
            assert_eq!(found[0].bytes, content, "version {version}");
        }
    }
}

#[test]
fn every_byte_and_every_mode_comes_out_as_it_went_in() {
    let all: Vec<u8> = (0..=255).collect();
    let code = code_of(&all, QrCodeEcc::Medium, 12);
    assert_eq!(read(&drawn(&code, 3.0), Effort::Fast)[0].bytes, all);
    for text in ["0123456789012", "HC1:6BFOXN*TS0BI$ZD", "shc:/567629595326546034", "证照 ~eyJ"] {
        let code = QrCode::encode_text(text, QrCodeEcc::Low).unwrap();
        assert_eq!(read(&drawn(&code, 3.0), Effort::Fast)[0].bytes, text.as_bytes());
    }
}

#[test]
fn dense_codes_are_read_when_there_is_time() {
    let (mut thorough, mut tried) = (0, 0);
    for version in [11, 25, 35u8] {
        let mut numbers = scan_maker::Numbers::new(u64::from(version) + 100);
        for _ in 0..8 {
            let camera = Camera::dense(1.5);
            let frame = frame(&camera, version, &mut numbers);
            let picture = Picture::new(1280, 720, frame.grey).unwrap();
            let found = read(&picture, Effort::Thorough);
            tried += 1;
            thorough += usize::from(found.iter().any(|one| one.bytes == frame.content.as_bytes()));
        }
    }
    assert!(thorough * 10 >= tried * 9, "{thorough} of {tried}");
}

#[test]
fn grains_of_black_and_white_are_taken_out() {
    let mut numbers = Numbers(7);
    let content = bytes(&mut numbers, 120);
    let code = code_of(&content, QrCodeEcc::Low, 10);
    // Pixels of a module, and grains among a hundred pixels: halving does not meet the modules here.
    for (pixels, grains) in [(3, 10), (3, 20), (6, 15)] {
        let side = (code.size() + 8) as u32 * pixels;
        let grey = (0..side * side).map(|at| match numbers.below(200) {
            grain if grain < grains => 0,
            grain if grain < 2 * grains => 255,
            _ => clean_at(&code, pixels, at % side, at / side),
        });
        let picture = Picture::new(side, side, grey.collect()).unwrap();
        let found = read(&picture, Effort::Thorough);
        assert_eq!(found.len(), 1, "{pixels} pixels, {grains} %");
        assert_eq!(found[0].bytes, content, "{pixels} pixels, {grains} %");
    }
}

type Look<'a> = &'a dyn Fn(i32, i32) -> bool;

#[test]
fn mirrored_turned_and_inverted_codes_are_read() {
    let code = code_of(b"certificate", QrCodeEcc::Medium, 5);
    let side = (code.size() + 8) as u32 * 4;
    let shown = |look: Look<'_>| {
        let at = |pixel: u32| (pixel / 4) as i32 - 4;
        let grey = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let grey = grey.map(|(x, y)| if look(at(x), at(y)) { 0 } else { 255 });
        Picture::new(side, side, grey.collect()).unwrap()
    };
    let last = code.size() - 1;
    let ways: [(&str, Look<'_>); 5] = [
        ("mirrored", &|x, y| code.get_module(last - x, y)),
        ("a quarter", &|x, y| code.get_module(y, last - x)),
        ("half", &|x, y| code.get_module(last - x, last - y)),
        ("three quarters", &|x, y| code.get_module(last - y, x)),
        ("inverted", &|x, y| !code.get_module(x, y)),
    ];
    for (name, look) in ways {
        let found = read(&shown(look), Effort::Thorough);
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].bytes, b"certificate", "{name}");
    }
}

#[test]
fn a_damaged_code_is_read_whole_or_not_at_all() {
    let mut numbers = Numbers(3);
    let content = bytes(&mut numbers, 100);
    let code = code_of(&content, QrCodeEcc::Medium, 8);
    let mut was_read = 0;
    for damage in 0..40u64 {
        let side = (code.size() + 8) as u32 * 4;
        let mut grey = Vec::new();
        for y in 0..side {
            for x in 0..side {
                grey.push(clean_at(&code, 4, x, y));
            }
        }
        for _ in 0..damage * 3 {
            let (x, y) = (
                numbers.below(code.size() as u64 - 9) + 9,
                numbers.below(code.size() as u64 - 9) + 9,
            );
            for (dx, dy) in (0..4).flat_map(|dx| (0..4).map(move |dy| (dx, dy))) {
                let at = ((y + 4) * 4 + dy) * u64::from(side) + (x + 4) * 4 + dx;
                let pixel = &mut grey[at as usize];
                *pixel = 255 - *pixel;
            }
        }
        for one in read(&Picture::new(side, side, grey).unwrap(), Effort::Fast) {
            assert_eq!(one.bytes, content, "{damage}: never something else");
            was_read += 1;
        }
    }
    assert!((4..40).contains(&was_read), "{was_read}");
}

fn clean_at(code: &QrCode, pixels: u32, x: u32, y: u32) -> u8 {
    let at = |pixel: u32| (pixel / pixels) as i32 - 4;
    if code.get_module(at(x), at(y)) { 0 } else { 255 }
}

#[test]
fn the_corners_go_around_the_code() {
    let code = code_of(b"certificate", QrCodeEcc::Medium, 4);
    let found = read(&drawn(&code, 5.0), Effort::Fast);
    let (near, far) = (20.0, 20.0 + 5.0 * code.size() as f32);
    let expected = [(near, near), (far, near), (far, far), (near, far)];
    for (corner, (x, y)) in found[0].corners.iter().zip(expected) {
        assert!((corner.0 - x).abs() < 5.0 && (corner.1 - y).abs() < 5.0, "{:?}", found[0].corners);
    }
}

#[test]
fn two_codes_in_one_picture_are_both_found() {
    let (one, other) =
        (code_of(b"one", QrCodeEcc::Medium, 3), code_of(b"other", QrCodeEcc::High, 4));
    let (width, height) = (400u32, 180u32);
    let mut grey = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let at = |pixel: u32| (pixel / 4) as i32 - 4;
            let black =
                one.get_module(at(x), at(y)) || (x >= 200 && other.get_module(at(x - 200), at(y)));
            grey.push(if black { 0 } else { 255 });
        }
    }
    let mut found: Vec<_> = read(&Picture::new(width, height, grey).unwrap(), Effort::Fast)
        .into_iter()
        .map(|one| one.bytes)
        .collect();
    found.sort();
    assert_eq!(found, [b"one".to_vec(), b"other".to_vec()]);
}

#[test]
fn a_picture_without_a_code_has_none_and_harms_nobody() {
    let mut numbers = Numbers(5);
    for (width, height) in [(21, 21), (22, 300), (640, 480), (33, 1000)] {
        let size = (width * height) as usize;
        let stripes = (0..size).map(|at| if at / 3 % 2 == 0 { 0 } else { 255 }).collect();
        for grey in [vec![0; size], vec![255; size], bytes(&mut numbers, size), stripes] {
            let picture = Picture::new(width, height, grey).unwrap();
            assert_eq!(read(&picture, Effort::Thorough), [], "{width}x{height}");
        }
    }
}
