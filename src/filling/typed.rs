//! What the person typed becomes an answer: ordinary variants are accepted
//! (rules C12 and C13), nothing is guessed, and what does not fit stays as typed
//! so that it can be shown and corrected.

use serde_json::Value;

/// The three boxes of a date, in whatever order the page shows them.
///
/// All empty is no answer. A real date becomes `YYYY-MM-DD`; anything else stays
/// recognisable as what was typed, so that the check names it and it is shown again.
#[must_use]
pub fn read_date(year: &str, month: &str, day: &str) -> Option<String> {
    let digits = |text: &str| -> String {
        half_width(&trim(text)).chars().filter(|sign| !sign.is_whitespace()).collect()
    };
    let (year, month, day) = (digits(year), digits(month), digits(day));
    if year.is_empty() && month.is_empty() && day.is_empty() {
        return None;
    }
    let pad = |text: &str, width: usize| {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{text:0>width$}")
        } else {
            text.to_owned()
        }
    };
    Some(format!("{}-{}-{}", year, pad(&month, 2), pad(&day, 2)))
}

/// The three boxes for a stored answer, the reverse of [`read_date`].
#[must_use]
pub fn split_date(value: &str) -> [String; 3] {
    let mut parts = value.splitn(3, '-').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    [next(), next(), next()]
}

/// Whether an answer counts as not given.
#[must_use]
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Full-width ASCII (U+FF01 to U+FF5E) and the ideographic space become ASCII.
/// Only for candidates: a name keeps the characters that were typed.
#[must_use]
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|sign| match u32::from(sign) {
            code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(sign),
            0x3000 => ' ',
            _ => sign,
        })
        .collect()
}

fn trim(text: &str) -> String {
    // A byte-order mark and zero-width spaces come along when text is pasted.
    text.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{200b}'))
        .replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_padded_and_never_guessed() {
        assert_eq!(read_date("2026", "3", "７").as_deref(), Some("2026-03-07"));
        assert_eq!(read_date("", "", " "), None);
        assert_eq!(read_date("2026", "", "7").as_deref(), Some("2026--07"));
        assert_eq!(split_date("2026-03-07"), ["2026", "03", "07"]);
        assert_eq!(split_date("2026--07"), ["2026", "", "07"]);
        assert_eq!(split_date(""), ["", "", ""]);
    }
}
