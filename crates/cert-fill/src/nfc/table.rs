//! The packed table of canonical decompositions and combining classes, made from the
//! Unicode Character Database by the test `the_table_is_made_from_the_oracle`.
//!
//! ```text
//! table         = count *decomposition count *class-range
//! decomposition = code point, minus the one before; 2 × number of parts + composes;
//!                 *part, minus the part at the same place before (zigzag)
//! class-range   = first code point, minus the last one before; length; class
//! ```
//! All numbers are in base 128, low digits first, with the top bit on all but the last.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The table as it is packed.
pub(super) static PACKED: &[u8] = include_bytes!("table.bin");

/// The most parts that one decomposition has.
pub(super) const MOST_PARTS: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Table {
    /// Parts by character, in the order of the characters.
    decompositions: Vec<(char, Vec<char>)>,
    /// The character that two others make.
    compositions: BTreeMap<(char, char), char>,
    /// First and last code point of a range, and its combining class.
    classes: Vec<(u32, u32, u8)>,
}

/// The table, unpacked once.
pub(super) fn shared() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        // The bytes are part of the program and a test unpacks them.
        unpack(PACKED).unwrap_or_default()
    })
}

impl Table {
    pub(super) fn parts(&self, character: char) -> Option<&[char]> {
        let place = self.decompositions.binary_search_by_key(&character, |entry| entry.0).ok()?;
        self.decompositions.get(place).map(|(_, parts)| parts.as_slice())
    }

    pub(super) fn join(&self, first: char, second: char) -> Option<char> {
        self.compositions.get(&(first, second)).copied()
    }

    pub(super) fn class(&self, character: char) -> u8 {
        let point = u32::from(character);
        let after = self.classes.partition_point(|&(first, ..)| first <= point);
        let range = after.checked_sub(1).and_then(|index| self.classes.get(index));
        range.filter(|(_, last, _)| point <= *last).map_or(0, |(.., class)| *class)
    }
}

pub(super) fn unpack(packed: &[u8]) -> Option<Table> {
    let mut numbers = Numbers(packed.iter());
    let mut table = Table::default();
    let mut point = 0;
    let mut before = [0_u32; MOST_PARTS];
    for _ in 0..numbers.next()? {
        point += numbers.next()?;
        let head = numbers.next()?;
        let mut parts = Vec::new();
        for last in before.iter_mut().take(usize::try_from(head / 2).ok()?) {
            *last = last.checked_add_signed(unzigzag(numbers.next()?)?)?;
            parts.push(char::from_u32(*last)?);
        }
        let character = char::from_u32(point)?;
        if let (1, [first, second]) = (head % 2, parts.as_slice()) {
            table.compositions.insert((*first, *second), character);
        }
        table.decompositions.push((character, parts));
    }
    let mut last = 0;
    for _ in 0..numbers.next()? {
        let first = last + numbers.next()?;
        last = first + numbers.next()? - 1;
        table.classes.push((first, last, u8::try_from(numbers.next()?).ok()?));
    }
    numbers.0.next().is_none().then_some(table)
}

struct Numbers<'p>(std::slice::Iter<'p, u8>);

impl Numbers<'_> {
    fn next(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in [0, 7, 14, 21] {
            let byte = u32::from(*self.0.next()?);
            value |= (byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

fn unzigzag(value: u32) -> Option<i32> {
    let half = i32::try_from(value / 2).ok()?;
    Some(if value.is_multiple_of(2) { half } else { -half - 1 })
}
