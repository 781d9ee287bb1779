//! On behalf of somebody else: a daughter files for her mother by a delegation, a mother for her child by the birth
//! certificate; and what one is told when the delegation is over, withdrawn, or for something else.

use cert_app::words::{for_others as words, form, form_check};
use cert_e2e::{CityFolder, Lang, Session, Viewport, World, scenario};
use serde_json::json;

use crate::citizen::{
    MOBILE, accept_offer, assert_all_sound, declare, go_open, keep_offer, lock_and_reload, look,
    open_offer, page_say, received, say, say_with, sound, unlock,
};
use crate::trouble::set_status;
use crate::wallet::words_of;

const FORM: &str = "/services/civil~senior-allowance";
const MOTHER: &str = "方示例";
const DAUGHTER: &str = "于示例";
const DAY: i64 = 86_400;

/// The daughter's wallet: her ID card, the delegation, and copies of three of her mother's certificates.
fn arrive(page: &Session) {
    page.go("/");
    page.wait_for("main:not(#boot) h1");
    open_offer(page, "yu");
    keep_offer(page, "5");
}

fn open(page: &Session, path: &str) {
    page.act(&format!(
        "history.pushState(null, '', '{path}'); dispatchEvent(new PopStateEvent('popstate'))"
    ));
    page.wait_text(say(page, form::WHAT_YOU_NEED));
}

/// From the start page to the check page, for her mother.
fn fill(page: &Session) {
    page.choose(&say_with(page, words::FOR_NAME, &[MOTHER]));
    page.press(say(page, form::FILL_FROM));
    page.wait("the first question", &format!("location.pathname === '{FORM}/home'"));
    page.wait_text(&say_with(page, words::ACTING, &[MOTHER]));
    look(page, "for-others-3-step");
    page.click("label:has([name='f-residence-at_registered'][value='true'])");
    page.press(say(page, form::CONTINUE));
    page.wait_for("#f-contact-mobile");
    page.fill_css("#f-contact-mobile", MOBILE);
    page.press(say(page, form::CONTINUE));
    page.wait("the check page", &format!("location.pathname === '{FORM}/check'"));
    page.wait_text(say(page, form_check::CHECKED_OK));
}

#[test]
fn a_daughter_files_for_her_mother_on_a_phone_in_chinese() {
    let world = World::start();
    scenario("for-others", &world, Viewport::Phone, Lang::Zh, |page| story(page, &world));
    assert_all_sound();
}

#[test]
fn a_daughter_files_for_her_mother_on_a_computer_in_english() {
    let world = World::start();
    scenario("for-others", &world, Viewport::Computer, Lang::En, |page| story(page, &world));
    assert_all_sound();
}

fn story(page: &Session, world: &World) {
    arrive(page);
    // Three cards are her mother's, and the reminder is about her.
    let about = say_with(page, words::ABOUT, &[MOTHER]);
    page.wait("cards of her mother", "document.querySelectorAll('.cert .about').length === 3");
    assert!(page.text(".due").contains(&about), "{}", page.text(".due"));
    look(page, "for-others-1-home");
    // Nothing is hers and her mother's at once.
    open(page, FORM);
    page.wait_text(say(page, words::CHOOSE));
    assert!(!page.shows(say(page, form::FILL_FROM)), "somebody was chosen silently");
    look(page, "for-others-2-whom");
    fill(page);
    let check = page.text("main");
    assert!(check.contains(MOTHER) && check.contains(DAUGHTER), "{check}");
    look(page, "for-others-4-check");
    declare(page);
    page.click("#send");
    received(page);
    page.wait_text(&say_with(page, words::BOTH, &[DAUGHTER, MOTHER]));
    let office = page.text("section[aria-labelledby^=office-]");
    assert!(
        office.contains(MOTHER) && office.contains(DAUGHTER),
        "what the receipt says: {office}"
    );
    look(page, "for-others-5-sent");
    page.go("/specimen/filings");
    page.wait_for("h1");
    let desk = page.text("main");
    assert!(desk.contains(MOTHER) && desk.contains(DAUGHTER), "{desk}");
    look(page, "for-others-6-desk");
    assert_eq!(world.filings().len(), 1);
}

/// Later, for the server and for the browser.
fn pass(page: &Session, world: &World, seconds: i64) {
    world.set_clock_ahead(seconds);
    page.before_load(&format!(
        "{{ const Real = Date, shift = {seconds} * 1000; \
           Date = class extends Real {{ constructor(...a) {{ a.length ? super(...a) : super(Real.now() + shift) }} \
             static now() {{ return Real.now() + shift }} }}; }}"
    ));
}

