//! The sixteen ways of forms.md 3.9 to alter a filing, each refused with its own code and
//! naming the value; and more of their kind.

use cert_fill::wire::FilingBody;
use cert_fill::{Draft, Form, Held, Matches, Plan};
use cert_issue::sign_key_binding;
use cert_verify::{ClaimPath, base64url, sha256};
use serde_json::{Map, Value, json};

use crate::filing_world::*;

struct Honest {
    form: Form,
    held: Vec<Held>,
    draft: Draft,
    matches: Matches,
}

impl Honest {
    fn permit() -> Self {
        let (form, held) = (permit_form(), wallet());
        let (draft, matches) = permit_draft(&form, &held);
        Self { form, held, draft, matches }
    }

    fn company() -> Self {
        let (form, held) = (company_form(), founder_wallet());
        let (draft, matches) = company_draft(&form, &held);
        Self { form, held, draft, matches }
    }

    fn plan(&self, filing: &str) -> Plan {
        let plan = planned(&self.form, &self.draft, &self.matches, &self.held, filing);
        // Every case starts from a filing that is accepted, so that only the change counts.
        Desk::new(&self.form, filing).accepts(&sign(&self.form, &plan, &self.held).body);
        plan
    }

    fn body(&self, filing: &str) -> FilingBody {
        self.sign(&self.plan(filing))
    }

    fn sign(&self, plan: &Plan) -> FilingBody {
        FilingBody::parse(&sign(&self.form, plan, &self.held).body).unwrap()
    }

    #[track_caller]
    fn refuses(&self, filing: &str, body: &FilingBody, code: &str, named: &str) {
        Desk::new(&self.form, filing).refuses(&body.to_bytes(), code, named);
    }

    /// The client signs again what it altered.
    #[track_caller]
    fn refuses_signed(&self, mut plan: Plan, code: &str, named: &str) {
        plan.problems.clear();
        let filing = plan.filing.clone();
        self.refuses(&filing, &self.sign(&plan), code, named);
    }
}

/// Changes a JSON object inside base64url.
fn altered(text: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut value: Value = serde_json::from_slice(&base64url::decode(text).unwrap()).unwrap();
    change(&mut value);
    base64url::encode(value.to_string().as_bytes())
}

fn set(plan: &mut Plan, pointer: &str, value: Value) {
    at(pointer).set(&mut plan.answers, value).unwrap();
}

fn origin(plan: &mut Plan, pointer: &str, origin: Value) {
    plan.provenance.insert(pointer.to_owned(), origin);
}

#[test]
fn case_01_an_answer_edited_after_signing() {
    let world = Honest::permit();
    let mut body = world.body("psb");
    let honest = body.answers.clone();
    body.answers = altered(&honest, |answers| answers["applicant"]["name"] = json!("赵示例"));
    world.refuses("psb", &body, "answers-hash-mismatch", "/applicant/name");
    // Nobody can say which typed value was another one before.
    body.answers = altered(&honest, |answers| answers["contact"]["mobile"] = json!("13900000000"));
    world.refuses("psb", &body, "answers-hash-mismatch", "");
}

#[test]
fn case_02_an_origin_edited_after_signing() {
    let world = Honest::permit();
    let mut body = world.body("psb");
    body.provenance = altered(&body.provenance, |origins| {
        origins["/contact/mobile"] =
            json!({"origin": "credential", "credential": "resident_id", "path": ["name"]});
    });
    world.refuses("psb", &body, "provenance-hash-mismatch", "/contact/mobile");
}

#[test]
fn case_03_another_audience() {
    let world = Honest::permit();
    let mut desk = Desk::new(&world.form, "psb");
    desk.audience = "x509_san_dns:housing.specimen.example".into();
    desk.refuses(&world.body("psb").to_bytes(), "key-binding-audience-mismatch", "/applicant/name");
}

