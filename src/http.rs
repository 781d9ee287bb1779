//! Requests and replies as plain data: what the rooms ask for, and what the browser hands back.

use cert_verify::UnixTime;

/// A request to send as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// Absolute, or a path on our own origin.
    pub url: String,
    /// Header names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The exact bytes.
    pub body: Option<Vec<u8>>,
}

/// What came back, whatever its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`, as received.
    pub retry_after: Option<String>,
    /// The header `ETag`, as received.
    pub etag: Option<String>,
    /// The exact bytes.
    pub body: Vec<u8>,
}

impl Request {
    /// A plain question.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self { method: "GET", url: url.into(), ..Self::default() }
    }

    /// On this server instead of our own.
    #[must_use]
    pub fn at(mut self, server: &str) -> Self {
        self.url.insert_str(0, server);
        self
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl Reply {
    /// Whether the status is 2xx.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The seconds that the server asks to wait (RFC 9110 10.2.3: seconds, or a date).
    #[must_use]
    pub fn patience(&self, now: i64) -> Option<i64> {
        let value = self.retry_after.as_deref()?.trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than a number holds: as patient as can be.
            return Some(value.parse().unwrap_or(i64::MAX));
        }
        Some(http_date(value)?.saturating_sub(now).max(0))
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`: the one form of a date that is written today (RFC 9110
/// 5.6.7). The day of the week is not looked at.
fn http_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.split_once(", ")?.1.split(' ');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (time, zone) = (parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let whole = zone == "GMT" && parts.next().is_none();
    let stamp = format!("{year}-{month:02}-{day}T{time}Z");
    whole.then(|| UnixTime::parse_rfc3339(&stamp).map(UnixTime::seconds))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patience(value: &str) -> Option<i64> {
        let reply = Reply { retry_after: Some(value.to_owned()), ..Reply::default() };
        reply.patience(784_111_700)
    }

    #[test]
    fn a_server_asks_for_patience_in_seconds_or_until_a_date() {
        assert_eq!(patience("120"), Some(120));
        assert_eq!(patience(" 0 "), Some(0));
        assert_eq!(patience("Sun, 06 Nov 1994 08:49:37 GMT"), Some(77));
        assert_eq!(patience("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0), "in the past");
        assert_eq!(patience("99999999999999999999"), Some(i64::MAX));
    }

    #[test]
    fn what_is_neither_says_nothing() {
        for value in [
            "",
            "soon",
            "-5",
            "1.5",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT x",
        ] {
            assert_eq!(patience(value), None, "{value}");
        }
        assert_eq!(Reply::default().patience(0), None);
    }
}
