//! The engine that does not load: each way ends in one error with a code and words, and can be tried again.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cert_e2e::{Answer, Engine, Lang, Session, Site, Viewport, scenario, scenario_in};
use serde_json::json;

use super::host;

const OPEN: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    worker-src 'self'; img-src data:; frame-src 'self'";
const WITHOUT_WASM: &str =
    "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; img-src data:";

/// The engine, and the script that carries it.
const MODULE: &str = "/certfill/dist/cert_wasm_bg.wasm";
const SCRIPT: &str = "/certfill/dist/inline/engine.js";

/// The plain page, where what `instead` names for a path is answered instead.
fn plain_but(instead: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static) -> Site {
    let folder = host("plain");
    Site::under(OPEN, move |path| instead(path).unwrap_or(Answer::From(folder.clone())))
}

/// A folder with one file in it; gone when it is dropped.
struct Other(PathBuf);

impl Other {
    fn with(path: &str, bytes: &[u8]) -> Self {
        let folder = std::env::temp_dir().join(format!(
            "certfill-package-{}-{:p}",
            std::process::id(),
            bytes.as_ptr()
        ));
        let file = folder.join(path.trim_start_matches('/'));
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a temporary folder");
        std::fs::write(file, bytes).expect("a file in it");
        Self(folder)
    }

