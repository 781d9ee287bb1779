//! The same few lines in a Vite app (developed and built), a webpack app, a Next.js page and a plain page, in
//! Chromium and Firefox.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cert_e2e::{Answer, Engine, Lang, Session, Site, Viewport, scenario_in};
use serde_json::{Value, json};

use super::shop::{certificate, key};
use super::{Served, free_port, host};

/// What a page needs that uses the package, and nothing more: what the README says.
const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    worker-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/// Counts the workers that a page starts.
const COUNTS_WORKERS: &str = "{ globalThis.__workers = 0; const Old = Worker; \
    globalThis.Worker = class extends Old { constructor(...given) { super(...given); __workers += 1 } } }";

/// One certificate on the page, and three in a worker.
fn works(page: &Session) {
    let counts = page.engine() != Engine::WebKit;
    if counts {
        page.before_load(COUNTS_WORKERS);
    }
    page.go("/");
    page.wait("the verdict", "document.querySelector('#verdict')?.textContent === 'valid'");
    let many = "document.querySelector('#many')?.textContent === 'valid valid invalid'";
    page.wait("the verdicts of many", many);
    if counts {
        // In one, and in a second when what is no certificate has the rest of the engine fetched.
        let workers = page.run("__workers");
        assert!([json!(1), json!(2)].contains(&workers), "many are judged in {workers} workers");
    }
    elements_work(page);
}

/// Runs a script with an element as `e`, and `part` for what is in it.
fn with_element(page: &Session, name: &str, script: &str) -> Value {
    page.run(&format!(
        "(() => {{ const e = document.querySelector('{name}'), \
         part = name => e.shadowRoot.querySelector(`[part~=${{name}}]`); return {script} }})()"
    ))
}

/// What a person does who pastes a certificate; then the page has written this of it.
fn pasted(page: &Session, text: &str, shown: &str) {
    let pastes = format!(
        "(part('again')?.click(), part('paste').click(), part('text').value = {}, part('verify').click(), true)",
        json!(text)
    );
    with_element(page, "certfill-verify", &pastes);
    page.wait(shown, &format!("document.querySelector('#shown').textContent === '{shown}'"));
}

/// A photograph of a certificate is handed over.
fn photographed(page: &Session, text: &str) {
    let picture = std::fs::read(crate::scanning::picture("hosts", &[text])).expect("a picture");
    let picture = cert_verify::base64url::encode(&picture);
    let hands_over = format!(
        "(document.querySelector('#shown').textContent = '', e.verify(new File([Uint8Array.from(atob('{picture}'\
         .replaceAll('-', '+').replaceAll('_', '/')), sign => sign.charCodeAt(0))], 'photo.bmp', {{ type: 'image/bmp' }})), true)"
    );
    with_element(page, "certfill-verify", &hands_over);
}

/// `<certfill-verify>` with what a person pastes and photographs, as a field of the page's form, and `<certfill-fill>`
/// with a window that the browser opens.
fn elements_work(page: &Session) {
    const NAME: &str = "示例 SPECIMEN";
    page.wait(
        "both elements",
        "['certfill-verify', 'certfill-fill'].every(name => document.querySelector(name)?.shadowRoot?.querySelector('button'))",
    );
    let genuine = certificate(&key(3));
    // By the page's own keys, which others have signed with.
    pasted(page, &genuine, "signature-wrong");
    let trusts = format!("(e.issuers = [{}], true)", key(3).public_jwk());
    with_element(page, "certfill-verify", &trusts);
    pasted(page, &genuine, NAME);
    let field = "new FormData(document.querySelector('form')).get('certificate')";
    assert_eq!(page.run(field), json!(genuine));
    // A picture, for which the decoder is fetched from wherever the bundler has put it.
    photographed(page, &genuine);
    page.wait(
        "the code in the picture",
        "document.querySelector('certfill-verify').state === 'valid'",
    );

    page.act(
        "globalThis.opened = []; globalThis.open = address => { opened.push(address); \
         return { closed: false, focus() {}, postMessage() {} } }",
    );
    with_element(page, "certfill-fill", "(part('button').click(), true)");
    let asked =
        "https://wallet.example/ask#form=https%3A%2F%2Fshop.example%2Fforms%2Fopen-account&lang=en";
    assert_eq!(page.run("opened"), json!([asked]));
    assert_eq!(with_element(page, "certfill-fill", "e.state"), json!("open"));
    with_element(page, "certfill-fill", "(part('stop').click(), true)");
    page.wait(
        "the end of waiting",
        "document.querySelector('#filled').textContent === 'cancelled'",
    );
}

/// The same page with components in Vue and Svelte.
fn works_with_components(page: &Session) {
    works(page);
    for place in ["#vue", "#svelte"] {
        page.wait(place, &format!("document.querySelector('{place}').textContent === 'valid'"));
    }
}

