//! The schema subset against the official JSON-Schema-Test-Suite for 2020-12.

use std::path::{Path, PathBuf};

use cert_fill::Schema;
use serde_json::Value;

use crate::shared::{json_file, shared_vectors};

/// Groups that say `format` is an annotation only. Forms check it, on purpose; the
/// optional `format` tests say what the check has to find.
const ANNOTATION_ONLY: [&str; 3] = ["email format", "date format", "uri format"];

/// Keywords that say nothing about which values are valid. The subset refuses them;
/// the suite uses them beside what it tests, so they are taken out here.
const ANNOTATIONS: [&str; 5] =
    ["$comment", "default", "contentMediaType", "contentEncoding", "title"];

/// Optional files that are about the subset.
const OPTIONAL: [&str; 6] = [
    "optional/format/date.json",
    "optional/format/email.json",
    "optional/format/uri.json",
    "optional/ecmascript-regex.json",
    "optional/non-bmp-regex.json",
    "optional/float-overflow.json",
];

#[derive(Default)]
struct Tally {
    expected: usize,
    run: usize,
    outside: usize,
    wrong: Vec<String>,
}

#[test]
fn required_tests_of_the_official_suite() {
    let Some(folder) = shared_vectors("json-schema-2020-12/tests/draft2020-12") else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let tally = run(&files);
    report("required", &tally);
    // The rest of the 1,299 is about keywords and formats that forms must not use.
    assert!(tally.expected >= 660, "only {} tests are inside the subset", tally.expected);
}

#[test]
fn optional_tests_about_the_subset() {
    let Some(folder) = shared_vectors("json-schema-2020-12/tests/draft2020-12") else { return };
    let files: Vec<PathBuf> = OPTIONAL.iter().map(|name| folder.join(name)).collect();
    let tally = run(&files);
    report("optional", &tally);
    assert!(tally.expected >= 205, "only {} tests are inside the subset", tally.expected);
}

fn run(files: &[PathBuf]) -> Tally {
    let mut tally = Tally::default();
    for file in files {
        let groups = json_file(file);
        for group in groups.as_array().unwrap() {
            run_group(file, group, &mut tally);
        }
    }
    tally
}

fn run_group(file: &Path, group: &Value, tally: &mut Tally) {
    let description = group["description"].as_str().unwrap();
    let tests = group["tests"].as_array().unwrap();
    let on_purpose =
        file.ends_with("draft2020-12/format.json") && ANNOTATION_ONLY.contains(&description);
    let Some(schema) = compile_without_annotations(&group["schema"]) else {
        tally.outside += tests.len();
        return;
    };
    if on_purpose {
        tally.outside += tests.len();
        return;
    }
    for test in tests {
        tally.run += 1;
        let valid = test["valid"].as_bool().unwrap();
        let violations = schema.validate(&test["data"]);
        if violations.is_empty() == valid && schema.accepts(&test["data"]) == valid {
            tally.expected += 1;
        } else {
            let name = file.file_name().unwrap().to_string_lossy();
            tally.wrong.push(format!("{name}: {description}: {}", test["description"]));
        }
    }
}

fn compile_without_annotations(source: &Value) -> Option<Schema> {
    let mut source = source.clone();
    loop {
        let error = match Schema::compile(&source) {
            Ok(schema) => return Some(schema),
            Err(error) => error,
        };
        if !ANNOTATIONS.contains(&error.keyword.as_str()) {
            return None;
        }
        error.at.child(&error.keyword).remove(&mut source)?;
    }
}

fn report(name: &str, tally: &Tally) {
    eprintln!(
        "{name}: {} of {} as expected, {} outside the subset",
        tally.expected, tally.run, tally.outside
    );
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
}
