//! Every service of the city: its example person fills, checks and files it, and no office refuses what the check
//! on the device has passed.

use cert_app::filling::shares::{Share, shares};
use cert_app::words::Lang;
use cert_fill::{
    Attachment, Date, Draft, Form, Held, Matches, Plan, Pointer, check_all, eligibility,
    match_evidence, plan, principals, sign_filing,
    wire::{self, Challenge, ChallengeRequest},
};
use cert_verify::{base64url, sha256};
use serde_json::Value;

use super::{
    http::Answer,
    world::{World, holder},
};
use crate::shared::root;

/// What stands for every file.
const FILE: &[u8] = b"%PDF-1.7 SPECIMEN";

const JSON: (&str, &str) = ("content-type", "application/json");

pub(super) fn tries() -> Vec<Value> {
    let path = root().join("crates/cert-server/specimen/tries.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    file.as_array().unwrap().clone()
}

/// All certificates of a person, bound to one key.
pub(super) fn wallet(world: &World, person: &str, key: u8) -> Vec<Held> {
    let (_, offer) = world.offer(person);
    let token = world.redeem(&offer, None).expect(200).json();
    let token = token["access_token"].as_str().unwrap();
    let kinds = offer["credential_configuration_ids"].as_array().unwrap();
    let kinds = kinds.iter().map(|kind| kind.as_str().unwrap());
    kinds
        .filter(|kind| *kind != "identity-code")
        .map(|kind| {
            let text = world.certificate(token, kind, &holder(key));
            Held { id: kind.to_owned(), certificate: world.verified(&text) }
        })
        .collect()
}

/// For oneself, or for the one person whom a service that is filed for others alone can be filed for.
fn matches(world: &World, form: &Form, held: &[Held]) -> Matches {
    let today = Date::from_unix_in_shanghai(world.now()).unwrap();
    let others = form.agent().is_some_and(|agent| agent.required);
    let whom = principals(form, held, today).into_iter().next().filter(|_| others);
    match_evidence(form, held, whom.map(|one| one.whom).as_ref())
}

pub(super) fn filled(world: &World, form: &Form, held: &[Held], tried: &Value) -> Draft {
    let today = Date::from_unix_in_shanghai(world.now()).unwrap();
    let mut draft = Draft::filled(form, &matches(world, form, held), held, today);
    assert!(eligibility(form, &draft, today).is_none(), "{tried}");
    for (at, value) in tried["typed"].as_object().unwrap() {
        let at = Pointer::parse(at).unwrap();
        assert_eq!(draft.answer(&at), None, "{at} of {}", tried["service"]);
        let value = match value.get("upload").and_then(Value::as_str) {
            Some(name) => Attachment::describe(name, "application/pdf", FILE.len(), &sha256(FILE)),
            None => value.clone(),
        };
        draft.edit(form, &at, value).unwrap();
    }
    draft.edit(form, &Pointer::parse("/declaration").unwrap(), true.into()).unwrap();
    let problems = check_all(form, &draft, today);
    assert!(problems.iter().all(|one| one.is_warning), "{}: {problems:?}", tried["service"]);
    draft
}

/// One filing: the challenge, the files, the filing itself.
fn filed(world: &World, form: &Form, plan: &Plan, held: &[Held], key: u8) {
    let id = format!("0199c0de-7a11-7e55-8000-5ec2e7a001{key:02}");
    let answer = file(world, form, plan, held, (key, &id));
    assert_eq!(answer.status, 201, "{}, {}: {}", form.id(), plan.filing, answer.text());
}

/// The same with the office's answer.
pub(super) fn file(
    world: &World,
    form: &Form,
    plan: &Plan,
    held: &[Held],
    (key, id): (u8, &str),
) -> Answer {
    let filing = form.filing(&plan.filing).unwrap();
    let office = filing.endpoint.strip_suffix("/filings").unwrap();
    let request = wire::write(&ChallengeRequest::new(form, filing));
    let answer = world.send("POST", &format!("{office}/challenges"), &[JSON], &request);
    let challenge: Challenge = wire::read(&answer.expect(201).body).unwrap();
    for file in &plan.attachments {
        let path = format!("{office}/attachments/{}", base64url::encode(&sha256(FILE)));
        let headers = [("content-type", file.media_type.as_str()), ("ef-nonce", &challenge.nonce)];
        world.send("PUT", &path, &headers, FILE).expect(201);
    }
    let keys = |_: &str| Some(holder(key));
    let signed =
        sign_filing(form, plan, id, "zh-CN", &challenge, held, &keys, world.now()).unwrap();
    let quoted = format!("\"{}\"", signed.idempotency_key);
    let headers = [JSON, ("idempotency-key", quoted.as_str())];
    world.send("POST", &filing.endpoint, &headers, &signed.body)
}

#[test]
fn every_service_is_filed_by_its_example_person() {
    let world = World::start();
    let tries = tries();
    assert!(tries.len() >= 15);
    let mut offices = std::collections::BTreeSet::new();
    for (key, tried) in (1_u8..).zip(&tries) {
        let (department, service) =
            (tried["department"].as_str().unwrap(), tried["service"].as_str().unwrap());
        let index = world.index(department);
        let entry = index.service(service).unwrap();
        assert!(entry.keywords.len() >= 10, "{service} is hard to find");
        let form = Form::parse(&world.file(department, &entry.form)).unwrap();
        let held = wallet(&world, tried["person"].as_str().unwrap(), key);
        let draft = filled(&world, &form, &held, tried);
        let matches = matches(&world, &form, &held);
        for filing in form.filings() {
            let plan = plan(&form, &draft, &matches, &held, &filing.id).unwrap();
            assert_eq!(plan.problems, [], "{service}, {}", filing.id);
            filed(&world, &form, &plan, &held, key);
            offices.insert(filing.endpoint.clone());
        }
    }
    assert!(offices.len() >= 10, "{offices:?}");
}

#[test]
fn each_office_of_the_one_stop_form_gets_its_share_only() {
    let world = World::start();
    let tried = tries().into_iter().find(|tried| tried["service"] == "company-setup").unwrap();
    let entry = world.index("market").service("company-setup").unwrap().clone();
    let form = Form::parse(&world.file("market", &entry.form)).unwrap();
    let held = wallet(&world, "he", 1);
    let draft = filled(&world, &form, &held, &tried);
    let matches = matches(&world, &form, &held);
    let share = |filing: &str| plan(&form, &draft, &matches, &held, filing).unwrap();
    for (filing, parts) in [
        ("market", &["company", "founder", "shareholders", "officers", "declaration"][..]),
        ("seal", &["company", "founder", "seals", "declaration"]),
        ("tax", &["company", "founder", "officers", "tax", "declaration"]),
        ("hrss", &["company", "founder", "staff", "declaration"]),
        ("fund", &["company", "founder", "staff", "declaration"]),
        ("bank", &["company", "founder", "bank", "declaration"]),
    ] {
        let plan = share(filing);
        let mut sent: Vec<_> = plan.answers.as_object().unwrap().keys().collect();
        let mut parts = parts.to_vec();
        sent.sort();
        parts.sort_unstable();
        assert_eq!(sent, parts, "{filing}");
        assert_eq!(plan.late.is_empty(), filing == "market", "the credit code comes later");
    }
    let plans: Vec<Plan> = form.filings().iter().map(|filing| share(&filing.id)).collect();
    let table = shares(&form, &plans, Lang::En);
    assert_eq!(table.offices[1].text, "Police, seals office (specimen)");
    let row = |title: &str| {
        let row = table.rows.iter().find(|row| row.title.text == title);
        row.unwrap_or_else(|| panic!("{title}: {:?}", table.rows)).cells.clone()
    };
    use Share::{All, Nothing, Part};
    assert_eq!(row("Shareholders"), [All, Nothing, Nothing, Nothing, Nothing, Nothing]);
    assert_eq!(row("Officers"), [All, Nothing, All, Nothing, Nothing, Nothing]);
    assert_eq!(row("Legal representative"), [All, Part, Part, Part, Part, Part]);
    assert_eq!(row("Staff"), [Nothing, Nothing, Nothing, Part, Part, Nothing]);
    assert_eq!(row("Later: Credit code"), [Nothing, All, All, All, All, All]);
    let insurance = share("hrss").answers;
    assert_eq!(insurance["staff"]["fund_percent"], Value::Null, "that is the fund's");
    assert_eq!(insurance["founder"]["id_number"], Value::Null);
    assert_eq!(share("fund").answers["staff"]["first_month"], Value::Null);
}
