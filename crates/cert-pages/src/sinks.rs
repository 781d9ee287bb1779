//! What becomes of the things on a page.

use std::collections::HashSet;

use hayro_syntax::object::{ObjectIdentifier, Stream};

use crate::Picture;
use crate::canvas::{Canvas, Paint, Rule};
use crate::content::Work;
use crate::geometry::{Area, Matrix};
use crate::path::Path;
use crate::raster::Raster;
use crate::space::Space;

/// Pictures of one page. Scanned pages have one or a few; beyond it, the page is drawn anyway.
const MOST_PICTURES: usize = 64;

/// Pixels of all pictures of one page: as much memory.
const MOST_TOGETHER: usize = 40_000_000;

/// The smallest code has 21 modules.
const LEAST_SIDE: u32 = 21;

/// Takes what is on a page, in its order.
pub(crate) trait Sink {
    /// A path that is filled; a line that is drawn comes as its outline.
    fn fill(&mut self, path: &Path, rule: Rule, paint: Paint, clip: Area, work: &mut Work);
    /// A picture in the unit square.
    fn picture(&mut self, picture: Shown<'_, '_>, paint: Paint, clip: Area, work: &mut Work);
}

/// A picture and where it is.
pub(crate) struct Shown<'a, 'b> {
    pub(crate) stream: &'b Stream<'a>,
    pub(crate) space: Option<Space>,
    pub(crate) matrix: Matrix,
    /// In the page's own text, where no two have the same number.
    pub(crate) is_inline: bool,
}

/// Keeps the pictures alone.
#[derive(Default)]
pub(crate) struct Pictures {
    found: Vec<Picture>,
    seen: HashSet<ObjectIdentifier>,
    pixels: usize,
}

impl Pictures {
    pub(crate) fn into_pictures(self) -> Vec<Picture> {
        self.found
    }
}

impl Sink for Pictures {
    fn fill(&mut self, _: &Path, _: Rule, _: Paint, _: Area, _: &mut Work) {}

    fn picture(&mut self, picture: Shown<'_, '_>, _: Paint, _: Area, work: &mut Work) {
        let is_full = self.found.len() >= MOST_PICTURES || self.pixels >= MOST_TOGETHER;
        if is_full || !(picture.is_inline || self.seen.insert(picture.stream.obj_id())) {
            return;
        }
        let Some(raster) = Raster::of(picture.stream, picture.space) else { return };
        work.spend(raster.width * raster.height);
        if let Some(picture) = raster.on_paper()
            && picture.width.min(picture.height) >= LEAST_SIDE
        {
            self.pixels += picture.grey.len();
            self.found.push(picture);
        }
    }
}

/// Draws everything.
pub(crate) struct Drawing<'a>(pub(crate) &'a mut Canvas);

impl Sink for Drawing<'_> {
    fn fill(&mut self, path: &Path, rule: Rule, paint: Paint, clip: Area, work: &mut Work) {
        self.0.fill(path, rule, paint, clip, work);
    }

    fn picture(&mut self, picture: Shown<'_, '_>, paint: Paint, clip: Area, work: &mut Work) {
        let Some(raster) = Raster::of(picture.stream, picture.space) else { return };
        if work.spend(raster.width * raster.height) {
            self.0.picture(&raster, picture.matrix, paint, clip, work);
        }
    }
}
