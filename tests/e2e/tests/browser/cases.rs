//! From the filing to the decision: the office's word as a timeline, the renewed permit in the wallet with the
//! old one as history, and the chain that anyone verifies; and a refusal with its remedy.

use cert_app::words::{case, home};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use serde_json::Value;

use crate::citizen::{
    PERSONAL, accept_offer, assert_all_sound, go_open, look, page_say, ready_to_send, reload_open,
    say, say_with, send, with_certificates,
};

#[test]
fn an_approved_case_brings_the_renewed_permit_on_a_phone_in_chinese() {
    let world = World::start();
    scenario("case", &world, Viewport::Phone, Lang::Zh, |page| approved(page, &world));
    assert_all_sound();
}

#[test]
fn an_approved_case_brings_the_renewed_permit_on_a_computer_in_english() {
    let world = World::start();
    scenario("case", &world, Viewport::Computer, Lang::En, |page| approved(page, &world));
    assert_all_sound();
}

#[test]
fn a_refused_case_says_why_and_what_to_do_on_a_phone_in_english() {
    let world = World::start();
    scenario("case-refused", &world, Viewport::Phone, Lang::En, refused);
    assert_all_sound();
}

#[test]
fn a_refused_case_says_why_and_what_to_do_on_a_computer_in_chinese() {
    let world = World::start();
    scenario("case-refused", &world, Viewport::Computer, Lang::Zh, refused);
    assert_all_sound();
}

fn file(page: &Session) -> String {
    with_certificates(page);
    ready_to_send(page);
    send(page);
    page.path()
}

fn approved(page: &Session, world: &World) {
    let sent = file(page);
    look(page, "case-1-sent");
    page.press(say(page, case::FOLLOW));
    page.wait_text(say(page, case::RECEIVED));
    decide(page, "checking", "");
    hear(page, say(page, case::CHECKING));
    look(page, "case-2-checking");
    offline(page);

    // The clerk says yes, on the page of the desk.
    page.go("/specimen/filings");
    page.wait_for("h1");
    look(page, "case-3-desk");
    page.press(page_say(page, "同意", "Approve"));
    page.wait_text(page_say(page, "已同意", "Approved"));
    go_open(page, &sent);
    page.wait_text(say(page, case::ACCEPTED));
    look(page, "case-4-approved");

    page.press(say(page, case::TAKE));
    accept_offer(page, "1");
    page.wait_text(say(page, case::BEFORE));
    assert_eq!(page.count(".due"), 0, "the suggestion has gone");
    assert_eq!(page.count("a.cert"), 5, "four that count, and one as history");
    assert!(page.shows(&say_with(page, home::COUNT, &["4"])));
    look(page, "case-5-home");
    page.click("section ul.cards a.cert");
    page.wait_path("/certificates/");
    page.wait_text(say(page, case::REPLACED_BY));
    look(page, "case-6-replaced");
    page.press(say(page, case::REPLACED_BY));
    page.wait("the new one", "!document.querySelector('main .notice a[href^=\"/certificates/\"]')");

    go_open(page, &sent);
    page.wait_text(say(page, case::TAKEN));
    assert!(!page.shows(say(page, case::TAKE)), "it is taken once");
    page.press(say(page, case::SAVE));
    anyone_verifies(page, world);
    page.assert_not_stored(PERSONAL);
    asks_without_a_trace(page);
}

/// Without a network the last news stay, with their age.
fn offline(page: &Session) {
    page.offline(true);
    let begins = say(page, case::OFFLINE).split('{').next().unwrap_or_default();
    page.wait_text(begins);
    assert!(page.shows(say(page, case::CHECKING)));
    look(page, "case-2-offline");
    page.offline(false);
    page.wait("the network", "navigator.onLine");
}

fn refused(page: &Session) {
    let sent = file(page);
    page.press(say(page, case::FOLLOW));
    page.wait_text(say(page, case::RECEIVED));
    decide(page, "waiting", "call-back");
    hear(page, say(page, case::WAITING));
    assert!(page.shows(page_say(page, "请在工作时间打电话", "Call the front desk")));
    decide(page, "refused", "condition-not-met");
    hear(page, say(page, case::REFUSED));
    assert!(page.shows(page_say(page, "申请行政复议", "ask for a review")));
    look(page, "case-7-refused");
    // What was heard is in the vault.
    reload_open(page);
    page.wait_text(say(page, case::REFUSED));
    page.press(say(page, case::AGAIN));
    page.wait_path("/services/");
    assert_ne!(page.path(), sent);
}

/// Asks, and waits for these words.
fn hear(page: &Session, words: &str) {
    page.press(say(page, case::ASK));
    page.wait_text(words);
}

/// What the clerk's desk sends for the newest case.
fn decide(page: &Session, state: &str, reason: &str) {
    let decided = format!(
        "(async () => {{ \
           const desk = await (await fetch('/specimen/filings')).text(); \
           const of = (name) => desk.match(new RegExp(`name=\"${{name}}\" value=\"([^\"]+)\"`))[1]; \
           const body = new URLSearchParams({{ token: of('token'), case: of('case'), seen: of('seen'), \
             state: {state:?}, reason: {reason:?} }}); \
           return (await fetch('/specimen/filings', {{ method: 'POST', body }})).status; }})()"
    );
    assert_eq!(page.run(&decided), 200, "{state}");
}

/// The saved file, through the command line, with the trust list of the server and nothing else.
fn anyone_verifies(page: &Session, world: &World) {
    let file = page.downloaded(".json");
    let folder = world.data();
    let fetched = |path: &str| {
        page.run(&format!("(async () => await (await fetch('{path}')).text())()"))
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (list, root) = (folder.join("list.jws"), folder.join("root.json"));
    std::fs::write(&list, fetched("/trust/list")).unwrap();
    let config: Value = serde_json::from_str(&fetched("/config.json")).unwrap();
    std::fs::write(&root, config["trust"]["roots"].to_string()).unwrap();
    let (mut output, mut messages) = (Vec::new(), Vec::new());
    let mut io =
        cert_cli::Io { input: &mut &b""[..], output: &mut output, messages: &mut messages };
    let arguments = [
        "certfill".into(),
        "verify".into(),
        "--json".into(),
        "--trust-list".into(),
        list.into_os_string(),
        "--trust-root".into(),
        root.into_os_string(),
        file.into_os_string(),
    ];
    let status = cert_cli::run(arguments, &mut io);
    let said: Value = serde_json::from_slice(&output)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&messages)));
    assert_eq!((status, &said["verdict"]), (0, &Value::from("valid")), "{said}");
    let states: Vec<&str> = said["statements"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["state"].as_str())
        .collect();
    assert_eq!(states, ["received", "checking", "accepted"]);
}

/// Every question is the same address, without a body; the handle stands in a header.
fn asks_without_a_trace(page: &Session) {
    let asked: Vec<_> =
        page.requests().into_iter().filter(|one| one.url.contains("/progress")).collect();
    assert!(!asked.is_empty());
    for request in asked {
        assert!(request.url.ends_with("/offices/psb/ef/progress"), "{}", request.url);
        assert!(request.method == "GET" && request.body.is_none());
        assert!(request.headers.to_ascii_lowercase().contains("authorization: bearer "));
    }
}
