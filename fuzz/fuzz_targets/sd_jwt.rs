//! SD-JWT, compact and JSON, with the whole pipeline behind it.

#![no_main]

#[path = "../support.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    support::judge(data);
});
