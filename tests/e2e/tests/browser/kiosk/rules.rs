//! One test for each rule.

use cert_app::words::{Lang as AppLang, Text, form_check, kiosk as words};
use cert_e2e::{Key, Lang, Look, Session, World, scenario};
use serde_json::json;

use super::{
    LEFT, SERVICE, TALL, alone, assert_wiped, at_kiosk, chosen, connect, end, fill, give,
    hand_over, sign,
};
use crate::citizen::{PERSONAL, assert_all_sound, filings_sent, go_open, look, say};

#[test]
fn k1_nothing_is_kept_and_back_shows_the_start_page() {
    at_kiosk("kiosk-k1", Lang::Zh, Lang::Zh, |kiosk, phone, _| {
        connect(kiosk, phone);
        hand_over(kiosk, phone);
        fill(kiosk);
        let left = kiosk.run(LEFT);
        for empty in
            ["\"local\":0", "\"session\":0", "\"databases\":0", "\"cookie\":\"\"", "\"state\":null"]
        {
            assert!(left.as_str().unwrap().contains(empty), "{left}");
        }
        kiosk.back();
        kiosk.wait_text(say(kiosk, words::WAYS));
        kiosk.back();
        kiosk.wait_text(say(kiosk, words::WAYS));
        end(kiosk);
        assert_wiped(kiosk);
        assert!(kiosk.shows(say(kiosk, words::SENT_NONE)));
        kiosk.click("#kiosk-next");
        kiosk.wait_for(".kiosk-ways [lang=en]");
        for _ in 0..3 {
            kiosk.back();
            kiosk.wait_for(".kiosk-ways [lang=en]");
            assert_eq!(kiosk.path(), "/kiosk");
        }
        kiosk.assert_not_stored(PERSONAL);
    });
}

#[test]
fn k2_end_is_on_every_page_at_the_same_place_and_asks_first() {
    alone("kiosk-k2", Lang::Zh, |kiosk| {
        let place = || {
            kiosk
                .run("JSON.stringify(document.querySelector('#kiosk-end').getBoundingClientRect())")
        };
        let first = place();
        for (key, path) in
            [("[data-key='2']", "/kiosk/verify"), ("[data-key='3']", "/kiosk/services")]
        {
            kiosk.click(key);
            kiosk.wait_path(path);
            kiosk.wait_for("main h1");
            assert_eq!(place(), first, "{path}");
            kiosk.click("#kiosk-start");
            kiosk.wait_for(key);
        }
        kiosk.click("#kiosk-end");
        kiosk.wait_for("#end-no");
        kiosk.click("#end-no");
        kiosk.wait_text(say(kiosk, words::WAYS));
        assert_eq!(kiosk.count("dialog[open]"), 0);
        end(kiosk);
        assert_eq!(place(), first);
        assert_wiped(kiosk);
    });
}

/// Until the watch, which looks once a second, has seen the phone's last word: it counts as use when it is seen.
fn watched(kiosk: &Session) {
    let looked = "(globalThis.since ??= performance.now(), performance.now() - since > 2_200)";
    kiosk.wait("the watch to look", looked);
}

#[test]
fn k3_who_does_nothing_is_asked_and_then_everything_is_erased() {
    at_kiosk("kiosk-k3", Lang::En, Lang::En, |kiosk, phone, _| {
        connect(kiosk, phone);
        hand_over(kiosk, phone);
        kiosk.click("#to-services");
        kiosk.wait_path("/kiosk/services");
        watched(kiosk);
        kiosk.act("ahead = 61_000");
        kiosk.wait_for("#idle-more");
        kiosk.wait_until("the question", || kiosk.count("dialog[open] #idle-more") == 1);
        kiosk.screenshots("kiosk-idle");
        kiosk.click("#idle-more");
        kiosk.wait_until("more time", || kiosk.count("dialog[open]") == 0);
        kiosk.act("ahead = 183_000");
        kiosk.wait_for(".kiosk-erased");
        assert_wiped(kiosk);
        phone.wait_text(say(phone, words::HAND_DONE));
    });
}