#[test]
fn case_04_an_old_nonce() {
    let world = Honest::permit();
    let mut desk = Desk::new(&world.form, "psb");
    desk.nonce = "another".into();
    desk.refuses(&world.body("psb").to_bytes(), "key-binding-nonce-mismatch", "/applicant/name");
}

#[test]
fn case_05_a_disclosure_removed() {
    let world = Honest::permit();
    let mut body = world.body("psb");
    let presentation = &mut body.vp_token.get_mut("permit").unwrap()[0];
    let mut parts: Vec<&str> = presentation.split('~').collect();
    parts.remove(1);
    *presentation = parts.join("~");
    world.refuses("psb", &body, "key-binding-hash-mismatch", "/permit/number");
}

#[test]
fn case_06_a_certificate_removed() {
    let world = Honest::permit();
    let mut body = world.body("psb");
    body.vp_token.remove("lease");
    world.refuses("psb", &body, "evidence-removed", "/residence/address/line");
}

#[test]
fn case_07_a_certificate_added_that_nobody_asked_for() {
    let world = Honest::permit();
    let mut body = world.body("psb");
    let lease = body.vp_token["lease"].clone();
    body.vp_token.insert("senior_card".into(), lease.clone());
    world.refuses("psb", &body, "evidence-not-requested", "");
    // Asked for by the form, but not part of what was signed.
    let mut body = world.body("psb");
    body.vp_token.insert("title_deed".into(), lease);
    world.refuses("psb", &body, "evidence-not-requested", "/residence/address/line");
}

#[test]
fn case_08_a_broken_signature_of_the_issuer() {
    let world = Honest::permit();
    let mut body = world.body("psb");
    let presentation = &mut body.vp_token.get_mut("resident_id").unwrap()[0];
    let (jwt, rest) = presentation.split_once('~').unwrap();
    let (signed, signature) = jwt.rsplit_once('.').unwrap();
    let mut bytes = base64url::decode(signature).unwrap();
    bytes[3] ^= 1;
    *presentation = format!("{signed}.{}~{rest}", base64url::encode(&bytes));
    world.refuses("psb", &body, "signature-wrong", "/applicant/id_number");
}

#[test]
fn case_09_another_edition_of_the_form() {
    let world = Honest::permit();
    let text = String::from_utf8(permit_form_bytes()).unwrap();
    let other = Form::parse(text.replacen("2026.11.2", "2026.11.3", 1).as_bytes()).unwrap();
    Desk::new(&other, "psb").refuses(&world.body("psb").to_bytes(), "form-not-accepted", "");
}

#[test]
fn case_10_a_verified_value_edited_and_signed_again() {
    let world = Honest::permit();
    let mut plan = world.plan("psb");
    set(&mut plan, "/permit/valid_until", json!("2027-12-05"));
    world.refuses_signed(plan, "value-mismatch", "/permit/valid_until");
}

#[test]
fn case_11_a_suggested_value_edited_that_still_claims_its_certificate() {
    let world = Honest::permit();
    let mut plan = world.plan("psb");
    set(&mut plan, "/residence/address/line", json!("示例路 1 号"));
    world.refuses_signed(plan, "origin-false", "/residence/address/line");
}

#[test]
fn case_12_the_lease_named_as_proof_and_withheld() {
    let world = Honest::permit();
    let mut plan = world.plan("psb");
    plan.certificates.retain(|one| one.query != "lease");
    for pointer in ["/residence/proof", "/residence/address/district", "/residence/address/line"] {
        origin(&mut plan, pointer, json!({"origin": "override"}));
    }
    world.refuses_signed(plan, "constant-needs-certificate", "/residence/proof");
}

#[test]
fn case_13_a_filing_replayed_to_another_office() {
    let world = Honest::company();
    let mut body = world.body("tax");
    world.refuses("hrss", &body, "filing-mismatch", "");
    // The envelope can be renamed, what was signed cannot.
    body.filing = "hrss".into();
    world.refuses("hrss", &body, "filing-mismatch", "");
}

