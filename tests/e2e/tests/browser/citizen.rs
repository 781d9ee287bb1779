//! What a citizen does on the way, for the stories that begin further on.

use std::cell::RefCell;

use cert_app::words::{Text, add, common, form, form_check, home, welcome};
use cert_e2e::{Engine, Lang, Look, Session};
use serde_json::{Value, json};

pub(crate) const PASSPHRASE: &str = "示例口令 correct horse";
/// A number that nobody has.
pub(crate) const MOBILE: &str = "13900000000";
/// What must not be stored in the clear nor leave the device before Send: name, birthday inside
/// the ID number, address, employer (by its number; the name is in the operator's public configuration,
/// with its English reading), telephone, passphrase.
pub(crate) const PERSONAL: &[&str] =
    &["陈示例", "19900307", "示例路 88 弄", "91310000DEM0000A8H", MOBILE, PASSPHRASE, "示例口令"];
pub(crate) const FORM: &str = "/services/psb~residence-permit-endorsement";

pub(crate) fn app_lang(page: &Session) -> cert_app::words::Lang {
    // The page's own language: a story may switch it.
    match page.attribute("html", "lang").as_deref() {
        Some("en") => cert_app::words::Lang::En,
        Some(_) => cert_app::words::Lang::Zh,
        None => match page.lang() {
            Lang::Zh => cert_app::words::Lang::Zh,
            Lang::En => cert_app::words::Lang::En,
        },
    }
}

/// The app's own words in the language of the page.
pub(crate) fn say(page: &Session, text: Text) -> &'static str {
    text.of(app_lang(page))
}

pub(crate) fn say_with(page: &Session, text: Text, parts: &[&str]) -> String {
    text.with(app_lang(page), parts)
}

