//! Encrypted codes: what the operator's key opens is judged as if it had been shown without encryption. The
//! browser's own AES opens it.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use cert_app::words::certificate;
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use cert_issue::{CodeIdentity, CodeTimes, SigningKey, issue_claim_169};
use cert_verify::{UnixTime, base45, base64url};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib;

use crate::citizen::{assert_all_sound, look, say, sound};
use crate::trouble::{paste_to_verify, verify_next};
use crate::wallet::words_of;

/// A signed code of an issuer that no list knows, with a short name in it.
fn signed(now: UnixTime) -> Vec<u8> {
    let times = CodeTimes::from(now, 30 * 86_400, now.plus_seconds(90 * 86_400)).expect("times");
    let identity = CodeIdentity { full_name: "示例 SPECIMEN", ..CodeIdentity::default() };
    let key = SigningKey::ed25519_from_seed([7; 32]);
    let code = issue_claim_169("https://stranger.example", &identity, times, None, &key);
    let packed = base45::decode(&code.expect("a code")).expect("Base45");
    decompress_to_vec_zlib(&packed).expect("zlib")
}

/// COSE_Encrypt0 (RFC 9052, 5.2) around it, as the text of a code. `algorithm`: 1 is A128GCM, 3 is A256GCM.
fn encrypted<C: KeyInit + Aead>(algorithm: u8, key: &[u8], now: UnixTime) -> String {
    let protected = [0xa1, 0x01, algorithm];
    let iv = [0x24; 12];
    let additional = [b"\x83\x68Encrypt0\x43", protected.as_slice(), b"\x40"].concat();
    let cipher = C::new_from_slice(key).expect("a key");
    let plain = signed(now);
    let payload = Payload { msg: &plain, aad: &additional };
    let nonce = iv.as_slice().try_into().expect("twelve bytes");
    let ciphertext = cipher.encrypt(nonce, payload).expect("encrypted");
    let length = u16::try_from(ciphertext.len()).expect("short").to_be_bytes();
    let head = [b"\xd0\x83\x43", protected.as_slice(), b"\xa1\x05\x4c", &iv, b"\x59", &length];
    let message = [head.concat(), ciphertext].concat();
    base45::encode(&compress_to_vec_zlib(&message, 9))
}

/// A configuration with keys of the operator, for the page that is opened next.
fn with_keys(keys: &[&[u8]]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .map(|key| format!(r#"{{ kty: "oct", k: "{}" }}"#, base64url::encode(key)))
        .collect();
    format!(
        "const ask = window.fetch.bind(window);
        window.fetch = async (what, ...more) => {{
            const answer = await ask(what, ...more);
            if (!String(what.url ?? what).endsWith('/config.json')) return answer;
            const config = {{ ...await answer.json(), code_keys: [{}] }};
            return new Response(JSON.stringify(config), {{ headers: answer.headers }});
        }};",
        keys.join(", ")
    )
}

#[test]
fn an_encrypted_code_opens_with_the_key_of_the_operator_and_with_no_other() {
    let world = World::start();
    let (short, long, other) = ([1_u8; 16], [2_u8; 32], [3_u8; 32]);
    let codes = |page: &Session| {
        let now = page.run("Math.floor(Date.now() / 1000)").as_i64().expect("a time");
        let now = UnixTime::from_seconds(now);
        [encrypted::<Aes128Gcm>(1, &short, now), encrypted::<Aes256Gcm>(3, &long, now)]
    };
    scenario("encrypted-closed", &world, Viewport::Phone, Lang::Zh, |page| {
        page.before_load(&with_keys(&[&other]));
        page.go("/verify");
        for code in &codes(page) {
            paste_to_verify(page, code);
            assert!(page.shows(say(page, certificate::CLASS_UNSURE)), "{}", page.text("main"));
            assert!(page.shows(words_of(page, "encrypted-without-key").cause));
            assert!(page.shows(words_of(page, "encrypted-without-key").remedy));
            sound(page, "encrypted-closed");
            verify_next(page);
        }
        look(page, "encrypted-closed");
    });
    scenario("encrypted-opened", &world, Viewport::Computer, Lang::En, |page| {
        page.before_load(&with_keys(&[&other, &short, &long]));
        page.go("/verify");
        for code in &codes(page) {
            paste_to_verify(page, code);
            // What is inside was signed by somebody whom no list knows: it was opened and read.
            assert!(page.shows(say(page, certificate::CLASS_ISSUER)), "{}", page.text("main"));
            verify_next(page);
        }
    });
    assert_all_sound();
}
