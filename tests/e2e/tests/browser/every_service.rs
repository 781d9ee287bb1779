//! Every service of the city in the browser: its example person fills it from certificates, answers what is left,
//! sends it and has the receipt; and how much has to be pressed and typed for it. The numbers stand in the
//! city's `tries.json`, so that a change of them is seen, and in `docs/services.md`.

use std::fs;

use cert_app::words::{form, form_check};
use cert_e2e::{Lang, Session, Viewport, World, root, scenario};
use serde_json::{Value, json};

use crate::citizen::{PASSPHRASE, assert_all_sound, look, open_offer, received, say};

/// More steps than any form has.
const MOST_STEPS: usize = 30;

pub(crate) fn tries() -> Vec<Value> {
    let path = root().join("crates/cert-server/specimen/tries.json");
    let file: Value = serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON");
    file.as_array().expect("a list").clone()
}

/// What a person does from the service's page on.
#[derive(Default, Debug, PartialEq, Eq)]
pub(crate) struct Effort {
    presses: u64,
    fields: u64,
}

impl Effort {
    fn press(&mut self, page: &Session, words: &str) {
        page.press(words);
        self.presses += 1;
    }

    fn click(&mut self, page: &Session, selector: &str) {
        page.click(selector);
        self.presses += 1;
    }

    /// Answers one question, when it stands on this page.
    fn answer(&mut self, page: &Session, pointer: &str, value: &Value) -> bool {
        let id = format!("f{}", pointer.replace('/', "-"));
        let control = page.run(&format!(
            "(() => {{ const e = document.getElementById({}); return e && !e.closest('.summary') ? \
               (e.localName === 'input' ? e.type : e.localName) + (document.getElementById({}) ? '-parts' : '') : '' }})()",
            json!(id),
            json!(format!("{id}-month")),
        ));
        let named = |code: &str| format!("label:has([name='{id}'][value='{code}'])");
        match (control.as_str().unwrap_or_default(), value) {
            ("", _) => return false,
            ("file", _) => {
                let path = std::env::temp_dir().join(format!("layout-{}.pdf", std::process::id()));
                fs::write(&path, b"%PDF-1.7 SPECIMEN").expect("a file");
                page.choose_files(&format!("[id='{id}']"), &[path]);
                self.presses += 1;
                page.wait_text(say(page, form::FILE_REMOVE));
            }
            ("text-parts", _) => {
                let text = value.as_str().expect("a date");
                for (part, digits) in ["", "-month", "-day"].into_iter().zip(text.split('-')) {
                    page.fill_css(&format!("[id='{id}{part}']"), digits.trim_start_matches('0'));
                }
                self.fields += 1;
            }
            ("radio", Value::Bool(yes)) => {
                self.click(page, &named(if *yes { "true" } else { "false" }))
            }
            ("radio", _) => self.click(page, &named(value.as_str().expect("a code"))),
            ("checkbox", Value::Array(codes)) => {
                for code in codes {
                    self.click(page, &named(code.as_str().expect("a code")));
                }
            }
            ("checkbox", _) => self.click(page, &format!("label[for='{id}']")),
            ("select", _) => {
                page.select(&format!("[id='{id}']"), value.as_str().expect("a code"));
                self.presses += 1;
            }
            _ => {
                page.fill_css(&format!("[id='{id}']"), value.as_str().expect("a text"));
                self.fields += 1;
            }
        }
        true
    }

    /// From the first question that is left to the check page.
    pub(crate) fn answer_the_rest(
        &mut self,
        page: &Session,
        typed: &serde_json::Map<String, Value>,
    ) {
        let mut left: Vec<(&String, &Value)> = typed.iter().collect();
        let path = || page.run("location.pathname").as_str().unwrap_or_default().to_owned();
        for _ in 0..MOST_STEPS {
            let here = path();
            if here.ends_with("/check") {
                assert!(left.is_empty(), "nobody asked for {left:?}");
                return;
            }
            // One answer may call for another question.
            while let Some(at) = left.iter().position(|(at, value)| self.answer(page, at, value)) {
                left.remove(at);
                drop(
                    page.run("new Promise(done => requestAnimationFrame(() => setTimeout(done)))"),
                );
            }
            self.press(page, say(page, form::CONTINUE));
            page.wait("another step", &format!("location.pathname !== {}", json!(here)));
            page.wait_for("main h1");
        }
        panic!("no end of steps at {}", path());
    }
}

/// The wallet of a person, whatever is in it.
pub(crate) fn arrive(page: &Session, person: &str) {
    page.go("/");
    page.wait_for("main:not(#boot) h1");
    open_offer(page, person);
    page.wait_for("#passphrase");
    page.fill_css("#passphrase", PASSPHRASE);
    page.click("main form [type=submit]");
    page.wait_for(".cards");
}

fn file(page: &Session, tried: &Value, name: &str) -> Effort {
    let mut effort = Effort::default();
    page.act(&format!(
        "history.pushState(null, '', '/services/{name}'); dispatchEvent(new PopStateEvent('popstate'))"
    ));
    // The press that brings one here, from the suggestion or from the list.
    effort.presses += 1;
    effort.press(page, say(page, form::FILL_FROM));
    page.wait("the first question", &format!("location.pathname.startsWith('/services/{name}/')"));
    page.wait_for("main h1");
    effort.answer_the_rest(page, tried["typed"].as_object().expect("answers"));
    page.wait_text(say(page, form_check::CHECKED_OK));
    look(page, name);
    effort.click(page, "label.declaration");
    effort.click(page, "#send");
    received(page);
    effort
}

/// One after the other, each with a wallet of its own; those at these places of the list.
fn each(which: impl Fn(usize) -> bool, viewport: Viewport, lang: Lang) {
    let mut wrong = Vec::new();
    for (_, tried) in tries().iter().enumerate().filter(|(at, _)| which(*at)) {
        let text = |name: &str| tried[name].as_str().expect("a text");
        let name = format!("{}~{}", text("department"), text("service"));
        let world = World::start();
        scenario(&format!("service-{}", text("service")), &world, viewport, lang, |page| {
            arrive(page, text("person"));
            let effort = file(page, tried, &name);
            println!("{name}: {effort:?}");
            let told = |what: &str| tried[what].as_u64().unwrap_or_default();
            if (effort.presses, effort.fields) != (told("presses"), told("fields")) {
                wrong.push(format!("{name}: {effort:?}"));
            }
        });
        assert!(!world.filings().is_empty(), "{name} is not filed");
    }
    assert_all_sound();
    assert!(wrong.is_empty(), "tries.json says otherwise:\n{}", wrong.join("\n"));
}

#[test]
fn the_first_services_are_filed_on_a_phone_in_chinese() {
    each(|at| at < 5, Viewport::Phone, Lang::Zh);
}

#[test]
fn the_next_services_are_filed_on_a_computer_in_english() {
    each(|at| (5..10).contains(&at), Viewport::Computer, Lang::En);
}

#[test]
fn the_last_services_are_filed_on_a_phone_in_english() {
    each(|at| at >= 10, Viewport::Phone, Lang::En);
}