#[test]
fn k3_who_reads_on_the_phone_for_long_is_not_cut_off_when_they_have_signed() {
    at_kiosk("kiosk-slow", Lang::Zh, Lang::Zh, |kiosk, phone, _| {
        connect(kiosk, phone);
        hand_over(kiosk, phone);
        fill(kiosk);
        sign(kiosk, phone);
        kiosk.act("ahead = 290_000");
        phone.click("#hand-sign");
        kiosk.wait_path("/kiosk/sent/");
        kiosk.wait_text(say(kiosk, form_check::CASE_NO));
        assert_eq!(filings_sent(kiosk).len(), 1);
        assert_eq!(kiosk.count(".kiosk-erased"), 0);
    });
}

#[test]
fn k3_who_leaves_while_the_phone_is_asked_ends_the_delivery_before_everything_else() {
    at_kiosk("kiosk-left", Lang::Zh, Lang::Zh, |kiosk, phone, _| {
        connect(kiosk, phone);
        hand_over(kiosk, phone);
        fill(kiosk);
        sign(kiosk, phone);
        watched(kiosk);
        kiosk.act("ahead = 361_000");
        kiosk.wait_text("hand-over");
        phone.click("#hand-refuse");
        phone.wait_text(say(phone, words::HAND_DONE));
        assert_eq!(kiosk.count(".kiosk-erased"), 0, "what became of it can be read");
        kiosk.act("globalThis.since = undefined");
        watched(kiosk);
        kiosk.act("ahead = 490_000");
        kiosk.wait_for(".kiosk-erased");
        assert!(kiosk.shows(say(kiosk, words::SENT_NONE)));
        assert_eq!(filings_sent(kiosk).len(), 0);
        assert_wiped(kiosk);
    });
}

#[test]
fn k4_another_number_on_the_phone_stops_it_and_no_password_is_asked_for() {
    at_kiosk("kiosk-k4", Lang::Zh, Lang::Zh, |kiosk, phone, _| {
        connect(kiosk, phone);
        assert_eq!(kiosk.count("input[type=password]"), 0);
        phone.click("#hand-all");
        let number = kiosk.text(".kiosk-number");
        let other = if number.starts_with('1') { "222 222" } else { "111 111" };
        phone.fill_css("#hand-number", other);
        for _ in 0..2 {
            phone.click("#hand-give");
            phone.wait_text(say(phone, words::HAND_NUMBER_WRONG));
        }
        phone.click("#hand-give");
        phone.wait_text(say(phone, words::HAND_WARNED));
        kiosk.wait_for("#phone-again");
        assert!(kiosk.text("main").contains("hand-over") || kiosk.count(".kiosk-code") == 0);
        kiosk.click("#phone-again");
        kiosk.wait_for(".kiosk-code svg");
        // Somebody else's key under the same code.
        let address = kiosk.attribute(".kiosk-code", "data-address").unwrap();
        let (page, code) = address.split_once('#').unwrap();
        let (channel, commitment) = code.split_once('.').unwrap();
        let other: String = commitment.chars().rev().collect();
        let path = &page[page.find("/hand").unwrap()..];
        go_open(phone, &format!("{path}#{channel}.{other}"));
        phone.wait_for(".code-line, [role=alert]");
        assert_eq!(phone.count("#hand-give"), 0, "nothing can be handed over");
        assert!(phone.shows("hand-"), "{}", phone.text("main"));
    });
}

#[test]
fn k4_what_another_phone_handed_over_is_not_used() {
    at_kiosk("kiosk-not-mine", Lang::Zh, Lang::Zh, |kiosk, phone, _| {
        connect(kiosk, phone);
        give(kiosk, phone);
        kiosk.wait_for("#phone-not-mine");
        look(kiosk, "kiosk-mine");
        kiosk.click("#kiosk-start");
        kiosk.wait_text(say(kiosk, words::WAYS));
        assert_eq!(kiosk.count("main [role=status]"), 0, "no certificate was taken");
        kiosk.click("[data-key='1']");
        kiosk.wait_for("#phone-not-mine");
        kiosk.click("#phone-not-mine");
        kiosk.wait_for(".kiosk-code svg");
        phone.wait_text(say(phone, words::HAND_DONE));
        kiosk.click("#kiosk-start");
        kiosk.wait_text(say(kiosk, words::WAYS));
        assert_eq!(kiosk.count("main [role=status]"), 0, "and none is left");
    });
    assert_all_sound();
}

