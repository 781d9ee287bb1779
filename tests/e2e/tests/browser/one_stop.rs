//! One form for six offices (一窗通): five wait for the number that the first one gives, the device passes it on
//! by itself, and closing the browser anywhere in between loses nothing.

use std::collections::BTreeSet;

use cert_app::words::{case, form, form_check};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use serde_json::{Value, json};

use crate::citizen::{
    accept_offer, assert_all_sound, filings_sent, go_open, look, page_say, received, reload_open,
    say, say_with, sound, unlock,
};
use crate::every_service::{Effort, arrive, tries};
use crate::sent::decoded;

const NAME: &str = "market~company-setup";
const DEPENDENTS: [&str; 5] = ["PSB", "TAX", "HRSS", "FUND", "BANK"];

#[test]
fn six_offices_and_a_browser_that_is_killed_at_each_state_on_a_phone_in_chinese() {
    let world = World::start();
    scenario("one-stop", &world, Viewport::Phone, Lang::Zh, |page| whole(page, &world));
    assert_all_sound();
}

#[test]
fn six_offices_and_a_browser_that_is_killed_at_each_state_on_a_computer_in_english() {
    let world = World::start();
    scenario("one-stop", &world, Viewport::Computer, Lang::En, |page| whole(page, &world));
    assert_all_sound();
}

#[test]
fn a_first_office_that_refuses_closes_the_others_and_says_what_to_do() {
    let world = World::start();
    scenario("one-stop-refused", &world, Viewport::Phone, Lang::Zh, |page| {
        ready(page);
        page.click("#send");
        all_sent(page, &world);
        let sent = page.path();
        clerk(page, "MARKET", "refused", "condition-not-met");
        follow(page, &sent);
        page.wait("all six to be refused", &shown(say(page, case::REFUSED), 6));
        look(page, "refused");
        assert!(page.shows("先看市市场监管局"), "what to do");
        page.press(say(page, case::AGAIN));
        page.wait_path("/services/");
    });
    assert_all_sound();
}

