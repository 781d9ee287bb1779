//! What is typed is on disk as early as can be, and a form opens from its copy when the network says
//! nothing.

use cert_app::filling::autosave::QUIET_MILLISECONDS;
use cert_app::words::{form, form_check};
use cert_e2e::{Engine, Lang, Session, Viewport, World, scenario, scenario_in};
use serde_json::json;

use crate::citizen::{
    FORM, KEY_IS_HELD, MOBILE, PERSONAL, draft_stored, go_on, go_open, look, open_step, page_say,
    say, start, unlock, with_certificates,
};

/// Neither the pause after typing nor the leaving of the page ever comes.
fn only_by_what_was_done(page: &Session) {
    page.before_load(&format!(
        "{{ const set = window.setTimeout; \
           window.setTimeout = (run, wait, ...more) => wait === {QUIET_MILLISECONDS} ? 0 : set(run, wait, ...more); \
           for (const kind of ['beforeunload', 'pagehide', 'visibilitychange']) \
             addEventListener(kind, (event) => event.stopImmediatePropagation(), true); }}"
    ));
}

/// Does something, and waits until the vault was written after it.
fn is_written_after(page: &Session, act: impl FnOnce()) {
    let revision = "new Promise((done) => { \
        const asked = indexedDB.open('certfill'); \
        asked.onsuccess = () => { \
          const got = asked.result.transaction('vault').objectStore('vault').get('record/main'); \
          got.onsuccess = () => { asked.result.close(); done(got.result.revision); }; }; })";
    let before = page.run(revision);
    act();
    page.wait("the draft on disk", &format!("{revision}.then((now) => now > {before})"));
    page.wait_text(say(page, form::SAVED));
}

fn a_draft_outlives(engine: Engine) {
    let world = World::start();
    scenario_in(engine, "draft", &world, Viewport::Phone, Lang::Zh, |page| {
        only_by_what_was_done(page);
        with_certificates(page);
        start(page);
        // A choice is stored at once.
        page.wait_text(say(page, form::SAVED));
        is_written_after(page, || page.choose(page_say(page, "合法稳定就业", "Steady work")));
        drop(page.complaints());
        page.crash();
        page.go(&format!("{FORM}/ground"));
        unlock(page);
        page.wait("what was chosen", "!!document.querySelector('main input[type=radio]:checked')");

        // What was typed, when Continue is pressed.
        go_on(page, "contact");
        is_written_after(page, || {
            page.fill_css("#f-contact-mobile", MOBILE);
            go_on(page, "check");
        });
        page.wait_text(say(page, form_check::CHECKED_OK));
        drop(page.complaints());
        page.crash();
        page.go(&format!("{FORM}/check"));
        unlock(page);
        page.wait_text(MOBILE);

        // And when its control is left.
        open_step(page, "contact");
        is_written_after(page, || {
            page.fill_css("#f-contact-mobile", "13900000001");
            page.act("document.querySelector('#f-contact-mobile').blur()");
        });
        page.assert_not_stored(PERSONAL);
        drop(page.complaints());
        page.crash();
        page.go(&format!("{FORM}/contact"));
        unlock(page);
        page.wait(
            "the other number",
            "document.querySelector('#f-contact-mobile')?.value === '13900000001'",
        );
    });
}

#[test]
fn a_draft_outlives_the_browser_without_a_pause_in_chromium() {
    a_draft_outlives(Engine::Chromium);
}

#[test]
fn a_draft_outlives_the_browser_without_a_pause_in_firefox() {
    a_draft_outlives(Engine::Firefox);
}

#[test]
fn a_network_that_says_nothing_does_not_hold_up_a_form_that_was_opened_before() {
    let world = World::start();
    scenario("form-silent", &world, Viewport::Phone, Lang::En, |page| {
        with_certificates(page);
        start(page);
        page.wait("the key to be held", KEY_IS_HELD);
        // Asked, and never answered: it would be given up after twenty seconds, which is
        // longer than this waits.
        let asked = json!([{ "urlPattern": "*/forms/*", "requestStage": "Request" }]);
        page.cdp("Fetch.enable", json!({ "patterns": asked }));
        go_open(page, &format!("{FORM}/ground"));
        page.wait_text(say(page, form::CONTINUE));
        page.go("/services");
        page.wait_text(page_say(page, "居住证签注", "Renew (endorse)"));
        page.cdp("Fetch.disable", json!({}));
        drop(page.complaints());
    });
}

/// The words of the two buttons, and which of them does nothing.
fn steps(page: &Session) -> Vec<(String, bool)> {
    let all = "[...document.querySelectorAll('.undo-redo button')]\
        .map((it) => [it.innerText, it.getAttribute('aria-disabled') === 'true'])";
    serde_json::from_value(page.run(all)).expect("the buttons")
}

fn ground_is(page: &Session, words: &str) {
    page.wait(
        words,
        &format!(
            "document.querySelector('main input[type=radio]:checked')?.closest('label').innerText.includes({words:?})"
        ),
    );
}

fn a_change_is_taken_back(viewport: Viewport, lang: Lang) {
    let world = World::start();
    scenario("undo", &world, viewport, lang, |page| {
        with_certificates(page);
        start(page);
        assert_eq!(page.count(".undo-redo"), 0, "nothing was changed yet");
        let (work, home) = page_say(page, "合法稳定就业|合法稳定住所", "Steady work|settled home")
            .split_once('|')
            .unwrap();
        page.choose(work);
        page.wait_for(".undo-redo");
        page.choose(home);
        let undo = steps(page)[0].0.clone();
        assert!(
            undo.starts_with(&crate::citizen::say_with(page, form::UNDO_CHANGE_OF, &[""])),
            "{undo}"
        );
        go_on(page, "contact");
        page.fill_css("#f-contact-mobile", MOBILE);
        draft_stored(page);

        // The history is there after a reload.
        crate::citizen::reload_open(page);
        page.wait_for("#f-contact-mobile");
        look(page, "step");
        let number = steps(page)[0].0.clone();
        page.press(&number);
        page.wait("the number to go", "document.querySelector('#f-contact-mobile').value === ''");
        assert!(
            page.run("document.activeElement.closest('.undo-redo') !== null").as_bool().unwrap(),
            "the focus"
        );
        assert_eq!(steps(page).iter().map(|(_, off)| *off).collect::<Vec<_>>(), [false, false]);
        let again = steps(page)[1].0.clone();
        page.press(&again);
        page.wait(
            "the number again",
            &format!("document.querySelector('#f-contact-mobile').value === '{MOBILE}'"),
        );

        // What was changed stands on the check page, masked as there.
        go_on(page, "check");
        let past = crate::citizen::say_with(page, form::PAST_CHANGES, &["2"]);
        page.press(&past);
        look(page, "check");
        page.press(&steps(page)[0].0.clone());
        page.press(&steps(page)[0].0.clone());
        assert!(steps(page)[0].1, "nothing more to take back");
        page.wait_gone(".form-panel details");
        open_step(page, "ground");
        page.wait("nothing chosen", "!document.querySelector('main input[type=radio]:checked')");
        page.press(&steps(page)[1].0.clone());
        ground_is(page, home);
        crate::citizen::assert_all_sound();
        drop(page.complaints());
    });
}

#[test]
fn a_change_is_taken_back_and_made_again_on_a_phone() {
    a_change_is_taken_back(Viewport::Phone, Lang::Zh);
}

#[test]
fn a_change_is_taken_back_and_made_again_on_a_computer() {
    a_change_is_taken_back(Viewport::Computer, Lang::En);
}
