//! A CBOR reader (RFC 8949) for signed certificates: bounded, and strict where two readers could differ.
//!
//! Refused: trailing bytes, reserved lengths, map keys that are neither integers nor strings, duplicate
//! map keys, text that is not UTF-8, and nesting or counts over the budget. Indefinite lengths and
//! numbers in a longer form than needed are well-formed CBOR (RFC 8949 section 4.1) that issuers
//! really use, so they are read: signatures are checked over the bytes received, and equal keys are
//! equal however they are written.
//! This is not a general CBOR library: it has no writer beyond what [`encode_head`] needs.

use std::collections::BTreeSet;

use crate::Code;

/// Certificates nest about eight levels (tag, array, claims, health certificate, list, entry);
/// twice that leaves room and keeps the stack small in WebAssembly.
const MOST_DEPTH: u32 = 16;

/// The largest public certificate holds about 300 items; a photograph is one item. A code of
/// 5,000 items would not fit the largest QR symbol many times over.
const MOST_ITEMS: u32 = 5_000;

/// One CBOR data item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cbor {
    /// Major type 0.
    Unsigned(u64),
    /// Major type 1: the value is −1 − n.
    Negative(u64),
    /// Major type 2.
    Bytes(Vec<u8>),
    /// Major type 3.
    Text(String),
    /// Major type 4.
    Array(Vec<Cbor>),
    /// Major type 5, in the order received.
    Map(Vec<(Cbor, Cbor)>),
    /// Major type 6.
    Tag(u64, Box<Cbor>),
    /// Major type 7, true and false.
    Bool(bool),
    /// Major type 7, null and undefined: no certificate gives them different meanings.
    Null,
    /// Major type 7, half, single and double precision.
    Float(f64),
}

impl Cbor {
    /// Reads exactly one data item.
    ///
    /// # Errors
    /// [`Code::CborMalformed`], [`Code::TooDeep`], [`Code::TooManyItems`].
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Code> {
        let mut reader = Reader { rest: bytes, items: 0 };
        let item = reader.item(0)?;
        if reader.rest.is_empty() { Ok(item) } else { Err(Code::CborMalformed) }
    }

    /// The integer, when it is one and fits.
    pub(crate) fn integer(&self) -> Option<i64> {
        match self {
            Self::Unsigned(value) => i64::try_from(*value).ok(),
            Self::Negative(value) => i64::try_from(*value).ok().map(|value| -1 - value),
            _ => None,
        }
    }

    /// The byte string, when it is one.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The text, when it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The entries, when it is a map.
    pub(crate) fn map(&self) -> Option<&[(Cbor, Cbor)]> {
        if let Self::Map(entries) = self { Some(entries) } else { None }
    }

    /// The value under an integer key of a map.
    pub(crate) fn entry(&self, key: i64) -> Option<&Cbor> {
        self.map()?.iter().find(|(name, _)| name.integer() == Some(key)).map(|(_, value)| value)
    }

    /// The value under a text key of a map.
    pub(crate) fn member(&self, key: &str) -> Option<&Cbor> {
        self.map()?.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    items: u32,
}

/// The argument of an item's head: a number, or the mark of an indefinite length.
enum Argument {
    Number(u64),
    Indefinite,
}

impl<'a> Reader<'a> {
    fn item(&mut self, depth: u32) -> Result<Cbor, Code> {
        if depth >= MOST_DEPTH {
            return Err(Code::TooDeep);
        }
        self.items += 1;
        if self.items > MOST_ITEMS {
            return Err(Code::TooManyItems);
        }
        let first = self.byte()?;
        let (major, info) = (first >> 5, first & 0x1f);
        if major == 7 {
            return self.simple(info);
        }
        let argument = self.argument(info)?;
        match (major, argument) {
            (0, Argument::Number(value)) => Ok(Cbor::Unsigned(value)),
            (1, Argument::Number(value)) => Ok(Cbor::Negative(value)),
            (2, argument) => Ok(Cbor::Bytes(self.string(2, argument)?)),
            (3, argument) => {
                let bytes = self.string(3, argument)?;
                String::from_utf8(bytes).map(Cbor::Text).map_err(|_| Code::CborMalformed)
            }
            (4, argument) => self.array(argument, depth),
            (5, argument) => self.entries(argument, depth),
            (6, Argument::Number(tag)) => Ok(Cbor::Tag(tag, Box::new(self.item(depth + 1)?))),
            _ => Err(Code::CborMalformed),
        }
    }

