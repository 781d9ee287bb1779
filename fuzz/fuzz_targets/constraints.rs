//! Name constraints of an authority against the names of a leaf: the contents of both extensions come
//! from the fuzzer, everything around them is good and signed.
//!
//! Properties: what is excluded is never permitted by adding something; constraints that cannot be read
//! make nothing valid.

#![no_main]

use cert_issue::{SigningKey, sign_jws};
use cert_verify::{
    Binding, Certificate, Policy, StatusEvidence, Trust, UnixTime, Verdict, X509Certificate,
    base64url, verify,
};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

const ALGORITHM: [u8; 7] = [0x30, 5, 6, 3, 0x2b, 0x65, 0x70];

fuzz_target!(|data: &[u8]| {
    // The first byte says where the names of the leaf begin.
    let Some((at, data)) = data.split_first() else { return };
    let (constraints, names) = data.split_at(usize::from(*at).min(data.len()));
    let without = judge(&[0x30, 0], names);
    let with = judge(constraints, names);
    // Constraints only take away.
    assert!(without == Verdict::Valid || with != Verdict::Valid);
});

/// The verdict on a certificate whose leaf has these names, below an authority with these constraints.
fn judge(constraints: &[u8], names: &[u8]) -> Verdict {
    let authority = SigningKey::ed25519_from_seed([22; 32]);
    let issuer = SigningKey::ed25519_from_seed([11; 32]);
    let is_authority = extension(0x13, &tlv(0x30, &tlv(1, &[0xff])));
    let root = certificate(
        &authority,
        &[is_authority, extension(0x1e, constraints)].concat(),
        "a",
        &authority,
    );
    let leaf = certificate(&authority, &extension(0x11, names), "b", &issuer);
    let Ok(root) = X509Certificate::from_der(&root) else { return Verdict::Undetermined };
    let x5c = base64(&leaf);
    let header = json!({ "typ": "dc+sd-jwt", "x5c": [x5c] });
    let claims = json!({ "vct": "https://specimen.example/vct/1" }).to_string();
    let token = sign_jws(header.as_object().expect("an object"), claims.as_bytes(), &issuer) + "~";
    let trust = Trust::nobody().with_any_issuer_certificate(root);
    let Ok(certificate) = Certificate::parse(token.as_bytes()) else {
        return Verdict::Undetermined;
    };
    let (none, now) = (StatusEvidence::none(), UnixTime::from_seconds(1_795_406_400));
    let answer = verify(&certificate, &trust, &none, Binding::NotAsked, &Policy::strict(), now);
    answer.report.verdict()
}

fn certificate(signer: &SigningKey, extensions: &[u8], subject: &str, key: &SigningKey) -> Vec<u8> {
    let times = [tlv(0x17, b"260101000000Z"), tlv(0x17, b"270101000000Z")].concat();
    let point = key.public_jwk()["x"].as_str().and_then(|x| base64url::decode(x).ok());
    let key_bits = [&[0][..], &point.expect("a key")].concat();
    let body = tlv(
        0x30,
        &[
            tlv(0xa0, &[2, 1, 2]),
            tlv(2, &[1]),
            ALGORITHM.to_vec(),
            name("a"),
            tlv(0x30, &times),
            name(subject),
            tlv(0x30, &[ALGORITHM.to_vec(), tlv(3, &key_bits)].concat()),
            tlv(0xa3, &tlv(0x30, extensions)),
        ]
        .concat(),
    );
    let signature = [&[0][..], &signer.sign(&body)].concat();
    tlv(0x30, &[&body[..], &ALGORITHM, &tlv(3, &signature)].concat())
}

fn extension(kind: u8, content: &[u8]) -> Vec<u8> {
    tlv(0x30, &[tlv(6, &[0x55, 0x1d, kind]), tlv(1, &[0xff]), tlv(4, content)].concat())
}

fn name(text: &str) -> Vec<u8> {
    tlv(0x30, &tlv(0x31, &tlv(0x30, &[tlv(6, &[0x55, 4, 3]), tlv(12, text.as_bytes())].concat())))
}

fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len().to_be_bytes();
    let head = match value.len() {
        0..0x80 => vec![tag, length[7]],
        0x80..0x100 => vec![tag, 0x81, length[7]],
        _ => vec![tag, 0x82, length[6], length[7]],
    };
    [head, value.to_vec()].concat()
}

fn base64(bytes: &[u8]) -> String {
    let mut text = base64url::encode(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}
