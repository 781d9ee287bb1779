//! The office's own system: filings in order, with their evidence, in one file, and told of.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use cert_server::{BackOffice, Whole, export};
use cert_verify::{UnixTime, base64url, sha256};
use serde_json::{Value, json};
use sqlx::Connection;

use super::{
    http::Answer,
    wallet::{Wallet, described, post, put, submission},
    world::World,
};
use crate::shared::{hex, root};

pub(crate) const TOKEN: &str = "a-token-of-the-police";

/// A server whose offices have these receivers of webhooks.
pub(crate) fn world(webhooks: &Value) -> World {
    let mut world = World::stopped();
    world.config.back_office = Some(settings(webhooks));
    world.restart();
    world
}

pub(crate) fn settings(webhooks: &Value) -> BackOffice {
    let digest: String =
        sha256(TOKEN.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex(&digest), sha256(TOKEN.as_bytes()));
    let said = json!({"offices": {"psb": {"tokens": [digest], "webhooks": webhooks}, "land": {}}});
    BackOffice::parse(said.to_string().as_bytes()).unwrap()
}

/// One more filing: its number and what was sent.
pub(crate) fn file(world: &World, number: u8) -> (String, Vec<u8>) {
    let wallet = Wallet::of_chen(world, number);
    let signed = wallet.signed(world, &submission(number));
    let answer = post(world, &signed.idempotency_key, &signed.body).expect(201).json();
    (answer["case_no"].as_str().unwrap().to_owned(), signed.body)
}

fn ask(world: &World, place: &str, token: Option<&str>) -> Answer {
    let authorization = token.map(|token| format!("Bearer {token}"));
    let headers = authorization.as_deref().map(|value| ("authorization", value));
    world.send("GET", &format!("/offices/{place}"), headers.as_slice(), b"")
}

fn page(world: &World, query: &str) -> Value {
    let answer = ask(world, &format!("psb/filings{query}"), Some(TOKEN)).expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.json()
}

fn numbers(page: &Value) -> Vec<&str> {
    let filings = page["filings"].as_array().unwrap().iter();
    filings.map(|one| one["case_no"].as_str().unwrap()).collect()
}

#[test]
fn filings_are_read_in_order_each_once_and_with_their_evidence() {
    let world = world(&json!([]));
    let nothing = page(&world, "");
    assert_eq!(nothing, json!({"filings": [], "cursor": "0", "more": false}));
    let filed: Vec<_> = (1..=3).map(|number| file(&world, number)).collect();
    let cases: Vec<&str> = filed.iter().map(|(case_no, _)| case_no.as_str()).collect();
    let first = page(&world, "?limit=2");
    assert_eq!((numbers(&first), &first["more"]), (cases[..2].to_vec(), &json!(true)));
    let place = first["cursor"].as_str().unwrap();
    assert_eq!(place, first["filings"][1]["cursor"]);
    let second = page(&world, &format!("?after={place}&limit=2"));
    assert_eq!((numbers(&second), &second["more"]), (cases[2..].to_vec(), &json!(false)));
    let end = second["cursor"].as_str().unwrap().to_owned();
    assert_eq!(
        page(&world, &format!("?after={end}")),
        json!({"filings": [], "cursor": end, "more": false})
    );

    let one = &first["filings"][0];
    // What was signed and what was hashed are these bytes.
    assert_eq!(one["evidence"]["request"].as_str().unwrap().as_bytes(), filed[0].1);
    assert_eq!(one["received_at"], "2026-11-23T04:00:00Z");
    assert_eq!(one["answers"]["contact"]["mobile"], "13800000000");
    assert!(one["verified"].as_array().unwrap().contains(&json!("/applicant/name")), "{one}");
    assert_eq!(one["declared"], json!(["/ground", "/contact/mobile", "/declaration"]));
    assert_eq!(one["submission_id"], json!(submission(1)));
    let receipt = world.verified(one["receipt"].as_str().unwrap());
    assert_eq!(receipt.claims()["case_no"], one["case_no"]);
    assert_eq!(one["statements"].as_array().unwrap().len(), 1, "that it has arrived");

    // A restored backup does not know what was given after it was made; the clock is beyond it.
    world.pass(60);
    let (fourth, _) = file(&world, 4);
    let after = page(&world, &format!("?after={end}"));
    assert_eq!(numbers(&after), [fourth.as_str()]);
    let number = |text: &str| text.parse::<i64>().unwrap();
    assert_eq!(number(after["cursor"].as_str().unwrap()), world.now().seconds() * 100);
}

