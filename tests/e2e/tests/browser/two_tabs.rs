//! Two tabs of one wallet: one vault with one writer at a time, one filing of one draft.

use cert_app::words::{common, form, form_check, home, settings, welcome};
use cert_e2e::{Engine, Lang, Session, Tab, Viewport, World, scenario_in};
use serde_json::json;

use crate::citizen::{
    FORM, PERSONAL, choose_passphrase, declare, filings_sent, fill_the_rest, go_open, page_say,
    ready_to_send, received, say, say_with, start, unlock, with_certificates,
};
use crate::wallet::import;

/// Numbers that nobody has.
const THIS: &str = "13900000001";
const THAT: &str = "13900000002";

/// Opens a second tab at this path and unlocks it there.
fn second_tab(page: &Session, path: &str) -> (Tab, Tab) {
    let first = page.tab();
    let second = page.new_tab();
    page.go(path);
    unlock(page);
    (first, second)
}

/// Does something in both tabs in the same moment, closer than hands could.
fn in_both_at_once(page: &Session, tabs: [&Tab; 2], scripts: [&str; 2]) {
    // Far enough ahead that both have heard of it.
    let moment = page.run("Date.now() + 1500");
    for (tab, script) in tabs.into_iter().zip(scripts) {
        page.switch_to(tab);
        page.act(&format!("setTimeout(() => {{ {script} }}, {moment} - Date.now())"));
    }
}

/// One submission with one key and the same bytes, and both tabs show its number.
fn filed_once(page: &Session, world: &World, tabs: [&Tab; 2]) {
    page.wait_until("the filing", || !world.filings().is_empty());
    for tab in tabs {
        page.switch_to(tab);
        received(page);
        let filed = world.filings();
        assert_eq!(filed.len(), 1, "one draft, one filing");
        assert!(page.shows(&filed[0].case_no), "the same number in both tabs");
    }
    let sent = filings_sent(page);
    assert!(!sent.is_empty());
    assert!(sent.iter().all(|request| request["key"] == sent[0]["key"]), "two keys: {sent:?}");
    page.assert_not_stored(PERSONAL);
}

fn sends_from_both(engine: Engine, has_locks: bool) {
    let world = World::start();
    let name = if has_locks { "tabs-send" } else { "tabs-no-locks" };
    scenario_in(engine, name, &world, Viewport::Computer, Lang::En, |page| {
        if !has_locks {
            page.before_load("delete Navigator.prototype.locks");
        }
        with_certificates(page);
        assert_eq!(page.run("!!navigator.locks"), json!(has_locks));
        start(page);
        fill_the_rest(page);
        // The second tab changes the draft, and the first one sees it.
        let (first, second) = second_tab(page, &format!("{FORM}/contact"));
        page.wait_for("#f-contact-mobile");
        page.fill_css("#f-contact-mobile", THAT);
        crate::citizen::go_on(page, "check");
        page.wait_text(say(page, form_check::CHECKED_OK));
        declare(page);
        page.switch_to(&first);
        page.wait_text(THAT);
        page.wait_text(say(page, form_check::CHECKED_OK));
        page.wait(
            "what was declared there",
            "document.querySelector('#check-f-declaration').checked",
        );
        let press = "document.querySelector('#send').click()";
        in_both_at_once(page, [&first, &second], [press, press]);
        filed_once(page, &world, [&first, &second]);
        let sent = crate::sent::Sent::read(&world.filings()[0]);
        assert_eq!(sent.answers["contact"]["mobile"], THAT, "what was stored last is what is sent");
        drop(page.complaints());
    });
}

#[test]
fn one_draft_sent_from_two_tabs_is_filed_once_in_chromium() {
    sends_from_both(Engine::Chromium, true);
}

#[test]
fn one_draft_sent_from_two_tabs_is_filed_once_in_firefox() {
    sends_from_both(Engine::Firefox, true);
}

#[test]
fn without_web_locks_one_draft_is_filed_once_in_chromium() {
    sends_from_both(Engine::Chromium, false);
}

#[test]
fn without_web_locks_one_draft_is_filed_once_in_firefox() {
    sends_from_both(Engine::Firefox, false);
}

