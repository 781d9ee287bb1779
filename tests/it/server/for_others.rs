//! A daughter files for her mother: the office's own check, its receipt, and the clerk's desk.

use std::fs;

use cert_fill::wire::{self, Challenge, ChallengeRequest};
use cert_fill::{
    Date, Draft, Form, Held, Pointer, Receipt, Signed, match_evidence, plan, principals,
    sign_filing,
};
use cert_verify::sd_jwt::SdJwt;
use serde_json::{Value, json};

use super::{
    http::Answer,
    wallet::submission,
    world::{World, holder},
};
use crate::publishing::copy;
use crate::shared::root;

const KINDS: &[&str] = &[
    "resident-id",
    "delegation",
    "resident-id-of-fang",
    "household-register-of-fang",
    "social-security-card-of-fang",
];

/// The delegation's last day is 180 days ahead; its certificate can be verified for a month longer.
const LAST_DAY_SECONDS: i64 = 180 * 86_400;

struct Daughter<'w> {
    world: &'w World,
    form: Form,
    held: Vec<Held>,
}

impl<'w> Daughter<'w> {
    fn of(world: &'w World) -> Self {
        let token = world.access_token("yu");
        let entry = world.index("civil").service("senior-allowance").unwrap().clone();
        let form = Form::parse(&world.file("civil", &entry.form)).unwrap();
        let held = KINDS.iter().map(|kind| {
            let text = world.certificate(&token, kind, &holder(1));
            Held { id: (*kind).to_owned(), certificate: world.verified(&text) }
        });
        Self { world, form, held: held.collect() }
    }

    fn challenge(&self) -> Challenge {
        let request = ChallengeRequest::new(&self.form, &self.form.filings()[0]);
        let headers = [("content-type", "application/json")];
        let path = "/offices/civil/ef/challenges";
        let answer = self.world.send("POST", path, &headers, &wire::write(&request));
        wire::read(&answer.expect(201).body).unwrap()
    }

    fn signed(&self, number: u8) -> Signed {
        let today = Date::from_unix_in_shanghai(self.world.now()).unwrap();
        let mother = principals(&self.form, &self.held, today).remove(0);
        assert_eq!(mother.whom.name, "方示例");
        let matches = match_evidence(&self.form, &self.held, Some(&mother.whom));
        let mut draft = Draft::filled(&self.form, &matches, &self.held, today);
        for (at, value) in [
            ("/residence/at_registered", json!(true)),
            ("/contact/mobile", json!("13800000000")),
            ("/declaration", json!(true)),
        ] {
            draft.edit(&self.form, &Pointer::parse(at).unwrap(), value).unwrap();
        }
        let plan = plan(&self.form, &draft, &matches, &self.held, "civil").unwrap();
        let (id, keys) = (submission(number), |_: &str| Some(holder(1)));
        let (challenge, now) = (self.challenge(), self.world.now());
        sign_filing(&self.form, &plan, &id, "zh-CN", &challenge, &self.held, &keys, now).unwrap()
    }

    fn post(&self, signed: &Signed) -> Answer {
        let key = format!("\"{}\"", signed.idempotency_key);
        let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
        self.world.send("POST", "/offices/civil/ef/filings", &headers, &signed.body)
    }
}

#[test]
fn the_receipt_and_the_clerks_desk_say_by_whom_for_whom() {
    let world = World::start();
    let daughter = Daughter::of(&world);
    let answer = daughter.post(&daughter.signed(1)).expect(201).json();
    let receipt = SdJwt::parse(answer["receipt"].as_str().unwrap()).unwrap();
    let claims = receipt.processed_payload().unwrap();
    let acting = Receipt::read(&claims).unwrap().acting.unwrap();
    assert_eq!((acting.agent.as_str(), acting.principal.as_str()), ("于示例", "方示例"));
    // Names, and no numbers: a receipt holds no answers.
    let told: Vec<&str> = claims["for"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(told, ["by", "agent", "principal"]);
    let desk = world.send("GET", "/specimen/filings?lang=zh", &[], b"").expect(200);
    let desk = desk.text();
    assert!(desk.contains("由 <b>于示例</b> 代 <b>方示例</b> 办理"), "{desk}");
}

#[test]
fn a_delegation_that_runs_out_after_the_signing_is_refused_and_a_new_one_mends_it() {
    let world = World::start();
    let daughter = Daughter::of(&world);
    // The last day, some minutes before midnight in Shanghai; the world began at noon.
    world.pass(LAST_DAY_SECONDS + 12 * 3_600 - 300);
    let signed = daughter.signed(1);
    world.pass(600);
    let problem: Value = daughter.post(&signed).expect(422).json();
    assert_eq!(problem["code"], "delegation-expired");
    assert_eq!(problem["errors"][0]["credential"], "delegation");
    // Nothing was taken: the same submission with the new delegation is.
    let daughter = Daughter::of(&world);
    daughter.post(&daughter.signed(1)).expect(201);
}

/// A world in which the delegation begins on the day after its issue.
fn world_of_tomorrow() -> World {
    let mut world = World::stopped();
    let folder = world.folder.join("world");
    copy(&root().join("crates/cert-server/specimen"), &folder);
    let example = folder.join("departments/civil/examples/delegation.json");
    let text = fs::read_to_string(&example).unwrap();
    let later = text.replace("\"valid_from\": \"{from}\"", "\"valid_from\": \"{today+1}\"");
    assert_ne!(later, text);
    fs::write(&example, later).unwrap();
    world.config.world = Some(folder);
    world.restart();
    world
}

#[test]
fn a_delegation_is_refused_until_its_first_day_begins_in_shanghai() {
    let world = world_of_tomorrow();
    let daughter = Daughter::of(&world);
    // Some minutes before midnight in Shanghai; the world began at noon.
    world.pass(12 * 3_600 - 300);
    let signed = daughter.signed(1);
    let problem: Value = daughter.post(&signed).expect(422).json();
    assert_eq!(problem["code"], "delegation-not-begun");
    assert_eq!(problem["errors"][0]["credential"], "delegation");
    let tomorrow = Date::from_unix_in_shanghai(world.now().plus_seconds(600)).unwrap();
    assert_eq!(problem["errors"][0]["limit"], json!(tomorrow.to_string()));
    // Nothing was taken, and on the day itself nothing is in the way.
    world.pass(600);
    daughter.post(&daughter.signed(1)).expect(201);
}

#[test]
fn a_delegation_that_was_withdrawn_is_refused() {
    let world = World::start();
    let daughter = Daughter::of(&world);
    let signed = daughter.signed(1);
    let status = &daughter.held[1].certificate.claims()["status"]["status_list"];
    let (token, index) = (world.page_token(), status["idx"].to_string());
    let fields =
        [("token", token.as_str()), ("list", "6"), ("index", index.as_str()), ("status", "1")];
    world.post_form("/specimen/certificates", &fields).expect(303);
    let problem: Value = daughter.post(&signed).expect(422).json();
    assert_eq!(problem["code"], "revoked");
    assert_eq!(problem["errors"][0]["credential"], "delegation");
}
