//! Pages of a PDF file (ISO 32000) as grey pictures, and the pictures embedded in them.
//!
//! Pure: bytes in, pixels out. It exists to find codes, so it draws what codes are made of: filled and
//! stroked paths, pictures, forms and the appearance of annotations. It draws no text, no shadings and
//! no patterns, and is no viewer.
//!
//! The library beneath may come to a stop on bytes that were made to stop it: run this where that harms
//! nobody (the app does in a worker that is thrown away).
#![deny(clippy::indexing_slicing)]

mod annotations;
mod canvas;
mod content;
mod geometry;
mod path;
mod raster;
mod shrink;
mod sinks;
mod space;
mod state;

use hayro_syntax::Pdf;
use hayro_syntax::page::Page;

use content::Work;
use geometry::Matrix;

/// So many pages are looked at: a certificate has a few, and each page takes up to a second.
pub const MOST_PAGES: usize = 500;

/// Pixels of a picture or a page: more show nothing more of a code.
pub(crate) const MOST_PIXELS: usize = 8_000_000;

/// Pixels for a point (1/72 inch): 288 dpi, where a code of 2 cm with 117 modules has two for each.
const PIXELS_A_POINT: f64 = 4.0;

/// The longest side of a page in pixels, as long as the reader of codes takes it.
const MOST_SIDE: f64 = 16_384.0;

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagesFault {
    /// It needs a password, or is encrypted in a way that nobody here knows.
    Encrypted,
    /// It is no PDF, or broken beyond repair.
    NotReadable,
}

impl PagesFault {
    /// The code that has words.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Encrypted => "pdf-encrypted",
            Self::NotReadable => "pdf-not-readable",
        }
    }
}

/// Grey values, row by row; paper is 255.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels of a row.
    pub width: u32,
    /// Number of rows.
    pub height: u32,
    /// As many as width × height.
    pub grey: Vec<u8>,
}

/// A file that has pages.
pub struct Pages(Pdf);

impl Pages {
    /// Opens a file. One that is encrypted for nobody in particular (no password to open it) is opened.
    ///
    /// # Errors
    /// Says whether it is encrypted or broken.
    pub fn open(bytes: Vec<u8>) -> Result<Self, PagesFault> {
        use hayro_syntax::LoadPdfError;
        let pdf = Pdf::new(bytes).map_err(|problem| match problem {
            LoadPdfError::Decryption(_) => PagesFault::Encrypted,
            LoadPdfError::Invalid => PagesFault::NotReadable,
        })?;
        if pdf.pages().is_empty() { Err(PagesFault::NotReadable) } else { Ok(Self(pdf)) }
    }

    /// How many pages are looked at.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all().min(MOST_PAGES)
    }

    /// How many pages the file has.
    #[must_use]
    pub fn all(&self) -> usize {
        self.0.pages().len()
    }

    /// The pictures that a page shows (counted from 0), each once and at its own resolution, in the
    /// order in which they are drawn. Those that are too small for a code are left out.
    #[must_use]
    pub fn pictures(&self, page: usize) -> Vec<Picture> {
        let Some(page) = self.page(page) else { return Vec::new() };
        let mut sink = sinks::Pictures::default();
        content::page(page, Matrix::IDENTITY, None, &mut sink, &mut Work::of_a_page());
        sink.into_pictures()
    }

    /// A page (counted from 0) as it would be seen, without its text; white where there is no such page
    /// or nothing on it.
    #[must_use]
    pub fn render(&self, page: usize) -> Picture {
        let Some(page) = self.page(page) else {
            return Picture { width: 1, height: 1, grey: vec![255] };
        };
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width).max(1.0), f64::from(height).max(1.0));
        let most = (geometry::float(MOST_PIXELS) / (width * height)).sqrt();
        let scale = PIXELS_A_POINT.min(most).min(MOST_SIDE / width).min(MOST_SIDE / height);
        let pixels = |points: f64| geometry::pixel(points * scale).max(1);
        let mut canvas = canvas::Canvas::new(pixels(width), pixels(height));
        let matrix = Matrix::scale(scale) * Matrix(page.initial_transform(true).as_coeffs());
        let area = canvas.area();
        let mut work = Work::of_a_page();
        content::page(page, matrix, Some(area), &mut sinks::Drawing(&mut canvas), &mut work);
        canvas.into_picture()
    }

    fn page(&self, page: usize) -> Option<&Page<'_>> {
        self.0.pages().get(page).filter(|_| page < MOST_PAGES)
    }
}
