//! What the language of rules refuses, with which code; and that its work is bounded.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use cert_catalogue::{Fact, Facts, Index, RuleCode};
use cert_verify::UnixTime;
use serde_json::{Value, json};

const T: &str = "https://a.example/t";

fn at(moment: &str) -> UnixTime {
    UnixTime::parse_rfc3339(moment).unwrap()
}

fn with_rules(rules: &[Value]) -> Index {
    let index = json!({
        "certfill_index": "1", "department": "https://a.example", "number": 1,
        "iat": 1_795_000_000, "exp": 1_796_000_000, "name": {"en": "A"}, "rules": rules,
    });
    Index::read(index.to_string().as_bytes()).unwrap()
}

/// A rule about certificates of the type `T` with one state.
fn rule(when: &Value) -> Value {
    json!({"name": "r", "kind": "suggest", "for": {"type": T}, "states": [{"name": "s", "when": when}]})
}

fn code(rule: &Value) -> Option<(RuleCode, String)> {
    let index = with_rules(std::slice::from_ref(rule));
    let refused = index.rules.refused.first().map(|(_, fault)| (fault.code, fault.to_string()));
    assert_eq!(refused.is_none(), index.rules.suggest.len() == 1);
    refused
}

fn holds(when: &Value, claims: &Value) -> bool {
    let index = with_rules(&[rule(when)]);
    assert_eq!(index.rules.refused, [], "{when}");
    let held = [Fact { id: "0", vct: T, claims }];
    let facts = Facts::at(&held, at("2026-11-23T12:00:00+08:00")).unwrap();
    !index.rules.suggest[0].suggestions(facts).is_empty()
}

#[test]
fn a_bad_rule_is_named_and_the_others_work() {
    let good = rule(&json!({"claim": "x", "is": 1}));
    let index =
        with_rules(&[json!({"name": "bad", "kind": "suggest"}), good.clone(), json!(7), good]);
    assert_eq!(index.rules.suggest.len(), 2);
    let named: Vec<_> = index
        .rules
        .refused
        .iter()
        .map(|(name, fault)| (name.as_str(), fault.code.name()))
        .collect();
    assert_eq!(named, [("bad", "rule-malformed"), ("2", "rule-not-known")]);
}

#[test]
fn what_is_not_in_the_language_is_malformed() {
    for when in [
        json!({}),
        json!(null),
        json!({"all": []}),
        json!({"all": {}}),
        json!({"claim": "x"}),
        json!({"claim": "", "is": 1}),
        json!({"claim": "x", "is": 1.5}),
        json!({"claim": "x", "is": []}),
        json!({"claim": "x", "is": {"a": 1}}),
        json!({"claim": "x", "is": 1, "unless": true}),
        json!({"since": "x"}),
        json!({"since": "x", "days": 30}),
        json!({"since": "x", "days": [0, 30], "years": [1, 2]}),
        json!({"since": "x", "days": [0, 1_000_000]}),
        json!({"since": "x", "plus": "30 days", "days": [0, 30]}),
        json!({"since": "x", "at": "--02-29", "years": [3, 3]}),
        json!({"today": ["04-01", "08-31"]}),
        json!({"has": []}),
        json!({"has": T, "number": [1, 2]}),
        json!({"has": T, "that": {"has": T}}),
        json!({"while": {"claim": "x", "is": 1}}),
    ] {
        assert_eq!(code(&rule(&when)).map(|it| it.0), Some(RuleCode::Malformed), "{when}");
    }
    let mut global = rule(&json!({"claim": "x", "is": 1}));
    global.as_object_mut().unwrap().remove("for");
    assert_eq!(code(&global).unwrap().0, RuleCode::Malformed, "a claim of no certificate");
}

#[test]
fn the_budget_has_a_reason() {
    let mut deep = json!({"claim": "x", "is": 1});
    for _ in 0..6 {
        deep = json!({"not": deep});
    }
    let (fault, said) = code(&rule(&deep)).unwrap();
    assert_eq!(
        (fault, said.as_str()),
        (RuleCode::OverBudget, "rule-over-budget: s: conditions more than 6 deep")
    );
    let wide: Vec<Value> = (0..64).map(|at| json!({"claim": "x", "is": at})).collect();
    assert_eq!(code(&rule(&json!({"any": wide}))).unwrap().0, RuleCode::OverBudget);
    assert_eq!(code(&rule(&json!({"any": wide[..63]}))), None);
    let mut states = rule(&json!({"claim": "x", "is": 1}));
    states["states"] = (0..9)
        .map(|at| json!({"name": at.to_string(), "when": {"claim": "x", "is": at}}))
        .collect();
    assert_eq!(code(&states).unwrap().0, RuleCode::OverBudget);
}

