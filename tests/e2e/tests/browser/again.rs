//! What was typed once is not typed again: the address book on the device, and the same filing once more.

use cert_app::words::{again, common, form, form_check, home};
use cert_e2e::{Key, Lang, Session, Viewport, World, scenario};
use serde_json::json;

use crate::citizen::{
    FORM, MOBILE, PERSONAL, accept_offer, assert_all_sound, declare, due, lock_and_reload, look,
    open_offer, page_say, ready_to_send, received, say, say_with, send, unlock, with_certificates,
};

/// The goal: at most so many presses from the suggestion to the receipt, and no key, the second time.
const MOST_PRESSES: usize = 5;

/// The permit of the next time is issued so much later; the one of the first time has run out by then.
const LATER_SECONDS: i64 = 21 * 86_400;

const MAIL: &str = "chen@mail.specimen.example";
const OTHER: &str = "13911112222";
const CONTACT_FORM: &str = "/services/psb~contact-details";

#[test]
fn the_second_time_takes_five_presses_and_no_typing_on_a_phone_in_chinese() {
    let world = World::start();
    scenario("again", &world, Viewport::Phone, Lang::Zh, |page| second_time(&world, page));
    assert_all_sound();
}

#[test]
fn the_second_time_takes_five_presses_and_no_typing_on_a_computer_in_english() {
    let world = World::start();
    scenario("again", &world, Viewport::Computer, Lang::En, |page| second_time(&world, page));
    assert_all_sound();
}

fn second_time(world: &World, page: &Session) {
    with_certificates(page);
    ready_to_send(page);
    send(page);
    page.wait_text(say(page, again::AGAIN_TEXT));
    look(page, "again-1-sent");

    // The permit that was asked for has come, and is about to end in its turn.
    world.set_clock_ahead(LATER_SECONDS);
    page.before_load(&format!(
        "{{ const Real = Date, shift = {LATER_SECONDS} * 1000; \
           Date = class extends Real {{ constructor(...a) {{ a.length ? super(...a) : super(Real.now() + shift) }} \
             static now() {{ return Real.now() + shift }} }}; }}"
    ));
    lock_and_reload(page);
    unlock(page);
    open_offer(page, "chen");
    accept_offer(page, "4");
    page.wait_text(&due(page, home::DUE_IN, "12"));
    page.wait_text(say(page, home::START));

    let (presses, typed) = page.effort();
    page.press(say(page, home::START));
    page.wait_for("#again");
    look(page, "again-2-start");
    page.click("#again");
    page.wait("the check page", &format!("location.pathname === '{FORM}/check'"));
    page.wait_text(say(page, form_check::CHECKED_OK));
    // What is different from then is listed, with both values: the new permit.
    let changed = page.text(".changed-since");
    assert!(changed.contains(page_say(page, "有效期至", "Valid until")), "{changed}");
    assert!(!changed.contains(page_say(page, "手机号码", "Mobile number")), "{changed}");
    // What was typed then says so, and is no certificate's.
    let mobile = page.text("#check-f-contact-mobile");
    assert!(
        mobile.contains(MOBILE) && mobile.contains(page_say(page, "填过", "You typed this on"))
    );
    look(page, "again-3-check");
    declare(page);
    page.click("#send");
    received(page);
    let (pressed, keys) = page.effort();
    println!("{} presses, {} characters", pressed - presses, keys - typed);
    assert!(pressed - presses <= MOST_PRESSES, "{} presses", pressed - presses);
    assert_eq!(keys - typed, 0, "something was typed");
    assert_eq!(world.filings().len(), 2);

    // From the receipt, too; a draft that was begun that way is not thrown away for another one.
    page.press(say(page, again::AGAIN));
    page.wait("the check page", &format!("location.pathname === '{FORM}/check'"));
    page.wait_text(say(page, again::CHANGED_NONE));
    page.back();
    page.wait_path("/sent/");
    page.wait_text(say(page, again::AGAIN_DRAFT_GO));
    look(page, "again-4-draft");
}

#[test]
fn what_was_typed_once_is_offered_in_another_form_on_a_phone_in_chinese() {
    let world = World::start();
    scenario("book", &world, Viewport::Phone, Lang::Zh, address_book);
    assert_all_sound();
}

#[test]
fn what_was_typed_once_is_offered_in_another_form_on_a_computer_in_english() {
    let world = World::start();
    scenario("book", &world, Viewport::Computer, Lang::En, address_book);
    assert_all_sound();
}

