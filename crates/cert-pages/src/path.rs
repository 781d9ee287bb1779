//! Paths (ISO 32000-2, 8.5.2) as lines in pixels.

use crate::geometry::{Point, float, pixel};

/// Points of one path. A code of the largest version drawn module by module has 125,000.
const MOST_POINTS: usize = 400_000;

/// A line through points, perhaps back to the first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) points: Vec<Point>,
    closed: bool,
}

/// Lines one after another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    lines: Vec<Line>,
    points: usize,
}

impl Path {
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub(crate) fn points(&self) -> impl Iterator<Item = Point> {
        self.lines.iter().flat_map(|line| line.points.iter().copied())
    }

    /// Begins a line.
    pub(crate) fn begin(&mut self, at: Point) {
        self.lines.push(Line::default());
        self.go(at);
    }

    /// Straight on to a point.
    pub(crate) fn go(&mut self, to: Point) {
        if self.points >= MOST_POINTS {
            return;
        }
        // After a closed line the next one begins where that began.
        if let Some(&first) =
            self.lines.last().filter(|line| line.closed).and_then(|line| line.points.first())
        {
            self.lines.push(Line { points: vec![first], closed: false });
            self.points += 1;
        }
        if let Some(line) = self.lines.last_mut() {
            line.points.push(to);
            self.points += 1;
        }
    }

    /// A Bézier curve, as straight pieces of a few pixels.
    pub(crate) fn curve(&mut self, one: Point, two: Point, to: Point) {
        let from = self.end().unwrap_or(one);
        let length = distance(from, one) + distance(one, two) + distance(two, to);
        let pieces = pixel(length.sqrt()).clamp(2, 64);
        for piece in 1..=pieces {
            let t = float(piece) / float(pieces);
            let s = 1.0 - t;
            let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
            let mut at = (0.0, 0.0);
            for (weight, (x, y)) in weights.into_iter().zip([from, one, two, to]) {
                at = (at.0 + weight * x, at.1 + weight * y);
            }
            self.go(at);
        }
    }

    /// Back to where the line began.
    pub(crate) fn close(&mut self) {
        if let Some(line) = self.lines.last_mut() {
            line.closed = true;
        }
    }

    /// Where it is now.
    pub(crate) fn end(&self) -> Option<Point> {
        let line = self.lines.last()?;
        if line.closed { line.points.first() } else { line.points.last() }.copied()
    }

    /// The outline of what a pen of this width leaves: a rectangle for each piece. Corners are drawn as
    /// pointed ones, which right angles need; `longer` says whether ends stand out by half a width.
    pub(crate) fn outline(&self, width: f64, longer: bool) -> Self {
        // A line is never thinner than a pixel (8.4.3.2).
        let half = width.max(1.0) / 2.0;
        let mut outline = Self::default();
        for line in &self.lines {
            let closing = line.closed.then(|| line.points.first()).flatten();
            let points: Vec<Point> = line.points.iter().chain(closing).copied().collect();
            let last = points.len().saturating_sub(2);
            for (number, pair) in points.windows(2).enumerate() {
                let &[from, to] = pair else { continue };
                let length = distance(from, to);
                if length < 1e-6 {
                    continue;
                }
                let along = ((to.0 - from.0) / length * half, (to.1 - from.1) / length * half);
                let out = |is_end: bool| if !is_end || line.closed || longer { 1.0 } else { 0.0 };
                let (back, on) = (out(number == 0), out(number == last));
                let from = (from.0 - along.0 * back, from.1 - along.1 * back);
                let to = (to.0 + along.0 * on, to.1 + along.1 * on);
                let across = (-along.1, along.0);
                outline.begin((from.0 + across.0, from.1 + across.1));
                outline.go((to.0 + across.0, to.1 + across.1));
                outline.go((to.0 - across.0, to.1 - across.1));
                outline.go((from.0 - across.0, from.1 - across.1));
                outline.close();
            }
        }
        outline
    }
}

fn distance((x0, y0): Point, (x1, y1): Point) -> f64 {
    (x1 - x0).hypot(y1 - y0)
}
