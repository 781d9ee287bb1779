//! From a filing to the decision and the certificate that it gives.

use cert_fill::progress::{self, Judge, State, Statement};
use cert_verify::{Policy, StatusEvidence, Trust};
use serde_json::{Value, json};

use super::{
    http::Answer,
    wallet::{OFFICE, Wallet, post, submission},
    world::{World, holder},
};

/// A filed case: its handle, its number and its receipt.
pub(super) struct Case {
    handle: String,
    case_no: String,
    receipt: String,
}

pub(super) fn filed(world: &World, number: u8) -> Case {
    let wallet = Wallet::of_chen(world, number);
    let handle = progress::handle(&[number; 32]);
    let challenge = wallet.challenge(world);
    assert!(challenge.progress, "the office says that it keeps a handle");
    let digest = Some(progress::digest(&handle));
    let id = submission(number);
    let signed = wallet.sign_with(world, &wallet.draft(world), &challenge, &id, digest);
    assert!(!String::from_utf8_lossy(&signed.body).contains(&handle), "it stays on the device");
    let accepted = post(world, &signed.idempotency_key, &signed.body).expect(201).json();
    let text = |name: &str| accepted[name].as_str().unwrap().to_owned();
    Case { handle, case_no: text("case_no"), receipt: text("receipt") }
}

fn ask(world: &World, handle: &str, known: Option<&str>) -> Answer {
    let authorization = format!("Bearer {handle}");
    let mut headers = vec![("authorization", authorization.as_str())];
    headers.extend(known.map(|known| ("if-none-match", known)));
    world.send("GET", &format!("{OFFICE}/progress"), &headers, b"")
}

impl Case {
    /// The news as the app takes them: verified, with the offer.
    fn news(&self, world: &World) -> (Vec<Statement>, Option<String>) {
        let answer = ask(world, &self.handle, None).expect(200).json();
        let statements: Vec<String> = serde_json::from_value(answer["statements"].clone()).unwrap();
        let trust = Trust::nobody().with_list(&world.trust_list());
        let (status, policy) = (StatusEvidence::none(), Policy::strict());
        let judge = Judge { trust: &trust, status: &status, policy: &policy, now: world.now() };
        let told = judge.follow(&self.receipt, &statements).unwrap();
        (told, answer["offer"].as_str().map(str::to_owned))
    }

    pub(super) fn decide(&self, world: &World, seen: &str, state: &str, reason: &str) -> Answer {
        let token = world.page_token();
        let fields = [
            ("token", token.as_str()),
            ("case", self.case_no.as_str()),
            ("seen", seen),
            ("state", state),
            ("reason", reason),
            ("lang", "en"),
        ];
        world.post_form("/specimen/filings", &fields)
    }
}

#[test]
fn news_are_told_to_who_has_the_handle_and_to_nobody_else() {
    let world = World::start();
    let case = filed(&world, 1);
    let (told, offer) = case.news(&world);
    assert_eq!((told.len(), &told[0].state, offer), (1, &State::Received, None));
    let digest = progress::digest(&case.handle);
    let others =
        ["", "x", digest.as_str(), &case.case_no, &progress::handle(&[9; 32]), &case.handle[1..]];
    for other in others {
        assert_eq!(ask(&world, other, None).expect(404).code(), "case-unknown", "{other}");
    }
    assert_eq!(world.get(&format!("{OFFICE}/progress")).expect(404).code(), "case-unknown");
    let headers = [("authorization", format!("Bearer {}", case.handle))];
    let headers = [("authorization", headers[0].1.as_str())];
    let elsewhere = world.send("GET", "/offices/land/ef/progress", &headers, b"");
    assert_eq!(elsewhere.expect(404).code(), "case-unknown", "another office");
}

#[test]
fn what_is_known_already_is_not_told_again() {
    let world = World::start();
    let case = filed(&world, 1);
    let first = ask(&world, &case.handle, None).expect(200);
    let tag = first.header("etag").unwrap().to_owned();
    assert_eq!(first.header("cache-control"), Some("no-store"));
    let again = ask(&world, &case.handle, Some(&tag)).expect(304);
    assert_eq!((again.body.len(), again.header("etag")), (0, Some(tag.as_str())));
    case.decide(&world, "1", "checking", "").expect(303);
    let news = ask(&world, &case.handle, Some(&tag)).expect(200);
    assert_ne!(news.header("etag"), Some(tag.as_str()));
    let text = news.text();
    for personal in ["陈示例", "13800000000", "310104", &case.case_no] {
        assert!(!text.contains(personal), "{personal}");
    }
}