    fn answer(&self) -> Answer {
        Answer::From(self.0.clone())
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What the page shows: the verdict, or the code and the words of an error.
fn shows(page: &Session, begins: &str) {
    let text = "document.querySelector('#verdict')?.textContent";
    page.wait(begins, &format!("{text}?.startsWith({}) === true", json!(begins)));
}

fn module() -> Vec<u8> {
    std::fs::read(host("plain").join(MODULE.trim_start_matches('/'))).expect("the engine")
}

#[test]
fn an_altered_engine_is_not_run() {
    let mut altered = module();
    // In the middle of the code, where a module stays a module.
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let other = Other::with(MODULE, &altered);
    let site = {
        let answer = other.answer();
        plain_but(move |path| (path == MODULE).then(|| answer.clone()))
    };
    for engine in [Engine::Chromium, Engine::Firefox] {
        scenario_in(engine, "engine-altered", &site, Viewport::Computer, Lang::En, |page| {
            page.go("/");
            shows(
                page,
                "engine-altered: The verifier that arrived is not the one that belongs here.",
            );
        });
    }
}

#[test]
fn where_the_module_is_missing_the_script_that_carries_it_is_taken() {
    let site = plain_but(|path| (path == MODULE).then_some(Answer::NotFound));
    scenario("engine-carried", &site, Viewport::Computer, Lang::En, |page| {
        page.go("/");
        shows(page, "valid");
        // The browser says that a file was not found, as it does.
        assert_eq!(page.complaints().len(), 1);
    });
}

#[test]
fn a_missing_engine_is_said_and_can_be_tried_again() {
    let missing = Arc::new(AtomicBool::new(true));
    let now = Arc::clone(&missing);
    let site = plain_but(move |path| {
        let is_lost = [MODULE, SCRIPT].contains(&path) && now.load(Ordering::Relaxed);
        is_lost.then_some(Answer::NotFound)
    });
    scenario("engine-missing", &site, Viewport::Computer, Lang::En, |page| {
        page.go("/");
        shows(page, "engine-not-found: The verifier could not be downloaded");
        missing.store(false, Ordering::Relaxed);
        let again = "import('/certfill/index.mjs').then(it => it.ready()).then(() => 'ready')";
        assert_eq!(page.run(again), json!("ready"));
        drop(page.complaints());
    });
}

#[test]
fn a_page_where_the_engine_should_be_is_recognised() {
    let other = Other::with(MODULE, b"<!doctype html><title>start page</title>");
    let answer = other.answer();
    let site = plain_but(move |path| match path {
        MODULE => Some(answer.clone()),
        SCRIPT => Some(Answer::NotFound),
        _ => None,
    });
    scenario("engine-is-a-page", &site, Viewport::Computer, Lang::En, |page| {
        page.go("/");
        shows(page, "engine-is-a-page: The verifier's address answers with a web page");
        drop(page.complaints());
        // Who says where it is gets no other.
        let told = "import('/certfill/index.mjs').then(it => it.ready({ wasm: '/nowhere' })) \
                    .then(() => 'ready', error => [error.name, error.code, error.words.zh.remedy.length > 5])";
        assert_eq!(page.run(told), json!(["CertfillError", "engine-is-a-page", true]));
    });
}

#[test]
fn the_type_that_a_server_names_does_not_matter() {
    let other = Other::with("/engine.bin", &module());
    let answer = other.answer();
    let site = plain_but(move |path| (path == "/engine.bin").then(|| answer.clone()));
    scenario("engine-type", &site, Viewport::Computer, Lang::En, |page| {
        page.go("/specimen.json");
        let told = "import('/certfill/index.mjs').then(it => it.ready({ wasm: '/engine.bin' })).then(() => 'ready')";
        assert_eq!(page.run(told), json!("ready"));
    });
}

#[test]
fn a_policy_without_webassembly_is_said() {
    let folder = host("plain");
    let site = Site::under(WITHOUT_WASM, move |_| Answer::From(folder.clone()));
    for engine in [Engine::Chromium, Engine::Firefox] {
        scenario_in(engine, "engine-policy", &site, Viewport::Computer, Lang::En, |page| {
            page.go("/");
            shows(page, "webassembly-not-allowed: This page's security policy does not let");
            // The engine, and the empty module that tells why.
            page.wait("what the browser says of it", "__watch.violations.length >= 2");
            page.act("__watch.violations.length = 0");
            drop(page.complaints());
        });
    }
}

#[test]
fn a_browser_without_webassembly_is_said() {
    for engine in [Engine::Chromium, Engine::Firefox] {
        scenario_in(
            engine,
            "engine-lockdown",
            &plain_but(|_| None),
            Viewport::Computer,
            Lang::En,
            |page| {
                page.before_load("delete globalThis.WebAssembly");
                page.go("/");
                shows(page, "webassembly-missing: This browser cannot run WebAssembly");
            },
        );
    }
}

#[test]
fn two_calls_at_once_load_one_engine() {
    scenario("engine-twice", &plain_but(|_| None), Viewport::Computer, Lang::En, |page| {
        page.go("/specimen.json");
        let both = "Promise.all([import('/certfill/index.mjs'), fetch('/specimen.json').then(it => it.json())]) \
            .then(([it, { at, input, keys }]) => Promise.all([it.verify(input, { at, keys }), it.inspect(input)])) \
            .then(([report, parts]) => [report.verdict, parts.format])";
        assert_eq!(page.run(both), json!(["valid", "dc+sd-jwt"]));
        assert_eq!(page.requests_with(&["cert_wasm_bg.wasm"]).len(), 1);
    });
}

/// What careless libraries and hostile scripts put on the prototypes of everything.
const POLLUTION: &str = "for (const name of ['at', 'keys', 'nonce', 'audience', 'module', 'wasm', 'code', 'claims', \
    'verdict', 'certificates', 'trustList', 'failed', 'told', 'done', 'detail', 'cause', '__wbg_ptr', 'x']) \
    Object.prototype[name] = 'polluted'; \
    Object.prototype.toJSON = Array.prototype.toJSON = () => 'polluted'; \
    Object.prototype.then = 'polluted';";

#[test]
fn polluted_prototypes_do_no_harm() {
    scenario("engine-polluted", &plain_but(|_| None), Viewport::Computer, Lang::En, |page| {
        page.go("/specimen.json");
        let told = format!(
            "Promise.all([import('/certfill/index.mjs'), fetch('/specimen.json').then(it => it.json())]) \
             .then(async ([it, {{ at, input, keys }}]) => {{ {POLLUTION} \
             const good = await it.verify(input, {{ at, keys }}); \
             const [many] = await it.verifyMany([input], {{ at, keys }}); \
             const bad = await it.verify('nothing', {{ at, keys }}); \
             return JSON.stringify([good.verdict, good.claims.name, good.nonce === undefined, many.verdict, bad.verdict, \
               bad.claims === undefined, it.reasonOf(bad)].map(String).join(' ')) }})"
        );
        // `toJSON` reaches even this test's own answer, so it comes as one text.
        let told = page.run(&told);
        assert_eq!(
            told,
            json!("\"valid 示例 SPECIMEN true valid invalid true not-a-certificate\"")
        );
    });
}

#[test]
fn a_sandboxed_frame_may_not_fetch_and_verifies_all_the_same() {
    let frame = "<!doctype html><html lang=\"en\"><title>frame</title><link rel=\"icon\" href=\"data:,\">\
        <iframe title=\"shop\" sandbox=\"allow-scripts\" src=\"/shop.html\"></iframe><script src=\"/heard.js\"></script>";
    let heard = "addEventListener('message', event => { globalThis.heard = event.data })";
    // What the functions say, then what both elements come to: the one with a certificate of somebody else, the other
    // without a window.
    let tells = "const text = name => document.querySelector(name).textContent; \
        const set = name => new Promise(done => new MutationObserver(() => done()).observe(document.querySelector(name), { childList: true })); \
        addEventListener('load', async () => { await set('#many'); const e = document.querySelector('certfill-verify'); \
        await Promise.all([set('#shown'), e.verify('x')]); const fill = document.querySelector('certfill-fill'); \
        const filled = set('#filled'); fill.open(); await filled; \
        parent.postMessage([text('#verdict'), e.state, text('#shown'), e.value, fill.state, text('#filled')], '*') })";
    let shop = std::fs::read_to_string(host("webpack").join("index.html")).expect("a page");
    let shop = shop.replace("<script src", "<script src=\"/tells.js\"></script><script src");
    let pages = Other::with("/index.html", frame.as_bytes());
    for (name, text) in [("heard.js", heard), ("tells.js", tells), ("shop.html", &*shop)] {
        std::fs::write(pages.0.join(name), text).expect("a file");
    }
    let (own, built): (PathBuf, PathBuf) = (pages.0.clone(), host("webpack"));
    let site = Site::under(OPEN, move |path| {
        let is_built = path.starts_with("/dist/");
        Answer::From(if is_built { built.clone() } else { own.clone() })
    });
    scenario("engine-sandboxed", &site, Viewport::Computer, Lang::En, |page| {
        page.go("/");
        page.wait("what the frame found", "'heard' in globalThis");
        let found = ["valid", "invalid", "not-a-certificate", "", "error", "window-blocked"];
        assert_eq!(page.run("heard"), json!(found));
        // The browser says what the frame may not do: fetch, and start a worker.
        drop(page.complaints());
    });
}

#[test]
fn the_engine_inside_the_script_fetches_no_module() {
    let site = plain_but(|path| (path == MODULE).then_some(Answer::NotFound));
    scenario("engine-inline", &site, Viewport::Computer, Lang::En, |page| {
        page.go("/specimen.json");
        let told = "Promise.all([import('/certfill/inline.mjs'), fetch('/specimen.json').then(it => it.json())]) \
            .then(([it, { at, input, keys }]) => it.verify(input, { at, keys })).then(report => report.verdict)";
        assert_eq!(page.run(told), json!("valid"));
        assert!(page.requests_with(&["cert_wasm_bg.wasm"]).is_empty());
    });
}
