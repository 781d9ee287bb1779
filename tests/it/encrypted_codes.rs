//! Encrypted Claim 169 codes: what the operator's keys open is judged as if it had been shown without encryption.
//! The app asks the browser for AES; here a crate stands in its place.

use aes_gcm::{
    Aes128Gcm, Aes256Gcm, AesGcm,
    aead::{Aead, KeyInit, Payload, consts::U12},
    aes::Aes192,
};
use cert_app::trust::{
    checking::{Checked, Class, check, check_opened},
    code_keys::{self, CodeKey},
};
use cert_verify::{
    EncryptedCode, PublicKey, StatusEvidence, Trust, UnixTime, Verdict, base45, base64url,
};
use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib};
use serde_json::{Value, json};

use crate::shared::{hex, shared_json};

fn now() -> UnixTime {
    UnixTime::parse_rfc3339("2026-06-01T00:00:00Z").unwrap()
}

fn example(name: &str) -> Option<Value> {
    shared_json(&format!("claim169/valid/{name}.json"))
}

fn received(example: &Value) -> &[u8] {
    example["qr_data"].as_str().unwrap().as_bytes()
}

/// The keys of the operator: that of the example, and what is told beside it.
fn keys(key: &[u8], more: &Value) -> Vec<CodeKey> {
    let mut jwk = json!({"kty": "oct", "k": base64url::encode(key)});
    jwk.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    code_keys::read(Some(&json!([jwk])))
}

fn own_keys(example: &Value) -> Vec<CodeKey> {
    let key = example["encryption_key"]["symmetric_key_hex"].as_str().unwrap();
    keys(&hex(key), &json!({}))
}

fn trust(example: &Value) -> Trust {
    let key = hex(example["signing_key"]["public_key_hex"].as_str().unwrap());
    let key = PublicKey::ed25519_from_bytes(&key.try_into().unwrap()).unwrap();
    Trust::nobody().with_any_issuer_key(key)
}

fn decrypt<C: KeyInit + Aead<NonceSize = U12>>(
    code: &EncryptedCode,
    key: &[u8],
) -> Option<Vec<u8>> {
    let payload = Payload { msg: code.ciphertext(), aad: code.additional_data() };
    C::new_from_slice(key).unwrap().decrypt(&(*code.iv()).into(), payload).ok()
}

/// What the app does with the browser's AES: each key that may be meant, until one opens the code.
fn open(code: &EncryptedCode, keys: &[CodeKey]) -> Option<Vec<u8>> {
    code_keys::to_try(code, keys).find_map(|key| match key.len() {
        16 => decrypt::<Aes128Gcm>(code, key),
        24 => decrypt::<AesGcm<Aes192, U12>>(code, key),
        _ => decrypt::<Aes256Gcm>(code, key),
    })
}

fn judge(received: &[u8], keys: &[CodeKey], trust: &Trust) -> Checked {
    let opened = EncryptedCode::read(received).and_then(|code| Some((open(&code, keys)?, code)));
    let status = StatusEvidence::none();
    match opened {
        Some((plain, code)) => check_opened(&code, &plain, trust, &status, now()),
        None => check(received, trust, &status, now()),
    }
}

fn packed(message: &[u8]) -> String {
    base45::encode(&compress_to_vec_zlib(message, 9))
}

fn unpacked(received: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(received).unwrap();
    decompress_to_vec_zlib(&base45::decode(text).unwrap()).unwrap()
}

#[test]
fn the_public_example_opens_with_its_key_and_is_what_it_would_be_without_encryption() {
    let (Some(encrypted), Some(plain)) = (example("encrypted-signed"), example("ed25519-signed"))
    else {
        return;
    };
    let (keys, trust) = (own_keys(&encrypted), trust(&encrypted));
    let checked = judge(received(&encrypted), &keys, &trust);
    let of_the_same_set = judge(received(&plain), &[], &self::trust(&plain));
    assert_eq!(checked.report.verdict(), Verdict::Valid);
    assert_eq!(checked.report.verdict(), of_the_same_set.report.verdict());
    assert_eq!(checked.report.format(), of_the_same_set.report.format());
    assert_eq!(
        checked.report.claims().unwrap()["claim169"]["fullName"],
        encrypted["expected_claim169"]["fullName"]
    );
    // Shown again it is still encrypted.
    assert_eq!(checked.verified.as_ref().unwrap().text().as_bytes(), received(&encrypted));

    // The same bytes without the encryption give the same report, whoever is trusted.
    let code = EncryptedCode::read(received(&encrypted)).unwrap();
    let bare = packed(&open(&code, &keys).unwrap());
    for trust in [trust, self::trust(&plain), Trust::nobody()] {
        let opened = judge(received(&encrypted), &keys, &trust);
        assert_eq!(opened.report, judge(bare.as_bytes(), &[], &trust).report);
    }
}

