//! `certfill preview`: what it serves, after each save too, and what it says of a form with errors.

use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use cert_catalogue::{Index, Publisher, accept};
use cert_verify::{RootKeys, TrustList, UnixTime};
use serde_json::Value;

use crate::previewing::{PATIENCE, Preview, arguments};
use crate::publishing::copy;
use crate::shared::root;

const FORM: &str = "forms/renew-reader-card.json";

/// A copy of the library beside an app that is one page; gone when it is dropped.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("certfill-desk-{name}-{}", std::process::id()));
        copy(&root().join("tests/departments/library"), &folder.join("library"));
        fs::create_dir_all(folder.join("dist")).unwrap();
        fs::write(folder.join("dist/index.html"), "<!doctype html><title>app</title>").unwrap();
        Self(folder)
    }

    fn form(&self) -> PathBuf {
        self.0.join("library").join(FORM)
    }

    fn arguments(&self, form: &Path) -> Vec<OsString> {
        arguments(&self.0.join("dist"), form)
    }

    /// Runs what ends by itself.
    fn refused(&self, arguments: Vec<OsString>) -> (u8, String, String) {
        let (mut output, mut messages) = (Vec::new(), Vec::new());
        let mut input: &[u8] = b"";
        let mut io =
            cert_cli::Io { input: &mut input, output: &mut output, messages: &mut messages };
        let status = cert_cli::run(arguments, &mut io);
        (status, String::from_utf8(output).unwrap(), String::from_utf8(messages).unwrap())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Preview {
    fn get(&self, path: &str) -> Vec<u8> {
        let host = self.base.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}: {}", text(&answer[..end]));
        answer.split_off(end + 4)
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&self.get(path)).unwrap()
    }

    /// The index of this department, taken as the app takes it.
    fn index(&self, slug: &str) -> Index {
        let config = self.json("/config.json");
        let departments = config["departments"].as_array().unwrap();
        let department = departments.iter().find(|one| one["slug"] == slug).unwrap();
        let roots = RootKeys::from_json(&config["trust"]["roots"]).unwrap();
        let list = TrustList::accept(&self.get("/trust/list"), &roots, None, now()).unwrap();
        let entry = list.issuers().iter().find(|one| department["id"] == one.id()).unwrap();
        let publisher = Publisher::on_list(entry, now());
        let token = self.get(&format!("/departments/{slug}/index.jws"));
        accept(&token, &publisher, None, false, now()).unwrap()
    }

    /// The bytes of the one form that is offered, as the index names them.
    fn form(&self, slug: &str) -> Vec<u8> {
        let index = self.index(slug);
        assert_eq!(index.services.len(), 1);
        let file = &index.services[0].form;
        let bytes = self.get(&format!("/departments/{slug}/{}", file.path));
        file.check(&bytes).unwrap();
        bytes
    }
}

fn now() -> UnixTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "the server that is asked uses the machine's clock"
    )]
    let now = std::time::SystemTime::now();
    let seconds = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    UnixTime::from_seconds(i64::try_from(seconds).unwrap())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Saves as an editor does: beside its place, and then there.
fn save(path: &Path, text: &str) {
    fs::write(path.with_extension("tmp"), text).unwrap();
    fs::rename(path.with_extension("tmp"), path).unwrap();
}

