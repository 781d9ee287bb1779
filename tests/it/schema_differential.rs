//! The schema subset against a full engine: changed answers to the two example forms
//! must get the same verdict from both.

use cert_fill::{Pointer, Schema};
use serde_json::{Map, Value, json};

use crate::shared::shared_json;

/// Values to put in the place of an answer. They are near the bounds that forms set.
fn intruders() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.0),
        json!(1.5),
        json!(150),
        json!(151),
        json!(1e13),
        json!(""),
        json!("x"),
        json!("陈示例"),
        json!("𠮷"),
        json!("a".repeat(81)),
        json!("𠮷".repeat(80)),
        json!("2026-02-29"),
        json!("2028-02-29"),
        json!("310104"),
        json!("31010119900307771X"),
        json!("31010119900307771X\n"),
        json!("13800000000"),
        json!("name@mail.example"),
        json!("no mail"),
        json!("other"),
        json!("owner"),
        json!("study"),
        json!("home"),
        json!("llc-sole"),
        json!([]),
        json!(["6510"]),
        json!(["6510", "6510"]),
        json!({}),
        json!({"name": "示例"}),
        json!({"name": "a.pdf", "media_type": "application/pdf", "size": 10, "digest": format!("sha-256=:{}=:", "A".repeat(43))}),
    ]
}

/// Every place in the answers, and places where the forms have more answers.
fn places(value: &Value, at: &Pointer, found: &mut Vec<Pointer>) {
    found.push(at.clone());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, &at.child(name), found);
            }
            for extra in ["proof_file", "school", "name", "uscc", "first_month", "stranger"] {
                if !members.contains_key(extra) {
                    found.push(at.child(extra));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &at.child(&index.to_string()), found);
            }
            found.push(at.child(&items.len().to_string()));
        }
        _ => {}
    }
}

/// The answers with one change each, in a fixed order.
fn changed(answers: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    places(answers, &Pointer::root(), &mut found);
    let mut results = vec![answers.clone()];
    for place in &found {
        let mut without = answers.clone();
        if place.remove(&mut without).is_some() {
            results.push(without);
        }
        for intruder in intruders() {
            let mut with = answers.clone();
            if place.set(&mut with, intruder).is_ok() {
                results.push(with);
            }
        }
    }
    results
}

/// Two changes each: a condition and what it leads to are mostly two answers.
fn changed_twice(answers: &Value) -> Vec<Value> {
    let once = changed(answers);
    once.iter()
        .step_by(37)
        .flat_map(|first| changed(first).into_iter().step_by(61).collect::<Vec<_>>())
        .collect()
}

fn compare(form: &str, answers: &str) -> [usize; 2] {
    let read = |name: &str| shared_json(&format!("../forms/{name}"));
    let (Some(form), Some(answers)) = (read(form), read(answers)) else { return [0, 0] };
    let source = &form["answers"];
    let ours = Schema::compile(source).unwrap();
    let oracle =
        jsonschema::draft202012::options().should_validate_formats(true).build(source).unwrap();
    assert!(ours.accepts(&answers), "{:?}", ours.validate(&answers));

    let mut counts = [0, 0];
    for document in changed(&answers).into_iter().chain(changed_twice(&answers)) {
        let expected = oracle.is_valid(&document);
        let violations = ours.validate(&document);
        assert_eq!(violations.is_empty(), expected, "{document}\n{violations:?}");
        assert_eq!(ours.accepts(&document), expected, "{document}");
        counts[usize::from(expected)] += 1;
    }
    eprintln!("{} changed answers: {} valid, {} not", counts[0] + counts[1], counts[1], counts[0]);
    counts
}

#[test]
fn changed_answers_get_the_verdict_of_the_full_engine() {
    let permit =
        compare("residence-permit-endorsement.json", "residence-permit-endorsement.answers.json");
    let company = compare("company-setup.json", "company-setup.answers.json");
    if shared_json("../forms/company-setup.json").is_none() {
        return;
    }
    for [invalid, valid] in [permit, company] {
        assert!(invalid + valid >= 1500 && valid >= 50, "too few: {valid} and {invalid}");
    }
}

