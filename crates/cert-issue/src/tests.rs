//! Round trips: what is made here, cert-verify accepts.

use cert_verify::{
    Binding, Certificate, ClaimPath, Code, Policy, RootKeys, StatusEvidence, Trust, TrustList,
    UnixTime, Verification, verify,
};
use serde_json::{Map, Value, json};

use crate::*;

const ISSUER: &str = "https://psb.sh.specimen.example";
const STATUS: &str = "https://psb.sh.specimen.example/status/1";
const NOW: UnixTime = UnixTime::from_seconds(1_795_406_400);

fn issuer() -> SigningKey {
    SigningKey::ed25519_from_seed([1; 32])
}

fn holder() -> SigningKey {
    SigningKey::p256_from_bytes(&[2; 32]).unwrap()
}

/// A counter instead of randomness: the same bytes in every run.
fn counter() -> impl FnMut(&mut [u8]) {
    let mut next = 0_u8;
    move |buffer| {
        for byte in buffer {
            next = next.wrapping_add(1);
            *byte = next;
        }
    }
}

fn paths(paths: Value) -> Vec<ClaimPath> {
    paths.as_array().unwrap().iter().map(|path| ClaimPath::from_json(path).unwrap()).collect()
}

fn permit() -> String {
    let claims = json!({
        "iss": ISSUER, "vct": "https://specimen.example/vct/sh-residence-permit",
        "iat": NOW.seconds() - 100, "exp": NOW.seconds() + 1000,
        "cnf": {"jwk": holder().public_jwk()},
        "status": {"status_list": {"idx": 5, "uri": STATUS}},
        "name": "示例 SPECIMEN", "address": {"district_code": "310115", "road": "示例路"},
        "permits": [{"n": 1}, {"n": 2}],
    });
    let hidden = paths(json!([
        ["name"],
        ["address"],
        ["address", "road"],
        ["permits", null],
        ["permits", 1, "n"]
    ]));
    issue_sd_jwt_vc(&claims, &hidden, &Map::new(), &issuer(), &mut counter()).unwrap()
}

fn list() -> TrustListBuilder {
    TrustListBuilder::new(3, NOW.plus_seconds(-1000), NOW.plus_seconds(1000)).with_issuer(
        IssuerEntry::new(ISSUER, NOW.plus_seconds(-5000))
            .with_name("zh-CN", "示例公安局 SPECIMEN")
            .with_key(issuer().public())
            .with_type("https://specimen.example/vct/sh-residence-permit")
            .with_region("31"),
    )
}

fn root() -> SigningKey {
    SigningKey::ed25519_from_seed([9; 32])
}

fn roots(threshold: usize, keys: &[&SigningKey]) -> RootKeys {
    let keys: Vec<Value> = keys.iter().map(|key| key.public_jwk()).collect();
    RootKeys::from_json(&json!({"version": 1, "threshold": threshold, "keys": keys})).unwrap()
}

fn trust() -> Trust {
    let list = TrustList::accept(list().sign(&root()).as_bytes(), &roots(1, &[&root()]), None, NOW)
        .unwrap();
    Trust::nobody().with_list(&list)
}

fn evidence(value: u8) -> StatusEvidence {
    let mut list = StatusListBuilder::new(2, 16).unwrap();
    list.set(5, value).unwrap();
    let token =
        list.sign(STATUS, NOW.plus_seconds(-10), Some(NOW.plus_seconds(600)), Some(300), &issuer());
    let mut evidence = StatusEvidence::none();
    evidence.add(token.as_bytes(), NOW);
    evidence
}

fn check(text: &str, binding: Binding<'_>, evidence: &StatusEvidence) -> Verification {
    let certificate = Certificate::parse(text.as_bytes()).unwrap();
    verify(&certificate, &trust(), evidence, binding, &Policy::strict(), NOW)
}

#[test]
fn an_issued_certificate_verifies_with_all_its_claims() {
    let answer = check(&permit(), Binding::NotAsked, &evidence(0));
    let verified =
        answer.verified.unwrap_or_else(|| panic!("{}", answer.report.to_json_with_facts()));
    assert_eq!(verified.claims()["address"], json!({"district_code": "310115", "road": "示例路"}));
    assert_eq!(verified.claims()["permits"], json!([{"n": 1}, {"n": 2}]));
    assert_eq!(verified.issuer(), ISSUER);
    assert_eq!(answer.report.issuer_name("en"), Some("示例公安局 SPECIMEN"));
    assert_eq!(verified.holder_key(), Some(&holder().public()));
}