#[test]
fn case_14_a_presentation_moved_in_from_another_filing() {
    let world = Honest::company();
    let mut body = world.body("hrss");
    let tax = world.body("tax");
    body.vp_token.insert("legal_rep_id".into(), tax.vp_token["legal_rep_id"].clone());
    world.refuses("hrss", &body, "transaction-hash-mismatch", "/legal_rep/name");
}

#[test]
fn case_15_capital_that_does_not_add_up() {
    let world = Honest::company();
    let mut plan = world.plan("samr");
    set(&mut plan, "/company/capital_cny", json!(2_000_000));
    world.refuses_signed(plan, "check-failed", "/company/capital_cny");
}

#[test]
fn case_16_one_consent_used_twice() {
    let world = Honest::company();
    let mut plan = world.plan("samr");
    let first = plan.certificates.iter().position(|one| one.held == "consent-a").unwrap();
    plan.certificates[first + 1] = plan.certificates[first].clone();
    let row = plan.answers["shareholders"][0].clone();
    set(&mut plan, "/shareholders/1", row);
    set(&mut plan, "/company/capital_cny", json!(1_200_000));
    world.refuses_signed(plan, "evidence-used-twice", "/shareholders/*/name");
}

#[test]
fn the_sixteen_cases_have_sixteen_codes_but_for_the_moved_envelope() {
    // Kept as a list so that nobody merges two reasons by accident.
    let codes = [
        "answers-hash-mismatch",
        "provenance-hash-mismatch",
        "key-binding-audience-mismatch",
        "key-binding-nonce-mismatch",
        "key-binding-hash-mismatch",
        "evidence-removed",
        "evidence-not-requested",
        "signature-wrong",
        "form-not-accepted",
        "value-mismatch",
        "origin-false",
        "constant-needs-certificate",
        "filing-mismatch",
        "transaction-hash-mismatch",
        "check-failed",
        "evidence-used-twice",
    ];
    let different: std::collections::BTreeSet<_> = codes.iter().collect();
    assert_eq!(different.len(), 16);
    let known = |code: &&str| {
        cert_fill::RefusalCode::ALL.iter().any(|one| one.as_str() == *code)
            || cert_verify::Code::ALL.iter().any(|one| one.as_str() == *code)
    };
    assert!(codes.iter().all(known));
}

#[test]
fn an_override_that_sends_the_certificate_all_the_same() {
    let world = Honest::permit();
    let mut plan = world.plan("psb");
    set(&mut plan, "/residence/address/line", json!("示例路 1 号"));
    origin(&mut plan, "/residence/address/line", json!({"origin": "override"}));
    world.refuses_signed(plan, "evidence-not-withdrawn", "/residence/address/line");
}

#[test]
fn a_verified_value_left_out_or_called_typed() {
    let world = Honest::permit();
    let mut plan = world.plan("psb");
    at("/applicant/ethnicity").remove(&mut plan.answers).unwrap();
    plan.provenance.shift_remove("/applicant/ethnicity");
    world.refuses_signed(plan, "value-mismatch", "/applicant/ethnicity");
    let mut plan = world.plan("psb");
    origin(&mut plan, "/applicant/name", json!({"origin": "manual"}));
    world.refuses_signed(plan, "origin-false", "/applicant/name");
}

#[test]
fn a_typed_value_that_claims_a_certificate_or_a_receipt() {
    let world = Honest::permit();
    for false_origin in [
        json!({"origin": "credential", "credential": "resident_id", "path": ["phone"]}),
        json!({"origin": "receipt", "filing": "psb"}),
        json!({"origin": "manual", "credential": "lease"}),
        json!({"origin": "unknown"}),
        json!("manual"),
    ] {
        let mut plan = world.plan("psb");
        origin(&mut plan, "/contact/mobile", false_origin);
        world.refuses_signed(plan, "origin-false", "/contact/mobile");
    }
    let mut plan = world.plan("psb");
    plan.provenance.shift_remove("/ground");
    world.refuses_signed(plan, "provenance-malformed", "/ground");
    let mut plan = world.plan("psb");
    origin(&mut plan, "/school/name", json!({"origin": "manual"}));
    world.refuses_signed(plan, "provenance-malformed", "/school/name");
}

