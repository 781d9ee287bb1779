//! Presentations that their holder signed: the payload is the input, so that the fuzzer gets behind the
//! signature. Whatever a holder shows, nobody who is trusted issued it.

#![no_main]

#[path = "../support.rs"]
mod support;

use cert_issue::{SigningKey, sign_jws};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let holder = SigningKey::ed25519_from_seed([51; 32]);
    let header = json!({ "typ": "vp+jwt" });
    support::judge(sign_jws(header.as_object().expect("an object"), data, &holder).as_bytes());
    support::judge(data);
});
