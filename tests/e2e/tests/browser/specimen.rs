//! The start page of the specimen world, as the server draws it.

use cert_e2e::{Lang, Session, Viewport, World, scenario};

fn opens(page: &Session) {
    page.go("/specimen");
    page.wait_for("h1");
    assert!(page.shows("示例"), "everybody in it is invented, and it says so");
    assert!(!page.scrolls_sideways());
    page.assert_accessible("specimen world");
    page.screenshots("specimen");
    page.go("/specimen/certificates");
    page.wait_for("h1");
    page.assert_accessible("specimen certificates");
    page.screenshots("specimen-certificates");
}

#[test]
fn specimen_world_opens_on_a_phone_in_chinese() {
    scenario("world", &World::start(), Viewport::Phone, Lang::Zh, opens);
}

#[test]
fn specimen_world_opens_on_a_computer_in_english() {
    scenario("world", &World::start(), Viewport::Computer, Lang::En, opens);
}
