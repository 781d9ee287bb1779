use super::*;
use serde_json::json;

const NOW: i64 = 1_795_536_000;

fn submission(filings: &[&str]) -> Submission {
    crate::wallet::submission_for_tests("s", "d", filings)
}

fn sign(filing: &mut Filing, body: &str) -> bool {
    filing.signed(Signature {
        body: body.into(),
        transaction_data_hash: "h".into(),
        nonce_expires: NOW + 900,
    })
}

fn accepted() -> Answer {
    Answer::Accepted(Accepted {
        case_no: "C1".into(),
        status: "accepted".into(),
        receipt: "a~".into(),
        claims: json!({}),
    })
}

fn stored(submission: &Submission) -> Submission {
    let text = serde_json::to_string(submission).expect("it can be written");
    serde_json::from_str(&text).expect("what was stored can be read")
}

#[test]
fn the_whole_way_survives_a_restart_at_each_state() {
    let mut one = submission(&["psb"]);
    assert_eq!(stored(&one).next(NOW, true), Move::Sign(0));
    assert!(sign(&mut one.filings[0], "{}"));
    one = stored(&one);
    assert_eq!(one.next(NOW, true), Move::Send(0));
    assert_eq!(one.next(NOW, false), Move::NeedsYou, "signed is never sent without the person");
    assert!(one.filings[0].begin_sending(NOW));
    one = stored(&one);
    assert_eq!(one.next(NOW, false), Move::Send(0), "sending goes on by itself");
    one.filings[0].answered(accepted(), NOW);
    one = stored(&one);
    assert_eq!(one.next(NOW, false), Move::Done);
    assert!(one.all_sent());
}

#[test]
fn a_lost_answer_keeps_bytes_and_key_and_waits_longer_each_time() {
    let mut one = submission(&["psb"]);
    let key = one.filings[0].idempotency_key.clone();
    sign(&mut one.filings[0], "the bytes");
    one.filings[0].begin_sending(NOW);
    let mut last = 0;
    for _ in 0..8 {
        one.filings[0].answered(Answer::Lost { retry_after: None }, NOW);
        let filing = &one.filings[0];
        assert_eq!((filing.stage, filing.body.as_deref()), (Stage::Sending, Some("the bytes")));
        assert_eq!(filing.idempotency_key, key);
        assert!(filing.next_try - NOW >= last);
        last = filing.next_try - NOW;
        assert_eq!(one.next(NOW, false), Move::Wait(NOW + last));
        let mut asked = one.clone();
        asked.ask_now();
        assert_eq!(asked.next(NOW, true), Move::Send(0), "the person may press again at once");
    }
    assert_eq!(last, 300);
}

#[test]
fn an_office_may_ask_for_patience_but_not_for_ever() {
    let mut one = submission(&["psb"]);
    sign(&mut one.filings[0], "b");
    one.filings[0].begin_sending(NOW);
    one.filings[0].answered(Answer::Lost { retry_after: Some(1_000_000) }, NOW);
    assert_eq!(one.filings[0].next_try, NOW + 3600);
}

#[test]
fn an_expired_nonce_while_only_signed_goes_back_to_reviewed() {
    let mut one = submission(&["psb"]);
    sign(&mut one.filings[0], "b");
    one.filings[0].forget_expired(NOW + 800);
    assert_eq!(one.filings[0].stage, Stage::Signed);
    one.filings[0].forget_expired(NOW + 890);
    assert_eq!((one.filings[0].stage, &one.filings[0].body), (Stage::Reviewed, &None));
    sign(&mut one.filings[0], "b2");
    assert!(!one.filings[0].begin_sending(NOW + 901));
    assert_eq!(one.filings[0].stage, Stage::Reviewed);
}

#[test]
fn bytes_that_may_have_left_are_never_replaced() {
    let mut one = submission(&["psb"]);
    sign(&mut one.filings[0], "first");
    one.filings[0].begin_sending(NOW);
    assert!(!sign(&mut one.filings[0], "second"));
    one.filings[0].forget_expired(NOW + 10_000);
    assert_eq!(one.filings[0].body.as_deref(), Some("first"));
    assert!(!one.untouched() && one.in_flight());
}

