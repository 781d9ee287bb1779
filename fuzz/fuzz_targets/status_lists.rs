//! Status list tokens (JWT, CWT) and bitstrings.

#![no_main]

#[path = "../support.rs"]
mod support;

use cert_verify::{
    StatusEvidence, UnixTime, bitstring::BitstringStatusList, token_status_list::StatusListToken,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(token) = StatusListToken::parse(data) {
        assert!(token.check_signature(&support::stranger()).is_err());
        if let Ok(list) = token.list() {
            assert!(list.status_at(list.len()).is_err());
        }
    }
    if let Ok(text) = core::str::from_utf8(data)
        && let Ok(list) = BitstringStatusList::decode(text)
    {
        assert!(list.is_set(list.len()).is_err());
    }
    let mut evidence = StatusEvidence::none();
    evidence.add(data, UnixTime::from_seconds(1_795_406_400));
});
