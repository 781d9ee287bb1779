//! `cargo xtask bench browser`: verifying in one page of Chromium, beside what others offer there.
//! Medians of several rounds; ratios within one run. One line per goal; the exit status is 1 when one is missed.

#![allow(clippy::print_stdout, reason = "this is a program that prints measurements")]

mod inputs;
#[path = "../../tests/browser/shared.rs"]
mod shared;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cert_e2e::{Lang, Session, Site, Viewport};
use serde_json::{Value, json};

/// Inputs in one message to the page: some hold lists of a megabyte.
const BATCH: usize = 20;

fn main() -> ExitCode {
    let argument = |at| std::env::args_os().nth(at).map(PathBuf::from);
    let (Some(peers), Some(filling)) = (argument(1), argument(2)) else {
        eprintln!(
            "usage: bench_browser PEERS.js FILL.wasm; `cargo xtask bench browser` makes both"
        );
        return ExitCode::from(64);
    };
    let folder = folder(&peers, &filling);
    let site = Site::of_files(&folder);
    let page = Session::new("bench", &site, Viewport::Computer, Lang::En);
    page.go("/");
    page.wait("the page is ready", "'ready' in globalThis");

    let told = page.run(&format!("measure({})", inputs::certificates()));
    println!("\n{:<44} {:>10}", "median of nine rounds", "each");
    for (name, took) in told["microseconds"].as_object().into_iter().flatten() {
        println!("{name:<44} {:>7.1} µs", took.as_f64().unwrap_or(f64::NAN));
    }
    let ratio = |name: &str| told[name].as_f64().unwrap_or(f64::NAN);
    let fill = page.run("fill()").as_f64().unwrap_or(f64::NAN);
    println!("{:<44} {fill:>7.1} ms", "45 fields from 1,000 certificates");
    let slowest = slowest(&page);
    let goals = [
        goal("sd-jwt-vc-ed25519", ratio("ed25519"), 1.5, "× a bare WebCrypto Ed25519 verification"),
        goal("sd-jwt-vc-es256", ratio("es256"), 1.5, "× a bare WebCrypto P-256 verification"),
        goal("thousand-of-one-issuer", ratio("many"), 1.0, "× a bare WebCrypto verification each"),
        goal("worst-input", slowest, 5.0, " ms"),
        goal("fill-from-a-thousand", fill, 16.0, " ms"),
    ];
    drop(page);
    let _ = std::fs::remove_dir_all(&folder);
    if goals.iter().all(|met| *met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The slowest input of each format, and what is refused for its size; says the worst of all.
fn slowest(page: &Session) -> f64 {
    let mut worst = 0.0_f64;
    println!("\n{:<64} {:>10}", "worst input of each format, engine alone", "best of 3");
    let mut row = |name: &str, took: f64| {
        println!("{name:<64} {took:>7.2} ms");
        worst = worst.max(took);
    };
    let mut of_format = std::collections::BTreeMap::<String, (f64, String)>::new();
    for batch in inputs::vectors().chunks(BATCH) {
        let asked: Vec<Value> = batch.iter().map(|vector| vector.question.clone()).collect();
        let told = page.run(&format!("slowest({})", Value::from(asked)));
        for (vector, took) in batch.iter().zip(told.as_array().into_iter().flatten()) {
            let took = took.as_f64().unwrap_or(f64::NAN);
            let entry = of_format.entry(vector.format.clone()).or_default();
            if took > entry.0 {
                *entry = (took, vector.name.clone());
            }
        }
    }
    for (format, (took, name)) in &of_format {
        row(&format!("{format}: {name}"), *took);
    }
    for (name, parts) in inputs::HUGE {
        row(
            &format!("5 MB: {name}"),
            page.run(&format!("huge({})", json!(parts))).as_f64().unwrap_or(f64::NAN),
        );
    }
    println!();
    worst
}

/// Prints the line of a goal; a value that is no number is a miss.
fn goal(name: &str, value: f64, want: f64, of: &str) -> bool {
    let met = value <= want;
    let said = if met { "met" } else { "missed" };
    println!("goal {name}: {value:.2}, want ≤ {want}{of} : {said}");
    met
}

/// The page, the engine, the door to WebCrypto and the peers in one folder.
fn folder(peers: &Path, filling: &Path) -> PathBuf {
    let root = cert_e2e::root();
    let folder = std::env::temp_dir().join(format!("certfill-bench-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("dist")).expect("a temporary folder");
    let copy = |from: PathBuf, to: &str| {
        std::fs::copy(&from, folder.join(to)).unwrap_or_else(|e| panic!("{}: {e}", from.display()));
    };
    let engine = ["dist/cert_wasm.js", "dist/cert_wasm_bg.wasm", "dist/cert_wasm_rest.wasm"];
    for file in engine.into_iter().chain(["verifier.mjs"]) {
        copy(root.join("pkg").join(file), file);
    }
    // The server of the tests knows scripts by `.js`.
    copy(root.join("tests/e2e/examples/bench_browser/page.mjs"), "page.js");
    copy(peers.to_path_buf(), "peers.js");
    copy(filling.to_path_buf(), "fill.wasm");
    let page = "<!doctype html><html lang=\"en\"><title>bench</title>\
        <link rel=\"icon\" href=\"data:,\"><script type=\"module\" src=\"/page.js\"></script>";
    std::fs::write(folder.join("index.html"), page).expect("the page");
    folder
}
