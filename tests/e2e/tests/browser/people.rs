//! Several people on one device: a vault each, under a passphrase of their own.

use cert_app::words::{add, common, home, settings, welcome};
use cert_e2e::{Lang, Session, Viewport, World, scenario};

use crate::citizen::{
    PASSPHRASE, PERSONAL, assert_all_sound, choose_passphrase, look, open_offer, page_say,
    reload_open, say, unlock, with_certificates,
};
use crate::wallet::wait_for_code;

const OTHER_PASSPHRASE: &str = "another sentence of somebody";

/// The radio of somebody on the lock page.
fn choose(page: &Session, name: &str) {
    page.wait_text(say(page, welcome::WHO));
    page.choose(name);
}

fn unlock_with(page: &Session, passphrase: &str) {
    page.fill_css("#passphrase", passphrase);
    page.press(say(page, welcome::UNLOCK_BUTTON));
}

/// From a page with an open vault to the page on which somebody new makes theirs.
fn let_somebody_new(page: &Session) {
    page.press(say(page, common::NAV_SETTINGS));
    page.wait_text(say(page, settings::PEOPLE_TITLE));
    page.press(say(page, settings::PEOPLE_CHANGE));
    page.wait_for("#person-name");
    page.wait_text(say(page, welcome::HOW_TITLE));
}

fn names(page: &Session) -> Vec<String> {
    let texts = "[...document.querySelectorAll('input[name=person]')].map((it) => it.closest('label').innerText)";
    serde_json::from_value(page.run(texts)).expect("texts")
}

fn two_people(viewport: Viewport, lang: Lang) {
    let world = World::start();
    scenario("people", &world, viewport, lang, |page| {
        with_certificates(page);
        assert_eq!(page.count("#person-name"), 0, "one person is asked for no name");
        let (mother, son) = page_say(page, "妈妈|小明", "Mum|Ming").split_once('|').unwrap();

        // A name, seen before anything is unlocked.
        page.press(say(page, common::NAV_SETTINGS));
        page.wait_text(say(page, settings::PEOPLE_TITLE));
        page.press(say(page, settings::PEOPLE_NAME_BUTTON));
        page.wait_text(say(page, welcome::NAME_MISSING));
        page.fill_css("#person-name", mother);
        page.press(say(page, settings::PEOPLE_NAME_BUTTON));
        page.wait_text(say(page, settings::PEOPLE_NAMED));
        look(page, "settings-one");

        // Somebody new: what the first has is locked, and a name that is taken is not given twice.
        let_somebody_new(page);
        assert_eq!(names(page), [mother, say(page, welcome::WHO_NEW)]);
        page.fill_css("#person-name", mother);
        page.fill_css("#passphrase", OTHER_PASSPHRASE);
        page.press(say(page, welcome::CREATE_BUTTON));
        page.wait_text(say(page, welcome::NAME_TAKEN));
        look(page, "new-beside-others");
        page.fill_css("#person-name", son);
        page.press(say(page, welcome::CREATE_BUTTON));
        page.wait_text(say(page, add::OPEN_TITLE));
        page.press(say(page, common::NAV_HOME));
        page.wait_text(say(page, home::TITLE));
        assert_eq!(page.count(".cert:not(.ghostly)"), 0, "another person's certificates");
        page.assert_not_stored(PERSONAL);
        page.assert_not_stored(&[OTHER_PASSPHRASE]);

        // The page that is loaded again is the son's; the lock page knows both, and no passphrase opens two.
        reload_open(page);
        page.press(say(page, common::LOCK_NOW));
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        assert_eq!(names(page), [mother, son, say(page, welcome::WHO_NEW)]);
        look(page, "lock-page");
        unlock_with(page, PASSPHRASE);
        wait_for_code(page, "wrong-passphrase");
        choose(page, mother);
        page.wait("the mother's lock page", "document.querySelector('#person-0')?.checked");
        unlock_with(page, OTHER_PASSPHRASE);
        wait_for_code(page, "wrong-passphrase");
        unlock_with(page, PASSPHRASE);
        page.wait_for(".cert:not(.ghostly)");
        reload_open(page);
        page.wait_for(".cert:not(.ghostly)");
        assert_all_sound();
        drop(page.complaints());
    });
}

#[test]
fn two_people_see_nothing_of_each_other_on_a_phone() {
    two_people(Viewport::Phone, Lang::Zh);
}

#[test]
fn two_people_see_nothing_of_each_other_on_a_computer() {
    two_people(Viewport::Computer, Lang::En);
}

