//! What to do next: said on the home page by the departments' rules, put off, dismissed, brought back; and
//! nobody is told any of it.

use cert_app::words::home;
use cert_e2e::{Lang, Session, Viewport, World, scenario};

use crate::citizen::{
    PERSONAL, assert_all_sound, due, lock_and_reload, look, say, say_with, unlock,
    with_certificates,
};

#[test]
fn a_suggestion_is_put_off_and_brought_back_on_a_phone_in_chinese() {
    let world = World::start();
    scenario("foreseen", &world, Viewport::Phone, Lang::Zh, put_off);
    assert_all_sound();
}

#[test]
fn a_suggestion_is_put_off_and_brought_back_on_a_computer_in_english() {
    let world = World::start();
    scenario("foreseen", &world, Viewport::Computer, Lang::En, put_off);
    assert_all_sound();
}

fn put_off(page: &Session) {
    with_certificates(page);
    let before = page.requests().len();
    let title = due(page, home::DUE_IN, "12");
    page.press(say(page, home::WHY));
    page.wait_text(page.say("第 663 号", "Decree 663"));
    look(page, "foreseen-1-why");
    for how in [home::LATER, home::NOT_AGAIN] {
        page.press(say(page, how));
        page.wait_text(&say_with(page, home::PUT_AWAY, &["1"]));
        assert_eq!(page.count(".due"), 0, "it is said still");
        look(page, "foreseen-2-away");
        // It is in the vault, and nowhere that can be read without the passphrase.
        assert!(!page.stored_text().contains("residence-permit/due"));
        lock_and_reload(page);
        unlock(page);
        page.wait_text(&say_with(page, home::PUT_AWAY, &["1"]));
        assert_eq!(page.count(".due"), 0, "it comes back by itself");
        page.press(say(page, home::BRING_BACK));
        page.wait_text(&title);
    }
    if page.engine().tells_requests() {
        assert!(page.requests_with(PERSONAL).is_empty(), "a person is told of");
        for request in page.requests().into_iter().skip(before) {
            // Public files, the same for everybody, are all that may be asked for.
            let plain = request.method == "GET" && request.body.is_none();
            assert!(plain && !request.url.contains('?'), "{} {}", request.method, request.url);
        }
    }
}
