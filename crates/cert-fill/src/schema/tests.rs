use serde_json::json;

use super::*;

/// A small form with the shapes that forms use: parts, rows, a reference, conditions.
fn form() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object", "additionalProperties": false,
        "required": ["person", "ground", "rows"],
        "properties": {
            "person": {"$ref": "#/$defs/person"},
            "ground": {"enum": ["work", "study"]},
            "employer": {"type": "object", "additionalProperties": false, "required": ["name"],
                "properties": {"name": {"type": "string", "minLength": 2}, "code": {"type": "string", "pattern": "^[0-9]+$"}}},
            "proof": {"type": "object", "additionalProperties": false, "required": ["kind"],
                "properties": {"kind": {"enum": ["lease", "other"]}, "file": {"type": "string"}}},
            "rows": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "object", "additionalProperties": false, "required": ["name", "share"],
                "properties": {"name": {"type": "string"}, "share": {"type": "integer", "minimum": 1}, "note": {"type": "string"}}}},
            "tags": {"type": "array", "uniqueItems": true, "items": {"type": "string", "maxLength": 3}}
        },
        "allOf": [
            {"if": {"properties": {"ground": {"const": "work"}}, "required": ["ground"]},
             "then": {"required": ["employer"]}, "else": {"properties": {"employer": false}}},
            {"if": {"properties": {"proof": {"properties": {"kind": {"const": "other"}}, "required": ["kind"]}}, "required": ["proof"]},
             "then": {"properties": {"proof": {"required": ["file"]}}},
             "else": {"properties": {"proof": {"properties": {"file": false}}}}}
        ],
        "$defs": {"person": {"type": "object", "additionalProperties": false, "required": ["name"],
            "properties": {"name": {"type": "string", "maxLength": 4}, "email": {"type": "string", "format": "email"}}}}
    })
}

fn answers() -> Value {
    json!({"person": {"name": "陈示例"}, "ground": "work", "employer": {"name": "示例公司"},
           "proof": {"kind": "lease"}, "rows": [{"name": "A", "share": 1}], "tags": ["a", "b"]})
}

fn at(text: &str) -> Pointer {
    Pointer::parse(text).unwrap()
}

/// The pointers and keywords of all violations after one change.
fn broken(change: impl FnOnce(&mut Value)) -> Vec<(String, &'static str)> {
    let mut changed = answers();
    change(&mut changed);
    let found = Schema::compile(&form()).unwrap().validate(&changed);
    found.into_iter().map(|v| (v.pointer.to_string(), v.keyword)).collect()
}

fn put(pointer: &str, value: Value) -> impl FnOnce(&mut Value) {
    let pointer = at(pointer);
    move |answers| pointer.set(answers, value).unwrap()
}

#[test]
fn violations_name_the_answer_at_fault() {
    assert_eq!(broken(|_| {}), []);
    let one = |pointer: &str, keyword| vec![(pointer.to_owned(), keyword)];
    assert_eq!(broken(put("/person", json!({}))), one("/person/name", "required"));
    assert_eq!(broken(put("/person/name", json!("陈示例示例"))), one("/person/name", "maxLength"));
    assert_eq!(broken(put("/person/name", json!("𠮷𠮷𠮷𠮷"))), []);
    assert_eq!(broken(put("/person/email", json!("x"))), one("/person/email", "format"));
    assert_eq!(
        broken(put("/ground", json!("home"))),
        [("/ground".to_owned(), "enum"), ("/employer".to_owned(), "false")]
    );
    assert_eq!(broken(put("/ground", json!("study"))), one("/employer", "false"));
    assert_eq!(broken(put("/proof/kind", json!("other"))), one("/proof/file", "required"));
    assert_eq!(broken(put("/proof/file", json!("x"))), one("/proof/file", "false"));
    assert_eq!(broken(put("/rows/0/share", json!(0))), one("/rows/0/share", "minimum"));
    assert_eq!(broken(put("/rows/0/share", json!(1.0))), []);
    assert_eq!(broken(put("/rows/0/share", json!(1.5))), one("/rows/0/share", "type"));
    assert_eq!(broken(put("/rows/1", json!({"name": "B"}))), one("/rows/1/share", "required"));
    assert_eq!(broken(put("/rows", json!([]))), one("/rows", "minItems"));
    assert_eq!(broken(put("/tags/2", json!("a"))), one("/tags/2", "uniqueItems"));
    assert_eq!(broken(put("/a~1b", json!(1))), one("/a~1b", "additionalProperties"));
    assert_eq!(broken(put("/employer/code", json!("a"))), one("/employer/code", "pattern"));
    let schema = Schema::compile(&form()).unwrap();
    let limit = schema.validate(&json!({"rows": [1, 2, 3, 4]}));
    assert!(limit.iter().any(|v| v.keyword == "maxItems" && v.limit == Some(json!(3))));
}

