//! Civil dates and periods, without a calendar library.
//!
//! Dates are days of the proleptic Gregorian calendar between the years 1 and 9999
//! (RFC 3339 `full-date`). There is no time of day here and no clock: "today" is
//! always an argument, made from a moment by [`Date::from_unix_in_shanghai`].
//!
//! Not here: how a date is shown to a person. The browser does that
//! (`Intl.DateTimeFormat`).

use std::fmt;

use cert_verify::UnixTime;
use cert_verify::calendar::{date_from_days, days_from_date, days_in_month};

/// How far the clocks of Shanghai are ahead, in seconds.
///
/// China has used one zone, UTC+08:00, without summer time since 1991-09-15. Forms
/// deal with moments of today, so a table of older rules is not needed.
pub const SHANGHAI_OFFSET_SECONDS: i64 = 8 * 3600;

const SECONDS_PER_DAY: i64 = 86_400;

/// Four digits per part: longer than any legal period, short enough that no sum
/// of dates can overflow.
const MAX_PERIOD_PART: u16 = 9999;

/// A day of the Gregorian calendar, years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A way in which certificates write a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// `2026-12-05` (ISO 8601 extended).
    Iso,
    /// `20261205` (ISO 8601 basic; the digits of the resident ID number).
    Basic,
    /// `2026.12.05` or `2026.12.5` (identity cards).
    Dotted,
    /// `2026/12/05` or `2026/12/5`.
    Slashed,
    /// `2026年12月05日` or `2026年12月5日`.
    Chinese,
}

/// A length of time in the calendar: the subset `PnYnMnD` of ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    years: u16,
    months: u16,
    days: u16,
}

impl Layout {
    /// The layout with this name in a form: `iso`, `basic`, `dotted`, `slashed`, `chinese`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "iso" => Self::Iso,
            "basic" => Self::Basic,
            "dotted" => Self::Dotted,
            "slashed" => Self::Slashed,
            "chinese" => Self::Chinese,
            _ => return None,
        })
    }

    /// The name that [`Layout::named`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iso => "iso",
            Self::Basic => "basic",
            Self::Dotted => "dotted",
            Self::Slashed => "slashed",
            Self::Chinese => "chinese",
        }
    }
}

impl Date {
    /// The last day that can be written, 9999-12-31.
    pub const LAST: Self = Self { year: 9999, month: 12, day: 31 };