    fn array(&mut self, argument: Argument, depth: u32) -> Result<Cbor, Code> {
        let mut items = Vec::new();
        let mut left = argument;
        while self.more(&mut left)? {
            items.push(self.item(depth + 1)?);
        }
        Ok(Cbor::Array(items))
    }

    fn entries(&mut self, argument: Argument, depth: u32) -> Result<Cbor, Code> {
        let mut entries = Vec::new();
        let mut seen = BTreeSet::new();
        let mut left = argument;
        while self.more(&mut left)? {
            let key = self.item(depth + 1)?;
            if !seen.insert(key_in_one_form(&key).ok_or(Code::CborMalformed)?) {
                return Err(Code::CborMalformed);
            }
            entries.push((key, self.item(depth + 1)?));
        }
        Ok(Cbor::Map(entries))
    }

    /// Says whether a collection goes on, and counts down or consumes its end mark.
    fn more(&mut self, left: &mut Argument) -> Result<bool, Code> {
        match left {
            Argument::Number(0) => Ok(false),
            Argument::Number(count) => {
                *count -= 1;
                Ok(true)
            }
            Argument::Indefinite if self.rest.first() == Some(&0xff) => {
                self.byte()?;
                Ok(false)
            }
            Argument::Indefinite => Ok(true),
        }
    }

    fn string(&mut self, major: u8, argument: Argument) -> Result<Vec<u8>, Code> {
        match argument {
            Argument::Number(length) => Ok(self.take(length)?.to_vec()),
            Argument::Indefinite => {
                let mut all = Vec::new();
                loop {
                    self.items += 1;
                    if self.items > MOST_ITEMS {
                        return Err(Code::TooManyItems);
                    }
                    let first = self.byte()?;
                    if first == 0xff {
                        return Ok(all);
                    }
                    match (first >> 5 == major, self.argument(first & 0x1f)?) {
                        (true, Argument::Number(length)) => {
                            all.extend_from_slice(self.take(length)?)
                        }
                        _ => return Err(Code::CborMalformed),
                    }
                }
            }
        }
    }

    fn argument(&mut self, info: u8) -> Result<Argument, Code> {
        Ok(Argument::Number(match info {
            0..=23 => u64::from(info),
            24 => u64::from(self.byte()?),
            25 => u64::from(u16::from_be_bytes(self.bytes()?)),
            26 => u64::from(u32::from_be_bytes(self.bytes()?)),
            27 => u64::from_be_bytes(self.bytes()?),
            31 => return Ok(Argument::Indefinite),
            _ => return Err(Code::CborMalformed),
        }))
    }

    fn simple(&mut self, info: u8) -> Result<Cbor, Code> {
        match info {
            20 => Ok(Cbor::Bool(false)),
            21 => Ok(Cbor::Bool(true)),
            22 | 23 => Ok(Cbor::Null),
            25 => Ok(Cbor::Float(half(u16::from_be_bytes(self.bytes()?)))),
            26 => Ok(Cbor::Float(f64::from(f32::from_be_bytes(self.bytes()?)))),
            27 => Ok(Cbor::Float(f64::from_be_bytes(self.bytes()?))),
            _ => Err(Code::CborMalformed),
        }
    }

    fn byte(&mut self) -> Result<u8, Code> {
        let (first, rest) = self.rest.split_first().ok_or(Code::CborMalformed)?;
        self.rest = rest;
        Ok(*first)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Code> {
        let (first, rest) = self.rest.split_first_chunk().ok_or(Code::CborMalformed)?;
        self.rest = rest;
        Ok(*first)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Code> {
        let length = usize::try_from(length).map_err(|_| Code::CborMalformed)?;
        let (first, rest) = self.rest.split_at_checked(length).ok_or(Code::CborMalformed)?;
        self.rest = rest;
        Ok(first)
    }
}

/// A map key in a form in which equal keys are equal bytes. Other kinds of keys are allowed by CBOR
/// and used by no certificate.
fn key_in_one_form(key: &Cbor) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut string = |major: u8, bytes: &[u8]| {
        encode_head(&mut out, major, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        out.extend_from_slice(bytes);
    };
    match key {
        Cbor::Unsigned(value) => encode_head(&mut out, 0, *value),
        Cbor::Negative(value) => encode_head(&mut out, 1, *value),
        Cbor::Bytes(bytes) => string(2, bytes),
        Cbor::Text(text) => string(3, text.as_bytes()),
        _ => return None,
    }
    Some(out)
}

/// The value of a half-precision number (RFC 8949 appendix D).
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff);
    let exponent = i32::from((bits >> 10) & 0x1f);
    let size = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if bits & 0x3ff == 0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { size } else { -size }
}

/// Appends the head of an item (major type and argument) in its shortest form.
pub(crate) fn encode_head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let [.., six, seven] = argument.to_be_bytes();
    let mark = major << 5;
    if argument < 24 {
        out.push(mark | seven);
    } else if argument < 0x100 {
        out.extend_from_slice(&[mark | 24, seven]);
    } else if argument < 0x1_0000 {
        out.extend_from_slice(&[mark | 25, six, seven]);
    } else if let Ok(argument) = u32::try_from(argument) {
        out.push(mark | 26);
        out.extend_from_slice(&argument.to_be_bytes());
    } else {
        out.push(mark | 27);
        out.extend_from_slice(&argument.to_be_bytes());
    }
}