#[test]
fn presence_follows_the_conditions() {
    let schema = Schema::compile(&form()).unwrap();
    let presence = |pointer: &str, answers: Value| schema.presence(&at(pointer), &answers);
    use Presence::{Forbidden, Optional, Required};
    assert_eq!(presence("/person/name", json!({})), Required);
    assert_eq!(presence("/person/email", json!({})), Optional);
    assert_eq!(presence("/employer/name", json!({"ground": "work"})), Required);
    assert_eq!(presence("/employer/code", json!({"ground": "work"})), Optional);
    assert_eq!(presence("/employer/name", json!({"ground": "study"})), Forbidden);
    assert_eq!(presence("/employer/name", json!({})), Forbidden);
    assert_eq!(presence("/proof/file", json!({})), Forbidden);
    assert_eq!(presence("/proof/file", json!({"proof": {"kind": "other"}})), Required);
    assert_eq!(presence("/proof/kind", json!({})), Optional);
    assert_eq!(presence("/proof/kind", json!({"proof": {}})), Required);
    assert_eq!(presence("/rows/0/name", json!({})), Required);
    assert_eq!(presence("/rows/*/note", json!({})), Optional);
    assert_eq!(presence("/nowhere", json!({})), Forbidden);
    assert_eq!(presence("/person/nowhere", json!({})), Forbidden);

    let mut stale = answers();
    put("/ground", json!("study"))(&mut stale);
    put("/proof/file", json!("x"))(&mut stale);
    assert_eq!(schema.forbidden(&stale), [at("/employer"), at("/proof/file")]);
}

#[test]
fn the_part_for_a_control() {
    let schema = Schema::compile(&form()).unwrap();
    let name = schema.at(&at("/person/name")).unwrap();
    assert_eq!((name.types(), name.max_length()), (vec!["string"], Some(4)));
    assert!(name.accepts(&json!("陈")) && !name.accepts(&json!(1)));
    let person = schema.at(&at("/person")).unwrap();
    assert!(person.is_closed() && person.requires("name") && !person.requires("email"));
    assert_eq!(person.property_names(), ["name", "email"]);
    assert_eq!(person.validate(&json!({}))[0].pointer, at("/name"));
    assert_eq!(
        schema.at(&at("/ground")).unwrap().options(),
        Some(&[json!("work"), json!("study")][..])
    );
    for row in ["/rows/*/share", "/rows/7/share"] {
        assert_eq!(schema.at(&at(row)).unwrap().minimum(), Some(&json!(1)));
    }
    assert_eq!(schema.at(&at("/person/email")).unwrap().format(), Some("email"));
    assert_eq!(schema.at(&at("/employer/code")).unwrap().pattern(), Some("^[0-9]+$"));
    assert!(schema.at(&at("/rows/x")).is_none() && schema.at(&at("/stranger")).is_none());
    let leaves: Vec<String> = schema.leaves().iter().map(Pointer::to_string).collect();
    assert_eq!(
        leaves,
        [
            "/person/name",
            "/person/email",
            "/ground",
            "/employer/name",
            "/employer/code",
            "/proof/kind",
            "/proof/file",
            "/rows/*/name",
            "/rows/*/share",
            "/rows/*/note",
            "/tags",
        ]
    );
}

