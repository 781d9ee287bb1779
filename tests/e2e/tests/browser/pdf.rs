//! Codes in PDF files: embedded, drawn, on several pages; and files that cannot be read.

use std::fmt::Write as _;
use std::path::PathBuf;

use cert_app::words::{certificate, common, verify};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::citizen::{assert_all_sound, look, say, say_with, sound, with_certificates_unsaved};
use crate::scanning::{exported, next};
use crate::trouble::strangers_certificate;
use crate::wallet::words_of;

/// What a page has.
enum Sheet<'a> {
    Empty,
    /// A code as rectangles.
    Drawn(&'a str),
    /// A code as a picture that is shown smaller than it is.
    Embedded(&'a str),
}

fn code(content: &str) -> QrCode {
    QrCode::encode_text(content, QrCodeEcc::Low).expect("it fits into a code")
}

fn rectangles(code: &QrCode) -> String {
    let module = 240.0 / f64::from(code.size());
    let mut text = String::from("0 g ");
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|&x| code.get_module(x, y)) {
            let (left, low) = (30.0 + f64::from(x) * module, 300.0 - f64::from(y) * module);
            let _ = write!(text, "{left:.3} {low:.3} {module:.3} {module:.3} re ");
        }
    }
    text + "f"
}

/// A picture of one byte for a pixel, in hexadecimal digits, and its side.
fn picture(code: &QrCode) -> (i32, String) {
    const PIXELS: i32 = 4;
    let side = (code.size() + 8) * PIXELS;
    let mut digits = String::new();
    for y in 0..side {
        for x in 0..side {
            let is_dark = code.get_module(x / PIXELS - 4, y / PIXELS - 4);
            digits.push_str(if is_dark { "00" } else { "ff" });
        }
    }
    (side, digits + ">")
}

fn stream(entries: &str, data: &str) -> String {
    format!("<< {entries} /Length {} >>\nstream\n{data}\nendstream", data.len())
}

/// A file with these pages, and what its trailer says beside its root.
fn pdf(name: &str, sheets: &[Sheet<'_>], trailer: &str) -> PathBuf {
    let (mut objects, mut kids) = (vec![String::new(), String::new()], String::new());
    let mut object = |content: String| {
        objects.push(content);
        objects.len()
    };
    for sheet in sheets {
        let (content, resources) = match sheet {
            Sheet::Empty => (String::new(), String::new()),
            Sheet::Drawn(text) => (rectangles(&code(text)), String::new()),
            Sheet::Embedded(text) => {
                let (side, data) = picture(&code(text));
                let entries = format!(
                    "/Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceGray \
                     /BitsPerComponent 8 /Filter /ASCIIHexDecode"
                );
                let picture = object(stream(&entries, &data));
                let shown = "q 60 0 0 60 30 30 cm /P Do Q".to_owned();
                (shown, format!("/Resources << /XObject << /P {picture} 0 R >> >>"))
            }
        };
        let content = object(stream("", &content));
        let page = object(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents {content} 0 R {resources} >>"
        ));
        let _ = write!(kids, "{page} 0 R ");
    }
    objects[0] = "<< /Type /Catalog /Pages 2 0 R >>".into();
    objects[1] = format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", sheets.len());
    let mut text = String::from("%PDF-1.7\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (object, number) in objects.iter().zip(1..) {
        let _ = writeln!(table, "{:010} 00000 n ", text.len());
        let _ = write!(text, "{number} 0 obj\n{object}\nendobj\n");
    }
    let start = text.len();
    let size = objects.len() + 1;
    let _ = write!(
        text,
        "{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    );
    file(name, text.as_bytes())
}

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("certfill-{}-{name}.pdf", std::process::id()));
    std::fs::write(&path, bytes).expect("a file");
    path
}

/// A page that looks for a code for as long as it is left alone.
fn long(name: &str) -> PathBuf {
    let sheets: Vec<_> = (0..501).map(|_| Sheet::Empty).collect();
    pdf(name, &sheets, "")
}

fn opens(page: &Session, file: PathBuf) {
    page.choose_files("#file", &[file]);
}

#[test]
fn codes_in_pdf_files_are_verified_also_without_a_network() {
    let world = World::start();
    scenario("pdf-codes", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates_unsaved(page);
        let genuine = exported(page);
        let genuine = genuine.trim();
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#file");
        opens(page, pdf("embedded", &[Sheet::Empty, Sheet::Embedded(genuine)], ""));
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_VALID)), "{}", page.text("main"));
        next(page);
        // What reading PDF files needs is here by now.
        page.offline(true);
        opens(page, pdf("drawn", &[Sheet::Drawn(genuine)], ""));
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_VALID)), "{}", page.text("main"));
        page.offline(false);
        next(page);
        // The same code on two pages is one; a person picks among different ones.
        let stranger = strangers_certificate();
        let sheets =
            [Sheet::Drawn(genuine), Sheet::Embedded(genuine), Sheet::Drawn(stranger.trim())];
        opens(page, pdf("several", &sheets, ""));
        page.wait_for("#pick-title");
        assert_eq!(page.text("#pick-title"), say_with(page, verify::PICK_TITLE, &["2"]));
        sound(page, "pdf-pick");
        look(page, "pdf-pick");
        page.act("document.querySelectorAll('.pick .btn')[1].click()");
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_ISSUER)), "{}", page.text("main"));
    });
    assert_all_sound();
}

#[test]
fn what_stands_in_the_way_of_a_pdf_file_is_named() {
    let world = World::start();
    scenario("pdf-trouble", &world, Viewport::Phone, Lang::Zh, |page| {
        page.go("/verify");
        page.wait_for("#file");
        let word = "41".repeat(32);
        let encrypted = format!(
            "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{word}> /U <{word}> >> \
             /ID [<01> <01>]"
        );
        for (file, code) in [
            (pdf("encrypted", &[Sheet::Empty], &encrypted), "pdf-encrypted"),
            (file("torn", b"%PDF-1.7\n\xff\xfe torn"), "pdf-not-readable"),
            (pdf("empty", &[Sheet::Empty], ""), "pdf-without-code"),
        ] {
            opens(page, file);
            page.wait_text(words_of(page, code).cause);
            assert!(page.shows(words_of(page, code).remedy), "{code}");
        }
        sound(page, "pdf-trouble");
        look(page, "pdf-trouble");
        // A long one says where it is, and stops when somebody wants it to.
        opens(page, long("long"));
        page.wait_for("#pdf-stop");
        page.wait_text(&say_with(page, verify::PDF_PAGE, &["2", "500"]));
        sound(page, "pdf-looking");
        look(page, "pdf-looking");
        page.click("#pdf-stop");
        page.wait_gone("#pdf-stop");
        assert_eq!((page.count("#file"), page.count("#result")), (1, 0));
    });
    assert_all_sound();
}
