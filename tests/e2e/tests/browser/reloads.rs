//! A reload within the lock time asks for nothing; whatever else happens meanwhile, it asks.

use cert_app::words::{add, common, home, welcome};
use cert_e2e::{Engine, Lang, Releases, Session, Viewport, World, scenario, scenario_in};
use serde_json::json;

use crate::citizen::{
    FORM, KEY_IS_HELD, MOBILE, PERSONAL, choose_passphrase, draft_stored, go_on, go_open, is_open,
    lock_and_reload, page_say, reload_open, say, start, unlock, with_certificates,
};
use crate::releases::{kept, look_for_a_new_one};

/// An empty wallet, saved under a passphrase.
fn with_a_wallet(page: &Session) {
    page.go("/");
    page.wait_text(say(page, welcome::TITLE));
    page.press(say(page, welcome::OPEN_FILE));
    choose_passphrase(page);
    page.wait_text(say(page, add::OPEN_TITLE));
}

fn is_asked(page: &Session) {
    page.wait_for(".tool.lock, #passphrase");
    assert_eq!(page.count("#passphrase"), 1, "open without being asked");
}

/// The same page with the draft; nothing of the key is written down; locked, it asks.
fn goes_on(engine: Engine) {
    let world = World::start();
    scenario_in(engine, "reload", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates(page);
        start(page);
        page.choose(page_say(page, "合法稳定就业", "Steady work"));
        go_on(page, "contact");
        page.fill_css("#f-contact-mobile", MOBILE);
        draft_stored(page);
        reload_open(page);
        page.wait_for("#f-contact-mobile");
        assert_eq!(page.path(), format!("{FORM}/contact"));
        assert_eq!(page.value("#f-contact-mobile"), MOBILE, "the draft");
        page.assert_not_stored(PERSONAL);
        assert!(!page.stored_text().contains("the handle of a key"), "the key is stored");
        assert_eq!(page.run("Object.keys(sessionStorage)"), json!(["certfill.tab"]));
        assert_eq!(page.run("history.state"), json!(null));

        // The way over another page of the site, and back.
        page.wait("the key to be held", KEY_IS_HELD);
        page.go("/specimen");
        page.go("/");
        is_open(page);
        page.wait_text(say(page, home::TITLE));

        // Once more, and the same after the passphrase was typed.
        reload_open(page);
        lock_and_reload(page);
        is_asked(page);
        unlock(page);
        reload_open(page);

        // Another tab is another one.
        let first = page.tab();
        page.new_tab();
        page.go("/");
        is_asked(page);
        page.switch_to(&first);
        reload_open(page);
        page.assert_not_stored(PERSONAL);
        drop(page.complaints());
    });
}

#[test]
fn a_reload_within_the_lock_time_goes_on_where_it_was_in_chromium() {
    goes_on(Engine::Chromium);
}

#[test]
fn a_reload_within_the_lock_time_goes_on_where_it_was_in_firefox() {
    goes_on(Engine::Firefox);
}

/// What the page says to the service worker from now on is lost.
fn stop_handing_over(page: &Session) {
    page.act("ServiceWorker.prototype.postMessage = () => {}");
}

#[test]
fn after_the_time_is_over_it_is_asked() {
    let world = World::start();
    scenario("reload-late", &world, Viewport::Phone, Lang::En, |page| {
        // The page's clock can be put behind that of the service worker.
        page.before_load(
            "{ const now = Date.now; window.__behind = 0; Date.now = () => now() - __behind; }",
        );
        with_a_wallet(page);
        reload_open(page);
        page.wait("the key to be held", KEY_IS_HELD);
        page.act("__behind = 3_600_000; document.dispatchEvent(new Event('visibilitychange'))");
        page.wait("the time to be over", &format!("{KEY_IS_HELD}.then((held) => !held)"));
        stop_handing_over(page);
        page.reload();
        is_asked(page);
        unlock(page);
        reload_open(page);
    });
}

#[test]
fn with_the_service_worker_the_key_is_gone() {
    let world = World::start();
    scenario("reload-stopped", &world, Viewport::Phone, Lang::Zh, |page| {
        with_a_wallet(page);
        page.wait("the key to be held", KEY_IS_HELD);
        // Else the page, which is open, would hand it over again.
        stop_handing_over(page);
        page.cdp("ServiceWorker.enable", json!({}));
        page.cdp("ServiceWorker.stopAllWorkers", json!({}));
        page.reload();
        is_asked(page);
        unlock(page);
        reload_open(page);
    });
}

#[test]
fn without_a_service_worker_it_is_asked() {
    let world = World::start();
    scenario("reload-without", &world, Viewport::Phone, Lang::En, |page| {
        page.before_load("delete Navigator.prototype.serviceWorker");
        with_a_wallet(page);
        page.reload();
        is_asked(page);
        unlock(page);
        page.wait_for(".tool.lock");
    });
}

/// The first tab is on its way when the second one locks.
#[test]
fn another_tab_that_locks_meanwhile_takes_the_key_back() {
    let world = World::start();
    scenario("reload-locked", &world, Viewport::Computer, Lang::Zh, |page| {
        // Opening can be made to wait, where it has the key already.
        page.before_load(
            "{ const decrypt = SubtleCrypto.prototype.decrypt; \
               SubtleCrypto.prototype.decrypt = async function (...all) { \
                 while (localStorage.getItem('wait')) { window.__waits = true; await new Promise((done) => setTimeout(done, 20)); } \
                 return decrypt.apply(this, all); }; }",
        );
        with_a_wallet(page);
        let first = page.tab();
        let second = page.new_tab();
        page.go("/");
        unlock(page);
        page.wait_for(".tool.lock");

        page.switch_to(&first);
        go_open(page, "/");
        page.wait("the key to be held", KEY_IS_HELD);
        page.go("/specimen");
        page.switch_to(&second);
        page.press(say(page, common::LOCK_NOW));
        page.wait_for("#passphrase");
        page.switch_to(&first);
        page.go("/");
        is_asked(page);
        unlock(page);

        // It has its key back, and just reads the vault.
        page.switch_to(&second);
        unlock(page);
        page.wait_for(".tool.lock");
        page.switch_to(&first);
        page.wait("the key to be held", KEY_IS_HELD);
        page.act("localStorage.setItem('wait', '1')");
        page.reload();
        page.wait("the vault to be read", "window.__waits === true");
        page.switch_to(&second);
        page.press(say(page, common::LOCK_NOW));
        page.wait_for("#passphrase");
        page.act("localStorage.removeItem('wait')");
        page.switch_to(&first);
        is_asked(page);
        unlock(page);
        reload_open(page);
    });
}

#[test]
fn a_new_version_of_the_service_worker_is_handed_the_key() {
    let site = Releases::start();
    scenario("reload-new-version", &site, Viewport::Phone, Lang::Zh, |page| {
        with_a_wallet(page);
        let first = kept(page);
        page.wait("the key to be held", KEY_IS_HELD);
        let next = site.release_the_next();
        assert_ne!(first, next.name);
        look_for_a_new_one(page);
        reload_open(page);
        let script = "document.querySelector('script[src*=\"/boot.js\"]').src";
        page.wait("the new version", &format!("{script}.includes({:?})", next.name));
        lock_and_reload(page);
        is_asked(page);
        // There is no server behind this site: no configuration, no lists.
        drop(page.complaints());
    });
}
