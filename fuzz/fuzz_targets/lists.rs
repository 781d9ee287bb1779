//! Trust lists that a root key signed: the content is the input, so that the fuzzer gets behind the
//! signature.

#![no_main]

#[path = "../support.rs"]
mod support;

use cert_issue::{SigningKey, sign_jws};
use cert_verify::{RootKeys, TrustList, UnixTime};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let root = SigningKey::ed25519_from_seed([52; 32]);
    let roots = json!({ "version": 1, "threshold": 1, "keys": [root.public_jwk()] });
    let roots = RootKeys::from_json(&roots).expect("a root key set");
    let token = sign_jws(&serde_json::Map::new(), data, &root);
    let now = UnixTime::from_seconds(1_795_406_400);
    let Ok(list) = TrustList::accept(token.as_bytes(), &roots, None, now) else { return };
    assert!(list.unread().len() <= 50);
    for issuer in list.issuers() {
        let _ = (issuer.id(), issuer.name("en"), issuer.types(), issuer.is_granted_at(now));
    }
    support::judge_with(&list);
});
