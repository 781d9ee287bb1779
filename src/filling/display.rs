//! How an answer is shown: dates, numbers and choices in words.

pub use cert_words::date;
use serde_json::Value;

use crate::words::values::isolated;
use crate::words::{Lang, form as words};

/// A value as shown: all of it, and what is seen before the person asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Everything.
    pub full: String,
    /// With its middle hidden, when the form asks for that.
    pub masked: Option<String>,
}

/// A whole number in groups of three.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

/// An answer in words: `options` gives the words of a choice.
#[must_use]
pub fn value(
    answer: &Value,
    is_date: bool,
    lang: Lang,
    options: &dyn Fn(&str) -> Option<String>,
) -> String {
    match answer {
        Value::String(text) if is_date => date(text, lang).unwrap_or_else(|| text.clone()),
        Value::String(text) => options(text).unwrap_or_else(|| isolated(text)),
        Value::Bool(yes) => match (options(if *yes { "true" } else { "false" }), lang, yes) {
            (Some(words), _, _) => words,
            (None, Lang::Zh, true) => "是".into(),
            (None, Lang::Zh, false) => "否".into(),
            (None, Lang::En, true) => "Yes".into(),
            (None, Lang::En, false) => "No".into(),
        },
        Value::Number(number) => {
            let plain = number.to_string();
            options(&plain).unwrap_or_else(|| number.as_i64().map_or(plain, grouped))
        }
        Value::Array(items) => {
            let between = match lang {
                Lang::Zh => "、",
                Lang::En => ", ",
            };
            items
                .iter()
                .map(|item| value(item, is_date, lang, options))
                .collect::<Vec<_>>()
                .join(between)
        }
        // An attachment: its name and size say what it is.
        Value::Object(file) => {
            let name = isolated(file.get("name").and_then(Value::as_str).unwrap_or_default());
            match file.get("size").and_then(Value::as_u64) {
                Some(bytes) => format!("{name} ({})", size(bytes)),
                None => name,
            }
        }
        Value::Null => String::new(),
    }
}

/// An ISO 8601 period such as `P2Y` in words; anything else as it stands.
#[must_use]
pub fn period(iso: &str, lang: Lang) -> String {
    let Some(mut rest) = iso.strip_prefix('P') else { return iso.to_owned() };
    let units = [
        ('Y', words::PERIOD_YEARS, words::PERIOD_YEAR),
        ('M', words::PERIOD_MONTHS, words::PERIOD_MONTH),
        ('D', words::PERIOD_DAYS, words::PERIOD_DAY),
    ];
    let mut said = Vec::new();
    for (unit, many, one) in units {
        if let Some((count, after)) = rest.split_once(unit) {
            rest = after;
            match count {
                "0" => {}
                "1" => said.push(one.of(lang).to_owned()),
                count => said.push(many.with(lang, &[count])),
            }
        }
    }
    if said.is_empty() || !rest.is_empty() {
        return iso.to_owned();
    }
    said.join(if lang == Lang::Zh { "" } else { " " })
}

/// A file size in KB or MB.
#[must_use]
pub fn size(bytes: u64) -> String {
    if bytes < 1_048_576 {
        return format!("{} KB", bytes.div_ceil(1024).max(1));
    }
    let tenths = (bytes * 10).div_ceil(1_048_576);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_are_words_in_both_languages() {
        assert_eq!(date("2026-12-05", Lang::Zh).as_deref(), Some("2026年12月5日"));
        assert_eq!(date("2026-12-05", Lang::En).as_deref(), Some("5 December 2026"));
        for not in [
            "2026-13-05",
            "2026-00-01",
            "26-12-05",
            "2026-12",
            "长期",
            "2026-12-05-1",
            "2026-12-32",
        ] {
            assert_eq!(date(not, Lang::En), None, "{not}");
        }
    }

    #[test]
    fn every_kind_of_answer_has_words() {
        let none = |_: &str| None;
        assert_eq!(value(&json!(1_234_567), false, Lang::En, &none), "1,234,567");
        assert_eq!(value(&json!(-12), false, Lang::En, &none), "-12");
        assert_eq!(value(&json!(true), false, Lang::Zh, &none), "是");
        assert_eq!(
            value(&json!(["a", "b"]), false, Lang::Zh, &|code| Some(code.to_uppercase())),
            "A、B"
        );
        assert_eq!(
            value(&json!({"name": "lease.pdf", "size": 1_300_000}), false, Lang::En, &none),
            "lease.pdf (1.3 MB)"
        );
        assert_eq!(size(1), "1 KB");
        assert_eq!(period("P2Y", Lang::Zh), "2 年");
        assert_eq!(period("P1Y6M", Lang::En), "1 year 6 months");
        assert_eq!(period("P1W", Lang::En), "P1W");
    }
}
