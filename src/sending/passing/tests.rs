use cert_fill::LocalText;
use cert_fill::progress::{self, Reason, Statement};
use cert_issue::{SigningKey, issue_sd_jwt_vc};
use cert_verify::{UnixTime, base64url};
use serde_json::{Map, json};

use super::*;
use crate::wallet::{Accepted, Stage, submission_for_tests};
use crate::words::local::PerLanguage;

const NOW: i64 = 1_795_536_000;
const NUMBER: &str = "91310104DEM000012R";

fn signed(claims: &Value) -> String {
    let key = SigningKey::ed25519_from_seed([1; 32]);
    issue_sd_jwt_vc(claims, &[], &Map::new(), &key, &mut |buffer| buffer.fill(7)).unwrap()
}

fn number() -> Pointer {
    Pointer::parse("/company/uscc").unwrap()
}

/// Two sent filings, the second of which waits for the first.
fn vault() -> VaultData {
    let mut submission = submission_for_tests("s", "d", &["market", "tax"]);
    for (at, filing) in submission.filings.iter_mut().enumerate() {
        let handle = progress::handle(&[u8::try_from(at).unwrap(); 32]);
        let transaction = json!({"progress": progress::digest(&handle)}).to_string();
        let transaction = base64url::encode(transaction.as_bytes());
        filing.endpoint = format!("/offices/{}/ef/filings", filing.id);
        filing.body = Some(json!({"transaction_data": [transaction]}).to_string());
        filing.progress = Some(handle);
        filing.stage = Stage::Sent;
        filing.accepted = Some(Accepted {
            case_no: format!("C-{at}"),
            status: "accepted".into(),
            receipt: signed(
                &json!({"iss": "https://o.example", "vct": cert_fill::receipt::TYPE, "iat": NOW, "filing": filing.id}),
            ),
            claims: json!({"produced": {}}),
        });
    }
    submission.filings[0].produces = vec![Produces {
        at: number().to_string(),
        schema: json!({"type": "string", "pattern": "^[0-9A-HJ-NP-RTUW-Y]{18}$"}),
        label: PerLanguage::read(&json!("Credit code")),
    }];
    submission.filings[1].late = vec![LateFrom { to: number().to_string(), from: "market".into() }];
    VaultData { outbox: vec![submission], ..VaultData::default() }
}

fn say(data: &mut VaultData, filing: usize, says: impl FnOnce(Statement) -> Statement) {
    let filing = &mut data.outbox[0].filings[filing];
    let receipt = filing.accepted.as_ref().unwrap().receipt.clone();
    let number = u64::try_from(filing.news.statements.len()).unwrap() + 1;
    let says = says(Statement::new(number, State::Received, UnixTime::from_seconds(NOW)));
    let before = filing.news.statements.last().map(String::as_str);
    let claims = progress::claims("https://o.example", &receipt, before, &says);
    let signed = signed(&claims);
    filing.news.statements.push(signed);
}

fn yes(data: &mut VaultData, value: Value) {
    let produced = vec![(number(), value)];
    say(data, 0, |says| Statement { state: State::Accepted, produced, ..says });
}

fn tax(data: &VaultData) -> Option<Awaiting<'_>> {
    standing(&data.outbox[0], &data.outbox[0].filings[1])
}

fn keep_told(data: &mut VaultData, says: impl FnOnce(Statement) -> Statement) {
    let before = data.clone();
    say(data, 1, says);
    let statements = data.outbox[0].filings[1].news.statements.clone();
    *data = before;
    let passing = pending(data).remove(0);
    keep(data, &passing, &CaseAnswer::Told { statements, offer: None, tag: None }, NOW);
}

