//! A writer of small PDF files.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// A file that is being written: objects from number 1 on, and pages that are put together at the end.
#[derive(Default)]
pub(crate) struct Maker {
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
    /// What the trailer says beside its root.
    pub(crate) trailer: String,
}

/// Numbers of the objects that every file begins with.
const CATALOG: usize = 1;
const TREE: usize = 2;

impl Maker {
    pub(crate) fn new() -> Self {
        Self { objects: vec![Vec::new(), Vec::new()], ..Self::default() }
    }

    /// An object, and its number.
    pub(crate) fn object(&mut self, content: impl Into<Vec<u8>>) -> usize {
        self.objects.push(content.into());
        self.objects.len()
    }

    /// An object with data.
    pub(crate) fn stream(&mut self, entries: &str, data: &[u8]) -> usize {
        let mut object = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
        object.extend(data);
        object.extend(b"\nendstream");
        self.object(object)
    }

    /// A page of 300 × 400 points: more entries of its dictionary, and what is drawn.
    pub(crate) fn page(&mut self, entries: &str, content: &str) -> usize {
        let content = self.stream("", content.as_bytes());
        let boxes = if entries.contains("MediaBox") { "" } else { "/MediaBox [0 0 300 400]" };
        let page = self.object(format!(
            "<< /Type /Page /Parent {TREE} 0 R {boxes} /Contents {content} 0 R {entries} >>"
        ));
        self.pages.push(page);
        page
    }

    /// A page with a picture of 120 points.
    pub(crate) fn page_with(&mut self, picture: usize) -> usize {
        let resources = format!("/Resources << /XObject << /P {picture} 0 R >> >>");
        self.page(&resources, "q 120 0 0 120 90 140 cm /P Do Q")
    }

    /// The whole file.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let mut kids = String::new();
        for page in &self.pages {
            let _ = write!(kids, "{page} 0 R ");
        }
        self.objects[CATALOG - 1] = format!("<< /Type /Catalog /Pages {TREE} 0 R >>").into_bytes();
        let tree = format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", self.pages.len());
        self.objects[TREE - 1] = tree.into_bytes();
        let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut places = Vec::new();
        for (number, object) in self.objects.iter().enumerate() {
            places.push(file.len());
            file.extend(format!("{} 0 obj\n", number + 1).bytes());
            file.extend(object);
            file.extend(b"\nendobj\n");
        }
        let start = file.len();
        let count = self.objects.len() + 1;
        file.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
        for place in places {
            file.extend(format!("{place:010} 00000 n \n").bytes());
        }
        let trailer = &self.trailer;
        file.extend(format!("trailer\n<< /Size {count} /Root {CATALOG} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n").bytes());
        file
    }
}

/// The code of a text.
pub(crate) fn code(content: &str) -> QrCode {
    QrCode::encode_text(content, QrCodeEcc::Medium).unwrap()
}

/// A code as a picture in grey: its side, and its pixels.
pub(crate) fn grey(content: &str, pixels: usize) -> (usize, Vec<u8>) {
    let code = code(content);
    let modules = usize::try_from(code.size()).unwrap() + 8;
    let side = modules * pixels;
    let at = |pixel: usize| i32::try_from(pixel / pixels).unwrap() - 4;
    let dark = |x, y| code.get_module(at(x), at(y));
    let grey = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    (side, grey.map(|(x, y)| if dark(x, y) { 0 } else { 255 }).collect())
}

/// A code as a picture of one bit for a pixel, black 0.
pub(crate) fn bits(content: &str, pixels: usize) -> (usize, Vec<u8>) {
    let (side, grey) = grey(content, pixels);
    let pack = |eight: &[u8]| {
        eight.iter().enumerate().fold(0, |byte, (at, value)| byte | (value & 1) << (7 - at))
    };
    (side, grey.chunks(side).flat_map(|row| row.chunks(8)).map(pack).collect())
}

/// A code as rectangles, its lower left corner at a place, in one path or many.
pub(crate) fn rectangles(
    content: &str,
    (left, low): (f64, f64),
    size: f64,
    one_path: bool,
) -> String {
    let code = code(content);
    let module = size / f64::from(code.size());
    let mut text = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|&x| code.get_module(x, y)) {
            let (x, y) =
                (left + f64::from(x) * module, low + f64::from(code.size() - 1 - y) * module);
            let _ = write!(text, "{x:.3} {y:.3} {module:.3} {module:.3} re ");
            text.push_str(if one_path { "" } else { "f\n" });
        }
    }
    text + if one_path { "f\n" } else { "" }
}

/// Packed as most writers do.
pub(crate) fn flate(data: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(data, 6)
}

/// A file with a page that has a code in a packed picture.
pub(crate) fn one_picture(content: &str) -> Vec<u8> {
    let mut maker = Maker::new();
    let (side, grey) = grey(content, 3);
    let picture =
        maker.stream(&picture_of(side, "/DeviceGray", 8, "/Filter /FlateDecode"), &flate(&grey));
    maker.page_with(picture);
    maker.finish()
}

/// The entries of a square picture.
pub(crate) fn picture_of(side: usize, space: &str, bits: u8, more: &str) -> String {
    format!(
        "/Subtype /Image /Width {side} /Height {side} /ColorSpace {space} /BitsPerComponent {bits} {more}"
    )
}
