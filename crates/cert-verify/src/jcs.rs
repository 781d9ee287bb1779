//! JSON Canonicalization Scheme (RFC 8785).
//!
//! The value must come from [`crate::json::parse`], which has already refused duplicate names, lone
//! surrogates and integers that a double cannot hold; this module only writes.

use core::cmp::Ordering;
use core::fmt::Write;
use std::collections::BinaryHeap;

use serde_json::{Map, Number, Value};

/// Writes a value in its canonical form.
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

/// The same for an object that is not wrapped in a value.
pub(crate) fn canonical_object(members: &Map<String, Value>) -> String {
    let mut out = String::new();
    write_object(&mut out, members);
    out
}

/// Writes a value as JSON text without white space, its members in their order: the same text as
/// `serde_json` writes. Sharing one writer keeps the second one out of what browsers download.
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    write_as_given(&mut out, value);
    out
}

/// The same behind what is there.
pub(crate) fn write_as_given(out: &mut String, value: &Value) {
    write(out, value, Style::AsGiven);
}

/// Items with commas between them.
pub(crate) fn write_list<T>(out: &mut String, items: &[T], write: impl Fn(&T, &mut String)) {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write(item, out);
    }
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Canonical,
    AsGiven,
}

fn write_value(out: &mut String, value: &Value) {
    write(out, value, Style::Canonical);
}

/// Writes `value`. Its depth is bounded by the parser that made it.
fn write(out: &mut String, value: &Value, style: Style) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(integer), _, _) => write_display(out, integer),
            (_, Some(integer), _) => write_display(out, integer),
            (_, _, Some(double)) if style == Style::Canonical => out.push_str(&es6_number(double)),
            _ => write_display(out, number),
        },
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            out.push('[');
            write_list(out, items, |item, out| write(out, item, style));
            out.push(']');
        }
        Value::Object(members) if style == Style::Canonical => write_object(out, members),
        Value::Object(members) => write_members(out, members.iter(), style),
    }
}

fn write_object(out: &mut String, members: &Map<String, Value>) {
    // A heap sorts in a tenth of the code of the library's sort, and nothing else here sorts.
    let heap: BinaryHeap<_> = members.iter().map(Member).collect();
    let sorted = heap.into_sorted_vec().into_iter().map(|Member(member)| member);
    write_members(out, sorted, Style::Canonical);
}

fn write_members<'a>(
    out: &mut String,
    members: impl Iterator<Item = (&'a String, &'a Value)>,
    style: Style,
) {
    out.push('{');
    for (position, (name, member)) in members.enumerate() {
        if position > 0 {
            out.push(',');
        }
        write_text(out, name);
        out.push(':');
        write(out, member, style);
    }
    out.push('}');
}

/// A member in the order of RFC 8785 section 3.2.3: names are compared as UTF-16 code units, not
/// as code points.
struct Member<'a>((&'a String, &'a Value));

impl Ord for Member<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (Self((name, _)), Self((than, _))) = (self, other);
        name.encode_utf16().cmp(than.encode_utf16())
    }
}

impl PartialOrd for Member<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Member<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Member<'_> {}

fn write_display(out: &mut String, value: impl core::fmt::Display) {
    // Writing into a String does not fail.
    let _ = write!(out, "{value}");
}

/// RFC 8785 section 3.2.2.2.
pub(crate) fn write_text(out: &mut String, text: &str) {
    let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    out.push('"');
    let mut rest = text;
    // What is to be escaped is ASCII, so it stands at a border of characters.
    while let Some(at) = rest.bytes().position(|byte| !is_plain(byte)) {
        let Some((plain, from)) = rest.split_at_checked(at) else { break };
        out.push_str(plain);
        let mut from = from.chars();
        match from.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            control => {
                let _ = write!(out, "\\u{:04x}", control.map_or(0, u32::from));
            }
        }
        rest = from.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Writes a double as ECMAScript does (RFC 8785 section 3.2.2.3): the shortest digits that read back
/// as the same double, laid out by ECMA-262 `Number::toString`.
///
/// The digits come from `serde_json`, which is there anyway; the formatter of the standard library
/// would add its tables to the download.
pub(crate) fn es6_number(double: f64) -> String {
    let Some(number) = Number::from_f64(double.abs()) else { return "null".to_owned() };
    if double == 0.0 {
        return "0".to_owned(); // also for minus zero
    }
    let written = number.to_string();
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let leading = all.len() - digits.len();
    let digits = digits.trim_end_matches('0');
    let length = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let count = length(digits.len());
    // The decimal point stands behind digit number `point` (ECMA-262 calls it n).
    let point = length(whole.len()) - length(leading) + exponent.parse::<i32>().unwrap_or_default();
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    let split = |at: i32| {
        digits.split_at_checked(usize::try_from(at).unwrap_or_default()).unwrap_or((digits, ""))
    };
    let text = if count <= point && point <= 21 {
        format!("{digits}{}", zeros(point - count))
    } else if 0 < point && point <= 21 {
        let (whole, fraction) = split(point);
        format!("{whole}.{fraction}")
    } else if -6 < point && point <= 0 {
        format!("0.{}{digits}", zeros(-point))
    } else {
        let (first, others) = split(1);
        let dot = if others.is_empty() { "" } else { "." };
        format!("{first}{dot}{others}e{:+}", point - 1)
    };
    if double < 0.0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_serde_json_writes() {
        let value = serde_json::json!({
            "z": [1, -2, 1.0, 2.5e-9, 1e300, u64::MAX, true, null, [], {}],
            "a\u{1}\u{1f}\u{7f}\u{2028}\n\t\u{8}\u{c}\r\"\\/": "示例 😀",
        });
        assert_eq!(text(&value), value.to_string());
    }

    /// RFC 8785 appendix B.
    #[test]
    fn numbers_of_the_appendix() {
        for (bits, text) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            assert_eq!(es6_number(f64::from_bits(bits)), text, "{bits:x}");
        }
    }

    #[test]
    fn names_are_sorted_by_utf_16_code_units() {
        let value: Value = serde_json::json!({"\u{fb33}": 1, "\u{1f600}": 2, "\u{20ac}": 3, "1": 4, "\r": 5, "\u{80}": 6, "\u{f6}": 7});
        assert_eq!(
            canonical(&value),
            "{\"\\r\":5,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":3,\"\u{1f600}\":2,\"\u{fb33}\":1}"
        );
    }
}
