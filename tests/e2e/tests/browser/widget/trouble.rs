//! What goes wrong: the engine, the page's settings, and what a page does to an element.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cert_e2e::{Answer, Lang, Session, Viewport, scenario};
use serde_json::json;

use super::{Shop, one_error, open, press, state, text_of, told, visit, wait_state};

/// Both places that have the engine: the module, and the script that carries it.
const ENGINE: [&str; 2] = ["/dist/cert_wasm_bg.wasm", "/dist/inline/engine.js"];

/// A shop whose server has no engine, or this file in its place, until it is healed.
fn shop_without(content: Option<&'static [u8]>) -> (Shop, Arc<AtomicBool>) {
    let is_healed = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&is_healed);
    let folder: PathBuf = std::env::temp_dir().join(format!(
        "certfill-no-engine-{}-{:?}",
        std::process::id(),
        content.map(<[u8]>::len)
    ));
    if let Some(content) = content {
        std::fs::create_dir_all(folder.join("dist")).expect("a folder");
        std::fs::write(folder.join("dist/cert_wasm_bg.wasm"), content).expect("a file");
    }
    let shop = Shop::that(move |path| {
        let is_gone = ENGINE.contains(&path) && !asked.load(Ordering::Relaxed);
        is_gone.then(|| {
            if content.is_some() { Answer::From(folder.clone()) } else { Answer::NotFound }
        })
    });
    (shop, is_healed)
}

