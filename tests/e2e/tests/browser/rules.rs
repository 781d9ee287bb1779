//! The rules for pages (reference/forms.md 5): each has its test here unless a story shows it.

use cert_app::words::{common, form, form_check, settings, verify, welcome};
use cert_e2e::{Engine, Key, Lang, Look, Session, Site, Viewport, World, scenario, scenario_in};
use serde_json::json;

use crate::citizen::{
    FORM, MOBILE, PERSONAL, arrive, assert_all_sound, go_on, look, open_step, page_say, say, sound,
    start, with_certificates_unsaved,
};

/// Rule B9, in CSS pixels; 60 with large text (rule B10).
const TARGET: u32 = 44;
const LARGE_TARGET: u32 = 60;

fn text_of_the_summary_is_beside_the_fields(page: &Session) {
    let wrong = page.run(
        "[...document.querySelectorAll('#summary a')].filter(a => { \
           const id = decodeURIComponent(a.hash.slice(1)); const field = document.getElementById(id); \
           const own = document.getElementById(id + '-error'); \
           return !field || !own || own.innerText.trim() !== a.innerText.trim(); }).map(a => a.innerText)",
    );
    assert_eq!(wrong, json!([]), "summary and field say different things");
}

#[test]
fn answers_stay_through_errors_back_forward_and_language() {
    let world = World::start();
    scenario("rules", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates_unsaved(page);
        start(page);
        open_step(page, "you");
        assert_eq!(page.title(), "您的身份 – 上海市居住证签注（续期） – 证填");

        // C27: the middle of the number is hidden; a screen reader hears so.
        let number = "/\\d{17}[\\dX]/.test(document.querySelector('main').innerText)";
        assert_eq!(page.run(number), json!(false), "the whole number is shown unasked");
        assert!(
            page.run("document.querySelector('.masked .unseen').textContent")
                .as_str()
                .unwrap_or("")
                .contains("隐藏")
        );
        assert_eq!(page.attribute(".masked .value", "aria-hidden").as_deref(), Some("true"));
        page.click(".masked button.reveal");
        assert_eq!(page.run(number), json!(true), "the whole number is not shown when asked for");
        look(page, "number-shown");
        page.click(".masked button.reveal");
        assert_eq!(page.run(number), json!(false));
        // C4: what to do when a certified value is wrong.
        page.press(say(page, form::IS_WRONG));
        page.wait_text("向发证的单位");
        look(page, "is-wrong");

        open_step(page, "ground");
        // C7: nothing is said before Continue, and the browser's own bubbles are off.
        assert_eq!(page.run("document.querySelector('main form').noValidate"), json!(true));
        assert_eq!(page.count("[required]"), 0);
        page.press(say(page, form::CONTINUE));
        page.wait_for("#summary");
        assert!(page.text("#summary").contains("居住理由"));
        page.choose("连续就读");
        page.press(say(page, form::CONTINUE));
        page.wait(
            "the school to be asked for",
            "document.querySelector('#summary')?.innerText.includes('学校')",
        );
        page.wait_for("#f-school-name");
        page.choose("合法稳定就业");
        page.wait_for("#f-employer-name");
        page.wait_gone("#f-school-name");
        go_on(page, "contact");
        page.fill_css("#f-contact-mobile", "12345");
        page.fill_css("#f-contact-email", "nobody");
        assert_eq!(page.count(".wrong-words"), 0, "leaving a field says nothing yet");

        // C8 and C9.
        page.press(say(page, form::CONTINUE));
        page.wait_for("#summary");
        page.wait("the focus on the summary", "document.activeElement.id === 'summary'");
        assert!(page.title().starts_with("错误："), "{}", page.title());
        assert_eq!(page.count("#summary li"), 2);
        let order = "(e => !!(e.compareDocumentPosition(document.querySelector('main h1')) & 4))(document.getElementById('summary'))";
        assert_eq!(page.run(order), json!(true), "the summary stands before the heading");
        text_of_the_summary_is_beside_the_fields(page);
        assert_eq!(page.attribute("#f-contact-mobile", "aria-invalid").as_deref(), Some("true"));
        let described = page.attribute("#f-contact-mobile", "aria-describedby").unwrap_or_default();
        assert!(described.split(' ').any(|id| id == "f-contact-mobile-error"), "{described}");
        let between = "(m => { const e = document.getElementById('f-contact-mobile-error'), l = m.labels[0]; \
             return !!(l.compareDocumentPosition(e) & 4) && !!(e.compareDocumentPosition(m) & 4) })(document.getElementById('f-contact-mobile'))";
        assert_eq!(page.run(between), json!(true), "the error stands between label and control");
        assert_eq!(page.value("#f-contact-mobile"), "12345", "what was typed stays");
        look(page, "errors");
        page.click("#summary a");
        page.wait("the focus on the field", "document.activeElement.id === 'f-contact-mobile'");

        // B15: another language in mid step. Answers, place and errors stay; nothing is asked.
        page.fill_css("#f-contact-mobile", MOBILE);
        page.fill_css("#f-contact-email", "");
        let before = page.requests().len();
        page.click(".tools button[lang=en]");
        page.wait_text("Mobile number");
        assert_eq!(page.attribute("html", "lang").as_deref(), Some("en"));
        assert_eq!(page.value("#f-contact-mobile"), MOBILE);
        assert_eq!(page.path(), format!("{FORM}/contact"));
        assert!(page.requests_with(PERSONAL).is_empty());
        assert!(page.requests().len() <= before + 1, "a language is no reason to ask the server");
        sound(page, "contact in the other language");
        page.click(".tools button[lang='zh-CN']");
        page.wait_text("手机号码");
        assert_eq!(page.value("#f-contact-mobile"), MOBILE);

        // C6: the browser's own Back and Forward keep the answers.
        page.back();
        arrive(page, "ground");
        assert_eq!(
            page.run("document.querySelector('#f-ground').checked"),
            json!(true),
            "the reason stays"
        );
        page.act("history.forward()");
        arrive(page, "contact");
        page.wait(
            "the number",
            &format!("document.querySelector('#f-contact-mobile').value === '{MOBILE}'"),
        );
        go_on(page, "check");
        page.wait_text(say(page, form_check::CHECKED_OK));
        // C17: what was skipped says so, what is hidden is absent.
        assert!(
            page.texts("dl.check > div")
                .iter()
                .any(|row| row.contains("固定电话") && row.contains("未填写"))
        );
        assert!(!page.shows("学校名称"));
        // C26: read aloud, with what is hidden called hidden.
        page.act("window.heard = []; speechSynthesis.speak = said => heard.push(said.text)");
        page.press(say(page, form_check::READ_ALOUD));
        page.wait("a voice", "heard.length > 0");
        let heard = page.run("heard.join('\\n')");
        let heard = heard.as_str().unwrap_or_default();
        assert!(heard.contains("姓名") && heard.contains("陈示例"), "{heard}");
        assert!(heard.contains(say(page, form::HIDDEN)) && !heard.contains("19900307"), "{heard}");
        // Send without the declaration: an error, and nothing is sent.
        page.click("#send");
        page.wait_for("#summary");
        look(page, "not-declared");
        assert!(page.requests().iter().all(|request| !request.url.contains("/offices/")));
        assert_all_sound();
    });
}

