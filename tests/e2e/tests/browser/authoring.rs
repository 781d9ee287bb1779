//! The worked example of docs/authoring.md: a department with one certificate type, one service and one rule
//! is published from a folder, and the app that was built before anybody knew it shows and files it.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use cert_app::words::{common, form, form_check, home, welcome};
use cert_e2e::{CityFolder, Lang, Session, Viewport, World, scenario};
use serde_json::{Value, json};

use crate::citizen::{
    assert_all_sound, keep_offer, look, open_offer, page_say, received, say, say_with,
};

/// A copy of the specimen city in which a library opens.
struct CityWithLibrary(CityFolder);

impl CityWithLibrary {
    fn new(name: &str) -> Self {
        let city = CityFolder::copy(name);
        // What the operator writes: whom it lets publish what, for which region.
        city.add_department(
            "tests/departments/library",
            json!({
            "slug": "library", "id": "https://library.sh.specimen.example",
            "name": {"zh-CN": "市图书馆（示例）", "en": "City Library (SPECIMEN)"},
            "algorithm": "Ed25519", "regions": ["31"], "status_list": 31,
            "types": ["https://library.sh.specimen.example/types/reader-card"]}),
        );
        Self(city)
    }

    fn library(&self) -> PathBuf {
        self.0.path().join("departments/library")
    }

    /// The library makes its key, publishes, and opens its counter.
    fn open(&self) -> World {
        World::start_in(self.0.path(), |data| {
            fs::create_dir_all(data.join("keys")).unwrap();
            let key = key_in(data);
            fs::write(&key, certfill(&["key".into()]).unwrap()).unwrap();
            fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
            let said = self.publish(data, &[]).unwrap();
            assert!(said.contains("+ service renew-reader-card"), "{said}");
        })
    }

    fn publish(&self, data: &Path, more: &[&str]) -> Result<String, String> {
        let mut arguments: Vec<OsString> = vec!["publish".into(), self.library().into()];
        arguments.extend(["--key".into(), key_in(data).into_os_string()]);
        arguments.extend(more.iter().map(OsString::from));
        certfill(&arguments)
    }
}

fn key_in(data: &Path) -> PathBuf {
    data.join("keys/library.jwk")
}

/// Runs the command line in this process: what it printed, or what it complained about.
fn certfill(arguments: &[OsString]) -> Result<String, String> {
    let (mut output, mut messages) = (Vec::new(), Vec::new());
    let mut input: &[u8] = b"";
    let mut io = cert_cli::Io { input: &mut input, output: &mut output, messages: &mut messages };
    let all = std::iter::once("certfill".into()).chain(arguments.iter().cloned());
    let status = cert_cli::run(all, &mut io);
    let said = String::from_utf8(output).unwrap();
    if status == 0 { Ok(said) } else { Err(said + &String::from_utf8(messages).unwrap()) }
}

/// The person who has a reader card that ends in nine days.
fn arrive_at_home(page: &Session) {
    page.go("/");
    page.wait_text(say(page, welcome::TITLE));
    open_offer(page, "shen");
    keep_offer(page, "4");
    page.wait_text(&say_with(page, home::DUE_IN, &[card(page), "9"]));
}

fn card(page: &Session) -> &'static str {
    page_say(page, "读者证", "reader card")
}

fn file_it(page: &Session) {
    page.press(say(page, home::START));
    page.wait_path("/services/library~renew-reader-card");
    page.press(say(page, form::FILL_FROM));
    page.wait_text(page_say(page, "在哪个馆取书？", "Where do you collect books?"));
    page.choose(page_say(page, "徐汇分馆", "Xuhui branch"));
    page.press(say(page, form::CONTINUE));
    page.wait_text(say(page, form_check::CHECKED_OK));
}

fn whole_way(name: &str, viewport: Viewport, lang: Lang) {
    let city = CityWithLibrary::new(name);
    let world = city.open();
    scenario(name, &world, viewport, lang, |page| {
        arrive_at_home(page);
        // Name, colour and masking of the card are the library's.
        page.wait_text(page_say(page, "读者证", "Reader card"));
        look(page, "01-home");
        page.press(say(page, home::WHY));
        page.wait_text(page_say(page, "一年一续", "renewed each year"));
        page.press(say(page, common::NAV_SERVICES));
        page.wait_text(page_say(page, "读者证续期", "Renew a reader card"));
        page.wait_text(page_say(page, "市图书馆（示例）", "City Library (SPECIMEN)"));
        look(page, "02-services");
        page.fill_css("#service-search", "jieshu");
        page.wait_text(&say_with(page, form::FOUND_NONE, &["jieshu"]));
        page.fill_css("#service-search", "借书");
        page.wait_text(&say_with(page, form::FOUND_COUNT, &["1"]));
        page.press(say(page, common::NAV_HOME));
        file_it(page);
        page.wait_text(page_say(page, "沈示例", "沈示例"));
        look(page, "03-check");
        page.choose(page_say(page, "以上内容属实", "What I have said is true"));
        page.click("#send");
        received(page);
        page.wait_text("LIBRARY-");
        look(page, "04-sent");
    });
    let filed = world.filings();
    assert_eq!(filed.len(), 1);
    assert!(filed[0].case_no.starts_with("LIBRARY-"), "{}", filed[0].case_no);
    assert_all_sound();
}

#[test]
fn a_department_that_nobody_compiled_in_is_used_from_card_to_receipt() {
    whole_way("authoring", Viewport::Phone, Lang::Zh);
}

#[test]
fn the_same_in_english_on_a_computer() {
    whole_way("authoring-en", Viewport::Computer, Lang::En);
}

#[test]
fn a_form_withdrawn_while_a_draft_is_open_loses_nothing() {
    let city = CityWithLibrary::new("withdrawn");
    let world = city.open();
    scenario("withdrawn", &world, Viewport::Phone, Lang::En, |page| {
        arrive_at_home(page);
        file_it(page);
        // The library takes the service back; that breaks drafts, so it has to say that it means it.
        for file in ["services/renew-reader-card.json", "rules/reader-card-expires.json"] {
            fs::remove_file(city.library().join(file)).unwrap();
        }
        let department = city.library().join("department.json");
        let mut words: Value = serde_json::from_slice(&fs::read(&department).unwrap()).unwrap();
        words["life_events"] = json!([]);
        fs::write(department, words.to_string()).unwrap();
        let refused = city.publish(world.data(), &[]).unwrap_err();
        assert!(refused.contains("drafts of it cannot be sent"), "{refused}");
        city.publish(world.data(), &["--breaking"]).unwrap();
        world.start_again();
        page.go("/services");
        page.wait_text(page_say(page, "居住证签注", "Renew (endorse)"));
        // What was kept is shown until the department has spoken.
        page.wait(
            "the service is gone",
            "!document.querySelector('main').innerText.includes('Renew a reader card')",
        );
        page.go("/services/library~renew-reader-card");
        page.wait_text(say(page, form::WITHDRAWN_TITLE));
        page.wait_text("form-withdrawn");
        page.wait_text("xuhui");
        look(page, "withdrawn");
        page.press(say(page, form::DELETE_DRAFT));
        page.wait_path("/services");
        drop(page.complaints());
    });
    assert_all_sound();
}
