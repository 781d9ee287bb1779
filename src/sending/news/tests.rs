use cert_fill::LocalText;
use cert_fill::progress::Reason;
use cert_issue::{SigningKey, issue_sd_jwt_vc};
use cert_verify::{Policy, StatusEvidence, Trust, UnixTime};
use serde_json::{Map, json};

use super::*;
use crate::wallet::{Accepted, How, Stage, StoredCertificate, submission_for_tests};

const NOW: i64 = 1_795_536_000;
const OFFICE: &str = "https://psb.example";
const OFFER: &str =
    "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fpsb.example%2Foffers%2F1";

fn key() -> SigningKey {
    SigningKey::ed25519_from_seed([1; 32])
}

fn signed(claims: &Value) -> String {
    issue_sd_jwt_vc(claims, &[], &Map::new(), &key(), &mut |buffer| buffer.fill(7)).unwrap()
}

/// A filing with its receipt, and with this certificate in its body.
fn filed(shown: &str) -> Filing {
    let handle = progress::handle(&[3; 32]);
    let transaction = json!({"progress": progress::digest(&handle)}).to_string();
    let transaction = base64url::encode(transaction.as_bytes());
    let body = json!({"transaction_data": [transaction], "vp_token": {"permit": [shown]}});
    let mut filing = submission_for_tests("s", "d", &["psb"]).filings.remove(0);
    let receipt = signed(&json!({"iss": OFFICE, "vct": cert_fill::receipt::TYPE, "iat": NOW}));
    filing.body = Some(body.to_string());
    filing.progress = Some(handle);
    filing.stage = Stage::Sent;
    let (case_no, status) = ("C-1".to_owned(), "accepted".to_owned());
    filing.accepted = Some(Accepted { case_no, status, receipt, claims: Value::Null });
    filing
}

fn chain(filing: &Filing, states: &[&str]) -> Vec<String> {
    let receipt = &filing.accepted.as_ref().unwrap().receipt;
    let mut all: Vec<String> = Vec::new();
    for (number, state) in (1..).zip(states) {
        let state = State::of(state);
        let reason = (state == State::Refused).then(|| Reason {
            code: "why".into(),
            text: LocalText::single("en", "Because"),
            remedy: None,
        });
        let at = UnixTime::from_seconds(NOW);
        let says = Statement { reason, ..Statement::new(number, state, at) };
        all.push(signed(&progress::claims(OFFICE, receipt, all.last().map(String::as_str), &says)));
    }
    all
}

fn told(statements: &[String], offer: Option<&str>) -> CaseAnswer {
    let (offer, tag) = (offer.map(str::to_owned), Some("\"t\"".to_owned()));
    CaseAnswer::Told { statements: statements.to_vec(), offer, tag }
}

fn believed(filing: &Filing, heard: &CaseAnswer) -> Result<(), ProgressError> {
    let trust = Trust::nobody().with_any_issuer_key(key().public());
    let (status, policy) = (StatusEvidence::none(), Policy::strict());
    let now = UnixTime::from_seconds(NOW);
    believe(filing, heard, &Judge { trust: &trust, status: &status, policy: &policy, now })
}

fn vault(filing: Filing) -> VaultData {
    let mut submission = submission_for_tests("s", "d", &["psb"]);
    submission.filings = vec![filing];
    VaultData { outbox: vec![submission], ..VaultData::default() }
}

fn news(data: &VaultData) -> &CaseNews {
    &data.outbox[0].filings[0].news
}

#[test]
fn the_handle_is_shown_in_a_header_and_only_where_its_digest_was_signed() {
    let mut filing = filed("a~");
    assert!(can_ask(&filing));
    let asked = question(&filing).unwrap();
    let handle = filing.progress.clone().unwrap();
    assert_eq!(asked.url, "/offices/psb/ef/progress");
    assert_eq!(asked.headers, [("authorization", format!("Bearer {handle}"))]);
    filing.news.tag = Some("\"t\"".into());
    let again = question(&filing).unwrap();
    assert_eq!(again.headers.last(), Some(&("if-none-match", "\"t\"".into())));
    let other = Filing { progress: Some(progress::handle(&[4; 32])), ..filing.clone() };
    assert!(!can_ask(&other), "signed with another handle, or with none");
    let old = Filing { progress: None, ..filing.clone() };
    assert!(!can_ask(&old), "filed before there were handles");
    assert!(!can_ask(&Filing { accepted: None, ..filing }), "no receipt yet");
}

#[test]
fn by_itself_an_office_is_asked_once_a_minute_and_later_when_it_says_so() {
    let mut data = vault(filed("a~"));
    let wait_now = |data: &VaultData, now| wait(&data.outbox[0].filings[0], now);
    assert_eq!(wait_now(&data, NOW), 0, "never asked");
    keep(&mut data, "s", "psb", &CaseAnswer::Same, NOW);
    assert_eq!((wait_now(&data, NOW), wait_now(&data, NOW + 60)), (60, 0));
    keep(&mut data, "s", "psb", &CaseAnswer::Nothing { patience: Some(300) }, NOW + 60);
    assert_eq!(wait_now(&data, NOW + 60), 300);
    assert_eq!(news(&data).heard_at, Some(NOW), "the age of what is shown stays true");
    keep(&mut data, "s", "psb", &CaseAnswer::Nothing { patience: Some(i64::MAX) }, NOW);
    assert!(wait_now(&data, NOW) <= 86_400);
}

