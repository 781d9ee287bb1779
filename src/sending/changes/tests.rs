use super::*;
use crate::wallet::{Accepted, LateFrom, Problem, RECEIPT_NOT_TRUSTED, Way, submission_for_tests};
use serde_json::{Value, json};

const NOW: i64 = 1_795_536_000;

fn vault() -> VaultData {
    let draft = DraftRecord {
        id: "d".into(),
        form: "residence-permit".into(),
        revision: 1,
        integrity: "sha256-x".into(),
        changed: NOW,
        way: Way::Typing,
        step: String::new(),
        draft: json!({}),
        used: Value::Null,
        submission: None,
        typed_on: Vec::new(),
        files: Vec::new(),
        history: serde_json::Value::Null,
        again: None,
        whom: None,
    };
    VaultData { drafts: vec![draft], ..VaultData::default() }
}

fn claim_of(id: &str, filings: &[&str]) -> Change {
    Change::Claim { submission: Box::new(submission_for_tests(id, "d", filings)) }
}

fn sign(id: &str, filing: &str, body: &str) -> Change {
    let signature = Signature {
        body: body.into(),
        transaction_data_hash: "h".into(),
        nonce_expires: NOW + 900,
    };
    Change::Sign { id: id.into(), filing: filing.into(), signature }
}

fn begin(id: &str, filing: &str) -> Change {
    Change::Begin { id: id.into(), filing: filing.into() }
}

fn answer(id: &str, filing: &str, answer: Answer) -> Change {
    Change::Answer { id: id.into(), filing: filing.into(), answer }
}

fn accepted() -> Answer {
    Answer::Accepted(Accepted {
        case_no: "C1".into(),
        status: "accepted".into(),
        receipt: "r~".into(),
        claims: json!({"next": {"what": {"en": "Wait"}}}),
    })
}

fn refused(code: &str) -> Answer {
    Answer::Refused(Problem::of(code))
}

fn all(data: &mut VaultData, changes: &[Change]) -> InVault {
    changes.iter().map(|change| change.apply(data, NOW)).last().expect("a change")
}

#[test]
fn what_was_prepared_and_has_not_left_gives_way_to_the_next_press() {
    let mut data = vault();
    all(&mut data, &[claim_of("a", &["psb"]), sign("a", "psb", "a's bytes")]);
    assert!(
        matches!(claim_of("b", &["psb"]).apply(&mut data, NOW), InVault::Ours(one) if one.id == "b")
    );
    assert_eq!(data.drafts[0].submission.as_deref(), Some("b"));
    assert_eq!(begin("a", "psb").apply(&mut data, NOW), InVault::Gone, "the other press has lost");
    assert_eq!(data.outbox.len(), 1);
}

#[test]
fn a_draft_whose_bytes_may_have_left_is_not_claimed_again() {
    let mut data = vault();
    all(&mut data, &[claim_of("a", &["psb"]), sign("a", "psb", "x"), begin("a", "psb")]);
    assert_eq!(claim_of("b", &["psb"]).apply(&mut data, NOW), InVault::Other("a".into()));
    answer("a", "psb", refused(RECEIPT_NOT_TRUSTED)).apply(&mut data, NOW);
    assert_eq!(
        claim_of("b", &["psb"]).apply(&mut data, NOW),
        InVault::Other("a".into()),
        "it has it"
    );
    all(&mut data, &[Change::Ask { id: "a".into() }, answer("a", "psb", accepted())]);
    Change::Finish { id: "a".into() }.apply(&mut data, NOW);
    assert!(data.drafts.is_empty());
    assert_eq!(
        claim_of("b", &["psb"]).apply(&mut data, NOW),
        InVault::Other("a".into()),
        "it was sent"
    );
}

