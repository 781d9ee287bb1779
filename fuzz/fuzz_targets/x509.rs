//! X.509 certificates, and key files of every kind.

#![no_main]

use cert_verify::{X509Certificate, trusted_keys_from};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(certificate) = X509Certificate::from_der(data) {
        assert_eq!(certificate.der(), data);
        let _ = certificate.keys();
    }
    let _ = trusted_keys_from(data);
});
