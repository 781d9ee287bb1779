//! Part of `cargo xtask bench qr`: from the camera to the verdict in the app, in Chromium. One line per
//! goal; the exit status is 1 when one is missed.

#![allow(clippy::print_stdout, reason = "this is a program that prints measurements")]

#[path = "../../tests/browser/citizen.rs"]
#[allow(dead_code, reason = "the stories need more of it")]
mod citizen;

use std::process::ExitCode;

use cert_app::words::certificate;
use cert_e2e::{Lang, Session, Viewport, World, photographed, scenario};
use cert_frames::{Level, Modules, Plan, Showing, modules};
use cert_issue::{SigningKey, issue_sd_jwt_vc};
use serde_json::{Map, json};

use citizen::{say, with_certificates_unsaved};

/// Runs of each time; the best one counts, because a busy machine only ever makes them longer.
const RUNS: usize = 3;

/// Codes one after the other.
const CODES: usize = 200;

/// A certificate with a photograph (bytes).
const WITH_PHOTOGRAPH: usize = 40_000;

const WIDTH: usize = 1280;
const HEIGHT: usize = 720;

/// Presses the camera's button as soon as it is there, and takes the time of the verdict.
const QUICK: &str = "new MutationObserver(() => {
    const button = document.querySelector('#camera');
    if (button && !globalThis.pressed) { globalThis.pressed = performance.now(); button.click(); }
    if (document.querySelector('#result')) globalThis.told ??= performance.now();
}).observe(document, { subtree: true, childList: true });";

/// Goes from one result to the next as somebody does who has a queue before them.
const QUEUE: &str = "globalThis.results = 0; globalThis.waiting = false;
new MutationObserver(() => {
    const result = document.querySelector('#result');
    if (result && !waiting) {
        waiting = true; results++;
        if (results < globalThis.most) setTimeout(() => document.querySelector('.row.after .btn').click());
    }
    const button = document.querySelector('#camera');
    if (button && waiting && !result) { waiting = false; button.click(); }
}).observe(document, { subtree: true, childList: true });";

