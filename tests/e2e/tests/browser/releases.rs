//! The app's own files: without a network, from a network that says nothing, and while a new
//! version arrives, whole or torn.

use cert_app::words::{common, form, home, welcome};
use cert_e2e::{Lang, Releases, Session, Version, Viewport, World, root, scenario};
use serde_json::Value;

use crate::citizen::{go_open, lock_and_reload, say, sound, unlock, with_certificates};
use crate::wallet::wait_for_code;

/// Waits until the browser keeps a whole version, and gives its name.
pub(crate) fn kept(page: &Session) -> String {
    let worker = "navigator.serviceWorker.ready.then((it) => it.active?.state === 'activated')";
    page.wait("the service worker", worker);
    page.wait("one version", "caches.keys().then((names) => names.length === 1)");
    let name = page.run("caches.keys().then((names) => names[0])");
    name.as_str().unwrap().trim_start_matches("certfill-").to_owned()
}

/// The versions whose files this page has loaded.
fn running(page: &Session) -> Vec<String> {
    let script = "[...new Set([document.querySelector('script[src*=\"/boot.js\"]').src, \
        ...performance.getEntriesByType('resource').map((one) => one.name)] \
        .map((at) => /[/]v[/]([0-9a-f]+)[/]/.exec(at)?.[1]).filter(Boolean))]";
    let names = page.run(script);
    let names = names.as_array().into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn opens(page: &Session, version: &str) {
    page.go("/");
    page.wait_text(say(page, welcome::TITLE));
    assert_eq!(running(page), [version], "files of one version, of this one");
}

/// Looks for a new version, and waits until it has come or was refused.
pub(crate) fn look_for_a_new_one(page: &Session) {
    let looked = page.run(
        "navigator.serviceWorker.getRegistration().then(async (it) => { \
            await it.update().catch(() => {}); \
            const one = it.installing ?? it.waiting; \
            const over = () => !one || one.state === 'redundant' || one.state === 'activated'; \
            while (!over()) await new Promise((done) => one.addEventListener('statechange', done)); \
            return true; })",
    );
    assert_eq!(looked, Value::Bool(true), "looking for a new version");
}

#[test]
fn after_the_first_visit_the_app_opens_without_a_server() {
    let world = World::start();
    scenario("without-server", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates(page);
        kept(page);
        world.kill();
        go_open(page, "/");
        page.wait_text(say(page, home::TITLE));
        lock_and_reload(page);
        unlock(page);
        page.wait_text(say(page, home::TITLE));
        page.press(say(page, common::NAV_SERVICES));
        page.wait_text(say(page, form::SERVICES_TITLE));
        // Lists and indexes cannot be had now; the browser says so.
        let mut complaints = Vec::new();
        page.wait_until("an index to be asked for", || {
            complaints.extend(page.complaints());
            complaints.iter().any(|one| one.contains("/index.jws"))
        });
        for complaint in complaints {
            assert!(complaint.contains("ERR_CONNECTION_REFUSED"), "{complaint}");
        }
        sound(page, "services without a server");
    });
}

#[test]
fn a_torn_update_leaves_the_version_before_it_whole() {
    let site = Releases::start();
    scenario("torn-update", &site, Viewport::Phone, Lang::Zh, |page| {
        page.go("/");
        page.wait_text(say(page, welcome::TITLE));
        let first = kept(page);
        let next = site.release_the_next();
        assert_ne!(first, next.name);
        // The page of one version and the files of another: the digest does not fit.
        site.go_back_with_the_page(true);
        look_for_a_new_one(page);
        opens(page, &first);
        site.go_back_with_the_page(false);
        // One file after the other is missing; what has arrived before is not fetched again.
        for lost in &next.files {
            site.lose(Some(lost));
            look_for_a_new_one(page);
            opens(page, &first);
            // With a network that gives nothing, too.
            site.be_silent(true);
            opens(page, &first);
            site.be_silent(false);
        }
        site.lose(None);
        look_for_a_new_one(page);
        // The open page stays what it is, and gets what it has not loaded yet from its own version.
        let parts = page.run(&format!("fetch('/v/{first}/inside.wasm').then((it) => it.ok)"));
        assert_eq!(parts, Value::Bool(true), "a part of the version that is open");
        opens(page, &next.name);
        page.wait(
            "the version before is cleared away",
            &format!("caches.keys().then((names) => names.join() === 'certfill-{}')", next.name),
        );
        site.be_silent(true);
        opens(page, &next.name);
        drop(page.complaints());
    });
}

#[test]
fn the_first_visit_says_what_did_not_arrive_and_how_to_go_on() {
    let site = Releases::start();
    let version = Version::of(&root().join("dist"));
    let file = |name: &str| format!("/v/{}/{name}", version.name);
    for (name, lang) in [("app.js", Lang::Zh), ("app.wasm", Lang::En)] {
        scenario("torn-first-visit", &site, Viewport::Phone, lang, |page| {
            site.lose(Some(&file(name)));
            page.go("/");
            page.wait("words", "!document.querySelector('#boot-torn').hidden");
            assert!(page.shows(page.say("证填没有载完", "Certfill did not load completely")));
            page.assert_accessible("boot, torn");
            page.screenshot("boot-torn");
            assert!(!page.complaints().is_empty(), "the browser saw it, too");
            site.lose(None);
            page.click(".boot-again");
            page.wait_text(say(page, welcome::TITLE));
            // There is no server behind this site: no configuration.
            drop(page.complaints());
        });
    }
}

#[test]
fn a_part_that_does_not_arrive_is_asked_for_again() {
    let site = Releases::start();
    let version = Version::of(&root().join("dist"));
    for lang in [Lang::Zh, Lang::En] {
        scenario("torn-part", &site, Viewport::Phone, lang, |page| {
            // Before the browser keeps a version.
            page.before_load("delete Navigator.prototype.serviceWorker");
            site.lose(Some(&format!("/v/{}/inside.wasm", version.name)));
            page.go("/verify");
            wait_for_code(page, "app-not-loaded");
            page.assert_accessible("part, torn");
            page.screenshot("part-torn");
            assert!(!page.complaints().is_empty(), "the browser saw it, too");
            site.lose(None);
            page.press(say(page, form::RETRY));
            page.wait_text(say(page, cert_app::words::verify::TITLE));
            page.wait("the last answers", "document.readyState === 'complete'");
            // There is no server behind this site: no configuration, no lists.
            drop(page.complaints());
        });
    }
}

#[test]
fn what_trunk_builds_opens_too() {
    let folder = root().join("target/trunk");
    assert!(folder.join("index.html").is_file(), "`cargo xtask test` builds it");
    let site = cert_e2e::Site::of_files(&folder);
    scenario("trunk", &site, Viewport::Phone, Lang::Zh, |page| {
        page.go("/");
        page.wait_text(say(page, welcome::TITLE));
        page.go("/verify");
        page.wait_text(say(page, cert_app::words::verify::TITLE));
        // Nobody serves lists here; what the browser says of that comes before the page knows.
        page.wait_text(say(page, cert_app::words::verify::LIST_NONE));
        drop(page.complaints());
    });
}
