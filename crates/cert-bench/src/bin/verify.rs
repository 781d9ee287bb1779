//! `cargo xtask bench native`: times of verifying, natively. Numbers are compared as ratios within one
//! run; no test asserts them.
#![allow(clippy::print_stdout, reason = "the numbers are the result")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use cert_issue::{SigningKey, issue_sd_jwt_vc, sign_key_binding};
use cert_verify::{
    Binding, Certificate, ClaimPath, Code, Policy, StatusEvidence, Trust, UnixTime, verify,
};
use serde_json::{Map, json};

/// Long enough that one scheduling hiccup is noise.
const EACH: Duration = Duration::from_millis(1500);
const NOW: UnixTime = UnixTime::from_seconds(1_795_406_400);

fn main() -> Result<(), Code> {
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
    Ok(())
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
