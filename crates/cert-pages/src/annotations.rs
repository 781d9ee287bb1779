//! What stands on a page beside its own content: stamps and fields of forms (ISO 32000-2, 12.5).

use hayro_syntax::object::dict::keys::{ANNOTS, AP, AS, BBOX, F, MATRIX, N, RECT};
use hayro_syntax::object::{Array, Dict, Name, Rect, Stream};

use crate::geometry::{Matrix, corners};

/// Annotations of one page: large forms have hundreds.
const MOST: usize = 2_000;

/// Flags Hidden and NoView (12.5.3).
const UNSEEN: u32 = 1 << 1 | 1 << 5;

/// The forms that are seen on a page, with what moves each to its place.
pub(crate) fn shown<'a>(page: &Dict<'a>) -> Vec<(Stream<'a>, Matrix)> {
    let Some(all) = page.get::<Array<'_>>(ANNOTS) else { return Vec::new() };
    all.iter::<Dict<'_>>().take(MOST).filter_map(|one| appearance(&one)).collect()
}

fn appearance<'a>(annotation: &Dict<'a>) -> Option<(Stream<'a>, Matrix)> {
    if annotation.get::<u32>(F).unwrap_or(0) & UNSEEN != 0 {
        return None;
    }
    let appearances = annotation.get::<Dict<'_>>(AP)?;
    let form = appearances.get::<Stream<'_>>(N).or_else(|| {
        // One for each state.
        let states = appearances.get::<Dict<'_>>(N)?;
        states.get::<Stream<'_>>(annotation.get::<Name<'_>>(AS)?)
    })?;
    let matrix = place(form.dict(), annotation.get::<Rect>(RECT)?)?;
    Some((form, matrix))
}

/// Moves the box of a form, after its own matrix, into the rectangle of its annotation (12.5.5).
fn place(form: &Dict<'_>, to: Rect) -> Option<Matrix> {
    let Rect { x0, y0, x1, y1 } = form.get::<Rect>(BBOX)?;
    let own = Matrix(form.get::<[f64; 6]>(MATRIX).unwrap_or(Matrix::IDENTITY.0));
    let mut around = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (x, y) in corners(x0, y0, x1, y1).map(|corner| own.at(corner)) {
        around = (around.0.min(x), around.1.min(y), around.2.max(x), around.3.max(y));
    }
    let wide = (to.x1 - to.x0) / (around.2 - around.0);
    let high = (to.y1 - to.y0) / (around.3 - around.1);
    let (right, up) = (to.x0 - around.0 * wide, to.y0 - around.1 * high);
    let matrix = [wide, 0.0, 0.0, high, right, up];
    matrix.iter().all(|value| value.is_finite()).then_some(Matrix(matrix))
}