#[test]
fn after_a_definite_no_only_what_has_no_receipt_is_sent_again() {
    let mut data = vault();
    let mut first = submission_for_tests("a", "d", &["samr", "tax"]);
    first.filings[1].depends_on = vec!["samr".into()];
    Change::Claim { submission: Box::new(first) }.apply(&mut data, NOW);
    all(&mut data, &[sign("a", "samr", "x"), begin("a", "samr"), answer("a", "samr", accepted())]);
    all(&mut data, &[sign("a", "tax", "y"), begin("a", "tax"), answer("a", "tax", refused("no"))]);
    let mut second = submission_for_tests("b", "d", &["samr", "tax"]);
    second.filings[1].depends_on = vec!["samr".into()];
    let view = Change::Claim { submission: Box::new(second) }.apply(&mut data, NOW);
    let InVault::Ours(ours) = view else { panic!("{view:?}") };
    let filings: Vec<(&str, usize, &str)> = ours
        .filings
        .iter()
        .map(|one| (one.id.as_str(), one.depends_on.len(), one.idempotency_key.as_str()))
        .collect();
    assert_eq!(filings, [("samr", 0, "a.samr"), ("tax", 1, "a.tax")], "one submission");
    assert_eq!(
        (ours.id.as_str(), ours.filings[0].stage),
        ("a", Stage::Sent),
        "what was sent stays"
    );
    assert_eq!((data.outbox.len(), data.drafts[0].submission.as_deref()), (1, Some("a")));
    Change::Finish { id: "a".into() }.apply(&mut data, NOW);
    assert_eq!(data.drafts.len(), 1, "the tax office has not answered");
    all(&mut data, &[sign("a", "tax", "z"), begin("a", "tax"), answer("a", "tax", accepted())]);
    Change::Finish { id: "a".into() }.apply(&mut data, NOW);
    assert!(data.drafts.is_empty());
}

#[test]
fn what_waits_for_an_office_says_the_same_as_that_office_has() {
    let body = |company: &str, phone: &str| {
        let answers = json!({"company": {"name": company}, "phone": phone}).to_string();
        json!({"answers": cert_verify::base64url::encode(answers.as_bytes())}).to_string()
    };
    let of = |id: &str| {
        let mut one = submission_for_tests(id, "d", &["samr", "tax", "bank"]);
        for at in [1, 2] {
            one.filings[at].depends_on = vec!["samr".into()];
        }
        // The bank waits for nothing that is decided.
        let late = LateFrom { to: "/uscc".into(), from: "samr".into() };
        one.filings[1].late = vec![late];
        Change::Claim { submission: Box::new(one) }
    };
    let mut data = vault();
    let x = body("X", "1");
    all(&mut data, &[of("a"), sign("a", "samr", &x), begin("a", "samr")]);
    all(&mut data, &[answer("a", "samr", accepted()), of("b"), sign("a", "tax", &body("Y", "1"))]);
    let tax = data.outbox[0].filings[1].clone();
    let errors = vec![("/company/name".to_owned(), "answer-sent-otherwise".to_owned())];
    let problem = Problem { code: "answer-sent-otherwise".into(), errors };
    assert_eq!((tax.stage, tax.body, tax.problem), (Stage::NeedsYou, None, Some(problem)));
    begin("a", "tax").apply(&mut data, NOW);
    assert_eq!(data.outbox[0].filings[1].stage, Stage::NeedsYou, "nothing is begun");
    sign("a", "bank", &body("Y", "1")).apply(&mut data, NOW);
    assert_eq!(data.outbox[0].filings[2].stage, Stage::Signed, "nobody binds it");
    all(&mut data, &[of("c"), sign("a", "tax", &x)]);
    assert_eq!(data.outbox[0].filings[1].stage, Stage::Signed, "put back, it is sent");
}

