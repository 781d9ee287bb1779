//! What to do next, worked out on the device (预见需求): nobody is asked and nobody is told. The
//! departments say what is worth a reminder; here is only when.

use cert_catalogue::ExpiryRule;
use cert_fill::Date;
use cert_verify::{Check, Outcome, Report, UnixTime};
use serde_json::Value;

use crate::words::local::Phrases;

/// When a certificate of this type nears its end, this service renews it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReminderRule {
    /// The type.
    pub credential_type: String,
    /// The claim with the last day, such as `valid_until`.
    pub claim: String,
    /// From so many days before the end.
    pub days_before: i64,
    /// Until so many days after it.
    pub days_after: i64,
    /// The address of the service.
    pub service: String,
    /// What to say, per language: `text`, `late`, `rule`, `source`.
    pub words: Phrases,
}

impl ReminderRule {
    /// A rule of a department, with the address of its service.
    #[must_use]
    pub fn of(rule: &ExpiryRule, service: String) -> Self {
        Self {
            credential_type: rule.credential_type.clone(),
            claim: rule.claim.clone(),
            days_before: rule.days_before,
            days_after: rule.days_after,
            service,
            words: Phrases::of(&rule.words),
        }
    }
}

/// A certificate that should be renewed.
#[derive(Clone, Debug, PartialEq)]
pub struct Reminder<'a> {
    /// Why.
    pub rule: &'a ReminderRule,
    /// The last day on the certificate.
    pub valid_until: String,
    /// Days from today; negative once it has passed.
    pub days: i64,
}

/// The most urgent renewal among the wallet's certificates. Only one whose signature was verified
/// counts; whether it has expired does not matter.
pub fn renewal<'a>(
    rules: &'a [ReminderRule],
    reports: &[&Report],
    now: UnixTime,
) -> Option<Reminder<'a>> {
    rules.iter().filter_map(|rule| by_rule(rule, reports, now)).min_by_key(|renewal| renewal.days)
}

fn by_rule<'a>(rule: &'a ReminderRule, reports: &[&Report], now: UnixTime) -> Option<Reminder<'a>> {
    reports
        .iter()
        .filter(|report| report.credential_type() == Some(rule.credential_type.as_str()))
        // One that was withdrawn is not renewed but applied for again.
        .filter(|report| !matches!(report.outcome(Check::Status), Some(Outcome::Failed(_))))
        .filter_map(|report| report.claims()?.get(&rule.claim).and_then(Value::as_str))
        .filter_map(|until| {
            Some(Reminder { rule, valid_until: until.to_owned(), days: days_until(until, now)? })
        })
        // A newer one makes an older one irrelevant.
        .max_by_key(|renewal| renewal.days)
        .filter(|renewal| (-rule.days_after..=rule.days_before).contains(&renewal.days))
}

/// Days from today in Shanghai to a date such as `2026-12-05`.
#[must_use]
pub fn days_until(date: &str, now: UnixTime) -> Option<i64> {
    Some(Date::from_unix_in_shanghai(now)?.days_until(Date::parse_iso(date)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TYPE: &str = "https://a.example/permit";

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
        let claims = json!({"iss": "https://a.example", "vct": TYPE, "valid_until": until});
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

    fn rules() -> Vec<ReminderRule> {
        let rule = |credential_type: &str, claim: &str, days_before, days_after| ReminderRule {
            credential_type: credential_type.to_owned(),
            claim: claim.to_owned(),
            days_before,
            days_after,
            service: "a~renew".to_owned(),
            words: Phrases::default(),
        };
        vec![rule(TYPE, "valid_until", 30, 60), rule("https://a.example/other", "x", 3, 6)]
    }

    fn days(until: &[&str]) -> Option<i64> {
        let reports: Vec<Report> = until.iter().map(|until| report(until)).collect();
        let reports: Vec<&Report> = reports.iter().collect();
        renewal(&rules(), &reports, at("2026-11-23T00:00:00Z")).map(|renewal| renewal.days)
    }

    #[test]
    fn it_is_suggested_while_the_rule_says() {
        assert_eq!(days(&["2026-12-05"]), Some(12));
        assert_eq!(days(&["2026-12-23"]), Some(30));
        assert_eq!(days(&["2026-12-24"]), None);
        assert_eq!(days(&["2026-09-24"]), Some(-60));
        assert_eq!(days(&["2026-09-23"]), None);
        assert_eq!(days(&["2026-12-05", "2027-12-05"]), None, "already renewed");
        assert_eq!(days(&[]), None);
    }
}
