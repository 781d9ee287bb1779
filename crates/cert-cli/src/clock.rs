//! The only place of the command line that reads the clock and the random source.

use cert_verify::UnixTime;

use crate::Failure;

/// The time now, or the time asked for: RFC 3339, or whole Unix seconds.
///
/// # Errors
/// Wrong usage when the text is neither.
pub(crate) fn time(asked: Option<&str>) -> Result<UnixTime, Failure> {
    let Some(text) = asked else { return Ok(now()) };
    let time = match text.parse::<i64>() {
        Ok(seconds) => Some(UnixTime::from_seconds(seconds)),
        Err(_) => UnixTime::parse_rfc3339(text),
    };
    time.ok_or_else(|| {
        Failure::usage(format!(
            "--at {text}: give RFC 3339, such as 2026-11-23T08:00:00Z, or Unix seconds"
        ))
    })
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
