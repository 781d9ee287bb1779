//! Codes that a page draws.

use cert_pages::Pages;

use crate::maker::{Maker, grey, one_picture, picture_of, rectangles};
use crate::{CONTENT, codes, codes_of_page};

/// A file with one page that draws this.
fn drawing(entries: &str, content: &str) -> Vec<u8> {
    let mut maker = Maker::new();
    maker.page(entries, content);
    maker.finish()
}

/// Two centimetres, in points.
const SMALL: f64 = 56.7;

#[test]
fn rectangles_of_a_small_code_are_read_in_one_path_and_in_many() {
    for one_path in [true, false] {
        let drawn = rectangles(CONTENT, (100.3, 200.7), SMALL, one_path);
        assert_eq!(codes_of_page(drawing("", &drawn), 0), [CONTENT], "{one_path}");
    }
}

#[test]
fn a_dense_code_of_two_centimetres_is_read() {
    let content = "A".repeat(1500);
    let drawn = rectangles(&content, (100.3, 200.7), SMALL, true);
    assert_eq!(codes_of_page(drawing("", &drawn), 0), [content]);
}

#[test]
fn turned_pages_and_turned_codes_are_read() {
    let drawn = rectangles(CONTENT, (20.0, 30.0), SMALL, true);
    for turn in [0, 90, 180, 270, -90] {
        let file = drawing(&format!("/Rotate {turn}"), &drawn);
        let page = Pages::open(file).unwrap().render(0);
        assert_eq!(page.width > page.height, turn % 180 != 0, "{turn}");
        assert_eq!(codes(&page), [CONTENT], "{turn}");
    }
    let slanted = format!("q 0.866 0.5 -0.5 0.866 100 100 cm {drawn} Q");
    assert_eq!(codes_of_page(drawing("", &slanted), 0), [CONTENT]);
    let cut = drawing("/CropBox [10 20 100 120]", &drawn);
    assert_eq!(codes_of_page(cut, 0), [CONTENT], "only a part of the page is shown");
}

#[test]
fn colours_count_as_how_dark_they_are() {
    let drawn = rectangles(CONTENT, (100.0, 200.0), SMALL, true);
    let spaces = "/Resources << /ColorSpace << /S [/Separation /Ink /DeviceGray 9 0 R] >> >>";
    for colour in ["0.1 g", "0 0 0.4 rg", "0 0 0 1 k", "/S cs 1 scn", "/S cs", "0.2 0.2 0.2 sc"] {
        let file = drawing(spaces, &format!("{colour} {drawn}"));
        assert_eq!(codes_of_page(file, 0), [CONTENT], "{colour}");
    }
    for colour in ["1 g", "1 1 1 rg", "0 0 0 0 k", "/S cs 0 scn", "/Pattern cs /P scn"] {
        let file = drawing(spaces, &format!("{colour} {drawn}"));
        assert!(
            Pages::open(file).unwrap().render(0).grey.iter().all(|&grey| grey == 255),
            "{colour}"
        );
    }
    let light = format!("0.3 g 90 190 80 80 re f 1 g {drawn}");
    assert_eq!(codes_of_page(drawing("", &light), 0), [CONTENT], "light on dark");
}

#[test]
fn codes_drawn_with_lines_are_read() {
    let code = crate::maker::code(CONTENT);
    let mut drawn = String::from("2 w\n");
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|&x| code.get_module(x, y)) {
            let (x, y) = (50 + 2 * x, 300 - 2 * y);
            drawn.push_str(&format!("{x} {y} m {} {y} l S\n", x + 2));
        }
    }
    assert_eq!(codes_of_page(drawing("", &drawn), 0), [CONTENT]);
    // Corners of a frame are whole.
    let frame = Pages::open(drawing("", "20 w 100 100 100 100 re S")).unwrap().render(0);
    let at = |x: usize, y: usize| frame.grey[(1600 - y * 4) * 1200 + x * 4];
    assert_eq!([at(92, 92), at(208, 208), at(150, 150), at(88, 88)], [0, 0, 255, 255]);
}

