//! Backup, loss, and restoring on an empty machine.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, process::Command};

use cert_server::{BackupTrouble, Clock, after_restore, back_up, restore};
use postgres_maker::{Care, Cluster};
use sqlx::{AnyConnection, Connection, Row};

use super::{
    wallet::{Wallet, post, submission},
    world::{World, holder},
};

const KIND: &str = "sh-residence-permit";

/// The number of the status list that a certificate stands in.
fn list_of(world: &World, certificate: &str) -> u32 {
    let claims = world.verified(certificate).claims().clone();
    let uri = claims["status"]["status_list"]["uri"].as_str().unwrap().to_owned();
    uri.rsplit('/').next().unwrap().parse().unwrap()
}

fn count(world: &World, statement: &'static str) -> i64 {
    world.wait(sqlx::query(statement).fetch_one(&mut world.connect())).unwrap().get(0)
}

/// The configuration with the clock of its world, for commands that run beside the server.
fn config(world: &World) -> cert_server::Config {
    let mut config = world.config.clone();
    let now = world.now();
    config.clock = Clock::from_fn(move || now);
    config
}

fn tar(world: &World, name: &str) -> PathBuf {
    let outside = world.folder.join("backups");
    fs::create_dir_all(&outside).unwrap();
    outside.join(name)
}

/// Has another, empty machine take a backup up. The folder of the first stays until that one is gone.
fn taken_up(from: &World, file: &std::path::Path) -> World {
    let mut other = World::stopped_on_file();
    let ahead = from.now().seconds() - other.now().seconds();
    other.pass(ahead);
    other.wait(restore(&config(&other), file)).unwrap();
    other.restart();
    other
}

#[test]
fn a_backup_of_a_server_at_work_gives_the_same_receipts_on_an_empty_machine() {
    let mut world = World::start_on_file();
    let signed = Wallet::of_chen(&world, 1).signed(&world, &submission(1));
    let filed = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
    let token = world.access_token("chen");
    let before = world.certificate(&token, KIND, &holder(1));
    let file = tar(&world, "all.tar");
    let made = world.wait(back_up(&config(&world), &file, true)).unwrap();
    assert!(made.with_keys && made.keys.iter().any(|key| key == "root") && made.tables >= 50);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // What comes after it is lost with the machine.
    world.pass(5);
    let lost = Wallet::of_chen(&world, 1).signed(&world, &submission(2));
    let lost = post(&world, &lost.idempotency_key, &lost.body).expect(201).json();
    let gone = world.certificate(&token, KIND, &holder(1));
    let (first, second) = (list_of(&world, &before), list_of(&world, &gone));
    let remembered = world.trust_list().remembered();
    world.kill();
    world.pass(60);

    let other = taken_up(&world, &file);
    let again = post(&other, &signed.idempotency_key, &signed.body).expect(201).json();
    assert_eq!(again, filed, "the same receipt, the same answer");
    let third = Wallet::of_chen(&other, 1).signed(&other, &submission(3));
    let third = post(&other, &third.idempotency_key, &third.body).expect(201).json();
    let number = |answer: &serde_json::Value| answer["case_no"].as_str().unwrap().to_owned();
    assert!(number(&filed) < number(&lost) && number(&lost) < number(&third));
    assert!(other.trust_list().remembered().sequence > remembered.sequence);
    // A certificate from before is still verified; a new one stands in a list that no lost one stands in.
    other.verified(&before);
    other.redeem(&serde_json::json!({"grants": {"urn:ietf:params:oauth:grant-type:pre-authorized_code": {"pre-authorized_code": "x"}}}), None).expect(400);
    let refused = other.ask_with_proof(&token, KIND, "x");
    assert_eq!(refused.status, 401, "tokens from before are over");
    let new = other.certificate(&other.access_token("chen"), KIND, &holder(1));
    assert!(list_of(&other, &new) > first.max(second), "{first}, {second}");
    assert_eq!(count(&other, "SELECT COUNT(*) FROM desk_log WHERE entry LIKE '%\"restored\"%'"), 1);
    let left = fs::read_dir(&other.folder).unwrap();
    let left: Vec<String> =
        left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.starts_with("restoring")), "{left:?}");
}

