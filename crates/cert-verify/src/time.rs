//! Points in time as whole seconds, without a clock.

use core::fmt;

use crate::calendar::{date_from_days, days_from_date, days_in_month};

const DAY: i64 = 86_400;

/// Whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted (RFC 7519 NumericDate).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

impl UnixTime {
    /// The time this many seconds after the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds after the epoch.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This time moved by `seconds`; it stops at the ends of the range and never wraps.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Reads an RFC 3339 date-time with offset; a fraction of a second is cut off.
    ///
    /// `None` for anything else, also for dates that do not exist. A leap second (`:60`) is
    /// read as the second after `:59`.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let year = number(bytes, 0, 4)?;
        let month = number(bytes, 5, 2)?;
        let day = number(bytes, 8, 2)?;
        let hour = number(bytes, 11, 2)?;
        let minute = number(bytes, 14, 2)?;
        let second = number(bytes, 17, 2)?;
        let marks = [(4, b"-"), (7, b"-"), (13, b":"), (16, b":")];
        if marks.iter().any(|(at, mark)| bytes.get(*at) != mark.first()) {
            return None;
        }
        if !matches!(bytes.get(10), Some(b'T' | b't' | b' ')) {
            return None;
        }
        if hour > 23 || minute > 59 || second > 60 || !is_date(year, month, day) {
            return None;
        }
        let mut rest = bytes.get(19..)?;
        if let [b'.', fraction @ ..] = rest {
            let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            rest = fraction.get(digits..)?;
        }
        let offset = match rest {
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
                let hours = number(rest, 1, 2)?;
                let minutes = number(rest, 4, 2)?;
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let seconds = hours * 3600 + minutes * 60;
                if *sign == b'-' { -seconds } else { seconds }
            }
            _ => return None,
        };
        let seconds = days_from_date(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
        Some(Self(seconds - offset))
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_from_days(self.0.div_euclid(DAY));
        let of_day = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Exactly `length` ASCII digits from `start`.
fn number(bytes: &[u8], start: usize, length: usize) -> Option<i64> {
    let digits = bytes.get(start..start.checked_add(length)?)?;
    digits.iter().try_fold(0_i64, |value, digit| {
        digit.is_ascii_digit().then(|| value * 10 + i64::from(*digit - b'0'))
    })
}

fn is_date(year: i64, month: i64, day: i64) -> bool {
    days_in_month(year, month).is_some_and(|last| (1..=last).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3339_is_read_and_written() {
        for (text, seconds, shown) in [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
            ("2026-11-23T12:00:00+08:00", 1_795_406_400, "2026-11-23T04:00:00Z"),
            ("2024-02-29T23:59:60Z", 1_709_251_200, "2024-03-01T00:00:00Z"),
            ("1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59Z"),
            ("0001-01-01t00:00:00z", -62_135_596_800, "0001-01-01T00:00:00Z"),
        ] {
            let time = UnixTime::parse_rfc3339(text).unwrap();
            assert_eq!(time.seconds(), seconds, "{text}");
            assert_eq!(time.to_string(), shown);
        }
    }

    #[test]
    fn other_spellings_are_not_times() {
        for text in [
            "",
            "2026-11-23",
            "2026-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T00:00:00",
            "2026-11-23T00:00:00+0800",
            "2026-11-23T00:00:00.Z",
            "2026-11-23T00:00:00Z ",
            "+026-11-23T00:00:00Z",
            "20261123T000000Z",
        ] {
            assert_eq!(UnixTime::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn moving_never_wraps() {
        let end = UnixTime::from_seconds(i64::MAX).plus_seconds(1);
        assert_eq!(end.seconds(), i64::MAX);
        let _ = end.to_string().len();
    }
}
