//! A value that one office gives and another one waits for, with everything that can be wrong with it.

use cert_fill::late::{Arrival, LateError, Outcome, Waiting, signing_keys};
use cert_fill::progress::{self, CaseFile, Judge, ProgressError, Reason, State, Statement};
use cert_fill::{Form, LocalText, Pointer};
use cert_issue::{SigningKey, issue_sd_jwt_vc};
use cert_verify::{Policy, StatusEvidence, Trust, UnixTime, base64url};
use serde_json::{Map, Value, json};

use crate::shared::root;

const NOW: i64 = 1_795_536_000;
const MARKET: &str = "https://market.sh.specimen.example";
const SUBMISSION: &str = "0199c0de-7a11-7e55-8000-5ec2e7a00001";
const GOOD: &str = "91310104DEM000012R";

fn form() -> Form {
    let path = "crates/cert-server/specimen/departments/market/forms/company-setup.json";
    Form::parse(&std::fs::read(root().join(path)).unwrap()).unwrap()
}

#[test]
fn a_form_whose_second_office_could_not_know_the_person_is_refused() {
    let path = "crates/cert-server/specimen/departments/market/forms/company-setup.json";
    let mut form: Value =
        serde_json::from_slice(&std::fs::read(root().join(path)).unwrap()).unwrap();
    let bank = form["filings"][5].as_object_mut().unwrap();
    bank["evidence"].as_object_mut().unwrap().remove("founder_id");
    let error = Form::parse(form.to_string().as_bytes()).unwrap_err();
    let findings = format!("{:?}", error.findings());
    assert!(findings.contains("to know that market is about the same person"), "{findings}");
}

#[test]
fn a_form_whose_first_certificate_can_be_left_out_shows_the_next_one_to_both() {
    let path = "crates/cert-server/specimen/departments/market/forms/company-setup.json";
    let mut form: Value =
        serde_json::from_slice(&std::fs::read(root().join(path)).unwrap()).unwrap();
    let said = "reservation, to know that market is about the same person";
    let found = |form: &Value| {
        let findings = cert_fill::lint(form.to_string().as_bytes()).unwrap();
        findings.iter().filter(|found| found.detail.contains(said)).count()
    };
    let bank = form["filings"][5].as_object_mut().unwrap();
    bank["evidence"].as_object_mut().unwrap().remove("reservation");
    assert_eq!(found(&form), 0, "everybody has the first one");
    // One of two will do: the receipt may be bound to the other.
    form["evidence"]["credential_sets"][0]["options"] = json!([["founder_id"], ["reservation"]]);
    form["evidence"]["credential_sets"].as_array_mut().unwrap().remove(1);
    assert_eq!(found(&form), 1);
}

fn market() -> SigningKey {
    SigningKey::ed25519_from_seed([1; 32])
}

fn holder() -> SigningKey {
    SigningKey::ed25519_from_seed([2; 32])
}

fn signed(claims: &Value, key: &SigningKey) -> String {
    issue_sd_jwt_vc(claims, &[], &Map::new(), key, &mut |buffer| buffer.fill(7)).unwrap()
}

fn number() -> Pointer {
    Pointer::parse("/company/uscc").unwrap()
}

/// The claims of the receipt of the first office.
fn receipt() -> Value {
    json!({
        "iss": MARKET, "vct": cert_fill::receipt::TYPE, "iat": NOW, "cnf": {"jwk": holder().public_jwk()},
        "submission_id": SUBMISSION, "filing": "market", "case_no": "C-1", "filing_status": "accepted",
        "received_at": "2026-11-24T16:00:03+08:00",
        "form": {"id": form().id(), "version": form().version()},
        "transaction_data_hash": "h", "verified": [], "declared": [], "produced": {},
    })
}

/// A case with this receipt of which this was said.
fn case(receipt: &Value, said: &[Statement]) -> CaseFile {
    let receipt = signed(receipt, &market());
    let mut statements: Vec<String> = Vec::new();
    for says in said {
        let before = statements.last().map(String::as_str);
        let claims = progress::claims(MARKET, &receipt, before, says);
        statements.push(signed(&claims, &market()));
    }
    CaseFile { receipt, statements }
}

fn says(number: u64, state: State) -> Statement {
    Statement::new(number, state, UnixTime::from_seconds(NOW + 1))
}

fn yes(value: Value) -> [Statement; 2] {
    let produced = vec![(number(), value)];
    [says(1, State::Received), Statement { produced, ..says(2, State::Accepted) }]
}