thread_local! {
    /// What `look` found so far: a story of twenty pages tells all of it at its end.
    static FOUND: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Writes down whether the page is as every page should be, in light and dark, and takes its
/// pictures. [`assert_all_sound`] fails when something was found.
pub(crate) fn look(page: &Session, state: &str) {
    note(state, defects(page));
    page.screenshots(state);
    if page.engine() == Engine::WebKit {
        return;
    }
    page.look(Look::Dark);
    note(
        &format!("{state}, dark"),
        page.axe_of_colours().iter().map(|broken| format!("{broken:?}")).collect(),
    );
    page.look(Look::Plain);
}

/// The same without pictures and in light only.
pub(crate) fn sound(page: &Session, state: &str) {
    note(state, defects(page));
}

/// Every page and state that was looked at was sound.
pub(crate) fn assert_all_sound() {
    let found = FOUND.take();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn note(state: &str, defects: Vec<String>) {
    for defect in &defects {
        println!("{state}: {defect}");
    }
    FOUND.with_borrow_mut(|found| {
        found.extend(defects.into_iter().map(|defect| format!("{state}: {defect}")))
    });
}

/// Rules B1, B2, B3, B4 (no positive tabindex) and B7.
fn defects(page: &Session) -> Vec<String> {
    let mut found: Vec<String> = page.axe().iter().map(|broken| format!("{broken:?}")).collect();
    let mut must = |holds: bool, what: String| {
        if !holds {
            found.push(what);
        }
    };
    must(!page.scrolls_sideways(), "wider than its window".to_owned());
    let lang = page.attribute("html", "lang").unwrap_or_default();
    must(["zh-CN", "en"].contains(&lang.as_str()), format!("html lang is {lang:?}"));
    must(page.count("main h1") == 1, format!("{} h1", page.count("main h1")));
    must(page.title().len() > "Certfill".len(), format!("title {:?}", page.title()));
    let forced = "document.querySelectorAll('[tabindex]:not([tabindex=\"0\"]):not([tabindex=\"-1\"])').length";
    must(page.run(forced) == json!(0), "a positive tabindex".to_owned());
    found
}

/// First visit to an offer for this person: the start of everything, without the specimen pages.
pub(crate) fn open_offer(page: &Session, person: &str) {
    // The link hands the language on.
    let lang = page_say(page, "zh", "en");
    let made = format!(
        "(async () => {{ \
           const form = await (await fetch('/specimen')).text(); \
           const token = form.match(/name=\"token\" value=\"([^\"]+)\"/)[1]; \
           const answer = await fetch('/specimen/offers', {{ method: 'POST', \
             body: new URLSearchParams({{ token, person: {person:?}, lang: {lang:?} }}) }}); \
           return (await answer.text()).match(/href=\"(\\/add#offer=[^\"]+)\"/)[1].replaceAll('&amp;', '&'); }})()"
    );
    let link = page.run(&made);
    page.go(link.as_str().unwrap_or_else(|| panic!("no offer for {person}: {link}")));
}

/// Sets the passphrase of a new vault, from the page that asks where to keep things.
pub(crate) fn choose_passphrase(page: &Session) {
    page.wait_text(say(page, welcome::HOW_TITLE));
    page.fill_css("#passphrase", PASSPHRASE);
    page.press(say(page, welcome::CREATE_BUTTON));
}

/// Takes what the offer has into the open wallet; home says how many there are.
pub(crate) fn accept_offer(page: &Session, count: &str) {
    page.press(&say_with(page, add::OFFER_GET, &[count]));
    kept(page, count);
}

/// The same on the first visit: one page asks for the passphrase and accepts the offer.
pub(crate) fn keep_offer(page: &Session, count: &str) {
    let keep = say_with(page, add::OFFER_SAVE, &[count]);
    page.wait_text(&keep);
    page.fill_css("#passphrase", PASSPHRASE);
    page.press(&keep);
    kept(page, count);
}

/// The same with nothing saved.
pub(crate) fn take_offer_unsaved(page: &Session, count: &str) {
    page.press(say(page, add::OFFER_MEMORY));
    kept(page, count);
}

fn kept(page: &Session, count: &str) {
    page.wait_path("/");
    page.wait_text(say(page, home::TITLE));
    page.wait_text(&say_with(page, add::RESULT_COUNT, &[count]));
}

/// A saved wallet with the certificates of the person whose permit expires in 12 days.
pub(crate) fn with_certificates(page: &Session) {
    page.go("/");
    page.wait_text(say(page, welcome::TITLE));
    open_offer(page, "chen");
    keep_offer(page, "4");
    page.wait_text(&due(page, home::DUE_IN, "12"));
}

/// The same, in memory only.
pub(crate) fn with_certificates_unsaved(page: &Session) {
    page.go("/");
    page.wait_text(say(page, welcome::TITLE));
    open_offer(page, "chen");
    take_offer_unsaved(page, "4");
}

/// The reminder about the specimen permit.
pub(crate) fn due(page: &Session, words: cert_app::words::Text, days: &str) -> String {
    say_with(page, words, &[page_say(page, "上海市居住证", "Shanghai residence permit"), days])
}

/// From home to the first question, filled from certificates.
pub(crate) fn start(page: &Session) {
    page.press(say(page, home::START));
    page.wait_text(say(page, form::WHAT_YOU_NEED));
    if page.shows(say(page, form::RESUME_TITLE)) {
        page.press(say(page, form::DELETE_DRAFT));
    }
    page.press(say(page, form::FILL_FROM));
    // Steps whose answers are all certified are not walked through.
    arrive(page, "ground");
    page.wait_text(say(page, form::CONTINUE));
}

/// Opens a step by its address, as the check page and the browser's history do, without loading the
/// app anew.
pub(crate) fn open_step(page: &Session, step: &str) {
    page.act(&format!(
        "history.pushState(null, '', '{FORM}/{step}'); dispatchEvent(new PopStateEvent('popstate'))"
    ));
    arrive(page, step);
}

/// Continue, and the named step is there.
pub(crate) fn go_on(page: &Session, to: &str) {
    page.press(say(page, form::CONTINUE));
    arrive(page, to);
}

/// Waits for a step of the form by its name in the address.
pub(crate) fn arrive(page: &Session, to: &str) {
    page.wait(&format!("the step {to}"), &format!("location.pathname === '{FORM}/{to}'"));
    page.wait_for("main h1");
}

/// From the first question to the check page, with everything as the certificates have it.
pub(crate) fn fill_the_rest(page: &Session) {
    page.choose(page_say(page, "合法稳定就业", "Steady work"));
    go_on(page, "contact");
    page.fill_css("#f-contact-mobile", MOBILE);
    go_on(page, "check");
    page.wait_text(say(page, form_check::CHECKED_OK));
}

/// Words of the specimen form in the language of the page.
/// Waits until the page shows that what was typed is stored. The words alone may be those that were
/// announced before.
pub(crate) fn draft_stored(page: &Session) {
    page.wait("the draft is stored", "!!document.querySelector('.saved-note')?.textContent");
}

pub(crate) fn page_say<'a>(page: &Session, zh: &'a str, en: &'a str) -> &'a str {
    match app_lang(page) {
        cert_app::words::Lang::Zh => zh,
        cert_app::words::Lang::En => en,
    }
}

/// Where the demonstration begins, as the specimen operator's configuration names it.
pub(crate) fn get_specimen(page: &Session) -> &'static str {
    page_say(page, "领取示例证照", "Get specimen certificates")
}

/// From home to the check page, ready to send.
pub(crate) fn ready_to_send(page: &Session) {
    start(page);
    fill_the_rest(page);
    declare(page);
}

pub(crate) fn declare(page: &Session) {
    page.choose(page_say(page, "我确认以上内容真实", "I confirm that these answers are true"));
}

/// Sends and waits for the receipt.
pub(crate) fn send(page: &Session) {
    page.click("#send");
    received(page);
}

pub(crate) fn received(page: &Session) {
    page.wait_path("/sent/");
    page.wait_text(say(page, form_check::CASE_NO));
}

/// After a reload or a crash.
pub(crate) fn unlock(page: &Session) {
    page.wait_text(say(page, welcome::UNLOCK_TITLE));
    page.fill_css("#passphrase", PASSPHRASE);
    page.press(say(page, welcome::UNLOCK_BUTTON));
    page.wait(
        "the vault to open",
        &format!(
            "!document.querySelector('main h1')?.innerText.includes({:?})",
            say(page, welcome::UNLOCK_TITLE)
        ),
    );
}

/// Whether the service worker holds the key of this tab over a reload.
pub(crate) const KEY_IS_HELD: &str = "navigator.serviceWorker.getRegistration().then((it) => \
    !it?.active ? false : new Promise((done) => { \
      const { port1, port2 } = new MessageChannel(); \
      port1.onmessage = (event) => done(event.data instanceof CryptoKey); \
      it.active.postMessage({ say: 'ask', ticket: sessionStorage.getItem('certfill.tab') }, [port2]); }))";

/// Loads the page again, within the lock time: nothing is asked.
pub(crate) fn reload_open(page: &Session) {
    page.wait("the key to be held", KEY_IS_HELD);
    page.reload();
    is_open(page);
}

/// Opens an address in the same tab, within the lock time: nothing is asked.
pub(crate) fn go_open(page: &Session, path: &str) {
    page.wait("the key to be held", KEY_IS_HELD);
    page.go(path);
    is_open(page);
}

/// The wallet is open, and nobody was asked.
pub(crate) fn is_open(page: &Session) {
    page.wait_for(".tool.lock, #passphrase");
    assert!(!page.shows(say(page, welcome::UNLOCK_TITLE)), "the passphrase is asked for");
}

/// Locks the wallet and loads the page again: the passphrase is asked for.
pub(crate) fn lock_and_reload(page: &Session) {
    page.press(say(page, common::LOCK_NOW));
    page.wait_gone(".tool.lock");
    page.reload();
    page.wait_for("main:not(#boot) h1");
}

/// Requests that brought a filing to the office.
pub(crate) fn filings_sent(page: &Session) -> Vec<Value> {
    page.requests()
        .into_iter()
        .filter(|request| request.method == "POST" && request.url.ends_with("/ef/filings"))
        .map(|request| {
            let key = request
                .headers
                .lines()
                .find_map(|line| {
                    line.split_once(": ")
                        .filter(|(name, _)| name.eq_ignore_ascii_case("idempotency-key"))
                })
                .map(|(_, key)| key.to_owned());
            json!({ "key": key, "body": request.body })
        })
        .collect()
}
