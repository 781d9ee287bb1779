//! What rules look at: certificates that were verified, and the day.

use cert_fill::Date;
use cert_verify::UnixTime;
use serde_json::Value;

/// A verified certificate. Whether it has expired does not matter; who gives the facts leaves out what was
/// withdrawn.
#[derive(Clone, Copy, Debug)]
pub struct Fact<'a> {
    /// What the wallet calls it.
    pub id: &'a str,
    /// Its type.
    pub vct: &'a str,
    /// Its claims.
    pub claims: &'a Value,
}

/// All certificates, on one day.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The certificates.
    pub held: &'a [Fact<'a>],
    /// The day that the clocks of Shanghai show.
    pub today: Date,
}

impl<'a> Facts<'a> {
    /// The facts at a moment; none outside the years 1 to 9999.
    pub fn at(held: &'a [Fact<'a>], now: UnixTime) -> Option<Self> {
        Some(Self { held, today: Date::from_unix_in_shanghai(now)? })
    }
}

impl<'a> Fact<'a> {
    /// A claim by its path, such as `address/district_code`.
    pub fn claim(&self, path: &str) -> Option<&'a Value> {
        path.split('/').try_fold(self.claims, |value, step| value.get(step))
    }

    /// A claim as a day: a date, or a moment (RFC 3339 or Unix seconds) by the clocks of Shanghai.
    pub fn date(&self, path: &str) -> Option<Date> {
        let value = self.claim(path)?;
        let moment = match value {
            Value::String(text) => match Date::parse_iso(text) {
                Some(date) => return Some(date),
                None => UnixTime::parse_rfc3339(text)?,
            },
            other => UnixTime::from_seconds(other.as_i64()?),
        };
        Date::from_unix_in_shanghai(moment)
    }

    /// Whether a claim says that there is no end.
    pub(crate) fn has_no_end(&self, path: &str) -> bool {
        self.claim(path).and_then(Value::as_str).is_some_and(|text| text == "长期")
    }
}