#[test]
fn an_engine_that_does_not_come_is_said_and_can_be_tried_again() {
    let cases: [(&str, Option<&'static [u8]>, &str); 3] = [
        ("missing", None, "engine-not-found"),
        ("page", Some(b"<!doctype html><title>Start</title>"), "engine-is-a-page"),
        ("altered", Some(b"\0asm\x01\0\0\0"), "engine-altered"),
    ];
    for (name, content, code) in cases {
        let (shop, is_healed) = shop_without(content);
        visit(&format!("engine-{name}"), &shop, |page| {
            page.act("host.make('e'); host.one('e').verify(host.genuine)");
            wait_state(page, "e", "failed");
            assert_eq!(told(page, "e"), one_error(code));
            let words = text_of(&page.run("host.words('e')"));
            assert!(words.contains("nothing was checked"), "{words}");
            assert_eq!(page.run("host.events[0].detail.error.code"), json!(code));
            page.assert_accessible(name);
            page.screenshot(name);
            drop(page.complaints());
            is_healed.store(true, Ordering::Relaxed);
            press(page, "e", "retry");
            wait_state(page, "e", "valid");
        });
    }
}

#[test]
fn without_wasm_unsafe_eval_nothing_is_silently_passed() {
    let shop = Shop::open();
    scenario("widget-narrow", &shop.site, Viewport::Phone, Lang::En, |page| {
        open(page, "/narrow.html");
        page.act("host.make('e'); host.one('e').verify(host.genuine)");
        wait_state(page, "e", "failed");
        assert_eq!(told(page, "e"), one_error("webassembly-not-allowed"));
        assert_eq!(page.run("host.one('e').value"), json!(""));
        page.screenshot("narrow");
        // The page's own policy is what it complained about.
        let violations = page.run("__watch.violations.splice(0)").to_string();
        assert!(violations.contains("wasm-eval"), "{violations}");
        drop(page.complaints());
    });
    for (name, script, code) in [
        ("lockdown", "delete globalThis.WebAssembly", "webassembly-missing"),
        ("no-any", "delete AbortSignal.any; delete globalThis.OffscreenCanvas", ""),
    ] {
        scenario(&format!("widget-{name}"), &shop.site, Viewport::Phone, Lang::En, |page| {
            page.before_load(script);
            open(page, "/host.html");
            page.act("host.make('e'); host.one('e').verify(host.genuine)");
            if code.is_empty() {
                // An older browser: what needs neither works.
                wait_state(page, "e", "valid");
            } else {
                wait_state(page, "e", "failed");
                assert_eq!(told(page, "e"), one_error(code));
            }
        });
    }
}

#[test]
fn before_it_is_defined_and_twice_defined() {
    let shop = Shop::open();
    let early = |page: &Session, name: &str| {
        page.act(&format!("host.make('{name}', {{ name: 'early', required: true }})"));
    };
    scenario("widget-early", &shop.site, Viewport::Computer, Lang::En, |page| {
        open(page, "/early.html");
        early(page, "e");
        page.act("globalThis.e = host.one('e')");
        assert_eq!(page.run("e.state ?? null"), json!(null));
        page.act("globalThis.defined = host.define()");
        page.wait("it is upgraded", "e.state === 'idle'");
        // What was set before counts, and a call before the engine is there waits for it.
        let seen = page.run("e.verify(host.genuine).then(() => [e.state, e.name, e.hasAttribute('required'), e.accept])");
        assert_eq!(seen, json!(["valid", "early", true, ["urn:specimen:business-licence"]]));
        // An element that no page has yet can be asked, too.
        let apart = page.run(
            "(async () => { const e = document.createElement('certfill-verify'); e.issuers = [host.issuer.jwk]; return (await e.verify(host.genuine)).verdict })()",
        );
        assert_eq!(apart, json!("valid"));
        let again = page.run("import('/define.mjs?again').then(() => customElements.get('certfill-verify') === e.constructor)");
        assert_eq!(again, json!(true));
        let versions = page.run("[e.certfill(1).version, e.certfill(1).state, e.certfill(2) ?? null, e.constructor.interfaceVersion]");
        assert_eq!(versions, json!([1, "valid", null, 1]));
    });
    scenario("widget-taken", &shop.site, Viewport::Computer, Lang::En, |page| {
        open(page, "/early.html");
        page.act("globalThis.Theirs = class extends HTMLElement {}; customElements.define('certfill-verify', Theirs)");
        assert_eq!(
            page.run("host.define().then(() => customElements.get('certfill-verify') === Theirs)"),
            json!(true)
        );
        // The class can have another name.
        let other = page.run(
            "(async () => { const { CertfillVerify } = await import('/elements/verify.mjs');\
             customElements.define('shop-verify', CertfillVerify); const e = document.createElement('shop-verify');\
             document.querySelector('main').append(e); e.issuers = [host.issuer.jwk]; return (await e.verify(host.genuine)).verdict })()",
        );
        assert_eq!(other, json!("valid"));
    });
}

/// Whatever a page writes into attributes: one event with a code, no exception, nothing run.
#[test]
fn hostile_attributes_end_in_one_typed_error() {
    let shop = Shop::open();
    let many = vec!["x"; 5000].join(" ");
    let long = "x".repeat(100_000);
    let deep = vec!["a"; 40].join("/");
    let malformed = "settings-malformed";
    let cases = [
        ("accept", many.as_str(), malformed),
        ("accept", long.as_str(), malformed),
        ("accept", "<img src=x onerror=hit()>", "kind-not-accepted"),
        ("disclose", many.as_str(), malformed),
        ("disclose", deep.as_str(), malformed),
        ("disclose", "__proto__ constructor toString", "claim-not-shown"),
        ("require", "posession", malformed),
        ("require", "__proto__", malformed),
        ("response-mode", "direct_post", malformed),
        ("issuers", "javascript:hit()", malformed),
        ("issuers", "data:text/plain,x", malformed),
        ("issuers", "http://[", malformed),
        ("issuers", "/host.html", "key-malformed"),
        ("issuers", "/no-such-file.json", "trust-not-loaded"),
        ("trust-list", "/host.html", "options-belong-together"),
        ("locale", "__proto__", ""),
        ("locale", "zh-Hant-HK", ""),
        ("label", "<script>hit()</script>", ""),
        ("lang", "\" onclick=hit()", ""),
        ("challenge", "\u{0}\u{1F600}", ""),
    ];
    visit("hostile", &shop, |page| {
        page.act("globalThis.hits = 0; globalThis.hit = () => hits++");
        let mut problems = Vec::new();
        for (number, (name, value, code)) in cases.iter().enumerate() {
            let id = format!("h{number}");
            let no_keys =
                if matches!(*name, "issuers" | "trust-list") { ", issuers: undefined" } else { "" };
            let no_wish = match *name {
                "accept" => ", accept: undefined",
                "disclose" => ", disclose: undefined",
                _ => "",
            };
            page.act(&format!(
                "globalThis.e = host.make('{id}', {{ {} }}, {{ {}: {} }})",
                format!("{no_keys}{no_wish}").trim_start_matches(", "),
                json!(name),
                json!(value)
            ));
            let seen = page.run("(async () => { await e.verify(host.genuine); e.checkValidity(); return e.state })()");
            let told = told(page, &id);
            let told_code = told[0][2].as_str().unwrap_or_default();
            if told.as_array().map(Vec::len) != Some(1) || told_code != *code {
                problems.push(format!("{name}={}: {seen} {told}", &value[..value.len().min(30)]));
            }
            page.act("e.remove()");
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        assert_eq!(page.run("hits"), json!(0));
        drop(page.complaints());
    });
}

#[test]
fn what_a_certificate_says_is_text() {
    let shop = Shop::open();
    visit("markup", &shop, |page| {
        page.act("globalThis.hit = 0");
        let seen = page.run(
            "(async () => { const name = '<img src=x onerror=\"globalThis.hit=1\">';\
             const text = await host.makeCertificate({ issuer: host.issuer, iss: name, claims: { name, ['__proto__']: name } });\
             const e = host.make('m', { disclose: ['name', '__proto__'] }); await e.verify(text);\
             return [e.state, e.shadowRoot.querySelectorAll('img').length, e.shadowRoot.querySelector('[part=claims]').textContent.split(name).length] })()",
        );
        assert_eq!(seen, json!(["valid", 0, 3]));
        assert_eq!(page.run("hit"), json!(0));
    });
}

#[test]
fn a_polluted_object_prototype_changes_no_verdict() {
    let shop = Shop::open();
    scenario("widget-polluted", &shop.site, Viewport::Computer, Lang::En, |page| {
        page.before_load(
            "for (const name of ['error', 'vct', 'certificates', 'verdict', 'accepted', 'evidence', 'response', 'vp_token', 'certificate', 'name', 'status', 'code'])\
             Object.defineProperty(Object.prototype, name, { value: 'valid', writable: true, configurable: true, enumerable: true });",
        );
        open(page, "/host.html");
        let seen = page.run(
            "(async () => { const told = []; for (const text of [host.genuine, host.forged, host.other, 'x']) {\
             const e = host.make('p' + told.length); await e.verify(text); told.push(e.state) } return told })()",
        );
        assert_eq!(seen, json!(["valid", "invalid", "not-accepted", "invalid"]));
        for (wallet, expected) in
            [("encrypted", "valid"), ("another nonce", "invalid"), ("no token", "failed")]
        {
            assert_eq!(
                page.run(&format!("host.askWallet('{wallet}').then(a => a.state)")),
                json!(expected),
                "{wallet}"
            );
        }
    });
}

/// A page can forge what the element says; it cannot make the element say it.
#[test]
fn a_forged_event_changes_nothing_in_the_element() {
    let shop = Shop::open();
    visit("forged-event", &shop, |page| {
        page.act(
            "const e = host.make('e', { name: 'n' }); e.dispatchEvent(new CustomEvent('certfill-result', { detail: { verdict: 'valid', accepted: true, evidence: 'x' } }));\
             try { e.value = 'x' } catch {} try { e.state = 'valid' } catch {} try { e.result = {} } catch {}",
        );
        assert_eq!(
            page.run("[host.one('e').state, host.one('e').value, host.one('e').result ?? null]"),
            json!(["idle", "", null])
        );
        assert_eq!(state(page, "e"), "idle");
    });
}

#[test]
fn a_scanner_that_does_not_come_leaves_the_other_ways() {
    let gone = ["/dist/scanner.js", "/dist/inline/scanner.js"];
    let shop = Shop::that(move |path| gone.contains(&path).then_some(Answer::NotFound));
    visit("no-scanner", &shop, |page| {
        page.act("host.make('s')");
        page.drop_files(
            "certfill-verify",
            &[crate::scanning::picture("widget-no-scanner", &["x"])],
        );
        wait_state(page, "s", "failed");
        assert_eq!(told(page, "s"), one_error("scanner-not-loaded"));
        drop(page.complaints());
        assert_eq!(
            page.run("host.one('s').verify(host.genuine).then(r => r.accepted)"),
            json!(true)
        );
    });
}

#[test]
fn the_language_can_change_at_any_time() {
    let shop = Shop::open();
    visit("language", &shop, |page| {
        page.act("globalThis.e = host.make('l', { required: true })");
        assert_eq!(page.run("e.verify(host.forged).then(() => e.state)"), json!("invalid"));
        let words = |text: &str| {
            page.run(&format!(
                "host.words('l').includes('{text}') && e.validationMessage.includes('{text}')"
            ))
        };
        assert_eq!(words("The signature does not match"), json!(true));
        page.act("e.locale = 'zh-CN'");
        assert_eq!(words("签名对不上"), json!(true));
        assert_eq!(
            page.run("[e.state, e.shadowRoot.querySelector('[part=box]').lang]"),
            json!(["invalid", "zh-CN"])
        );
    });
}
