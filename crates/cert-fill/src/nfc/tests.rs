use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};

use super::*;

fn oracle(text: &str) -> String {
    text.nfc().collect()
}

/// Makes the packed table. A changed version of Unicode shows here: run the test with
/// `CERTFILL_WRITE_TABLES` set and look at what has changed.
#[test]
fn the_table_is_made_from_the_oracle() {
    let made = pack();
    if std::env::var_os("CERTFILL_WRITE_TABLES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/nfc/table.bin");
        return std::fs::write(path, &made).unwrap();
    }
    assert!(made == table::PACKED, "table.bin is of another version of Unicode");
    assert!(table::unpack(&made).is_some());
}

fn pack() -> Vec<u8> {
    let hangul = '\u{AC00}'..='\u{D7A3}';
    let mut decompositions = Vec::new();
    let mut classes: Vec<(u32, u32, u8)> = Vec::new();
    for character in '\0'..=char::MAX {
        let class = canonical_combining_class(character);
        let point = u32::from(character);
        match classes.last_mut() {
            Some((_, last, known)) if *known == class && *last + 1 == point => *last = point,
            _ if class != 0 => classes.push((point, point, class)),
            _ => {}
        }
        let mut parts = Vec::new();
        decompose_canonical(character, |part| parts.push(part));
        if parts == [character] || hangul.contains(&character) {
            continue;
        }
        // Two characters make this one when it is in NFC itself.
        if oracle(&character.to_string()) == character.to_string() {
            let last = parts.pop().unwrap();
            let first = oracle(&parts.iter().collect::<String>());
            let pair = [first.chars().next().unwrap(), last];
            assert_eq!((first.chars().count(), compose(pair[0], pair[1])), (1, Some(character)));
            decompositions.push((character, pair.to_vec(), 1));
        } else {
            decompositions.push((character, parts, 0));
        }
    }

    let mut packed = Vec::new();
    write(&mut packed, u32::try_from(decompositions.len()).unwrap());
    let mut before = [0; table::MOST_PARTS];
    let mut point = 0;
    for (character, parts, composes) in decompositions {
        write(&mut packed, u32::from(character) - point);
        point = u32::from(character);
        write(&mut packed, u32::try_from(parts.len()).unwrap() * 2 + composes);
        for (last, part) in before.iter_mut().zip(&parts) {
            let step = i64::from(u32::from(*part)) - i64::from(*last);
            *last = u32::from(*part);
            let zigzag = if step < 0 { -2 * step - 1 } else { 2 * step };
            write(&mut packed, u32::try_from(zigzag).unwrap());
        }
        assert!(parts.len() <= table::MOST_PARTS);
    }
    write(&mut packed, u32::try_from(classes.len()).unwrap());
    let mut end = 0;
    for (first, last, class) in classes {
        write(&mut packed, first - end);
        write(&mut packed, last - first + 1);
        write(&mut packed, class.into());
        end = last;
    }
    packed
}

fn write(packed: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        packed.push(u8::try_from(value & 0x7F).unwrap() | 0x80);
        value >>= 7;
    }
    packed.push(u8::try_from(value).unwrap());
}

#[test]
fn every_character_alone_and_between_others() {
    for character in '\0'..=char::MAX {
        let alone = character.to_string();
        assert_eq!(nfc(&alone), oracle(&alone), "U+{:04X}", u32::from(character));
        // No character above U+2FA1D decomposes or is a mark.
        if character < '\u{30000}' {
            let between = format!("a\u{302}{character}\u{323}\u{307}");
            assert_eq!(nfc(&between), oracle(&between), "U+{:04X}", u32::from(character));
        }
    }
}

/// Letters and marks that meet each other's rules: order, blocking, exclusions, Hangul.
fn difficult() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(
        "aeosSqAÅḍṡṩ\u{300}\u{301}\u{307}\u{323}\u{327}\u{328}\u{338}\u{345}\u{345}\u{5B7}\u{5BC}\u{5C1}\u{5E9}\u{9C7}\u{9BE}\u{9D7}\u{915}\u{93C}\u{958}\u{1100}\u{1161}\u{11A8}\u{11A7}가각\u{212B}\u{2126}\u{F900}\u{2F800}\u{11131}\u{11127}\u{1D15E}\u{1D165}\u{344}\u{340}ͅᾳ陈"
            .chars()
            .collect::<Vec<_>>(),
    );
    prop::collection::vec(parts, 0..10).prop_map(|parts| parts.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_oracle(text in difficult()) {
        prop_assert_eq!(nfc(&text), oracle(&text));
        prop_assert_eq!(nfc(&nfc(&text)), nfc(&text));
    }
}