#[test]
fn keys_are_in_a_backup_only_when_they_are_asked_for() {
    let world = World::start_on_file();
    let file = tar(&world, "without.tar");
    world.wait(back_up(&config(&world), &file, false)).unwrap();
    let secret = fs::read_to_string(world.folder.join("keys/psb.jwk")).unwrap();
    let secret = secret.split("\"d\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let holds =
        |file: &PathBuf| String::from_utf8_lossy(&fs::read(file).unwrap()).contains(&secret);
    assert!(!holds(&file));
    let with = tar(&world, "with.tar");
    world.wait(back_up(&config(&world), &with, true)).unwrap();
    assert!(holds(&with), "the test looks for the right thing");

    let mut other = World::stopped_on_file();
    let restored = other.wait(restore(&config(&other), &file)).unwrap();
    assert!(restored.missing.iter().any(|key| key == "psb"), "{restored:?}");
    // The keys come by themselves, as the command says.
    fs::create_dir_all(other.folder.join("keys")).unwrap();
    for key in fs::read_dir(world.folder.join("keys")).unwrap() {
        let key = key.unwrap();
        fs::copy(key.path(), other.folder.join("keys").join(key.file_name())).unwrap();
    }
    other.restart();
    other.get("/readyz").expect(200);
}

#[test]
fn nothing_is_overwritten_and_nothing_damaged_is_restored() {
    let world = World::start_on_file();
    let file = tar(&world, "all.tar");
    let made = |to: &PathBuf| world.wait(back_up(&config(&world), to, true));
    made(&file).unwrap();
    assert!(matches!(made(&file), Err(BackupTrouble::Exists { .. })));
    let there = world.wait(restore(&config(&world), &file));
    assert!(matches!(there, Err(BackupTrouble::Exists { .. })), "a database is there");

    let mut other = World::stopped_on_file();
    let good = fs::read(&file).unwrap();
    let broken = tar(&world, "broken.tar");
    let refused = |bytes: &[u8]| {
        fs::write(&broken, bytes).unwrap();
        let done = other.wait(restore(&config(&other), &broken));
        let left: Vec<_> = fs::read_dir(&other.folder).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
        done.unwrap_err().to_string()
    };
    for bytes in [&b""[..], b"no archive at all", &good[..600], &good[..good.len() / 2]] {
        refused(bytes);
    }
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let said = refused(&flipped);
    assert!(said.contains("damaged") && said.contains("certfill.sqlite"), "{said}");

    // Another server's keys are there already.
    other.restart();
    other.stop();
    other.lose();
    let done = other.wait(restore(&config(&other), &file));
    assert!(matches!(done, Err(BackupTrouble::OtherKey { .. })), "{done:?}");
}

#[test]
fn postgres_is_told_how_it_is_backed_up() {
    let mut world = World::stopped_on_file();
    world.config.postgres = Some("postgres:///nowhere".to_owned());
    let file = tar(&world, "x.tar");
    let said = world.wait(back_up(&config(&world), &file, false)).unwrap_err().to_string();
    assert!(said.contains("pg_dump") && said.contains("keys"), "{said}");
    let said = world.wait(restore(&config(&world), &file)).unwrap_err().to_string();
    assert!(said.contains("pg_restore") && said.contains("cert-server restored"), "{said}");
    assert!(!file.exists());
}

#[test]
fn a_dump_of_postgres_gives_the_same_receipts_in_an_empty_database() {
    let cluster = Cluster::start(Care::None).unwrap();
    let mut world = World::stopped_on_file();
    world.config.postgres = Some(cluster.address("postgres"));
    world.restart();
    let signed = Wallet::of_chen(&world, 1).signed(&world, &submission(1));
    let filed = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
    let before = world.certificate(&world.access_token("chen"), KIND, &holder(1));
    let file = tar(&world, "all.dump");
    let program = |name: &str| {
        let found = postgres_maker::programs().map(|folder| folder.join(name));
        Command::new(found.unwrap())
    };
    let address = |name: &str| cluster.address(name);
    let mut dumping = program("pg_dump");
    dumping.arg("--format=custom").arg("--file").arg(&file);
    assert!(dumping.arg(address("postgres")).status().unwrap().success());
    let list = list_of(&world, &before);
    world.kill();
    world.pass(60);

    world.wait(async {
        let mut connection = AnyConnection::connect(&address("postgres")).await.unwrap();
        sqlx::raw_sql("CREATE DATABASE empty").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    let mut restoring = program("pg_restore");
    restoring.arg("--exit-on-error").arg("--dbname").arg(address("empty"));
    assert!(restoring.arg(&file).status().unwrap().success());
    world.config.postgres = Some(address("empty"));
    world.wait(after_restore(&config(&world))).unwrap();
    world.restart();
    let again = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
    assert_eq!(again, filed);
    world.verified(&before);
    let new = world.certificate(&world.access_token("chen"), KIND, &holder(1));
    assert!(list_of(&world, &new) > list);
    world.stop();
}
