//! Points, areas and how they are moved (ISO 32000-2, 8.3.3).

use std::ops::Mul;

/// Beyond this nothing is drawn, and sums stay exact.
const FARTHEST: f64 = 1e6;

/// A place, x and y.
pub(crate) type Point = (f64, f64);

/// A transformation: a, b, c, d, e, f as PDF writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matrix(pub(crate) [f64; 6]);

impl Matrix {
    pub(crate) const IDENTITY: Self = Self::scale(1.0);

    pub(crate) const fn scale(by: f64) -> Self {
        Self([by, 0.0, 0.0, by, 0.0, 0.0])
    }

    /// Where a point goes.
    pub(crate) fn at(self, (x, y): Point) -> Point {
        let Self([a, b, c, d, e, f]) = self;
        (near(a * x + c * y + e), near(b * x + d * y + f))
    }

    fn determinant(self) -> f64 {
        let Self([a, b, c, d, ..]) = self;
        a * d - b * c
    }

    /// How much longer lines become.
    pub(crate) fn stretch(self) -> f64 {
        near(self.determinant().abs().sqrt())
    }

    /// The way back; none from a matrix that flattens everything.
    pub(crate) fn inverse(self) -> Option<Self> {
        let (Self([a, b, c, d, e, f]), by) = (self, 1.0 / self.determinant());
        let back = [d, -b, -c, a, c * f - d * e, b * e - a * f].map(|value| value * by);
        back.iter().all(|value| value.is_finite()).then_some(Self(back))
    }
}

impl Mul for Matrix {
    type Output = Self;

    /// First the other, then this one.
    fn mul(self, other: Self) -> Self {
        let Self([a, b, c, d, e, f]) = self;
        let Self([g, h, i, j, k, l]) = other;
        let product = [
            a * g + c * h,
            b * g + d * h,
            a * i + c * j,
            b * i + d * j,
            a * k + c * l + e,
            b * k + d * l + f,
        ];
        Self(product.map(|value| if value.is_finite() { value } else { 0.0 }))
    }
}

/// Whole pixels from `left` and `top` up to, and without, `right` and `bottom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) right: usize,
    pub(crate) bottom: usize,
}

impl Area {
    /// The pixels that these points reach into.
    pub(crate) fn around(points: impl IntoIterator<Item = Point>) -> Self {
        let mut bounds = (f64::INFINITY, f64::INFINITY, 0.0_f64, 0.0_f64);
        for (x, y) in points {
            bounds = (bounds.0.min(x), bounds.1.min(y), bounds.2.max(x), bounds.3.max(y));
        }
        let (left, top, right, bottom) = bounds;
        Self {
            left: pixel(left),
            top: pixel(top),
            right: pixel(right.ceil()),
            bottom: pixel(bottom.ceil()),
        }
    }

    /// What is in both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.left >= self.right || self.top >= self.bottom
    }

    /// How many pixels there are.
    pub(crate) fn pixels(self) -> usize {
        self.right.saturating_sub(self.left).saturating_mul(self.bottom.saturating_sub(self.top))
    }
}

/// The corners of a rectangle, one after another.
pub(crate) fn corners(x0: f64, y0: f64, x1: f64, y1: f64) -> [Point; 4] {
    [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
}

fn near(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(-FARTHEST, FARTHEST) }
}

/// The pixel in which a coordinate lies; 0 before the first one.
#[allow(
    clippy::as_conversions,
    reason = "`as` rounds down and keeps what does not fit at the ends"
)]
pub(crate) fn pixel(coordinate: f64) -> usize {
    coordinate.clamp(0.0, FARTHEST) as usize
}

/// A count as a number that can be divided.
#[allow(clippy::as_conversions, reason = "counts of pixels are far below 2^53")]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}

/// A part of the whole (0 to 1) as a value from 0 to 255.
#[allow(clippy::as_conversions, reason = "`as` keeps what does not fit at the ends")]
pub(crate) fn level(part: f64) -> u8 {
    (part * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let matrix = Matrix([2.0, 1.0, -1.0, 3.0, 5.0, 7.0]);
        let (x, y) = matrix.inverse().unwrap().at(matrix.at((4.0, -9.0)));
        assert!((x - 4.0).abs() < 1e-9 && (y + 9.0).abs() < 1e-9, "{x} {y}");
        assert_eq!(Matrix([1.0, 1.0, 1.0, 1.0, 0.0, 0.0]).inverse(), None);
    }

    #[test]
    fn no_number_is_too_large() {
        let huge = Matrix([f64::MAX, f64::MAX, f64::MAX, f64::MAX, f64::MAX, f64::MAX]);
        assert!((huge * huge).0.iter().all(|value| value.is_finite()));
        assert_eq!(huge.at((f64::MAX, f64::NAN)), (0.0, 0.0));
        assert_eq!(pixel(f64::NAN), 0);
        assert!(Area::around([]).is_empty());
    }
}
