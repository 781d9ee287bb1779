//! One form for six offices: five wait for what the first one gives, and the person's app brings it to them.

use std::collections::BTreeMap;

use cert_fill::{
    Form, Pointer,
    china::uscc,
    match_evidence, plan,
    progress::{self, CaseFile, Judge, State, Statement},
};
use cert_verify::{Policy, StatusEvidence, Trust};
use serde_json::{Value, json};

use super::{
    http::Answer,
    services::{file, filled, tries, wallet},
    world::{World, holder},
};

const DEPENDENTS: [&str; 5] = ["seal", "tax", "hrss", "fund", "bank"];

const PADDING: &str = "nothing of the case";

/// One filed case.
#[derive(Clone)]
struct Case {
    office: String,
    handle: String,
    case_no: String,
    receipt: String,
}

fn file_all(world: &World, key: u8) -> BTreeMap<String, Case> {
    let tried = tries().into_iter().find(|tried| tried["service"] == "company-setup").unwrap();
    let entry = world.index("market").service("company-setup").unwrap().clone();
    let form = Form::parse(&world.file("market", &entry.form)).unwrap();
    let held = wallet(world, "he", key);
    let draft = filled(world, &form, &held, &tried);
    let matches = match_evidence(&form, &held, None);
    let id = format!("0199c0de-7a11-7e55-8000-5ec2e7a002{key:02}");
    let cases = (1_u8..).zip(form.filings()).map(|(number, filing)| {
        let mut plan = plan(&form, &draft, &matches, &held, &filing.id).unwrap();
        let handle = progress::handle(&[key * 10 + number; 32]);
        plan.progress = Some(progress::digest(&handle));
        let accepted = file(world, &form, &plan, &held, (key, &id)).expect(201).json();
        let waits = if filing.id == "market" { "accepted" } else { "waiting" };
        assert_eq!(accepted["status"], waits, "{}", filing.id);
        let text = |name: &str| accepted[name].as_str().unwrap().to_owned();
        let office = filing.endpoint.strip_suffix("/filings").unwrap().to_owned();
        let (case_no, receipt) = (text("case_no"), text("receipt"));
        (filing.id.clone(), Case { office, handle, case_no, receipt })
    });
    cases.collect()
}

impl Case {
    fn ask(&self, world: &World) -> (Vec<String>, Option<String>) {
        let bearer = format!("Bearer {}", self.handle);
        let place = format!("{}/progress", self.office);
        let answer = world.send("GET", &place, &[("authorization", &bearer)], b"");
        let answer = answer.expect(200).json();
        let statements = serde_json::from_value(answer["statements"].clone()).unwrap();
        (statements, answer["offer"].as_str().map(str::to_owned))
    }

    fn told(&self, world: &World) -> Vec<Statement> {
        let trust = Trust::nobody().with_list(&world.trust_list());
        let (status, policy) = (StatusEvidence::none(), Policy::strict());
        let judge = Judge { trust: &trust, status: &status, policy: &policy, now: world.now() };
        judge.follow(&self.receipt, &self.ask(world).0).unwrap()
    }

    fn state(&self, world: &World) -> State {
        self.told(world).pop().unwrap().state
    }

    fn decide(&self, world: &World, state: &str, reason: &str) -> Answer {
        let (token, seen) = (world.page_token(), self.told(world).len().to_string());
        let fields = [
            ("token", token.as_str()),
            ("case", self.case_no.as_str()),
            ("seen", seen.as_str()),
            ("state", state),
            ("reason", reason),
            ("lang", "en"),
        ];
        world.post_form("/specimen/filings", &fields)
    }

    /// The case as it is handed on.
    fn bytes(&self, world: &World) -> Vec<u8> {
        CaseFile { receipt: self.receipt.clone(), statements: self.ask(world).0 }.to_bytes()
    }

    fn bring(&self, world: &World, bytes: &[u8]) -> Answer {
        let bearer = format!("Bearer {}", self.handle);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        world.send("POST", &format!("{}/late", self.office), &headers, bytes)
    }
}

fn number() -> Pointer {
    Pointer::parse("/company/uscc").unwrap()
}