#[test]
fn k4_what_is_altered_on_the_way_is_refused() {
    at_kiosk("kiosk-altered", Lang::En, Lang::En, |kiosk, phone, _| {
        connect(kiosk, phone);
        // The server, or whoever has it, changes one bit of what is sealed.
        phone.act(
            "{ const real = fetch; globalThis.fetch = async (asked) => { \
               if (asked.method !== 'PUT') return real(asked); \
               const sealed = JSON.parse(await asked.text()); \
               sealed.data = (sealed.data[0] === 'A' ? 'B' : 'A') + sealed.data.slice(1); \
               return real(new Request(asked.url, { method: 'PUT', body: JSON.stringify(sealed), \
                 headers: { 'content-type': 'application/octet-stream' } })); } }",
        );
        give(kiosk, phone);
        kiosk.wait_for("#phone-again");
        assert!(kiosk.shows("hand-message-altered"), "{}", kiosk.text("main"));
        kiosk.click("#kiosk-start");
        kiosk.wait_text(say(kiosk, words::WAYS));
        assert_eq!(kiosk.count("main [role=status]"), 0, "no certificate was taken");
    });
}

#[test]
fn k5_no_number_is_seen_in_full() {
    at_kiosk("kiosk-k5", Lang::Zh, Lang::Zh, |kiosk, phone, _| {
        connect(kiosk, phone);
        hand_over(kiosk, phone);
        fill(kiosk);
        assert!(kiosk.count(".masked") > 0, "there are numbers on this page");
        let text = kiosk.text("main");
        assert!(!text.contains("19900307"), "the number with the birthday: {text}");
        assert_eq!(kiosk.count(".reveal"), 0, "and nothing shows it");
        assert_eq!(
            kiosk.run(
                "getComputedStyle(document.querySelector('.kiosk-sheet') ?? document.head).display"
            ),
            json!("none"),
            "what is printed is not on the screen"
        );
    });
}

#[test]
fn k6_a_keypad_is_enough_and_it_reads_aloud() {
    alone("kiosk-k6", Lang::Zh, |kiosk| {
        kiosk.act(
            "globalThis.spoken = []; \
             Object.defineProperty(window, 'speechSynthesis', { value: { cancel() {}, speak: (it) => spoken.push(it.text) } }); \
             globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };",
        );
        let focus = |page: &Session, id: &str| {
            let mut presses = 0;
            page.wait_until(id, || {
                presses += 1;
                page.key(Key::Down);
                page.run("document.activeElement.id") == json!(id) || presses > 60
            });
            assert_eq!(page.run("document.activeElement.id"), json!(id));
        };
        focus(kiosk, "kiosk-read");
        kiosk.key(Key::Enter);
        kiosk.wait("the page is read", "spoken.length > 0");
        assert!(kiosk.run("spoken[0]").as_str().unwrap().contains(say(kiosk, words::WAYS)));
        focus(kiosk, "kiosk-contrast");
        kiosk.key(Key::Enter);
        kiosk.wait_for("html[data-contrast=high]");
        look(kiosk, "kiosk-contrast");
        focus(kiosk, "kiosk-text");
        kiosk.key(Key::Enter);
        kiosk.wait_for("html[data-text=largest]");
        look(kiosk, "kiosk-largest");
        kiosk.act("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '3', bubbles: true, cancelable: true }))");
        kiosk.wait_path("/kiosk/services");
        kiosk.wait_for(&format!("a[href='{SERVICE}']"));
        kiosk.key(Key::Down);
        focus(kiosk, "kiosk-end");
        kiosk.key(Key::Enter);
        kiosk.wait_for("dialog[open] #end-yes");
        focus(kiosk, "end-yes");
        kiosk.key(Key::Enter);
        kiosk.wait_for(".kiosk-erased");
        assert_wiped(kiosk);
        // The last page is still read as this person reads; the next one finds what is usual.
        assert_eq!(kiosk.count("html[data-text=largest]"), 1);
        kiosk.click("#kiosk-next");
        kiosk.wait_for("html[data-text=large]:not([data-contrast]) .kiosk-ways [lang=en]");
    });
    assert_all_sound();
}

