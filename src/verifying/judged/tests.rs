use cert_issue::{
    IN_PERSON, IssuerEntry, SigningKey, StatusListBuilder, TrustListBuilder, issue_sd_jwt_vc,
    sign_key_binding,
};
use cert_verify::{RootKeys, StatusEvidence, Trust, TrustList, UnixTime};
use serde_json::{Map, Value, json};

use super::*;
use crate::trust::checking::check;

const NOW: i64 = 1_800_000_000;
const TYPE: &str = "https://a.example/t";
const LIST: &str = "https://a.example/s";

fn key(seed: u8) -> SigningKey {
    SigningKey::ed25519_from_seed([seed; 32])
}

fn issued(change: impl Fn(&mut Value)) -> String {
    let mut claims = json!({
        "iss": "https://a.example", "vct": TYPE, "iat": NOW - 10, "exp": NOW + 1000, "name": "示例",
        "cnf": {"jwk": key(4).public_jwk()},
    });
    change(&mut claims);
    let mut next = 0_u8;
    issue_sd_jwt_vc(&claims, &[], &Map::new(), &key(3), &mut |buffer| {
        next = next.wrapping_add(1);
        buffer.fill(next);
    })
    .unwrap()
}

fn checked(text: &str, status: &StatusEvidence) -> Checked {
    let trust = Trust::nobody().with_any_issuer_key(key(3).public());
    check(text.as_bytes(), &trust, status, UnixTime::from_seconds(NOW))
}

fn shown(made: i64, audience: &str) -> String {
    let at = UnixTime::from_seconds(made);
    sign_key_binding(&issued(|_| {}), "n", audience, at, &Map::new(), &key(4))
}

fn rule_of(rules: &Rules, text: &str) -> Option<Rule> {
    rules.judge(&checked(text, &StatusEvidence::none()), None, false).rule
}

#[test]
fn without_rules_the_result_is_that_of_the_check() {
    let good = checked(&issued(|_| {}), &StatusEvidence::none());
    assert_eq!(
        Rules::default().judge(&good, None, false),
        Judged { class: Class::Valid, rule: None }
    );
    let other = Rules::default().judge(&good, Some("https://a.example/other"), false);
    assert_eq!(other, Judged { class: Class::OtherPurpose, rule: None });
}

#[test]
fn types_and_issuers_that_do_not_count_are_not_for_this_purpose() {
    let named = |types: &[&str], issuers: &[&str]| Rules {
        types: types.iter().map(|name| (*name).to_owned()).collect(),
        issuers: issuers.iter().map(|name| (*name).to_owned()).collect(),
        ..Rules::default()
    };
    let text = issued(|_| {});
    assert_eq!(rule_of(&named(&[TYPE], &["https://a.example"]), &text), None);
    assert_eq!(rule_of(&named(&["https://b.example/t"], &[]), &text), Some(Rule::Type));
    assert_eq!(rule_of(&named(&[TYPE], &["https://b.example"]), &text), Some(Rule::Issuer));
    let judged = named(&["x"], &[]).judge(&checked(&text, &StatusEvidence::none()), None, false);
    assert_eq!(judged.class, Class::OtherPurpose);
}

#[test]
fn a_status_that_is_asked_for_must_be_there_and_fresh() {
    let rules = Rules { needs_status: true, status_hours: 2, ..Rules::default() };
    assert_eq!(rule_of(&rules, &issued(|_| {})), Some(Rule::Status));
    let listed = issued(|claims| {
        claims["status"] = json!({"status_list": {"idx": 1, "uri": LIST}});
    });
    for (age, rule) in [(3_600, None), (3 * 3_600, Some(Rule::StatusAge))] {
        let made = UnixTime::from_seconds(NOW - age);
        let list = StatusListBuilder::new(1, 1 << 17).unwrap();
        let list = list.sign(LIST, made, None, None, &key(3));
        let mut status = StatusEvidence::none();
        status.add_fetched_from(LIST, list.as_bytes(), UnixTime::from_seconds(NOW));
        let judged = rules.judge(&checked(&listed, &status), None, false);
        assert_eq!(judged.rule, rule, "{age}");
        assert_eq!(judged.class == Class::Valid, rule.is_none());
    }
}