fn main() -> ExitCode {
    let world = World::start();
    let mut met = Vec::new();
    scenario("bench-scan", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates_unsaved(page);
        page.click("a.cert");
        page.press(say(page, certificate::EXPORT));
        let file = page.downloaded("certificate.sd-jwt");
        let genuine = std::fs::read_to_string(file).expect("the certificate");
        let code = modules(genuine.trim(), Level::Low).expect("it fits into a code");
        page.camera_shows(WIDTH, HEIGHT, &photographed(&rows(&code), WIDTH, HEIGHT));
        met.push(verdict(page, "verdict-seconds"));
        page.offline(true);
        met.push(verdict(page, "verdict-offline-seconds"));
        page.offline(false);
        met.extend(queue(page));
    });
    scenario("bench-crossing", &world, Viewport::Phone, Lang::Zh, |page| met.push(crossing(page)));
    if met.iter().all(|met| *met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// From opening the page to the verdict. What the page needs is in the browser by now.
fn verdict(page: &Session, name: &str) -> bool {
    page.before_load(QUICK);
    let one = || {
        page.go("/verify");
        page.wait("a verdict", "globalThis.told > 0");
        page.run("told").as_f64().unwrap_or(f64::NAN) / 1_000.0
    };
    // The first one fetches the decoder.
    one();
    let best = (0..RUNS).map(|_| one()).fold(f64::INFINITY, f64::min);
    goal(name, &format!("{best:.2}"), best < 2.0, "less than 2")
}

/// Many codes in a row, on one page.
fn queue(page: &Session) -> Vec<bool> {
    let used = || {
        page.cdp("HeapProfiler.collectGarbage", json!({}));
        let usage = page.cdp("Runtime.getHeapUsage", json!({}));
        ["usedSize", "embedderHeapUsedSize", "backingStorageSize"]
            .iter()
            .filter_map(|name| usage[name].as_f64())
            .sum::<f64>()
    };
    let go_on = |most: usize| {
        page.act(&format!("globalThis.most = {most}; waiting = true; document.querySelector('.row.after .btn').click()"));
        // Few at a time: no wait is as long as all of them take.
        let done = page.run("results").as_u64().and_then(|done| usize::try_from(done).ok());
        for some in (done.unwrap_or_default()..most).step_by(10).skip(1).chain([most]) {
            page.wait("some more verdicts", &format!("results >= {some}"));
        }
        page.wait_for("#result");
    };
    page.act(QUEUE);
    // The first ones fill what is kept for the rest.
    go_on(20);
    let (before, begun) = (used(), page.run("performance.now()").as_f64().unwrap_or_default());
    go_on(20 + CODES);
    let grown = (used() / before - 1.0) * 100.0;
    let tasks = page.long_tasks();
    let longest = tasks
        .iter()
        .filter(|task| task.start > begun)
        .map(|task| task.duration)
        .fold(0.0, f64::max);
    let said =
        if longest > 0.0 { format!("{longest} ms") } else { "no task over 50 ms".to_owned() };
    vec![
        goal("memory-over-200-verdicts", &format!("{grown:.1} %"), grown < 10.0, "less than 10 %"),
        goal("main-thread-over-200-verdicts", &said, longest <= 50.0, "no task over 50 ms"),
    ]
}

/// A certificate with a photograph from one phone to another, every third picture lost.
fn crossing(page: &Session) -> bool {
    let text = with_photograph();
    let plan = Plan::for_screen(360.0, 3.0).expect("a phone");
    let showing: Showing = plan.show(text.as_bytes()).expect("it can be shown");
    let count = u32::try_from(showing.parts() * 2).expect("some parts");
    let seen = (0..count).filter(|n| n % 3 != 2).map(|n| {
        let code = modules(&showing.frame(n), showing.level()).expect("a part");
        photographed(&rows(&code), WIDTH, HEIGHT)
    });
    let pictures: Vec<Vec<u8>> = seen.collect();
    page.go("/verify");
    page.wait_for("#camera");
    let film: Vec<&[u8]> = pictures.iter().map(Vec::as_slice).collect();
    page.camera_plays(WIDTH, HEIGHT, &film);
    page.act("globalThis.told = undefined; globalThis.begun = performance.now(); new MutationObserver(() => { \
        if (document.querySelector('#result')) globalThis.told ??= performance.now(); \
        }).observe(document, { subtree: true, childList: true }); document.querySelector('#camera').click()");
    page.wait_until("it has crossed", || page.run("globalThis.told > 0") == json!(true));
    let took = page.run("told - begun").as_f64().unwrap_or(f64::NAN) / 1_000.0;
    println!(
        "{} bytes in {} parts, ten pictures a second, every third lost",
        text.len(),
        showing.parts()
    );
    goal("crossing-seconds", &format!("{took:.1}"), took < 20.0, "less than 20")
}

/// Somebody's certificate that is as long as one with a photograph.
fn with_photograph() -> String {
    let claims = json!({
        "iss": "https://stranger.example", "vct": "https://specimen.example/vct/resident-id",
        "iat": 1_700_000_000, "name": "示例", "portrait": "A".repeat(WITH_PHOTOGRAPH * 3 / 4),
    });
    let key = SigningKey::ed25519_from_seed([7; 32]);
    let mut random = |bytes: &mut [u8]| bytes.fill(9);
    issue_sd_jwt_vc(&claims, &[], &Map::new(), &key, &mut random).expect("a certificate")
}

/// The modules of a code with the border that belongs to it.
fn rows(code: &Modules) -> String {
    let side = code.side() + 2 * Modules::QUIET;
    let (light, border) = ("0".repeat(side) + "\n", "0".repeat(Modules::QUIET));
    let row = |row: &[bool]| {
        let dark: String = row.iter().map(|dark| if *dark { '1' } else { '0' }).collect();
        format!("{border}{dark}{border}\n")
    };
    let middle: String = code.rows().map(row).collect();
    light.repeat(Modules::QUIET) + &middle + &light.repeat(Modules::QUIET)
}

fn goal(name: &str, value: &str, met: bool, want: &str) -> bool {
    println!("goal {name}: {value}, want {want} : {}", if met { "met" } else { "missed" });
    met
}