/// What can be pressed and is too small, or in the upper 30 % of the screen.
const OUT_OF_REACH: &str = "[...document.querySelectorAll('a[href], button, input, select, textarea, summary')] \
    .map(it => ({ it, box: (it.matches('input[type=checkbox], input[type=radio]') ? it.closest('label') ?? it : it).getBoundingClientRect() })) \
    .filter(({ box }) => box.width > 0 && box.height > 0) \
    .filter(({ box, it }) => { const main = it.closest('main')?.getBoundingClientRect(); \
       return Math.min(box.width, box.height) < 59.5 || (main ? main.top : box.top) < innerHeight * .3 - 1 }) \
    .map(({ it, box }) => `${it.outerHTML.slice(0, 80)} ${box.width}x${box.height} at ${box.top}`)";

#[test]
fn k7_targets_are_large_and_within_reach_of_who_sits() {
    at_kiosk("kiosk-k7", Lang::En, Lang::En, |kiosk, phone, _| {
        let within = |state: &str| assert_eq!(kiosk.run(OUT_OF_REACH), json!([]), "{state}");
        within("ways");
        kiosk.click("[data-key='3']");
        kiosk.wait_for(&format!("a[href='{SERVICE}']"));
        within("services");
        kiosk.click("#kiosk-start");
        kiosk.wait_for("[data-key='2']");
        kiosk.click("[data-key='2']");
        kiosk.wait_for("#camera");
        within("verify");
        kiosk.click("#kiosk-start");
        kiosk.wait_for("[data-key='1']");
        connect(kiosk, phone);
        hand_over(kiosk, phone);
        within("connected");
        fill(kiosk);
        within("check");
        kiosk.click("#kiosk-help");
        kiosk.wait_for("dialog[open] #help-close");
        within("help");
    });
}

#[test]
fn k8_languages_come_first_each_in_its_own_script_and_nothing_moves() {
    let world = World::start();
    for lang in [Lang::Zh, Lang::En] {
        scenario("kiosk-k8", &world, TALL, lang, |kiosk| {
            kiosk.look(Look::ReducedMotion);
            kiosk.go("/kiosk");
            kiosk.wait_for(".kiosk-ways [lang=en]");
            let own = |text: Text, lang: AppLang| text.of(lang);
            assert!(kiosk.text("[data-key='1']").contains(own(words::IN_CHINESE, AppLang::Zh)));
            assert!(kiosk.text("[data-key='2']").contains(own(words::IN_ENGLISH, AppLang::En)));
            assert_eq!(kiosk.run("document.getAnimations().length"), json!(0));
            kiosk.screenshots("kiosk-1-languages");
            kiosk.click(chosen(kiosk));
            kiosk.wait_for("[data-key='3']");
            let tag = if lang == Lang::En { "en" } else { "zh-CN" };
            assert_eq!(kiosk.attribute("html", "lang").as_deref(), Some(tag));
        });
    }
}

#[test]
fn k9_a_power_cut_at_any_step_leaves_nothing() {
    at_kiosk("kiosk-k9", Lang::Zh, Lang::Zh, |kiosk, phone, _| {
        for step in 0..4 {
            if step > 0 {
                connect(kiosk, phone);
            }
            if step > 1 {
                hand_over(kiosk, phone);
            }
            if step > 2 {
                fill(kiosk);
                sign(kiosk, phone);
            }
            kiosk.crash();
            kiosk.go(SERVICE);
            kiosk.wait_for(".kiosk-ways [lang=en]");
            assert_eq!(kiosk.path(), "/kiosk", "after step {step} nobody's page is there");
            kiosk.assert_not_stored(PERSONAL);
            assert_eq!(filings_sent(kiosk).len(), 0);
            kiosk.click(chosen(kiosk));
            kiosk.wait_for("[data-key='1']");
        }
    });
}

#[test]
fn k9_without_a_network_it_says_so_and_signs_and_queues_nothing() {
    at_kiosk("kiosk-offline", Lang::Zh, Lang::Zh, |kiosk, phone, _| {
        connect(kiosk, phone);
        hand_over(kiosk, phone);
        fill(kiosk);
        kiosk.offline(true);
        kiosk.click("#send");
        kiosk.wait_text(say(kiosk, form_check::OFFLINE_TITLE));
        assert_eq!(phone.count("#hand-sign"), 0, "the phone is not asked");
        kiosk.click("#kiosk-start");
        kiosk.wait_text(say(kiosk, words::NO_NETWORK));
        look(kiosk, "kiosk-offline");
        kiosk.offline(false);
        end(kiosk);
        assert!(kiosk.shows(say(kiosk, words::SENT_NONE)));
        assert_wiped(kiosk);
        assert_eq!(filings_sent(kiosk).len(), 0, "and nothing was kept to be sent later");
        let complaints = kiosk.complaints();
        assert!(
            complaints.iter().all(|one| one.contains("ERR_INTERNET_DISCONNECTED")),
            "{complaints:?}"
        );
    });
    assert_all_sound();
}