#[test]
fn a_presentation_shows_exactly_the_named_claims_with_their_parents() {
    let verified = check(&permit(), Binding::NotAsked, &evidence(0)).verified.unwrap();
    let shown = verified.disclose(&paths(json!([["address", "road"]]))).unwrap();
    let text =
        sign_key_binding(&shown, "n-1", "https://office.example", NOW, &Map::new(), &holder());
    let binding = Binding::Required { nonce: "n-1", audience: "https://office.example" };
    let answer = check(&text, binding, &evidence(0));
    let claims = answer.verified.as_ref().unwrap().claims().clone();
    assert_eq!(claims["address"]["road"], "示例路");
    assert_eq!(claims.get("name"), None);
    assert_eq!(claims["permits"], json!([]));
    assert_eq!(answer.verified.unwrap().key_binding().unwrap()["nonce"], "n-1");
    let nothing = verified.disclose(&[]).unwrap();
    assert_eq!(nothing.matches('~').count(), 1);
    let one = verified.disclose(&paths(json!([["permits", 1]]))).unwrap();
    assert_eq!(one.matches('~').count(), 3, "the element and what is hidden inside it");
    assert_eq!(verified.disclose(&paths(json!([["absent"]]))), Err(Code::ClaimNotFound));
}

#[test]
fn what_may_not_be_hidden_is_refused_at_the_source() {
    let claims = json!({"vct": "v", "iss": "i", "a": [1], "b": {"_sd": []}});
    let issue = |claims: &Value, hidden: Value| {
        issue_sd_jwt_vc(claims, &paths(hidden), &Map::new(), &issuer(), &mut counter()).err()
    };
    assert_eq!(issue(&claims, json!([])), Some(Code::ClaimMalformed));
    let claims = json!({"vct": "v", "iss": "i", "a": [1]});
    assert_eq!(issue(&claims, json!([["iss"]])), Some(Code::DisclosedClaimForbidden));
    assert_eq!(issue(&claims, json!([["a", 7]])), Some(Code::ClaimNotFound));
    assert_eq!(issue(&json!({"iss": "i"}), json!([])), Some(Code::ClaimMissing));
    assert_eq!(issue(&claims, json!([["a"], ["a", null]])), None);
}

#[test]
fn lists_and_roots_need_their_threshold() {
    let (a, b, c) = (
        root(),
        SigningKey::ed25519_from_seed([8; 32]),
        SigningKey::p256_from_bytes(&[7; 32]).unwrap(),
    );
    let two_of_three = roots(2, &[&a, &b, &c]);
    let accept = |token: &str| TrustList::accept(token.as_bytes(), &two_of_three, None, NOW).err();
    assert_eq!(accept(&list().sign_by_all(&[&a, &c])), None);
    assert_eq!(accept(&list().sign_by_all(&[&a, &a])), Some(Code::TrustListSignatureWrong));
    assert_eq!(accept(&list().sign(&a)), Some(Code::TrustListSignatureWrong));

    let new = [b.public(), c.public()];
    let rotate = |version, signers: &[&SigningKey]| {
        roots(1, &[&a])
            .rotate(sign_root_keys(version, 2, &new, signers).as_bytes())
            .map(|next| next.version())
    };
    assert_eq!(rotate(2, &[&a, &b, &c]), Ok(2));
    assert_eq!(rotate(2, &[&b, &c]), Err(Code::RootSignatureWrong));
    assert_eq!(rotate(2, &[&a, &b]), Err(Code::RootSignatureWrong));
    assert_eq!(rotate(3, &[&a, &b, &c]), Err(Code::RootVersionWrong));
    assert_eq!(rotate(1, &[&a, &b, &c]), Err(Code::RootVersionWrong));
}

#[test]
fn every_width_of_a_status_list_is_written_and_read() {
    for bits in [1, 2, 4, 8_u8] {
        let mut list = StatusListBuilder::new(bits, 100).unwrap();
        let mask = u8::MAX >> (8 - bits);
        for index in 0..100 {
            list.set(index, u8::try_from(index).unwrap() & mask).unwrap();
        }
        assert_eq!(list.set(100, 0), Err(Code::StatusIndexOutOfRange));
        let token = list.sign("u", NOW, None, None, &issuer());
        let read = cert_verify::token_status_list::StatusListToken::parse(token.as_bytes())
            .unwrap()
            .list()
            .unwrap();
        for index in 0..100_u8 {
            assert_eq!(read.status_at(index.into()), Ok(index & mask));
        }
        assert_eq!(read.status_at(read.len()), Err(Code::StatusIndexOutOfRange));
    }
    assert_eq!(StatusListBuilder::new(3, 1).err(), Some(Code::StatusListMalformed));
}
