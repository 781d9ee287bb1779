//! `cargo xtask bench native`: times of verifying, natively. Numbers are compared as ratios within one
//! run; no test asserts them.
#![allow(clippy::print_stdout, reason = "the numbers are the result")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use cert_issue::{SigningKey, issue_sd_jwt_vc, sign_key_binding};
use cert_verify::{
    Binding, Certificate, ClaimPath, Code, Policy, StatusEvidence, Trust, UnixTime, verify,
};
use serde_json::{Map, json};

/// Long enough that one scheduling hiccup is noise.
const EACH: Duration = Duration::from_millis(1500);
const NOW: UnixTime = UnixTime::from_seconds(1_795_406_400);

fn main() -> Result<ExitCode, Code> {
    let ed25519 = SigningKey::ed25519_from_seed([1; 32]);
    let p256 = SigningKey::p256_from_bytes(&[1; 32])?;
    let message = [7_u8; 1024];

    println!("{:<52} {:>12} {:>10}", "", "each", "ratio");
    let mut bare = Duration::ZERO;
    for (name, key) in [("Ed25519", &ed25519), ("ES256", &p256)] {
        let (public, signature) = (key.public(), key.sign(&message));
        let took = time(|| public.verifies(black_box(&message), &signature));
        if bare.is_zero() {
            bare = took;
        }
        row(&format!("one bare {name} signature over 1 KiB"), took, bare);
    }
    for (name, key) in [("Ed25519", &ed25519), ("ES256", &p256)] {
        let text = certificate(key)?;
        let trust = Trust::nobody().with_any_issuer_key(key.public());
        let took = time(|| judge(black_box(&text), &trust, Binding::NotAsked));
        row(&format!("SD-JWT VC, 5 disclosures, {name}"), took, bare);

        let holder = SigningKey::ed25519_from_seed([2; 32]);
        let shown =
            sign_key_binding(&text, "nonce", "https://office.example", NOW, &Map::new(), &holder);
        let asked = Binding::Required { nonce: "nonce", audience: "https://office.example" };
        let took = time(|| judge(black_box(&shown), &trust, asked));
        row(&format!("the same with key binding (Ed25519), {name}"), took, bare);
    }
    let met = on_all_cores(&ed25519)?;
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A thousand certificates of one issuer and as many bare signatures with `verify_strict` of ed25519-dalek, both on all cores, in turns: the median ratio of
/// the rounds is the goal's.
fn on_all_cores(key: &SigningKey) -> Result<bool, Code> {
    const ROUNDS: usize = 15;
    const MANY: usize = 1000;
    const WANT: f64 = 1.1;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let text = certificate(key)?;
    let signed = text.split('~').next().and_then(|jwt| jwt.rsplit_once('.'));
    let (message, signature) = signed.ok_or(Code::JwsMalformed)?;
    let raw = key.public().to_raw().unwrap_or_default().try_into();
    let dalek = ed25519_dalek::VerifyingKey::from_bytes(&raw.map_err(|_| Code::KeyMalformed)?)
        .map_err(|_| Code::KeyWeak)?;
    let signature = cert_verify::base64url::decode(signature)?;
    let signature =
        ed25519_dalek::Signature::from_slice(&signature).map_err(|_| Code::SignatureMissing)?;
    let trust = Trust::nobody().with_any_issuer_key(key.public());
    let each = |cores: usize, work: &(dyn Fn() -> bool + Sync)| {
        let begun = Instant::now();
        std::thread::scope(|scope| {
            for core in 0..cores {
                let share = MANY / cores + usize::from(core < MANY % cores);
                scope.spawn(move || (0..share).for_each(|_| assert!(black_box(work()))));
            }
        });
        begun.elapsed().as_secs_f64() * 1e6 / MANY as f64
    };
    let bare = || dalek.verify_strict(black_box(message.as_bytes()), &signature).is_ok();
    let whole = || judge(black_box(&text), &trust, Binding::NotAsked);
    let mut seen = Vec::new();
    for _ in 0..ROUNDS {
        seen.push((each(cores, &bare), each(cores, &whole), each(1, &whole)));
    }
    let median = |of: &dyn Fn(&(f64, f64, f64)) -> f64| {
        let mut all: Vec<f64> = seen.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let ratio = median(&|(bare, whole, _)| whole / bare);
    println!("\n{MANY} certificates of one issuer on {cores} cores, median of {ROUNDS} rounds");
    println!("{:<52} {:>9.1} µs", "bare signatures, each", median(&|(bare, _, _)| *bare));
    println!("{:<52} {:>9.1} µs", "certificates, each", median(&|(_, whole, _)| *whole));
    println!("{:<52} {:>9.2}×", "faster than on one core", median(&|(_, all, one)| one / all));
    let met = ratio <= WANT;
    let said = if met { "met" } else { "missed" };
    println!("goal thousand-native: {ratio:.2}, want ≤ {WANT}× a bare signature each : {said}");
    Ok(met)
}

/// Parses and verifies; the answer must be that it is good.
fn judge(text: &str, trust: &Trust, binding: Binding<'_>) -> bool {
    let Ok(parsed) = Certificate::parse(text.as_bytes()) else { return false };
    let none = StatusEvidence::none();
    verify(&parsed, trust, &none, binding, &Policy::strict(), NOW).verified.is_some()
}

fn certificate(key: &SigningKey) -> Result<String, Code> {
    let holder = SigningKey::ed25519_from_seed([2; 32]);
    let claims = json!({
        "iss": "https://psb.sh.specimen.example",
        "vct": "https://specimen.example/vct/resident-id",
        "iat": NOW.seconds() - 100, "exp": NOW.seconds() + 1000,
        "cnf": { "jwk": holder.public_jwk() },
        "name": "示例 SPECIMEN", "sex": "男", "birth_date": "1990-01-01",
        "address": "示例路 1 号", "issuing_authority": "示例公安局 SPECIMEN",
    });
    let hidden = ["name", "sex", "birth_date", "address", "issuing_authority"]
        .iter()
        .map(|name| ClaimPath::from_json(&json!([name])))
        .collect::<Result<Vec<_>, _>>()?;
    let mut next = 0_u8;
    let mut counter = |buffer: &mut [u8]| {
        for byte in buffer {
            next = next.wrapping_add(1);
            *byte = next;
        }
    };
    issue_sd_jwt_vc(&claims, &hidden, &Map::new(), key, &mut counter)
}

/// The mean time of one call; every call must say yes.
fn time(mut work: impl FnMut() -> bool) -> Duration {
    assert!(work(), "what is measured must succeed");
    let (begun, mut count) = (Instant::now(), 0_u32);
    while begun.elapsed() < EACH {
        assert!(black_box(work()), "what is measured must succeed");
        count += 1;
    }
    begun.elapsed() / count
}

fn row(name: &str, took: Duration, bare: Duration) {
    let ratio = took.as_secs_f64() / bare.as_secs_f64();
    println!("{name:<52} {:>9.1} µs {ratio:>9.2}×", took.as_secs_f64() * 1e6);
}
