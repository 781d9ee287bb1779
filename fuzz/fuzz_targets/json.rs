//! Strict JSON; what is accepted must survive canonicalisation.

#![no_main]

use cert_verify::{Code, jcs, json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(value) = json::parse(data, json::Limits::CERTIFICATE) else { return };
    let canonical = jcs::canonical(&value);
    match json::parse(canonical.as_bytes(), json::Limits::LIST) {
        Ok(again) => assert_eq!(jcs::canonical(&again), canonical),
        // 1E18 is written as an integer that is larger than the reader allows integers to be.
        Err(code) => assert_eq!(code, Code::JsonNumberOutOfRange),
    }
});
