//! The home page, as it opens for the first time.

use cert_e2e::{Lang, Session, Viewport, World, scenario};

fn opens(page: &Session) {
    page.go("/");
    page.wait_for("main:not(#boot) h1");
    assert_eq!(page.attribute("html", "lang").as_deref(), Some(page.lang().code()));
    assert!(page.title().contains(page.say("证填", "Certfill")), "{}", page.title());
    assert_eq!(page.count("h1"), 1);
    assert!(!page.scrolls_sideways());
    page.assert_accessible("home, first time");
    page.screenshots("home");
}

#[test]
fn home_opens_on_a_phone_in_chinese() {
    scenario("first", &World::start(), Viewport::Phone, Lang::Zh, opens);
}

#[test]
fn home_opens_on_a_computer_in_english() {
    scenario("first", &World::start(), Viewport::Computer, Lang::En, opens);
}