#[test]
fn a_decision_is_brought_until_the_office_says_that_it_has_it() {
    let mut data = vault();
    assert!(matches!(tax(&data), Some(Awaiting::Waits(from)) if from.id == "market"));
    assert_eq!(standing(&data.outbox[0], &data.outbox[0].filings[0]), None);
    say(&mut data, 0, |says| says);
    say(&mut data, 1, |says| Statement { state: State::WaitingForOffice, ..says });
    assert_eq!(pending(&data), [], "not decided");
    yes(&mut data, NUMBER.into());
    let due = pending(&data);
    let expected =
        Passing { submission: "s".into(), to: "tax".into(), from: "market".into(), not_before: 0 };
    assert_eq!(due, [expected]);
    let request = request(&data, &due[0]).unwrap();
    assert_eq!((request.method, request.url.as_str()), ("POST", "/offices/tax/ef/late"));
    let handle = data.outbox[0].filings[1].progress.clone().unwrap();
    assert!(request.headers.contains(&("authorization", format!("Bearer {handle}"))));
    let market = &data.outbox[0].filings[0];
    let body = request.body.unwrap();
    assert_eq!(body, news::file(market).unwrap().to_bytes(), "this case, whole, and nothing else");
    assert!(!String::from_utf8(body).unwrap().contains(market.progress.as_deref().unwrap()));
    keep_told(&mut data, |says| Statement { took: vec![(number(), NUMBER.into())], ..says });
    assert_eq!((pending(&data), tax(&data)), (Vec::new(), None));
    assert!(data.outbox[0].filings[1].news.brought[0].problem.is_none());
}

#[test]
fn no_answer_and_a_no_are_tried_again_later_and_not_at_once() {
    let mut data = vault();
    yes(&mut data, NUMBER.into());
    let passing = pending(&data).remove(0);
    for patience in [None, Some(0), Some(-1)] {
        keep(&mut data, &passing, &CaseAnswer::Nothing { patience }, NOW);
        assert_eq!(pending(&data)[0].not_before, NOW + 60, "never at once");
    }
    keep(&mut data, &passing, &CaseAnswer::Nothing { patience: Some(i64::MAX) }, NOW);
    assert_eq!(pending(&data)[0].not_before, NOW + 3_600);
    let no = CaseAnswer::Refused("late-of-another-holder".into());
    keep(&mut data, &passing, &no, NOW + 1);
    assert_eq!(pending(&data)[0].not_before, NOW + 3_601);
    let code = "late-of-another-holder";
    assert!(matches!(tax(&data), Some(Awaiting::NotTaken(_, found)) if found == code));
    let reply = |status, body: &str| Reply { status, body: body.into(), ..Reply::default() };
    for (status, code) in
        [(409, "late-value-differs"), (422, "late-not-decided"), (404, "case-unknown")]
    {
        let body = json!({"code": code}).to_string();
        assert_eq!(read(Some(&reply(status, &body)), NOW), CaseAnswer::Refused(code.into()));
    }
    assert!(matches!(read(Some(&reply(503, "")), NOW), CaseAnswer::Nothing { .. }));
    assert!(matches!(read(None, NOW), CaseAnswer::Nothing { .. }));
}

#[test]
fn a_no_of_the_first_office_is_brought_like_a_yes() {
    let mut data = vault();
    let text = LocalText::single("en", "Because");
    let reason = Some(Reason { code: "why".into(), text, remedy: None });
    say(&mut data, 0, |says| Statement { state: State::Refused, reason, ..says });
    assert_eq!(pending(&data).len(), 1);
    keep_told(&mut data, |says| Statement { state: State::Refused, ..says });
    assert_eq!((pending(&data), tax(&data)), (Vec::new(), None));
}

#[test]
fn a_value_that_is_missing_or_wrong_is_not_brought_and_says_whom_to_ask() {
    for (value, error) in [
        (Some(json!("short")), LateError::ValueNotAccepted),
        (Some(json!(7)), LateError::ValueNotAccepted),
        (None, LateError::ValueMissing),
    ] {
        let mut data = vault();
        match value {
            Some(value) => yes(&mut data, value),
            None => say(&mut data, 0, |says| Statement { state: State::Accepted, ..says }),
        }
        assert!(matches!(tax(&data), Some(Awaiting::Stuck(_, found)) if found == error));
        assert_eq!(pending(&data), []);
    }
}