/// Small schemas made from the whole subset, on values made to fit and not to fit.
#[test]
fn made_up_schemas_get_the_verdict_of_the_full_engine() {
    let mut random = Random(20_261_123);
    let mut counts = [0_usize, 0];
    for _ in 0..4000 {
        let source = made_up_schema(&mut random, 3);
        let ours = Schema::compile(&source).unwrap_or_else(|error| panic!("{error}: {source}"));
        let oracle = jsonschema::draft202012::new(&source).unwrap();
        for _ in 0..4 {
            let value = made_up_value(&mut random, 3);
            let expected = oracle.is_valid(&value);
            assert_eq!(ours.accepts(&value), expected, "{source}\n{value}");
            counts[usize::from(expected)] += 1;
        }
    }
    assert!(counts[0] > 2000 && counts[1] > 2000, "one-sided: {counts:?}");
}

/// A small generator (xorshift): the same documents on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

fn made_up_value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 6 } else { 10 }) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 => json!(random.below(5)),
        3 => random.pick(&[json!(1.0), json!(0.5), json!(-2), json!(2.5)]),
        4 | 5 => json!(random.pick(&["", "a", "b", "ab", "陈𠮷", "aab"])),
        6 | 7 => (0..random.below(4)).map(|_| made_up_value(random, depth - 1)).collect(),
        _ => {
            let mut members = Map::new();
            for _ in 0..random.below(4) {
                let name = random.pick(&["a", "b", "c"]);
                members.insert(name.to_owned(), made_up_value(random, depth - 1));
            }
            Value::Object(members)
        }
    }
}

fn made_up_schema(random: &mut Random, depth: usize) -> Value {
    if depth == 0 || random.below(12) == 0 {
        return json!(random.below(5) != 0);
    }
    let mut members = Map::new();
    for _ in 0..=random.below(3) {
        let inner = |random: &mut Random| made_up_schema(random, depth - 1);
        let (keyword, value) = match random.below(24) {
            0 | 1 => {
                let names = ["null", "boolean", "integer", "number", "string", "array", "object"];
                ("type", json!(random.pick(&names)))
            }
            2 => ("enum", json!([made_up_value(random, 1), made_up_value(random, 1), 1, "a"])),
            3 => ("const", made_up_value(random, 1)),
            4 => ("allOf", json!([inner(random), inner(random)])),
            5 => ("anyOf", json!([inner(random), inner(random)])),
            6 => ("oneOf", json!([inner(random), inner(random)])),
            7 => ("not", inner(random)),
            8 | 9 => {
                members.insert("then".to_owned(), inner(random));
                members.insert("else".to_owned(), inner(random));
                ("if", inner(random))
            }
            10 | 11 => ("properties", json!({"a": inner(random), "b": inner(random)})),
            12 => ("additionalProperties", inner(random)),
            13 => ("required", json!([random.pick(&["a", "b", "c"])])),
            14 => ("dependentRequired", json!({"a": ["b"], "c": ["a"]})),
            15 => ("items", inner(random)),
            16 => ("prefixItems", json!([inner(random), inner(random)])),
            17 => ("contains", inner(random)),
            18 => (random.pick(&["minItems", "minLength"]), json!(random.below(3))),
            19 => (random.pick(&["maxItems", "maxLength"]), json!(random.below(3))),
            20 => ("uniqueItems", json!(true)),
            21 => (random.pick(&["minimum", "exclusiveMaximum"]), json!(random.below(3))),
            22 => (random.pick(&["maximum", "exclusiveMinimum"]), json!(1.5)),
            _ => random.pick(&[("pattern", json!("^a+b?$")), ("multipleOf", json!(0.5))]),
        };
        members.insert(keyword.to_owned(), value);
    }
    Value::Object(members)
}
