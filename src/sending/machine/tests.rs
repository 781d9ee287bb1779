use super::*;
use crate::sending::progress::Underway;
use crate::wallet::{Stage, VaultData, submission_for_tests};
use crate::words::local::PerLanguage;
use serde_json::{Value, json};

const NOW: Now = Now { seconds: 1_795_536_000, online: true };

fn form() -> FormReference {
    FormReference { id: "f".into(), version: "1".into(), integrity: "sha256-x".into() }
}

fn submission() -> Box<Submission> {
    Box::new(submission_for_tests("s", "d", &["psb"]))
}

fn office() -> PerLanguage {
    PerLanguage::read(&json!({"en": "Office"}))
}

fn at(stage: Stage) -> Result<InVault, VaultError> {
    let mut one = submission();
    one.filings[0].stage = stage;
    one.filings[0].body = Some("the bytes".into());
    one.filings[0].nonce_expires = NOW.seconds + 900;
    Ok(InVault::Ours(one))
}

fn reply(status: u16, body: &Value) -> Event {
    let body = body.to_string().into_bytes();
    Event::Replied(Some(Reply { status, body, ..Reply::default() }))
}

/// A run on its way to the claim.
fn pressed() -> Delivery {
    let mut run = Delivery::pressed("d");
    assert_eq!(run.step(Event::Begun, NOW), Effect::Lock);
    assert_eq!(run.step(Event::Turn(Turn::Ours), NOW), Effect::Save);
    assert_eq!(run.step(Event::Saved(Ok(())), NOW), Effect::Prepare);
    let claim = run.step(Event::Prepared(Ok((submission(), form()))), NOW);
    assert_eq!(claim, Effect::Store(Change::Claim { submission: submission() }));
    run
}

/// A run whose filing is with the office.
fn filing() -> Delivery {
    let mut run = pressed();
    run.step(Event::Stored(at(Stage::Reviewed)), NOW);
    run.step(reply(201, &json!({"aud": "a", "nonce": "n", "expires_in": 900})), NOW);
    let signed = Signed { body: "the bytes".into(), transaction_data_hash: "h".into() };
    run.step(Event::Signed(Ok(signed)), NOW);
    run.step(Event::Stored(at(Stage::Signed)), NOW);
    let Effect::Send(request) = run.step(Event::Stored(at(Stage::Sending)), NOW) else {
        panic!("it is not sent")
    };
    assert_eq!(request.body.as_deref(), Some(b"the bytes".as_slice()));
    run
}

fn looked(run: &mut Delivery, effect: Effect, view: InVault) -> Effect {
    assert_eq!(effect, Effect::Store(Change::Look { draft: "d".into() }));
    run.step(Event::Stored(Ok(view)), NOW)
}

fn not_sent(unsent: Unsent) -> Effect {
    Effect::End(Ending::NotSent(unsent))
}

#[test]
fn offline_it_is_written_down_and_nothing_is_asked_of_anybody() {
    let mut run = pressed();
    let effect = run.step(Event::Stored(at(Stage::Reviewed)), Now { online: false, ..NOW });
    assert_eq!(looked(&mut run, effect, InVault::Prepared("s".into())), not_sent(Unsent::Offline));
}

#[test]
fn an_office_that_cannot_be_reached_is_named_and_a_refusal_is_shown() {
    for (event, unsent) in [
        (Event::Replied(None), Unsent::Unavailable(office())),
        (reply(503, &json!({})), Unsent::Unavailable(office())),
        (reply(422, &json!({"code": "no"})), Unsent::Refused(Problem::of("no"))),
    ] {
        let mut run = pressed();
        run.step(Event::Stored(at(Stage::Reviewed)), NOW);
        let effect = run.step(event, NOW);
        assert_eq!(looked(&mut run, effect, InVault::Gone), not_sent(unsent));
    }
}

#[test]
fn before_not_sent_is_said_another_tab_is_asked_for() {
    let mut run = pressed();
    run.step(Event::Stored(at(Stage::Reviewed)), NOW);
    let effect = run.step(Event::Replied(None), NOW);
    let end = looked(&mut run, effect, InVault::Other("t".into()));
    assert_eq!(end, Effect::End(Ending::Follow("t".into())));
}

#[test]
fn the_bytes_that_leave_are_those_in_the_vault() {
    let mut run = pressed();
    run.step(Event::Stored(at(Stage::Reviewed)), NOW);
    run.step(reply(201, &json!({"aud": "a", "nonce": "n", "expires_in": 900})), NOW);
    let signed = Signed { body: "ours".into(), transaction_data_hash: "h".into() };
    run.step(Event::Signed(Ok(signed)), NOW);
    // Another tab was first: its bytes are in the vault.
    run.step(Event::Stored(at(Stage::Sending)), NOW);
    let Effect::Send(request) = run.step(Event::Stored(at(Stage::Sending)), NOW) else {
        panic!("it is not sent")
    };
    assert_eq!(request.body.as_deref(), Some(b"the bytes".as_slice()));
}