#[test]
fn possession_is_proven_just_now_and_for_us_or_not_at_all() {
    let rules = Rules { needs_possession: true, ..Rules::default() };
    assert_eq!(rule_of(&rules, &issued(|_| {})), Some(Rule::Possession));
    assert_eq!(rule_of(&rules, &shown(NOW - 20, IN_PERSON)), None);
    assert_eq!(rule_of(&rules, &shown(NOW - 500, IN_PERSON)), Some(Rule::Possession));
    assert_eq!(rule_of(&rules, &shown(NOW + 500, IN_PERSON)), Some(Rule::Possession));
    assert_eq!(rule_of(&rules, &shown(NOW - 20, "https://office.example")), Some(Rule::Possession));
    let at = |made: i64, audience: &str| {
        facts::possession(&checked(&shown(made, audience), &StatusEvidence::none()))
    };
    assert_eq!(at(NOW - 20, IN_PERSON), Possession::JustNow(20));
    assert_eq!(at(NOW + 50, IN_PERSON), Possession::JustNow(0));
    assert_eq!(at(NOW + 70, IN_PERSON), Possession::AtAnotherTime(-70));
    assert_eq!(at(NOW - 130, IN_PERSON), Possession::AtAnotherTime(130));
    assert_eq!(at(NOW, "https://office.example"), Possession::ForOthers);
    let fresh = checked(&shown(NOW - 20, IN_PERSON), &StatusEvidence::none());
    assert_eq!(rules.judge(&fresh, None, true).rule, Some(Rule::Possession));
    assert_eq!(Rules::default().judge(&fresh, None, true).class, Class::Valid);
    // A proof by another key is no proof, and the certificate is not shown as genuine.
    let stolen = sign_key_binding(
        &issued(|_| {}),
        "n",
        IN_PERSON,
        UnixTime::from_seconds(NOW),
        &Map::new(),
        &key(5),
    );
    assert_eq!(checked(&stolen, &StatusEvidence::none()).class(None), Class::NotGenuine);
}

#[test]
fn rules_never_make_a_result_better() {
    let strict = Rules { types: vec!["x".to_owned()], needs_status: true, ..Rules::default() };
    for text in
        ["", "https://shop.example/", "HC1:", &issued(|claims| claims["exp"] = json!(NOW - 9_000))]
    {
        let one = checked(text, &StatusEvidence::none());
        assert_eq!(
            strict.judge(&one, None, false),
            Judged { class: one.class(None), rule: None },
            "{text}"
        );
    }
}

#[test]
fn the_trust_list_may_be_no_older_than_the_rules_say() {
    let issued = issued(|_| {});
    let made = UnixTime::from_seconds(NOW - 2 * 3_600);
    let entry = IssuerEntry::new("https://a.example", UnixTime::from_seconds(0));
    let entry = entry.with_key(key(3).public()).with_type(TYPE);
    let list = TrustListBuilder::new(1, made, UnixTime::from_seconds(NOW + 9_000));
    let list = list.with_issuer(entry).sign(&key(7));
    let roots = json!({"version": 1, "threshold": 1, "keys": [key(7).public_jwk()]});
    let now = UnixTime::from_seconds(NOW);
    let roots = RootKeys::from_json(&roots).unwrap();
    let list = TrustList::accept(list.as_bytes(), &roots, None, now).unwrap();
    let trust = Trust::nobody().with_list(&list);
    let seen = check(issued.as_bytes(), &trust, &StatusEvidence::none(), now);
    assert_eq!(facts::list_age(&seen), Some(2 * 3_600));
    for (hours, rule) in [(3, None), (1, Some(Rule::ListAge))] {
        let rules = Rules { list_hours: hours, ..Rules::default() };
        assert_eq!(rules.judge(&seen, None, false).rule, rule, "{hours}");
    }
    // An age that nobody knows is no young one.
    let unlisted = checked(&issued, &StatusEvidence::none());
    let rules = Rules { list_hours: 1, ..Rules::default() };
    assert_eq!(rules.judge(&unlisted, None, false).rule, Some(Rule::ListAge));
}

#[test]
fn what_other_rules_no_longer_ask_is_named() {
    let strict = Rules {
        types: vec!["a".to_owned()],
        needs_status: true,
        status_hours: 6,
        list_hours: 6,
        needs_possession: true,
        ..Rules::default()
    };
    assert_eq!(strict.drops(&strict), []);
    assert_eq!(strict.drops(&Rules::default()), []);
    let looser =
        Rules { types: vec!["a".to_owned(), "b".to_owned()], list_hours: 24, ..strict.clone() };
    assert_eq!(looser.drops(&strict), [Rule::Type, Rule::ListAge]);
    let all = [Rule::Type, Rule::Status, Rule::StatusAge, Rule::ListAge, Rule::Possession];
    assert_eq!(Rules::default().drops(&strict), all);
}
