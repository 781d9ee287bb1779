//! Files spoiled at random, the same ones each time: nothing panics.

use std::panic::catch_unwind;

use cert_pages::Pages;
use image::codecs::jpeg::JpegEncoder;

use crate::maker::{Maker, bits, flate, grey, picture_of, rectangles};

/// Numbers that are the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((value ^ (value >> 31)) % most as u64).unwrap()
    }
}

/// What a spoiled number or name may become.
const WORDS: &[&[u8]] = &[
    b"0",
    b"-1",
    b"4294967295",
    b"99999999999999999999",
    b"1e9",
    b"-0.00001",
    b"NaN",
    b"null",
    b"[]",
    b"<<>>",
    b"1 0 R",
    b"3 0 R",
    b"/DeviceN",
    b"/Indexed",
    b"/JPXDecode",
    b"/CCITTFaxDecode",
    b"/LZWDecode",
    b"/RunLengthDecode",
    b"/ASCII85Decode",
    b"endstream",
    b"endobj",
    b"true",
    b"(",
    b">>",
    b"/Pattern",
    b"/ImageMask true",
];

/// A small page with something of everything.
fn seed() -> Vec<u8> {
    let mut maker = Maker::new();
    let (side, values) = grey("SEED", 1);
    let (_, packed) = bits("SEED", 1);
    let one =
        maker.stream(&picture_of(side, "/DeviceGray", 8, "/Filter /FlateDecode"), &flate(&values));
    let two = maker.stream(
        &picture_of(
            side,
            "[/Indexed /DeviceRGB 1 <000000ffffff>]",
            1,
            &format!("/SMask {one} 0 R"),
        ),
        &packed,
    );
    let mut jpeg = Vec::new();
    let sides = u32::try_from(side).unwrap();
    JpegEncoder::new(&mut jpeg)
        .encode(&values, sides, sides, image::ExtendedColorType::L8)
        .unwrap();
    let three = maker.stream(&picture_of(side, "/DeviceGray", 8, "/Filter /DCTDecode"), &jpeg);
    let form = maker.stream(
        "/Subtype /Form /BBox [0 0 50 50] /Matrix [1 0 0 1 2 2]",
        b"0.2 0.3 0.4 rg 0 0 m 9 9 8 8 7 3 c b* 3 w 1 2 9 9 re S",
    );
    let text = rectangles("SEED", (1.0, 1.0), 20.0, true);
    maker.page(
        &format!(
            "/MediaBox [0 0 60 60] /Rotate 90 /Resources << /XObject << /P {one} 0 R /Q {two} 0 R /J {three} 0 R /F {form} 0 R >> \
            /ExtGState << /G << /ca 0.5 /BM /Multiply >> >> /ColorSpace << /S [/Separation /X /DeviceGray 1 0 R] >> >> \
            /Annots [<< /Rect [1 1 9 9] /AP << /N {form} 0 R >> >>]"
        ),
        &format!("q /S cs 1 scn {text} Q q 20 0 0 20 30 30 cm /P Do /J Do Q q 9 3 -3 9 2 30 cm /Q Do Q /G gs /F Do"),
    );
    maker.finish()
}

fn spoil(file: &mut Vec<u8>, numbers: &mut Numbers) {
    for _ in 0..=numbers.below(4) {
        if file.is_empty() {
            return;
        }
        let at = numbers.below(file.len());
        match numbers.below(6) {
            0 => file[at] ^= 1 << numbers.below(8),
            1 => file[at] = u8::try_from(numbers.below(256)).unwrap(),
            2 => {
                let end = (at + numbers.below(40)).min(file.len());
                file.drain(at..end);
            }
            3 => {
                let end = (at + numbers.below(40)).min(file.len());
                let part = file[at..end].to_vec();
                let to = numbers.below(file.len());
                file.splice(to..to, part);
            }
            // A whole word becomes another: that goes deeper than single bytes.
            4 => {
                let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"/.-".contains(byte);
                let from = at - file[..at].iter().rev().take_while(|byte| word(byte)).count();
                let to = at + file[at..].iter().take_while(|byte| word(byte)).count();
                file.splice(from..to, WORDS[numbers.below(WORDS.len())].iter().copied());
            }
            _ => {
                if numbers.below(8) == 0 {
                    file.truncate(at);
                }
            }
        }
    }
}

/// Everything that can be asked of a file.
fn look(file: &[u8]) -> usize {
    let Ok(pages) = Pages::open(file.to_vec()) else { return 0 };
    for page in 0..pages.count().min(3) {
        for picture in pages.pictures(page).iter().chain([&pages.render(page)]) {
            assert_eq!(picture.grey.len(), picture.width as usize * picture.height as usize);
            assert!(picture.grey.len() <= 8_000_000);
        }
    }
    pages.count()
}

#[test]
fn spoiled_files_panic_nowhere() {
    let (seed, mut numbers) = (seed(), Numbers(7));
    assert_eq!(look(&seed), 1);
    let mut opened = 0;
    for round in 0..4000 {
        let mut file = seed.clone();
        spoil(&mut file, &mut numbers);
        match catch_unwind(|| look(&file)) {
            Ok(pages) => opened += usize::from(pages > 0),
            Err(_) => {
                let path = std::env::temp_dir().join("certfill-spoiled.pdf");
                std::fs::write(&path, &file).unwrap();
                panic!("file {round} panics: {}", path.display());
            }
        }
    }
    assert!(opened > 1000, "only {opened} files had pages");
}