#[test]
fn a_delegation_that_ends_while_a_form_is_filled_in_stops_nothing_but_the_sending() {
    let city = CityFolder::copy("for-others-over");
    city.edit("civil", "examples/delegation.json", |example| {
        example["claims"]["valid_until"] = json!("{today}");
    });
    let world = World::start_in(city.path(), |_| {});
    scenario("for-others-over", &world, Viewport::Phone, Lang::Zh, |page| {
        arrive(page);
        open(page, FORM);
        fill(page);
        pass(page, &world, 2 * DAY);
        lock_and_reload(page);
        unlock(page);
        // The draft is there with all that was typed, and says what is the matter.
        let over = words_of(page, "delegation-expired");
        page.wait_text(over.cause);
        page.wait_text(over.remedy);
        assert!(page.shows(MOBILE), "{}", page.text("main"));
        look(page, "for-others-7-over");
        declare(page);
        page.click("#send");
        page.wait(
            "a word about it",
            "!!document.querySelector('.send-box .notice, .send-box .problem')",
        );
        assert_eq!(world.filings().len(), 0);
        // A new delegation mends it.
        open_offer(page, "yu");
        accept_offer(page, "5");
        go_open(page, &format!("{FORM}/check"));
        page.wait_text(say(page, form_check::CHECKED_OK));
        assert!(page.shows(MOBILE));
        // The declaration stands from before.
        page.click("#send");
        received(page);
        assert_eq!(world.filings().len(), 1);
    });
    assert_all_sound();
}

#[test]
fn a_delegation_that_begins_later_says_from_when_and_holds_from_that_day_on() {
    let city = CityFolder::copy("for-others-early");
    city.edit("civil", "examples/delegation.json", |example| {
        example["claims"]["valid_from"] = json!("{today+3}");
    });
    let world = World::start_in(city.path(), |_| {});
    scenario("for-others-early", &world, Viewport::Phone, Lang::Zh, |page| {
        arrive(page);
        open(page, FORM);
        let early = words_of(page, "delegation-not-begun");
        page.wait_text(early.cause);
        page.wait_text(early.remedy);
        let begins = say(page, words::BEGINS);
        let (before, after) = begins.split_once("{0}").unwrap();
        let shown = page.text(".for-whom");
        let day = shown.split_once(before).and_then(|(_, rest)| rest.split_once(after));
        let day = day.map(|(day, _)| day.to_owned()).expect("its first day");
        assert!(day.contains('年') && day.ends_with('日'), "{day}");
        assert_eq!(page.count("input[name=whom]:disabled"), 1);
        look(page, "for-others-11-early");
        // From that day on it is a choice like any other.
        pass(page, &world, 3 * DAY);
        lock_and_reload(page);
        unlock(page);
        page.wait("both", "document.querySelectorAll('input[name=whom]:enabled').length === 2");
        fill(page);
        declare(page);
        page.click("#send");
        received(page);
        assert_eq!(world.filings().len(), 1);
    });
    assert_all_sound();
}

#[test]
fn a_withdrawn_delegation_and_a_form_for_oneself_say_so() {
    let city = CityFolder::copy("for-others-not");
    city.edit("civil", "examples/delegation.json", |example| {
        example["for"]["yu"]["claims"]["services"] =
            json!(["https://forms.specimen.example/sh/other"]);
    });
    let world = World::start_in(city.path(), |_| {});
    scenario("for-others-not", &world, Viewport::Computer, Lang::En, |page| {
        arrive(page);
        // It is for another service: the choice is there, cannot be made, and says why.
        open(page, FORM);
        page.wait_text(words_of(page, "delegation-not-for-this-service").cause);
        assert_eq!(page.count("input[name=whom]:disabled"), 1);
        look(page, "for-others-8-other-service");
        // A form that nobody files for others.
        open(page, "/services/psb~contact-details");
        page.wait_text(&say_with(page, words::ONLY_ONESELF, &[MOTHER]));
        look(page, "for-others-9-oneself");
        page.press(say(page, form::FILL_FROM));
        page.wait_path("/services/psb~contact-details/");
        page.wait_for("main h1");
        assert!(
            !page.text("main").contains(MOTHER),
            "her mother's certificate was taken for her own"
        );
    });
    assert_all_sound();
}

#[test]
fn a_delegation_that_was_withdrawn_while_a_form_is_filled_in_says_so() {
    let world = World::start();
    scenario("for-others-revoked", &world, Viewport::Phone, Lang::Zh, |page| {
        arrive(page);
        open(page, FORM);
        fill(page);
        set_status(page, "授权委托书", "1");
        go_open(page, &format!("{FORM}/check"));
        pass(page, &world, DAY);
        lock_and_reload(page);
        unlock(page);
        page.wait_text(words_of(page, "revoked").cause);
        assert!(page.shows(MOBILE), "the draft is kept");
        sound(page, "a withdrawn delegation");
    });
    assert_all_sound();
}