#[test]
fn every_save_is_shown_and_a_broken_one_keeps_the_last_good_one() {
    let desk = Desk::new("live");
    let good = fs::read_to_string(desk.form()).unwrap();
    let mut preview = Preview::start(desk.arguments(&desk.form()));
    assert!(preview.first[0].starts_with("shown: https://library.sh.specimen.example/forms/"));
    assert_eq!(text(&preview.form("library")), good);
    let first = preview.index("library").number;
    // Nobody else offers anything; all of them are there as issuers and offices.
    assert!(preview.index("psb").services.is_empty() && !preview.index("psb").types.is_empty());

    let better = good.replace("取书的馆", "在哪里取书");
    save(&desk.form(), &better);
    preview.hears("shown: ");
    assert_eq!(text(&preview.form("library")), better);
    assert!(preview.index("library").number > first, "a phone takes it for newer");
    assert_eq!(preview.json("/specimen/preview/news")["edition"], 2);

    save(&desk.form(), &better.replace("\"/card/reader\",", "\"/card/nobody\","));
    let finding = preview.hears("/card/nobody");
    preview.hears("the last edition without errors stays");
    assert_eq!(text(&preview.form("library")), better);
    let news = preview.json("/specimen/preview/news");
    assert_eq!(news["edition"], 2, "nothing else is served");
    let shown = news["findings"].as_array().unwrap();
    assert!(shown.iter().any(|line| finding == line.as_str().unwrap()), "{shown:?}");

    save(&desk.form(), "{");
    preview.hears("not strict JSON");
    save(&desk.form(), &better);
    preview.hears("as it was");
    assert_eq!(preview.json("/specimen/preview/news")["findings"], serde_json::json!([]));

    let base = preview.base.clone();
    assert_eq!(preview.ends(), 0);
    assert!(TcpStream::connect(base.strip_prefix("http://").unwrap()).is_err(), "{base} is open");
}

#[test]
fn a_form_with_errors_is_refused_in_the_words_of_the_linter() {
    let desk = Desk::new("bad");
    let good = fs::read_to_string(desk.form()).unwrap();
    fs::write(desk.form(), good.replace("\"/card/reader\",", "\"/card/nobody\",")).unwrap();
    let previewed = desk.refused(desk.arguments(&desk.form()));
    let linted = desk.refused(vec!["certfill".into(), "lint".into(), desk.form().into()]);
    assert_eq!(previewed, linted);
    assert_eq!(previewed.0, 1);
    assert!(previewed.1.contains("/card/nobody"), "{}", previewed.1);
}

#[test]
fn without_a_built_app_it_says_how_one_is_built() {
    let desk = Desk::new("unbuilt");
    fs::remove_file(desk.0.join("dist/index.html")).unwrap();
    let (status, _, messages) = desk.refused(desk.arguments(&desk.form()));
    assert_eq!(status, 66);
    assert!(messages.contains("there is no built app"), "{messages}");
    let (status, _, messages) = desk.refused(desk.arguments(Path::new("-")));
    assert_eq!(status, 64, "{messages}");
}

/// A form that lies by itself, of a department that nobody knows: the certificates that it asks for are made up.
#[test]
fn a_form_by_itself_gets_certificates_that_fit_it() {
    let desk = Desk::new("alone");
    let form = desk.0.join("reading.json");
    fs::copy(desk.form(), &form).unwrap();
    let mut preview = Preview::start(desk.arguments(&form));
    let note = preview.first.iter().find(|line| line.starts_with("note: ")).unwrap();
    assert!(note.contains("types/reader-card are made up (reader, card_number"), "{note}");
    assert_eq!(preview.form("library"), fs::read(&form).unwrap());
    let page = text(&preview.get("/specimen/preview?lang=en"));
    assert!(page.contains("/services/library~reading") && page.contains("陈示例 ✓"), "{page}");
    let issued = preview.json("/.well-known/openid-credential-issuer/issuer");
    let issued = issued["credential_configurations_supported"].as_object().unwrap();
    let vct = "https://library.sh.specimen.example/types/reader-card";
    assert!(issued.values().any(|kind| kind["vct"] == vct), "{issued:?}");

    // A folder that gets a description of its own is seen without a change of the form.
    let library = desk.0.join("library");
    fs::copy(library.join("department.json"), desk.0.join("department.json")).unwrap();
    preview.hears("shown: ");
    assert_eq!(preview.ends(), 0);
}

#[test]
fn every_form_of_the_specimen_city_can_be_previewed() {
    let desk = Desk::new("city");
    let city = root().join("crates/cert-server/specimen/departments");
    let mut seen = 0;
    for department in fs::read_dir(city).unwrap() {
        let forms = fs::read_dir(department.unwrap().path().join("forms"));
        for form in forms.into_iter().flatten() {
            let preview = Preview::start(desk.arguments(&form.unwrap().path()));
            assert!(
                preview.first.iter().all(|line| !line.starts_with("note: ")),
                "{:?}",
                preview.first
            );
            assert_eq!(preview.ends(), 0);
            seen += 1;
        }
    }
    assert!(seen >= 15, "{seen} forms");
}