/// Appends a byte string.
pub(crate) fn encode_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    encode_head(out, 2, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    #[test]
    fn examples_of_rfc_8949() {
        let text = |text: &str| Cbor::Text(text.to_owned());
        for (bytes, expected) in [
            ("00", Cbor::Unsigned(0)),
            ("1903e8", Cbor::Unsigned(1000)),
            ("1bffffffffffffffff", Cbor::Unsigned(u64::MAX)),
            ("3903e7", Cbor::Negative(999)),
            ("f93c00", Cbor::Float(1.0)),
            // Longer than needed is well formed (section 4.1); shortest is for who signs.
            ("1817", Cbor::Unsigned(23)),
            ("1b0000000000000001", Cbor::Unsigned(1)),
            ("780161", text("a")),
            ("f9fbff", Cbor::Float(-65504.0)),
            ("fb3ff199999999999a", Cbor::Float(1.1)),
            ("62c3bc", text("ü")),
            ("d818456449455446", Cbor::Tag(24, Box::new(Cbor::Bytes(hex("6449455446"))))),
            ("5f42010243030405ff", Cbor::Bytes(vec![1, 2, 3, 4, 5])),
            ("7f657374726561646d696e67ff", text("streaming")),
            ("9f0102ff", Cbor::Array(vec![Cbor::Unsigned(1), Cbor::Unsigned(2)])),
        ] {
            assert_eq!(Cbor::parse(&hex(bytes)), Ok(expected), "{bytes}");
        }
    }

    #[test]
    fn what_two_readers_could_read_differently_is_refused() {
        for (bytes, why) in [
            ("", "empty"),
            ("0000", "trailing data"),
            ("5801", "string cut short"),
            ("581700", "string cut short"),
            ("a201000100", "duplicate key"),
            ("a20100180100", "duplicate key in a longer form"),
            ("a2616100780161f6", "duplicate key with a longer length"),
            ("a1f500", "a key that is neither integer nor string"),
            ("a1ff", "end mark in a definite map"),
            ("ff", "lone end mark"),
            ("1c", "reserved length"),
            ("1f", "number of indefinite length"),
            ("61ff", "not UTF-8"),
            ("bf6161ff", "an odd number of map items"),
            ("5f6161ff", "text chunk in a byte string"),
            ("9bffffffffffffffff00", "a count larger than the input"),
            ("5bffffffffffffffff00", "a length larger than the input"),
        ] {
            assert_eq!(Cbor::parse(&hex(bytes)), Err(Code::CborMalformed), "{why}");
        }
    }

    #[test]
    fn nesting_and_counts_have_budgets() {
        assert_eq!(Cbor::parse(&[0x81; 1000]), Err(Code::TooDeep));
        assert_eq!(Cbor::parse(&[0xc1; 1000]), Err(Code::TooDeep));
        let mut many = vec![0x9f];
        many.resize(20_000, 0);
        assert_eq!(Cbor::parse(&many), Err(Code::TooManyItems));
    }

    #[test]
    fn heads_are_written_in_their_shortest_form() {
        for value in
            [0, 23, 24, 255, 256, 65_535, 65_536, u64::from(u32::MAX), u64::from(u32::MAX) + 1]
        {
            let mut out = Vec::new();
            encode_head(&mut out, 0, value);
            assert_eq!(Cbor::parse(&out), Ok(Cbor::Unsigned(value)));
        }
    }
}