#[test]
fn a_tab_of_each_person_lives_beside_the_other() {
    let world = World::start();
    scenario("people-tabs", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        let first = page.tab();
        page.new_tab();
        page.go("/");
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        // Nobody has a name yet, and there is a way for somebody else all the same.
        page.press(say(page, welcome::WHO_ELSE));
        page.press(say(page, welcome::WHO_NEW));
        page.fill_css("#person-name", "Ming");
        choose_passphrase(page);
        page.wait_text(say(page, add::OPEN_TITLE));
        open_offer(page, "wang");
        page.wait_for(".tool.lock");

        // Each tab stays with its person, whatever the other does.
        page.press(say(page, common::LOCK_NOW));
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        page.wait_text(say(page, welcome::WHO_FIRST));
        let second = page.tab();
        page.switch_to(&first);
        page.press(say(page, common::NAV_SETTINGS));
        page.wait_text(say(page, settings::PEOPLE_TITLE));
        page.wait_text("Ming");
        // The other has locked their own: this tab is open, also over a reload.
        reload_open(page);
        page.wait_text(say(page, settings::PEOPLE_TITLE));

        // Deleting what is one's own leaves the other's alone.
        page.press(say(page, settings::DELETE_BUTTON));
        page.wait_text(say(page, settings::DELETE_SURE_TITLE));
        assert!(page.shows(say(page, settings::DELETE_OWN_TEXT)));
        page.press(say(page, settings::DELETE_SURE));
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        page.switch_to(&second);
        page.press(say(page, common::NAV_HOME));
        unlock(page);
        page.wait_text(say(page, home::TITLE));
        drop(page.complaints());
    });
}

#[test]
fn who_saves_beside_a_locked_vault_writes_nothing_over_it() {
    let world = World::start();
    scenario("people-beside", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates(page);
        page.press(say(page, common::LOCK_NOW));
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        page.press(say(page, welcome::FORGOT));
        page.press(say(page, welcome::MEMORY_TITLE));
        page.press(say(page, common::NAV_SETTINGS));
        page.wait_for("#person-name");
        page.fill_css("#person-name", "客人");
        page.fill_css("#passphrase", OTHER_PASSPHRASE);
        page.press(say(page, settings::VAULT_SAVE));
        page.wait_text(say(page, settings::VAULT_SAVED));
        page.press(say(page, common::LOCK_NOW));
        page.press(say(page, common::NAV_HOME));
        choose(page, say(page, welcome::WHO_FIRST));
        page.wait("the first one's lock page", "document.querySelector('#person-0')?.checked");
        unlock(page);
        page.wait_for(".cert:not(.ghostly)");
        drop(page.complaints());
    });
}

#[test]
fn a_vault_that_another_tab_has_just_made_is_not_written_over() {
    let world = World::start();
    scenario("people-first", &world, Viewport::Phone, Lang::Zh, |page| {
        // Two tabs of a device on which there is nothing yet: one works in memory, the other saves.
        crate::citizen::with_certificates_unsaved(page);
        let unsaved = page.tab();
        page.new_tab();
        page.go("/");
        page.press(say(page, welcome::OPEN_FILE));
        choose_passphrase(page);
        page.wait_text(say(page, add::OPEN_TITLE));
        let saved = page.tab();

        page.switch_to(&unsaved);
        page.press(say(page, common::NAV_SETTINGS));
        page.fill_css("#passphrase", OTHER_PASSPHRASE);
        page.press(say(page, settings::VAULT_SAVE));
        page.wait_for("#person-name");
        page.fill_css("#person-name", "小明");
        page.fill_css("#passphrase", OTHER_PASSPHRASE);
        page.press(say(page, settings::VAULT_SAVE));
        page.wait_text(say(page, settings::VAULT_SAVED));
        page.press(say(page, common::NAV_HOME));
        page.wait_for(".cert:not(.ghostly)");

        // What the other tab made opens with its own passphrase.
        page.switch_to(&saved);
        page.press(say(page, common::LOCK_NOW));
        page.press(say(page, common::NAV_HOME));
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        assert_eq!(
            names(page),
            [say(page, welcome::WHO_FIRST), "小明", say(page, welcome::WHO_NEW)]
        );
        unlock(page);
        page.wait_text(say(page, home::TITLE));
        drop(page.complaints());
    });
}

#[test]
fn who_works_in_memory_goes_on_when_somebody_else_comes_and_goes() {
    let world = World::start();
    scenario("people-guest", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        let first = page.tab();
        page.new_tab();
        page.go("/");
        page.wait_text(say(page, welcome::UNLOCK_TITLE));
        page.press(say(page, welcome::FORGOT));
        page.press(say(page, welcome::MEMORY_TITLE));
        page.wait_text(say(page, home::TITLE));
        let guest = page.tab();
        page.switch_to(&first);
        page.press(say(page, common::NAV_SETTINGS));
        page.press(say(page, settings::DELETE_BUTTON));
        page.wait_text(say(page, settings::DELETE_SURE_TITLE));
        page.press(say(page, settings::DELETE_SURE));
        page.wait_text(say(page, welcome::TITLE));
        page.switch_to(&guest);
        page.press(say(page, common::NAV_SETTINGS));
        // Once this is there, the news has come.
        page.wait_text(say(page, settings::DELETE_TEXT));
        assert!(page.shows(say(page, settings::VAULT_MEMORY)), "thrown out of what is in memory");
        drop(page.complaints());
    });
}
