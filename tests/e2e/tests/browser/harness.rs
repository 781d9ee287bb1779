//! The harness itself: it must see what is wrong, or the other tests prove nothing.

use std::path::Path;

use cert_e2e::{Engine, Key, Lang, Look, Session, Site, Viewport, scenario, scenario_in};
use serde_json::json;

fn pages() -> Site {
    Site::of_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/pages"))
}

/// A page that passes, worked by pointer and keys.
fn works_a_good_page(page: &Session) {
    page.go("/");
    page.wait_for("h1");
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("zh-CN"));
    page.assert_accessible("good page");
    assert!(!page.scrolls_sideways());

    page.fill("姓名", "示例");
    page.choose("我同意");
    page.press("继续");
    page.wait_text("收到:示例,同意");
    assert_eq!(page.effort(), (3, 2), "the field, the label and the button; two characters");

    page.fill("姓名", "示例你好");
    page.key(Key::Enter);
    page.wait_text("收到:示例你好,同意");

    page.key(Key::Tab);
    assert_eq!(page.focused(), "input \"agree\"");
    page.key(Key::Space);
    page.tab_to("继续");
    page.key(Key::ShiftTab);
    assert_eq!(page.focused(), "input \"agree\"");
    page.tab_to("继续");
    page.key(Key::Enter);
    page.wait_text("收到:示例你好,不同意");
    page.screenshots("good");
    if page.engine().tells_requests() {
        let asked: Vec<_> = page.requests().into_iter().map(|r| (r.method, r.url)).collect();
        let base = &asked.first().expect("the page itself").1;
        assert!(asked.contains(&("GET".into(), format!("{base}good.js"))), "{asked:?}");
        assert!(page.requests_with(&["示例你好"]).is_empty());
    }
}

#[test]
fn a_good_page_passes_and_is_worked_in_chromium() {
    scenario("harness", &pages(), Viewport::Phone, Lang::Zh, works_a_good_page);
}

#[test]
fn a_good_page_passes_and_is_worked_in_firefox() {
    scenario_in(Engine::Firefox, "harness", &pages(), Viewport::Phone, Lang::Zh, works_a_good_page);
}

#[test]
fn a_good_page_passes_and_is_worked_in_webkit() {
    scenario_in(
        Engine::WebKit,
        "harness",
        &pages(),
        Viewport::Computer,
        Lang::Zh,
        works_a_good_page,
    );
}

fn composes(engine: Engine) {
    scenario_in(engine, "harness-ime", &pages(), Viewport::Phone, Lang::Zh, |page| {
        page.go("/");
        page.act(
            "window.heard = []; for (const kind of ['compositionstart', 'compositionupdate', 'compositionend']) \
             addEventListener(kind, e => heard.push(kind + ' ' + e.data))",
        );
        page.fill("姓名", "示例");
        page.compose("ni hao", "你好");
        page.wait("the end of it", "heard.at(-1) === 'compositionend 你好'");
        assert!(page.run("heard").to_string().contains("compositionupdate ni h"));
        page.key(Key::Enter);
        page.wait_text("收到:示例你好,不同意");
    });
}

#[test]
fn an_input_method_composes_in_chromium() {
    composes(Engine::Chromium);
}

#[test]
fn an_input_method_composes_in_firefox() {
    composes(Engine::Firefox);
}

/// Settings of the system and the network, as the page sees them.
fn sees_looks_and_network(page: &Session) {
    page.go("/");
    let prefers = |what: &str| page.run(&format!("matchMedia('({what})').matches"));
    assert_eq!(prefers("prefers-color-scheme: dark"), json!(false));
    // A browser hears of a setting a moment after it was changed.
    let becomes = |what: &str| page.wait(what, &format!("matchMedia('{what}').matches"));
    page.look(Look::Dark);
    becomes("(prefers-color-scheme: dark)");
    page.look(Look::ForcedColours);
    becomes("(forced-colors: active)");
    page.look(Look::ReducedMotion);
    becomes("(prefers-reduced-motion: reduce)");
    page.look(Look::Plain);
    page.paper(true);
    becomes("print");
    page.paper(false);
    assert_eq!(page.run("navigator.language"), json!("en"));
    assert_eq!(page.run("innerWidth"), json!(1280));
    page.offline(true);
    assert_eq!(page.run("fetch('/good.js').then(() => 1, () => 0)"), json!(0));
    assert!(!page.complaints().is_empty(), "a failed request is a complaint");
    page.offline(false);
    assert_eq!(page.run("fetch('/good.js').then(() => 1, () => 0)"), json!(1));
    let pdf = page.pdf().expect("a print");
    assert!(pdf.starts_with(b"%PDF"));
}

#[test]
fn looks_and_network_reach_the_page_in_chromium() {
    scenario("harness-look", &pages(), Viewport::Computer, Lang::En, sees_looks_and_network);
}

#[test]
fn looks_and_network_reach_the_page_in_firefox() {
    scenario_in(
        Engine::Firefox,
        "harness-look",
        &pages(),
        Viewport::Computer,
        Lang::En,
        sees_looks_and_network,
    );
}

