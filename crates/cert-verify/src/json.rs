//! A strict JSON reader (RFC 8259) for everything that is signed or hashed.
//!
//! `serde_json` alone keeps the last of two equal member names, so two readers could see
//! different claims under one signature. This reader refuses instead: duplicate names,
//! integers beyond 2^53, lone surrogates, trailing data, a byte order mark, and anything
//! over its [`Limits`]. One pass, one cursor, no backtracking.

use serde_json::{Map, Number, Value};

use crate::{Code, decimal};

/// The largest integer that every JSON reader keeps exactly (RFC 7493 2.2).
const MAX_INTEGER: i64 = 9_007_199_254_740_992;

/// A number with a fraction or an exponent counts as several values: reading and writing one takes
/// several times as long, and no certificate holds ten thousand of them.
const FRACTION_COST: usize = 4;
/// Up to this many characters such a number is mostly read with one operation of the processor; a
/// longer one takes long arithmetic of about four microseconds.
const SHORT_FRACTION: usize = 16;
const LONG_FRACTION_COST: usize = 20;

/// What a document may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Arrays and objects inside each other.
    pub depth: usize,
    /// Values and members in all.
    pub items: usize,
}

impl Limits {
    /// For certificates: 1 MB holds a portrait photo; no real credential nests beyond 10, so
    /// 32 is generous; 50,000 items is a long list of licences.
    pub const CERTIFICATE: Self = Self { bytes: 1_048_576, depth: 32, items: 50_000 };
    /// For lists and forms that an operator signs: 4 MB, a national trust list.
    pub const LIST: Self = Self { bytes: 4_194_304, depth: 32, items: 200_000 };
}