#[test]
fn a_client_that_asks_without_end_is_told_to_wait() {
    let mut world = World::stopped();
    world.restart();
    let case = filed(&world, 1);
    world.config.rate = cert_server::Rate { burst: 2, per_second: 1 };
    world.restart();
    ask(&world, &case.handle, None).expect(200);
    ask(&world, &case.handle, None).expect(200);
    assert_eq!(ask(&world, &case.handle, None).expect(429).code(), "too-many-requests");
}

#[test]
fn a_yes_gives_the_same_permit_for_a_year_more() {
    let world = World::start();
    let case = filed(&world, 1);
    case.decide(&world, "1", "checking", "").expect(303);
    case.decide(&world, "2", "waiting", "call-back").expect(303);
    let (told, _) = case.news(&world);
    let reason = told[2].reason.clone().unwrap();
    assert_eq!(reason.code, "call-back");
    assert!(reason.remedy.unwrap().has("zh-CN"));
    case.decide(&world, "3", "accepted", "").expect(303);
    let (told, offer) = case.news(&world);
    assert_eq!(told[3].state, State::Accepted);
    assert_eq!(told[3].gives.as_deref(), Some("https://specimen.example/vct/sh-residence-permit"));
    let offer = offer.expect("the offer beside the statements");
    let id = offer.rsplit("%2F").next().unwrap().to_owned();
    let document = world.get(&format!("/issuer/offers/{id}")).expect(200).json();
    assert_eq!(document["credential_configuration_ids"], json!(["sh-residence-permit"]));
    // Days later: the offer waits for the person.
    world.pass(20 * 86_400);
    let token = world.redeem(&document, None).expect(200).json();
    let token = token["access_token"].as_str().unwrap();
    let proof =
        cert_issue::proof_jwt(super::world::ISSUER, Some(&world.nonce()), world.now(), &holder(5));
    let other = world.ask_with_proof(token, "resident-id", &proof).expect(400).json();
    assert_eq!(other["error"], "unknown_credential_configuration", "this and nothing else");
    let renewed = world.certificate(token, "sh-residence-permit", &holder(5));
    let renewed = world.verified(&renewed);
    let wallet = Wallet::of_chen(&World::start(), 1);
    let old = wallet.held[1].certificate.claims();
    let (old, new): (&Value, &Value) = (old, renewed.claims());
    assert_eq!(
        (&old["valid_until"], &new["valid_until"]),
        (&json!("2026-12-05"), &json!("2027-12-05"))
    );
    for same in ["permit_number", "name", "id_number", "valid_from", "address"] {
        assert_eq!(old[same], new[same], "{same}");
    }
    let (_, offer) = case.news(&world);
    assert_eq!(offer, None, "it was used");
}

#[test]
fn of_two_clerks_who_decide_at_once_the_second_is_told() {
    let world = World::start();
    let case = filed(&world, 1);
    case.decide(&world, "1", "refused", "condition-not-met").expect(303);
    let second = case.decide(&world, "1", "accepted", "").expect(409);
    assert!(second.text().contains("Somebody else has just dealt with this case"));
    assert_eq!(case.decide(&world, "2", "accepted", "").status, 409, "it is decided");
    let (told, offer) = case.news(&world);
    assert_eq!((told.len(), offer), (2, None));
    assert!(told[1].reason.as_ref().unwrap().remedy.as_ref().unwrap().has("en"));
    let page = world.get("/specimen/filings?lang=en").expect(200);
    assert!(page.text().contains(&case.case_no) && page.text().contains("Refused"));
    assert!(!page.text().contains("陈示例"));
}

#[test]
fn what_a_clerk_cannot_say_is_not_said() {
    let world = World::start();
    let case = filed(&world, 1);
    for (seen, state, reason) in [
        ("1", "received", ""),
        ("1", "gone", ""),
        ("1", "refused", ""),
        ("x", "checking", ""),
        ("1", "waiting", "condition-not-met"),
    ] {
        assert_eq!(
            case.decide(&world, seen, state, reason).expect(400).code(),
            "request-malformed"
        );
    }
    world.forget_cookie();
    let fields = [("case", case.case_no.as_str()), ("seen", "1"), ("state", "accepted")];
    assert_eq!(world.post_form("/specimen/filings", &fields).expect(403).code(), "page-expired");
    assert_eq!(case.news(&world).0.len(), 1);
}

#[test]
fn a_digest_that_is_none_is_refused_and_a_filing_without_one_is_not() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let (draft, challenge) = (wallet.draft(&world), wallet.challenge(&world));
    let id = submission(1);
    for bad in ["", "x", &"A".repeat(44)] {
        let signed = wallet.sign_with(&world, &draft, &challenge, &id, Some(bad.to_owned()));
        let refused = post(&world, &signed.idempotency_key, &signed.body).expect(422);
        assert_eq!(refused.code(), "transaction-malformed", "{bad}");
    }
    let signed = wallet.sign(&world, &draft, &challenge, &id);
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
}