/// What is wrong on a page is seen.
fn sees_a_bad_page(engine: Engine) {
    let site = pages();
    let page = Session::in_engine(engine, "harness-bad", &site, Viewport::Phone, Lang::En);
    page.go("/bad.html");
    page.wait("its script has run", "window.ran === true");
    let rules: Vec<_> = page.axe().into_iter().map(|v| v.rule).collect();
    for rule in ["image-alt", "label", "color-contrast", "target-size"] {
        assert!(rules.iter().any(|r| r == rule), "axe misses {rule}: {rules:?}");
    }
    assert!(page.scrolls_sideways());
    assert!(!page.small_targets(44).is_empty());
    let complaints = page.complaints().join("\n");
    for part in ["wrong on purpose", "missing.png", "security policy: script-src-elem inline"] {
        assert!(complaints.contains(part), "no complaint about {part}:\n{complaints}");
    }
    if engine == Engine::Chromium {
        page.wait("the long task is recorded", "__watch.tasks.length > 0");
        assert!(page.long_tasks().iter().all(|task| task.duration > 50.0));
        page.wait("the shift is recorded", "__watch.shift.worst > 0");
    }
}

#[test]
fn a_bad_page_is_seen_to_be_bad_in_chromium() {
    sees_a_bad_page(Engine::Chromium);
}

#[test]
fn a_bad_page_is_seen_to_be_bad_in_firefox() {
    sees_a_bad_page(Engine::Firefox);
}

#[test]
fn a_browser_complaint_fails_a_story() {
    let told = std::panic::catch_unwind(|| {
        scenario("harness-told", &pages(), Viewport::Phone, Lang::En, |page| page.go("/bad.html"));
    });
    let said = told.expect_err("the page complains");
    let said = said.downcast_ref::<String>().expect("a message");
    assert!(said.contains("the browser complained"), "{said}");
}

/// Storage is looked into, shared by tabs, and kept through a crash.
fn sees_what_is_stored(page: &Session) {
    page.go("/");
    page.assert_not_stored(&["秘密"]);
    page.act(
        "const open = indexedDB.open('vault', 1); \
         open.onupgradeneeded = () => open.result.createObjectStore('things'); \
         open.onsuccess = () => { \
           const t = open.result.transaction('things', 'readwrite', { durability: 'strict' }); \
           t.objectStore('things').put({ deep: [new TextEncoder().encode('一个秘密')] }, 1); \
           t.oncomplete = () => { open.result.close(); window.done = true; } }",
    );
    page.wait("the database is written", "window.done === true");
    assert!(page.stored_text().contains("一个秘密"));
    let first = page.tab();
    let second = page.new_tab();
    assert_ne!(first, second);
    page.go("/");
    assert_eq!(page.run("typeof done"), json!("undefined"), "another page");
    assert_eq!(page.run("document.visibilityState"), json!("visible"), "not in the background");
    assert!(page.stored_text().contains("一个秘密"), "both tabs see one storage");
    page.switch_to(&first);
    assert_eq!(page.run("done"), json!(true));
    page.crash();
    page.go("/");
    assert!(page.stored_text().contains("一个秘密"), "lost in the crash");
    assert!(page.requests().len() >= 6, "the log goes on after the crash");
}

#[test]
fn what_is_stored_is_seen_and_outlives_a_crash_in_chromium() {
    scenario("harness-stored", &pages(), Viewport::Phone, Lang::Zh, sees_what_is_stored);
}

#[test]
fn what_is_stored_is_seen_and_outlives_a_crash_in_firefox() {
    scenario_in(
        Engine::Firefox,
        "harness-stored",
        &pages(),
        Viewport::Phone,
        Lang::Zh,
        sees_what_is_stored,
    );
}

#[test]
fn files_go_in_and_out_and_things_can_be_taken_from_the_page() {
    scenario("harness-files", &pages(), Viewport::Computer, Lang::En, |page| {
        page.before_load("delete window.WebAssembly");
        page.go("/");
        assert_eq!(page.run("typeof WebAssembly"), json!("undefined"));
        page.act(
            "const file = Object.assign(document.createElement('input'), { type: 'file', id: 'file' }); \
             const drop = Object.assign(document.createElement('div'), { id: 'drop', innerText: 'here' }); \
             document.querySelector('main').append(file, drop); \
             const name = files => document.getElementById('said').textContent = files[0].name; \
             file.onchange = () => name(file.files); \
             drop.ondragover = e => e.preventDefault(); \
             drop.ondrop = e => { e.preventDefault(); name(e.dataTransfer.files); }",
        );
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/pages/good.css");
        page.choose_files("#file", std::slice::from_ref(&file));
        page.wait_text("good.css");
        page.drop_files("#drop", &[file.with_file_name("bad.css")]);
        page.wait_text("bad.css");
        page.act(
            "const a = document.createElement('a'); a.download = 'receipt.json'; \
             a.href = URL.createObjectURL(new Blob(['{}'])); a.click()",
        );
        assert_eq!(std::fs::read_to_string(page.downloaded("receipt.json")).unwrap(), "{}");
        page.block(&["*/good.js"]);
        assert_eq!(page.run("fetch('/good.js').then(() => 1, () => 0)"), json!(0));
    });
}
