//! A business's page asks for a form: from its page to the receipt, and what it never sees.

use cert_app::words::{ask, form, form_check, welcome};
use cert_e2e::{Engine, Lang, Session, Shop, Tab, Viewport, scenario_in};
use serde_json::{Value, json};

use crate::citizen::{
    MOBILE, PASSPHRASE, assert_all_sound, keep_offer, look, open_offer, page_say, say, say_with,
};

const COMPANY: &str = "上海示例食品有限公司（SPECIMEN）";

/// Every message that crosses between the pages, written down on both sides before anybody else hears it.
const LISTEN: &str = "{
  window.__crossed = [];
  const note = e => typeof e.data === 'string' ? __crossed.push(e.data) : __crossed.push(JSON.stringify(e.data));
  addEventListener('message', note, true);
  const on = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', { ...on,
    set(run) { on.set.call(this, run && (e => { note(e); run.call(this, e) })) } });
  window.__told = [];
  for (const kind of ['certfill-receipt', 'certfill-error'])
    addEventListener(kind, e => __told.push({ kind, ...e.detail }));
}";

/// A wallet with a business licence in this browser.
fn with_licence(page: &Session) {
    page.go("/");
    page.wait_text(say(page, welcome::TITLE));
    open_offer(page, "wang");
    keep_offer(page, "4");
}

/// The shop's page, in the language of the browser.
fn enter(page: &Session, shop: &Shop) -> Tab {
    page.go(&format!("{}/", shop.base()));
    element_says(page, page.say("用我的证照填写", "Fill in from my certificates"));
    page.tab()
}

/// Waits for words of the element, which stand in a tree of its own.
fn element_says(page: &Session, words: &str) {
    let says = format!(
        "!!document.querySelector('certfill-fill')?.shadowRoot?.textContent.includes({})",
        json!(words)
    );
    page.wait(words, &says);
}

fn press_fill(page: &Session) -> Tab {
    page.window_opened_by(|| {
        page.act("window.__focused = document.querySelector('certfill-fill').focus()");
        page.key(cert_e2e::Key::Enter);
    })
}

/// What the element has told the page so far.
fn told(page: &Session) -> Vec<Value> {
    page.run("window.__told").as_array().cloned().unwrap_or_default()
}

/// The wallet opens: with the passphrase, or at once where the window was opened from a tab that had it open a
/// moment ago.
fn unlock(page: &Session) {
    page.wait_for("#passphrase, button.way, #send");
    if page.count("#passphrase") > 0 {
        page.fill_css("#passphrase", PASSPHRASE);
        page.press(say(page, welcome::UNLOCK_BUTTON));
    }
}

/// From who asks to the check page.
fn fill(page: &Session) {
    page.wait_text(say(page, form::FILL_FROM));
    page.press(say(page, form::FILL_FROM));
    page.wait_for("#f-contact-mobile");
    page.fill_css("#f-contact-mobile", MOBILE);
    page.press(say(page, form::CONTINUE));
    page.wait_text(say(page, form_check::CHECKED_OK));
}

fn declare(page: &Session) {
    page.choose(page_say(
        page,
        "我有权代表这家企业开户，以上内容真实",
        "I may open this account for the company, and these answers are true",
    ));
}

fn opens_an_account(engine: Engine, viewport: Viewport, lang: Lang) {
    let shop = Shop::start();
    scenario_in(engine, "shop", &shop.city, viewport, lang, |page| {
        page.before_load(LISTEN);
        with_licence(page);
        let host = enter(page, &shop);
        look(page, "shop-1-page");
        let window = press_fill(page);
        let owner = page.say("示例商店（SPECIMEN）", "Specimen Shop (SPECIMEN)");
        page.wait_text(&say_with(page, ask::TITLE, &[owner]));
        page.wait_text(say(page, ask::PAGE_NAMED));
        assert!(page.shows(shop.base()), "where the page is");
        look(page, "shop-2-who-asks");
        page.click("#go");
        unlock(page);
        fill(page);
        look(page, "shop-3-check");
        assert!(page.shows(COMPANY));
        assert!(shop.filings().is_empty(), "nothing is sent before Send");
        declare(page);
        page.click("#send");
        page.wait_path("/ask/sent/");
        page.wait_text(&say_with(page, ask::HANDED_TITLE, &[owner]));
        look(page, "shop-4-sent");
        let filed = shop.filings();
        assert_eq!(filed.len(), 1);

        page.switch_to(&host);
        page.wait_text(page.say("谁看到了什么", "Who saw what"));
        page.wait_text(&filed[0].case_no);
        page.wait_text(COMPANY);
        look(page, "shop-5-who-saw-what");
        let told = told(page);
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0]["kind"], "certfill-receipt");
        assert_eq!(told[0]["receipt"], json!(filed[0].receipt), "as the office gave it");
        assert_eq!(told[0]["receipts"], json!([filed[0].receipt]));
        // Nothing but a greeting and the receipt has crossed: no answer and no certificate.
        let crossed = page.run("window.__crossed");
        let crossed: Vec<&str> =
            crossed.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let receipt = json!({"certfill": "receipt/1", "receipts": [filed[0].receipt]}).to_string();
        assert_eq!(crossed, [json!({"certfill": "hello/1"}).to_string(), receipt]);
        page.switch_to(&window);
        page.press(say(page, ask::CLOSE));
        page.wait_until("the window to close", || !page.tabs().contains(&window));
        page.switch_to(&host);
        assert_all_sound();
    });
}

