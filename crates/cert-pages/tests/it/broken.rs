//! Files that are long, encrypted or broken.

use cert_pages::{MOST_PAGES, Pages, PagesFault};

use crate::maker::{Maker, one_picture, rectangles};
use crate::{CONTENT, codes_of_page};

fn fault(bytes: &[u8]) -> Option<PagesFault> {
    Pages::open(bytes.to_vec()).err()
}

#[test]
fn each_page_is_read() {
    let mut maker = Maker::new();
    for page in 1..=3 {
        let content = format!("{CONTENT} {page}");
        maker.page("", &rectangles(&content, (50.0, 50.0), 80.0, true));
    }
    let file = maker.finish();
    assert_eq!(Pages::open(file.clone()).unwrap().count(), 3);
    for page in 0..3 {
        assert_eq!(codes_of_page(file.clone(), page), [format!("{CONTENT} {}", page + 1)]);
    }
    let pages = Pages::open(file).unwrap();
    assert_eq!(pages.render(3).grey, [255]);
    assert!(pages.pictures(3).is_empty());
}

#[test]
fn the_first_five_hundred_pages_are_looked_at() {
    let mut maker = Maker::new();
    for _ in 0..=MOST_PAGES {
        maker.page("", &rectangles(CONTENT, (50.0, 50.0), 80.0, true));
    }
    let file = maker.finish();
    let pages = Pages::open(file.clone()).unwrap();
    assert_eq!((pages.count(), pages.all()), (500, 501));
    assert_eq!(codes_of_page(file, 499), [CONTENT]);
    assert_eq!(pages.render(500).grey, [255]);
}

#[test]
fn what_needs_a_password_is_called_encrypted() {
    let mut maker = Maker::new();
    maker.page("", "");
    let word = "41".repeat(32);
    maker.trailer = format!(
        "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{word}> /U <{word}> >> /ID [<01> <01>]"
    );
    assert_eq!(fault(&maker.finish()), Some(PagesFault::Encrypted));
    let mut maker = Maker::new();
    maker.page("", "");
    maker.trailer = "/Encrypt << /Filter /Other /V 9 >> /ID [<01> <01>]".into();
    assert_eq!(fault(&maker.finish()), Some(PagesFault::Encrypted));
    assert_eq!(PagesFault::Encrypted.code(), "pdf-encrypted");
}

#[test]
fn what_is_no_file_is_refused() {
    let file = one_picture(CONTENT);
    for bytes in [
        &b""[..],
        b"%PDF-",
        b"%PDF-1.7\n%%EOF",
        b"eyJhbGciOiJFUzI1NiJ9",
        &[0; 4096],
        &[0xff; 4096],
        &file[..100],
    ] {
        assert_eq!(fault(bytes), Some(PagesFault::NotReadable), "{bytes:?}");
    }
    assert_eq!(PagesFault::NotReadable.code(), "pdf-not-readable");
    let mut maker = Maker::new();
    maker.object("<< >>");
    assert_eq!(fault(&maker.finish()), Some(PagesFault::NotReadable), "no pages");
}

#[test]
fn a_file_without_its_table_is_mended() {
    let file = one_picture(CONTENT);
    let end = file.windows(4).rposition(|four| four == b"xref").unwrap();
    let table = file.windows(5).position(|five| five == b"xref\n").unwrap();
    for cut in [end, table] {
        assert_eq!(codes_of_page(file[..cut].to_vec(), 0), [CONTENT]);
    }
    // Bytes before it, as mail programs leave them.
    let moved = [&b"X-Mail: 1\r\n\r\n"[..], &file].concat();
    assert_eq!(codes_of_page(moved, 0), [CONTENT]);
}

#[test]
fn circles_come_to_an_end() {
    // A form that draws itself, twice.
    let mut maker = Maker::new();
    let form = maker.stream(
        "/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 3 0 R >> >>",
        b"/F Do /F Do",
    );
    assert_eq!(form, 3);
    maker.page("/Resources << /XObject << /F 3 0 R >> >>", "/F Do");
    let pages = Pages::open(maker.finish()).unwrap();
    assert!(pages.render(0).grey.iter().all(|&value| value == 255));
    // A tree of pages that holds itself, a length and a space that name themselves, a mask of itself.
    for (object, page) in [
        ("<< /Type /Pages /Kids [2 0 R 3 0 R 3 0 R] /Count 9 >>", ""),
        ("3 0 R", "/Contents 3 0 R"),
        ("[/Indexed 3 0 R 255 3 0 R]", "/Resources << /ColorSpace << /S 3 0 R >> >>"),
        (
            "<< /Subtype /Image /Width 30 /Height 30 /ColorSpace 3 0 R /SMask 3 0 R /Length 3 0 R >>\nstream\nabc\nendstream",
            "/Resources << /XObject << /P 3 0 R >> >>",
        ),
    ] {
        let mut maker = Maker::new();
        maker.object(object);
        maker.page(page, "/S cs 1 sc 0 0 300 400 re f /P Do");
        if let Ok(pages) = Pages::open(maker.finish()) {
            for page in 0..pages.count() {
                let _ = (pages.render(page), pages.pictures(page));
            }
        }
    }
}

#[test]
fn deep_and_long_content_comes_to_an_end() {
    let deep =
        ["[".repeat(100_000), "<<".repeat(100_000), "q ".repeat(100_000), "(".repeat(100_000)];
    for content in deep {
        let mut maker = Maker::new();
        maker.page("", &content);
        let _ = Pages::open(maker.finish()).map(|pages| pages.render(0));
    }
    // A whole page painted very often: what is not painted within the limit is left.
    let mut maker = Maker::new();
    maker.page("/MediaBox [0 0 595 842]", &"0 0 595 842 re f\n".repeat(100_000));
    assert!(Pages::open(maker.finish()).unwrap().render(0).grey.iter().all(|&value| value == 0));
}
