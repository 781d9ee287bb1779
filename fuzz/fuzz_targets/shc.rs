//! SMART Health Cards: digits, JWS, files.

#![no_main]

#[path = "../support.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    support::judge(data);
    support::judge(&[b"shc:/", data].concat());
});