/// Begins the other form; nothing but the declaration is left when the number is known.
fn other_form(page: &Session, to: &str) {
    page.press(say(page, common::NAV_SERVICES));
    page.wait_for(&format!("main a[href='{CONTACT_FORM}']"));
    page.click(&format!("main a[href='{CONTACT_FORM}']"));
    page.wait_text(say(page, form::FILL_FROM));
    page.press(say(page, form::FILL_FROM));
    arrive_at(page, to);
}

fn arrive_at(page: &Session, to: &str) {
    page.wait(&format!("the step {to}"), &format!("location.pathname === '{CONTACT_FORM}/{to}'"));
    page.wait_for("main h1");
}

fn address_book(page: &Session) {
    with_certificates(page);
    ready_to_send(page);
    // What the form does not need is typed on the way.
    page.click("#check-f-contact-email a");
    page.wait_for("#f-contact-email");
    page.fill_css("#f-contact-email", MAIL);
    page.press(say(page, form::CONTINUE));
    page.wait_text(say(page, form_check::CHECKED_OK));
    send(page);
    assert!(
        !page.stored_text().contains(MAIL),
        "the address book can be read without the passphrase"
    );

    // Another form: what it needs is there, marked; what it does not need is offered.
    let before = page.requests().len();
    other_form(page, "check");
    let mark = page_say(page, "填过", "You typed this on");
    let row = page.text("#check-f-contact-mobile");
    assert!(row.contains(MOBILE) && row.contains(mark), "{row}");
    assert!(!page.text("#check-f-contact-email").contains(MAIL), "sent without being asked for");
    look(page, "book-1-check");
    page.click("#check-f-contact-email a");
    page.wait_for(".known button");
    let origin = page.text("#f-contact-mobile-origin");
    assert!(origin.contains(mark), "{origin}");
    look(page, "book-2-offered");
    // By the keyboard: the button is the next stop after its field.
    page.act("document.querySelector('#f-contact-email').focus()");
    page.tab_to(&say_with(page, again::USE_OF, &[MAIL]));
    page.key(Key::Enter);
    page.wait(
        "the mail address in its field",
        &format!("document.querySelector('#f-contact-email')?.value === {}", json!(MAIL)),
    );
    page.wait("the focus in the field", "document.activeElement?.id === 'f-contact-email'");
    assert_eq!(page.count(".known"), 0, "it is offered still");
    page.fill_css("#f-contact-mobile", OTHER);
    page.press(say(page, form::CONTINUE));
    arrive_at(page, "check");
    page.wait_text(say(page, form_check::CHECKED_OK));
    assert!(page.text("#check-f-contact-email").contains(mark));
    assert!(!page.text("#check-f-contact-mobile").contains(mark), "it was typed now");
    if page.engine().tells_requests() {
        for request in page.requests().into_iter().skip(before) {
            let body = request.body.unwrap_or_default();
            assert!(request.method == "GET" || !body.contains(MAIL), "sent before Send");
        }
    }
    declare(page);
    page.click("#send");
    received(page);
    settings(page);
}

/// It can be seen, corrected, removed and switched off.
fn settings(page: &Session) {
    page.press(say(page, common::NAV_SETTINGS));
    page.wait_for("#book-on");
    for known in [OTHER, MOBILE, MAIL] {
        page.wait_text(known);
    }
    look(page, "book-3-settings");
    page.press(&say_with(page, again::BOOK_EDIT_OF, &[OTHER]));
    page.wait("the focus in the input", "document.activeElement?.id === 'book-0'");
    page.fill_css("#book-0", "");
    page.press(say(page, again::BOOK_SAVE));
    page.wait_text(say(page, again::BOOK_MISSING));
    look(page, "book-4-correct");
    page.fill_css("#book-0", "13933334444");
    page.press(say(page, again::BOOK_SAVE));
    page.wait_text("13933334444");
    assert!(!page.shows(OTHER));
    page.press(&say_with(page, again::BOOK_REMOVE_OF, &["13933334444"]));
    page.wait("it is gone", "!document.querySelector('.book')?.innerText.includes('13933334444')");
    page.choose(say(page, again::BOOK_ON));
    page.wait_text(say(page, again::BOOK_OFF));
    look(page, "book-5-off");
    // Off: nothing is filled in and nothing is offered.
    other_form(page, "contact");
    assert_eq!(page.run("document.querySelector('#f-contact-mobile').value"), json!(""));
    assert_eq!(page.count(".known"), 0);
    page.press(say(page, common::NAV_SETTINGS));
    page.wait_for("#book-on");
    page.press(say(page, again::BOOK_CLEAR));
    page.wait_text(say(page, again::BOOK_EMPTY));
    if page.engine().tells_requests() {
        assert!(PERSONAL.len() > 1 && page.requests_with(&[MAIL]).is_empty(), "somebody was told");
    }
}
