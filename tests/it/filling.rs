//! Filling a form, from the first match to the receipt.

use cert_fill::receipt::{Decision, ReceiptError, claims as receipt_claims};
use cert_fill::wire::{Challenge, FilingBody, FilingStatus, Problem};
use cert_fill::{
    Draft, FillError, Form, LocalText, Receipt, check_all, sign_filing, visible_fields,
};
use cert_issue::issue_sd_jwt_vc;
use cert_verify::sd_jwt::SdJwt;
use serde_json::{Map, Value, json};

use crate::filing_world::*;

fn codes(form: &Form, draft: &Draft) -> Vec<(String, &'static str)> {
    check_all(form, draft, today())
        .into_iter()
        .map(|one| (one.pointer.to_string(), one.code))
        .collect()
}

fn body(bytes: &[u8]) -> FilingBody {
    FilingBody::parse(bytes).unwrap()
}

#[test]
fn an_honest_filing_with_all_certificates_is_accepted() {
    let (form, held) = (permit_form(), wallet());
    let (draft, matches) = permit_draft(&form, &held);
    assert_eq!(codes(&form, &draft), []);
    let plan = planned(&form, &draft, &matches, &held, "psb");
    assert_eq!(plan.problems, []);
    assert!(plan.certified.len() >= 10, "{:?}", plan.certified);
    let signed = sign(&form, &plan, &held);
    assert_eq!(signed.idempotency_key, format!("{SUBMISSION}.psb"));

    let checked = Desk::new(&form, "psb").accepts(&signed.body);
    assert_eq!(checked.answers, plan.answers);
    assert_eq!(checked.answers["residence"]["address"]["line"], "示例路 88 弄 6 号 301 室");
    assert_eq!(checked.answers["applicant"]["sex"], "female");
    assert_eq!(checked.verified, plan.certified);
    assert_eq!(checked.declared, plan.typed);
    assert_eq!(checked.transaction_data_hash, signed.transaction_data_hash);
    assert_eq!(checked.holder_key, Some(holder().public_jwk()));
    assert_eq!(checked.evidence_digests.len(), 4);
}