#[test]
fn nobody_reads_without_a_token_of_this_office() {
    let mut world = world(&json!([]));
    let (case_no, _) = file(&world, 1);
    for token in [None, Some(""), Some("another"), Some("a-token-of-the-police2")] {
        let refused = ask(&world, "psb/filings", token).expect(401);
        assert_eq!(refused.code(), "back-office-token-wrong");
        assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    }
    let file = format!("psb/filings/{case_no}/attachments/{}", base64url::encode(&[0; 32]));
    ask(&world, &file, None).expect(401);
    ask(&world, &file, Some(TOKEN)).expect(404);
    // An office whose system has no token, one that nothing is said of, and one that is not there.
    ask(&world, "land/filings", Some(TOKEN)).expect(401);
    ask(&world, "hrss/filings", Some(TOKEN)).expect(404);
    ask(&world, "nowhere/filings", Some(TOKEN)).expect(404);
    for query in ["?limit=0", "?limit=1000", "?after=-1", "?after=x", "?since=3"] {
        let refused = ask(&world, &format!("psb/filings{query}"), Some(TOKEN)).expect(400);
        assert_eq!(refused.code(), "request-malformed", "{query}");
    }
    // Without the file there is no such interface.
    world.config.back_office = None;
    world.restart();
    ask(&world, "psb/filings", Some(TOKEN)).expect(404);
    world.config.back_office = Some(BackOffice::parse(br#"{"offices": {"nowhere": {}}}"#).unwrap());
    let said = world.try_restart().unwrap_err().to_string();
    assert!(said.contains("there is no office nowhere"), "{said}");
}

#[test]
fn everything_is_written_into_one_file_with_attachments_beside_it() {
    let world = world(&json!([]));
    let content = b"%PDF-1.7 a lease";
    let wallet = Wallet::of_chen(&world, 1);
    let draft = wallet.draft_with(&world, content);
    let challenge = wallet.challenge(&world);
    put(&world, &challenge.nonce, &sha256(content), "application/pdf", content).expect(201);
    let signed = wallet.sign(&world, &draft, &challenge, &submission(1));
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
    file(&world, 2);
    let pulled = page(&world, "");
    let digest = base64url::encode(&sha256(content));
    let named = json!([{"digest": digest, "media_type": "application/pdf", "size": content.len()}]);
    assert_eq!(pulled["filings"][0]["attachments"], named);
    assert_eq!(pulled["filings"][0]["answers"]["residence"]["proof_file"], described(content));
    let case_no = pulled["filings"][0]["case_no"].as_str().unwrap();
    let place = format!("psb/filings/{case_no}/attachments/{digest}");
    let sent = ask(&world, &place, Some(TOKEN)).expect(200);
    assert_eq!(
        (sent.header("content-type"), &sent.body[..]),
        (Some("application/pdf"), &content[..])
    );
    assert_eq!(sent.header("content-disposition"), Some("attachment"));
    let other = pulled["filings"][1]["case_no"].as_str().unwrap();
    ask(&world, &place.replace(case_no, other), Some(TOKEN)).expect(404);

    // The server runs on.
    let folder = world.folder.join("files");
    let mut out = Vec::new();
    let whole = Whole { office: "psb".to_owned(), attachments: Some(folder.clone()), after: 0 };
    let count = world.wait(export(&world.config, &whole, &mut out)).unwrap();
    let lines: Vec<Value> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((count, Value::from(lines.clone())), (2, pulled["filings"].clone()));
    assert_eq!(std::fs::read(folder.join(digest)).unwrap(), content);
    let after = lines[0]["cursor"].as_str().unwrap().parse().unwrap();
    let rest = Whole { office: "psb".to_owned(), after, attachments: None };
    assert_eq!(world.wait(export(&world.config, &rest, &mut Vec::new())).unwrap(), 1);
}

#[test]
fn what_was_filed_before_there_was_such_an_interface_is_read_too() {
    let mut world = world(&json!([]));
    let cases: Vec<String> = (1..=2)
        .map(|number| {
            world.pass(1);
            file(&world, number).0
        })
        .collect();
    world.stop();
    let mut other = world.connect();
    for step in [
        "DROP TABLE filing_feed",
        "DROP TABLE webhooks",
        "DELETE FROM _sqlx_migrations WHERE version = 20",
    ] {
        world.wait(sqlx::query(step).execute(&mut other)).unwrap();
    }
    world.wait(other.close()).unwrap();
    world.restart();
    let before = page(&world, "");
    assert_eq!(numbers(&before), cases);
    let (next, _) = file(&world, 3);
    let place = before["cursor"].as_str().unwrap();
    assert_eq!(numbers(&page(&world, &format!("?after={place}"))), [next]);
}

#[test]
fn the_description_is_served() {
    let world = World::start();
    let answer = world.get("/openapi.json").expect(200);
    assert_eq!(answer.body, std::fs::read(root().join("docs/openapi.json")).unwrap());
    let kind = answer.header("content-type").unwrap();
    assert!(kind.starts_with("application/vnd.oai.openapi+json"), "{kind}");
}

/// The code of docs/back-office.md, as it stands there.
fn recipe() -> String {
    let page = std::fs::read_to_string(root().join("docs/back-office.md")).unwrap();
    let (_, rest) = page.split_once("```js\n").unwrap();
    rest.split_once("\n```").unwrap().0.to_owned()
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the recipe reads the real clock")]
fn the_recipe_feeds_an_existing_system() {
    if Command::new("node").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "Node.js must be there in CI");
        println!("skipped: no Node.js here");
        return;
    }
    let lines = recipe().lines().filter(|line| !line.trim().is_empty()).count();
    assert!(lines <= 45, "a recipe of {lines} lines");
    let port = {
        let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.local_addr().unwrap().port()
    };
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let hook = json!([{"name": "register", "url": format!("http://127.0.0.1:{port}/"), "secrets": [secret]}]);
    let mut world = World::stopped();
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = UnixTime::from_seconds(since.as_secs().try_into().unwrap());
    world.pass(now.seconds() - world.now().seconds());
    world.config.back_office = Some(settings(&hook));
    world.restart();
    let (before, _) = file(&world, 1);

    std::fs::write(world.folder.join("feed.mjs"), recipe()).unwrap();
    let mut fed = start(&world.folder, &world, secret, port);
    assert!(fed.line().starts_with(&format!("{before}: ")), "what was there before it");
    assert_eq!(fed.line(), "ready");
    let (after, _) = file(&world, 2);
    assert!(fed.line().starts_with(&after), "told of it");
    drop(fed);
    // Started again it goes on where it was; the last one may come twice, because it was ended in the middle.
    let mut fed = start(&world.folder, &world, secret, port);
    let first = fed.line();
    if first != "ready" {
        assert!(first.starts_with(&after), "{first}");
        assert_eq!(fed.line(), "ready");
    }
    let (last, _) = file(&world, 3);
    let line = fed.line();
    assert!(line.starts_with(&last) && line.contains("values proven"), "{line}");
}

/// The recipe at work; it ends when this is dropped.
struct Fed {
    process: std::process::Child,
    said: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

fn start(folder: &Path, world: &World, secret: &str, port: u16) -> Fed {
    let mut node = Command::new("node");
    node.arg("feed.mjs").current_dir(folder).stdout(Stdio::piped());
    let server = format!("http://{}", world.address());
    let settings = [("SERVER", server.as_str()), ("OFFICE", "psb"), ("TOKEN", TOKEN)];
    node.envs(settings).env("SECRET", secret).env("PORT", port.to_string());
    let mut process = node.spawn().unwrap();
    let said = BufReader::new(process.stdout.take().unwrap()).lines();
    Fed { process, said }
}

impl Fed {
    fn line(&mut self) -> String {
        self.said.next().expect("it ended").unwrap()
    }
}

impl Drop for Fed {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
