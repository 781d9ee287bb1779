//! A grey picture, and what makes a dense or noisy code readable.

/// The smallest code has 21 modules; smaller pictures hold none.
const LEAST_SIDE: u32 = 21;

/// The longest side, in pixels: beyond every camera.
const MOST_SIDE: u32 = 16_384;

/// A picture of up to this many pixels is enlarged; a larger one is dense enough as it is.
const MOST_ENLARGED: usize = 2_500_000;

/// Enlarging spreads an edge over several pixels; so much of the difference to the neighbourhood is
/// added again (in quarters).
const SHARPENING: i32 = 6;

/// Grey values, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    grey: Vec<u8>,
}

impl Picture {
    /// A picture from its grey values, row by row; `None` when their number is not width × height, or
    /// when no code can be in it.
    #[must_use]
    pub fn new(width: u32, height: u32, grey: Vec<u8>) -> Option<Self> {
        let sides = LEAST_SIDE..=MOST_SIDE;
        let pixels = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
        let fits = sides.contains(&width) && sides.contains(&height) && pixels == grey.len();
        fits.then_some(Self { width, height, grey })
    }

    /// The same from red, green, blue and opacity of each pixel; what is transparent is white.
    #[must_use]
    pub fn from_rgba(width: u32, height: u32, rgba: &[u8]) -> Option<Self> {
        let grey = rgba.chunks_exact(4).map(|pixel| {
            let &[red, green, blue, alpha] = pixel else { return 255 };
            let grey =
                (u32::from(red) * 306 + u32::from(green) * 601 + u32::from(blue) * 117) >> 10;
            let alpha = u32::from(alpha);
            u8::try_from((grey * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
        });
        Self::new(width, height, grey.collect())
    }

    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    pub(crate) fn height(&self) -> u32 {
        self.height
    }

    pub(crate) fn grey(&self) -> &[u8] {
        &self.grey
    }

    /// The pixel there; outside, the one at the edge.
    pub(crate) fn pixel(&self, x: u32, y: u32) -> u8 {
        self.at(i64::from(x), i64::from(y))
    }

    /// The part from here up to there; `None` when no code can be in it.
    pub(crate) fn part(&self, left: u32, top: u32, right: u32, bottom: u32) -> Option<Self> {
        let (width, height) = (right.checked_sub(left)?, bottom.checked_sub(top)?);
        let rows = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
        Self::new(width, height, rows.map(|(x, y)| self.pixel(x, y)).collect())
    }

    /// White for black.
    pub(crate) fn inverted(&self) -> Self {
        Self { grey: self.grey.iter().map(|grey| 255 - grey).collect(), ..*self }
    }

    /// Each pixel the mean of four.
    pub(crate) fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut grey = Vec::with_capacity(to_size(width) * to_size(height));
        for y in 0..height {
            for x in 0..width {
                let at = |dx, dy| u32::from(self.at(i64::from(2 * x + dx), i64::from(2 * y + dy)));
                let sum = at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1);
                grey.push(u8::try_from(sum / 4).unwrap_or(255));
            }
        }
        Self { width, height, grey }
    }

    /// Each pixel the middle one of the nine around it: what lies in single pixels is gone, and edges stay.
    pub(crate) fn denoised(&self) -> Self {
        let mut grey = Vec::with_capacity(self.grey.len());
        for y in 0..i64::from(self.height) {
            for x in 0..i64::from(self.width) {
                let mut nine = [0; 9];
                for (place, near) in nine.iter_mut().zip(0..) {
                    *place = self.at(x + near % 3 - 1, y + near / 3 - 1);
                }
                grey.push(*nine.select_nth_unstable(4).1);
            }
        }
        Self { grey, ..*self }
    }

    /// Twice as wide and high (cubic interpolation), and sharpened: what has one and a half pixels for a
    /// module has three afterwards. `None` when it would be too large.
    pub(crate) fn enlarged(&self) -> Option<Self> {
        if self.grey.len() > MOST_ENLARGED {
            return None;
        }
        let wide = self.doubled();
        let turned = wide.turned().doubled().turned();
        Some(turned.sharpened())
    }