/// What the consent panel says is what the office can see, in both directions.
#[test]
fn the_office_sees_exactly_the_claims_of_the_plan() {
    let (form, held) = (permit_form(), wallet());
    let (draft, matches) = permit_draft(&form, &held);
    let plan = planned(&form, &draft, &matches, &held, "psb");
    let body = body(&sign(&form, &plan, &held).body);
    let sent: Vec<&String> = body.vp_token.keys().collect();
    let mut promised: Vec<&String> = plan.certificates.iter().map(|one| &one.query).collect();
    promised.sort();
    assert_eq!(sent, promised);
    for one in &plan.certificates {
        let seen =
            SdJwt::parse(&body.vp_token[&one.query][0]).unwrap().processed_payload().unwrap();
        assert!(!one.will_send.is_empty() && !one.will_not_send.is_empty());
        for path in &one.will_send {
            assert!(!path.select(&seen).is_empty(), "{} is promised", path.to_json());
        }
        for path in &one.will_not_send {
            assert!(path.select(&seen).is_empty(), "{} must stay", path.to_json());
        }
    }
    let lease = plan.certificates.iter().find(|one| one.query == "lease").unwrap();
    let names: Vec<String> =
        lease.will_not_send.iter().map(|path| path.to_json().to_string()).collect();
    assert_eq!(
        names,
        [r#"["record_number"]"#, r#"["tenant"]"#, r#"["valid_from"]"#, r#"["valid_until"]"#]
    );
}

#[test]
fn a_filing_without_the_optional_certificates_is_accepted() {
    let (form, held) = (permit_form(), wallet_of(&["resident-id", "sh-residence-permit"]));
    let (mut draft, matches) = permit_draft(&form, &held);
    edit(&mut draft, &form, "/ground", "study");
    edit(&mut draft, &form, "/school/name", "示例大学");
    edit(&mut draft, &form, "/residence/address/district", "310104");
    edit(&mut draft, &form, "/residence/address/line", "示例路 88 弄");
    // The proof stands for a certificate that is not there.
    edit(&mut draft, &form, "/residence/proof", "lease");
    assert_eq!(codes(&form, &draft), [("/residence/proof".to_owned(), "choice-needs-certificate")]);
    edit(&mut draft, &form, "/residence/proof", "dormitory");
    assert_eq!(codes(&form, &draft), [("/residence/proof_file".to_owned(), "required")]);
    let file = described("proof.pdf", "application/pdf", b"%PDF-1.7 specimen");
    edit(&mut draft, &form, "/residence/proof_file", file);
    assert_eq!(codes(&form, &draft), []);

    let plan = planned(&form, &draft, &matches, &held, "psb");
    let signed = sign(&form, &plan, &held);
    let mut desk = Desk::new(&form, "psb");
    desk.refuses(&signed.body, "attachment-missing", "/residence/proof_file");
    desk.files.insert(plan.attachments[0].digest.clone(), 16);
    desk.refuses(&signed.body, "attachment-size-mismatch", "/residence/proof_file");
    desk.files.insert(plan.attachments[0].digest.clone(), 17);
    let checked = desk.accepts(&signed.body);
    assert_eq!(checked.attachments, plan.attachments);
    assert_eq!(checked.answers.get("employer"), None);
}

#[test]
fn hidden_answers_are_not_sent_and_their_certificate_neither() {
    let (form, held) = (permit_form(), wallet());
    let (mut draft, matches) = permit_draft(&form, &held);
    edit(&mut draft, &form, "/ground", "home");
    assert!(
        draft.answer(&at("/employer/name")).is_some(),
        "kept in the draft, should the person go back"
    );
    assert_eq!(visible_fields(&form, &draft, "ground"), [at("/ground")]);
    let plan = planned(&form, &draft, &matches, &held, "psb");
    assert_eq!(plan.answers.get("employer"), None);
    assert!(plan.not_sent.iter().any(|one| one.query == "insurance" && !one.is_withdrawn));
    Desk::new(&form, "psb").accepts(&sign(&form, &plan, &held).body);
}

#[test]
fn a_retry_has_identical_bytes_and_only_the_office_of_the_form_gets_a_signature() {
    let (form, held) = (permit_form(), wallet());
    let (draft, matches) = permit_draft(&form, &held);
    let plan = planned(&form, &draft, &matches, &held, "psb");
    assert_eq!(sign(&form, &plan, &held), sign(&form, &plan, &held));
    let keys = |_: &str| Some(holder());
    let none = |_: &str| None;
    let good = challenge(&form, "psb");
    let with = |challenge: &Challenge, submission: &str| {
        sign_filing(&form, &plan, submission, "zh-CN", challenge, &held, &keys, now()).unwrap_err()
    };
    let other = Challenge { aud: "x509_san_dns:evil.example".into(), ..good.clone() };
    assert_eq!(with(&other, SUBMISSION), FillError::AudienceMismatch);
    assert_eq!(
        with(&Challenge { nonce: String::new(), ..good.clone() }, SUBMISSION),
        FillError::ChallengeMalformed
    );
    assert_eq!(with(&good, "a b"), FillError::SubmissionIdMalformed);
    let missing = sign_filing(&form, &plan, SUBMISSION, "zh-CN", &good, &held, &none, now());
    assert_eq!(missing, Err(FillError::HolderKeyMissing));
}

#[test]
fn someone_elses_permit_is_noticed_before_signing() {
    let form = permit_form();
    let mut held = wallet();
    let mut other = claims("sh-residence-permit");
    other["id_number"] = json!("310104195503150008");
    held[1] = crate::filing_world::held("other", "sh-residence-permit", other);
    let (draft, matches) = permit_draft(&form, &held);
    let mut plan = planned(&form, &draft, &matches, &held, "psb");
    assert_eq!(plan.problems[0].check.as_deref(), Some("same-person"));
    plan.problems.clear();
    Desk::new(&form, "psb").refuses(
        &sign(&form, &plan, &held).body,
        "check-failed",
        "/applicant/id_number",
    );
}

#[test]
fn the_receipt_is_a_certificate_about_what_was_sent() {
    let (form, held) = (permit_form(), wallet());
    let (draft, matches) = permit_draft(&form, &held);
    let plan = planned(&form, &draft, &matches, &held, "psb");
    let signed = sign(&form, &plan, &held);
    let checked = Desk::new(&form, "psb").accepts(&signed.body);
    let decision = Decision {
        issuer: "https://psb.sh.specimen.example",
        case_no: "PSB-2026-1123-000001",
        status: FilingStatus::Accepted,
        received_at: now(),
        next: Some(("2026-12-04".into(), LocalText::single("zh-CN", "审核结果将以短信通知"))),
        produced: Vec::new(),
    };
    let claims = receipt_claims(&checked, &decision);
    assert_eq!(claims["received_at"], "2026-11-23T20:00:00+08:00");
    assert_eq!(claims["origins"]["/applicant/sex"]["origin"], "derived");
    assert!(!claims.to_string().contains("陈示例"), "a receipt holds no answers");
    let token =
        issue_sd_jwt_vc(&claims, &[], &Map::new(), &issuer(), &mut |bytes| bytes.fill(1)).unwrap();
    let kept = hold("receipt", &token);
    assert_eq!(kept.certificate.holder_key(), Some(&holder().public()));
    let receipt = Receipt::read(kept.certificate.claims()).unwrap();
    assert_eq!(receipt.verified, plan.certified);
    assert_eq!(receipt.declared, plan.typed);
    assert!(receipt.verified.len() >= 10);
    assert_eq!(receipt.check(&form, SUBMISSION, "psb", &signed.transaction_data_hash), Ok(()));
    for (submission, hash) in [("other", signed.transaction_data_hash.as_str()), (SUBMISSION, "x")]
    {
        assert_eq!(receipt.check(&form, submission, "psb", hash), Err(ReceiptError::OtherFiling));
    }
    assert_eq!(Receipt::read(&json!({"vct": "x"})), Err(ReceiptError::Malformed));
}

#[test]
fn a_refusal_becomes_problem_details_with_pointers() {
    let (form, held) = (permit_form(), wallet());
    let (draft, matches) = permit_draft(&form, &held);
    let mut plan = planned(&form, &draft, &matches, &held, "psb");
    at("/permit/valid_until").set(&mut plan.answers, json!("2027-12-05")).unwrap();
    let refusal = Desk::new(&form, "psb").check(&sign(&form, &plan, &held).body).unwrap_err();
    let problem = Problem::of_refusal(&refusal, Some(&form));
    let text: Value = serde_json::from_slice(&problem.to_bytes()).unwrap();
    assert_eq!(text["type"], "https://ef.example/problems/value-mismatch");
    assert_eq!((&text["status"], &text["code"]), (&json!(422), &json!("value-mismatch")));
    assert_eq!(
        text["errors"][0],
        json!({"pointer": "#/permit/valid_until", "code": "value-mismatch", "credential": "permit"})
    );
    assert_eq!(problem.errors[0].answer(), Some(at("/permit/valid_until")));
}

#[test]
fn four_offices_each_get_their_part_only() {
    let (form, held) = (company_form(), founder_wallet());
    let (draft, matches) = company_draft(&form, &held);
    // The numbers of these certificates are made up; that stops nobody.
    let unusual =
        ["/legal_rep/id_number", "/shareholders/0/id_number", "/shareholders/1/id_number"];
    assert_eq!(codes(&form, &draft), unusual.map(|at| (at.to_owned(), "certified-number-unusual")));
    assert!(check_all(&form, &draft, today()).iter().all(|problem| problem.is_warning));
    assert_eq!(draft.answers()["shareholders"][1]["name"], "赵示例");
    let rows = visible_fields(&form, &draft, "shareholders");
    assert_eq!(rows[3], at("/shareholders/1/name"));
    for (filing, certificates) in [("samr", 5), ("seal", 2), ("tax", 2), ("hrss", 3)] {
        let plan = planned(&form, &draft, &matches, &held, filing);
        assert_eq!(plan.certificates.len(), certificates, "{filing}");
        let checked = Desk::new(&form, filing).accepts(&sign(&form, &plan, &held).body);
        assert_eq!(checked.late.is_empty(), filing == "samr");
        if filing == "hrss" {
            let id = plan.certificates.iter().find(|one| one.query == "legal_rep_id").unwrap();
            assert_eq!(id.will_send.len(), 1, "the name only");
            assert_eq!(
                checked.answers["company"],
                json!({"name": "上海示例云帆科技有限公司", "address": {"district": "310104"}})
            );
            assert_eq!(checked.answers.get("shareholders"), None);
        }
    }
}
