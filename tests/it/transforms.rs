//! The published test vectors of the transforms: `tests/vectors/transforms/*.json`.
//! Another implementation of EF 1.0 can run the same files.

use cert_fill::{Date, Transform};
use serde_json::Value;

use crate::shared::{json_file, root};

#[test]
fn every_vector() {
    let folder = root().join("tests/vectors/transforms");
    let mut names = Vec::new();
    let mut errors = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let set = json_file(&path);
        let default_today = set["today"].as_str().unwrap();
        for case in set["cases"].as_array().unwrap() {
            let today = case["today"].as_str().unwrap_or(default_today);
            let found = run(case, Date::parse_iso(today).unwrap());
            let expected = match case.get("error") {
                Some(code) => Err(code.as_str().unwrap().to_owned()),
                None => Ok(case["output"].clone()),
            };
            assert_eq!(found, expected, "{}: {case}", path.display());
            count += 1;
            for transform in case["transform"].as_array().unwrap() {
                names.push(transform[0].as_str().unwrap_or("").to_owned());
            }
            if let Err(code) = found {
                errors.push(code);
            }
        }
    }
    assert!(count >= 100, "only {count} vectors");
    let all = ["trim", "nfc", "upper", "substr", "date", "age", "map", "concat", "coalesce", "add"];
    for name in all {
        assert!(names.iter().any(|known| known == name), "no vector for {name}");
    }
    let codes = [
        "malformed",
        "wrong-type",
        "too-long",
        "too-short",
        "no-date",
        "date-out-of-range",
        "not-in-table",
        "missing",
        "several",
    ];
    for code in codes.map(|code| format!("transform-{code}")) {
        // A text of 64 KB is not written into a file of vectors; it is tested below.
        let elsewhere = code == "transform-too-long";
        assert!(elsewhere || errors.contains(&code), "no vector for {code}");
    }
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let today = Date::parse_iso("2026-11-24").unwrap();
    for transform in [Transform::Trim, Transform::Nfc, Transform::Upper] {
        let long = Value::String("a".repeat(65_537));
        let found = Transform::apply(&[transform], vec![long], today);
        assert_eq!(found.map_err(|error| error.code()), Err("transform-too-long"));
    }
}

fn run(case: &Value, today: Date) -> Result<Value, String> {
    let transforms = Transform::parse_list(&case["transform"]).map_err(|e| e.code().to_owned())?;
    let inputs = case["input"].as_array().unwrap().clone();
    Transform::apply(&transforms, inputs, today).map_err(|error| error.code().to_owned())
}
