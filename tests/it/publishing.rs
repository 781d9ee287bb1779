//! `certfill publish` on a folder of its own, and what a server makes of what was published.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use cert_catalogue::{IndexFault, Publisher, accept};
use cert_verify::{PublicKey, UnixTime};
use serde_json::Value;

use crate::shared::root;

const FORM: &str = "forms/renew-reader-card.json";

/// A copy of the worked example with a key; gone when it is dropped.
struct Library(PathBuf);

impl Library {
    fn new(name: &str) -> Self {
        let name = format!("publishing-{name}-{}", std::process::id());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        copy(&root().join("tests/departments/library"), &folder);
        let library = Self(folder);
        fs::write(library.key(), certfill(&["key"]).unwrap()).unwrap();
        library
    }

    fn key(&self) -> PathBuf {
        self.0.join(".library.jwk")
    }

    fn publish(&self, more: &[&str]) -> Result<String, String> {
        let (folder, key) = (self.0.display().to_string(), self.key().display().to_string());
        let mut arguments = vec!["publish", folder.as_str(), "--key", key.as_str()];
        arguments.extend(more);
        certfill(&arguments)
    }

    fn change(&self, file: &str, change: impl Fn(&mut Value)) {
        let path = self.0.join(file);
        let mut value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut value);
        fs::write(path, value.to_string()).unwrap();
    }

    fn index(&self) -> cert_catalogue::Index {
        let mut jwk: Value = serde_json::from_slice(&fs::read(self.key()).unwrap()).unwrap();
        jwk.as_object_mut().unwrap().remove("d");
        let key = PublicKey::from_jwk(&jwk).unwrap();
        let id = "https://library.sh.specimen.example";
        let publisher = Publisher::named(id.into(), vec![key], vec!["*".into()], Vec::new());
        let token = fs::read(self.0.join("published/index.jws")).unwrap();
        let stranger = Publisher::named(id.into(), Vec::new(), vec!["*".into()], Vec::new());
        assert_eq!(accept(&token, &stranger, None, true, now()), Err(IndexFault::SignatureWrong));
        accept(&token, &publisher, None, true, now()).unwrap()
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn now() -> UnixTime {
    UnixTime::parse_rfc3339("2099-01-01T00:00:00Z").unwrap()
}

/// Runs the command line in this process: what it printed, or what it complained about.
pub(crate) fn certfill(arguments: &[&str]) -> Result<String, String> {
    let (mut output, mut messages) = (Vec::new(), Vec::new());
    let mut input: &[u8] = b"";
    let mut io = cert_cli::Io { input: &mut input, output: &mut output, messages: &mut messages };
    let all = std::iter::once("certfill").chain(arguments.iter().copied()).map(OsString::from);
    let status = cert_cli::run(all, &mut io);
    let said = String::from_utf8(output).unwrap();
    if status == 0 { Ok(said) } else { Err(said + &String::from_utf8(messages).unwrap()) }
}

/// A folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(path, place).unwrap();
        }
    }
}

#[test]
fn a_folder_is_published_changed_and_published_again() {
    let library = Library::new("again");
    let said = library.publish(&["--dry-run"]).unwrap();
    assert!(said.contains("nothing was published before") && said.contains("+ rule"), "{said}");
    assert!(!library.0.join("published").exists(), "a dry run writes nothing");
    library.publish(&[]).unwrap();
    let first = library.index();
    for file in [&first.services[0].form, &first.types[0].file] {
        file.check(&fs::read(library.0.join("published").join(&file.path)).unwrap()).unwrap();
    }
    assert!(!library.0.join("published/examples").exists(), "examples stay at home");
    assert!(library.publish(&[]).unwrap().contains("nothing has changed"));
    assert_eq!(library.index().number, first.number);
    library.publish(&["--renew"]).unwrap();
    assert!(library.index().number > first.number);
    // Its words, under the same version: nobody could tell the two apart.
    library.change(FORM, |form| form["minutes"] = 3.into());
    let refused = library.publish(&[]).unwrap_err();
    assert!(refused.contains("still version 2026.11.1"), "{refused}");
    library.change(FORM, |form| form["version"] = "2026.12.1".into());
    let said = library.publish(&[]).unwrap();
    assert!(said.contains("form 2026.11.1 → 2026.12.1"), "{said}");
    assert_eq!(library.index().services[0].form_version, "2026.12.1");
}

