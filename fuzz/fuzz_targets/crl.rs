//! Revocation lists of X.509 certificates: as they come, and signed by the authority whose certificate
//! they speak about, so that the fuzzer gets behind the signature.

#![no_main]

use cert_issue::SigningKey;
use cert_verify::{
    Binding, Certificate, Policy, Report, StatusEvidence, Trust, UnixTime, Verdict,
    trusted_keys_from, verify,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// A certificate below an authority below a trusted root, good without any list.
const VECTOR: &str = include_str!("../../tests/vectors/crl/valid.json");

fuzz_target!(|data: &[u8]| {
    let report = judge(data);
    // Nobody's signature: such a list takes the certificate's verdict away at most.
    assert_ne!(report.verdict(), Verdict::Invalid, "{:?}", report.code());

    let key = SigningKey::ed25519_from_seed([22; 32]);
    let algorithm = [0x30, 5, 6, 3, 0x2b, 0x65, 0x70];
    let body = tlv(0x30, data);
    let signature = [&[0][..], &key.sign(&body)].concat();
    let list = tlv(0x30, &[&body[..], &algorithm, &tlv(3, &signature)].concat());
    let signed = judge(&list);
    assert!(signed.to_json_with_facts().is_object());
});

fn judge(list: &[u8]) -> Report {
    let vector: Value = serde_json::from_str(VECTOR).expect("JSON");
    let root = vector["key_files"][0].as_str().expect("PEM");
    let keys = trusted_keys_from(root.as_bytes()).expect("a certificate");
    let trust = keys.into_iter().fold(Trust::nobody(), Trust::with_any_issuer);
    let mut evidence = StatusEvidence::none();
    evidence.add_crl(list);
    let input = vector["input"].as_str().expect("a text");
    let certificate = Certificate::parse(input.as_bytes()).expect("an SD-JWT");
    let now = UnixTime::from_seconds(1_795_406_400);
    verify(&certificate, &trust, &evidence, Binding::NotAsked, &Policy::strict(), now).report
}

fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len().to_be_bytes();
    let head = match value.len() {
        0..0x80 => vec![tag, length[7]],
        0x80..0x1_0000 => vec![tag, 0x82, length[6], length[7]],
        _ => vec![tag, 0x83, length[5], length[6], length[7]],
    };
    [head, value.to_vec()].concat()
}