#[test]
fn chinese_input_is_not_disturbed_in_chromium() {
    takes_chinese_input(Engine::Chromium);
}

#[test]
fn chinese_input_is_not_disturbed_in_firefox() {
    takes_chinese_input(Engine::Firefox);
}

fn takes_chinese_input(engine: Engine) {
    let world = World::start();
    scenario_in(engine, "ime", &world, Viewport::Computer, Lang::Zh, |page| {
        with_certificates_unsaved(page);
        start(page);
        open_step(page, "home");
        page.choose("近亲属的居住证明");
        page.wait_for("#f-residence-relative-name");
        page.click("#f-residence-relative-name");
        page.compose("wang shi li", "王示例");
        assert_eq!(page.value("#f-residence-relative-name"), "王示例");
        // A rare character (U+20BB7) is one character, here and on the check page.
        page.compose("ji", "𠮷");
        assert_eq!(page.value("#f-residence-relative-name"), "王示例𠮷");
        page.choose("配偶");
        page.wait(
            "the name after the page was drawn again",
            "document.querySelector('#f-residence-relative-name').value === '王示例𠮷'",
        );
        // Enter that takes a candidate is not Enter.
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#text");
        page.fill_css("#text", "不是证照");
        let enter = |composing: bool| {
            page.act(&format!(
                "document.querySelector('#text').dispatchEvent(new KeyboardEvent('keydown', \
                 {{ key: 'Enter', bubbles: true, cancelable: true, isComposing: {composing} }}))"
            ));
        };
        enter(true);
        assert_eq!(page.count("#result"), 0, "Enter that takes a candidate has sent the form");
        enter(false);
        page.wait_for("#result");
    });
}

