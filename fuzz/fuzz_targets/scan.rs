//! Pictures: any bytes as greys, and a drawn code with pixels changed, which is read whole or not at all.

#![no_main]

use cert_scan::{Effort, Picture, read};
use libfuzzer_sys::fuzz_target;
use qrcodegen::{QrCode, QrCodeEcc};

const CONTENT: &str = "HC1:SPECIMEN CERTIFICATE 0123456789";

fuzz_target!(|data: &[u8]| {
    let Some((&[width, height, effort], greys)) = data.split_first_chunk() else { return };
    let effort = if effort % 2 == 0 { Effort::Fast } else { Effort::Thorough };
    let (width, height) = (u32::from(width) + 16, u32::from(height) + 16);
    let pixels = (width * height) as usize;
    let grey = greys.iter().copied().cycle().take(pixels).collect();
    if let Some(picture) = Picture::new(width, height, grey) {
        // What the fuzzer draws by chance would be a code; it has not the time for one.
        let _ = read(&picture, effort);
    }
    let code = QrCode::encode_text(CONTENT, QrCodeEcc::Medium).expect("a code");
    let side = (code.size() + 8) as u32 * 3;
    let at = |pixel: u32| (pixel / 3) as i32 - 4;
    let all = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let mut grey: Vec<u8> =
        all.map(|(x, y)| if code.get_module(at(x), at(y)) { 0 } else { 255 }).collect();
    for change in greys.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]]));
        if let Some(pixel) = grey.get_mut(place) {
            *pixel = change[2];
        }
    }
    if let Some(picture) = Picture::new(side, side, grey) {
        for found in read(&picture, effort) {
            assert_eq!(found.bytes, CONTENT.as_bytes());
        }
    }
});
