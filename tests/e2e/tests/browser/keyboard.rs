//! The whole filing with the keyboard alone (rules B4, B5 and B14).

use cert_app::words::{add, form, form_check, home};
use cert_e2e::{Engine, Key, Lang, Session, Viewport, World, scenario_in};
use serde_json::{Value, json};

use crate::citizen::{MOBILE, PASSPHRASE, arrive, get_specimen, received, say, say_with};

/// The focused control: its id and words, and what is wrong with how its focus shows.
const FOCUS: &str = "(e => {
  const words = (e.getAttribute('aria-label') || e.innerText || e.labels?.[0]?.innerText || '').replace(/\\s+/g, ' ').trim();
  if (e === document.body || e === document.documentElement) return { id: '', words: '', wrong: '' };
  const ring = x => x && (s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)(getComputedStyle(x));
  const seen = ring(e) || ring(e.closest('label')) || ring(e.nextElementSibling) || ring(e.closest('.way, .start-main'));
  const b = (e.matches('[type=radio],[type=checkbox],[type=file]') && e.closest('label') || e).getBoundingClientRect();
  const x = b.x + b.width / 2, y = b.y + Math.min(b.height / 2, innerHeight / 2);
  const hit = document.elementFromPoint(x, y);
  const open = hit && (e.contains(hit) || hit.contains(e) || hit.closest('label')?.contains(e) || e.closest('label')?.contains(hit));
  const wrong = !seen ? 'no focus ring' : !open ? 'covered by ' + (hit ? hit.outerHTML.slice(0, 120) : 'the edge') : '';
  return { id: e.id, words, wrong };
})(document.activeElement)";

/// Tab until `is_it` is focused; on the way every focus must be seen and not covered.
fn tab(page: &Session, what: &str, is_it: impl Fn(&str, &str) -> bool) {
    let mut passed = Vec::new();
    // More stops than any page has.
    for _ in 0..80 {
        page.key(Key::Tab);
        let focus = page.run(FOCUS);
        let text = |name: &str| focus[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(text("wrong"), "", "focus on \"{}\" at {}", text("words"), page.path());
        if is_it(&text("id"), &text("words")) {
            return;
        }
        passed.push(text("words"));
    }
    panic!("Tab does not reach {what} at {}; it passes {passed:?}", page.path());
}

fn tab_to_words(page: &Session, words: &str) {
    tab(page, words, |_, said| said.contains(words));
}

fn tab_to_id(page: &Session, id: &str) {
    tab(page, id, |focused, _| focused == id);
}

fn press(page: &Session, words: &str) {
    tab_to_words(page, words);
    page.key(Key::Enter);
}

/// Rule B14: after each change of page the heading has the focus.
fn heading_has_focus(page: &Session) {
    page.wait("the focus on the heading", "document.activeElement?.localName === 'h1'");
}

fn go_on(page: &Session, to: &str) {
    press(page, say(page, form::CONTINUE));
    arrive(page, to);
    heading_has_focus(page);
}

#[test]
fn a_permit_is_renewed_with_the_keyboard_alone_in_chromium() {
    renews_a_permit(Engine::Chromium);
}

#[test]
fn a_permit_is_renewed_with_the_keyboard_alone_in_firefox() {
    renews_a_permit(Engine::Firefox);
}

fn renews_a_permit(engine: Engine) {
    let world = World::start();
    scenario_in(engine, "keyboard", &world, Viewport::Computer, Lang::En, |page| {
        page.go("/");
        page.wait_text(get_specimen(page));
        press(page, get_specimen(page));
        page.wait_path("/specimen");
        page.wait_for("h1");
        press(page, "Get the certificates");
        page.wait_path("/specimen/offers/");
        page.wait_for("h1");
        press(page, "Open in Certfill");

        page.wait_for("#passphrase");
        // The only question of the page has the focus already.
        page.wait("the focus on the passphrase", "document.activeElement?.id === 'passphrase'");
        page.type_text(PASSPHRASE);
        page.key(Key::Enter);
        page.wait_text(&say_with(page, add::RESULT_COUNT, &["4"]));
        page.wait_text(say(page, home::START));
        heading_has_focus(page);
        press(page, say(page, home::START));
        page.wait_text(say(page, form::FILL_FROM));
        press(page, say(page, form::FILL_FROM));
        arrive(page, "ground");
        heading_has_focus(page);

        tab_to_id(page, "f-ground");
        page.key(Key::Space);
        page.wait_for("#f-employer-name");
        let focus = "document.activeElement.id";
        assert_eq!(page.run(focus), json!("f-ground"), "new questions take the focus away");
        // Arrows move within the group, and the parts of the form follow.
        page.key(Key::Down);
        page.wait_gone("#f-employer-name");
        page.key(Key::Up);
        page.wait_for("#f-employer-name");
        go_on(page, "contact");
        tab_to_id(page, "f-contact-mobile");
        page.type_text(MOBILE);
        go_on(page, "check");
        page.wait_text(say(page, form_check::CHECKED_OK));

        // Change leads to the question itself, Continue back here (rule C17).
        press(page, &say_with(page, form_check::CHANGE_OF, &["Mobile number"]));
        arrive(page, "contact");
        page.wait("the focus on the question", "document.activeElement?.id === 'f-contact-mobile'");
        page.key(Key::Enter);
        arrive(page, "check");
        page.wait_text(say(page, form_check::CHECKED_OK));
        heading_has_focus(page);

        tab_to_id(page, "check-f-declaration");
        page.key(Key::Space);
        assert_eq!(page.run("document.activeElement.checked"), json!(true));
        tab_to_id(page, "send");
        page.key(Key::Enter);
        received(page);
        heading_has_focus(page);
        assert_eq!(world.filings().len(), 1);
        let typed: Value =
            crate::sent::Sent::read(&world.filings()[0]).answers["contact"]["mobile"].clone();
        assert_eq!(typed, MOBILE);
    });
}
