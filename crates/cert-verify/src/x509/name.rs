//! Distinguished names: compared by value, as RFC 5280 section 7.1 asks, and written for people.
//!
//! One authority may write its name as PrintableString in one certificate and as UTF8String in the next.
//! Both are the same name when their attributes are equal after folding: case, and the number of
//! blanks between words, do not count. Of the preparation in RFC 4518 the folding of case stands here for
//! Latin, Greek and Cyrillic letters and full-width forms; compatibility characters beyond these
//! are compared as they are, so two spellings that differ in them are two names.

use super::der::{self, Der};

/// Names of subjects have about five parts, of one attribute each.
const MOST_PARTS: usize = 50;

/// A distinguished name.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// Equal for names that are equal by value. Each part ends where the next begins: a name lies
    /// within another one when it is a prefix of it.
    pub(super) comparable: Vec<u8>,
    /// `CN=…,O=…,C=…` (RFC 4514), attributes without a short name left away.
    pub(super) text: String,
    pub(super) common_name: Option<String>,
    /// Old certificates write mail addresses here (RFC 5280 section 4.1.2.6).
    pub(super) mail_addresses: Vec<String>,
}

/// The attribute `emailAddress` of PKCS #9.
const MAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01];

/// The short names of RFC 4514 section 3, and of what public authorities write beside them.
const LABELS: &[(&[u8], &str)] = &[
    (&[0x55, 0x04, 0x03], "CN"),
    (&[0x55, 0x04, 0x06], "C"),
    (&[0x55, 0x04, 0x07], "L"),
    (&[0x55, 0x04, 0x08], "ST"),
    (&[0x55, 0x04, 0x0a], "O"),
    (&[0x55, 0x04, 0x0b], "OU"),
    (&[0x55, 0x04, 0x05], "serialNumber"),
    (&[0x55, 0x04, 0x61], "organizationIdentifier"),
];

impl Name {
    /// Reads the value of a `Name`; `None` when it is not made of sets of attributes.
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let mut name = Self::default();
        let mut sets = Der::new(value);
        for _ in 0..MOST_PARTS {
            if sets.is_empty() {
                return Some(name);
            }
            name.part(sets.inside(der::SET)?)?;
        }
        None
    }

    fn part(&mut self, mut set: Der<'_>) -> Option<()> {
        let mut attributes: Vec<Vec<u8>> = Vec::new();
        while !set.is_empty() && attributes.len() < MOST_PARTS {
            let mut pair = set.inside(der::SEQUENCE)?;
            let (kind, value) = (pair.value(der::OID)?, pair.next()?);
            pair.end()?;
            let text = text(value.tag, value.value);
            let mut attribute = kind.to_vec();
            // No text begins with the tag of another kind of value.
            attribute.push(0);
            match &text {
                Some(text) => attribute.extend(folded(text).into_bytes()),
                None => attribute.extend_from_slice(value.whole),
            }
            // The attributes of one part are a set.
            let at = attributes.iter().position(|other| *other > attribute);
            attributes.insert(at.unwrap_or(attributes.len()), attribute);
            if let Some(text) = text {
                self.describe(kind, &text);
            }
        }
        set.end()?;
        for attribute in attributes {
            self.comparable.extend(u32::try_from(attribute.len()).ok()?.to_be_bytes());
            self.comparable.extend(attribute);
        }
        self.comparable.push(u8::MAX);
        Some(())
    }

    /// The last part stands first.
    fn describe(&mut self, kind: &[u8], value: &str) {
        if kind == MAIL_ADDRESS {
            self.mail_addresses.push(value.to_owned());
        }
        let Some((_, label)) = LABELS.iter().find(|(known, _)| *known == kind) else { return };
        let mut text = format!("{label}=");
        for character in value.chars() {
            if matches!(character, ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=') {
                text.push('\\');
            }
            text.push(character);
        }
        if !self.text.is_empty() {
            text.push(',');
            text.push_str(&self.text);
        }
        self.text = text;
        if *label == "CN" {
            self.common_name = Some(value.to_owned());
        }
    }
}

/// The characters of the string types; `None` for other types and broken texts.
fn text(tag: u8, value: &[u8]) -> Option<String> {
    let wide = |width: usize| {
        let number =
            |unit: &[u8]| unit.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
        value.chunks(width).map(|unit| char::from_u32(number(unit))).collect::<Option<String>>()
    };
    match tag {
        // UTF8String, NumericString, PrintableString, IA5String, VisibleString.
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a => core::str::from_utf8(value).ok().map(str::to_owned),
        // TeletexString: what issuers mean by it is Latin-1.
        0x14 => wide(1),
        // BMPString, UniversalString.
        0x1e if value.len().is_multiple_of(2) => wide(2),
        0x1c if value.len().is_multiple_of(4) => wide(4),
        _ => None,
    }
}

