//! The same few lines in a Vite app (developed and built), a webpack app, a Next.js page and a plain page, in
//! Chromium and Firefox.

use std::sync::{Mutex, PoisonError};

use cert_e2e::{Engine, Lang, Session, Site, Viewport, scenario_in};
use serde_json::json;

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
    Site::under(STRICT, move |_| cert_e2e::Answer::From(folder.clone()))
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