#[test]
fn an_answer_that_the_form_hides_or_does_not_have() {
    let world = Honest::permit();
    let mut plan = world.plan("psb");
    set(&mut plan, "/school/name", json!("示例大学"));
    origin(&mut plan, "/school/name", json!({"origin": "manual"}));
    world.refuses_signed(plan, "answer-not-accepted", "/school");
    let mut plan = world.plan("psb");
    set(&mut plan, "/contact/mobile", json!("138"));
    world.refuses_signed(plan, "answer-not-accepted", "/contact/mobile");
    let mut plan = world.plan("psb");
    set(&mut plan, "/extra", json!(1));
    world.refuses_signed(plan, "answer-not-accepted", "");
}

#[test]
fn the_required_certificate_left_out() {
    let world = Honest::permit();
    let mut plan = world.plan("psb");
    plan.certificates.retain(|one| one.query != "permit");
    for pointer in ["/permit/number", "/permit/valid_until"] {
        origin(&mut plan, pointer, json!({"origin": "manual"}));
    }
    world.refuses_signed(plan, "evidence-missing", "/permit/valid_until");
}

#[test]
fn a_certificate_that_shows_more_or_less_than_was_asked_for() {
    let world = Honest::permit();
    let shown = |paths: &[&str]| {
        let mut body = world.body("psb");
        let paths: Vec<ClaimPath> = paths.iter().map(|name| ClaimPath::of_claim(name)).collect();
        let presentation = world.held[0].certificate.disclose(&paths).unwrap();
        let mut extra = Map::new();
        let hash = base64url::encode(&sha256(body.transaction_data[0].as_bytes()));
        extra.insert("transaction_data_hashes".into(), json!([hash]));
        extra.insert("transaction_data_hashes_alg".into(), json!("sha-256"));
        let audience = &world.form.filing("psb").unwrap().to.client_id;
        let signed = sign_key_binding(&presentation, NONCE, audience, now(), &extra, &holder());
        body.vp_token.insert("resident_id".into(), vec![signed]);
        body
    };
    let desk = Desk::new(&world.form, "psb");
    desk.accepts(&shown(&["name", "id_number", "ethnicity"]).to_bytes());
    let more = shown(&["name", "id_number", "ethnicity", "birth_date"]);
    desk.refuses(&more.to_bytes(), "evidence-over-disclosed", "/applicant/name");
    let less = shown(&["name", "id_number"]);
    desk.refuses(&less.to_bytes(), "evidence-incomplete", "/applicant/name");
}

#[test]
fn a_certificate_of_another_type_under_the_right_name() {
    let world = Honest::permit();
    let mut plan = world.plan("psb");
    let lease = plan.certificates.iter_mut().find(|one| one.query == "lease").unwrap();
    lease.query = "title_deed".into();
    world.refuses_signed(plan, "evidence-type-wrong", "/residence/address/line");
}

#[test]
fn a_certificate_of_nobody_that_the_office_trusts() {
    let world = Honest::permit();
    let mut desk = Desk::new(&world.form, "psb");
    desk.trust = cert_verify::Trust::nobody();
    desk.refuses(&world.body("psb").to_bytes(), "issuer-unknown", "/applicant/name");
}

#[test]
fn a_second_proof_of_the_same_thing() {
    let mut world = Honest::permit();
    let deed = held("title", "real-estate-title", claims("real-estate-title"));
    world.held.push(deed);
    let mut plan = world.plan("psb");
    let mut second = plan.certificates.iter().find(|one| one.query == "lease").unwrap().clone();
    (second.query, second.held) = ("title_deed".into(), "title".into());
    plan.certificates.push(second);
    world.refuses_signed(plan, "evidence-not-requested", "/residence/address/line");
}