/// Every control of the page can be reached and is as large as it must be.
fn fits(page: &Session, state: &str, target: u32) {
    sound(page, state);
    let small = page.small_targets(target);
    assert!(small.is_empty(), "{state}: smaller than {target} px: {small:?}");
}

#[test]
fn pages_fit_small_windows_large_text_and_steady_eyes() {
    let world = World::start();
    scenario("fit", &world, Viewport::Phone, Lang::Zh, |page| {
        page.look(Look::ReducedMotion);
        with_certificates_unsaved(page);
        let walk = |state: &str, target: u32, spaced: bool| {
            let visit = |name: &str| {
                if spaced {
                    // WCAG 1.4.12, where the page's own policy does not see it.
                    page.act(
                        "const s = new CSSStyleSheet(); s.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; \
                         word-spacing: .16em !important } p { margin-bottom: 2em !important }'); document.adoptedStyleSheets = [s]",
                    );
                }
                fits(page, &format!("{name}, {state}"), target);
                // B12.
                assert_eq!(
                    page.run(
                        "document.getAnimations().filter(a => a.playState === 'running').length"
                    ),
                    json!(0),
                    "{name} moves"
                );
            };
            page.press(say(page, common::NAV_HOME));
            page.wait_text(say(page, cert_app::words::home::START));
            visit("home");
            start(page);
            open_step(page, "you");
            visit("locked values");
            open_step(page, "home");
            visit("address");
            page.press(say(page, common::NAV_VERIFY));
            page.wait_text(say(page, verify::PASTE_LABEL));
            visit("verify");
            page.press(say(page, common::NAV_SETTINGS));
            page.wait_text(say(page, settings::TITLE));
            visit("settings");
        };
        walk("phone", TARGET, false);
        // B7: 400 % zoom of 1280 × 1024.
        page.resize(Viewport::Size(320, 256));
        walk("400 %", TARGET, true);
        page.resize(Viewport::Phone);
        // B10: large text is on the first screen of every page.
        page.press(say(page, common::LARGE_TEXT));
        page.wait("large text", "document.documentElement.dataset.text === 'large'");
        let size =
            page.run("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)");
        assert!(size.as_f64().is_some_and(|size| size >= 18.0), "main text of {size} px");
        walk("large text", LARGE_TARGET, false);
        page.screenshot("large-text");
        page.look(Look::ForcedColours);
        page.screenshot("forced-colours");
        assert_all_sound();
    });
}

#[test]
fn without_wasm_and_without_javascript_there_are_words_and_another_way() {
    let world = World::start();
    scenario("no-wasm", &world, Viewport::Phone, Lang::Zh, |page| {
        page.before_load("delete window.WebAssembly");
        page.go("/");
        page.wait_text("WebAssembly");
        assert!(page.shows("12345"), "the way without a device");
        look(page, "no-wasm");
        page.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        page.go("/");
        page.wait_text("需要打开 JavaScript");
        assert!(page.shows("12345"));
        page.screenshots("no-javascript");
        assert_all_sound();
    });
}

#[test]
fn plain_files_without_a_server_say_what_is_missing() {
    let site = Site::of_the_built_app();
    scenario("static", &site, Viewport::Computer, Lang::En, |page| {
        page.go("/");
        page.wait_for("main:not(#boot) h1");
        page.wait_text(say(page, welcome::TITLE));
        sound(page, "home without a server");
        drop(page.complaints());
        assert_all_sound();
    });
}

#[test]
fn the_other_way_of_filling_needs_only_what_the_form_blocks_on() {
    let world = World::start();
    scenario("typing", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates_unsaved(page);
        page.press(say(page, cert_app::words::home::START));
        page.press(say(page, form::TYPE_MYSELF));
        arrive(page, "you");
        // Locked all the same: the form wants these verified.
        assert_eq!(page.count("form input"), 0);
        go_on(page, "permit");
        go_on(page, "home");
        assert_eq!(page.value("#f-residence-address-line"), "", "nothing is filled in beforehand");
        page.key(Key::Tab);
        look(page, "home");
        assert!(!page.shows(page_say(page, "来自您的房屋", "From your Registered")));
        assert_all_sound();
    });
}