    /// The date with these parts, if the calendar has it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let last = days_in_month(i64::from(year), i64::from(month))?;
        let exists = (1..=9999).contains(&year) && (1..=last).contains(&i64::from(day));
        exists.then_some(Self { year, month, day })
    }

    /// Reads `YYYY-MM-DD` (RFC 3339 `full-date`) and nothing else.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let [year, month, day] = split_three(text, '-', '-')?;
        Self::from_texts(year, month, day, true)
    }

    /// Reads a date in one of the layouts of certificates.
    pub fn parse_layout(text: &str, layout: Layout) -> Option<Self> {
        match layout {
            Layout::Iso => Self::parse_iso(text),
            Layout::Basic => {
                let (year, rest) = text.split_at_checked(4)?;
                let (month, day) = rest.split_at_checked(2)?;
                Self::from_texts(year, month, day, true)
            }
            Layout::Dotted => {
                let [year, month, day] = split_three(text, '.', '.')?;
                Self::from_texts(year, month, day, false)
            }
            Layout::Slashed => {
                let [year, month, day] = split_three(text, '/', '/')?;
                Self::from_texts(year, month, day, false)
            }
            Layout::Chinese => {
                let [year, month, day] = split_three(text.strip_suffix('日')?, '年', '月')?;
                Self::from_texts(year, month, day, false)
            }
        }
    }

    /// The day that the clocks of Shanghai (UTC+08:00, no summer time since 1991)
    /// show at a moment; none outside the years 1 to 9999.
    pub fn from_unix_in_shanghai(moment: UnixTime) -> Option<Self> {
        let local = moment.seconds().checked_add(SHANGHAI_OFFSET_SECONDS)?;
        Self::from_days_since_epoch(local.div_euclid(SECONDS_PER_DAY))
    }

    /// The date this many days after 1970-01-01; none outside the years 1 to 9999.
    pub fn from_days_since_epoch(days: i64) -> Option<Self> {
        let (year, month, day) = date_from_days(days);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// How many days this date lies after 1970-01-01.
    pub fn days_since_epoch(self) -> i64 {
        days_from_date(i64::from(self.year), i64::from(self.month), i64::from(self.day))
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// How many days it is from this date until `other`; negative when it is past.
    pub fn days_until(self, other: Self) -> i64 {
        other.days_since_epoch() - self.days_since_epoch()
    }

    /// The date one period later: years and months first, then, when the month is
    /// too short, its last day (2024-02-29 + P1Y = 2025-02-28), then the days.
    /// None beyond the year 9999.
    pub fn add(&self, period: &Period) -> Option<Self> {
        let months = i64::from(self.year) * 12 + i64::from(self.month) - 1
            + i64::from(period.years) * 12
            + i64::from(period.months);
        self.in_month(months)?.plus_days(i64::from(period.days))
    }

    /// The date one period earlier, by the same rule as [`Date::add`]; none before
    /// the year 1.
    pub fn subtract(&self, period: &Period) -> Option<Self> {
        let months = i64::from(self.year) * 12 + i64::from(self.month)
            - 1
            - i64::from(period.years) * 12
            - i64::from(period.months);
        self.in_month(months)?.plus_days(-i64::from(period.days))
    }

    /// The date this many days later; none outside the years 1 to 9999.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::from_days_since_epoch(self.days_since_epoch().checked_add(days)?)
    }

    /// The full years from this date, as a birth date, until `today`; none when it
    /// lies in the future. One who was born on 29 February has the birthday on
    /// 1 March in other years (GB: the age is reached after the day has passed).
    pub fn full_years_until(self, today: Self) -> Option<u16> {
        let years = today.year.checked_sub(self.year)?;
        let before_birthday = (today.month, today.day) < (self.month, self.day);
        if before_birthday { years.checked_sub(1) } else { Some(years) }
    }

    /// The same day in a month that is counted from the year 0, or its last day.
    fn in_month(self, months_since_year_zero: i64) -> Option<Self> {
        let year = u16::try_from(months_since_year_zero.div_euclid(12)).ok()?;
        let month = u8::try_from(months_since_year_zero.rem_euclid(12) + 1).ok()?;
        let last = days_in_month(i64::from(year), i64::from(month))?;
        Self::new(year, month, self.day.min(u8::try_from(last).ok()?))
    }

    fn from_texts(year: &str, month: &str, day: &str, two_digits: bool) -> Option<Self> {
        let short = |text: &str| {
            let length_fits = text.len() == 2 || (!two_digits && text.len() == 1);
            if length_fits { number(text) } else { None }
        };
        let year = if year.len() == 4 { number(year)? } else { return None };
        Self::new(year, u8::try_from(short(month)?).ok()?, u8::try_from(short(day)?).ok()?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Period {
    /// A period of years, months and days, each at most 9999.
    pub fn new(years: u16, months: u16, days: u16) -> Option<Self> {
        [years, months, days].iter().all(|part| *part <= MAX_PERIOD_PART).then_some(Self {
            years,
            months,
            days,
        })
    }

    /// Reads `PnYnMnD`: at least one part, in this order, whole numbers without sign.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('P')?;
        if rest.is_empty() {
            return None;
        }
        let mut part = |unit: char| -> Option<u16> {
            let Some((digits, after)) = rest.split_once(unit) else { return Some(0) };
            let value = if digits.len() <= 4 { number(digits)? } else { return None };
            rest = after;
            Some(value)
        };
        let (years, months, days) = (part('Y')?, part('M')?, part('D')?);
        if rest.is_empty() { Self::new(years, months, days) } else { None }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("P")?;
        for (count, unit) in [(self.years, 'Y'), (self.months, 'M'), (self.days, 'D')] {
            if count > 0 {
                write!(out, "{count}{unit}")?;
            }
        }
        if *self == Self::default() { out.write_str("0D") } else { Ok(()) }
    }
}

/// ASCII digits only: `u16::from_str` would also take a plus sign.
fn number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn split_three(text: &str, first: char, second: char) -> Option<[&str; 3]> {
    let (year, rest) = text.split_once(first)?;
    let (month, day) = rest.split_once(second)?;
    Some([year, month, day])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    #[test]
    fn only_real_dates_are_read() {
        for good in ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(date(good).to_string(), good);
        }
        for bad in [
            "2023-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2026-1-01",
            "2026-01-1",
            "26-01-01",
            "2026-01-01T00:00:00Z",
            "+026-01-01",
            "2026-01-01 ",
            "0000-01-01",
            "",
            "２０２６-01-01",
        ] {
            assert_eq!(Date::parse_iso(bad), None, "{bad}");
        }
    }

    #[test]
    fn layouts() {
        let day = Some(date("2026-12-05"));
        for (text, layout) in [
            ("20261205", Layout::Basic),
            ("2026.12.05", Layout::Dotted),
            ("2026.12.5", Layout::Dotted),
            ("2026/12/5", Layout::Slashed),
            ("2026年12月5日", Layout::Chinese),
        ] {
            assert_eq!(Date::parse_layout(text, layout), day, "{text}");
            assert_eq!(Layout::named(layout.name()), Some(layout));
        }
        assert_eq!(Date::parse_layout("2026年1", Layout::Basic), None);
        assert_eq!(Date::parse_layout("年年年年", Layout::Basic), None);
    }

    #[test]
    fn counting_days_goes_both_ways() {
        let mut expected = Date::new(1, 1, 1).unwrap();
        let first = expected.days_since_epoch();
        assert_eq!(first, -719_162);
        assert_eq!(date("9999-12-31").days_since_epoch(), 2_932_896);
        for days in first..first + 200_000 {
            let day = Date::from_days_since_epoch(days).unwrap();
            assert_eq!(day, expected);
            assert_eq!(day.days_since_epoch(), days);
            // The next day by the calendar alone, without counting.
            expected = Date::new(day.year, day.month, day.day + 1)
                .or_else(|| Date::new(day.year, day.month + 1, 1))
                .or_else(|| Date::new(day.year + 1, 1, 1))
                .unwrap();
        }
        assert_eq!(Date::from_days_since_epoch(first - 1), None);
        assert_eq!(Date::from_days_since_epoch(2_932_897), None);
        assert_eq!(Date::from_days_since_epoch(i64::MAX), None);
    }

    #[test]
    fn periods_keep_to_the_end_of_the_month() {
        for (from, period, to) in [
            ("2026-01-31", "P1M", "2026-02-28"),
            ("2024-02-29", "P1Y", "2025-02-28"),
            ("2024-02-29", "P4Y", "2028-02-29"),
            ("2026-11-23", "P1M", "2026-12-23"),
            ("2026-12-31", "P2M1D", "2027-03-01"),
            ("2026-10-31", "P1Y1M1D", "2027-12-01"),
            ("2026-10-31", "P365D", "2027-10-31"),
        ] {
            assert_eq!(date(from).add(&Period::parse(period).unwrap()), Some(date(to)), "{from}");
        }
        let month = Period::parse("P1M").unwrap();
        assert_eq!(date("2026-03-31").subtract(&month), Some(date("2026-02-28")));
        assert_eq!(date("9999-12-31").add(&month), None);
        assert_eq!(date("0001-01-15").subtract(&month), None);
        assert_eq!(date("2026-11-23").days_until(date("2026-12-05")), 12);
    }

    #[test]
    fn periods_are_read_strictly() {
        for good in ["P1Y", "P1M", "P30D", "P1Y2M3D", "P0D"] {
            assert_eq!(Period::parse(good).unwrap().to_string(), good);
        }
        for bad in
            ["", "P", "1Y", "P-1Y", "P1", "P1M1Y", "PT1H", "P1W", "P1.5Y", "P10000D", "P1Y1Y", "PY"]
        {
            assert_eq!(Period::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn shanghai_is_eight_hours_ahead() {
        let day = |text: &str| {
            Date::from_unix_in_shanghai(UnixTime::parse_rfc3339(text).unwrap()).unwrap().to_string()
        };
        assert_eq!(day("2026-11-23T15:59:59Z"), "2026-11-23");
        assert_eq!(day("2026-11-23T16:00:00Z"), "2026-11-24");
        assert_eq!(day("1969-12-31T16:00:00Z"), "1970-01-01");
        assert_eq!(Date::from_unix_in_shanghai(UnixTime::from_seconds(i64::MAX)), None);
    }

    #[test]
    fn ages() {
        let age = |birth: &str, today: &str| date(birth).full_years_until(date(today));
        assert_eq!(age("1990-03-07", "2026-11-24"), Some(36));
        assert_eq!(age("1990-03-07", "2026-03-06"), Some(35));
        assert_eq!(age("1990-03-07", "2026-03-07"), Some(36));
        assert_eq!(age("2004-02-29", "2025-02-28"), Some(20));
        assert_eq!(age("2004-02-29", "2025-03-01"), Some(21));
        assert_eq!(age("2026-11-24", "2026-11-24"), Some(0));
        assert_eq!(age("2026-11-25", "2026-11-24"), None);
        assert_eq!(age("2027-01-01", "2026-11-24"), None);
    }
}
