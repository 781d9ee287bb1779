//! What to do next, worked out on the device (预见需求): nobody is asked and
//! nobody is told.

use cert_verify::{Check, Outcome, Report, UnixTime};
use serde_json::Value;

use crate::wallet::cards::PERMIT_TYPE;

/// The permit is renewed within the 30 days before each full year.
/// 《居住证暂行条例》（国务院令第 663 号）第十条.
const DAYS_BEFORE: i64 = 30;

/// Within 60 days of expiry a late renewal keeps the count of years, by the local
/// rules as public pages quote them.
const DAYS_AFTER: i64 = 60;

const DAY: i64 = 86_400;

/// Shanghai is eight hours ahead of UTC all year.
const SHANGHAI_OFFSET: i64 = 8 * 3_600;

/// The form that renews a permit.
pub const RENEWAL_FORM: &str = "residence-permit-endorsement";

/// A permit that should be renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// The date on the permit.
    pub valid_until: String,
    /// Days from today; negative once it has passed.
    pub days: i64,
}

/// The most urgent renewal among the wallet's certificates. Only a permit whose
/// signature was verified counts; whether it has expired does not matter.
pub fn renewal<'r>(reports: impl Iterator<Item = &'r Report>, now: UnixTime) -> Option<Renewal> {
    reports
        .filter(|report| report.credential_type() == Some(PERMIT_TYPE))
        // A permit that was withdrawn is not renewed but applied for again.
        .filter(|report| !matches!(report.outcome(Check::Status), Some(Outcome::Failed(_))))
        .filter_map(|report| report.claims()?.get("valid_until").and_then(Value::as_str))
        .filter_map(|until| {
            Some(Renewal { valid_until: until.to_owned(), days: days_until(until, now)? })
        })
        // A newer permit makes an older one irrelevant.
        .max_by_key(|renewal| renewal.days)
        .filter(|renewal| (-DAYS_AFTER..=DAYS_BEFORE).contains(&renewal.days))
}

/// Days from today in Shanghai to a date such as `2026-12-05`.
#[must_use]
pub fn days_until(date: &str, now: UnixTime) -> Option<i64> {
    let that = UnixTime::parse_rfc3339(&format!("{date}T00:00:00Z"))?.seconds().div_euclid(DAY);
    let today = (now.seconds() + SHANGHAI_OFFSET).div_euclid(DAY);
    Some(that - today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UnixTime {
        UnixTime::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn days_are_counted_in_shanghai() {
        assert_eq!(days_until("2026-12-05", at("2026-11-23T12:00:00Z")), Some(12));
        assert_eq!(days_until("2026-12-05", at("2026-11-23T15:59:59Z")), Some(12));
        assert_eq!(
            days_until("2026-12-05", at("2026-11-23T16:00:00Z")),
            Some(11),
            "midnight there"
        );
        assert_eq!(days_until("长期", at("2026-11-23T16:00:00Z")), None);
        assert_eq!(days_until("2026-02-30", at("2026-01-01T00:00:00Z")), None);
    }

    fn report(until: &str) -> Report {
        use cert_issue::{SigningKey, issue_sd_jwt_vc};
        use cert_verify::{StatusEvidence, Trust};
        let key = SigningKey::ed25519_from_seed([1; 32]);
        let claims = serde_json::json!({"iss": "https://a.example", "vct": PERMIT_TYPE, "valid_until": until});
        let text = issue_sd_jwt_vc(&claims, &[], &serde_json::Map::new(), &key, &mut |buffer| {
            buffer.fill(1)
        })
        .unwrap();
        let trust = Trust::nobody().with_any_issuer_key(key.public());
        crate::trust::checking::check(
            text.as_bytes(),
            &trust,
            &StatusEvidence::none(),
            at("2026-11-23T00:00:00Z"),
        )
        .report
    }

    fn days(until: &[&str]) -> Option<i64> {
        let reports: Vec<Report> = until.iter().map(|until| report(until)).collect();
        renewal(reports.iter(), at("2026-11-23T00:00:00Z")).map(|renewal| renewal.days)
    }

    #[test]
    fn it_is_suggested_from_30_days_before_to_60_days_after() {
        assert_eq!(days(&["2026-12-05"]), Some(12));
        assert_eq!(days(&["2026-12-23"]), Some(30));
        assert_eq!(days(&["2026-12-24"]), None);
        assert_eq!(days(&["2026-09-24"]), Some(-60));
        assert_eq!(days(&["2026-09-23"]), None);
        assert_eq!(days(&["2026-12-05", "2027-12-05"]), None, "already renewed");
        assert_eq!(days(&[]), None);
    }
}
