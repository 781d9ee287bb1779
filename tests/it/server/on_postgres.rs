//! What only PostgreSQL has: several servers on one database, a database that comes and goes, a table for each
//! month.

use std::thread;

use cert_verify::Code;
use postgres_maker::{Care, Cluster};
use sqlx::{AnyConnection, Connection, Row};

use super::{
    cases,
    wallet::{Wallet, post, submission},
    world::{World, holder},
};

/// Two machines behind a balancer.
fn two() -> (World, World) {
    let one = World::start_on_postgres();
    let mut other = one.beside();
    other.restart();
    (one, other)
}

fn count(world: &World, statement: &'static str) -> i64 {
    world.wait(sqlx::query(statement).fetch_one(&mut world.connect())).unwrap().get(0)
}

#[test]
fn what_one_machine_began_the_other_ends() {
    let (one, other) = two();
    // Offer and nonce of the one, certificate of the other.
    let (_, offer) = one.offer("chen");
    let token = other.redeem(&offer, None).expect(200).json();
    let token = token["access_token"].as_str().unwrap();
    one.redeem(&offer, None).expect(400);
    let certificate = one.certificate(token, "sh-residence-permit", &holder(1));
    other.verified(&certificate);
    assert_eq!(one.get("/trust/list").body, other.get("/trust/list").body);
    assert_eq!(one.index("psb").number, other.index("psb").number);
    // A challenge of the one, the filing with the other, and its receipt from both.
    let signed = Wallet::of_chen(&one, 1).signed(&one, &submission(1));
    let filed = post(&other, &signed.idempotency_key, &signed.body).expect(201).json();
    let again = post(&one, &signed.idempotency_key, &signed.body).expect(201).json();
    assert_eq!(filed, again);
    // Revoked with the one, known to the other at once.
    let claims = one.verified(&certificate).claims().clone();
    let (page, index) = (one.page_token(), claims["status"]["status_list"]["idx"].to_string());
    let fields =
        [("token", page.as_str()), ("list", "1"), ("index", index.as_str()), ("status", "1")];
    one.post_form("/specimen/certificates", &fields).expect(303);
    assert_eq!(other.check(&certificate).report.code(), Some(Code::Revoked));
}

#[test]
fn one_filing_sent_to_both_machines_at_once_is_one_filing() {
    let (one, other) = two();
    for number in 1..=5 {
        let signed = Wallet::of_chen(&one, 1).signed(&one, &submission(number));
        let answers: Vec<_> = thread::scope(|scope| {
            let (signed, machines) = (&signed, [&one, &other, &one, &other]);
            let sending: Vec<_> = machines
                .map(|world| {
                    scope.spawn(move || post(world, &signed.idempotency_key, &signed.body))
                })
                .into();
            sending.into_iter().map(|answer| answer.join().unwrap().expect(201).json()).collect()
        });
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
    assert_eq!(count(&one, "SELECT COUNT(*) FROM filings"), 5);
    let numbers = "SELECT COUNT(DISTINCT case_no) FROM filings";
    assert_eq!(count(&one, numbers), 5);
}

#[test]
fn of_two_clerks_at_two_machines_one_decides() {
    let (one, other) = two();
    let case = cases::filed(&one, 1);
    let decided: Vec<u16> = thread::scope(|scope| {
        let case = &case;
        let deciding: Vec<_> = [&one, &other]
            .map(|world| scope.spawn(move || case.decide(world, "1", "accepted", "").status))
            .into();
        deciding.into_iter().map(|answer| answer.join().unwrap()).collect()
    });
    let mut decided = decided;
    decided.sort_unstable();
    assert_eq!(decided, [303, 409]);
    let changed = sqlx::raw_sql("UPDATE decisions SET state = 'refused'");
    assert!(one.wait(changed.execute(&mut one.connect())).is_err(), "what was said stays said");
}

#[test]
fn a_machine_with_other_keys_does_not_start() {
    let one = World::start_on_postgres();
    let mut other = one.beside();
    std::fs::remove_file(other.folder.join("keys/psb.jwk")).unwrap();
    let refused = other.try_restart().unwrap_err().to_string();
    assert!(refused.contains("psb.jwk") && refused.contains("--new-keys"), "{refused}");
    one.get("/readyz").expect(200);
    other.config.new_keys = true;
    other.restart();
    other.get("/readyz").expect(200);
    other.config.new_keys = false;
    other.restart();
}

#[test]
fn tables_of_a_newer_version_stop_the_start() {
    let mut world = World::start_on_postgres();
    world.stop();
    let newer =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (99999, 'newer', true, '\\x00', 0)";
    world.wait(sqlx::raw_sql(newer).execute(&mut world.connect())).unwrap();
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("99999") && refused.contains("newer"), "{refused}");
}

