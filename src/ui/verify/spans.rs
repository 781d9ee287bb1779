//! Spans of time in rules, in words.

use cert_app::words::{Lang, verify_rules as words};

/// So many hours; whole days as days.
pub fn hours_words(hours: u32, lang: Lang) -> String {
    match hours {
        0 => words::AS_LISTED.of(lang).to_owned(),
        72.. if hours.is_multiple_of(24) => days_words(hours / 24, lang),
        1 => words::ONE_HOUR.of(lang).to_owned(),
        _ => words::HOURS.with(lang, &[&hours.to_string()]),
    }
}

/// So many days, for keeping something.
pub fn days_words(days: u32, lang: Lang) -> String {
    match days {
        0 => words::KEEP_NONE.of(lang).to_owned(),
        1 => words::ONE_DAY.of(lang).to_owned(),
        _ => words::DAYS.with(lang, &[&days.to_string()]),
    }
}
