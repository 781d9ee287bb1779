//! Certificates that contradict each other are found, of the same person only, and shown side by side.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use cert_catalogue::{Fact, Facts, Index, RuleCode};
use cert_verify::UnixTime;
use serde_json::{Value, json};

fn index(rule: Value) -> Index {
    let index = json!({
        "certfill_index": "1", "department": "https://a.example", "number": 1,
        "iat": 1_795_000_000, "exp": 1_796_000_000, "name": {"en": "A"}, "rules": [rule],
    });
    Index::read(index.to_string().as_bytes()).unwrap()
}

fn agree(sides: Value) -> Value {
    json!({"name": "r", "kind": "agree", "sides": sides})
}

/// The values that stand side by side, one list for each contradiction.
fn conflicts(sides: Value, held: &[(&str, Value)]) -> Vec<Vec<String>> {
    let index = index(agree(sides));
    assert_eq!(index.rules.refused, []);
    let ids: Vec<String> = (0..held.len()).map(|at| at.to_string()).collect();
    let facts: Vec<Fact<'_>> =
        held.iter().zip(&ids).map(|((vct, claims), id)| Fact { id, vct, claims }).collect();
    let facts = Facts::at(&facts, UnixTime::from_seconds(1_795_000_000)).unwrap();
    let found = index.rules.agree[0].conflicts(facts);
    let values = |said: &[(String, String, String)]| {
        said.iter().map(|(id, _, value)| format!("{id}:{value}")).collect()
    };
    found.iter().map(|conflict| values(&conflict.said)).collect()
}

#[test]
fn what_differs_stands_side_by_side() {
    let sides = json!([{"type": "id", "claim": "n"}, {"type": "permit", "claim": "holder/n"}]);
    let id = |n: Value| ("id", json!({"n": n}));
    let permit = |n: Value| ("permit", json!({"holder": {"n": n}}));
    let found = |held: &[(&str, Value)]| conflicts(sides.clone(), held);
    let none: Vec<Vec<String>> = Vec::new();
    assert_eq!(found(&[id(json!("1")), permit(json!("2"))]), [["0:1", "1:2"]]);
    assert_eq!(found(&[id(json!("1")), permit(json!(" 1 "))]), none);
    assert_eq!(found(&[id(json!("1")), permit(json!(1))]), none);
    assert_eq!(found(&[id(json!("1"))]), none);
    assert_eq!(
        found(&[id(json!("1")), permit(Value::Null), permit(json!(""))]),
        none,
        "it says nothing"
    );
    let three = [id(json!("1")), permit(json!("1")), permit(json!("2"))];
    assert_eq!(found(&three), [["0:1", "1:1", "2:2"]], "nothing is chosen");
}

#[test]
fn only_what_is_said_of_the_same_person_is_compared() {
    let sides = json!([{"type": "id", "claim": "name", "by": "n"}, {"type": "card", "claim": "name", "by": "n"}]);
    let one = |vct: &'static str, n: &str, name: &str| (vct, json!({"n": n, "name": name}));
    let family = [
        one("id", "1", "A"),
        one("id", "2", "B"),
        one("card", "2", "C"),
        ("card", json!({"name": "D"})),
    ];
    assert_eq!(conflicts(sides, &family), [["1:B", "2:C"]]);
}

#[test]
fn an_identity_number_says_birth_and_sex() {
    let sides =
        json!([{"type": "id", "claim": "n", "take": "birth"}, {"type": "id", "claim": "birth"}]);
    let id =
        |n: &str, birth: &str, sex: &str| [("id", json!({"n": n, "birth": birth, "sex": sex}))];
    let number = "11010519491231002X";
    assert_eq!(
        conflicts(sides.clone(), &id(number, "1949-12-31", "女")),
        Vec::<Vec<String>>::new()
    );
    assert_eq!(
        conflicts(sides.clone(), &id(number, "1949-12-30", "女")),
        [["0:1949-12-31", "0:1949-12-30"]]
    );
    let wrong = id("110105194912310021", "1949-12-30", "女");
    assert_eq!(
        conflicts(sides, &wrong),
        Vec::<Vec<String>>::new(),
        "no number, nothing to compare"
    );
    let sex = json!([{"type": "id", "claim": "n", "take": "sex"}, {"type": "id", "claim": "sex"}]);
    assert_eq!(conflicts(sex.clone(), &id(number, "", "女")), Vec::<Vec<String>>::new());
    assert_eq!(conflicts(sex, &id(number, "", "男")), [["0:女", "0:男"]]);
}

#[test]
fn what_is_no_agreement_is_refused() {
    let side = json!({"type": "id", "claim": "n"});
    for (sides, code) in [
        (json!([]), RuleCode::Malformed),
        (json!([side]), RuleCode::Malformed),
        (json!([side, {"type": "id"}]), RuleCode::Malformed),
        (json!([side, {"type": "id", "claim": "n", "take": "half"}]), RuleCode::Malformed),
        (json!([side, {"type": "id", "claim": "n", "take": 1}]), RuleCode::Malformed),
        (json!(vec![side.clone(); 51]), RuleCode::OverBudget),
    ] {
        assert_eq!(index(agree(sides)).rules.refused[0].1.code, code);
    }
}
