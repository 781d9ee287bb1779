//! Sets of code points.

use cert_verify::put_in_order;

/// The last code point of Unicode.
const LAST: u32 = 0x10_FFFF;

/// `\d` (ECMA-262 CharacterClassEscape): ASCII digits.
const DIGITS: &[(u32, u32)] = &[(0x30, 0x39)];

/// `\w`: ASCII letters, digits and the underscore.
const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];

/// `\s`: ECMA-262 WhiteSpace and LineTerminator.
const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];

/// ECMA-262 LineTerminator, which `.` leaves out.
const LINE_ENDS: &[(u32, u32)] = &[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)];

/// Whether a character is white space or a line end in ECMA-262.
pub(crate) fn is_ecma_space(character: char) -> bool {
    Class::space().contains(character)
}

/// A set of code points: sorted ranges that neither touch nor overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Class {
    ranges: Vec<(u32, u32)>,
}

impl Class {
    pub(super) fn one(character: char) -> Self {
        Self { ranges: vec![(u32::from(character), u32::from(character))] }
    }

    pub(super) fn of(ranges: &[(u32, u32)]) -> Self {
        let mut sorted = ranges.to_vec();
        put_in_order(&mut sorted, Ord::cmp);
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(sorted.len());
        for (low, high) in sorted {
            match merged.last_mut() {
                Some((_, end)) if low <= end.saturating_add(1) => *end = high.max(*end),
                _ => merged.push((low, high)),
            }
        }
        Self { ranges: merged }
    }

    pub(super) fn digits() -> Self {
        Self::of(DIGITS)
    }

    pub(super) fn word() -> Self {
        Self::of(WORD)
    }

    pub(super) fn space() -> Self {
        Self::of(SPACE)
    }

    /// What `.` stands for without flag `s`.
    pub(super) fn dot() -> Self {
        Self::of(LINE_ENDS).negated()
    }

    pub(super) fn negated(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for &(low, high) in &self.ranges {
            if low > next {
                ranges.push((next, low - 1));
            }
            next = high.saturating_add(1);
        }
        if next <= LAST {
            ranges.push((next, LAST));
        }
        Self { ranges }
    }

    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    pub(super) fn contains(&self, character: char) -> bool {
        let point = u32::from(character);
        let after = self.ranges.partition_point(|&(low, _)| low <= point);
        after
            .checked_sub(1)
            .and_then(|index| self.ranges.get(index))
            .is_some_and(|&(_, high)| point <= high)
    }
}