/// Without what does not count: case, blanks around, more than one blank between words.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|character: char| character.is_whitespace()) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().map(small));
        }
    }
    out
}

/// The small letter of a capital one.
fn small(character: char) -> char {
    let code = u32::from(character);
    let moved = match code {
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab => code + 32,
        0x410..=0x42f => code + 32,
        0x400..=0x40f => code + 80,
        // Capital and small letters take turns.
        0x100..=0x12e | 0x132..=0x136 | 0x14a..=0x176 | 0x460..=0x480 | 0x1e00..=0x1e94 => code | 1,
        0x139..=0x147 | 0x179..=0x17d => code + (code & 1),
        // Full-width letters and signs.
        0xff21..=0xff3a => code - 0xfee0 + 32,
        0xff01..=0xff5e => code - 0xfee0,
        _ => code,
    };
    char::from_u32(moved).unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(value.len()).unwrap()], value].concat()
    }

    /// A part with one attribute of 2.5.4.
    fn part(kind: u8, tag: u8, value: &[u8]) -> Vec<u8> {
        let pair = [tlv(6, &[0x55, 0x04, kind]), tlv(tag, value)].concat();
        tlv(0x31, &tlv(0x30, &pair))
    }

    fn cn(tag: u8, value: &[u8]) -> Name {
        Name::read(&part(3, tag, value)).unwrap()
    }

    #[test]
    fn names_are_compared_by_value() {
        let plain = cn(0x0c, "Example Trust Ä".as_bytes()).comparable;
        let wide: Vec<u8> = "EXAMPLE trust ä".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (name, why) in [
            (cn(0x0c, "  example   TRUST ä ".as_bytes()), "case and blanks"),
            (cn(0x1e, &wide), "BMPString"),
            (cn(0x14, b"Example Trust \xc4"), "TeletexString"),
            (cn(0x0c, "Ｅxample Trust Ä".as_bytes()), "full-width letter"),
        ] {
            assert!(name.comparable == plain, "{why}");
        }
        assert!(cn(0x13, b"Example").comparable == cn(0x0c, b"example").comparable);
        for (name, why) in [
            (cn(0x0c, "ExampleTrust Ä".as_bytes()), "no blank"),
            (cn(0x0c, "Example Trust A".as_bytes()), "another letter"),
            (Name::read(&part(10, 0x0c, "Example Trust Ä".as_bytes())).unwrap(), "another kind"),
            (cn(0x04, "Example Trust Ä".as_bytes()), "bytes are no text"),
        ] {
            assert!(name.comparable != plain, "{why}");
        }
    }

    #[test]
    fn the_order_of_parts_counts_and_that_within_a_part_does_not() {
        let (c, o) = (part(6, 0x13, b"UT"), part(10, 0x0c, b"Specimen, Ltd"));
        let name = Name::read(&[c.clone(), o.clone()].concat()).unwrap();
        assert_eq!(name.text, "O=Specimen\\, Ltd,C=UT");
        assert!(name.comparable != Name::read(&[o, c.clone()].concat()).unwrap().comparable);
        assert!(name.comparable.starts_with(&Name::read(&c).unwrap().comparable));
        let pair = |kind: u8, value: &[u8]| {
            tlv(0x30, &[tlv(6, &[0x55, 4, kind]), tlv(12, value)].concat())
        };
        let one = tlv(0x31, &[pair(3, b"a"), pair(10, b"b")].concat());
        let other = tlv(0x31, &[pair(10, b"B"), pair(3, b"A")].concat());
        assert!(Name::read(&one).unwrap().comparable == Name::read(&other).unwrap().comparable);
    }

    #[test]
    fn capital_letters_of_several_scripts_have_their_small_ones() {
        for (capital, letter) in
            [('Z', 'z'), ('Ö', 'ö'), ('Ł', 'ł'), ('Ž', 'ž'), ('Σ', 'σ'), ('Ж', 'ж'), ('Ё', 'ё')]
        {
            assert_eq!((small(capital), small(letter)), (letter, letter));
        }
        assert_eq!((small('×'), small('÷'), small('示')), ('×', '÷', '示'));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        assert!(Name::read(&[0x30, 0]).is_none(), "no set");
        assert!(Name::read(&part(3, 12, b"a").repeat(51)).is_none(), "too many parts");
        assert!(Name::read(&[0x31, 2, 0x30]).is_none(), "cut short");
    }
}
