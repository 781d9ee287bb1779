//! `cargo xtask bench native`, second table: the slowest vector of every format, and what is refused.
//! Times are compared as ratios to one bare Ed25519 check in the same run; no test asserts them.
#![allow(clippy::print_stdout, reason = "the numbers are the result")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use cert_issue::SigningKey;
use cert_verify::{Certificate, Verdict};
use serde_json::Value;

/// The vectors and how one is run are those of the tests.
#[path = "../../../../../tests/it/vectors.rs"]
#[allow(dead_code, clippy::unwrap_used, clippy::print_stdout)]
mod native;
mod shared;

/// The best of several runs: what is asked is the work, not what else the machine did.
const RUNS: u32 = 7;
/// Design section 12 and issue: more than any format takes.
const HUGE: usize = 5_000_000;

fn main() {
    let bare = bare();
    println!("{:<60} {:>12} {:>10}", "", "best", "ratio");
    row("one bare Ed25519 signature over 1 KiB", bare, bare);

    println!(
        "\nslowest vector of each format (with its keys, lists and certificates read as well)"
    );
    let mut slowest: BTreeMap<String, (Duration, String)> = BTreeMap::new();
    for (name, vector) in native::all() {
        let took = best(|| drop(black_box(native::run(&vector))));
        let format = vector.pointer("/expect/format").and_then(Value::as_str);
        let entry = slowest.entry(format.unwrap_or("(no kind)").to_owned()).or_default();
        if took > entry.0 {
            *entry = (took, name);
        }
    }
    for (format, (took, name)) in &slowest {
        row(&format!("{format}: {name}"), *took, bare);
    }

    println!("\n5 MB that is refused");
    for (name, text) in huge() {
        let refused = || match Certificate::parse(text.as_bytes()) {
            Ok(_) => panic!("{name} was read"),
            Err(report) => assert_ne!(report.verdict(), Verdict::Valid),
        };
        row(name, best(refused), bare);
    }
}

/// Inputs of the size of [`HUGE`] that look like each family for as long as they can.
fn huge() -> [(&'static str, String); 9] {
    let filled = |start: &str, with: &str, end: &str| {
        let count = HUGE.saturating_sub(start.len() + end.len()) / with.len();
        format!("{start}{}{end}", with.repeat(count))
    };
    [
        ("letters", filled("", "A", "")),
        ("JSON arrays inside each other", filled("", "[", "")),
        ("JSON object of one long text", filled("{\"a\":\"", "x", "\"}")),
        ("JSON object of many members", filled("{\"a\":[", "1,", "1]}")),
        ("JWT with a long payload", filled("eyJhbGciOiJFZERTQSJ9.", "A", ".AA")),
        ("SD-JWT of many disclosures", filled("eyJhbGciOiJFZERTQSJ9.e30.AA", "~WzFd", "~")),
        ("HC1 code", filled("HC1:", "NCF", "")),
        ("SMART Health Card", filled("shc:/", "56", "")),
        ("Base45 code", filled("", "6BF", "")),
    ]
}

fn bare() -> Duration {
    let key = SigningKey::ed25519_from_seed([1; 32]);
    let message = [7_u8; 1024];
    let (public, signature) = (key.public(), key.sign(&message));
    let checks = 200;
    let many = best(|| {
        for _ in 0..checks {
            assert!(public.verifies(black_box(&message), &signature));
        }
    });
    many / checks
}

fn best(mut work: impl FnMut()) -> Duration {
    let once = |work: &mut dyn FnMut()| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    (0..RUNS).map(|_| once(&mut work)).min().unwrap_or_default()
}

fn row(name: &str, took: Duration, bare: Duration) {
    let ratio = took.as_secs_f64() / bare.as_secs_f64();
    println!("{name:<60} {:>9.1} µs {ratio:>9.2}×", took.as_secs_f64() * 1e6);
}
