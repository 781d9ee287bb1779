use cert_catalogue::INDEX_TYPE;
use cert_issue::{SigningKey, issue_sd_jwt_vc, sign_jws};
use cert_verify::{StatusEvidence, Trust};
use serde_json::{Map, json};

use super::*;
use crate::trust::city::Department;
use crate::wallet::VaultData;

const TYPE: &str = "https://a.example/permit";

/// No suggestion, so no days.
const NONE: [i64; 0] = [];

fn at(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

fn now() -> UnixTime {
    at("2026-11-23T00:00:00Z")
}

#[test]
fn days_are_counted_in_shanghai() {
    assert_eq!(days_until("2026-12-05", at("2026-11-23T12:00:00Z")), Some(12));
    assert_eq!(days_until("2026-12-05", at("2026-11-23T15:59:59Z")), Some(12));
    assert_eq!(days_until("2026-12-05", at("2026-11-23T16:00:00Z")), Some(11), "midnight there");
    assert_eq!(days_until("长期", at("2026-11-23T16:00:00Z")), None);
    assert_eq!(days_until("2026-02-30", at("2026-01-01T00:00:00Z")), None);
}

/// A city of one department with these rules.
fn city(rules: &Value) -> City {
    let key = SigningKey::ed25519_from_seed([3; 32]);
    let mut city = City::default();
    city.settle(&Department::list(Some(&json!([{"id": "https://a.example", "slug": "a",
        "address": "/departments/a", "keys": [key.public_jwk()]}]))));
    let words = json!({"en": "Renew", "zh-CN": "签注"});
    let form = json!({"id": "https://f.example/1", "version": "1", "path": "forms/renew.json", "digest": "x", "size": 2});
    let index = json!({"certfill_index": "1", "department": "https://a.example", "number": 1,
        "iat": now().seconds() - 5, "exp": now().seconds() + 864_000, "name": {"en": "A"},
        "services": [{"name": "renew", "title": words, "summary": words, "form": form}], "rules": rules});
    let mut header = Map::new();
    header.insert("typ".to_owned(), INDEX_TYPE.into());
    let token = sign_jws(&header, index.to_string().as_bytes(), &key);
    city.offer("a", token.as_bytes(), None, now()).unwrap();
    city
}

fn report(until: &str) -> Report {
    checked(until).report
}

fn checked(until: &str) -> Checked {
    let key = SigningKey::ed25519_from_seed([1; 32]);
    let claims = json!({"iss": "https://a.example", "vct": TYPE, "valid_until": until, "name": "x{date}", "note": "\u{5d0}\u{5d1}"});
    let text =
        issue_sd_jwt_vc(&claims, &[], &Map::new(), &key, &mut |buffer| buffer.fill(1)).unwrap();
    let trust = Trust::nobody().with_any_issuer_key(key.public());
    crate::trust::checking::check(text.as_bytes(), &trust, &StatusEvidence::none(), now())
}

fn suggested(rules: &Value, until: &[&str]) -> Vec<Suggested> {
    let reports: Vec<Report> = until.iter().map(|until| report(until)).collect();
    let held: Vec<(&str, &Report)> = until.iter().copied().zip(&reports).collect();
    suggestions(&city(rules), &held, now(), Lang::En)
}

fn expires() -> Value {
    json!([{"name": "permit", "kind": "expires", "type": TYPE, "claim": "valid_until",
        "days_before": 30, "days_after": 60, "service": "renew",
        "words": {"text": {"en": "now"}, "late": {"en": "late"}, "rule": {"en": "R"}, "source": {"en": "S"}}}])
}

#[test]
fn it_is_suggested_while_the_rule_says() {
    let days = |until: &[&str]| -> Vec<i64> {
        suggested(&expires(), until).iter().map(|one| one.date.unwrap().1).collect()
    };
    assert_eq!(days(&["2026-12-05"]), [12]);
    assert_eq!(days(&["2026-12-23"]), [30]);
    assert_eq!(days(&["2026-12-24"]), NONE);
    assert_eq!(days(&["2026-09-24"]), [-60]);
    assert_eq!(days(&["2026-09-23"]), NONE);
    assert_eq!(days(&["2026-12-05", "2027-12-05"]), NONE, "already renewed");
    assert_eq!(days(&[]), NONE);
    let one = &suggested(&expires(), &["2026-12-05"])[0];
    assert_eq!(one.key, "a/permit/due/2026-12-05");
    assert_eq!(one.services, [("a~renew".to_owned(), "Renew".to_owned())]);
    assert_eq!((one.title.as_deref(), one.text.as_str()), (None, "now"));
    assert_eq!(one.reasons, ["R", "S"]);
    assert_eq!(suggested(&expires(), &["2026-11-01"])[0].text, "late");
}

#[test]
fn words_name_claims_and_days_and_services_that_there_are() {
    let state = |name: &str, from: i64, to: i64, title: &str| {
        json!({"name": name, "date": "valid_until", "when": {"until": "valid_until", "days": [from, to]},
            "words": {"title": {"en": title}, "text": {"en": "do {nothing}it"}}})
    };
    let rules = json!([{"name": "r", "kind": "suggest", "for": {"type": TYPE}, "later": 3,
        "services": ["renew", "fly", "https://b.example#renew"],
        "states": [state("far", 20, 90, "{name}: {days} days to {date}"), state("near", 0, 19, "soon {")]}]);
    let all = suggested(&rules, &["2026-12-24", "2026-12-05"]);
    let titles: Vec<_> = all.iter().filter_map(|one| one.title.as_deref()).collect();
    assert_eq!(titles, ["soon ", "x{date}: 31 days to 2026-12-24"], "the most urgent first");
    assert_eq!((all[0].text.as_str(), all[0].services.len()), ("do it", 1));
}

#[test]
fn a_value_that_runs_from_right_to_left_does_not_turn_the_words_around_it() {
    let rules = json!([{"name": "r", "kind": "suggest", "for": {"type": TYPE}, "later": 3,
        "states": [{"name": "s", "date": "valid_until", "when": {"until": "valid_until", "days": [0, 90]},
            "words": {"title": {"en": "{note} ends"}}}]}]);
    let said = &suggested(&rules, &["2026-12-05"])[0].title;
    assert_eq!(said.as_deref(), Some("\u{2068}\u{5d0}\u{5d1}\u{2069} ends"));
}

#[test]
fn the_rules_are_asked_again_when_something_they_ask_about_is_different() {
    let checked = Rc::new(checked("2026-12-05"));
    let grounds = Grounds {
        held: vec![("c".to_owned(), checked.clone())],
        city: Rc::new(city(&expires())),
        others: Rc::default(),
        now: now(),
        lang: Lang::En,
    };
    let later = Grounds { now: now().plus_seconds(60), ..grounds.clone() };
    assert!(grounds == later && grounds.found() == later.found());
    assert_eq!(grounds.found().0.len(), 1);
    let same_rules = Grounds { city: Rc::new(city(&expires())), ..grounds.clone() };
    assert!(grounds == same_rules);
    for other in [
        Grounds { now: now().plus_seconds(DAY), ..grounds.clone() },
        Grounds { lang: Lang::Zh, ..grounds.clone() },
        Grounds { city: Rc::default(), ..grounds.clone() },
        Grounds { held: Vec::new(), ..grounds.clone() },
        Grounds { held: vec![("d".to_owned(), checked.clone())], ..grounds.clone() },
        Grounds { held: vec![("c".to_owned(), Rc::new((*checked).clone()))], ..grounds.clone() },
    ] {
        assert!(grounds != other, "{other:?}");
    }
}

#[test]
fn what_is_put_off_comes_back_and_what_is_dismissed_does_not() {
    let one = &suggested(&expires(), &["2026-12-05"])[0];
    let mut data = VaultData::default();
    let is_off = |data: &VaultData, days: i64| {
        let now = now().plus_seconds(days * DAY);
        data.put_off.iter().any(|off| off.what == one.key && off.is_now(now))
    };
    data.put_off(one.later(now()), now());
    assert_eq!((is_off(&data, 0), is_off(&data, 6), is_off(&data, 7)), (true, true, false));
    data.put_off(one.never(), now());
    assert_eq!((data.put_off.len(), is_off(&data, 4_000)), (1, true));
    let again = VaultData::parse(&data.to_bytes().unwrap()).unwrap();
    assert_eq!(again.put_off, data.put_off, "kept in the vault");
    for at in 0..600 {
        data.put_off(PutOff { what: at.to_string(), until: None }, now());
    }
    assert_eq!(data.put_off.len(), 500);
}

#[test]
fn what_contradicts_is_shown_with_what_to_do() {
    let side = json!({"type": TYPE, "claim": "valid_until"});
    let rules = json!([{"name": "r", "kind": "agree", "sides": [side, side],
        "words": {"title": {"en": "differ"}, "text": {"en": "ask"}, "source": {"en": "law"}}}]);
    let reports = [report("2026-12-05"), report("2026-12-06")];
    let held: Vec<(&str, &Report)> = ["one", "two"].into_iter().zip(&reports).collect();
    let found = contradictions(&city(&rules), &held, now(), Lang::En);
    assert_eq!((found[0].title.as_str(), found[0].lines.len()), ("differ", 2));
    let values: Vec<&str> = found[0].said.iter().map(|(_, _, value)| value.as_str()).collect();
    assert!(values.contains(&"2026-12-05") && values.contains(&"2026-12-06"));
    assert!(contradictions(&city(&rules), &held[..1], now(), Lang::En).is_empty());
}
