//! The only place of the command line that reads the clock and the random source.

use cert_verify::UnixTime;

use crate::Failure;

/// The time now, or the time asked for: RFC 3339, also without its offset (UTC), without the colon in
/// it, or a bare date (its first second, UTC); or whole Unix seconds.
///
/// # Errors
/// Wrong usage when the text is none of these.
pub(crate) fn time(asked: Option<&str>) -> Result<UnixTime, Failure> {
    let Some(text) = asked else { return Ok(now()) };
    let time = match text.parse::<i64>() {
        Ok(seconds) => Some(UnixTime::from_seconds(seconds)),
        Err(_) => UnixTime::parse_rfc3339(&complete(text)),
    };
    time.ok_or_else(|| {
        Failure::usage(format!(
            "--at {text}: give RFC 3339, such as 2026-11-23T08:00:00Z, a date, or Unix seconds"
        ))
    })
}

/// The same time in RFC 3339: public test sets write their clocks without an offset, or as `+0000`.
fn complete(text: &str) -> String {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return format!("{text}T00:00:00Z");
    };
    let offset = time.find(['+', '-']).and_then(|at| time.split_at_checked(at));
    match offset {
        None if time.ends_with(['Z', 'z']) => format!("{date}T{time}"),
        None => format!("{date}T{time}Z"),
        Some((time, offset)) => match offset.split_at_checked(3) {
            Some((hours, "")) => format!("{date}T{time}{hours}:00"),
            Some((hours, minutes)) if !minutes.starts_with(':') => {
                format!("{date}T{time}{hours}:{minutes}")
            }
            _ => format!("{date}T{time}{offset}"),
        },
    }
}

#[expect(clippy::disallowed_methods, reason = "the edge of the program: here the clock is read")]
fn now() -> UnixTime {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.map_or(0, |elapsed| i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX));
    UnixTime::from_seconds(seconds)
}

/// Fills `bytes` from the operating system's random source.
pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system provides random bytes");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_be_written_in_many_ways() {
        for text in [
            "1622381929",
            "2021-05-30T13:38:49Z",
            "2021-05-30t13:38:49z",
            "2021-05-30 13:38:49",
            "2021-05-30T13:38:49",
            "2021-05-30T13:38:49.822623",
            "2021-05-30T15:38:49+0200",
            "2021-05-30T15:38:49+02",
            "2021-05-30T11:08:49.8-02:30",
        ] {
            let time = time(Some(text)).ok().map(UnixTime::seconds);
            assert_eq!(time, Some(1_622_381_929), "{text}");
        }
        assert_eq!(time(Some("2021-05-30")).ok().map(UnixTime::seconds), Some(1_622_332_800));
    }

    #[test]
    fn what_is_no_time_is_wrong_usage() {
        for text in ["", "T", "now", "2021-05", "2021-05-30T", "13:38:49", "2021-02-30", "+", "-"] {
            assert!(time(Some(text)).is_err(), "{text}");
        }
        assert!(time(Some("2021-05-30T13:38:49+")).is_err());
        assert!(time(Some("2021-05-30T13:38:49+\u{e9}0")).is_err());
    }
}
