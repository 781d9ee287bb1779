//! What was filed goes when its time is over, and nothing goes before.

use cert_server::{Clock, deletions};
use serde_json::Value;
use sqlx::Row;

use super::{
    cases::{self, Case},
    wallet::{Wallet, post, submission},
    world::World,
};

const DAY: i64 = 86_400;

/// Two years, as the form says; the second of them has a 29th of February.
const TWO_YEARS: i64 = 731 * DAY;

/// Everything that belongs to cases, except the proofs.
const ROWS: &str = "SELECT (SELECT COUNT(*) FROM filings) + (SELECT COUNT(*) FROM decisions)
    + (SELECT COUNT(*) FROM idempotency) + (SELECT COUNT(*) FROM desk_cases)
    + (SELECT COUNT(*) FROM filing_feed) + (SELECT COUNT(*) FROM filing_attachments)";

fn count(world: &World, statement: &'static str) -> i64 {
    world.wait(sqlx::query(statement).fetch_one(&mut world.connect())).unwrap().get(0)
}

fn run(world: &World, statement: &'static str) -> Result<(), sqlx::Error> {
    world.wait(sqlx::raw_sql(statement).execute(&mut world.connect())).map(drop)
}

fn refused(case: &Case, world: &World) {
    case.decide(world, "1", "refused", "condition-not-met").expect(303);
}

/// The proofs of deletion, with the chain checked.
fn proofs(world: &World) -> Result<Vec<Value>, String> {
    let mut config = world.config.clone();
    let now = world.now();
    config.clock = Clock::from_fn(move || now);
    let mut out = Vec::new();
    let count = world.wait(deletions(&config, &mut out)).map_err(|error| error.to_string())?;
    let lines = String::from_utf8(out).unwrap();
    let proofs: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(i64::try_from(proofs.len()), Ok(count));
    Ok(proofs)
}

#[test]
fn a_decided_case_goes_when_its_time_is_over_and_leaves_a_proof() {
    let mut world = World::start();
    let case = cases::filed(&world, 1);
    refused(&case, &world);
    let body = world.wait(sqlx::query("SELECT body FROM filings").fetch_one(&mut world.connect()));
    let body: Vec<u8> = body.unwrap().get(0);
    world.pass(TWO_YEARS);
    world.restart();
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings"), 1, "the last day is kept whole");
    assert_eq!(proofs(&world).unwrap(), Vec::<Value>::new());
    world.pass(DAY);
    world.restart();
    assert_eq!(count(&world, ROWS), 0);
    let proof = &proofs(&world).unwrap()[0];
    assert_eq!(proof["office"], "psb");
    assert_eq!(proof["rule"], "P2Y");
    assert!(proof["case_no"].as_str().unwrap().starts_with("PSB-2026-1123-"), "{proof}");
    assert!(proof["at"].as_str().unwrap().starts_with("2028-11-2"), "{proof}");
    // No personal data: nothing of the answers is in it.
    assert!(!proof.to_string().contains("13800000000"));
    world.stop();
    let stored = world.stored();
    let has = |part: &[u8]| stored.windows(part.len()).any(|window| window == part);
    assert!(!has(&body[..200]), "what is deleted is overwritten");
}

#[test]
fn nothing_of_an_open_case_is_deleted() {
    let mut world = World::start();
    cases::filed(&world, 1);
    let before = count(&world, ROWS);
    world.pass(10 * TWO_YEARS);
    world.restart();
    assert_eq!(count(&world, ROWS), before);
    assert_eq!(proofs(&world).unwrap(), Vec::<Value>::new());
    // Nor by hand: what was said stays said, and no proof can be written to get round that.
    assert!(run(&world, "DELETE FROM decisions").is_err());
    let forged = "INSERT INTO deletions (number, case_no, entry, hash) SELECT 1, case_no, '{}', '' FROM filings";
    assert!(run(&world, forged).is_err());
    assert_eq!(count(&world, ROWS), before);
}

#[test]
fn proofs_are_a_chain_that_is_only_added_to() {
    let mut world = World::start();
    for number in 1..=2 {
        refused(&cases::filed(&world, number), &world);
        world.pass(DAY);
    }
    world.pass(TWO_YEARS + DAY);
    world.restart();
    let all = proofs(&world).unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!((&all[0]["number"], &all[1]["number"]), (&1.into(), &2.into()));
    assert_eq!(all[0]["previous"], "");
    assert_ne!(all[1]["previous"], "");
    assert_ne!(all[0]["deleted"], all[1]["deleted"]);
    assert!(run(&world, "UPDATE deletions SET entry = '{}' WHERE number = 1").is_err());
    assert!(run(&world, "DELETE FROM deletions").is_err());
    // Whoever gets round that is found out.
    let by_force = match world.store.is_postgres() {
        true => "ALTER TABLE deletions DISABLE TRIGGER ALL; DELETE FROM deletions WHERE number = 1",
        false => "DROP TRIGGER deletions_are_not_deleted; DELETE FROM deletions WHERE number = 1",
    };
    run(&world, by_force).unwrap();
    assert!(proofs(&world).unwrap_err().contains("proof of deletion 2"));
}

#[test]
fn a_file_stays_for_as_long_as_a_filing_names_it() {
    let mut world = World::start();
    let first = cases::filed(&world, 1);
    let second = cases::filed(&world, 2);
    // Both name the same file; how it comes there is the business of other tests.
    run(
        &world,
        match world.store.is_postgres() {
            true => {
                "INSERT INTO attachments (office, digest, media_type, size, stored_at, is_filed) VALUES ('psb', '\\x01', 'application/pdf', 3, 0, 1);
                INSERT INTO attachment_contents VALUES ('psb', '\\x01', '\\x616263');
                INSERT INTO filing_attachments SELECT case_no, 'psb', '\\x01' FROM filings"
            }
            false => {
                "INSERT INTO attachments (office, digest, media_type, size, stored_at, is_filed) VALUES ('psb', x'01', 'application/pdf', 3, 0, 1);
                INSERT INTO attachment_contents VALUES ('psb', x'01', x'616263');
                INSERT INTO filing_attachments SELECT case_no, 'psb', x'01' FROM filings"
            }
        },
    )
    .unwrap();
    let contents = "SELECT COUNT(*) FROM attachment_contents";
    refused(&first, &world);
    world.pass(TWO_YEARS + DAY);
    world.restart();
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings"), 1);
    assert_eq!(count(&world, contents), 1);
    refused(&second, &world);
    world.pass(TWO_YEARS + DAY);
    world.restart();
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings"), 0);
    assert_eq!(count(&world, contents), 0);
}

#[test]
fn the_form_that_was_filed_says_how_long() {
    let mut world = World::start();
    let case = cases::filed(&world, 1);
    refused(&case, &world);
    let signed = Wallet::of_chen(&world, 2).signed(&world, &submission(2));
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
    // Its form said five years; and one of which nobody knows goes by what the form says now.
    run(&world, "UPDATE desk_cases SET keeps = 'P5Y' WHERE is_open = 0").unwrap();
    run(&world, "UPDATE desk_cases SET keeps = NULL, is_open = 0 WHERE is_open = 1").unwrap();
    world.pass(TWO_YEARS + DAY);
    world.restart();
    assert_eq!(proofs(&world).unwrap().len(), 1);
    assert_eq!(proofs(&world).unwrap()[0]["rule"], "P2Y");
    world.pass(2 * TWO_YEARS);
    world.restart();
    assert_eq!(proofs(&world).unwrap()[1]["rule"], "P5Y");
    assert_eq!(count(&world, ROWS), 0);
}
