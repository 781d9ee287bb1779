//! Trust lists and root keys: nobody signed them.

#![no_main]

#[path = "../support.rs"]
mod support;

use cert_verify::{RootKeys, TrustList, UnixTime, json};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let now = UnixTime::from_seconds(1_795_406_400);
    let roots = json!({ "version": 1, "threshold": 1, "keys": [support::stranger().to_jwk()] });
    let roots = RootKeys::from_json(&roots).expect("a root key set");
    assert!(TrustList::accept(data, &roots, None, now).is_err());
    if let Ok(value) = json::parse(data, json::Limits::LIST) {
        let _ = RootKeys::from_json(&value);
    }
});
