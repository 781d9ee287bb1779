//! A folder from the first file to the index that an app accepts, and everything that goes wrong on the way.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cert_catalogue::{
    Comparison, Folder, INDEX_TYPE, Index, IndexFault, Publisher, accept, compare, lint_folder,
};
use cert_fill::Form;
use cert_issue::{SigningKey, sign_jws};
use cert_verify::UnixTime;
use serde_json::{Map, Value, json};

const ID: &str = "https://library.sh.specimen.example";
const CARD: &str = "https://library.sh.specimen.example/types/reader-card";

fn now() -> UnixTime {
    UnixTime::parse_rfc3339("2026-11-23T12:00:00+08:00").unwrap()
}

fn key() -> SigningKey {
    SigningKey::ed25519_from_seed([9; 32])
}

/// The worked example of docs/authoring.md.
fn files() -> BTreeMap<String, Vec<u8>> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/departments/library");
    let mut files = BTreeMap::new();
    files.insert("department.json".to_owned(), fs::read(top.join("department.json")).unwrap());
    for place in ["services", "forms", "types", "rules", "examples"] {
        for entry in fs::read_dir(top.join(place)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{place}/{}", entry.file_name().to_string_lossy());
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    files
}

fn changed(file: &str, change: impl Fn(&mut Value)) -> Folder {
    let mut files = files();
    let bytes = files.get_mut(file).unwrap();
    let mut value: Value = serde_json::from_slice(bytes).unwrap();
    change(&mut value);
    *bytes = value.to_string().into_bytes();
    Folder::new(files)
}

fn payload(folder: &Folder) -> Value {
    serde_json::from_slice(&folder.index(7, now()).unwrap()).unwrap()
}

fn sign(payload: &Value, key: &SigningKey, typ: &str) -> String {
    let mut header = Map::new();
    header.insert("typ".to_owned(), typ.into());
    sign_jws(&header, payload.to_string().as_bytes(), key)
}

fn publisher() -> Publisher {
    Publisher::named(
        ID.to_owned(),
        vec![key().public()],
        vec![CARD.to_owned()],
        vec!["31".to_owned()],
    )
}

fn offered(token: &str) -> Result<Index, IndexFault> {
    accept(token.as_bytes(), &publisher(), None, false, now())
}

fn offered_with(change: impl Fn(&mut Value)) -> Result<Index, IndexFault> {
    let mut payload = payload(&Folder::new(files()));
    change(&mut payload);
    offered(&sign(&payload, &key(), INDEX_TYPE))
}

#[test]
fn what_the_linter_lets_through_is_accepted_whole() {
    let folder = Folder::new(files());
    assert_eq!(lint_folder(&folder), []);
    let index = offered(&sign(&payload(&folder), &key(), INDEX_TYPE)).unwrap();
    assert_eq!((index.department.as_str(), index.number), (ID, 7));
    assert_eq!(index.expires_at, now().plus_seconds(30 * 86_400));
    assert_eq!(index.services.len(), 1);
    assert_eq!(index.services[0].needs, [CARD]);
    assert_eq!(index.rules.suggest[0].services, ["renew-reader-card"]);
    assert_eq!((index.life_events.len(), index.offices.len()), (1, 1));
    assert_eq!(index.skipped, Vec::<String>::new());
    for file in [&index.services[0].form, &index.types[0].file] {
        let bytes = folder.file(&file.path).unwrap();
        assert_eq!(file.check(bytes), Ok(()));
        let mut other = bytes.to_vec();
        other[0] ^= 1;
        assert_eq!(file.check(&other), Err(IndexFault::FileDiffers));
        assert_eq!(file.check(&bytes[1..]), Err(IndexFault::FileDiffers));
    }
}

#[test]
fn an_index_is_believed_only_from_its_department_within_its_bounds() {
    let good = payload(&Folder::new(files()));
    let other = SigningKey::ed25519_from_seed([8; 32]);
    assert_eq!(offered(&sign(&good, &other, INDEX_TYPE)), Err(IndexFault::SignatureWrong));
    assert_eq!(offered(&sign(&good, &key(), "ef-form+jws")), Err(IndexFault::Malformed));
    assert_eq!(offered("<!doctype html>"), Err(IndexFault::Malformed));
    assert_eq!(offered(&"x".repeat(20_000_000)), Err(IndexFault::TooLarge));
    assert_eq!(
        offered_with(|index| index["department"] = json!("https://psb.sh.specimen.example")),
        Err(IndexFault::OtherDepartment)
    );
    assert_eq!(
        offered_with(|index| index["types"][0]["vct"] = json!("https://psb.sh.specimen.example/id")),
        Err(IndexFault::TypeNotAllowed)
    );
    for place in ["/regions/0", "/offices/0/region"] {
        assert_eq!(
            offered_with(|index| *index.pointer_mut(place).unwrap() = json!("3205")),
            Err(IndexFault::RegionNotAllowed)
        );
    }
    assert_eq!(
        offered_with(|index| index["certfill_index"] = json!("2")),
        Err(IndexFault::VersionNotSupported)
    );
    for change in [
        |index: &mut Value| index["number"] = json!(0),
        |index: &mut Value| index["services"][0]["form"]["path"] = json!("../secret.json"),
        |index: &mut Value| index["services"][0]["form"]["path"] = json!("//evil.example/f.json"),
        |index: &mut Value| index["services"][0]["form"]["size"] = json!(20_000_000),
        |index: &mut Value| index["services"][0]["name"] = json!("a/b"),
        |index: &mut Value| {
            let again = index["services"][0].clone();
            index["services"].as_array_mut().unwrap().push(again);
        },
        |index: &mut Value| index["services"] = json!(vec![0; 2_001]),
    ] {
        assert_eq!(offered_with(change), Err(IndexFault::Malformed));
    }
}

#[test]
fn no_older_index_comes_back() {
    let token = sign(&payload(&Folder::new(files())), &key(), INDEX_TYPE);
    let known = offered(&token).unwrap().remembered();
    let again = |known, is_kept, seconds: i64| {
        accept(token.as_bytes(), &publisher(), Some(known), is_kept, now().plus_seconds(seconds))
            .map(|index| index.number)
    };
    assert_eq!(again(known, false, 0), Ok(7));
    let newer = cert_catalogue::RememberedIndex { number: 8, ..known };
    assert_eq!(again(newer, false, 0), Err(IndexFault::Older));
    let other = cert_catalogue::RememberedIndex { digest: [0; 32], ..known };
    assert_eq!(again(other, false, 0), Err(IndexFault::Replaced));
    assert_eq!(again(known, false, -3_600), Err(IndexFault::FromFuture));
    assert_eq!(again(known, false, 31 * 86_400), Err(IndexFault::Expired));
    assert_eq!(again(known, true, 31 * 86_400), Ok(7), "what is kept is the last word");
}

#[test]
fn what_is_newer_than_this_is_passed_over_and_named() {
    let index = offered_with(|index| {
        index["posters"] = json!([]);
        index["services"][0]["fee"] = json!(0);
        let rules = index["rules"].as_array_mut().unwrap();
        let mut bad = rules[0].clone();
        bad["days_before"] = json!(-1);
        rules.extend([json!({"kind": "weather", "over": 30}), bad]);
    })
    .unwrap();
    assert_eq!(index.skipped, ["posters", "fee"]);
    let refused: Vec<&str> =
        index.rules.refused.iter().map(|(_, fault)| fault.code.name()).collect();
    assert_eq!(refused, ["rule-not-known", "rule-malformed"]);
    assert_eq!((index.services.len(), index.rules.suggest.len()), (1, 1));
}

#[test]
fn the_linter_names_rule_file_and_reason() {
    let found = |folder: Folder| -> Vec<String> {
        assert!(folder.index(1, now()).is_err());
        lint_folder(&folder).iter().map(ToString::to_string).collect()
    };
    let one = |folder: Folder, start: &str| {
        let found = found(folder);
        assert!(found.iter().any(|line| line.starts_with(start)), "{start}: {found:?}");
    };
    one(Folder::default(), "F1 department.json:");
    one(changed("department.json", |it| it["motto"] = json!("x")), "F1 department.json: no member");
    one(
        changed("department.json", |it| it["name"] = json!({"en": "x"})),
        "F1 department.json: name",
    );
    let life = |it: &mut Value| it["life_events"][0]["services"] = json!(["fly"]);
    one(changed("department.json", life), "F7 department.json#/life_events/0: there is no service");
    let mut more = files();
    more.insert("notes.txt".to_owned(), Vec::new());
    one(Folder::new(more), "F2 notes.txt:");
    let mut broken = files();
    broken.insert("rules/x.json".to_owned(), b"{".to_vec());
    one(Folder::new(broken), "F2 rules/x.json:");
    let form = "forms/renew-reader-card.json";
    one(
        changed(form, |it| it["ui"]["fields"]["/branch"]["label"] = json!({"en": "x"})),
        "F3 forms/",
    );
    one(
        changed("services/renew-reader-card.json", |it| it["form"] = json!("forms/x.json")),
        "F4 services/",
    );
    let kind = "types/reader-card.json";
    one(
        changed(kind, |it| it["claims"][0]["display"] = json!([])),
        "F5 types/reader-card.json: claims/0",
    );
    let rule = "rules/reader-card-expires.json";
    one(changed(rule, |it| it["kind"] = json!("weather")), "F6 rules/");
    one(
        changed(rule, |it| it["claim"] = json!("until")),
        "F6 rules/reader-card-expires.json: the type",
    );
    one(
        changed(rule, |it| it["service"] = json!("fly")),
        "F6 rules/reader-card-expires.json: there",
    );
    one(
        changed("examples/reader-card.json", |it| it["claims"]["shoe"] = json!("41")),
        "F8 examples/",
    );
}

fn compared(before: &Folder, after: &Folder) -> Comparison {
    let forms = |folder: &Folder| -> Vec<(String, Form)> {
        let names: Vec<String> = folder.names("services").map(str::to_owned).collect();
        names.into_iter().filter_map(|name| Some((name.clone(), folder.form(&name)?))).collect()
    };
    let index = |folder: &Folder| Index::read(&folder.index(1, now()).unwrap()).unwrap();
    let (old, new) = (forms(before), forms(after));
    let find =
        |forms: &'_ [(String, Form)], name: &str| forms.iter().position(|(known, _)| known == name);
    compare(
        Some(&index(before)),
        &index(after),
        |name| find(&old, name).map(|at| &old[at].1),
        |name| find(&new, name).map(|at| &new[at].1),
    )
}

#[test]
fn what_would_break_a_draft_is_said() {
    let form = "forms/renew-reader-card.json";
    let before = Folder::new(files());
    assert_eq!(compared(&before, &before), Comparison::default());
    let breaks = |change: &dyn Fn(&mut Value)| compared(&before, &changed(form, change)).breaks;
    let newer = |it: &mut Value| it["version"] = json!("2026.12.1");
    assert_eq!(breaks(&newer), Vec::<String>::new());
    let hint = |it: &mut Value| it["minutes"] = json!(2);
    assert!(breaks(&hint)[0].contains("still version 2026.11.1"));
    let renamed = |it: &mut Value| {
        newer(it);
        let text = it.to_string().replace("/branch", "/place").replace("\"branch\"", "\"place\"");
        *it = serde_json::from_str(&text).unwrap();
    };
    let found = compared(&before, &changed(form, renamed));
    assert!(found.breaks.iter().any(|line| line.contains("/branch is gone")), "{found:?}");
    assert!(found.changes.iter().any(|line| line.contains("the answer /place")), "{found:?}");
    let other_id = |it: &mut Value| {
        newer(it);
        it["id"] = json!("https://library.sh.specimen.example/forms/other");
    };
    assert!(breaks(&other_id)[0].contains("another id"));
    let mut fewer = files();
    for file in ["services/renew-reader-card.json", "rules/reader-card-expires.json"] {
        fewer.remove(file);
    }
    let mut department: Value = serde_json::from_slice(&fewer["department.json"]).unwrap();
    department["life_events"] = json!([]);
    fewer.insert("department.json".to_owned(), department.to_string().into_bytes());
    let found = compared(&before, &Folder::new(fewer));
    assert!(found.breaks[0].contains("it is gone"), "{found:?}");
    assert!(found.changes.iter().any(|line| line.starts_with("- rule")), "{found:?}");
}
