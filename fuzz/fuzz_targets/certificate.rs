//! Any input at all: one report, never `valid`, never a panic.

#![no_main]

#[path = "../support.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    support::judge(data);
});