#[test]
fn a_receipt_that_does_not_pass_is_checked_once_more_with_fresh_lists() {
    let mut run = filing();
    let yes = json!({"case_no": "C", "status": "accepted", "receipt": "r~"});
    assert!(matches!(run.step(reply(201, &yes), NOW), Effect::Check { .. }));
    assert_eq!(run.step(Event::Checked(Err("old-list".into())), NOW), Effect::Refresh);
    assert!(matches!(run.step(Event::Done, NOW), Effect::Check { .. }));
    let Effect::Store(Change::Answer { answer: Answer::Refused(problem), .. }) =
        run.step(Event::Checked(Err("issuer-unknown".into())), NOW)
    else {
        panic!("it is believed")
    };
    assert_eq!(problem.code, RECEIPT_NOT_TRUSTED);
}

#[test]
fn an_answer_that_says_nothing_is_waited_for_as_long_as_the_office_asks() {
    let mut run = filing();
    let busy = Reply { status: 503, retry_after: Some("40".into()), ..Reply::default() };
    let effect = run.step(Event::Replied(Some(busy)), NOW);
    let answer = Answer::Lost { retry_after: Some(40) };
    let expected = Change::Answer { id: "s".into(), filing: "psb".into(), answer };
    assert_eq!(effect, Effect::Store(expected));
    let mut waiting = submission();
    waiting.filings[0].stage = Stage::Sending;
    waiting.filings[0].next_try = NOW.seconds + 40;
    let end = run.step(Event::Stored(Ok(InVault::Ours(waiting))), NOW);
    assert_eq!(end, Effect::End(Ending::Waiting("s".into(), NOW.seconds + 40)));
}

#[test]
fn what_has_left_is_never_called_not_sent() {
    for problem in [VaultError::StorageFull, VaultError::StorageRefused] {
        let mut run = filing();
        run.step(Event::Replied(None), NOW);
        let end = run.step(Event::Stored(Err(problem)), NOW);
        assert_eq!(end, Effect::End(Ending::Waiting("s".into(), NOW.seconds)));
    }
    let mut run = filing();
    run.step(Event::Replied(None), NOW);
    let end = run.step(Event::Stored(Err(VaultError::Locked)), NOW);
    assert_eq!(end, Effect::End(Ending::Locked));
}

#[test]
fn without_the_person_nothing_is_signed() {
    let mut run = Delivery::resumed("s");
    run.step(Event::Begun, NOW);
    assert_eq!(
        run.step(Event::Turn(Turn::Ours), NOW),
        Effect::Store(Change::See { id: "s".into() })
    );
    let end = run.step(Event::Stored(at(Stage::Signed)), NOW);
    assert_eq!(end, Effect::End(Ending::NeedsYou("s".into())));
}

#[test]
fn a_tab_without_the_turn_follows_the_one_that_has_it() {
    let mut run = Delivery::pressed("d");
    run.step(Event::Begun, NOW);
    let effect = run.step(Event::Turn(Turn::OtherTab), NOW);
    let end = looked(&mut run, effect, InVault::Prepared("t".into()));
    assert_eq!(end, Effect::End(Ending::Follow("t".into())));
    let mut run = Delivery::resumed("s");
    run.step(Event::Begun, NOW);
    assert_eq!(run.step(Event::Turn(Turn::OtherTab), NOW), Effect::End(Ending::Busy));
}

#[test]
fn a_second_press_in_the_same_tab_is_no_second_run() {
    let mut run = Delivery::pressed("d");
    run.step(Event::Begun, NOW);
    assert_eq!(run.step(Event::Turn(Turn::SameTab), NOW), Effect::End(Ending::Busy));
}

#[test]
fn an_event_that_nobody_waits_for_sends_nothing() {
    let mut run = pressed();
    assert_eq!(run.step(Event::Replied(None), NOW), Effect::End(Ending::Busy));
    assert_eq!(run.step(Event::Stored(at(Stage::Sending)), NOW), Effect::End(Ending::Busy));
}

