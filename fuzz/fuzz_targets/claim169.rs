//! Claim 169 and PixelPass: the message before packing.

#![no_main]

#[path = "../support.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    support::judge(support::pack(data).as_bytes());
    support::judge(data);
});
