//! Envelopes of the W3C data model: what is inside is the input, as text and in base64.

#![no_main]

#[path = "../support.rs"]
mod support;

use cert_verify::base64url;
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let envelope = |media_type: &str, data: &str| {
        let id = format!("data:{media_type},{data}");
        json!({ "type": "EnvelopedVerifiableCredential", "id": id }).to_string()
    };
    let mut base64 = base64url::encode(data).replace('-', "+").replace('_', "/");
    while base64.len() % 4 != 0 {
        base64.push('=');
    }
    support::judge(envelope("application/vc+cose;base64", &base64).as_bytes());
    if let Ok(text) = core::str::from_utf8(data) {
        support::judge(envelope("application/vc+jwt", text).as_bytes());
    }
});
