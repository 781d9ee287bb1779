//! The revocation lists of SMART Health Card issuers, with a good card that may stand on them.

#![no_main]

use cert_verify::{
    Binding, Certificate, Policy, PublicKey, StatusEvidence, Trust, UnixTime, Verdict, verify,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const VECTOR: &str = include_str!("../../tests/vectors/card-revocation/valid.json");
/// The identifier of the card.
const ID: &str = "vwAjHdarZuc";

fuzz_target!(|data: &[u8]| {
    let vector: Value = serde_json::from_str(VECTOR).expect("JSON");
    let key = PublicKey::from_jwk(&vector["keys"][1]).expect("a key");
    let trust = Trust::nobody().with_any_issuer_key(key);
    let mut evidence = StatusEvidence::none();
    evidence.add_card_revocations(data);
    let input = vector["input"].as_str().expect("a text");
    let card = Certificate::parse(input.as_bytes()).expect("a card");
    let now = UnixTime::from_seconds(1_795_406_400);
    let report = verify(&card, &trust, &evidence, Binding::NotAsked, &Policy::strict(), now).report;
    // Only a list that names the card takes it away.
    if report.verdict() == Verdict::Invalid {
        let list: Value = serde_json::from_slice(data).expect("JSON, or nothing is read of it");
        let names = |id: &Value| id.as_str().is_some_and(|id| id.split('.').next() == Some(ID));
        assert!(list["rids"].as_array().is_some_and(|ids| ids.iter().any(names)));
    }
});