/// An object of these members. (The macro of `serde_json` goes through its serialiser, which nothing
/// else here needs.)
pub(crate) fn object(members: Vec<(&str, Value)>) -> Value {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// Reads exactly one JSON value.
///
/// # Errors
/// [`Code::JsonMalformed`], [`Code::JsonDuplicateKey`], [`Code::JsonNumberOutOfRange`],
/// [`Code::TooLarge`], [`Code::TooDeep`] or [`Code::TooManyItems`].
pub fn parse(bytes: &[u8], limits: Limits) -> Result<Value, Code> {
    let mut items = limits.items;
    parse_within(bytes, limits, &mut items)
}

/// Reads one of several texts that share one budget of items, and takes what it used from it:
/// a message of a thousand parts must not cost a thousand times the budget of one.
///
/// # Errors
/// As [`parse`].
pub(crate) fn parse_within(bytes: &[u8], limits: Limits, items: &mut usize) -> Result<Value, Code> {
    if bytes.len() > limits.bytes {
        return Err(Code::TooLarge);
    }
    let text = core::str::from_utf8(bytes).map_err(|_| Code::JsonMalformed)?;
    let mut reader = Reader { bytes, text, at: 0, items: *items };
    let value = reader.value(limits.depth)?;
    *items = reader.items;
    reader.skip_space();
    if reader.at == bytes.len() { Ok(value) } else { Err(Code::JsonMalformed) }
}

/// Reads one JSON object; see [`parse`].
///
/// # Errors
/// As [`parse`], and [`Code::JsonMalformed`] when the value is not an object.
pub fn parse_object(bytes: &[u8], limits: Limits) -> Result<Map<String, Value>, Code> {
    match parse(bytes, limits)? {
        Value::Object(map) => Ok(map),
        _ => Err(Code::JsonMalformed),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    /// What is left of the budget.
    items: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Code> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(Code::JsonMalformed)
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Code> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word.as_bytes()) {
            return Err(Code::JsonMalformed);
        }
        self.at = end;
        Ok(value)
    }

    fn value(&mut self, depth: usize) -> Result<Value, Code> {
        self.items = self.items.checked_sub(1).ok_or(Code::TooManyItems)?;
        self.skip_space();
        match self.peek().ok_or(Code::JsonMalformed)? {
            b'{' => self.object(depth.checked_sub(1).ok_or(Code::TooDeep)?),
            b'[' => self.array(depth.checked_sub(1).ok_or(Code::TooDeep)?),
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(Code::JsonMalformed),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Code> {
        self.expect(b'{')?;
        let mut map = Map::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(map));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            self.skip_space();
            self.expect(b':')?;
            let value = self.value(depth)?;
            if map.insert(name, value).is_some() {
                return Err(Code::JsonDuplicateKey);
            }
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Object(map));
                }
                _ => return Err(Code::JsonMalformed),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Code> {
        self.expect(b'[')?;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::Array(items));
                }
                _ => return Err(Code::JsonMalformed),
            }
        }
    }

    fn string(&mut self) -> Result<String, Code> {
        self.expect(b'"')?;
        let mut out = String::new();
        loop {
            let start = self.at;
            let rest = self.bytes.get(start..).unwrap_or_default();
            let is_plain = |byte: &u8| *byte >= 0x20 && *byte != b'"' && *byte != b'\\';
            let length = rest.iter().position(|byte| !is_plain(byte)).ok_or(Code::JsonMalformed)?;
            self.at += length;
            // The run ends at an ASCII byte, which is always a character border.
            let run = self.text.get(start..self.at).ok_or(Code::JsonMalformed)?;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    // Mostly the only run, and then the only allocation.
                    out.reserve_exact(run.len());
                    out.push_str(run);
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push_str(run);
                    out.push(self.escape()?);
                }
                _ => return Err(Code::JsonMalformed),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Code> {
        let byte = self.peek().ok_or(Code::JsonMalformed)?;
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return Err(Code::JsonMalformed),
        })
    }

    fn unicode_escape(&mut self) -> Result<char, Code> {
        let first = self.four_hex()?;
        let code_point = match first {
            0xd800..=0xdbff => {
                self.expect(b'\\')?;
                self.expect(b'u')?;
                let second = self.four_hex()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(Code::JsonMalformed);
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            other => other,
        };
        // A lone low surrogate is no character and ends here.
        char::from_u32(code_point).ok_or(Code::JsonMalformed)
    }

    fn four_hex(&mut self) -> Result<u32, Code> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Code::JsonMalformed)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Code::JsonMalformed);
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Code::JsonMalformed)
    }

    fn digits(&mut self) -> Result<(), Code> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(Code::JsonMalformed) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Value, Code> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(Code::JsonMalformed);
            }
        } else {
            self.digits()?;
        }
        let mut is_integer = true;
        if self.peek() == Some(b'.') {
            is_integer = false;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            is_integer = false;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let text = self.text.get(start..self.at).ok_or(Code::JsonMalformed)?;
        let out_of_range = Code::JsonNumberOutOfRange;
        if is_integer {
            let integer: i64 = text.parse().map_err(|_| out_of_range)?;
            if !(-MAX_INTEGER..=MAX_INTEGER).contains(&integer) {
                return Err(out_of_range);
            }
            return Ok(Value::Number(integer.into()));
        }
        let cost = if text.len() > SHORT_FRACTION { LONG_FRACTION_COST } else { FRACTION_COST };
        self.items = self.items.checked_sub(cost).ok_or(Code::TooManyItems)?;
        let float = decimal::nearest_double(text);
        // Number holds no infinity, so an exponent that overflows is refused here.
        Number::from_f64(float).map(Value::Number).ok_or(out_of_range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Result<Value, Code> {
        parse(text.as_bytes(), Limits::CERTIFICATE)
    }

    #[test]
    fn json_is_read_as_written() {
        let text = r#" {"z":[1,-2,0,0.5,1E30,true,false,null,""],"a":{"\u00e9\ud83d\ude00\n":"中文\/\"\\"}} "#;
        let value = read(text).unwrap();
        assert_eq!(
            value,
            json!({"z":[1,-2,0,0.5,1e30,true,false,null,""],"a":{"é😀\n":"中文/\"\\"}})
        );
        let names: Vec<_> = value.as_object().unwrap().keys().collect();
        assert_eq!(names, ["z", "a"], "members keep the order of the text");
        assert_eq!(read("9007199254740992"), Ok(json!(9_007_199_254_740_992_i64)));
    }

    #[test]
    fn numbers_with_fractions_cost_more_of_the_budget() {
        let many = |number: &str, count: usize| {
            read(&format!("[{}{number}]", format!("{number},").repeat(count - 1))).map(|_| ())
        };
        assert_eq!(many("1", 49_000), Ok(()));
        assert_eq!(many("0.5", 9_900), Ok(()));
        assert_eq!(many("0.5", 10_100), Err(Code::TooManyItems));
        assert_eq!(many("1.7976931348623157e308", 2_300), Ok(()));
        assert_eq!(many("1.7976931348623157e308", 2_500), Err(Code::TooManyItems));
    }

    #[test]
    fn duplicate_member_names_are_refused() {
        for text in [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"[{"x":{"b":1,"c":2,"b":3}}]"#]
        {
            assert_eq!(read(text), Err(Code::JsonDuplicateKey), "{text}");
        }
    }

    #[test]
    fn integers_beyond_two_to_the_53_are_refused() {
        for text in ["9007199254740993", "-9007199254740993", "99999999999999999999999", "1e400"] {
            assert_eq!(read(text), Err(Code::JsonNumberOutOfRange), "{text}");
        }
    }

    #[test]
    fn malformed_json_is_refused() {
        for text in [
            "",
            " ",
            "{",
            "[",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "'a'",
            "01",
            "-",
            "+1",
            ".5",
            "1.",
            "1e",
            "NaN",
            "Infinity",
            "nul",
            "truex",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"\\ud800\\u0041\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\u+123\"",
            "\"a\nb\"",
            "\"",
            "1 2",
            "{} {}",
            "[1]//",
            "\u{feff}{}",
            "{\"a\" 1}",
            "[1 2]",
        ] {
            assert_eq!(read(text), Err(Code::JsonMalformed), "{text:?}");
        }
        assert_eq!(parse(b"\"\xff\"", Limits::CERTIFICATE), Err(Code::JsonMalformed));
    }

    #[test]
    fn depth_size_and_count_have_budgets() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(read(&nested(32)).is_ok());
        assert_eq!(read(&nested(33)), Err(Code::TooDeep));
        assert_eq!(read(&nested(1000)), Err(Code::TooDeep));
        assert_eq!(read(&"[".repeat(10_000_000)), Err(Code::TooLarge));
        let many = format!("[{}1]", "1,".repeat(50_000));
        assert_eq!(read(&many), Err(Code::TooManyItems));
    }
}