#[test]
fn a_mother_files_for_her_child_by_the_birth_certificate() {
    let world = World::start();
    scenario("for-child", &world, Viewport::Phone, Lang::Zh, |page| {
        page.go("/");
        page.wait_for("main:not(#boot) h1");
        open_offer(page, "zhao");
        page.wait_for("#passphrase");
        page.fill_css("#passphrase", crate::citizen::PASSPHRASE);
        page.click("main form [type=submit]");
        page.wait_for(".cards");
        open(page, "/services/education~school-enrolment");
        // There is one child, and nobody enrols themselves: that is no choice, but it is said.
        let child = "示例宝宝（SPECIMEN）";
        page.wait_text(&say_with(page, words::FOR_NAME, &[child]));
        assert_eq!(page.count("input[name=whom]"), 1);
        assert_eq!(page.count("input[name=whom]:checked"), 1);
        look(page, "for-child-1-start");
        page.press(say(page, form::FILL_FROM));
        page.wait_text(&say_with(page, words::ACTING, &[child]));
        assert!(page.shows(page_say(page, "代办人：赵示例", "Filed by 赵示例")));
        look(page, "for-child-2-step");
    });
    assert_all_sound();
}

/// The draft box that says this; its button with these words is pressed.
fn press_of(page: &Session, whose: &str, words: &str) {
    let button = format!(
        "[...document.querySelectorAll('.draft-box')].filter(box => box.textContent.includes({0})).map(box => [...box.querySelectorAll('button')].find(one => one.textContent.trim() === {1}))",
        json!(whose),
        json!(words)
    );
    page.wait(whose, &format!("{button}.length === 1"));
    page.act(&format!("{button}[0].click()"));
}

#[test]
fn a_draft_for_a_mother_and_one_for_oneself_are_kept_beside_each_other() {
    let city = CityFolder::copy("for-others-drafts");
    // She has no household register, so she could not begin one for herself.
    city.edit("civil", "forms/senior-allowance.json", |form| {
        let bindings = form["bindings"].as_array_mut().unwrap();
        for binding in bindings.iter_mut().filter(|one| one["missing"] == "block") {
            binding["missing"] = json!("manual");
        }
    });
    let world = World::start_in(city.path(), |_| {});
    scenario("for-others-drafts", &world, Viewport::Phone, Lang::Zh, |page| {
        arrive(page);
        open(page, FORM);
        fill(page);
        let (hers, own) =
            (say_with(page, words::DRAFT_FOR, &[MOTHER]), say(page, words::DRAFT_OWN));
        // Beside it, her own: the start page has her mother's draft and the choice.
        open(page, FORM);
        page.wait_text(&hers);
        page.choose(&say_with(page, words::FOR_NAME, &[MOTHER]));
        page.wait_text(say(page, words::DRAFT_ABOVE));
        assert!(!page.shows(say(page, form::FILL_FROM)), "her mother's would be begun anew");
        page.choose(say(page, words::ONESELF));
        page.press(say(page, form::TYPE_MYSELF));
        page.wait_path(&format!("{FORM}/"));
        page.wait_for("main h1");
        assert!(!page.shows(&say_with(page, words::ACTING, &[MOTHER])), "it is her own");
        page.act("history.pushState(null, '', '/'); dispatchEvent(new PopStateEvent('popstate'))");
        page.wait_text(&hers);
        page.wait_text(own);
        look(page, "for-others-12-two-drafts-home");
        // An address says of neither which it is: the person does.
        open(page, FORM);
        look(page, "for-others-13-two-drafts");
        page.act(&format!("history.pushState(null, '', '{FORM}/check')"));
        lock_and_reload(page);
        unlock(page);
        page.wait_text(own);
        press_of(page, &hers, say(page, form::RESUME));
        page.wait_text(&say_with(page, words::ACTING, &[MOTHER]));
        page.wait_text(say(page, form_check::CHECKED_OK));
        assert!(page.shows(MOBILE), "what was typed for her mother");
        // Deleting her own leaves her mother's.
        open(page, FORM);
        press_of(page, own, say(page, form::DELETE_DRAFT));
        page.wait("one draft", "document.querySelectorAll('.draft-box').length === 1");
        press_of(page, &hers, say(page, form::RESUME));
        page.wait_text(say(page, form_check::CHECKED_OK));
        declare(page);
        page.click("#send");
        received(page);
        assert_eq!(world.filings().len(), 1);
    });
    assert_all_sound();
}
