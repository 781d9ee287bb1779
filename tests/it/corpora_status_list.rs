//! Token Status List: encodings of all widths, and the tokens of the draft.

use cert_verify::{
    Binding, Certificate, Code, Policy, PublicKey, StatusEvidence, Trust, UnixTime, base64url,
    token_status_list::{StatusList, StatusListToken},
    verify,
};

use crate::{corpus::Corpus, shared::shared_json};

#[test]
fn encodings() {
    let Some(set) = shared_json("token-status-list/status_list_encoding.json") else { return };
    let mut corpus = Corpus::new("status-list-encodings");
    for vector in set["vectors"].as_array().unwrap() {
        let compressed = base64url::decode(vector["lst"].as_str().unwrap()).unwrap();
        let list = StatusList::inflate(vector["bits"].as_u64().unwrap(), &compressed).unwrap();
        let expected = |index: u64| vector["statuses"][index.to_string()].as_u64().unwrap_or(0);
        // Every index that is not listed must read 0, and the end is the end.
        let wrong = (0..list.len())
            .find(|index| list.status_at(*index).map(u64::from) != Ok(expected(*index)));
        let ends = list.status_at(list.len()) == Err(Code::StatusIndexOutOfRange);
        let long_enough = list.len() >= vector["size"].as_u64().unwrap();
        corpus.case(
            vector["name"].as_str().unwrap(),
            wrong.is_none() && ends && long_enough,
            || format!("index {wrong:?}, {} entries", list.len()),
        );
    }
    corpus.finish();
}

#[test]
fn tokens() {
    let Some(set) = shared_json("token-status-list/status_list_tokens.json") else { return };
    let mut corpus = Corpus::new("status-list-tokens");
    let key = |name: &str| PublicKey::from_jwk(&set[name]).unwrap();
    let text = |name: &str| set[name].as_str().unwrap();

    let token = StatusListToken::parse(text("status_list_jwt").as_bytes()).unwrap();
    let is_good = token.check_signature(&key("status_issuer_jwk")).is_ok()
        && token.subject() == "https://example.com/statuslists/1"
        && token.expires() == Some(UnixTime::from_seconds(2_291_720_170));
    corpus.case("status_list_jwt", is_good, || format!("{token:?}"));

    let certificate = Certificate::parse(text("referenced_token_sd_jwt").as_bytes()).unwrap();
    let trust = Trust::nobody()
        .with_any_issuer_key(key("sd_jwt_issuer_jwk"))
        .with_any_issuer_key(key("status_issuer_jwk"));
    let now = UnixTime::from_seconds(1_700_000_000);
    let mut evidence = StatusEvidence::none();
    evidence.add(text("status_list_jwt").as_bytes(), now);
    let check = |evidence: &StatusEvidence| {
        verify(&certificate, &trust, evidence, Binding::NotAsked, &Policy::strict(), now)
            .report
            .code()
    };
    let code = check(&evidence);
    corpus.case("referenced_token_sd_jwt", code == Some(Code::Revoked), || format!("{code:?}"));
    let code = check(&StatusEvidence::none());
    corpus.case(
        "referenced_token_sd_jwt without list",
        code == Some(Code::StatusListMissing),
        || format!("{code:?}"),
    );
    assert_eq!(certificate.evidence_needed().status_lists, ["https://example.com/statuslists/1"]);
    corpus.finish();
}