fn judged(filing: &str, case: &CaseFile) -> Result<Arrival, LateError> {
    let keys = [SigningKey::ed25519_from_seed([8; 32]), holder()];
    judged_with(filing, case, &keys.map(|key| key.public().thumbprint()))
}

fn judged_with(filing: &str, case: &CaseFile, keys: &[String]) -> Result<Arrival, LateError> {
    let form = form();
    let trust = Trust::nobody().with_any_issuer_key(market().public());
    let (status, policy) = (StatusEvidence::none(), Policy::strict());
    let now = UnixTime::from_seconds(NOW + 1_000);
    let judge = Judge { trust: &trust, status: &status, policy: &policy, now };
    let filing = form.filing(filing).unwrap();
    Waiting { form: &form, filing, submission: SUBMISSION, keys }.judge(case, &judge)
}

fn values(value: &str) -> Result<Arrival, LateError> {
    let outcome = Outcome::Values(vec![(number(), value.into())]);
    Ok(Arrival { from: "market".into(), outcome })
}

#[test]
fn a_yes_brings_the_value_to_each_filing_that_waits_for_it() {
    let case = case(&receipt(), &yes(GOOD.into()));
    for filing in ["seal", "tax", "hrss", "fund", "bank"] {
        assert_eq!(judged(filing, &case), values(GOOD), "{filing}");
    }
    assert_eq!(judged("market", &case), Err(LateError::NotAwaited));
}

#[test]
fn an_office_that_decides_at_once_gives_the_value_in_its_receipt() {
    let mut receipt = receipt();
    receipt["produced"] = json!({"/company/uscc": GOOD});
    assert_eq!(judged("tax", &case(&receipt, &[])), values(GOOD));
    assert_eq!(judged("tax", &case(&receipt, &[says(1, State::Received)])), values(GOOD));
    receipt["produced"] = json!({});
    receipt["filing_status"] = json!("rejected");
    let rejected = judged("tax", &case(&receipt, &[])).unwrap();
    assert_eq!(rejected.outcome, Outcome::Refused(None));
}

#[test]
fn a_no_is_brought_with_its_reason_and_without_any_value() {
    let text = LocalText::single("en", "Because");
    let reason = Some(Reason { code: "why".into(), text, remedy: None });
    let refused = Statement { reason: reason.clone(), ..says(1, State::Refused) };
    let arrival = judged("tax", &case(&receipt(), std::slice::from_ref(&refused))).unwrap();
    assert_eq!(arrival.outcome, Outcome::Refused(reason));
    // A value in a no, or in a state that is not known here, is nobody's.
    let produced = vec![(number(), GOOD.into())];
    let odd = Statement { produced: produced.clone(), ..refused };
    assert_eq!(judged("tax", &case(&receipt(), &[odd])), Ok(arrival));
    let newer = Statement { produced, ..says(1, State::Other("registered".into())) };
    let case = case(&receipt(), std::slice::from_ref(&newer));
    assert_eq!(judged("tax", &case), Err(LateError::NotDecided));
    let kept = Statement::of_kept(&case.statements[0]);
    assert_eq!(kept, Some(Statement { produced: Vec::new(), ..newer }), "the case goes on");
}

#[test]
fn a_decision_may_give_as_many_values_as_a_form_has_answers() {
    let with = |count: usize| {
        let more = (1..count).map(|at| (Pointer::parse(&format!("/x{at}")).unwrap(), json!(at)));
        let produced = more.chain([(number(), GOOD.into())]).collect();
        judged("tax", &case(&receipt(), &[Statement { produced, ..says(1, State::Accepted) }]))
    };
    assert_eq!(with(21), values(GOOD));
    assert_eq!(with(500), values(GOOD));
    assert_eq!(with(501), Err(LateError::Case(ProgressError::Malformed)));
}

#[test]
fn what_is_said_after_a_decision_takes_nothing_back() {
    let mut said = yes(GOOD.into()).to_vec();
    said.push(says(3, State::Other("delivered".into())));
    assert_eq!(judged("tax", &case(&receipt(), &said)), values(GOOD));
}

#[test]
fn without_a_decision_there_is_nothing_to_bring() {
    for state in [State::Received, State::Checking, State::Waiting, State::Other("x".into())] {
        let case = case(&receipt(), &[says(1, state)]);
        assert_eq!(judged("tax", &case), Err(LateError::NotDecided));
    }
    assert_eq!(judged("tax", &case(&receipt(), &[])), Err(LateError::NotDecided));
}