#[test]
fn files_go_before_the_filing_and_are_forgotten_after_the_last_receipt() {
    let with_file = |stage| {
        let Ok(InVault::Ours(mut one)) = at(stage) else { panic!("a view") };
        one.filings[0].attachments = vec![crate::wallet::Attachment {
            digest: "d1".into(),
            media_type: "image/png".into(),
            size: 4,
            name: "p.png".into(),
        }];
        Event::Stored(Ok(InVault::Ours(one)))
    };
    let mut run = Delivery::resumed("s");
    run.step(Event::Begun, NOW);
    run.step(Event::Turn(Turn::Ours), NOW);
    run.step(with_file(Stage::Sending), NOW);
    let Effect::Upload(request, record) = run.step(with_file(Stage::Sending), NOW) else {
        panic!("no file")
    };
    assert_eq!(
        (request.url.as_str(), record.as_str()),
        ("/offices/psb/ef/attachments/d1", "attachment/d1")
    );
    assert_eq!(run.progress(), Some(Underway::File(1, 1)));
    let stored = Upload::Replied(Some(Reply { status: 201, ..Reply::default() }));
    // A challenge that was used may have been used by this very filing: the office is asked.
    let used = json!({"code": "nonce-used"}).to_string().into_bytes();
    let used = Upload::Replied(Some(Reply { status: 422, body: used, ..Reply::default() }));
    let mut other = Delivery::resumed("s");
    for event in [Event::Begun, Event::Turn(Turn::Ours), with_file(Stage::Sending)] {
        other.step(event, NOW);
    }
    assert!(matches!(other.step(with_file(Stage::Sending), NOW), Effect::Upload(..)));
    assert!(matches!(other.step(Event::Uploaded(used), NOW), Effect::Send(_)));
    assert!(matches!(run.step(Event::Uploaded(stored), NOW), Effect::Send(_)));
    run.step(Event::Replied(None), NOW);
    let finish = run.step(with_file(Stage::Sent), NOW);
    assert_eq!(finish, Effect::Store(Change::Finish { id: "s".into() }));
    let forget = run.step(with_file(Stage::Sent), NOW);
    assert_eq!(forget, Effect::Forget(vec!["attachment/d1".into()]));
    assert_eq!(run.step(Event::Done, NOW), Effect::End(Ending::Done("s".into())));
}

#[test]
fn the_digest_of_the_handle_is_signed_for_an_office_that_keeps_one() {
    let handle = cert_fill::progress::handle(&[5; 32]);
    for (keeps, signed) in [(true, Some(cert_fill::progress::digest(&handle))), (false, None)] {
        let mut run = pressed();
        let mut one = submission();
        one.filings[0].progress = Some(handle.clone());
        run.step(Event::Stored(Ok(InVault::Ours(one))), NOW);
        let challenge = json!({"aud": "a", "nonce": "n", "expires_in": 900, "progress": keeps});
        let Effect::Sign { progress, .. } = run.step(reply(201, &challenge), NOW) else {
            panic!("it is not signed")
        };
        assert_eq!(progress, signed);
    }
}

#[test]
fn what_is_carried_is_signed_for_days_and_never_sent_by_itself() {
    let mut run = Delivery::carried("d");
    run.step(Event::Begun, NOW);
    run.step(Event::Turn(Turn::Ours), NOW);
    run.step(Event::Saved(Ok(())), NOW);
    let claim = run.step(Event::Prepared(Ok((submission(), form()))), NOW);
    let carried = Box::new(Submission { carried: true, ..*submission() });
    assert_eq!(claim, Effect::Store(Change::Claim { submission: carried }));
    let at = |stage: Stage, next_try: i64| {
        let Ok(InVault::Ours(mut one)) = at(stage) else { panic!("a submission") };
        (one.carried, one.filings[0].next_try) = (true, next_try);
        Event::Stored(Ok(InVault::Ours(one)))
    };
    let Effect::Send(asked) = run.step(at(Stage::Reviewed, 0), NOW) else { panic!("no challenge") };
    let asked: Value = serde_json::from_slice(&asked.body.unwrap()).unwrap();
    assert_eq!(asked["counter"], true);
    run.step(reply(201, &json!({"aud": "a", "nonce": "n", "expires_in": 1_209_600})), NOW);
    let signed = Signed { body: "the bytes".into(), transaction_data_hash: "h".into() };
    run.step(Event::Signed(Ok(signed)), NOW);
    let carry = Change::Carry { id: "s".into(), filing: "psb".into() };
    assert_eq!(run.step(at(Stage::Signed, 0), NOW), Effect::Store(carry));
    let until = NOW.seconds + 900;
    let end = run.step(at(Stage::Sending, until), NOW);
    assert_eq!(end, Effect::End(Ending::Waiting("s".into(), until)));

    // Its time is over: it still waits for its person.
    let mut alone = Delivery::resumed("s");
    alone.step(Event::Begun, NOW);
    alone.step(Event::Turn(Turn::Ours), NOW);
    let end = alone.step(at(Stage::Sending, NOW.seconds - 1), NOW);
    assert_eq!(end, Effect::End(Ending::NeedsYou("s".into())));

    // The person asks: the same bytes go to the office, which has them already or takes them now.
    let mut vault = VaultData { outbox: vec![*submission()], ..VaultData::default() };
    (vault.outbox[0].carried, vault.outbox[0].filings[0].stage) = (true, Stage::Sending);
    let mut sending = || Event::Stored(Ok(Change::Ask { id: "s".into() }.apply(&mut vault, 0)));
    let mut asked = Delivery::asked("s");
    asked.step(Event::Begun, NOW);
    asked.step(Event::Turn(Turn::Ours), NOW);
    let begin = Change::Begin { id: "s".into(), filing: "psb".into() };
    assert_eq!(asked.step(sending(), NOW), Effect::Store(begin));
}