#[test]
fn a_refusal_needs_the_person_and_hides_no_other_office() {
    let mut two = submission(&["samr", "tax"]);
    for filing in &mut two.filings {
        sign(filing, "b");
        filing.begin_sending(NOW);
    }
    two.filings[0].answered(
        Answer::Refused(Problem {
            code: "value-differs".into(),
            errors: vec![("/a".into(), "value-differs".into())],
        }),
        NOW,
    );
    two = stored(&two);
    assert_eq!(
        two.filings[0].problem.as_ref().map(|problem| problem.code.as_str()),
        Some("value-differs")
    );
    assert_eq!(two.next(NOW, false), Move::Send(1));
    two.filings[1].answered(accepted(), NOW);
    assert_eq!(two.next(NOW, false), Move::NeedsYou);
    assert!(!two.all_sent(), "the draft stays");
}

#[test]
fn a_filing_waits_for_the_one_it_depends_on() {
    let mut two = submission(&["samr", "tax"]);
    two.filings[1].depends_on = vec!["samr".into()];
    assert_eq!(two.next(NOW, true), Move::Sign(0));
    sign(&mut two.filings[0], "b");
    two.filings[0].begin_sending(NOW);
    two.filings[0].answered(Answer::Refused(Problem { code: "x".into(), errors: vec![] }), NOW);
    assert_eq!(two.next(NOW, true), Move::NeedsYou);
    two.filings[0].stage = Stage::Sending;
    two.filings[0].answered(accepted(), NOW);
    assert_eq!(two.next(NOW, true), Move::Sign(1));
}

#[test]
fn a_late_answer_changes_nothing_that_is_finished() {
    let mut one = submission(&["psb"]);
    sign(&mut one.filings[0], "b");
    one.filings[0].begin_sending(NOW);
    one.filings[0].answered(accepted(), NOW);
    one.filings[0].answered(Answer::Refused(Problem { code: "x".into(), errors: vec![] }), NOW);
    assert_eq!(one.filings[0].stage, Stage::Sent);
}

#[test]
fn ids_have_the_shape_of_a_version_7_uuid() {
    let id = new_id(0x0199_c0de_7a11, [0xe5, 0x55, 0xff, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(id, "0199c0de-7a11-7e55-bf01-020304050607");
}

#[test]
fn an_answer_that_cannot_be_trusted_is_asked_for_again_with_the_same_bytes() {
    let mut one = submission(&["psb"]);
    sign(&mut one.filings[0], "b");
    one.filings[0].begin_sending(NOW);
    let refused = |code: &str| Answer::Refused(Problem { code: code.into(), errors: vec![] });
    one.filings[0].answered(refused(RECEIPT_NOT_TRUSTED), NOW);
    assert!(one.filings[0].ask_again());
    assert_eq!((one.filings[0].stage, one.filings[0].body.as_deref()), (Stage::Sending, Some("b")));
    one.filings[0].answered(refused("value-differs"), NOW);
    assert!(!one.filings[0].ask_again(), "a definite no needs an edit");
}

#[test]
fn a_carried_filing_may_have_arrived_and_waits_for_its_person() {
    let mut one = submission(&["psb"]);
    one.carried = true;
    let signature = Signature {
        body: "b".into(),
        transaction_data_hash: "h".into(),
        nonce_expires: NOW + 1_209_600,
    };
    assert!(one.filings[0].signed(signature) && one.filings[0].begin_carrying(NOW));
    assert_eq!(one.filings[0].stage, Stage::Sending, "whoever has the file can hand it in");
    assert_eq!(one.next(NOW, false), Move::Wait(NOW + 1_209_600));
    assert_eq!(one.next(NOW, true), Move::Wait(NOW + 1_209_600), "not by looking at it either");
    assert_eq!((one.is_with_person(), one.carried_until()), (true, Some(NOW + 1_209_600)));
    for person in [false, true] {
        let late = one.next(NOW + 1_209_601, person);
        assert_eq!(late, Move::NeedsYou, "nor when its time is over, or a clock says so");
    }
    one.ask_now();
    assert_eq!(one.next(NOW, false), Move::Send(0), "from then on it is sent like any other");
    assert_eq!((one.is_with_person(), one.carried_until()), (false, None));
}
