//! Pictures in a file: each kind gives the pixels that were put in.

use cert_pages::Pages;
use image::codecs::jpeg::JpegEncoder;

use crate::maker::{Maker, bits, flate, grey, picture_of};
use crate::{CONTENT, codes};

/// What the pictures of a file's first page hold; the first is `side` pixels wide.
fn read(maker: Maker, side: usize) -> Vec<String> {
    let pictures = Pages::open(maker.finish()).unwrap().pictures(0);
    assert_eq!(pictures.len(), 1);
    assert_eq!((pictures[0].width as usize, pictures[0].height as usize), (side, side));
    codes(&pictures[0])
}

/// A file with one picture of this kind.
fn one(side: usize, space: &str, bits: u8, more: &str, data: &[u8]) -> Maker {
    let mut maker = Maker::new();
    let picture = maker.stream(&picture_of(side, space, bits, more), data);
    maker.page_with(picture);
    maker
}

#[test]
fn pictures_come_at_their_own_resolution() {
    let (side, grey) = grey(CONTENT, 3);
    assert_eq!(read(one(side, "/DeviceGray", 8, "", &grey), side), [CONTENT]);
    assert_eq!(
        read(one(side, "/DeviceGray", 8, "/Filter /FlateDecode", &flate(&grey)), side),
        [CONTENT]
    );
    let hex: String = grey.iter().map(|value| format!("{value:02x}")).collect();
    assert_eq!(
        read(one(side, "/DeviceGray", 8, "/Filter [/ASCIIHexDecode]", hex.as_bytes()), side),
        [CONTENT]
    );
    let rows: Vec<u8> =
        grey.chunks(side).flat_map(|row| [0].into_iter().chain(row.iter().copied())).collect();
    let predicted =
        format!("/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns {side} >>");
    assert_eq!(read(one(side, "/DeviceGray", 8, &predicted, &flate(&rows)), side), [CONTENT]);
}

#[test]
fn jpeg_is_unpacked() {
    let (side, grey) = grey(CONTENT, 4);
    let pixels = u16::try_from(side).unwrap();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 80)
        .encode(&grey, pixels.into(), pixels.into(), image::ExtendedColorType::L8)
        .unwrap();
    assert_eq!(read(one(side, "/DeviceGray", 8, "/Filter /DCTDecode", &jpeg), side), [CONTENT]);
    let colours: Vec<u8> = grey.iter().flat_map(|&value| [value, value / 2, 60]).collect();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 80)
        .encode(&colours, pixels.into(), pixels.into(), image::ExtendedColorType::Rgb8)
        .unwrap();
    assert_eq!(read(one(side, "/DeviceRGB", 8, "/Filter /DCTDecode", &jpeg), side), [CONTENT]);
}

#[test]
fn one_bit_is_unpacked_in_either_sense() {
    let (side, bits) = bits(CONTENT, 3);
    let inverse: Vec<u8> = bits.iter().map(|byte| !byte).collect();
    assert_eq!(read(one(side, "/DeviceGray", 1, "", &bits), side), [CONTENT]);
    assert_eq!(read(one(side, "/DeviceGray", 1, "/Decode [1 0]", &inverse), side), [CONTENT]);
    assert_eq!(
        read(one(side, "[/Indexed /DeviceRGB 1 <000000 ffffff>]", 1, "", &bits), side),
        [CONTENT]
    );
    assert_eq!(
        read(one(side, "[/Indexed /DeviceGray 1 <ff00>]", 1, "", &inverse), side),
        [CONTENT]
    );
    let stencil = |data: &[u8], more: &str| {
        let mut maker = Maker::new();
        let entries =
            format!("/Subtype /Image /Width {side} /Height {side} /ImageMask true {more}");
        let picture = maker.stream(&entries, data);
        maker.page_with(picture);
        maker
    };
    assert_eq!(read(stencil(&bits, ""), side), [CONTENT]);
    assert_eq!(read(stencil(&inverse, "/Decode [1 0]"), side), [CONTENT]);
    let drawn = Pages::open(stencil(&bits, "").finish()).unwrap().render(0);
    assert_eq!(codes(&drawn), [CONTENT]);
}