#[test]
fn what_can_never_hold_contradicts_itself() {
    let is = |value| json!({"claim": "x", "is": value});
    let days = |from, to| json!({"since": "d", "days": [from, to]});
    for when in [
        json!({"all": [is(1), is(2)]}),
        json!({"all": [is(1), {"not": is(1)}]}),
        json!({"not": {"any": [is(1), {"not": is(1)}]}}),
        json!({"claim": "x", "number": [5, 4]}),
        json!({"all": [{"claim": "x", "number": [1, 4]}, {"claim": "x", "number": [5, 9]}]}),
        json!({"all": [days(0, 10), days(11, 20)]}),
        json!({"all": [days(0, 10), {"not": days(-1, 11)}]}),
        json!({"all": [days(1, 10), {"until": "d", "days": [1, 10]}]}),
        json!({"all": [days(0, 100), {"since": "d", "years": [1, null]}]}),
        json!({"all": [{"has": "u"}, {"lacks": "u"}]}),
        json!({"lacks": T}),
        json!({"has": "u", "that": {"all": [is(1), is(2)]}}),
        json!({"all": [is(1), {"claim": "x", "present": false}]}),
        json!({"all": [is(1), {"any": [is(2), {"all": [is(3), is(1)]}]}]}),
    ] {
        assert_eq!(code(&rule(&when)).map(|it| it.0), Some(RuleCode::ContradictsItself), "{when}");
    }
    let mut twice = rule(&is(1));
    twice["states"] = json!([{"name": "a", "when": is(1)}, {"name": "b", "when": is(1)}]);
    assert_eq!(code(&twice).unwrap().0, RuleCode::ContradictsItself, "the second is never said");
    for when in [
        json!({"all": [is(1), {"any": [is(2), is(1)]}]}),
        json!({"all": [days(0, 10), days(10, 20)]}),
        json!({"all": [days(0, 400), {"since": "d", "years": [1, null]}]}),
        json!({"all": [{"has": "u"}, {"lacks": "v"}]}),
        json!({"all": [{"has": "u"}, {"lacks": "u", "that": is(1)}]}),
        json!({"any": [is(1), {"not": is(1)}]}),
    ] {
        assert_eq!(code(&rule(&when)), None, "{when}");
    }
}

#[test]
fn conditions_mean_what_they_say() {
    let claims = json!({
        "a": {"b": "x"}, "n": 7, "yes": true, "none": null, "day": "2025-11-24",
        "moment": "2026-11-22T16:00:00Z", "seconds": 1_795_363_199, "text": "soon",
    });
    let holds = |when: Value| holds(&when, &claims);
    assert!(holds(json!({"claim": "a/b", "is": ["y", "x"]})));
    assert!(!holds(json!({"claim": "a/b/c", "is": "x"})));
    assert!(holds(json!({"claim": "yes", "is": true})));
    assert!(holds(json!({"claim": "n", "number": [7, null]})));
    assert!(!holds(json!({"claim": "text", "number": [null, null]})));
    assert!(holds(json!({"claim": "n", "present": true})));
    assert!(holds(json!({"claim": "none", "present": false})));
    assert!(holds(json!({"since": "day", "days": [364, 364]})));
    assert!(holds(json!({"since": "day", "years": [0, 0]})));
    assert!(holds(json!({"since": "day", "months": [11, 11]})));
    assert!(holds(json!({"since": "moment", "days": [0, 0]})), "midnight in Shanghai");
    assert!(holds(json!({"until": "day", "plus": "P1Y", "days": [1, 1]})));
    assert!(holds(json!({"since": "day", "at": "moment", "days": [364, 364]})));
    assert!(!holds(json!({"since": "text", "days": [null, null]})), "no date");
    assert!(holds(json!({"not": {"since": "text", "days": [null, null]}})));
    assert!(holds(json!({"today": ["--11-23", "--11-23"]})));
    assert!(holds(json!({"today": ["--11-01", "--02-01"]})), "over the new year");
    assert!(!holds(json!({"today": ["--11-24", "--11-22"]})));
    assert!(holds(json!({"count": T, "that": {"claim": "n", "is": 7}, "number": [1, 1]})));
    assert!(holds(json!({"lacks": ["u", "v"]})));
}

#[test]
fn other_certificates_are_counted_once_for_all() {
    let when =
        json!({"count": T, "that": {"claim": "n", "number": [1, null]}, "number": [4_000, null]});
    let index = with_rules(&[rule(&when)]);
    let claims: Vec<Value> = (0..5_000).map(|n| json!({"n": n})).collect();
    let held: Vec<Fact<'_>> =
        claims.iter().map(|claims| Fact { id: "0", vct: T, claims }).collect();
    let facts = Facts::at(&held, at("2026-11-23T12:00:00+08:00")).unwrap();
    // Counted for each of them it would be 25 million looks, and this test would not end in time.
    assert_eq!(index.rules.suggest[0].suggestions(facts).len(), 5_000);
}