#[test]
fn a_company_opens_an_account_on_a_computer_in_english() {
    opens_an_account(Engine::Chromium, Viewport::Computer, Lang::En);
}

#[test]
fn a_company_opens_an_account_on_a_phone_in_chinese() {
    opens_an_account(Engine::Chromium, Viewport::Phone, Lang::Zh);
}

#[test]
fn a_company_opens_an_account_in_firefox() {
    opens_an_account(Engine::Firefox, Viewport::Computer, Lang::En);
}

/// The window says who asks, in the language of the page.
fn who_asks(page: &Session) {
    let owner = page.say("示例商店（SPECIMEN）", "Specimen Shop (SPECIMEN)");
    page.wait_text(&say_with(page, ask::TITLE, &[owner]));
}

/// What the element has told the page, once it has.
fn told_once(page: &Session, code: &str) {
    page.wait("the element to tell", "window.__told.length > 0");
    let told = told(page);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["code"], code);
    assert_eq!(told[0]["kind"], "certfill-error");
    assert!(page.run("document.querySelector('certfill-fill').state") == "error");
}

fn goes_there_and_back_in_one_tab(engine: Engine, lang: Lang) {
    let shop = Shop::start();
    scenario_in(engine, "shop-one-tab", &shop.city, Viewport::Phone, lang, |page| {
        page.before_load(LISTEN);
        page.before_load("window.open = () => null;");
        with_licence(page);
        enter(page, &shop);
        page.act(
            "document.querySelector('certfill-fill').shadowRoot.querySelector('button').click()",
        );
        who_asks(page);
        assert!(
            page.path().starts_with("/ask/for/"),
            "the form's address is not left behind #: {}",
            page.path()
        );
        look(page, "shop-6-one-tab");
        page.click("#go");
        unlock(page);
        fill(page);
        declare(page);
        page.click("#send");
        page.wait_path("/ask/sent/");
        let owner = page.say("示例商店（SPECIMEN）", "Specimen Shop (SPECIMEN)");
        page.wait_text(&say_with(page, ask::BACK_TITLE, &[owner]));
        look(page, "shop-7-back");
        page.press(&say_with(page, ask::BACK, &[owner]));
        page.wait_text(page.say("谁看到了什么", "Who saw what"));
        let filed = shop.filings();
        assert_eq!(told(page)[0]["receipt"], json!(filed[0].receipt));
        page.wait_text(&filed[0].case_no);
        let here = page.run("location.href");
        assert_eq!(here, format!("{}/", shop.base()), "the receipt stays in the address");
        assert_all_sound();
    });
}

#[test]
fn without_a_window_the_visitor_goes_there_and_back_in_one_tab() {
    goes_there_and_back_in_one_tab(Engine::Chromium, Lang::Zh);
}

#[test]
fn without_a_window_the_visitor_goes_there_and_back_in_firefox() {
    goes_there_and_back_in_one_tab(Engine::Firefox, Lang::En);
}

#[test]
fn a_window_that_is_closed_and_a_person_who_does_not_want_to_are_told_apart() {
    let shop = Shop::start();
    scenario_in(
        Engine::Chromium,
        "shop-closed",
        &shop.city,
        Viewport::Computer,
        Lang::En,
        |page| {
            page.before_load(LISTEN);
            let host = enter(page, &shop);
            let window = press_fill(page);
            who_asks(page);
            // A second press brings the window to the front; it opens no other.
            page.switch_to(&host);
            let before = page.tabs().len();
            page.act("document.querySelector('certfill-fill').open()");
            assert_eq!(page.tabs().len(), before);
            look(page, "shop-8-waiting");
            page.switch_to(&window);
            page.act("setTimeout(() => window.close())");
            page.switch_to(&host);
            told_once(page, "window-closed");
            look(page, "shop-9-closed");

            page.act("window.__told.length = 0");
            press_fill(page);
            who_asks(page);
            page.press(say(page, ask::NO));
            page.switch_to(&host);
            told_once(page, "cancelled");
            assert!(shop.filings().is_empty());
            assert_all_sound();
        },
    );
}