/// Both type into one question; what comes second is not lost, but offered.
fn types_in_both(engine: Engine) {
    let world = World::start();
    scenario_in(engine, "tabs-type", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        start(page);
        fill_the_rest(page);
        page.wait_text(say(page, form::SAVED));
        go_open(page, &format!("{FORM}/contact"));
        page.wait_for("#f-contact-mobile");
        let (first, second) = second_tab(page, &format!("{FORM}/contact"));
        page.wait_for("#f-contact-mobile");
        let typed = |number: &str| {
            format!(
                "const e = document.querySelector('#f-contact-mobile'); e.value = '{number}'; \
                 e.dispatchEvent(new Event('input', {{ bubbles: true }}))"
            )
        };
        in_both_at_once(page, [&first, &second], [&typed(THIS), &typed(THAT)]);
        let offered = say(page, form::OFFERED_TITLE);
        let tabs = [(&first, THIS), (&second, THAT)];
        let mut mine = None;
        page.wait_until("an offer in one of the tabs", || {
            mine = tabs.into_iter().find(|(tab, _)| {
                page.switch_to(tab);
                page.shows(offered)
            });
            mine.is_some()
        });
        let (_, mine) = mine.expect("just found");
        assert!(page.shows(mine), "what was typed here is shown");
        page.press(say(page, form::USE_MINE));
        for tab in [&first, &second] {
            page.switch_to(tab);
            page.wait(
                "the number that was chosen",
                &format!("document.querySelector('#f-contact-mobile')?.value === '{mine}'"),
            );
        }
        page.assert_not_stored(PERSONAL);
    });
}

#[test]
fn what_two_tabs_type_is_offered_and_not_lost_in_chromium() {
    types_in_both(Engine::Chromium);
}

#[test]
fn what_two_tabs_type_is_offered_and_not_lost_in_firefox() {
    types_in_both(Engine::Firefox);
}

/// Locking one tab locks the other, also while it sends; what is on its way is filed once.
fn locks_both(engine: Engine) {
    let world = World::start();
    scenario_in(engine, "tabs-lock", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        let (first, second) = second_tab(page, "/");
        page.wait_text(&say_with(page, home::COUNT, &["4"]));
        page.press(say(page, common::LOCK_NOW));
        page.switch_to(&first);
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        assert!(!page.shows("陈示例"), "the other tab still shows certificates");

        unlock(page);
        page.wait_text(say(page, home::START));
        ready_to_send(page);
        page.switch_to(&second);
        page.go("/");
        unlock(page);
        page.wait_text(say(page, home::TITLE));
        page.switch_to(&first);
        let hold = world.faults().hold_before_commit();
        page.click("#send");
        world.block_on(hold.reached());
        page.switch_to(&second);
        page.press(say(page, common::LOCK_NOW));
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        world.faults().release_all();
        page.wait_until("the filing", || world.filings().len() == 1);
        // Whatever the sending tab shows by now: the receipt is there for who opens the wallet.
        page.switch_to(&second);
        unlock(page);
        page.wait_text(say(page, home::SENT_TITLE));
        page.press(page_say(page, "居住证签注", "Renew (endorse)"));
        received(page);
        assert!(page.shows(&world.filings()[0].case_no));
        assert_eq!(world.filings().len(), 1);
        page.assert_not_stored(PERSONAL);
        drop(page.complaints());
    });
}

#[test]
fn locking_one_tab_locks_all_in_chromium() {
    locks_both(Engine::Chromium);
}

#[test]
fn locking_one_tab_locks_all_in_firefox() {
    locks_both(Engine::Firefox);
}

/// A wallet is deleted and restored from a backup while another tab has the old one open.
fn restores_beside(engine: Engine) {
    let world = World::start();
    scenario_in(engine, "tabs-restore", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        page.press(say(page, common::NAV_SETTINGS));
        page.wait_text(say(page, settings::BACKUP_TITLE));
        page.press(say(page, settings::EXPORT));
        let backup = page.downloaded("certfill-backup.json");
        let (first, second) = second_tab(page, "/");
        page.wait_text(&say_with(page, home::COUNT, &["4"]));

        page.switch_to(&first);
        page.press(say(page, settings::DELETE_BUTTON));
        page.wait_text(say(page, settings::DELETE_SURE_TITLE));
        page.press(say(page, settings::DELETE_SURE));
        page.wait_text(say(page, welcome::TITLE));
        page.switch_to(&second);
        page.wait_text(say(page, welcome::TITLE));

        page.switch_to(&first);
        page.press(say(page, welcome::OPEN_FILE));
        choose_passphrase(page);
        page.wait_text(say(page, cert_app::words::add::OPEN_TITLE));
        page.press(say(page, common::NAV_SETTINGS));
        page.wait_text(say(page, settings::IMPORT));
        import(page, &backup);
        page.wait_text(&say_with(page, settings::IMPORTED, &["4"]));

        // What the second tab had in memory does not come back over it.
        page.switch_to(&second);
        page.go("/");
        unlock(page);
        page.wait_text(&say_with(page, home::COUNT, &["4"]));
        page.wait("the four cards", "document.querySelectorAll('a.cert').length === 4");
        page.assert_not_stored(PERSONAL);
        drop(page.complaints());
    });
}

#[test]
fn a_backup_is_restored_beside_an_open_tab_in_chromium() {
    restores_beside(Engine::Chromium);
}

#[test]
fn a_backup_is_restored_beside_an_open_tab_in_firefox() {
    restores_beside(Engine::Firefox);
}
