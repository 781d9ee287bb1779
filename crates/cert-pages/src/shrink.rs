//! Fewer pixels, each the mean of what it stands for.

use crate::geometry::{float, pixel};

/// The size that keeps the shape and has at most this many pixels.
pub(crate) fn fitting(width: usize, height: usize, most: usize) -> (usize, usize) {
    if width.saturating_mul(height) <= most {
        return (width, height);
    }
    let scale = (float(most) / (float(width) * float(height))).sqrt();
    let side = |pixels: usize| pixel(float(pixels) * scale).clamp(1, most);
    (side(width).min(most / side(height)), side(height))
}

/// Values of another size. Larger ones repeat.
pub(crate) fn resized(values: &[u8], from: (usize, usize), to: (usize, usize)) -> Vec<u8> {
    let ((width, height), (new_width, new_height)) = (from, to);
    let columns: Vec<_> = (0..new_width).map(|at| part(at, width, new_width)).collect();
    let mut out = Vec::with_capacity(new_width.saturating_mul(new_height));
    let mut sums = vec![0_u32; width];
    for row in 0..new_height {
        let (top, bottom) = part(row, height, new_height);
        sums.fill(0);
        for line in values.chunks_exact(width.max(1)).take(bottom).skip(top) {
            for (sum, value) in sums.iter_mut().zip(line) {
                *sum += u32::from(*value);
            }
        }
        for &(left, right) in &columns {
            let sum: u64 = sums.iter().take(right).skip(left).map(|&sum| u64::from(sum)).sum();
            let count = u64::try_from((right - left) * (bottom - top)).unwrap_or(1).max(1);
            out.push(u8::try_from(sum / count).unwrap_or(255));
        }
    }
    out
}

/// From where to where a new pixel reaches: one at least.
fn part(at: usize, old: usize, new: usize) -> (usize, usize) {
    let place = |at: usize| pixel(float(at) * float(old) / float(new.max(1)));
    let from = place(at).min(old.saturating_sub(1));
    (from, place(at + 1).clamp(from + 1, old.max(from + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_keeps_its_shape() {
        assert_eq!(fitting(100, 50, 5000), (100, 50));
        assert_eq!(fitting(200, 100, 5000), (100, 50));
        assert_eq!(fitting(1_000_000, 1, 100), (100, 1));
    }

    #[test]
    fn pixels_are_means_and_repeat() {
        let values = [0, 100, 200, 100, 0, 0, 0, 0];
        assert_eq!(resized(&values, (4, 2), (2, 1)), [25, 75]);
        assert_eq!(resized(&[1, 2], (2, 1), (4, 2)), [1, 1, 2, 2, 1, 1, 2, 2]);
    }
}