#[test]
fn the_message_as_bytes_opens_as_well() {
    let Some(encrypted) = example("encrypted-signed") else { return };
    let (keys, trust) = (own_keys(&encrypted), trust(&encrypted));
    let checked = judge(&unpacked(received(&encrypted)), &keys, &trust);
    assert_eq!(checked.report, judge(received(&encrypted), &keys, &trust).report);
}

/// Everybody who can read such a code could have made it.
#[test]
fn encryption_alone_proves_nothing() {
    let Some(encrypted) = example("encrypted-aes256") else { return };
    let checked = judge(received(&encrypted), &own_keys(&encrypted), &Trust::nobody());
    assert_eq!(checked.report.verdict(), Verdict::Invalid);
    assert_eq!(checked.report.code().map(|code| code.as_str()), Some("signature-missing"));
    assert!(checked.verified.is_none() && checked.report.claims().is_none());
}

fn is_not_opened(received: &[u8], keys: &[CodeKey], trust: &Trust, why: &str) {
    let checked = judge(received, keys, trust);
    assert_eq!(checked.class(None), Class::CannotConfirm, "{why}");
    let code = checked.report.code().map(|code| code.as_str());
    assert_eq!(code, Some("encrypted-without-key"), "{why}");
    assert!(checked.report.claims().is_none() && !checked.can_be_kept(), "{why}");
}

#[test]
fn without_its_key_or_with_a_bit_changed_it_is_not_opened_and_no_forgery() {
    let Some(encrypted) = example("encrypted-signed") else { return };
    let (keys, trust) = (own_keys(&encrypted), trust(&encrypted));
    let key = hex(encrypted["encryption_key"]["symmetric_key_hex"].as_str().unwrap());
    let mut wrong = key.clone();
    wrong[31] ^= 1;
    let named = |id: &str| json!({"kid": id});
    is_not_opened(received(&encrypted), &[], &trust, "no key");
    is_not_opened(received(&encrypted), &self::keys(&wrong, &json!({})), &trust, "another key");
    is_not_opened(received(&encrypted), &self::keys(&key[..16], &json!({})), &trust, "a short key");
    // The example names no key, so a named one is tried.
    let checked = judge(received(&encrypted), &self::keys(&key, &named("a")), &trust);
    assert_eq!(checked.class(None), Class::Valid);

    // d0 83 43 a1 01 03 a1 05 4c <iv> 58 b7 <ciphertext and tag>
    let message = unpacked(received(&encrypted));
    let last = message.len() - 1;
    for (at, why) in [(9, "IV"), (20, "IV"), (23, "ciphertext"), (last - 15, "tag"), (last, "tag")]
    {
        let mut spoilt = message.clone();
        spoilt[at] ^= 1;
        is_not_opened(packed(&spoilt).as_bytes(), &keys, &trust, why);
    }
    // The same header in a longer spelling is another one, because the bytes received are authenticated.
    let longer = [&message[..2], &[0x44, 0xa1, 0x18, 1, 3], &message[6..]].concat();
    assert!(EncryptedCode::read(packed(&longer).as_bytes()).is_some());
    is_not_opened(packed(&longer).as_bytes(), &keys, &trust, "protected header");
    let another = [&message[..5], &[1], &message[6..]].concat();
    is_not_opened(
        packed(&another).as_bytes(),
        &self::keys(&key[..16], &json!({})),
        &trust,
        "cipher",
    );
}

/// What this side makes of RFC 9052 5.3 is what another library reads, for every length of keys and with a key id.
#[test]
fn each_cipher_opens_and_a_key_of_another_name_is_not_tried() {
    fn sealed<C: KeyInit + Aead<NonceSize = U12>>(
        number: u8,
        key: &[u8],
        inside: &[u8],
    ) -> Vec<u8> {
        let aad = [&[0x83, 0x68][..], b"Encrypt0", &[0x43, 0xa1, 1, number, 0x40]].concat();
        let payload = Payload { msg: inside, aad: &aad };
        let data = C::new_from_slice(key).unwrap().encrypt(&[7; 12].into(), payload).unwrap();
        let head = [0xd0, 0x83, 0x43, 0xa1, 1, number, 0xa2, 5, 0x4c];
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        [&head[..], &[7; 12], &[4, 0x42], b"k1", &[0x59], &length, &data].concat()
    }
    let Some(plain) = example("ed25519-signed") else { return };
    let (inside, trust) = (unpacked(received(&plain)), trust(&plain));
    let expected = judge(received(&plain), &[], &trust).report;
    for (key, message) in [
        (vec![1; 16], sealed::<Aes128Gcm>(1, &[1; 16], &inside)),
        (vec![2; 24], sealed::<AesGcm<Aes192, U12>>(2, &[2; 24], &inside)),
        (vec![3; 32], sealed::<Aes256Gcm>(3, &[3; 32], &inside)),
    ] {
        let code = packed(&message);
        for id in ["k1", "azE"] {
            let keys = keys(&key, &json!({"kid": id}));
            assert_eq!(judge(code.as_bytes(), &keys, &trust).report, expected);
        }
        is_not_opened(code.as_bytes(), &keys(&key, &json!({"kid": "k2"})), &trust, "another id");
    }
}