#[test]
fn a_value_that_is_missing_or_none_of_the_form_is_told() {
    let missing = case(&receipt(), &[says(1, State::Accepted)]);
    assert_eq!(judged("tax", &missing), Err(LateError::ValueMissing));
    for wrong in
        [json!("91310104DEM00001"), json!(7), json!(null), json!({}), json!("i".repeat(18))]
    {
        let case = case(&receipt(), &yes(wrong.clone()));
        assert_eq!(judged("tax", &case), Err(LateError::ValueNotAccepted), "{wrong}");
    }
}

#[test]
fn an_edition_that_came_in_between_strands_nobody() {
    let mut receipt = receipt();
    receipt["form"]["version"] = json!("2026.10.1");
    assert_eq!(judged("tax", &case(&receipt, &yes(GOOD.into()))), values(GOOD));
    let wrong = case(&receipt, &yes("short".into()));
    assert_eq!(
        judged("tax", &wrong),
        Err(LateError::ValueNotAccepted),
        "by the edition filed here"
    );
}

#[test]
fn the_case_of_something_else_is_told() {
    let other = SigningKey::ed25519_from_seed([9; 32]).public_jwk();
    for (at, value, error) in [
        (
            "/submission_id",
            json!("0199c0de-7a11-7e55-8000-5ec2e7a00002"),
            LateError::OtherSubmission,
        ),
        ("/form/id", json!("https://forms.specimen.example/sh/other"), LateError::OtherForm),
        ("/cnf/jwk", other, LateError::OtherHolder),
        ("/filing", json!("seal"), LateError::NotAwaited),
        ("/filing", json!("nowhere"), LateError::NotAwaited),
        ("/case_no", json!(7), LateError::Case(ProgressError::Malformed)),
        (
            "/vct",
            json!("https://x.example/other"),
            LateError::Case(ProgressError::ReceiptNotTrusted),
        ),
    ] {
        let mut receipt = receipt();
        *receipt.pointer_mut(at).unwrap() = value;
        assert_eq!(judged("tax", &case(&receipt, &yes(GOOD.into()))), Err(error), "{at}");
    }
    let mut unbound = receipt();
    unbound.as_object_mut().unwrap().remove("cnf");
    let case = case(&unbound, &yes(GOOD.into()));
    assert_eq!(judged("tax", &case), Err(LateError::OtherHolder));
    assert_eq!(judged_with("tax", &case, &[]), values(GOOD), "filed without certificates");
}

#[test]
fn another_office_or_an_unknown_key_cannot_speak_for_the_first_one() {
    // The key is trusted for everybody here; the name is what counts.
    let mut receipt = receipt();
    receipt["iss"] = json!("https://tax.sh.specimen.example");
    let mut file = case(&receipt, &[]);
    let decided = &yes(GOOD.into())[1];
    let decided = Statement { number: 1, ..decided.clone() };
    let claims = progress::claims("https://tax.sh.specimen.example", &file.receipt, None, &decided);
    file.statements.push(signed(&claims, &market()));
    assert_eq!(judged("seal", &file), Err(LateError::OtherOffice));
    let mut file = case(&self::receipt(), &[]);
    let claims = progress::claims(MARKET, &file.receipt, None, &decided);
    file.statements.push(signed(&claims, &SigningKey::ed25519_from_seed([3; 32])));
    assert_eq!(judged("tax", &file), Err(LateError::Case(ProgressError::NotTrusted)));
    let mut file = case(&self::receipt(), &yes(GOOD.into()));
    file.statements.remove(0);
    assert_eq!(judged("tax", &file), Err(LateError::Case(ProgressError::Broken)));
}

#[test]
fn only_keys_that_proved_possession_count_as_the_holders() {
    let key = |seed: u8| SigningKey::ed25519_from_seed([seed; 32]);
    let card = |seed: u8, proof: &str| {
        let payload = json!({"cnf": {"jwk": key(seed).public_jwk()}}).to_string();
        format!("e30.{}.x~d~{proof}", base64url::encode(payload.as_bytes()))
    };
    let body = json!({"vp_token": {"a": [card(1, "p"), card(2, "")], "b": [card(3, "p"), 7, "", "x~y"], "c": 1}});
    let keys = signing_keys(body.to_string().as_bytes());
    assert_eq!(keys, [1, 3].map(|seed| key(seed).public().thumbprint()));
    for bad in [&b""[..], b"[]", b"{}", br#"{"vp_token": 7}"#, b"\xff\xfe"] {
        assert_eq!(signing_keys(bad), [""; 0]);
    }
}
