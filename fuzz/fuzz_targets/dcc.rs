//! EU DCC text as a QR reader returns it.

#![no_main]

#[path = "../support.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    support::judge(&[b"HC1:", data].concat());
});
