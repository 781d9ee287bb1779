//! Each state is sound in both languages, on phone and computer, in other colours, and on pages with odd styles.

use cert_e2e::{Engine, Lang, Look, Session, Viewport, scenario_in};
use serde_json::json;

use super::{Shop, open};

/// Controls that are too small to hit, in every element of the page.
const SMALL: &str = "[...document.querySelectorAll('certfill-verify')].flatMap(e => [...e.shadowRoot.querySelectorAll('button, summary, textarea')]\
    .filter(b => b.getBoundingClientRect().height < 43.5).map(b => e.id + ' ' + b.textContent))";

fn sound(page: &Session, what: &str) {
    page.assert_accessible(what);
    assert!(!page.scrolls_sideways(), "{what}: wider than its window");
    assert_eq!(page.run(SMALL), json!([]), "{what}");
}

fn every_state(engine: Engine, viewport: Viewport, lang: Lang) {
    let shop = Shop::open();
    scenario_in(engine, "widget-states", &shop.site, viewport, lang, |page| {
        open(page, &format!("/states/index.html?lang={}", lang.code()));
        sound(page, "states");
        for look in [Look::Dark, Look::ForcedColours] {
            page.look(look);
            page.assert_accessible(&format!("states, {look:?}"));
            page.screenshot(&format!("states-{look:?}"));
            page.look(Look::Plain);
        }
        page.screenshots("states");
        // Every element speaks the page's language and nothing but it.
        let words = page.run("[...document.querySelectorAll('certfill-verify')].map(e => e.shadowRoot.querySelector('[part=box]').lang)");
        let langs = words.as_array().expect("a list");
        assert!(langs.len() >= 17 && langs.iter().all(|one| one == lang.code()), "{words}");
    });
}

#[test]
fn every_state_is_sound_in_both_languages_and_all_colours() {
    every_state(Engine::Chromium, Viewport::Phone, Lang::Zh);
    every_state(Engine::Chromium, Viewport::Computer, Lang::En);
}

#[test]
fn every_state_is_sound_in_firefox() {
    every_state(Engine::Firefox, Viewport::Phone, Lang::En);
}

/// Styles that pages have been seen with, and some that nobody should have.
const ODD: &[(&str, &str)] = &[
    ("reset", "* { all: unset } "),
    (
        "huge",
        "html { font-size: 40px } body { font: 60px/1 serif; letter-spacing: 1em; text-transform: uppercase }",
    ),
    ("dark", "body { background: #000; color: #fff }"),
    (
        "important",
        "* { color: red !important; display: inline !important; font-size: 8px !important; visibility: visible !important }",
    ),
    ("narrow", "main { width: 12rem }"),
    (
        "grid",
        "main { display: grid; grid-template-columns: 1fr 1fr } certfill-verify { float: right; writing-mode: vertical-rl; direction: rtl }",
    ),
    ("pointer", "body { user-select: none; word-break: keep-all; white-space: nowrap }"),
];

fn odd_styles(engine: Engine) {
    let shop = Shop::open();
    scenario_in(engine, "widget-odd", &shop.site, Viewport::Computer, Lang::En, |page| {
        for (name, css) in ODD {
            open(page, "/host.html");
            page.act(&format!(
                    "const sheet = new CSSStyleSheet(); sheet.replaceSync({}); document.adoptedStyleSheets = [sheet];\
                     host.installWallet('silent'); host.make('idle'); host.make('text')",
                    json!(css)
                ));
            super::press(page, "text", "paste");
            assert_eq!(
                page.run(
                    "host.make('valid').verify(host.genuine).then(() => host.one('valid').state)"
                ),
                json!("valid"),
                "{name}"
            );
            // What is the page's own may be broken; what is the element's must not.
            let broken: Vec<_> =
                page.axe()
                    .into_iter()
                    .filter(|broken| {
                        broken.places.iter().any(|place| {
                            place.contains("certfill-verify") || place.starts_with('#')
                        })
                    })
                    .collect();
            assert!(broken.is_empty(), "{name}: {broken:?}");
            let outside = page.run(
                    "[...document.querySelectorAll('certfill-verify')].flatMap(e => { const box = e.shadowRoot.querySelector('[part=box]');\
                     const frame = box.getBoundingClientRect();\
                     return [...box.querySelectorAll('button, textarea, p, dd')].filter(b => b.getClientRects().length)\
                       .filter(b => b.getBoundingClientRect().right > frame.right + 1 || b.getBoundingClientRect().width < 20).map(b => b.outerHTML) })",
                );
            assert_eq!(outside, json!([]), "{name}");
            page.screenshot(name);
        }
    });
}

#[test]
fn pages_with_odd_styles_leave_it_whole() {
    odd_styles(Engine::Chromium);
}

#[test]
fn pages_with_odd_styles_leave_it_whole_in_firefox() {
    odd_styles(Engine::Firefox);
}

#[test]
fn colours_that_cannot_be_read_are_not_used() {
    let shop = Shop::open();
    super::visit("theme", &shop, |page| {
        let themes = [
            ("good", "--certfill-accent: #402080; --certfill-accent-color: #fff", false),
            ("pale", "--certfill-accent: #ffe08a; --certfill-accent-color: #fff", true),
            ("same", "--certfill-background: #222; --certfill-color: #333", true),
            ("nonsense", "--certfill-accent: 7; --certfill-background: none 3px", true),
        ];
        for (id, css, _) in themes {
            page.act(&format!("const e = document.createElement('certfill-verify'); e.id = '{id}'; e.style = ''; e.style.cssText = {}; document.querySelector('main').append(e)", json!(css)));
        }
        for (id, _, is_plain) in themes {
            let plain = page.run(&format!(
                "host.one('{id}').shadowRoot.querySelector('[part=box]').hasAttribute('data-plain')"
            ));
            assert_eq!(plain, json!(is_plain), "{id}");
        }
        page.assert_accessible("themes");
        page.screenshot("themes");
    });
}