#[test]
fn an_office_that_decides_at_once_needs_no_statement() {
    let mut data = vault();
    let market = data.outbox[0].filings[0].accepted.as_mut().unwrap();
    market.claims = json!({"produced": {"/company/uscc": NUMBER}});
    assert_eq!(pending(&data).len(), 1);
}

#[test]
fn a_no_in_the_receipt_is_brought_too() {
    let mut data = vault();
    let market = data.outbox[0].filings[0].accepted.as_mut().unwrap();
    market.claims = json!({"filing_status": "rejected", "produced": {}});
    assert_eq!(pending(&data).len(), 1);
    // A decision that came later counts.
    let mut open = data.clone();
    say(&mut open, 0, |says| Statement { state: State::Accepted, ..says });
    assert!(matches!(tax(&open), Some(Awaiting::Stuck(..))));
}

#[test]
fn what_one_office_has_decided_is_brought_while_another_is_waited_for() {
    let seal = || Pointer::parse("/seal").unwrap();
    let mut data = vault();
    let mut second = data.outbox[0].filings[0].clone();
    second.id = "police".into();
    second.produces[0].at = seal().to_string();
    data.outbox[0].filings.push(second);
    let late = LateFrom { to: seal().to_string(), from: "police".into() };
    data.outbox[0].filings[1].late.push(late);
    assert!(matches!(tax(&data), Some(Awaiting::Waits(from)) if from.id == "market"));
    let produced = vec![(seal(), NUMBER.into())];
    say(&mut data, 2, |says| Statement { state: State::Accepted, produced, ..says });
    let due = |data: &VaultData| pending(data).into_iter().map(|one| one.from).collect::<Vec<_>>();
    assert_eq!(due(&data), ["police"]);
    let mut stuck = data.clone();
    say(&mut stuck, 0, |says| Statement { state: State::Accepted, ..says });
    assert_eq!(due(&stuck), ["police"]);
    assert!(matches!(tax(&stuck), Some(Awaiting::Stuck(from, _)) if from.id == "market"));
    // A no to the one keeps nothing of the other waiting.
    yes(&mut data, NUMBER.into());
    assert_eq!(due(&data), ["market", "police"]);
    let no = CaseAnswer::Refused("late-not-awaited".into());
    let market = pending(&data).remove(0);
    keep(&mut data, &market, &no, NOW);
    let times: Vec<i64> = pending(&data).iter().map(|one| one.not_before).collect();
    assert_eq!(times, [NOW + 3_600, 0]);
}

#[test]
fn nothing_is_brought_for_an_office_that_has_decided_or_that_tells_no_news() {
    let mut data = vault();
    yes(&mut data, NUMBER.into());
    let mut decided = data.clone();
    say(&mut decided, 1, |says| Statement { state: State::Refused, ..says });
    assert_eq!(pending(&decided), []);
    data.outbox[0].filings[1].progress = None;
    assert_eq!(pending(&data), [], "there is no handle to bring it with");
    assert_eq!(pending(&VaultData::default()), []);
}

#[test]
fn what_waits_is_found_in_a_vault_that_was_closed_and_in_one_from_before() {
    let mut data = vault();
    yes(&mut data, NUMBER.into());
    let kept = serde_json::to_value(&data.outbox[0]).unwrap();
    let read: Submission = serde_json::from_value(kept.clone()).unwrap();
    assert_eq!(read, data.outbox[0]);
    let mut old = kept;
    for filing in old["filings"].as_array_mut().unwrap() {
        let filing = filing.as_object_mut().unwrap();
        filing.remove("late");
        filing.remove("produces");
        filing["news"]["passed_on"] = json!({"not_before": 1});
    }
    data.outbox = vec![serde_json::from_value(old).unwrap()];
    assert_eq!(pending(&data), []);
}