#[test]
fn what_the_first_office_does_not_take_goes_to_no_other_and_the_rest_is_sent_later() {
    let world = World::start();
    scenario("one-stop-partly", &world, Viewport::Computer, Lang::En, |page| {
        ready(page);
        // The first office does not even give a challenge: nothing is signed for anybody.
        page.block(&["*/offices/market/ef/challenges"]);
        page.click("#send");
        let market = page_say(page, "市市场监管局（示例）", "Market Regulation Bureau (specimen)");
        page.wait_text(&say_with(page, form_check::UNAVAILABLE, &[market]));
        assert!(filings_sent(page).is_empty() && world.filings().is_empty());
        page.block(&[]);
        // The third one is out of reach: the ones before it have theirs, and the page says who is missing.
        page.block(&["*/offices/tax/ef/challenges"]);
        page.click("#send");
        page.wait_path("/sent/");
        page.wait_text(say(page, form_check::SENT_TITLE_PARTLY));
        page.block(&[]);
        assert_eq!(cases(&world), ["MARKET", "PSB"]);
        look(page, "1-partly");
        rest(page);
        all_sent(page, &world);
        let ids: BTreeSet<String> = world
            .filings()
            .iter()
            .map(|filed| {
                let body: Value = serde_json::from_slice(&filed.body).unwrap();
                body["submission_id"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(ids.len(), 1, "offices know each other's cases by the one submission");
        assert_eq!(page.count(".offices li"), 6);
        // A value that never comes: the day that the office named is over.
        let sent = page.path();
        page.before_load("const now = Date.now; Date.now = () => now.call(Date) + 20 * 86_400_000");
        world.set_clock_ahead(20 * 86_400);
        page.go(&sent);
        unlock_if_asked(page);
        let begins = case::OVERDUE.of(crate::citizen::app_lang(page));
        page.wait_text(begins.split('{').next().unwrap());
        look(page, "2-never-comes");
    });
    assert_all_sound();
}

/// Text that is shown so many times.
fn shown(words: &str, times: usize) -> String {
    format!("document.querySelector('main').innerText.split({words:?}).length - 1 >= {times}")
}

/// From nothing to the check page, declared.
fn ready(page: &Session) {
    arrive(page, "he");
    page.act(&format!(
        "history.pushState(null, '', '/services/{NAME}'); dispatchEvent(new PopStateEvent('popstate'))"
    ));
    page.press(say(page, form::FILL_FROM));
    page.wait("the first question", &format!("location.pathname.startsWith('/services/{NAME}/')"));
    page.wait_for("main h1");
    let tried = tries().into_iter().find(|tried| tried["service"] == "company-setup").unwrap();
    Effort::default().answer_the_rest(page, tried["typed"].as_object().unwrap());
    page.wait_text(say(page, form_check::CHECKED_OK));
    page.click("label.declaration");
}

fn back_to_the_check_page(page: &Session) {
    page.go(&format!("/services/{NAME}/check"));
    unlock(page);
    page.wait_text(say(page, form_check::CHECKED_OK));
    if page.count("label.declaration input:checked") == 0 {
        page.click("label.declaration");
    }
}

/// The offices that have a case, by the beginning of its number.
fn cases(world: &World) -> Vec<String> {
    let begins = |filed: &cert_e2e::Filed| filed.case_no.split('-').next().unwrap().to_owned();
    world.filings().iter().map(begins).collect()
}

fn all_sent(page: &Session, world: &World) {
    received(page);
    page.wait_until("six filings", || world.filings().len() == 6);
    page.wait_text(say(page, form_check::SENT_LEAD));
}

/// Opens the page of what was sent and its news.
fn follow(page: &Session, sent: &str) {
    go_open(page, sent);
    page.wait_text(say(page, case::OVERVIEW));
    if page.shows(say(page, case::FOLLOW)) {
        page.press(say(page, case::FOLLOW));
    }
    page.wait_for(".timeline");
}

/// What the clerk of this office says of its newest case.
fn clerk(page: &Session, office: &str, state: &str, reason: &str) {
    assert_eq!(said_by_clerk(page, office, state, reason), 200, "{office} {state}");
}

fn said_by_clerk(page: &Session, office: &str, state: &str, reason: &str) -> Value {
    page.run(&format!(
        "(async () => {{ \
           const desk = await (await fetch('/specimen/filings')).text(); \
           const entry = desk.split('<li>').find((one) => one.includes('<h2 id=\"{office}-')); \
           const of = (name) => entry.match(new RegExp(`name=\"${{name}}\" value=\"([^\"]+)\"`))[1]; \
           const body = new URLSearchParams({{ token: of('token'), case: of('case'), seen: of('seen'), \
             state: {state:?}, reason: {reason:?} }}); \
           return (await fetch('/specimen/filings', {{ method: 'POST', body }})).status; }})()"
    ))
}

/// How often the decision was brought to offices.
fn brought(page: &Session) -> usize {
    page.requests().iter().filter(|one| one.url.ends_with("/ef/late")).count()
}

fn whole(page: &Session, world: &World) {
    ready(page);
    look(page, "1-check");
    // Killed before it is sent: the draft is there.
    page.crash();
    back_to_the_check_page(page);
    assert!(world.filings().is_empty());

    // Killed between the filings: the first office has its own, the answer did not arrive.
    world.faults().drop_answers(1);
    page.block(&["*/offices/psb/ef/*"]);
    page.click("#send");
    page.wait_path("/sent/");
    page.wait_until("the first filing", || cases(world) == ["MARKET"]);
    page.crash();
    page.block(&[]);
    page.go("/");
    unlock(page);
    page.wait_for(".cards");
    page.go(&format!("/services/{NAME}/check"));
    unlock_if_asked(page);
    sound(page, "found again");
    if !page.path().starts_with("/sent/") {
        page.wait_for("main h1");
    }
    rest(page);
    all_sent(page, world);
    assert_eq!(cases(world), ["MARKET", "PSB", "TAX", "HRSS", "FUND", "BANK"], "each once");
    share_only(world);
    let sent = page.path();
    follow(page, &sent);
    page.wait("five to wait", &shown(say(page, case::WAITING_FOR_OFFICE), 5));
    look(page, "2-waiting");
    assert_eq!(said_by_clerk(page, "TAX", "accepted", ""), 409, "it waits");

    // Killed while the others wait, and again when the decision is heard and nothing is passed on.
    page.crash();
    page.go(&sent);
    unlock(page);
    page.wait_text(say(page, case::OVERVIEW));
    clerk(page, "MARKET", "accepted", "");
    page.block(&["*/ef/late"]);
    follow(page, &sent);
    page.wait_text(say(page, case::ACCEPTED));
    page.crash();
    page.block(&[]);
    // It goes on from every page, a while after a try that found no network.
    page.before_load("const now = Date.now; Date.now = () => now.call(Date) + 120_000");
    world.set_clock_ahead(120);
    let tried = brought(page);
    page.go("/");
    unlock(page);
    page.wait_until("the decision to be passed on", || brought(page) >= tried + 5);
    follow(page, &sent);
    page.wait("all five to have it", &shown("91310", 6));
    look(page, "3-passed-on");
    let times = brought(page);
    for office in DEPENDENTS {
        clerk(page, office, "accepted", "");
    }
    reload_open(page);
    page.wait_text(&say_with(page, case::DECIDED, &["6", "6"]));
    look(page, "4-decided");
    assert_eq!(brought(page), times, "what has arrived is not brought again");

    page.press(say(page, case::TAKE));
    accept_offer(page, "1");
    follow(page, &sent);
    page.wait_text(say(page, case::TAKEN_FIRST));
    no_handle_in_an_address(page);
}

fn unlock_if_asked(page: &Session) {
    page.wait_for("main:not(#boot) h1");
    if page.shows(say(page, cert_app::words::welcome::UNLOCK_TITLE)) {
        unlock(page);
    }
}

/// Goes on with what was not sent, from wherever the app is.
fn rest(page: &Session) {
    page.wait(
        "the check page or what was sent",
        "!!document.querySelector('#send') || location.pathname.startsWith('/sent/')",
    );
    if page.path().starts_with("/sent/") {
        page.press(say(page, form_check::SEND_THE_REST));
    }
    page.wait_text(say(page, form_check::CHECKED_OK));
    if page.count("label.declaration input:checked") == 0 {
        page.click("label.declaration");
    }
    page.click("#send");
}

/// What each office received, read from the bytes.
fn share_only(world: &World) {
    for filed in world.filings() {
        let body: Value = serde_json::from_slice(&filed.body).unwrap();
        let answers = decoded(body["answers"].as_str().unwrap());
        let receipt = decoded(filed.receipt.split(['.', '~']).nth(1).unwrap());
        let office = filed.case_no.split('-').next().unwrap();
        let has = |name: &str| answers.get(name).is_some();
        assert_eq!(has("shareholders"), office == "MARKET", "{office}");
        assert_eq!(has("seals"), office == "PSB", "{office}");
        assert_eq!(has("tax"), office == "TAX", "{office}");
        assert_eq!(has("staff"), ["HRSS", "FUND"].contains(&office), "{office}");
        assert_eq!(has("bank"), office == "BANK", "{office}");
        assert_eq!(answers["founder"].get("home_address").is_some(), office == "MARKET");
        assert!(!answers.to_string().contains("uscc"), "{office}: nobody has the number yet");
        let status = if office == "MARKET" { "accepted" } else { "waiting" };
        assert_eq!(receipt["filing_status"], json!(status), "{office}");
    }
}

fn no_handle_in_an_address(page: &Session) {
    for request in page.requests().iter().filter(|one| one.url.contains("/ef/late")) {
        assert!(request.url.ends_with("/ef/late"), "{}", request.url);
        assert!(request.headers.to_ascii_lowercase().contains("authorization: bearer "));
        let body = request.body.as_deref().unwrap_or_default();
        assert!(body.contains("certfill_case") && !body.contains("何示例"), "the case and no more");
    }
}
