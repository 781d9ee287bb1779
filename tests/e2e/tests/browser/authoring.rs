//! The worked example of docs/authoring.md: a department with one certificate type, one service and one rule
//! is published from a folder, and the app that was built before anybody knew it shows and files it.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use cert_app::words::{again, common, form, form_check, home, welcome};
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

    /// The library takes the service back; that breaks drafts, so it has to say that it means it.
    fn withdraw_the_service(&self, world: &World) {
        for file in ["services/renew-reader-card.json", "rules/reader-card-expires.json"] {
            fs::remove_file(self.library().join(file)).unwrap();
        }
        self.change("department.json", |words| words["life_events"] = json!([]));
        let refused = self.publish(world.data(), &[]).unwrap_err();
        assert!(refused.contains("drafts of it cannot be sent"), "{refused}");
        self.publish(world.data(), &["--breaking"]).unwrap();
        world.start_again();
    }

    fn change(&self, file: &str, change: impl FnOnce(&mut Value)) {
        let file = self.library().join(file);
        let mut value: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        change(&mut value);
        fs::write(file, value.to_string()).unwrap();
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
        city.withdraw_the_service(&world);
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

#[test]
fn what_was_sent_says_that_its_form_has_a_new_version_or_was_withdrawn() {
    let city = CityWithLibrary::new("again-library");
    let world = city.open();
    scenario("again-library", &world, Viewport::Phone, Lang::Zh, |page| {
        arrive_at_home(page);
        file_it(page);
        page.choose("以上内容属实");
        page.click("#send");
        received(page);
        page.wait_text(say(page, again::AGAIN_TEXT));
        let sent = page.path();

        city.change("forms/renew-reader-card.json", |form| form["version"] = json!("2099.1"));
        city.publish(world.data(), &["--breaking"]).unwrap();
        world.start_again();
        back_from_services(page, &sent);
        page.wait_text("2099.1");
        look(page, "again-library-1-edition");
        page.press(say(page, again::AGAIN));
        page.wait("the check page", "location.pathname.endsWith('/check')");
        page.wait_text("2099.1");
        page.wait_text(say(page, again::CHANGED_NONE));
        look(page, "again-library-2-check");
        page.press(say(page, form_check::DELETE_DRAFT));
        page.wait_path("/services/library~renew-reader-card");

        city.withdraw_the_service(&world);
        back_from_services(page, &sent);
        page.wait_text(say(page, again::AGAIN_WITHDRAWN));
        assert!(!page.shows(say(page, again::AGAIN_TEXT)), "it is offered still");
        look(page, "again-library-3-withdrawn");
        // From here on the newest list is the kept one.
        drop(page.complaints());
        page.go(&sent);
        page.wait_text(say(page, again::AGAIN_WITHDRAWN));
    });
    assert_all_sound();
}

/// The page of services asks what is offered now; the answer may come when another page is shown.
fn back_from_services(page: &Session, path: &str) {
    page.go("/services");
    page.wait_text(page_say(page, "居住证签注", "Renew (endorse)"));
    page.act(&format!(
        "history.pushState(null, '', '{path}'); dispatchEvent(new PopStateEvent('popstate'))"
    ));
    page.wait_path(path);
}
