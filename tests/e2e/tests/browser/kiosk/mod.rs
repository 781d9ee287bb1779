//! The kiosk, rule by rule (K1 to K12), and the phone that brings certificates and signs.

mod own;
mod rules;

use cert_app::words::{form, form_check, kiosk as words};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use serde_json::json;

use crate::citizen::{
    MOBILE, PERSONAL, assert_all_sound, filings_sent, go_open, look, page_say, say, say_with,
    sound, with_certificates,
};

/// A portrait screen as kiosks have them.
const TALL: Viewport = Viewport::Size(1080, 1920);

/// A clock that a test can set ahead, and a printer that has printed at once.
const MACHINE: &str = "globalThis.ahead = 0; { const real = Date.now; Date.now = () => real() + ahead; } \
    globalThis.printed = 0; globalThis.print = () => { printed++; dispatchEvent(new Event('afterprint')) };";

const SERVICE: &str = "/kiosk/services/psb~residence-permit-endorsement";

/// Everything that a sitting may have left, as the browser itself tells it.
const LEFT: &str = "(async () => JSON.stringify({ local: localStorage.length, session: sessionStorage.length, \
    databases: (await indexedDB.databases()).length, cookie: document.cookie, state: history.state, path: location.pathname, \
    caches: (await caches.keys()).filter(name => !name.startsWith('certfill-')).length }))()";

fn chosen(page: &Session) -> &'static str {
    if page.lang() == Lang::En { "[data-key='2']" } else { "[data-key='1']" }
}

/// From the first screen to what one can do.
fn begin(page: &Session) {
    page.before_load(MACHINE);
    page.go("/kiosk");
    page.wait_for(".kiosk-ways [lang=en]");
    page.click(chosen(page));
    page.wait_for("[data-key='3']");
}

/// The phone answers the code and asks for the number that the kiosk shows.
fn connect(kiosk: &Session, phone: &Session) {
    kiosk.click("[data-key='1']");
    kiosk.wait_for(".kiosk-code svg");
    let address = kiosk.attribute(".kiosk-code", "data-address").expect("an address");
    let path = address.find("/hand#").map(|at| &address[at..]).expect("the phone's page");
    go_open(phone, path);
    phone.wait_for("#hand-number");
    kiosk.wait_for(".kiosk-number");
    let number = kiosk.text(".kiosk-number");
    assert!(!phone.shows(&number), "the person has to read it at the kiosk");
    assert!(!phone.path().contains('#'), "the code is not left in the address bar");
}

/// The number from the kiosk's screen, all certificates, and off they go.
fn give(kiosk: &Session, phone: &Session) {
    phone.fill_css("#hand-number", &kiosk.text(".kiosk-number"));
    phone.click("#hand-all");
    phone.click("#hand-give");
}

fn hand_over(kiosk: &Session, phone: &Session) {
    give(kiosk, phone);
    kiosk.wait_for("#phone-mine");
    phone.wait_for(".kiosk-number");
    assert_eq!(phone.text(".kiosk-number"), kiosk.text(".kiosk-number"));
    assert!(!kiosk.shows(&say_with(kiosk, words::CONNECTED, &["4"])), "nothing is used unasked");
    kiosk.click("#phone-mine");
    kiosk.wait_text(&say_with(kiosk, words::CONNECTED, &["4"]));
    phone.wait_text(say(phone, words::HAND_OPEN));
}

/// From the services to the check page, with what only the person knows.
fn fill(kiosk: &Session) {
    kiosk.click("#to-services");
    kiosk.wait_path("/kiosk/services");
    kiosk.wait_for(&format!("a[href='{SERVICE}']"));
    kiosk.click(&format!("a[href='{SERVICE}']"));
    kiosk.wait_text(say(kiosk, form::WHAT_YOU_NEED));
    kiosk.press(say(kiosk, form::FILL_FROM));
    kiosk.wait_path(&format!("{SERVICE}/ground"));
    kiosk.choose(page_say(kiosk, "合法稳定就业", "Steady work"));
    kiosk.press(say(kiosk, form::CONTINUE));
    kiosk.wait_path(&format!("{SERVICE}/contact"));
    kiosk.fill_css("#f-contact-mobile", MOBILE);
    kiosk.press(say(kiosk, form::CONTINUE));
    kiosk.wait_path(&format!("{SERVICE}/check"));
    kiosk.choose(page_say(kiosk, "我确认以上内容真实", "I confirm that these answers are true"));
}

