//! Days of the calendar in Shanghai, where every date on a certificate is meant.

use cert_fill::SHANGHAI_OFFSET_SECONDS as OFFSET;
use cert_verify::UnixTime;

const DAY: i64 = 86_400;

/// A day in Shanghai.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i64);

impl Day {
    /// The day that it is in Shanghai at this time.
    pub(crate) const fn of(time: UnixTime) -> Self {
        Self(time.seconds().saturating_add(OFFSET).div_euclid(DAY))
    }

    /// The day with this date, which must exist.
    pub(crate) fn date(year: i64, month: u32, day: u32) -> Self {
        let text = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
        let midnight = UnixTime::parse_rfc3339(&text).map_or(0, UnixTime::seconds);
        Self(midnight.div_euclid(DAY))
    }

    /// A date such as `1990-03-07`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let midnight = UnixTime::parse_rfc3339(&format!("{text}T00:00:00Z"))?;
        Some(Self(midnight.seconds().div_euclid(DAY)))
    }

    /// This many days later.
    pub(crate) const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Its first second.
    pub(crate) const fn start(self) -> UnixTime {
        UnixTime::from_seconds(self.0.saturating_mul(DAY).saturating_sub(OFFSET))
    }

    /// The first second after it.
    pub(crate) const fn end(self) -> UnixTime {
        self.plus(1).start()
    }

    /// The same day in another year; 29 February becomes 28 February.
    pub(crate) fn plus_years(self, years: i64) -> Self {
        let text = self.to_string();
        let mut parts = text.split('-').map(|part| part.parse::<i64>().unwrap_or_default());
        let (year, month, day) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or(1),
            parts.next().unwrap_or(1),
        );
        let (month, day) = (u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1));
        let day = if (month, day) == (2, 29) { 28 } else { day };
        Self::date(year + years, month, day)
    }

    /// The year.
    pub(crate) fn year(self) -> i64 {
        self.to_string().split('-').next().and_then(|year| year.parse().ok()).unwrap_or_default()
    }

    /// `20261123`.
    pub(crate) fn basic(self) -> String {
        self.to_string().replace('-', "")
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let midnight = UnixTime::from_seconds(self.0.saturating_mul(DAY)).to_string();
        f.write_str(midnight.split('T').next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        let before = UnixTime::parse_rfc3339("2026-11-22T15:59:59Z").unwrap();
        assert_eq!(Day::of(before).to_string(), "2026-11-22");
        assert_eq!(Day::of(before.plus_seconds(1)).to_string(), "2026-11-23");
        assert_eq!(Day::date(2026, 11, 23).start().to_string(), "2026-11-22T16:00:00Z");
        assert_eq!(Day::date(2026, 11, 23).end().to_string(), "2026-11-23T16:00:00Z");
    }

    #[test]
    fn years_move_the_date() {
        assert_eq!(Day::date(2024, 2, 29).plus_years(1).to_string(), "2025-02-28");
        assert_eq!(Day::date(2026, 12, 5).plus_years(-1).to_string(), "2025-12-05");
        assert_eq!(Day::date(2026, 12, 31).plus(1).basic(), "20270101");
    }
}
