//! The same again, from the bytes that were signed.

use super::*;
use crate::sending::again::{self, ChangedSince};
use crate::wallet::{Accepted, Filing, Stage, Submission};
use crate::words::local::PerLanguage;

const THEN: i64 = NOW - 300 * 86_400;

/// What an office has taken of this session.
fn sent(session: &Session) -> Submission {
    let made = plan(&session.form, &session.draft, &session.matches, &session.held, "psb")
        .expect("a plan");
    let signed = signed(session, &made, &challenge(session));
    let mut filing = Filing::reviewed("s-1", "psb", PerLanguage::default(), "/ef/filings");
    filing.stage = Stage::Sent;
    filing.body = String::from_utf8(signed).ok();
    filing.accepted = Some(Accepted {
        case_no: "PSB-1".into(),
        status: "accepted".into(),
        receipt: "r~".into(),
        claims: json!({}),
    });
    let words = summary::words(&session.form, &[made], &[], &Names::default());
    Submission {
        id: "s-1".into(),
        draft: "d".into(),
        revision: 1,
        form: "psb~permit".into(),
        title: PerLanguage::default(),
        locale: "zh-CN".into(),
        created: THEN,
        files: Vec::new(),
        carried: false,
        words,
        filings: vec![filing],
        whom: None,
        acting: None,
    }
}

fn repeated(past: &Submission, form: Rc<Form>, held: Rc<Vec<Held>>) -> Session {
    let mut session = Session::start(form, held, Way::Certificates, None, today(), NOW);
    session.repeat(&past.id, &again::typed(past), past.created, NOW);
    session
}

fn lines(changes: &[ChangedSince]) -> Vec<(String, Option<String>, Option<String>)> {
    let full = |shown: &Option<crate::filling::display::Shown>| {
        shown.as_ref().map(|shown| shown.full.clone())
    };
    let line = |one: &ChangedSince| (one.label.text.clone(), full(&one.old), full(&one.new));
    changes.iter().map(line).collect()
}

#[test]
fn certificates_are_read_anew_and_only_what_was_typed_is_taken_over() {
    let past = sent(&finished());
    let session = repeated(&past, form(), held_with("2027-12-05"));
    let answer = |pointer: &str| session.draft.answer(&at(pointer)).cloned();
    assert_eq!(answer("/contact/mobile"), Some(json!("13800138000")));
    assert_eq!(answer("/ground"), Some(json!("home")));
    assert_eq!(answer("/declaration"), None, "it is made anew");
    assert_eq!(answer("/permit/valid_until"), Some(json!("2027-12-05")));
    let certified = session.draft.origin(&at("/permit/valid_until")).and_then(Origin::certificate);
    assert_eq!(certified, Some("permit"));
    assert_eq!(view(&session, "/contact/mobile").from, From::Typed, "no certificate says it");
    assert_eq!(session.typed_on(&at("/contact/mobile")), Some(THEN));
    assert_eq!(session.left_to_answer(), [], "nothing is typed a second time");
    let changes = again::changes(&session, &past, &Names::default(), Lang::En);
    let until = |text: &str| Some(text.to_owned());
    assert_eq!(
        lines(&changes),
        [("Valid until".to_owned(), until("5 December 2026"), until("5 December 2027"))]
    );
    // It is still the same after a reload.
    let resumed =
        Session::resume(&session.record(), form(), held_with("2027-12-05"), today()).unwrap();
    assert_eq!(resumed.again.as_deref(), Some("s-1"));
    assert_eq!(resumed.typed_on(&at("/contact/mobile")), Some(THEN));
}

#[test]
fn what_is_typed_now_is_no_longer_from_then() {
    let past = sent(&finished());
    let mut session = repeated(&past, form(), held());
    assert!(type_in(&mut session, "/contact/mobile", "13900139000"));
    assert_eq!(session.typed_on(&at("/contact/mobile")), None);
    session.take(&at("/ground"), &Typed::Choice(None), NOW);
    type_in(&mut session, "/contact/email", "a@b.example");
    let changes = again::changes(&session, &past, &Names::default(), Lang::En);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        lines(&changes),
        [
            ("Reason".to_owned(), some("A settled home"), None),
            ("Mobile number".to_owned(), some("13800138000"), some("13900139000")),
            ("Email address".to_owned(), None, some("a@b.example")),
        ]
    );
}

#[test]
fn what_a_certificate_says_today_stands_above_what_was_typed_then() {
    // Then there was no certificate of insurance, and the employer was typed.
    let mut then = started(Way::Certificates);
    then.take(&at("/ground"), &Typed::Choice(Some("work".into())), NOW);
    type_in(&mut then, "/employer/name", "示例旧单位");
    type_in(&mut then, "/contact/mobile", "13800138000");
    then.take(&at("/declaration"), &Typed::Ticked(true), NOW);
    let past = sent(&then);
    let session = repeated(&past, form(), held_with("2026-12-05"));
    let employer = at("/employer/name");
    assert_eq!(session.draft.answer(&employer), Some(&json!("上海示例科技有限公司")));
    assert!(session.draft.origin(&employer).and_then(Origin::certificate).is_some());
    let changes = lines(&again::changes(&session, &past, &Names::default(), Lang::En));
    assert!(
        changes
            .iter()
            .any(|(label, old, _)| label == "Employer" && old.as_deref() == Some("示例旧单位"))
    );
}

#[test]
fn another_edition_is_told_and_what_it_does_not_ask_is_listed() {
    let past = sent(&finished());
    let text = String::from_utf8(form().bytes().to_vec()).unwrap();
    let newer = text.replacen("\"version\": \"2026", "\"version\": \"2027", 1);
    let newer = Rc::new(Form::parse(newer.as_bytes()).unwrap());
    let edition = again::edition(&past).unwrap();
    assert_eq!(
        (edition.version.as_str(), edition.integrity.as_str()),
        (form().version(), form().integrity())
    );
    assert_ne!(edition.integrity, newer.integrity());
    let session = repeated(&past, newer, held());
    assert_eq!(session.left_to_answer(), []);
    // An answer that the form does not have any more.
    let mut odd = past;
    let body = odd.filings[0].body.take().unwrap();
    let mut body: Value = serde_json::from_str(&body).unwrap();
    let answers = cert_verify::base64url::decode(body["answers"].as_str().unwrap()).unwrap();
    let mut answers: Value = serde_json::from_slice(&answers).unwrap();
    answers["contact"]["fax"] = json!("021-1");
    body["answers"] = cert_verify::base64url::encode(answers.to_string().as_bytes()).into();
    odd.filings[0].body = Some(body.to_string());
    let session = repeated(&odd, form(), held());
    let changes = again::changes(&session, &odd, &Names::default(), Lang::En);
    assert_eq!(lines(&changes), [("/contact/fax".to_owned(), Some("021-1".to_owned()), None)]);
}

#[test]
fn the_newest_that_every_office_has_taken_is_the_one_to_repeat() {
    let past = sent(&finished());
    let older = Submission { id: "old".into(), created: THEN - 9, ..past.clone() };
    let mut waiting = Submission { id: "new".into(), created: THEN + 9, ..past.clone() };
    waiting.filings[0].stage = Stage::Sending;
    let other = Submission { form: "psb~other".into(), created: THEN + 99, ..past.clone() };
    let all = [older, past, waiting, other];
    let last = again::last(all.iter(), "psb~permit").map(|one| one.id.as_str());
    assert_eq!(last, Some("s-1"));
    assert_eq!(again::last(all.iter(), "psb~none"), None);
}
