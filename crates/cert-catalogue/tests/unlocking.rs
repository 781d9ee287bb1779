//! The shortest way to certificates, and the circles in which there is none.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use cert_catalogue::{Index, RuleCode, Step, Way, Ways};
use serde_json::{Value, json};

fn index(rules: &[(&str, Value)]) -> Index {
    let rules: Vec<Value> = rules
        .iter()
        .enumerate()
        .map(|(at, (gives, needs))| {
            json!({"name": format!("w{at}"), "kind": "unlocks", "gives": gives, "needs": needs})
        })
        .collect();
    let index = json!({
        "certfill_index": "1", "department": "https://a.example", "number": 1,
        "iat": 1_795_000_000, "exp": 1_796_000_000, "name": {"en": "A"}, "rules": rules,
    });
    Index::read(index.to_string().as_bytes()).unwrap()
}

fn ways(index: &Index) -> Ways<'_> {
    Ways::new(index.rules.unlock.iter().map(|way: &Way| ("a", way)))
}

fn named(steps: &[Step<'_>]) -> Vec<String> {
    let name = |step: &Step<'_>| match step.by {
        Some((_, way)) => format!("{}:{}", way.name, step.gives),
        None => step.gives.clone(),
    };
    steps.iter().map(name).collect()
}

/// The steps, what is held, and the circle.
fn path(
    rules: &[(&str, Value)],
    wanted: &str,
    held: &[&str],
) -> (Vec<String>, Vec<String>, Vec<String>) {
    let index = index(rules);
    assert_eq!(index.rules.refused, []);
    let wanted = [wanted.to_owned()];
    let path = ways(&index).path(&wanted, held);
    (named(&path.steps), path.held.clone(), named(&path.circle))
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn the_shortest_way_is_in_an_order_that_can_be_walked() {
    let rules = [
        ("permit", json!(["id", ["lease", "title"]])),
        ("lease", json!(["id", "contract"])),
        ("title", json!(["id", "deed", "tax"])),
        ("points", json!(["permit", "degree"])),
    ];
    assert_eq!(
        path(&rules, "points", &["id"]),
        (
            texts(&["contract", "degree", "w1:lease", "w0:permit", "w3:points"]),
            texts(&["id"]),
            vec![]
        )
    );
    assert_eq!(path(&rules, "points", &["permit", "degree"]).0, ["w3:points"]);
    assert_eq!(path(&rules, "permit", &["id", "title"]).0, ["w0:permit"], "what is held is used");
    assert_eq!(path(&rules, "permit", &["permit"]), (vec![], texts(&["permit"]), vec![]));
    assert_eq!(path(&rules, "unheard", &[]).0, ["unheard"], "its issuer is to be asked");
    let two = [("card", json!(["a", "b"])), ("card", json!(["c"]))];
    assert_eq!(path(&two, "card", &[]).0, ["c", "w1:card"]);
    assert_eq!(path(&two, "card", &["a", "b"]).0, ["w0:card"]);
}

#[test]
fn a_circle_is_named_with_those_who_can_break_it() {
    let rules = [
        ("wish", json!(["opening"])),
        ("opening", json!(["permit"])),
        ("permit", json!(["opening"])),
    ];
    let (steps, _, circle) = path(&rules, "wish", &[]);
    assert_eq!((steps, circle), (vec![], texts(&["w1:opening", "w2:permit"])));
    assert_eq!(path(&rules, "wish", &["permit"]).2, Vec::<String>::new(), "who is in is through");
    let mut broken = rules.to_vec();
    broken.push(("permit", json!(["id"])));
    assert_eq!(path(&broken, "wish", &[]).0, ["id", "w3:permit", "w1:opening", "w0:wish"]);
    let all = index(&rules);
    assert_eq!(
        ways(&all).circles().iter().map(|one| named(one)).collect::<Vec<_>>(),
        [["w1:opening", "w2:permit"]]
    );
    assert!(ways(&index(&broken)).circles().is_empty());
}

#[test]
fn a_way_that_needs_what_it_gives_is_none() {
    for (needs, code) in [
        (json!(["card"]), RuleCode::ContradictsItself),
        (json!([["card", "card"]]), RuleCode::ContradictsItself),
        (json!([[]]), RuleCode::Malformed),
        (json!([7]), RuleCode::Malformed),
        (json!(vec!["a"; 51]), RuleCode::OverBudget),
    ] {
        assert_eq!(index(&[("card", needs)]).rules.refused[0].1.code, code);
    }
    assert!(index(&[("card", json!([["card", "id"]]))]).rules.refused.is_empty());
}

#[test]
fn a_long_way_is_walked_without_depth() {
    let all: Vec<Way> = (0..3_000)
        .map(|at| Way {
            name: at.to_string(),
            gives: format!("t{at:05}"),
            needs: if at == 0 { vec![] } else { vec![vec![format!("t{:05}", at - 1)]] },
            service: None,
            words: vec![],
        })
        .collect();
    let wanted = ["t02999".to_owned()];
    let path = Ways::new(all.iter().map(|way| ("a", way))).path(&wanted, &[]);
    assert_eq!(path.steps.len(), 3_000);
    assert!(path.steps.iter().zip(&all).all(|(step, way)| step.gives == way.gives));
}
