//! No changed certificate of any format is valid, except where a change is outside what is signed.

use cert_verify::{
    Binding, Certificate, Policy, StatusEvidence, Trust, UnixTime, Verdict, base45,
    trusted_keys_from, verify,
};
use serde_json::Value;

use crate::{
    shared::{json_file, root},
    vectors,
};

/// Positions at which a change may leave a certificate valid, with the reason.
struct Unsigned {
    reason: &'static str,
    is_here: fn(text: &[u8], at: usize) -> bool,
}

const SIGNED_THROUGHOUT: &[Unsigned] = &[];

/// What JSON ignores: white space never occurs in the compact files here, so only member order and
/// escapes are left, which a change of one byte cannot make.
const JSON: &[Unsigned] = &[];

/// A valid vector of each format, and what in its text is not covered by the signature.
const FORMATS: &[(&str, &[Unsigned])] = &[
    ("vc-jwt/valid-eddsa", SIGNED_THROUGHOUT),
    ("vc-jwt/valid-es256", SIGNED_THROUGHOUT),
    ("vc-data-integrity/valid", JSON),
    ("vc-data-integrity/valid-proof-chain", JSON),
    ("smart-health-card/valid-jws", SIGNED_THROUGHOUT),
    (
        "smart-health-card/valid-numeric",
        &[Unsigned { reason: "the prefix may be in either case", is_here: |_, at| at < 3 }],
    ),
    ("x5c/valid", SIGNED_THROUGHOUT),
    ("x5c/valid-trusted-leaf", SIGNED_THROUGHOUT),
];

fn answer(vector: &Value, input: &[u8]) -> Verdict {
    let now = UnixTime::parse_rfc3339(vector["at"].as_str().unwrap()).unwrap();
    let mut trust = Trust::nobody();
    let texts = vector["keys"].as_array().unwrap().iter().map(Value::to_string);
    let files = vector["key_files"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|file| file.as_str().unwrap().to_owned());
    for key in texts.chain(files) {
        trust = trusted_keys_from(key.as_bytes())
            .unwrap()
            .into_iter()
            .fold(trust, Trust::with_any_issuer);
    }
    match Certificate::parse(input) {
        Ok(certificate) => verify(
            &certificate,
            &trust,
            &StatusEvidence::none(),
            Binding::NotAsked,
            &Policy::strict(),
            now,
        )
        .report
        .verdict(),
        Err(report) => report.verdict(),
    }
}

/// Every bit pattern that matters: the lowest bit, the case bit and the highest bit.
const FLIPS: [u8; 3] = [0x01, 0x20, 0x80];

#[test]
fn every_changed_byte_of_a_text_is_seen() {
    for (name, unsigned) in FORMATS {
        let vector = json_file(&root().join(format!("tests/vectors/{name}.json")));
        let input = vector["input"].as_str().unwrap().as_bytes();
        assert_eq!(answer(&vector, input), Verdict::Valid, "{name}");
        for at in 0..input.len() {
            for flip in FLIPS {
                let mut changed = input.to_vec();
                changed[at] ^= flip;
                let excuse = unsigned.iter().find(|part| (part.is_here)(input, at));
                let verdict = answer(&vector, &changed);
                assert!(
                    verdict != Verdict::Valid || excuse.is_some(),
                    "{name}: byte {at} with {flip:#x}; excuse: {:?}",
                    excuse.map(|part| part.reason)
                );
            }
        }
    }
}

/// The QR formats are changed in the message inside, because a changed character changes two bytes.
#[test]
fn every_changed_byte_of_a_cose_message_is_seen() {
    for (name, prefix) in [
        ("eu-dcc/valid", "HC1:"),
        ("eu-dcc/valid-tag-61", "HC1:"),
        ("eu-dcc/valid-kid-unprotected", "HC1:"),
        ("claim-169/valid-eddsa", ""),
        ("claim-169/valid-es256", ""),
    ] {
        let vector = json_file(&root().join(format!("tests/vectors/{name}.json")));
        let packed =
            base45::decode(vector["input"].as_str().unwrap().strip_prefix(prefix).unwrap())
                .unwrap();
        let message = inflate_stored(&packed);
        let repack = |message: &[u8]| format!("{prefix}{}", base45::encode(&stored(message)));
        assert_eq!(answer(&vector, repack(&message).as_bytes()), Verdict::Valid, "{name}");
        let mut passed = Vec::new();
        for at in 0..message.len() {
            for flip in FLIPS {
                let mut changed = message.clone();
                changed[at] ^= flip;
                if answer(&vector, repack(&changed).as_bytes()) == Verdict::Valid {
                    passed.push(at);
                }
            }
        }
        passed.dedup();
        // Tags, lengths and empty maps have one form, so no change outside what is signed is accepted
        // either; only the label of an unprotected key id may change: without a key id, every trusted
        // certificate is tried.
        let outside: &[usize] = if name == "eu-dcc/valid-kid-unprotected" { &[7] } else { &[] };
        assert_eq!(passed, outside, "{name}");
    }
}

/// A zlib stream of stored blocks, so that each byte of the message has its own place.
fn stored(message: &[u8]) -> Vec<u8> {
    let length = u16::try_from(message.len()).unwrap();
    let mut out = vec![0x78, 0x01, 0x01];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(message);
    let (a, b) = message.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

fn inflate_stored(packed: &[u8]) -> Vec<u8> {
    miniz_oxide::inflate::decompress_to_vec_zlib(packed).unwrap()
}

/// The first half of every vector, and every vector with its bytes reversed: an answer, never a panic.
#[test]
fn cut_and_reversed_vectors_get_one_report() {
    for (name, vector) in vectors::all() {
        let Some(input) = vector["input"].as_str() else { continue };
        let bytes = input.as_bytes();
        for end in [bytes.len() / 2, bytes.len().saturating_sub(1)] {
            let report = answer(&vector_with_keys(&vector), &bytes[..end]);
            assert!(
                end + 1 == bytes.len() || report != Verdict::Valid || bytes.is_empty(),
                "{name}"
            );
        }
        let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
        assert_ne!(answer(&vector_with_keys(&vector), &reversed), Verdict::Valid, "{name}");
    }
}

/// A vector of another area may have no `keys` at all.
fn vector_with_keys(vector: &Value) -> Value {
    let mut vector = vector.clone();
    if vector["keys"].is_null() {
        vector["keys"] = Value::Array(Vec::new());
    }
    vector
}
