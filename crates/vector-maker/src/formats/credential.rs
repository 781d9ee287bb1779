//! A small W3C credential, and its Data Integrity proof made here step by step.

use cert_issue::SigningKey;
use cert_verify::{jcs, sha256};
use serde_json::{Value, json};

use super::case::{DAY, ISSUER, date};

pub(crate) fn credential() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:58172aac-d8ba-4d1a-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "SpecimenCredential"],
        "issuer": ISSUER,
        "validFrom": date(-DAY),
        "validUntil": date(DAY),
        "credentialSubject": { "id": "did:example:abcdefgh", "name": "示例 SPECIMEN" },
    })
}

pub(crate) fn with(mut value: Value, name: &str, member: Value) -> Value {
    value.as_object_mut().unwrap().insert(name.to_owned(), member);
    value
}

pub(crate) fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().shift_remove(name);
    value
}

/// The did:key of an Ed25519 key.
pub(crate) fn did_key(key: &SigningKey) -> String {
    let x = cert_verify::base64url::decode(key.public_jwk()["x"].as_str().unwrap()).unwrap();
    format!("did:key:{}", base58(&[&[0xed, 0x01], x.as_slice()].concat()))
}

/// The did:jwk of any key.
pub(crate) fn did_jwk(key: &SigningKey) -> String {
    format!("did:jwk:{}", cert_verify::base64url::encode(key.public_jwk().to_string().as_bytes()))
}

/// Options of a proof by this key.
pub(crate) fn options(key: &SigningKey) -> Value {
    let did = did_key(key);
    let fragment = did.rsplit(':').next().unwrap().to_owned();
    json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": date(-DAY),
        "verificationMethod": format!("{did}#{fragment}"),
        "proofPurpose": "assertionMethod",
    })
}

/// The proof with its value: `document` is what the proof covers.
pub(crate) fn prove(document: &Value, options: &Value, key: &SigningKey) -> Value {
    let mut hashes = sha256(jcs::canonical(options).as_bytes()).to_vec();
    hashes.extend(sha256(jcs::canonical(document).as_bytes()));
    with(options.clone(), "proofValue", base58(&key.sign(&hashes)).into())
}

/// The document with one proof.
pub(crate) fn secured(document: &Value, options: &Value, key: &SigningKey) -> Value {
    with(document.clone(), "proof", prove(document, options, key))
}

/// Multibase base58btc.
pub(crate) fn base58(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut digits: Vec<u32> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits =
        digits.iter().rev().map(|digit| char::from(ALPHABET[usize::try_from(*digit).unwrap()]));
    format!("z{}{}", "1".repeat(zeros), digits.collect::<String>())
}
