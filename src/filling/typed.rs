//! What the person typed becomes an answer: ordinary variants are accepted
//! (rules C12 and C13), nothing is guessed, and what does not fit stays as typed
//! so that it can be shown and corrected.

use serde_json::Value;

/// Reads a line of text. The first of these that `accepts` takes is the answer:
/// the text without outer spaces; with half-width characters; without spaces and
/// hyphens; in capitals; without the country code of a telephone number.
/// If none fits, the trimmed text stays as it is.
#[must_use]
pub fn read_text(typed: &str, accepts: impl Fn(&str) -> bool) -> Option<String> {
    let trimmed = trim(typed);
    if trimmed.is_empty() {
        return None;
    }
    let half = half_width(&trimmed);
    let half = trim(&half);
    let joined: String =
        half.chars().filter(|sign| !sign.is_whitespace() && !is_hyphen(*sign)).collect();
    let upper = joined.to_ascii_uppercase();
    let national = joined
        .strip_prefix("+86")
        .or_else(|| joined.strip_prefix("0086"))
        .map(str::to_owned)
        .unwrap_or_default();
    for candidate in [&trimmed, &half, &joined, &upper, &national] {
        if !candidate.is_empty() && accepts(candidate) {
            return Some(candidate.clone());
        }
    }
    Some(trimmed)
}

/// Reads a whole number: full-width digits, spaces and thousands separators are
/// taken. `Err` holds the text that is not a number.
///
/// # Errors
/// The trimmed text, when it is not a whole number within ±2^53.
pub fn read_integer(typed: &str) -> Result<Option<i64>, String> {
    let trimmed = trim(typed);
    if trimmed.is_empty() {
        return Ok(None);
    }
    let plain: String = half_width(&trimmed)
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != ',' && *sign != '_')
        .collect();
    match plain.parse::<i64>() {
        Ok(number) if number.unsigned_abs() <= 1 << 53 => Ok(Some(number)),
        _ => Err(trimmed),
    }
}

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

const fn is_hyphen(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resident_id(text: &str) -> bool {
        text.len() == 18
            && text.bytes().take(17).all(|byte| byte.is_ascii_digit())
            && text.ends_with(|last: char| last.is_ascii_digit() || last == 'X')
    }

    fn mobile(text: &str) -> bool {
        text.len() == 11 && text.starts_with('1') && text.bytes().all(|byte| byte.is_ascii_digit())
    }

    #[test]
    fn ordinary_variants_of_numbers_are_taken() {
        let clean = "11010519491231002X";
        for typed in [
            "11010519491231002X",
            " 11010519491231002x ",
            "110105 19491231 002X",
            "110105-19491231-002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "\u{3000}11010519491231002x\u{feff}",
            "110105–19491231–002X",
        ] {
            assert_eq!(read_text(typed, resident_id).as_deref(), Some(clean), "{typed}");
        }
        for typed in
            ["138 0013 8000", "+86 138-0013-8000", "００８６１３８００１３８０００", "13800138000 "]
        {
            assert_eq!(read_text(typed, mobile).as_deref(), Some("13800138000"), "{typed}");
        }
    }

    #[test]
    fn what_does_not_fit_stays_as_typed() {
        assert_eq!(read_text(" 12 34 ", mobile).as_deref(), Some("12 34"));
        assert_eq!(read_text("  \u{3000} ", mobile), None);
    }

    #[test]
    fn names_and_addresses_keep_every_character() {
        for typed in ["𠮷田太郎", "艾力·买买提", "示例路 88 弄 6 号 301 室", "Ａ座", "O’Neil-Smith"]
        {
            assert_eq!(read_text(typed, |_| true).as_deref(), Some(typed));
        }
    }

    #[test]
    fn whole_numbers_with_separators_and_full_width_digits() {
        assert_eq!(read_integer("1,000,000"), Ok(Some(1_000_000)));
        assert_eq!(read_integer("１２ ０"), Ok(Some(120)));
        assert_eq!(read_integer(" "), Ok(None));
        for typed in ["1.5", "twelve", "9007199254740993", "1e3"] {
            assert_eq!(read_integer(typed), Err(typed.to_owned()));
        }
    }

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
