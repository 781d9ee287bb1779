//! Compact JWS with keys that never signed it.

#![no_main]

#[path = "../support.rs"]
mod support;

use cert_verify::jws;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = core::str::from_utf8(data) else { return };
    if let Ok(message) = jws::parse(text) {
        assert!(message.verify(&[support::stranger()]).is_err());
    }
});
