//! Dates in words, the same in the app and at the desk.

use crate::Lang;

/// A date as `Intl.DateTimeFormat` writes it, without a time zone's help: a civil
/// date has none. `None` when it is not a date.
#[must_use]
pub fn date(iso: &str, lang: Lang) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = iso.split('-');
    let year: u16 = parts.next().filter(|part| part.len() == 4)?.parse().ok()?;
    let month: usize = parts.next()?.parse().ok()?;
    let day: u8 = parts.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    if parts.next().is_some() {
        return None;
    }
    let name = MONTHS.get(month.checked_sub(1)?)?;
    Some(match lang {
        Lang::Zh => format!("{year}年{month}月{day}日"),
        Lang::En => format!("{day} {name} {year}"),
    })
}
