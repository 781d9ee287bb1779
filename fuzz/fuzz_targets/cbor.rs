//! CBOR and COSE inside a health certificate.

#![no_main]

#[path = "../support.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = format!("HC1:{}", support::pack(data));
    support::judge(text.as_bytes());
});