#[test]
fn an_unbound_certificate_that_was_not_signed_for() {
    let world = Honest::company();
    let mut body = world.body("samr");
    let mut consents = body.vp_token["investor"].clone();
    consents[1] = issue(
        "https://specimen.example/vct/investor-consent",
        json!({"name": "赵示例", "id_number": "310110198811110026", "contribution_cny": 400_000, "reservation_no": "SH-NR-2026-009912"}),
        77,
        &holder(),
    );
    body.vp_token.insert("investor".into(), consents);
    world.refuses("samr", &body, "unbound-not-listed", "/shareholders/*/name");
    // Rows that no consent brings.
    let mut plan = world.plan("samr");
    set(
        &mut plan,
        "/shareholders/2",
        json!({"name": "某某", "id_number": "310110198811110026", "contribution_cny": 1}),
    );
    for name in ["name", "id_number", "contribution_cny"] {
        origin(&mut plan, &format!("/shareholders/2/{name}"), json!({"origin": "manual"}));
    }
    set(&mut plan, "/company/capital_cny", json!(1_000_001));
    world.refuses_signed(plan, "evidence-missing", "/shareholders/2/name");
}

#[test]
fn what_is_no_filing() {
    let world = Honest::permit();
    let honest = world.body("psb");
    let text = String::from_utf8(honest.to_bytes()).unwrap();
    let desk = Desk::new(&world.form, "psb");
    for (body, code) in [
        (String::new(), "body-malformed"),
        ("[".repeat(1_000), "body-malformed"),
        ("x".repeat(2_000_000), "body-too-large"),
        (text.replacen("\"ef\":\"1.0\"", "\"ef\":\"1.0\",\"extra\":1", 1), "body-malformed"),
        (text.replacen("\"ef\":\"1.0\"", "\"ef\":\"1.0\",\"ef\":\"1.0\"", 1), "body-malformed"),
        (text.replacen("\"ef\":\"1.0\"", "\"ef\":\"2.0\"", 1), "body-malformed"),
        (
            text.replacen(SUBMISSION, "0199c0de-0000-7e55-8000-5ec2e7a00001", 1),
            "submission-mismatch",
        ),
    ] {
        desk.refuses(body.as_bytes(), code, "");
    }
    let with = |change: &dyn Fn(&mut FilingBody)| {
        let mut body = honest.clone();
        change(&mut body);
        body.to_bytes()
    };
    for (body, code) in [
        (with(&|body| body.transaction_data.clear()), "transaction-malformed"),
        (with(&|body| body.transaction_data[0].push('=')), "transaction-malformed"),
        (
            with(&|body| {
                body.transaction_data[0] =
                    altered(&body.transaction_data[0], |t| t["type"] = json!("pay"))
            }),
            "transaction-type-unknown",
        ),
        (
            with(&|body| {
                body.transaction_data[0] =
                    altered(&body.transaction_data[0], |t| t["late"] = json!(["/permit/number"]))
            }),
            "late-not-allowed",
        ),
        (
            with(&|body| {
                body.transaction_data[0] = altered(&body.transaction_data[0], |t| t["x"] = json!(1))
            }),
            "transaction-malformed",
        ),
        (with(&|body| body.answers = "!".into()), "answer-not-accepted"),
        (with(&|body| body.provenance = base64url::encode(b"[]")), "provenance-malformed"),
        (with(&|body| body.vp_token.get_mut("permit").unwrap().clear()), "evidence-malformed"),
        (
            with(&|body| body.vp_token.get_mut("permit").unwrap()[0] = "x".into()),
            "not-a-certificate",
        ),
    ] {
        desk.refuses(&body, code, "");
    }
}