#[test]
fn answers_are_told_apart() {
    let reply = |status, body: &str| Reply {
        status,
        body: body.into(),
        etag: Some("\"t\"".into()),
        ..Reply::default()
    };
    assert_eq!(read(Some(&reply(304, "")), NOW), CaseAnswer::Same);
    let body = r#"{"statements":["a","b"],"offer":null}"#;
    assert_eq!(read(Some(&reply(200, body)), NOW), told(&["a".into(), "b".into()], None));
    for bad in ["", "{}", r#"{"statements":[1]}"#, r#"{"statements":"a"}"#] {
        assert_eq!(
            read(Some(&reply(200, bad)), NOW),
            CaseAnswer::Refused("progress-malformed".into())
        );
    }
    let gone = reply(404, r#"{"code":"case-unknown"}"#);
    assert_eq!(read(Some(&gone), NOW), CaseAnswer::Refused("case-unknown".into()));
    for status in [0, 302, 408, 409, 425, 429, 500, 503] {
        assert!(
            matches!(read(Some(&reply(status, "")), NOW), CaseAnswer::Nothing { .. }),
            "{status}"
        );
    }
    assert_eq!(read(None, NOW), CaseAnswer::Nothing { patience: None });
}

#[test]
fn only_what_continues_the_chain_is_believed_and_nothing_is_lost() {
    let filing = filed("a~");
    let whole = chain(&filing, &["received", "checking", "refused"]);
    let mut data = vault(filing.clone());
    keep(&mut data, "s", "psb", &told(&whole[..2], None), NOW);
    let known = data.outbox[0].filings[0].clone();
    assert_eq!(believed(&known, &told(&whole, None)), Ok(()));
    assert_eq!(believed(&known, &told(&whole[..1], None)), Err(ProgressError::RolledBack));
    let other = chain(&filing, &["received", "accepted"]);
    assert_eq!(believed(&known, &told(&other, None)), Err(ProgressError::RolledBack));
    assert_eq!(believed(&known, &told(&whole[1..], None)), Err(ProgressError::Broken));
    // A tab that heard less writes last.
    keep(&mut data, "s", "psb", &told(&whole, None), NOW + 1);
    keep(&mut data, "s", "psb", &told(&whole[..2], None), NOW + 2);
    assert_eq!(news(&data).statements, whole);
    assert_eq!(state(news(&data)), Some(State::Refused));
    assert_eq!(said(news(&data)).len(), 3);
    assert_eq!(file(&data.outbox[0].filings[0]).unwrap().statements, whole);
}

#[test]
fn a_backup_brings_news_and_takes_none_away() {
    let filing = filed("a~");
    let whole = chain(&filing, &["received", "checking"]);
    let (mut short, mut long) = (vault(filing.clone()), vault(filing));
    keep(&mut short, "s", "psb", &told(&whole[..1], None), NOW);
    keep(&mut long, "s", "psb", &told(&whole, Some(OFFER)), NOW);
    let (mut ours, theirs) = (short.clone(), long.clone());
    ours.merge(theirs);
    assert_eq!(news(&ours), news(&long));
    long.merge(short);
    assert_eq!(news(&long).statements.len(), 2);
}

fn certificate(id: &str, vct: &str) -> StoredCertificate {
    let text = signed(&json!({"iss": OFFICE, "vct": vct, "iat": NOW, "number": id}));
    StoredCertificate {
        id: id.into(),
        text,
        added_at: 1,
        how: How::Offer,
        has_key: false,
        paper: None,
        replaced: None,
    }
}

#[test]
fn what_comes_of_a_decision_replaces_what_was_filed_with_and_nothing_else() {
    let (old, childs) = (certificate("old", "permit"), certificate("child", "permit"));
    let identity = certificate("identity", "card");
    let mut data = vault(filed(&format!("{}~proof", old.text.trim_end_matches('~'))));
    data.certificates = vec![old, childs, identity];
    let statements = chain(&data.outbox[0].filings[0], &["received", "accepted"]);
    keep(&mut data, "s", "psb", &told(&statements, Some(OFFER)), NOW);
    let new = certificate("new", "permit");
    data.add_certificate(new.clone());
    let elsewhere = OfferSource::parse(&OFFER.replace("%2F1", "%2F2")).unwrap();
    came(&mut data, &elsewhere, &new.text, NOW);
    assert!(news(&data).taken.is_none(), "another offer");
    came(&mut data, &OfferSource::parse(OFFER).unwrap(), &new.text, NOW);
    let (now, before) = data.now_and_before();
    let ids = |list: Vec<&StoredCertificate>| {
        list.into_iter().map(|one| one.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (ids(now), ids(before)),
        (vec!["new".to_owned(), "child".into(), "identity".into()], vec!["old".to_owned()])
    );
    assert_eq!((news(&data).taken.as_deref(), &news(&data).offer), (Some("new"), &None));
    // An answer that was under way does not bring the offer back.
    keep(&mut data, "s", "psb", &told(&statements, Some(OFFER)), NOW);
    assert_eq!(news(&data).offer, None);
    // Without the new one the old one stands for itself again.
    data.remove_certificate("new");
    assert!(data.now_and_before().1.is_empty());
}
