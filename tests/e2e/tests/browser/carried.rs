//! A filing is signed on a phone, carried to a counter and handed in there (全市通办).

use cert_app::words::{carry, common, form_check, home, verify};
use cert_e2e::{Engine, Lang, Session, Viewport, World, scenario, scenario_in};

use crate::citizen::{
    PERSONAL, assert_all_sound, filings_sent, look, ready_to_send, say, say_with, with_certificates,
};
use crate::wallet::wait_for_code;

/// Signs the permit's form to be carried, and gives the file.
fn signed(page: &Session) -> std::path::PathBuf {
    with_certificates(page);
    ready_to_send(page);
    page.click("#carry");
    page.wait_path("/sent/");
    page.wait_text(say(page, carry::CARRIED_TITLE));
    assert!(page.shows(say(page, carry::CARRIED_STATE)), "it says that it was sent");
    look(page, "sent");
    assert!(filings_sent(page).is_empty(), "it was sent");
    // Nowhere does it count as sent: it still has to be handed in.
    page.press(say(page, common::NAV_HOME));
    let due = say(page, carry::DUE_CARRIED).split(['{', '}']).nth(2).expect("between two places");
    page.wait_text(due.trim());
    look(page, "home");
    page.press(say(page, common::NAV_SERVICES));
    page.wait_text(say(page, carry::CARRIED_STATE));
    page.press(say(page, common::NAV_HOME));
    page.press(say(page, home::DUE_LOOK_AT));
    page.wait_text(say(page, carry::CARRIED_TITLE));
    page.press(say(page, carry::CARRIED_OPEN));
    page.wait_for(".shown-code canvas");
    look(page, "carry");
    page.press(say(page, carry::FILE));
    page.downloaded("certfill-psb.json")
}

/// Opens a file on the verify page of a counter.
fn brought(page: &Session, file: &std::path::Path) {
    page.go("/verify");
    page.wait_text(say(page, verify::TITLE));
    page.choose_files("#file", &[file.to_path_buf()]);
}

fn case_number(page: &Session) -> String {
    page.wait_for(".case-no");
    page.text(".case-no").trim().to_owned()
}

#[test]
fn a_filing_is_handed_in_at_a_counter_and_its_person_gets_the_receipt() {
    let world = World::start();
    scenario("carried", &world, Viewport::Phone, Lang::Zh, |phone| {
        let file = signed(phone);
        let text = std::fs::read_to_string(&file).expect("the file");
        scenario_in(
            Engine::Chromium,
            "carried-counter",
            &world,
            Viewport::Computer,
            Lang::En,
            |counter| {
                brought(counter, &file);
                counter.wait_text(say(counter, carry::CHECKED_OK));
                look(counter, "checked");
                assert!(filings_sent(counter).is_empty(), "sent before anybody pressed");
                counter.click("#hand-in");
                counter.wait_text(say(counter, carry::TAKEN));
                let first = case_number(counter);
                look(counter, "taken");
                counter.assert_not_stored(PERSONAL);

                // The same file once more is the same case.
                brought(counter, &file);
                counter.wait_text(say(counter, carry::CHECKED_OK));
                counter.click("#hand-in");
                counter.wait_text(say(counter, carry::TAKEN));
                assert_eq!(case_number(counter), first);

                // One letter changed on the way is told before anything is sent.
                let altered = std::env::temp_dir()
                    .join(format!("certfill-altered-{}.json", std::process::id()));
                let at =
                    text.find("answers\\\":\\\"").expect("answers") + "answers\\\":\\\"".len() + 40;
                let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
                let mut changed = text.clone();
                changed.replace_range(at..=at, other);
                std::fs::write(&altered, changed).expect("a file");
                let before = filings_sent(counter).len();
                brought(counter, &altered);
                counter.wait_text(say(counter, carry::REFUSED));
                look(counter, "altered");
                assert_eq!(counter.count("#hand-in"), 0);
                assert_eq!(filings_sent(counter).len(), before);
                // Nobody uses the page: what is on it goes.
                counter.act("window.real = Date.now; Date.now = () => window.real() + 181_000");
                counter.wait("the page to be cleared", "location.pathname === '/verify'");
                counter.act("Date.now = window.real");
                // Cut off: no filing at all.
                std::fs::write(&altered, &text[..text.len() / 2]).expect("a file");
                brought(counter, &altered);
                wait_for_code(counter, "carried-malformed");
                let _ = std::fs::remove_file(altered);
                drop(counter.complaints());
            },
        );
        // On the phone one press brings the receipt of what the counter handed in.
        phone.press(say(phone, common::BACK));
        phone.wait_text(say(phone, carry::CARRIED_TITLE));
        phone.press(say(phone, carry::CARRIED_NOW));
        phone.wait_text(say(phone, form_check::SENT_TITLE_SENT));
        look(phone, "received");
        assert!(phone.shows(&say_with(phone, form_check::CASE_NO, &[])));
        assert_all_sound();
        drop(phone.complaints());
    });
}