#[test]
fn colours_become_grey() {
    let (side, grey) = grey(CONTENT, 3);
    let each = |colour: &dyn Fn(u8) -> Vec<u8>| {
        grey.iter().flat_map(|&value| colour(value)).collect::<Vec<u8>>()
    };
    let cmyk = each(&|value| vec![0, 0, 0, 255 - value]);
    assert_eq!(read(one(side, "/DeviceCMYK", 8, "", &cmyk), side), [CONTENT]);
    let ink = each(&|value| vec![255 - value]);
    assert_eq!(
        read(one(side, "[/Separation /Black /DeviceGray 9 0 R]", 8, "", &ink), side),
        [CONTENT]
    );
    let deep = each(&|value| vec![value, 0]);
    assert_eq!(read(one(side, "/DeviceGray", 16, "", &deep), side), [CONTENT]);
    let lab = each(&|value| vec![value, 128, 128]);
    assert_eq!(read(one(side, "[/Lab << /WhitePoint [1 1 1] >>]", 8, "", &lab), side), [CONTENT]);
    let mut maker = Maker::new();
    let profile = maker.stream("/N 3", b"no profile");
    let rgb = each(&|value| vec![value, value, value]);
    let picture =
        maker.stream(&picture_of(side, &format!("[/ICCBased {profile} 0 R]"), 8, ""), &rgb);
    maker.page_with(picture);
    assert_eq!(read(maker, side), [CONTENT]);
}

#[test]
fn what_is_transparent_is_paper_also_where_the_code_is_only_in_the_mask() {
    let (side, grey) = grey(CONTENT, 3);
    let inverse: Vec<u8> = grey.iter().map(|value| 255 - value).collect();
    let mut maker = Maker::new();
    let mask =
        maker.stream(&picture_of(side, "/DeviceGray", 8, "/Filter /FlateDecode"), &flate(&inverse));
    let picture =
        maker.stream(&picture_of(1, "/DeviceRGB", 8, &format!("/SMask {mask} 0 R")), &[0, 0, 0]);
    maker.page_with(picture);
    let file = maker.finish();
    let pages = Pages::open(file).unwrap();
    assert_eq!(codes(&pages.pictures(0)[0]), [CONTENT]);
    assert_eq!(codes(&pages.render(0)), [CONTENT]);
}

#[test]
fn pictures_in_the_text_of_a_page_and_in_forms_are_found_and_each_once() {
    let (side, grey) = grey(CONTENT, 2);
    let hex: String = grey.iter().map(|value| format!("{value:02x}")).collect();
    let mut maker = Maker::new();
    maker.page(
        "",
        &format!(
            "q 90 0 0 90 100 100 cm BI /W {side} /H {side} /CS /G /BPC 8 /F /AHx ID {hex}> EI Q"
        ),
    );
    let inner = maker.stream(&picture_of(side, "/DeviceGray", 8, ""), &grey);
    let form = maker.stream(
        &format!(
            "/Subtype /Form /BBox [0 0 400 400] /Resources << /XObject << /P {inner} 0 R >> >>"
        ),
        b"q 90 0 0 90 0 0 cm /P Do /P Do Q",
    );
    maker.page(&format!("/Resources << /XObject << /F {form} 0 R >> >>"), "/F Do /F Do");
    let dot = maker.stream(&picture_of(8, "/DeviceGray", 8, ""), &[0; 64]);
    maker.page_with(dot);
    let pages = Pages::open(maker.finish()).unwrap();
    for page in [0, 1] {
        let pictures = pages.pictures(page);
        assert_eq!(pictures.len(), 1, "{page}");
        assert_eq!(codes(&pictures[0]), [CONTENT], "{page}");
    }
    assert!(pages.pictures(2).is_empty(), "too small for a code");
}

#[test]
fn large_pictures_are_made_smaller_and_larger_ones_left_out() {
    let (side, grey) = grey(CONTENT, 10);
    // A sheet at 600 dpi, with the code in a corner.
    let (width, height) = (4960, 7016);
    let mut sheet = vec![255; width * height];
    for (row, line) in grey.chunks(side).enumerate() {
        sheet[(row + 50) * width + 70..][..side].copy_from_slice(line);
    }
    let entries = |width: usize, height: usize| {
        format!(
            "/Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
        )
    };
    let mut maker = Maker::new();
    let sheet = maker
        .stream(&entries(width, height), &miniz_oxide::deflate::compress_to_vec_zlib(&sheet, 1));
    maker.page_with(sheet);
    let huge = maker.stream(&entries(100_000, 100_000), &flate(&[0; 1000]));
    maker.page_with(huge);
    let pages = Pages::open(maker.finish()).unwrap();
    let pictures = pages.pictures(0);
    assert!(
        pictures[0].grey.len() <= 8_000_000 && pictures[0].width > 2_300,
        "{}",
        pictures[0].width
    );
    assert_eq!(codes(&pictures[0]), [CONTENT]);
    assert!(pages.pictures(1).is_empty());
}

#[test]
fn a_picture_that_is_cut_short_is_white_at_its_end() {
    let (side, grey) = grey(CONTENT, 3);
    let pages =
        Pages::open(one(side, "/DeviceGray", 8, "", &grey[..side * 5 + 3]).finish()).unwrap();
    let picture = &pages.pictures(0)[0];
    assert_eq!(picture.grey.len(), side * side);
    assert!(picture.grey[side * 6..].iter().all(|&value| value == 255));
}
