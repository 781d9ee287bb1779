//! What the targets share.

#![allow(dead_code)]

use cert_verify::{
    Binding, Certificate, Policy, PublicKey, StatusEvidence, Trust, TrustList, UnixTime, Verdict,
    base45, verify,
};

/// A key whose secret half nobody here has.
pub fn stranger() -> PublicKey {
    // RFC 8032 section 7.1, test 3.
    const KEY: [u8; 32] = [
        0xfc, 0x51, 0xcd, 0x8e, 0x62, 0x18, 0xa1, 0xa3, 0x8d, 0xa4, 0x7e, 0xd0, 0x02, 0x30, 0xf0,
        0x58, 0x08, 0x16, 0xed, 0x13, 0xba, 0x33, 0x03, 0xac, 0x5d, 0xeb, 0x91, 0x15, 0x48, 0x90,
        0x80, 0x25,
    ];
    PublicKey::ed25519_from_bytes(&KEY).expect("a key of RFC 8032")
}

/// The whole pipeline: whatever comes in, one report comes out, and it is not `valid`.
pub fn judge(data: &[u8]) {
    let now = UnixTime::from_seconds(1_795_406_400);
    let trust = Trust::nobody().with_any_issuer_key(stranger());
    let report = match Certificate::parse(data) {
        Ok(certificate) => {
            let needed = certificate.evidence_needed();
            assert!(needed.status_lists.len() <= 256, "no certificate names so many lists");
            let answer = verify(
                &certificate,
                &trust,
                &StatusEvidence::none(),
                Binding::NotAsked,
                &Policy::strict(),
                now,
            );
            assert!(answer.verified.is_none());
            answer.report
        }
        Err(report) => report,
    };
    assert_ne!(report.verdict(), Verdict::Valid);
    assert!(report.to_json().is_object());
}

/// A certificate of nobody in particular, judged with a list that came from the fuzzer.
pub fn judge_with(list: &TrustList) {
    const CERTIFICATE: &[u8] = b"eyJhbGciOiJFZDI1NTE5IiwidHlwIjoiZGMrc2Qtand0In0.eyJpc3MiOiJodHRwczovL2EuZXhhbXBsZSIsInZjdCI6Imh0dHBzOi8vYS5leGFtcGxlL3QifQ.AAAA~";
    let certificate = Certificate::parse(CERTIFICATE).expect("an SD-JWT");
    let trust = Trust::nobody().with_list_of_any_type(list);
    let now = UnixTime::from_seconds(1_795_406_400);
    let none = StatusEvidence::none();
    let answer = verify(&certificate, &trust, &none, Binding::NotAsked, &Policy::strict(), now);
    assert!(answer.verified.is_none());
}

/// A zlib stream of stored blocks in Base45, so that the fuzzer works on the message itself.
pub fn pack(message: &[u8]) -> String {
    base45::encode(&miniz_oxide::deflate::compress_to_vec_zlib(message, 0))
}
