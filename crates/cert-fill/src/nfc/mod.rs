//! Unicode Normalization Form C (UAX 15), for comparing names.
//!
//! Our own, because of the first load of the page: the usual crate adds 49 KB (Brotli)
//! to the WebAssembly, most of it for the forms NFKC and NFKD, which must not be used on
//! names. This needs a table of canonical decompositions and combining classes only. The
//! crate is the oracle of the tests, which compare every code point and make the table.
//!
//! NFC is stable: a text of characters that Unicode has today stays in NFC in all later
//! versions (UAX 15 section 3), so an older table never disagrees on characters that it
//! knows.

mod table;
#[cfg(test)]
mod tests;

use table::Table;

/// Below U+0300 every character is in NFC and combines with nothing before it.
const FIRST_THAT_CHANGES: char = '\u{300}';

/// The text in Normalization Form C.
pub(crate) fn nfc(text: &str) -> String {
    if text.chars().all(|character| character < FIRST_THAT_CHANGES) {
        return text.to_owned();
    }
    let table = table::shared();
    let mut decomposed: Vec<(u8, char)> = Vec::with_capacity(text.len());
    for character in text.chars() {
        decompose(table, character, &mut decomposed);
    }
    put_marks_in_order(&mut decomposed);
    compose(table, &decomposed)
}

/// UAX 15 D68, with combining classes. Decompositions are at most four deep.
fn decompose(table: &Table, character: char, out: &mut Vec<(u8, char)>) {
    if let Some((first, rest)) = hangul::parts(character) {
        out.extend([first, rest.0].map(|jamo| (0, jamo)));
        out.extend(rest.1.map(|jamo| (0, jamo)));
    } else if let Some(parts) = table.parts(character) {
        for part in parts {
            decompose(table, *part, out);
        }
    } else {
        out.push((table.class(character), character));
    }
}

/// The canonical ordering algorithm (Unicode 3.11 D109): marks between two starters
/// are sorted by class; marks of one class keep their order.
fn put_marks_in_order(decomposed: &mut [(u8, char)]) {
    for marks in decomposed.split_mut(|(class, _)| *class == 0) {
        marks.sort_by_key(|(class, _)| *class);
    }
}

/// The canonical composition algorithm (Unicode 3.11 D117).
fn compose(table: &Table, decomposed: &[(u8, char)]) -> String {
    let mut text: Vec<char> = Vec::with_capacity(decomposed.len());
    // The last starter, and the class of the last mark after it that stayed.
    let mut starter: Option<usize> = None;
    let mut last_class = 0;
    for &(class, character) in decomposed {
        // A starter is blocked by any mark between (class 0 is the least).
        let blocked = last_class != 0 && last_class >= class;
        let base = starter.and_then(|place| text.get_mut(place));
        if let Some(base) = base
            && !blocked
            && let Some(both) = join(table, *base, character)
        {
            *base = both;
            continue;
        }
        if class == 0 {
            starter = Some(text.len());
        }
        last_class = class;
        text.push(character);
    }
    text.into_iter().collect()
}

fn join(table: &Table, first: char, second: char) -> Option<char> {
    hangul::join(first, second).or_else(|| table.join(first, second))
}

/// Hangul syllables, which are computed (Unicode 3.12).
mod hangul {
    const SYLLABLES: u32 = 0xAC00;
    const LEADING: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    const TRAILING: u32 = 0x11A7;
    const VOWEL_COUNT: u32 = 21;
    const TRAILING_COUNT: u32 = 28;
    const LEADING_COUNT: u32 = 19;
    const COUNT: u32 = LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT;

    pub(super) fn parts(syllable: char) -> Option<(char, (char, Option<char>))> {
        let index = u32::from(syllable).checked_sub(SYLLABLES).filter(|index| *index < COUNT)?;
        let leading = char::from_u32(LEADING + index / (VOWEL_COUNT * TRAILING_COUNT))?;
        let vowel = char::from_u32(VOWELS + index / TRAILING_COUNT % VOWEL_COUNT)?;
        let trailing = match index % TRAILING_COUNT {
            0 => None,
            trailing => char::from_u32(TRAILING + trailing),
        };
        Some((leading, (vowel, trailing)))
    }

    pub(super) fn join(first: char, second: char) -> Option<char> {
        let (first, second) = (u32::from(first), u32::from(second));
        let within = |value: u32, start: u32, count: u32| {
            value.checked_sub(start).filter(|index| *index < count)
        };
        if let (Some(leading), Some(vowel)) =
            (within(first, LEADING, LEADING_COUNT), within(second, VOWELS, VOWEL_COUNT))
        {
            return char::from_u32(SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT);
        }
        let open = within(first, SYLLABLES, COUNT).is_some_and(|index| index % TRAILING_COUNT == 0);
        let trailing = within(second, TRAILING, TRAILING_COUNT).filter(|index| *index > 0)?;
        if open { char::from_u32(first + trailing) } else { None }
    }
}
