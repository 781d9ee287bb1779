//! Which fragments a part is mixed of: what both sides must agree on (BCR-2024-001, section 4).
//!
//! The numbers are IEEE 754 doubles, computed in the order of the reference; another order would choose others.

use sha2::{Digest, Sha256};

/// Chooses fragments for the parts of one message.
#[derive(Debug)]
pub(crate) struct Chooser {
    columns: Vec<Column>,
    checksum: u32,
}

/// A column of the alias method of Walker and Vose.
#[derive(Clone, Copy, Debug)]
struct Column {
    keep: f64,
    other: usize,
}

impl Chooser {
    pub(crate) fn new(parts: usize, checksum: u32) -> Self {
        let degrees = (1..=parts).map(|degree| 1.0 / float(degree));
        Self { columns: columns(&degrees.collect::<Vec<_>>()), checksum }
    }

    pub(crate) fn parts(&self) -> usize {
        self.columns.len()
    }

    /// The fragments in part number `sequence`, which counts from one. The first round has one in each.
    pub(crate) fn fragments(&self, sequence: u32) -> Vec<usize> {
        let parts = self.parts();
        let first_round = usize::try_from(sequence).ok().filter(|at| (1..=parts).contains(at));
        if let Some(at) = first_round {
            return vec![at - 1];
        }
        let mut seed = Sha256::new();
        seed.update(sequence.to_be_bytes());
        seed.update(self.checksum.to_be_bytes());
        let mut random = Xoshiro::new(seed.finalize().into());
        let degree = pick(&self.columns, &mut random) + 1;
        // Fisher and Yates, as far as it is needed.
        let mut rest: Vec<usize> = (0..parts).collect();
        let mut chosen = Vec::with_capacity(degree.min(parts));
        while chosen.len() < degree && !rest.is_empty() {
            chosen.push(rest.remove(random.below(rest.len())));
        }
        chosen
    }
}

fn columns(weights: &[f64]) -> Vec<Column> {
    let sum: f64 = weights.iter().sum();
    let count = float(weights.len());
    let column = |weight: &f64| Column { keep: weight * count / sum, other: 0 };
    let mut columns: Vec<_> = weights.iter().map(column).collect();
    let (mut small, mut large): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, column) in columns.iter().enumerate().rev() {
        if column.keep < 1.0 { small.push(at) } else { large.push(at) }
    }
    while let (Some(&light), Some(&heavy)) = (small.last(), large.last()) {
        small.pop();
        large.pop();
        let mut lacking = 0.0;
        if let Some(column) = columns.get_mut(light) {
            column.other = heavy;
            lacking = column.keep - 1.0;
        }
        if let Some(column) = columns.get_mut(heavy) {
            column.keep += lacking;
            if column.keep < 1.0 { small.push(heavy) } else { large.push(heavy) }
        }
    }
    for at in small.into_iter().chain(large) {
        if let Some(column) = columns.get_mut(at) {
            column.keep = 1.0;
        }
    }
    columns
}

fn pick(columns: &[Column], random: &mut Xoshiro) -> usize {
    let at = random.below(columns.len());
    let keep = random.double();
    columns.get(at).map_or(0, |column| if keep < column.keep { at } else { column.other })
}

/// Xoshiro256** (Blackman and Vigna): fast, the same everywhere, and no secret.
struct Xoshiro([u64; 4]);

impl Xoshiro {
    fn new(seed: [u8; 32]) -> Self {
        let mut state = [0; 4];
        for (word, bytes) in state.iter_mut().zip(seed.as_chunks().0) {
            *word = u64::from_be_bytes(*bytes);
        }
        Self(state)
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// From zero up to one.
    #[expect(clippy::as_conversions, reason = "rounding to the nearest double is what is meant")]
    fn double(&mut self) -> f64 {
        self.next() as f64 / 18_446_744_073_709_551_616.0
    }

    /// Below `count`, or zero. The largest numbers of `next` round up to one, so the end is cut off.
    #[expect(clippy::as_conversions, reason = "a product that is not negative loses its fraction")]
    fn below(&mut self, count: usize) -> usize {
        let at = (self.double() * float(count)) as usize;
        at.min(count.saturating_sub(1))
    }
}

/// Exact, because counts are far below 2^32.
fn float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn random(seed: &str) -> Xoshiro {
        Xoshiro::new(Sha256::digest(seed).into())
    }

    /// `makeMessage` of BCR-2024-001.
    pub(crate) fn message(length: usize) -> Vec<u8> {
        let mut random = random("Wolf");
        (0..length).map(|_| u8::try_from(random.below(256)).unwrap()).collect()
    }

    /// BCR-2024-001, `testRNG1`: the first ones.
    #[test]
    fn published_random_numbers() {
        let mut random = random("Wolf");
        let numbers: Vec<_> = (0..16).map(|_| random.next() % 100).collect();
        assert_eq!(numbers, [42, 81, 85, 8, 82, 84, 76, 73, 70, 88, 2, 74, 40, 48, 77, 54]);
    }

    /// BCR-2024-001, `testRandomSampler`: the first ones.
    #[test]
    fn published_samples() {
        let columns = columns(&[1.0, 2.0, 4.0, 8.0]);
        let mut random = random("Wolf");
        let samples: Vec<_> = (0..24).map(|_| pick(&columns, &mut random)).collect();
        assert_eq!(
            samples,
            [3, 3, 3, 3, 3, 3, 3, 0, 2, 3, 3, 3, 3, 1, 2, 2, 1, 3, 3, 2, 3, 3, 1, 1]
        );
    }

    /// BCR-2024-001, `testFragmentChooser`: parts 1, 11 and some mixed ones.
    #[test]
    fn published_choices() {
        let chooser = Chooser::new(11, crate::bytewords::crc32(&message(1024)));
        for (sequence, expected) in [
            (1, &[0][..]),
            (11, &[10]),
            (12, &[9]),
            (13, &[2, 5, 6, 8, 9, 10]),
            (14, &[8]),
            (15, &[1, 5]),
            (17, &[0, 2, 4, 5, 8, 10]),
            (25, &[4]),
            (26, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
            (48, &[0, 2, 4, 5, 6, 7, 9]),
            (49, &[0, 4]),
            (50, &[9]),
        ] {
            let mut chosen = chooser.fragments(sequence);
            chosen.sort_unstable();
            assert_eq!(chosen, expected, "{sequence}");
        }
    }

    #[test]
    fn numbers_that_no_honest_part_has_choose_something() {
        for (parts, sequence) in [(0, 0), (0, 7), (1, 0), (1, u32::MAX), (2_000, u32::MAX)] {
            let chosen = Chooser::new(parts, 0).fragments(sequence);
            assert!(chosen.iter().all(|at| *at < parts));
        }
    }
}
