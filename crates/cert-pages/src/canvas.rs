//! A page being drawn: grey on white, with soft edges.

use crate::Picture;
use crate::content::Work;
use crate::geometry::{Area, Matrix, Point, float, pixel};
use crate::path::Path;
use crate::raster::Raster;

/// Rows of samples in a row of pixels.
const LOOKS: usize = 4;
const LOOKS_F: f64 = 4.0;

/// Parts of a pixel that a row of samples tells apart.
const PARTS: i32 = 64;

/// A picture is looked at in up to so many places a pixel, in each direction.
const MOST_LOOKS: usize = 4;

/// What is inside of a path (ISO 32000-2, 8.5.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    NonZero,
    EvenOdd,
}

/// How something is put on the paper.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    /// Grey.
    pub(crate) level: u8,
    /// 0 to 256.
    pub(crate) opacity: i32,
    /// It never makes anything lighter (blend modes Multiply and Darken).
    pub(crate) darkens: bool,
}

/// Grey pixels.
pub(crate) struct Canvas {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

/// A side of an outline that is not level.
struct Edge {
    top: f64,
    bottom: f64,
    x: f64,
    slope: f64,
    winding: i32,
}

impl Canvas {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self { width, height, grey: vec![255; width * height] }
    }

    pub(crate) fn area(&self) -> Area {
        Area { left: 0, top: 0, right: self.width, bottom: self.height }
    }

    pub(crate) fn into_picture(self) -> Picture {
        let side = |pixels| u32::try_from(pixels).unwrap_or(0);
        Picture { width: side(self.width), height: side(self.height), grey: self.grey }
    }

    /// Fills what is inside of a path.
    pub(crate) fn fill(
        &mut self,
        path: &Path,
        rule: Rule,
        paint: Paint,
        clip: Area,
        work: &mut Work,
    ) {
        let area = clip.and(self.area()).and(Area::around(path.points()));
        if area.is_empty() || paint.opacity == 0 {
            return;
        }
        let (first, last) = (float(area.top), float(area.bottom));
        let mut edges: Vec<Edge> = sides(path)
            .filter_map(|(from, to)| edge(from, to))
            .filter(|edge| edge.bottom > first && edge.top < last)
            .collect();
        edges.sort_by(|one, other| one.top.total_cmp(&other.top));
        let mut waiting = edges.into_iter().peekable();
        let (mut active, mut crossings) = (Vec::new(), Vec::new());
        let mut covered = vec![0; area.right - area.left + 2];
        for row in area.top..area.bottom {
            for look in 0..LOOKS {
                let y = float(row) + (float(look) + 0.5) / LOOKS_F;
                while let Some(edge) = waiting.next_if(|edge| edge.top <= y) {
                    active.push(edge);
                }
                active.retain(|edge| edge.bottom > y);
                if !work.spend(active.len() + 1) {
                    return;
                }
                crossings.clear();
                crossings.extend(
                    active.iter().map(|edge| (edge.x + (y - edge.top) * edge.slope, edge.winding)),
                );
                crossings.sort_by(|one: &(f64, i32), other| one.0.total_cmp(&other.0));
                cover(&crossings, rule, area, &mut covered);
            }
            if !work.spend(covered.len()) {
                return;
            }
            self.paint_row(row, area, &mut covered, paint);
        }
    }

    /// Puts a row on the paper, and clears what covered it.
    fn paint_row(&mut self, row: usize, area: Area, covered: &mut [i32], paint: Paint) {
        let start = row * self.width + area.left;
        let pixels = self.grey.get_mut(start..).unwrap_or_default();
        let mut sum = 0;
        for (change, pixel) in covered.iter().zip(pixels).take(area.right - area.left) {
            sum += change;
            if sum > 0 {
                put(pixel, paint, sum);
            }
        }
        covered.fill(0);
    }