#[test]
fn k10_the_receipt_is_on_paper_only_when_it_is_wanted() {
    at_kiosk("kiosk-k10", Lang::Zh, Lang::Zh, |kiosk, phone, world| {
        connect(kiosk, phone);
        hand_over(kiosk, phone);
        fill(kiosk);
        sign(kiosk, phone);
        phone.click("#hand-refuse");
        kiosk.wait_text("hand-refused");
        assert_eq!(filings_sent(kiosk).len(), 0);
        sign(kiosk, phone);
        phone.click("#hand-sign");
        kiosk.wait_path("/kiosk/sent/");
        kiosk.wait_text(say(kiosk, form_check::CASE_NO));
        kiosk.paper(true);
        let sheet = kiosk.text(".kiosk-sheet");
        let filed = world.filings();
        assert!(sheet.contains(&filed[0].case_no), "{sheet}");
        assert!(sheet.contains("示例街道"), "where it was: {sheet}");
        let codes = kiosk.run("document.querySelectorAll('.kiosk-codes svg').length");
        assert!(codes.as_u64().unwrap() >= 1, "its codes");
        kiosk.screenshots("kiosk-paper");
        kiosk.paper(false);
        kiosk.click("#paper-no");
        kiosk.wait_gone("#paper-no");
        assert_eq!(kiosk.run("printed"), json!(0));
        end(kiosk);
        assert_wiped(kiosk);
    });
}

#[test]
fn k11_a_keyboard_on_the_screen_covers_no_field() {
    at_kiosk("kiosk-k11", Lang::Zh, Lang::Zh, |kiosk, phone, _| {
        connect(kiosk, phone);
        hand_over(kiosk, phone);
        kiosk.click("#to-services");
        kiosk.wait_for("main input");
        kiosk.act(
            "Object.defineProperty(visualViewport, 'height', { value: innerHeight - 900, configurable: true }); \
             document.querySelector('main input').focus(); visualViewport.dispatchEvent(new Event('resize'))",
        );
        kiosk.wait(
            "the field above the keyboard",
            "document.querySelector('main input').getBoundingClientRect().bottom <= innerHeight - 900",
        );
        kiosk
            .act("delete visualViewport.height; visualViewport.dispatchEvent(new Event('resize'))");
    });
}

#[test]
fn k12_help_is_on_every_page() {
    alone("kiosk-k12", Lang::En, |kiosk| {
        for key in ["[data-key='1']", "[data-key='2']", "[data-key='3']"] {
            kiosk.click(key);
            kiosk.wait_for("main h1");
            kiosk.click("#kiosk-help");
            kiosk.wait_for("dialog[open] #help-close");
            assert!(kiosk.shows("Staff are at the desk"), "the operator's words");
            kiosk.click("#help-close");
            kiosk.click("#kiosk-start");
            kiosk.wait_for(key);
        }
        kiosk.click("#kiosk-help");
        kiosk.wait_for("dialog[open] #help-close");
        kiosk.screenshots("kiosk-help");
    });
}

#[test]
fn a_kiosk_shows_nothing_that_is_for_a_device_of_ones_own() {
    alone("kiosk-closed", Lang::En, |kiosk| {
        for path in
            ["/kiosk/settings", "/kiosk/add", "/kiosk/certificates/a", "/kiosk/verify/rules"]
        {
            kiosk.go(path);
            kiosk.wait_for(".kiosk-ways [lang=en]");
            kiosk.wait_path("/kiosk");
            assert_eq!(kiosk.count(".top, .tabbar, .foot"), 0, "{path}");
        }
        let leaving = kiosk.run("[...document.querySelectorAll('a[href], [download]')].filter(a => a.origin !== location.origin || !a.pathname.startsWith('/kiosk')).length");
        assert_eq!(leaving, json!(0));
    });
}