#[test]
fn the_number_of_the_first_office_reaches_the_five_that_wait_and_all_decide() {
    let world = World::start();
    let cases = file_all(&world, 1);
    let market = &cases["market"];
    for name in DEPENDENTS {
        let told = cases[name].told(&world);
        assert_eq!((told.len(), &told[0].state), (1, &State::WaitingForOffice), "{name}");
        let reason = told[0].reason.clone().unwrap();
        assert!(reason.text.get("en").contains("Market Regulation Bureau"), "{reason:?}");
        for state in ["accepted", "checking"] {
            assert_eq!(cases[name].decide(&world, state, "").status, 409, "{name} must wait");
        }
    }
    // Nothing is decided yet, so there is nothing to bring.
    let early = cases["tax"].bring(&world, &market.bytes(&world));
    assert_eq!(early.expect(422).code(), "late-not-decided");
    market.decide(&world, "accepted", "").expect(303);
    let decided = market.told(&world).pop().unwrap();
    let (at, value) = decided.produced[0].clone();
    assert_eq!((at, decided.produced.len()), (number(), 1));
    let code = value.as_str().unwrap();
    assert!(uscc::check(code).is_ok() && code.contains("DEM"), "{code}");
    let mut padded: Value = serde_json::from_slice(&market.bytes(&world)).unwrap();
    padded["padding"] = PADDING.into();
    let bytes = padded.to_string().into_bytes();
    for name in DEPENDENTS {
        let case = &cases[name];
        let answer = case.bring(&world, &bytes).expect(200).json();
        assert_eq!(answer["statements"].as_array().unwrap().len(), 2, "{name}");
        let last = case.told(&world).pop().unwrap();
        assert_eq!((last.state, last.took), (State::Received, vec![(number(), value.clone())]));
        case.bring(&world, &bytes).expect(200);
        assert_eq!(case.told(&world).len(), 2, "the same again changes nothing");
        case.decide(&world, "accepted", "").expect(303);
        assert_eq!(case.state(&world), State::Accepted, "{name}");
        case.bring(&world, &bytes).expect(200);
    }
    let kept = String::from_utf8_lossy(&world.stored()).into_owned();
    // PostgreSQL shows bytes in hexadecimal.
    let hexadecimal =
        |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let is_there = |text: &str| kept.contains(text) || kept.contains(&hexadecimal(text));
    assert!(!is_there(PADDING), "what nobody reads is not kept");
    assert!(is_there("certfill_case"), "the evidence is");
    // The licence has the same number.
    let offer = market.ask(&world).1.expect("the licence");
    let id = offer.rsplit("%2F").next().unwrap();
    let document = world.get(&format!("/issuer/offers/{id}")).expect(200).json();
    assert_eq!(document["credential_configuration_ids"], json!(["business-licence"]));
    let token = world.redeem(&document, None).expect(200).json();
    let token = token["access_token"].as_str().unwrap();
    let licence = world.certificate(token, "business-licence", &holder(5));
    let licence = world.verified(&licence);
    assert_eq!(licence.claims()["uscc"], value);
    assert_eq!(licence.claims()["kind"], "一人有限责任公司");
    assert_eq!(licence.claims()["address"]["district_code"].as_str().map(str::len), Some(6));
    // Another company gets another number.
    let others = file_all(&world, 2);
    others["market"].decide(&world, "accepted", "").expect(303);
    let other = others["market"].told(&world).pop().unwrap().produced[0].1.clone();
    assert_ne!(other, value);
}

#[test]
fn a_no_of_the_first_office_closes_what_waits_for_it() {
    let world = World::start();
    let cases = file_all(&world, 1);
    cases["market"].decide(&world, "refused", "condition-not-met").expect(303);
    let bytes = cases["market"].bytes(&world);
    for name in DEPENDENTS {
        cases[name].bring(&world, &bytes).expect(200);
        let last = cases[name].told(&world).pop().unwrap();
        let reason = last.reason.unwrap();
        assert_eq!((last.state, reason.code.as_str()), (State::Refused, "first-office-refused"));
        assert!(reason.remedy.unwrap().has("zh-CN"));
        cases[name].bring(&world, &bytes).expect(200);
        assert_eq!(cases[name].told(&world).len(), 2);
    }
}

#[test]
fn what_does_not_belong_to_a_case_changes_nothing() {
    let world = World::start();
    let (ours, theirs) = (file_all(&world, 1), file_all(&world, 2));
    for cases in [&ours, &theirs] {
        cases["market"].decide(&world, "accepted", "").expect(303);
    }
    let good = ours["market"].bytes(&world);
    let refused = |name: &str, bytes: &[u8], status: u16| {
        let code = ours[name].bring(&world, bytes).expect(status).code();
        assert_eq!(ours[name].told(&world).len(), if name == "market" { 2 } else { 1 });
        code
    };
    let other = theirs["market"].bytes(&world);
    assert_eq!(refused("tax", &other, 422), "late-of-another-submission");
    assert_eq!(refused("tax", &ours["seal"].bytes(&world), 422), "late-not-awaited");
    assert_eq!(refused("market", &good, 422), "late-not-awaited");
    let mut cut: Value = serde_json::from_slice(&good).unwrap();
    cut["statements"].as_array_mut().unwrap().remove(0);
    assert_eq!(refused("tax", cut.to_string().as_bytes(), 422), "progress-broken");
    let mixed = json!({"certfill_case": "1", "receipt": ours["market"].receipt,
        "statements": theirs["market"].ask(&world).0});
    assert_eq!(refused("tax", mixed.to_string().as_bytes(), 422), "progress-of-another-receipt");
    for broken in [&b""[..], b"{}", b"\xff", &good[..good.len() / 2]] {
        assert_eq!(refused("tax", broken, 400), "late-malformed");
    }
    assert_eq!(refused("tax", &vec![b' '; 1_048_577], 413), "body-too-large");
    // Without the handle, or with that of another case, nobody brings anything.
    let stranger = Case { handle: progress::handle(&[99; 32]), ..ours["tax"].clone() };
    assert_eq!(stranger.bring(&world, &good).expect(404).code(), "case-unknown");
    let elsewhere = Case { office: ours["bank"].office.clone(), ..ours["tax"].clone() };
    assert_eq!(elsewhere.bring(&world, &good).expect(404).code(), "case-unknown");
    // An office that refused by itself does not go on.
    ours["fund"].decide(&world, "refused", "condition-not-met").expect(303);
    assert_eq!(ours["fund"].bring(&world, &good).expect(409).code(), "case-decided");
    ours["tax"].bring(&world, &good).expect(200);
}

#[test]
fn what_came_is_kept_together_with_what_is_said_of_it_or_not_at_all() {
    let mut world = World::start();
    let cases = file_all(&world, 1);
    cases["market"].decide(&world, "accepted", "").expect(303);
    let bytes = cases["market"].bytes(&world);
    world.faults.fail_before_commit(1);
    cases["tax"].bring(&world, &bytes).expect(503);
    assert_eq!(cases["tax"].state(&world), State::WaitingForOffice);
    world.kill();
    world.restart();
    world.forget_cookie();
    cases["tax"].bring(&world, &bytes).expect(200);
    assert_eq!(cases["tax"].state(&world), State::Received);
    world.kill();
    world.restart();
    assert_eq!(cases["tax"].state(&world), State::Received);
}