fn sign(kiosk: &Session, phone: &Session) {
    kiosk.click("#send");
    phone.wait_for("#hand-sign");
    assert!(kiosk.shows(say(kiosk, words::ASKING)), "the kiosk says where to look");
    assert_eq!(filings_sent(kiosk).len(), 0, "nothing is sent before the phone has signed");
}

fn end(kiosk: &Session) {
    kiosk.click("#kiosk-end");
    kiosk.wait_for("#end-yes");
    kiosk.click("#end-yes");
    kiosk.wait_for(".kiosk-erased");
}

/// Nothing is left anywhere, and the page itself says so.
fn assert_wiped(kiosk: &Session) {
    let left = kiosk.run(LEFT);
    let empty = json!({"local": 0, "session": 0, "databases": 0, "cookie": "", "state": null, "path": "/kiosk", "caches": 0});
    assert_eq!(serde_json::from_str::<serde_json::Value>(left.as_str().unwrap()).unwrap(), empty);
    assert_eq!(kiosk.count(".kiosk-erased .bad"), 0, "{}", kiosk.text(".kiosk-erased"));
    assert!(!kiosk.shows(say(kiosk, words::ENDED_FAILED)));
    kiosk.assert_not_stored(PERSONAL);
    let seen = kiosk.run("document.documentElement.outerHTML");
    for word in PERSONAL {
        assert!(!seen.as_str().unwrap().contains(word), "{word} is still in the document");
    }
}

/// A kiosk and a phone with certificates, in these languages.
fn at_kiosk(name: &str, kiosk: Lang, phone: Lang, story: impl FnOnce(&Session, &Session, &World)) {
    let world = World::start();
    scenario(&format!("{name}-phone"), &world, Viewport::Phone, phone, |phone| {
        with_certificates(phone);
        scenario(name, &world, TALL, kiosk, |kiosk| {
            begin(kiosk);
            story(kiosk, phone, &world);
        });
    });
}

/// A kiosk alone.
fn alone(name: &str, lang: Lang, story: impl FnOnce(&Session)) {
    let world = World::start();
    scenario(name, &world, TALL, lang, |kiosk| {
        begin(kiosk);
        story(kiosk);
    });
}

fn whole_story(kiosk: &Session, phone: &Session) {
    look(kiosk, "kiosk-2-ways");
    kiosk.click("[data-key='1']");
    kiosk.wait_for(".kiosk-code svg");
    look(kiosk, "kiosk-3-code");
    kiosk.click("#kiosk-start");
    connect(kiosk, phone);
    look(phone, "hand-1-compare");
    look(kiosk, "kiosk-4-compare");
    hand_over(kiosk, phone);
    look(phone, "hand-2-open");
    look(kiosk, "kiosk-5-connected");
    fill(kiosk);
    look(kiosk, "kiosk-6-check");
    sign(kiosk, phone);
    look(phone, "hand-3-sign");
    sound(kiosk, "kiosk-7-asking");
    kiosk.screenshots("kiosk-7-asking");
    phone.click("#hand-sign");
    kiosk.wait_path("/kiosk/sent/");
    kiosk.wait_text(say(kiosk, form_check::CASE_NO));
    phone.wait_text(&say_with(phone, words::HAND_SIGNED, &["1"]));
    look(kiosk, "kiosk-8-sent");
    assert_eq!(filings_sent(kiosk).len(), 1);
    kiosk.click("#paper-yes");
    kiosk.wait_text(say(kiosk, words::PRINTED_TITLE));
    kiosk.screenshots("kiosk-9-printed");
    kiosk.act("ahead = 21_000");
    kiosk.wait_for(".kiosk-erased");
    assert!(kiosk.shows(&say_with(kiosk, words::SENT_SOME, &["1"])));
    look(kiosk, "kiosk-10-ended");
    assert_wiped(kiosk);
    phone.wait_text(say(phone, words::HAND_DONE));
    look(phone, "hand-4-done");
}

#[test]
fn a_service_runs_whole_at_the_kiosk_in_chinese() {
    at_kiosk("kiosk", Lang::Zh, Lang::Zh, |kiosk, phone, _| whole_story(kiosk, phone));
    assert_all_sound();
}

#[test]
fn a_service_runs_whole_at_the_kiosk_in_english() {
    at_kiosk("kiosk-en", Lang::En, Lang::En, |kiosk, phone, _| whole_story(kiosk, phone));
    assert_all_sound();
}
