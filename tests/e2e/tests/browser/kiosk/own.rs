//! A browser in which somebody keeps something is no kiosk, and nothing of theirs is deleted.

use cert_app::words::{home, kiosk as words};
use cert_e2e::{Lang, Viewport, World, scenario};

use super::{LEFT, MACHINE, SERVICE, alone, end};
use crate::citizen::{assert_all_sound, due, look, say, unlock, with_certificates};

#[test]
fn k1_the_wallet_of_a_browser_survives_that_somebody_opens_the_kiosk_in_it() {
    let world = World::start();
    scenario("kiosk-own", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates(page);
        page.before_load(MACHINE);
        page.go("/kiosk");
        page.wait_text(say(page, words::NOT_A_KIOSK_TEXT));
        assert_eq!(
            page.count("[data-key], #kiosk-end"),
            0,
            "nothing can be begun, and nothing ended"
        );
        look(page, "kiosk-own");
        page.act("ahead = 3_600_000");
        page.go(SERVICE);
        page.wait_text(say(page, words::NOT_A_KIOSK_TEXT));
        page.act("ahead = 7_200_000");
        page.click("main a[href='/']");
        page.wait_path("/");
        page.wait_for(".tool.lock, #passphrase");
        if page.count("#passphrase") == 1 {
            unlock(page);
        }
        page.wait_text(&due(page, home::DUE_IN, "12"));
    });
    assert_all_sound();
}

#[test]
fn k1_what_somebody_else_keeps_in_the_browser_is_told_and_not_deleted() {
    alone("kiosk-beside", Lang::En, |kiosk| {
        kiosk.act("localStorage.setItem('certfill.lang', 'en'); indexedDB.open('certfill')");
        kiosk.wait("a database", "indexedDB.databases().then(all => all.length === 1)");
        end(kiosk);
        assert_eq!(kiosk.count(".kiosk-erased .bad"), 1, "{}", kiosk.text(".kiosk-erased"));
        assert!(kiosk.shows(say(kiosk, words::ENDED_FAILED)));
        let left = kiosk.run(LEFT);
        let left = left.as_str().unwrap();
        assert!(left.contains("\"local\":1") && left.contains("\"databases\":1"), "{left}");
    });
}