    /// Draws a picture whose unit square goes where the matrix says.
    pub(crate) fn picture(
        &mut self,
        picture: &Raster,
        matrix: Matrix,
        paint: Paint,
        clip: Area,
        work: &mut Work,
    ) {
        let square = crate::geometry::corners(0.0, 0.0, 1.0, 1.0).map(|corner| matrix.at(corner));
        let area = clip.and(self.area()).and(Area::around(square));
        let Some(back) = matrix.inverse() else { return };
        if area.is_empty() || picture.is_empty() {
            return;
        }
        let (width, height) = (float(picture.width), float(picture.height));
        // From pixels here to pixels there; the first row of a picture is its top.
        let back = Matrix([width, 0.0, 0.0, -height, 0.0, height]) * back;
        let looks = pixel(back.stretch().ceil()).clamp(2, MOST_LOOKS);
        if !work.spend(area.pixels().saturating_mul(looks * looks)) {
            return;
        }
        let places: Vec<f64> = (0..looks).map(|look| (float(look) + 0.5) / float(looks)).collect();
        let share = 256 / i32::try_from(looks * looks).unwrap_or(1);
        for row in area.top..area.bottom {
            let start = row * self.width;
            let Some(pixels) = self.grey.get_mut(start + area.left..start + area.right) else {
                return;
            };
            for (column, pixel) in (area.left..area.right).zip(pixels) {
                let (mut grey, mut covered) = (0, 0);
                for down in &places {
                    for right in &places {
                        let (x, y) = back.at((float(column) + right, float(row) + down));
                        let Some((value, cover)) = picture.at(x, y, paint.level) else { continue };
                        grey += i32::from(value) * i32::from(cover);
                        covered += i32::from(cover);
                    }
                }
                if covered > 0 {
                    let level = u8::try_from(grey / covered).unwrap_or(255);
                    put(pixel, Paint { level, ..paint }, covered * share / 255);
                }
            }
        }
    }
}

/// Puts ink on a pixel; `covered` says how much of it (0 to 256).
fn put(pixel: &mut u8, paint: Paint, covered: i32) {
    let old = i32::from(*pixel);
    let level =
        if paint.darkens { i32::from(paint.level).min(old) } else { i32::from(paint.level) };
    let new = old + (level - old) * covered.min(256) * paint.opacity / (256 * 256);
    *pixel = u8::try_from(new).unwrap_or(255);
}

/// The sides of all lines, each closed.
fn sides(path: &Path) -> impl Iterator<Item = (Point, Point)> {
    path.lines().iter().flat_map(|line| {
        let from = line.points.iter().copied();
        from.clone().zip(from.skip(1).chain(line.points.first().copied()))
    })
}

fn edge(from: Point, to: Point) -> Option<Edge> {
    let (winding, (x, top), (end, bottom)) =
        if from.1 < to.1 { (1, from, to) } else { (-1, to, from) };
    let slope = (end - x) / (bottom - top);
    slope.is_finite().then_some(Edge { top, bottom, x, slope, winding })
}

/// Adds what lies between crossings of one row of samples, as changes from pixel to pixel.
fn cover(crossings: &[(f64, i32)], rule: Rule, area: Area, covered: &mut [i32]) {
    let mut winding = 0;
    for pair in crossings.windows(2) {
        let &[(from, turn), (to, _)] = pair else { continue };
        winding += turn;
        let inside = match rule {
            Rule::NonZero => winding != 0,
            Rule::EvenOdd => winding % 2 != 0,
        };
        if inside {
            span(from, to, area, covered);
        }
    }
}

fn span(from: f64, to: f64, area: Area, covered: &mut [i32]) {
    let (left, right) = (float(area.left), float(area.right));
    let parts = |x: f64| pixel((x.clamp(left, right) - left) * f64::from(PARTS) + 0.5);
    let (from, to) = (parts(from), parts(to));
    let whole = usize::try_from(PARTS).unwrap_or(1);
    let part = |at: usize| i32::try_from(at % whole).unwrap_or(0);
    let mut add = |at: usize, change: i32| {
        if let Some(place) = covered.get_mut(at) {
            *place += change;
        }
    };
    if from < to {
        // Full from the first pixel on, less what is before it; the end in the same way.
        let (first, last) = (from / whole, to / whole);
        add(first, PARTS - part(from));
        add(first + 1, part(from));
        add(last, part(to) - PARTS);
        add(last + 1, -part(to));
    }
}