#[test]
fn nothing_is_signed_or_begun_for_another_revision_of_the_draft() {
    let mut data = vault();
    claim_of("a", &["psb"]).apply(&mut data, NOW);
    let mut edited = data.drafts[0].clone();
    edited.draft = json!({"a": 1});
    data.keep_draft(&edited);
    assert_eq!(sign("a", "psb", "x").apply(&mut data, NOW), InVault::DraftChanged);
    assert_eq!(claim_of("b", &["psb"]).apply(&mut data, NOW), InVault::DraftChanged);
    let mut right = submission_for_tests("c", "d", &["psb"]);
    right.revision = 2;
    Change::Claim { submission: Box::new(right) }.apply(&mut data, NOW);
    sign("c", "psb", "x").apply(&mut data, NOW);
    data.keep_draft(&data.drafts[0].clone());
    assert_eq!(begin("c", "psb").apply(&mut data, NOW), InVault::DraftChanged);
    assert!(data.outbox.iter().all(Submission::untouched));
}

#[test]
fn the_log_names_what_was_signed_once_and_the_receipt_is_kept_with_its_details() {
    let mut data = vault();
    all(&mut data, &[claim_of("a", &["psb"]), sign("a", "psb", "x"), begin("a", "psb")]);
    all(&mut data, &[answer("a", "psb", Answer::Lost { retry_after: None }), begin("a", "psb")]);
    assert_eq!(data.activity.len(), 1);
    all(&mut data, &[answer("a", "psb", accepted()), answer("a", "psb", accepted())]);
    assert_eq!(data.receipts.len(), 1);
    let again = [claim_of("b", &["psb"]), sign("b", "psb", "z"), begin("b", "psb")];
    let mut corrected = vault();
    all(&mut corrected, &[claim_of("a", &["psb"]), sign("a", "psb", "x"), begin("a", "psb")]);
    all(&mut corrected, &[answer("a", "psb", refused("no"))]);
    all(&mut corrected, &again);
    assert_eq!(corrected.activity.len(), 2, "a correction is sent, too");
    let details = data.receipts[0].details.as_ref().expect("details");
    assert_eq!((details.case_no.as_str(), details.next.is_some()), ("C1", true));
}

#[test]
fn what_is_carried_stands_in_the_log_when_its_person_sends_it() {
    let mut data = vault();
    let Change::Claim { mut submission } = claim_of("a", &["psb"]) else { unreachable!() };
    submission.carried = true;
    let carry = Change::Carry { id: "a".into(), filing: "psb".into() };
    all(&mut data, &[Change::Claim { submission }, sign("a", "psb", "x"), carry]);
    assert_eq!((data.outbox[0].filings[0].stage, data.activity.len()), (Stage::Sending, 0));
    all(&mut data, &[Change::Ask { id: "a".into() }, begin("a", "psb"), begin("a", "psb")]);
    assert_eq!((data.activity.len(), data.outbox[0].carried), (1, false));
}

#[test]
fn a_draft_is_not_deleted_before_its_receipt_is_in_the_vault() {
    let mut data = vault();
    all(&mut data, &[claim_of("a", &["psb"]), sign("a", "psb", "x"), begin("a", "psb")]);
    Change::Finish { id: "a".into() }.apply(&mut data, NOW);
    assert_eq!(data.drafts.len(), 1, "no answer");
    answer("a", "psb", accepted()).apply(&mut data, NOW);
    let receipts = std::mem::take(&mut data.receipts);
    Change::Finish { id: "a".into() }.apply(&mut data, NOW);
    assert_eq!(data.drafts.len(), 1, "no receipt");
    data.receipts = receipts;
    Change::Finish { id: "a".into() }.apply(&mut data, NOW);
    assert!(data.drafts.is_empty());
}

#[test]
fn looking_tells_what_was_made_from_the_draft() {
    let look = Change::Look { draft: "d".into() };
    let mut data = vault();
    assert_eq!(look.apply(&mut data, NOW), InVault::Gone);
    all(&mut data, &[claim_of("a", &["psb"]), sign("a", "psb", "x")]);
    assert_eq!(look.apply(&mut data, NOW), InVault::Prepared("a".into()));
    begin("a", "psb").apply(&mut data, NOW);
    assert_eq!(look.apply(&mut data, NOW), InVault::Other("a".into()));
    assert!(look.only_looks() && !begin("a", "psb").only_looks());
}