#[test]
fn each_month_has_its_table() {
    let world = World::start_on_postgres();
    cases::filed(&world, 1);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings_2026_11"), 1);
    world.pass(10 * 86_400);
    cases::filed(&world, 2);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings_2026_12"), 1);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings_other"), 0);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings"), 2);
}

#[test]
fn a_month_without_a_table_of_its_own_keeps_no_other_from_having_one() {
    let mut world = World::start_on_postgres();
    cases::filed(&world, 1);
    world.stop();
    // A filing of February lies where those of months without a table lie.
    let elsewhere = "INSERT INTO filings SELECT 'PSB-LATER', office, submission_id, filing, holder, form_id,
            form_version, body, answers, provenance, verified, declared, evidence, transaction_data_hash,
            receipt, 1802000000, progress FROM filings;
        DROP TABLE filings_2027_01";
    world.wait(sqlx::raw_sql(elsewhere).execute(&mut world.connect())).unwrap();
    world.pass(40 * 86_400);
    world.restart();
    let made =
        "SELECT COUNT(*) FROM pg_class WHERE relname IN ('filings_2027_01', 'filings_2027_03')";
    assert_eq!(count(&world, made), 2);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings"), 2);
}

#[test]
fn a_database_that_is_away_is_said_without_its_password() {
    let mut world = World::stopped_on_file();
    world.config.postgres =
        Some("postgres://certfill:secret@127.0.0.1:1/city?connect_timeout=1".to_owned());
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("postgres://certfill@127.0.0.1:1/city"), "{refused}");
    assert!(refused.contains("nobody answers there") && !refused.contains("secret"), "{refused}");
}

#[test]
fn a_database_that_is_killed_loses_nothing_that_has_a_receipt() {
    let mut cluster = Cluster::start(Care::Full).unwrap();
    let mut world = World::stopped_on_file();
    world.config.postgres = Some(cluster.address("postgres"));
    world.restart();
    let mut receipts = Vec::new();
    for number in 1..=3 {
        let signed = Wallet::of_chen(&world, 1).signed(&world, &submission(number));
        let filed = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
        receipts.push((signed, filed));
        let next = Wallet::of_chen(&world, 1).signed(&world, &submission(number + 100));
        cluster.kill_and_start().unwrap();
        // Connections that broke are given up one by one; nobody is told anything that is not so.
        let answer = (0..40)
            .map(|_| post(&world, &next.idempotency_key, &next.body))
            .inspect(|answer| assert!(matches!(answer.status, 201 | 503), "{}", answer.status))
            .find(|answer| answer.status == 201);
        receipts.push((next, answer.expect("it works again").json()));
    }
    for (signed, filed) in &receipts {
        assert_eq!(post(&world, &signed.idempotency_key, &signed.body).expect(201).json(), *filed);
    }
    let mut connection = world.wait(AnyConnection::connect(&cluster.address("postgres"))).unwrap();
    let row = world.wait(sqlx::query("SELECT COUNT(*) FROM filings").fetch_one(&mut connection));
    assert_eq!(row.unwrap().get::<i64, _>(0), 6);
    world.stop();
}

#[test]
fn a_kiosk_at_one_machine_and_a_phone_at_the_other_understand_each_other() {
    let (one, other) = two();
    let slot = "/relay/AAECAwQFBgcICQoLDA0ODw/p1";
    let octets = [("content-type", "application/octet-stream")];
    assert_eq!(one.send("GET", slot, &[], b"").expect(204).body, b"");
    other.send("PUT", slot, &octets, b"sealed").expect(204);
    other.send("PUT", slot, &octets, b"again").expect(409);
    assert_eq!(one.send("GET", slot, &[], b"").expect(200).body, b"sealed");
    assert_eq!(other.send("GET", slot, &[], b"").expect(204).body, b"");
    let waits = "SELECT COUNT(*) FROM relay_slots WHERE message IS NOT NULL";
    assert_eq!(count(&one, waits), 0);
    // Neither the log of PostgreSQL nor a replica ever has them.
    let logged = "SELECT COUNT(*) FROM pg_class WHERE relname LIKE 'relay%' AND relkind = 'r'
        AND relpersistence <> 'u'";
    assert_eq!(count(&one, logged), 0);
}