    /// Twice as wide. Between two pixels stands what a cubic curve through four of them says.
    fn doubled(&self) -> Self {
        let mut grey = Vec::with_capacity(self.grey.len() * 2);
        for y in 0..i64::from(self.height) {
            for x in 0..i64::from(self.width) {
                let at = |dx: i64| i32::from(self.at(x + dx, y));
                // Catmull-Rom at a quarter before and after the middle of the pixel, in 128ths.
                let before = (-3 * at(-2) + 29 * at(-1) + 111 * at(0) - 9 * at(1)) / 128;
                let after = (-9 * at(-1) + 111 * at(0) + 29 * at(1) - 3 * at(2)) / 128;
                grey.extend([before, after].map(to_grey));
            }
        }
        Self { width: self.width * 2, height: self.height, grey }
    }

    /// Rows become columns.
    fn turned(&self) -> Self {
        let mut grey = Vec::with_capacity(self.grey.len());
        for x in 0..i64::from(self.width) {
            grey.extend((0..i64::from(self.height)).map(|y| self.at(x, y)));
        }
        Self { width: self.height, height: self.width, grey }
    }

    /// Adds the difference to the mean of the neighbourhood (unsharp mask).
    fn sharpened(&self) -> Self {
        let mut grey = Vec::with_capacity(self.grey.len());
        for y in 0..i64::from(self.height) {
            for x in 0..i64::from(self.width) {
                let mut sum = 0;
                for dy in -2..=2 {
                    for dx in -2..=2 {
                        sum += i32::from(self.at(x + dx, y + dy));
                    }
                }
                let here = i32::from(self.at(x, y));
                grey.push(to_grey(here + (here - sum / 25) * SHARPENING / 4));
            }
        }
        Self { grey, ..*self }
    }

    /// The pixel there; outside, the one at the edge.
    fn at(&self, x: i64, y: i64) -> u8 {
        let inside = |at: i64, size: u32| {
            usize::try_from(at.clamp(0, i64::from(size).saturating_sub(1))).unwrap_or_default()
        };
        let at = inside(y, self.height) * to_size(self.width) + inside(x, self.width);
        self.grey.get(at).copied().unwrap_or(255)
    }
}

fn to_size(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

fn to_grey(value: i32) -> u8 {
    u8::try_from(value.clamp(0, 255)).unwrap_or(255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_as_large_as_it_says() {
        assert!(Picture::new(30, 30, vec![0; 900]).is_some());
        for (width, height, bytes) in
            [(0, 0, 0), (1, 1, 1), (30, 30, 899), (20, 45, 900), (u32::MAX, u32::MAX, 1)]
        {
            assert!(Picture::new(width, height, vec![0; bytes]).is_none(), "{width}x{height}");
        }
    }

    #[test]
    fn what_is_transparent_is_white() {
        let pixels = [[0, 0, 0, 255], [0, 0, 0, 0], [255, 255, 255, 255], [10, 20, 30, 128]];
        let rgba: Vec<u8> = (0..900).flat_map(|at| pixels[at % 4]).collect();
        let picture = Picture::from_rgba(30, 30, &rgba).unwrap();
        assert_eq!(picture.grey()[..3], [0, 255, 255]);
        assert!(picture.grey()[3] > 120);
    }

    #[test]
    fn one_colour_stays_one_colour_however_it_is_changed() {
        let picture = Picture::new(40, 30, vec![77; 1200]).unwrap();
        let larger = picture.enlarged().unwrap();
        assert_eq!((larger.width, larger.height), (80, 60));
        assert!(larger.grey.iter().all(|grey| (76..=77).contains(grey)));
        assert!(picture.halved().grey.iter().all(|grey| *grey == 77));
        assert!(picture.inverted().grey.iter().all(|grey| *grey == 178));
    }
}