#[test]
fn what_is_outside_the_subset_is_refused() {
    use SchemaProblem as P;
    for (schema, place, keyword, problem) in [
        (
            json!({"properties": {"a": {"minProperties": 1}}}),
            "/properties/a",
            "minProperties",
            P::UnknownKeyword,
        ),
        (json!({"title": "x"}), "", "title", P::UnknownKeyword),
        (json!({"$id": "https://x.example/"}), "", "$id", P::UnknownKeyword),
        (json!({"unevaluatedProperties": false}), "", "unevaluatedProperties", P::UnknownKeyword),
        (json!({"$defs": {"a": {"$anchor": "x"}}}), "/$defs/a", "$anchor", P::UnknownKeyword),
        (
            json!({"items": {"$schema": "https://json-schema.org/draft/2020-12/schema"}}),
            "/items",
            "$schema",
            P::UnknownKeyword,
        ),
        (json!({"$schema": "http://json-schema.org/draft-07/schema#"}), "", "$schema", P::BadValue),
        (json!({"$ref": "https://x.example/s"}), "", "$ref", P::RemoteRef),
        (json!({"$ref": "other.json#/a"}), "", "$ref", P::RemoteRef),
        (json!({"$ref": "#/$defs/a"}), "", "$ref", P::DanglingRef),
        (json!({"$ref": "#anchor"}), "", "$ref", P::DanglingRef),
        (json!({"$ref": "#"}), "", "$ref", P::Recursion),
        (
            json!({"properties": {"child": {"$ref": "#"}}}),
            "/properties/child",
            "$ref",
            P::Recursion,
        ),
        (json!({"format": "ipv4"}), "", "format", P::UnknownFormat),
        (json!({"pattern": "(?=a)"}), "", "pattern", P::Pattern(PatternError::Unsupported)),
        (json!({"pattern": "("}), "", "pattern", P::Pattern(PatternError::Syntax)),
        (json!({"required": ["a", "a"]}), "", "required", P::BadValue),
        (json!({"required": "a"}), "", "required", P::BadValue),
        (json!({"type": "text"}), "", "type", P::BadValue),
        (json!({"minLength": -1}), "", "minLength", P::BadValue),
        (json!({"minLength": 1.5}), "", "minLength", P::BadValue),
        (json!({"multipleOf": 0}), "", "multipleOf", P::BadValue),
        (json!({"items": [true]}), "/items", "", P::BadValue),
        (json!({"allOf": []}), "", "allOf", P::BadValue),
        (json!([]), "", "", P::BadValue),
    ] {
        let error = Schema::compile(&schema).unwrap_err();
        let expected = SchemaError { at: at(place), keyword: keyword.to_owned(), problem };
        assert_eq!(error, expected, "{schema}");
    }
}

#[test]
fn every_budget_is_kept() {
    let problem = |schema: &Value| Schema::compile(schema).map(|_| ()).map_err(|e| e.problem);
    let nest = |depth| (0..depth).fold(json!(true), |inner, _| json!({"not": inner}));
    assert_eq!(problem(&nest(60)), Ok(()));
    assert_eq!(problem(&nest(70)), Err(SchemaProblem::TooLarge));

    // Each definition uses the next one twice: two to the power of 30.
    let mut definitions = serde_json::Map::new();
    definitions.insert("d00".to_owned(), json!({"type": "string"}));
    for index in 1..30 {
        let next = json!({"$ref": format!("#/$defs/d{:02}", index - 1)});
        definitions.insert(format!("d{index:02}"), json!({"allOf": [next, next]}));
    }
    let bomb = json!({"$defs": definitions, "$ref": "#/$defs/d29"});
    assert_eq!(problem(&bomb), Err(SchemaProblem::TooLarge));

    // A chain of references that is deep only when it is followed.
    let mut chain = serde_json::Map::new();
    chain.insert("c000".to_owned(), json!({"type": "string"}));
    for index in 1..100 {
        chain.insert(format!("c{index:03}"), json!({"$ref": format!("#/$defs/c{:03}", index - 1)}));
    }
    assert_eq!(problem(&json!({"$defs": chain})), Err(SchemaProblem::TooLarge));

    let many: serde_json::Map<_, _> =
        (0..=MAX_NODES).map(|index| (index.to_string(), json!({"type": "string"}))).collect();
    assert_eq!(problem(&json!({"properties": many})), Err(SchemaProblem::TooLarge));

    let schema = Schema::compile(&json!({"items": {"type": "string"}})).unwrap();
    let wrong: Value = (0..10_000).collect();
    assert_eq!(schema.validate(&wrong).len(), MAX_VIOLATIONS);
}

#[test]
fn open_objects_and_vacuous_conditions_are_found() {
    let schema = Schema::compile(&form()).unwrap();
    assert_eq!((schema.open_objects(), schema.vacuous_conditions()), (vec![], vec![]));

    let mut open = form();
    at("/properties/rows/items/additionalProperties").remove(&mut open);
    at("/$defs/person/additionalProperties").set(&mut open, json!(true)).unwrap();
    at("/allOf/0/if/required").remove(&mut open);
    at("/allOf/1/if/properties/proof/required").remove(&mut open);
    let schema = Schema::compile(&open).unwrap();
    assert_eq!(schema.open_objects(), [at("/person"), at("/rows/*")]);
    assert_eq!(schema.vacuous_conditions(), [at("/allOf/0/if"), at("/allOf/1/if")]);
}