fn works_in(engine: Engine, name: &str, site: &Site) {
    scenario_in(engine, name, site, Viewport::Computer, Lang::En, works);
}

/// Vite's development server, which moves scripts but not what lies beside them.
fn vite_in_development(engine: Engine) {
    // It keeps what it has prepared in the app's folder.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let port = free_port();
    let number = port.to_string();
    let args = ["node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--strictPort", "--port"];
    let served = Served::by_node("vite", &[&args[..], &[&number]].concat(), port, "Local:");
    scenario_in(engine, "vite-dev", &served.site, Viewport::Computer, Lang::En, |page| {
        works_with_components(page);
        // Found at its place, not in the script that carries it.
        assert!(!page.requests_with(&["cert_wasm_bg.wasm"]).is_empty(), "{:?}", page.requests());
    });
}

#[test]
fn a_vite_app_in_development_in_chromium() {
    vite_in_development(Engine::Chromium);
}

#[test]
fn a_vite_app_in_development_in_firefox() {
    vite_in_development(Engine::Firefox);
}

fn built(name: &'static str) -> Site {
    let folder = if name == "vite" { host(name).join("dist") } else { host(name) };
    Site::under(STRICT, move |_| Answer::From(folder.clone()))
}

fn vite_built(engine: Engine) {
    let (page, lang) = (Viewport::Computer, Lang::En);
    scenario_in(engine, "vite-built", &built("vite"), page, lang, works_with_components);
}

#[test]
fn a_vite_app_built_in_chromium() {
    vite_built(Engine::Chromium);
}

#[test]
fn a_vite_app_built_in_firefox() {
    vite_built(Engine::Firefox);
}

/// A chunk that is fetched on use and does not come at first, as a bundler has named it.
fn a_missing_chunk_comes_when_tried_again(engine: Engine) {
    let is_healed = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&is_healed);
    let folder = host("vite").join("dist");
    let site = Site::under(STRICT, move |path| {
        let is_gone = path.starts_with("/assets/scan-") && !asked.load(Ordering::Relaxed);
        if is_gone { Answer::NotFound } else { Answer::From(folder.clone()) }
    });
    scenario_in(engine, "vite-chunk", &site, Viewport::Computer, Lang::En, |page| {
        page.go("/");
        page.wait("the element", "document.querySelector('certfill-verify')?.state === 'idle'");
        let genuine = certificate(&key(3));
        let trusts = format!("(e.issuers = [{}], true)", key(3).public_jwk());
        with_element(page, "certfill-verify", &trusts);
        photographed(page, &genuine);
        page.wait(
            "its code",
            "document.querySelector('#shown').textContent === 'scanner-not-loaded'",
        );
        drop(page.complaints());
        is_healed.store(true, Ordering::Relaxed);
        with_element(page, "certfill-verify", "(part('retry').click(), true)");
        page.wait("the answer", "document.querySelector('certfill-verify').state === 'valid'");
        drop(page.complaints());
    });
}

#[test]
fn a_chunk_that_is_missing_at_first_in_chromium() {
    a_missing_chunk_comes_when_tried_again(Engine::Chromium);
}

#[test]
fn a_chunk_that_is_missing_at_first_in_firefox() {
    a_missing_chunk_comes_when_tried_again(Engine::Firefox);
}

#[test]
fn a_webpack_app_in_chromium() {
    works_in(Engine::Chromium, "webpack", &built("webpack"));
}

#[test]
fn a_webpack_app_in_firefox() {
    works_in(Engine::Firefox, "webpack", &built("webpack"));
}

#[test]
fn a_plain_page_under_a_strict_policy_in_chromium() {
    works_in(Engine::Chromium, "plain", &built("plain"));
}

#[test]
fn a_plain_page_under_a_strict_policy_in_firefox() {
    works_in(Engine::Firefox, "plain", &built("plain"));
}

#[test]
fn a_plain_page_under_a_strict_policy_in_webkit() {
    works_in(Engine::WebKit, "plain", &built("plain"));
}

/// Next.js draws the page on the server, where there is no `window`, and verifies there too.
fn next(engine: Engine) {
    let port = free_port();
    let number = port.to_string();
    let args = ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p"];
    let served = Served::by_node("next", &[&args[..], &[&number]].concat(), port, "Ready");
    scenario_in(engine, "next", &served.site, Viewport::Computer, Lang::En, |page| {
        works(page);
        assert_eq!(page.text("#server"), "valid");
    });
}

#[test]
fn a_next_page_in_chromium() {
    next(Engine::Chromium);
}

#[test]
fn a_next_page_in_firefox() {
    next(Engine::Firefox);
}
