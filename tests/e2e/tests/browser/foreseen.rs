//! What to do next: said on the home page by the departments' rules, put off, dismissed, brought back; and
//! nobody is told any of it.

use cert_app::words::{form, home, welcome};
use cert_e2e::{CityFolder, Lang, Session, Viewport, World, scenario};
use serde_json::json;

use crate::citizen::{
    PERSONAL, assert_all_sound, due, keep_offer, lock_and_reload, look, open_offer, page_say, say,
    say_with, unlock, with_certificates,
};

#[test]
fn a_suggestion_is_put_off_and_brought_back_on_a_phone_in_chinese() {
    let world = World::start();
    scenario("foreseen", &world, Viewport::Phone, Lang::Zh, put_off);
    assert_all_sound();
}

#[test]
fn a_suggestion_is_put_off_and_brought_back_on_a_computer_in_english() {
    let world = World::start();
    scenario("foreseen", &world, Viewport::Computer, Lang::En, put_off);
    assert_all_sound();
}

fn put_off(page: &Session) {
    with_certificates(page);
    let before = page.requests().len();
    let title = due(page, home::DUE_IN, "12");
    page.press(say(page, home::WHY));
    page.wait_text(page.say("第 663 号", "Decree 663"));
    look(page, "foreseen-1-why");
    for how in [home::LATER, home::NOT_AGAIN] {
        page.press(say(page, how));
        page.wait_text(&say_with(page, home::PUT_AWAY, &["1"]));
        assert_eq!(page.count(".due"), 0, "it is said still");
        look(page, "foreseen-2-away");
        // It is in the vault, and nowhere that can be read without the passphrase.
        assert!(!page.stored_text().contains("residence-permit/due"));
        lock_and_reload(page);
        unlock(page);
        page.wait_text(&say_with(page, home::PUT_AWAY, &["1"]));
        assert_eq!(page.count(".due"), 0, "it comes back by itself");
        page.press(say(page, home::BRING_BACK));
        page.wait_text(&title);
    }
    if page.engine().tells_requests() {
        assert!(page.requests_with(PERSONAL).is_empty(), "a person is told of");
        for request in page.requests().into_iter().skip(before) {
            // Public files, the same for everybody, are all that may be asked for.
            let plain = request.method == "GET" && request.body.is_none();
            assert!(plain && !request.url.contains('?'), "{} {}", request.method, request.url);
        }
    }
}

/// Two departments write one person's name in two ways.
fn contradicted(name: &str, viewport: Viewport, lang: Lang) {
    let city = CityFolder::copy(name);
    city.edit("psb", "examples/sh-residence-permit.json", |permit| {
        permit["claims"]["name"] = json!("陈示列");
    });
    let world = World::start_in(city.path(), |_| {});
    scenario(name, &world, viewport, lang, |page| {
        page.go("/");
        page.wait_text(say(page, welcome::TITLE));
        open_offer(page, "chen");
        keep_offer(page, "4");
        page.wait_text(page_say(page, "姓名不一致", "Names differ"));
        let said = page.text(".conflict");
        assert!(said.contains("陈示例") && said.contains("陈示列"), "{said}");
        assert!(said.contains(page_say(page, "更正", "corrected")), "what to do: {said}");
        assert_eq!(page.count(".conflict a"), 2, "each side leads to its certificate");
        look(page, "contradiction");
    });
    assert_all_sound();
}

#[test]
fn certificates_that_contradict_each_other_stand_side_by_side() {
    contradicted("contradiction", Viewport::Phone, Lang::Zh);
    contradicted("contradiction-en", Viewport::Computer, Lang::En);
}

fn with_what_is_missing(page: &Session, person: &str, count: &str, then: impl FnOnce()) {
    page.go("/");
    page.wait_text(say(page, welcome::TITLE));
    open_offer(page, person);
    keep_offer(page, count);
    page.go("/services/psb~residence-permit-endorsement");
    then();
}

#[test]
fn the_way_to_a_missing_certificate_is_shown_office_by_office() {
    for (name, viewport, lang) in [
        ("unlock-phone", Viewport::Phone, Lang::Zh),
        ("unlock-computer", Viewport::Computer, Lang::En),
    ] {
        scenario(name, &World::start(), viewport, lang, |page| {
            with_what_is_missing(page, "fang", "3", || {
                page.press(say(page, form::UNLOCK));
                page.wait_text(page_say(page, "第 663 号", "Decree 663"));
                look(page, "unlock");
            });
        });
    }
    assert_all_sound();
}

#[test]
fn certificates_that_ask_for_one_another_are_said_to_be_out_of_reach() {
    const PERMIT: &str = "https://specimen.example/vct/sh-residence-permit";
    let city = CityFolder::copy("circle");
    for (department, gives) in [("xuhui", "lease-record"), ("land", "real-estate-title")] {
        let words = |text: &str| json!({"zh-CN": text, "en": text});
        let rule = json!({
            "kind": "unlocks", "gives": format!("https://specimen.example/vct/{gives}"), "needs": [PERMIT],
            "words": {"at": words("示例 SPECIMEN"), "text": words("示例 SPECIMEN"), "source": words("示例 SPECIMEN")}});
        city.edit(department, &format!("rules/how-{gives}.json"), |file| *file = rule);
    }
    scenario("circle", &World::start_in(city.path(), |_| {}), Viewport::Phone, Lang::Zh, |page| {
        with_what_is_missing(page, "fang", "3", || {
            page.wait_text("互相要求");
            look(page, "circle");
        });
    });
    assert_all_sound();
}