#[test]
fn a_projection_keeps_what_its_office_can_check() {
    let schema = Schema::compile(&form()).unwrap();
    let part = schema
        .project(&[at("/person/name"), at("/ground"), at("/employer"), at("/rows/*/name")])
        .unwrap();
    let good = json!({"person": {"name": "A"}, "ground": "work", "employer": {"name": "AB"}, "rows": [{"name": "A"}]});
    assert_eq!(part.validate(&good), []);
    let wrong = |pointer: &str, value: Value| {
        let mut changed = good.clone();
        at(pointer).set(&mut changed, value).unwrap();
        let found = part.validate(&changed);
        found.into_iter().map(|v| (v.pointer.to_string(), v.keyword)).collect::<Vec<_>>()
    };
    let one = |pointer: &str, keyword| vec![(pointer.to_owned(), keyword)];
    // What the office does not get is refused, kept rules hold, and so do kept conditions.
    assert_eq!(
        wrong("/person/email", json!("a@b.example")),
        one("/person/email", "additionalProperties")
    );
    assert_eq!(wrong("/rows/0/share", json!(1)), one("/rows/0/share", "additionalProperties"));
    assert_eq!(wrong("/proof", json!({})), one("/proof", "additionalProperties"));
    assert_eq!(wrong("/rows", json!([])), one("/rows", "minItems"));
    assert_eq!(wrong("/ground", json!("study")), one("/employer", "false"));
    assert_eq!(wrong("/employer/code", json!("x")), one("/employer/code", "pattern"));

    // Without `ground`, whether there must be an employer cannot be checked.
    let part = schema.project(&[at("/employer")]).unwrap();
    assert!(part.accepts(&json!({})) && part.accepts(&json!({"employer": {"name": "AB"}})));
    assert!(!part.accepts(&json!({"employer": {}})));
    // The whole form is the projection to all of it.
    let all = schema.project(&[Pointer::root()]).unwrap();
    assert_eq!(all.source(), schema.source());
}

#[test]
fn a_projection_writes_references_out() {
    let schema = Schema::compile(&json!({
        "properties": {"a": {"type": "string"}, "b": {"$ref": "#/properties/a"}, "c": {"$ref": "#/$defs/c"}},
        "$defs": {"c": {"properties": {"d": {"$ref": "#/properties/a"}, "e": {"type": "null"}}, "const": {"d": "x"}}}
    }))
    .unwrap();
    let part = schema.project(&[at("/b"), at("/c/d")]).unwrap();
    assert!(part.accepts(&json!({"b": "x", "c": {"d": "y"}})));
    assert!(!part.accepts(&json!({"b": 1})) && !part.accepts(&json!({"c": {"d": 1}})));
    let whole = schema.project(&[at("/c")]).unwrap();
    assert!(!whole.accepts(&json!({"c": {"d": "y"}})) && whole.accepts(&json!({"c": {"d": "x"}})));
}

#[test]
fn numbers_are_compared_as_written() {
    use super::number::{fingerprint, same};
    assert!(same(&json!(1), &json!(1.0)) && same(&json!(100), &json!(1e2)));
    assert!(!same(&json!(9_007_199_254_740_993_u64), &json!(9_007_199_254_740_992_u64)));
    assert!(!same(&json!(1), &json!(true)) && !same(&json!("1"), &json!(1)));
    assert!(same(&json!({"a": 1, "b": 2}), &json!({"b": 2.0, "a": 1})));
    assert_eq!(fingerprint(&json!([-0.0, 0])), fingerprint(&json!([0, 0])));
    assert_ne!(fingerprint(&json!(["a,b"])), fingerprint(&json!(["a", "b"])));
    let multiple = |of: Value, value: Value| {
        Schema::compile(&json!({"multipleOf": of})).unwrap().accepts(&value)
    };
    assert!(multiple(json!(0.0001), json!(0.0075)) && !multiple(json!(0.0001), json!(0.00751)));
    assert!(multiple(json!(0.01), json!(4.02)) && multiple(json!(1e-8), json!(12_391_239_123_u64)));
    assert!(!multiple(json!(0.123_456_789), json!(1e308)) && multiple(json!(0.5), json!(1e308)));
    let least = Schema::compile(
        &json!({"minimum": -0.5, "exclusiveMaximum": 18_446_744_073_709_551_615_u64}),
    )
    .unwrap();
    assert!(
        least.accepts(&json!(-0.5))
            && !least.accepts(&json!(-0.51))
            && !least.accepts(&json!(-1e300))
    );
    assert!(least.accepts(&json!(18_446_744_073_709_551_614_u64)) && !least.accepts(&json!(2e19)));
}