#[test]
fn what_is_inside_follows_the_rule() {
    let both = "100 100 100 100 re 120 120 60 60 re";
    for (fill, middle) in [("f", 0), ("f*", 255), ("B*", 255)] {
        let page = Pages::open(drawing("", &format!("{both} {fill}"))).unwrap().render(0);
        assert_eq!(page.grey[(1600 - 150 * 4) * 1200 + 150 * 4], middle, "{fill}");
    }
    // A circle of four curves: dark in the middle, light in the corner.
    let circle = "200 150 m 200 177.6 177.6 200 150 200 c 122.4 200 100 177.6 100 150 c \
        100 122.4 122.4 100 150 100 c 177.6 100 200 122.4 200 150 c f";
    let page = Pages::open(drawing("", circle)).unwrap().render(0);
    let at = |x: usize, y: usize| page.grey[(1600 - y * 4) * 1200 + x * 4];
    assert_eq!([at(150, 150), at(103, 150), at(105, 105)], [0, 0, 255]);
}

#[test]
fn clips_opacity_and_blending_are_seen() {
    let drawn = rectangles(CONTENT, (100.0, 200.0), SMALL, true);
    let states = "/Resources << /ExtGState << /None << /ca 0 >> /Half << /ca 0.5 >> /Times << /BM /Multiply >> >> >>";
    let cut = format!("q 100 200 20 57 re W n {drawn} Q");
    assert!(codes_of_page(drawing("", &cut), 0).is_empty());
    let covers = "90 190 80 80 re f";
    for (over, read) in [
        (format!("/None gs {covers}"), true),
        (format!("1 g {covers}"), false),
        (format!("/Times gs 1 g {covers}"), true),
        (format!("/Half gs 1 g {covers}"), true),
        (format!("q 0 0 10 10 re W n {covers} Q"), true),
    ] {
        let found = codes_of_page(drawing(states, &format!("{drawn} {over}")), 0);
        assert_eq!(!found.is_empty(), read, "{over}");
    }
}

#[test]
fn forms_stamps_and_pictures_are_drawn() {
    let mut maker = Maker::new();
    let drawn = rectangles(CONTENT, (0.0, 0.0), SMALL, true);
    let form =
        maker.stream("/Subtype /Form /BBox [0 0 57 57] /Matrix [1 0 0 1 10 10]", drawn.as_bytes());
    maker.page(
        &format!("/Resources << /XObject << /F {form} 0 R >> >>"),
        "q 1.5 0 0 1.5 50 50 cm /F Do Q",
    );
    let stamp = format!("/Subtype /Stamp /Rect [100 100 180 180] /AP << /N {form} 0 R >>");
    maker.page(&format!("/Annots [<< {stamp} >>]"), "");
    maker.page(&format!("/Annots [<< {stamp} /F 2 >>]"), "");
    let file = maker.finish();
    assert_eq!(codes_of_page(file.clone(), 0), [CONTENT]);
    assert_eq!(codes_of_page(file.clone(), 1), [CONTENT], "a stamp");
    assert!(codes_of_page(file, 2).is_empty(), "a hidden stamp");
    assert_eq!(codes_of_page(one_picture(CONTENT), 0), [CONTENT], "a picture");
}

#[test]
fn a_picture_in_strips_is_read_from_the_page() {
    let mut maker = Maker::new();
    let (side, grey) = grey(CONTENT, 4);
    let (mut names, mut content) = (String::new(), String::new());
    for (number, strip) in grey.chunks(side * 20).enumerate() {
        let height = strip.len() / side;
        let entries = picture_of(side, "/DeviceGray", 8, "")
            .replace(&format!("/Height {side}"), &format!("/Height {height}"));
        let strip = maker.stream(&entries, strip);
        names.push_str(&format!("/S{number} {strip} 0 R "));
        let low = 300.0 - (number * 20 + height) as f64 * 0.5;
        content.push_str(&format!(
            "q {} 0 0 {} 50 {low} cm /S{number} Do Q\n",
            side as f64 * 0.5,
            height as f64 * 0.5
        ));
    }
    maker.page(&format!("/Resources << /XObject << {names} >> >>"), &content);
    assert_eq!(codes_of_page(maker.finish(), 0), [CONTENT]);
}

#[test]
fn a_page_has_at_most_eight_million_pixels() {
    for (size, expected) in [
        ("300 400", (1200, 1600)),
        ("595 842", (2377, 3364)),
        ("14400 14400", (2828, 2828)),
        ("20000 1", (16384, 1)),
    ] {
        let page = Pages::open(drawing(&format!("/MediaBox [0 0 {size}]"), "")).unwrap().render(0);
        assert_eq!((page.width, page.height), expected, "{size}");
        assert!(page.grey.len() <= 8_000_000);
    }
}