#[test]
fn what_a_decision_gives_is_linted_and_stands_in_no_index() {
    let library = Library::new("result");
    let service = "services/renew-reader-card.json";
    let kind = "https://library.sh.specimen.example/types/reader-card";
    let good = serde_json::json!({"type": kind, "extends": "valid_until", "years": 1});
    for (member, value, said) in [
        ("type", serde_json::json!("https://other.example/card"), "no type here is"),
        ("extends", serde_json::json!("reader_until"), "the type has no claim reader_until"),
        ("years", serde_json::json!(0), "years (1 to 50)"),
        ("years", serde_json::json!("1"), "years (1 to 50)"),
        ("months", serde_json::json!(1), "no member is called months"),
    ] {
        let mut result = good.clone();
        result[member] = value;
        library.change(service, |one| one["result"] = result.clone());
        let refused = library.publish(&[]).unwrap_err();
        assert!(refused.contains("F4") && refused.contains(said), "{refused}");
    }
    library.change(service, |one| one["result"] = good.clone());
    library.publish(&[]).unwrap();
    let index = fs::read_to_string(library.0.join("published/index.jws")).unwrap();
    let payload = cert_verify::jws::parse(index.trim()).unwrap();
    let payload = String::from_utf8(payload.unverified_payload().to_vec()).unwrap();
    assert!(!payload.contains("extends"));
}

#[test]
fn what_the_linter_refuses_is_not_published_and_what_was_stays() {
    let library = Library::new("refused");
    library.publish(&[]).unwrap();
    let first = library.index();
    library.change("types/reader-card.json", |kind| kind["display"] = serde_json::json!([]));
    let refused = library.publish(&[]).unwrap_err();
    assert!(refused.contains("F5 types/reader-card.json: display"), "{refused}");
    assert_eq!(library.index(), first);
    fs::write(library.0.join("published/index.jws"), "x").unwrap();
    assert!(
        library.publish(&[]).unwrap_err().contains("index.jws"),
        "broken is not taken for none"
    );
    fs::remove_file(library.key()).unwrap();
    assert!(library.publish(&[]).is_err());
}

#[test]
fn a_service_whose_yes_does_not_give_what_others_wait_for_is_refused() {
    let of = |change: &dyn Fn(&mut Value)| {
        let market = root().join("crates/cert-server/specimen/departments/market");
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for place in ["", "services", "forms", "types", "rules", "examples"] {
            let Ok(entries) = fs::read_dir(market.join(place)) else { continue };
            for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
                let name = path.strip_prefix(&market).unwrap().display().to_string();
                files.push((name, fs::read(path).unwrap()));
            }
        }
        let (_, service) =
            files.iter_mut().find(|(name, _)| name == "services/company-setup.json").unwrap();
        let mut value: Value = serde_json::from_slice(service).unwrap();
        change(&mut value);
        *service = value.to_string().into_bytes();
        let found = cert_catalogue::lint_folder(&cert_catalogue::Folder::new(files));
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(of(&|_| {}), [""; 0]);
    let said = [
        "F4 services/company-setup.json: result.produces: others wait for /company/uscc from market, and a yes does not give it",
    ];
    let result = |value: &mut Value, change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
        change(value["result"].as_object_mut().unwrap());
    };
    assert_eq!(of(&|one| result(one, &|result| drop(result.remove("produces")))), said);
    assert_eq!(of(&|one| drop(one.as_object_mut().unwrap().remove("result"))), said);
}