fn strangers_get_nothing(engine: Engine) {
    let shop = Shop::start();
    let stranger =
        cert_e2e::Site::of_files(&cert_e2e::root().join("tests/e2e/tests/browser/pages/stranger"));
    scenario_in(engine, "shop-stranger", &shop.city, Viewport::Computer, Lang::En, |page| {
        with_licence(page);
        let form = format!("{}/forms/open-account", shop.base());
        page.go(&format!("{}/?wallet={}&form={form}", stranger.base(), shop.city.base()));
        let host = page.tab();
        page.window_opened_by(|| page.click("#open"));
        page.wait_text(say(page, ask::STRANGER_TITLE));
        assert!(page.shows(stranger.base()), "it is named");
        assert!(!page.shows(say(page, ask::GO)), "there is no way on");
        look(page, "shop-10-stranger");
        page.switch_to(&host);
        page.wait("what it was told", "window.heard.length > 1");
        let heard = page.run("window.heard");
        let refused = json!({"certfill": "error/1", "code": "origin-not-named"}).to_string();
        assert_eq!(heard, json!([json!({"certfill": "hello/1"}).to_string(), refused]));
        assert!(shop.filings().is_empty());
        assert_all_sound();
    });
}

#[test]
fn a_strangers_page_gets_no_receipt_and_is_named() {
    strangers_get_nothing(Engine::Chromium);
}

#[test]
fn a_strangers_page_gets_no_receipt_in_firefox() {
    strangers_get_nothing(Engine::Firefox);
}

#[test]
fn forged_messages_are_not_taken_for_the_wallets() {
    let shop = Shop::start();
    scenario_in(
        Engine::Chromium,
        "shop-forged",
        &shop.city,
        Viewport::Computer,
        Lang::En,
        |page| {
            page.before_load(LISTEN);
            let host = enter(page, &shop);
            press_fill(page);
            who_asks(page);
            page.switch_to(&host);
            // From the page itself, which is not the window; and a third origin cannot get hold of the page at all.
            page.act(
            "for (const lie of ['{\"certfill\":\"receipt/1\",\"receipts\":[\"x~\"]}', '{\"certfill\":\"hello/1\"}', \
             '{\"certfill\":\"error/1\",\"code\":\"cancelled\"}']) postMessage(lie, '*')",
        );
            page.wait("the forged messages", "window.__crossed.length >= 4");
            assert_eq!(told(page), Vec::<Value>::new());
            assert_eq!(page.run("document.querySelector('certfill-fill').state"), "open");
        },
    );
}

#[test]
fn a_reload_in_the_window_and_a_page_that_has_gone_lose_nothing() {
    let shop = Shop::start();
    scenario_in(
        Engine::Chromium,
        "shop-reload",
        &shop.city,
        Viewport::Computer,
        Lang::En,
        |page| {
            page.before_load(LISTEN);
            with_licence(page);
            let host = enter(page, &shop);
            let window = press_fill(page);
            who_asks(page);
            page.click("#go");
            unlock(page);
            fill(page);
            crate::citizen::draft_stored(page);
            page.reload();
            page.wait_for("#passphrase, #send");
            if page.count("#passphrase") > 0 {
                unlock(page);
            }
            page.wait_text(say(page, form_check::CHECKED_OK));
            declare(page);
            // The page goes; what was filled in reaches the office, and the receipt is the visitor's.
            page.switch_to(&host);
            page.go("/");
            page.switch_to(&window);
            page.click("#send");
            page.wait_path("/ask/sent/");
            let owner = "Specimen Shop (SPECIMEN)";
            page.wait_text(&say_with(page, ask::NO_ANSWER_TITLE, &[owner]));
            look(page, "shop-11-gone");
            page.press(&say_with(page, ask::BACK, &[owner]));
            page.wait_text("Who saw what");
            page.wait_text(&shop.filings()[0].case_no);
            assert_eq!(shop.filings().len(), 1);
            assert_all_sound();
        },
    );
}

#[test]
fn a_form_of_nobody_here_is_not_even_fetched() {
    let shop = Shop::start();
    scenario_in(Engine::Chromium, "shop-unknown", &shop.city, Viewport::Phone, Lang::Zh, |page| {
        page.go("/ask#form=https%3A%2F%2Fevil.example%2Fforms%2Fx&lang=zh-CN");
        page.wait_text(say(page, ask::UNKNOWN_TITLE));
        look(page, "shop-12-unknown");
        assert!(page.requests().iter().all(|request| request.url.starts_with(shop.city.base())));
        assert_all_sound();
    });
}
