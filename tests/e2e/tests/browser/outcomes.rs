//! Every result of a check: its words, its shape, its sound and its shake, on a phone and on a computer.

use std::collections::BTreeSet;

use cert_app::words::{certificate, common, verify, verify_rules};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use serde_json::Value;

use crate::citizen::{assert_all_sound, look, say, with_certificates};
use crate::scanning::exported;
use crate::trouble::{forged, paste_to_verify, set_status, strangers_certificate, verify_next};

/// Writes down every tone and every shake instead of making none.
const SENSES: &str = "globalThis.heard = []; globalThis.felt = [];
    const make = BaseAudioContext.prototype.createOscillator;
    BaseAudioContext.prototype.createOscillator = function () {
        const one = make.call(this), start = one.start.bind(one);
        one.start = (at) => { heard.push(Math.round(one.frequency.value)); start(at); };
        return one;
    };
    navigator.vibrate = (pattern) => { felt.push(pattern.join()); return true; };";

/// What was heard and felt since the last time.
fn sensed(page: &Session) -> (String, String) {
    let found = page.run(
        "(() => { const all = [heard.join(), felt.join()]; heard.length = 0; felt.length = 0; return all; })()",
    );
    let text = |at: usize| found[at].as_str().unwrap_or_default().to_owned();
    (text(0), text(1))
}

fn other_type(page: &Session) -> String {
    let types =
        page.run("[...document.querySelectorAll('#wanted option')].map((one) => one.value)");
    let types: Vec<&str> = types.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    types.iter().find(|name| name.contains("resident-id")).expect("a type").to_string()
}

/// Every result once, each told apart without looking at a colour.
fn every_result(world: &World, page: &Session) {
    page.before_load(SENSES);
    with_certificates(page);
    let genuine = exported(page);
    page.press(say(page, common::NAV_VERIFY));
    page.wait_for("#text");
    let (mut tones, mut shakes) = (BTreeSet::new(), BTreeSet::new());
    let mut check = |page: &Session, name: &str, text: &str, class: cert_app::words::Text| {
        paste_to_verify(page, text);
        assert!(page.shows(say(page, class)), "{name}: {}", page.text("main"));
        assert!(page.title().starts_with(say(page, class)), "{}", page.title());
        let shows_name = page.text("main").contains("陈");
        assert_eq!(shows_name, name == "valid", "{name}: personal data only when it is valid");
        let shape =
            page.run("document.querySelector('.verdict .icon path').getAttribute('d')").to_string();
        let (heard, felt) = sensed(page);
        assert!(!heard.is_empty() && !felt.is_empty(), "{name} is silent");
        assert!(tones.insert(heard), "{name} sounds like another");
        assert!(shakes.insert(felt), "{name} feels like another");
        look(page, &format!("outcome-{name}"));
        verify_next(page);
        shape
    };
    let mut shapes = vec![
        check(page, "valid", &genuine, certificate::CLASS_VALID),
        check(page, "forged", &forged(&genuine), certificate::CLASS_FORGED),
        check(page, "stranger", &strangers_certificate(), certificate::CLASS_ISSUER),
        check(page, "address", "https://shop.example/pay?id=7", certificate::CLASS_NOTHING),
    ];
    page.wait("the types are there", "document.querySelectorAll('#wanted option').length > 2");
    page.select("#wanted", &other_type(page));
    shapes.push(check(page, "other-purpose", &genuine, certificate::CLASS_OTHER));
    page.select("#wanted", "");
    // A rule of the counter that nobody can meet with a copy.
    page.press(say(page, verify::RULES));
    page.wait_for("#needs-possession");
    page.choose(say(page, verify_rules::NEEDS_POSSESSION));
    page.press(say(page, verify_rules::SAVE));
    page.wait_text(say(page, verify_rules::SAVED));
    page.press(say(page, common::BACK));
    page.wait_for("#text");
    shapes.push(check(page, "cannot-confirm", &genuine, certificate::CLASS_UNSURE));
    for kind in ["居民身份证", "上海市居住证", "社会保险参保证明", "房屋租赁合同登记备案"]
    {
        set_status(page, kind, "1");
    }
    // Ten minutes later: a list that was fetched this long ago is fetched again.
    world.set_clock_ahead(600);
    page.before_load("{ const real = Date.now; Date.now = () => real() + 600_000; }");
    // All that the server signs runs out at once by this, and while it signs one list, another is served as it was.
    page.go("/services");
    page.wait(
        "what departments publish is signed again",
        "performance.getEntriesByType('resource').filter(it => it.name.endsWith('/index.jws')).length >= 10",
    );
    page.go("/verify");
    page.wait_for("#text");
    shapes.push(check(page, "withdrawn", &genuine, certificate::CLASS_EXPIRED));
    // Two that cannot be confirmed share the question mark; everything else has a shape of its own.
    let shapes: BTreeSet<_> = shapes.into_iter().collect();
    assert_eq!(shapes.len(), 6, "{shapes:?}");
    assert_all_sound();
}

#[test]
fn every_result_is_told_apart_on_a_phone() {
    let world = World::start();
    scenario("outcomes-phone", &world, Viewport::Phone, Lang::Zh, |page| {
        every_result(&world, page)
    });
}

#[test]
fn every_result_is_told_apart_on_a_computer() {
    let world = World::start();
    scenario("outcomes-computer", &world, Viewport::Computer, Lang::En, |page| {
        every_result(&world, page)
    });
}
