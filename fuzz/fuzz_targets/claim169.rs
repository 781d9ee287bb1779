//! Claim 169 and PixelPass: the message before packing, and what an encrypted one may hold.

#![no_main]

#[path = "../support.rs"]
mod support;

use cert_verify::EncryptedCode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    support::judge(support::pack(data).as_bytes());
    support::judge(data);
    if let Some(code) = EncryptedCode::read(data) {
        // As if the cipher were the identity, so that the fuzzer works on what is inside.
        let _ = code.opened(code.ciphertext());
    }
});
