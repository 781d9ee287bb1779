//! A database that has grown, was restored, or is used by somebody else as well; and people who
//! take what belongs to others.

use std::{fs, os::unix::fs::PermissionsExt, thread};

use cert_fill::Signed;
use cert_issue::proof_jwt;
use cert_verify::Code;
use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{
    store::FILES,
    wallet::{Wallet, post, submission},
    world::{BASE, ISSUER, World, holder},
};

fn run(world: &World, statement: &'static str) {
    world.wait(sqlx::raw_sql(statement).execute(&mut world.connect())).unwrap();
}

fn count(world: &World, statement: &'static str) -> i64 {
    world.wait(sqlx::query(statement).fetch_one(&mut world.connect())).unwrap().get(0)
}

/// Files this submission as this holder, and gives back the case number.
fn file(world: &World, key: u8, id: &str) -> String {
    let signed = Wallet::of_chen(world, key).signed(world, id);
    let answer = post(world, &signed.idempotency_key, &signed.body).expect(201).json();
    answer["case_no"].as_str().unwrap().to_owned()
}

#[test]
fn a_stranger_takes_neither_a_submission_number_nor_a_key() {
    let world = World::start();
    let true_holder = Wallet::of_chen(&world, 1).signed(&world, &submission(1));
    // Somebody else's own, honest filing under the same number and key comes first.
    file(&world, 2, &submission(1));
    let mine = post(&world, &true_holder.idempotency_key, &true_holder.body).expect(201).json();
    // The same holder cannot file one submission twice with other answers.
    let again = Wallet::of_chen(&world, 1).signed(&world, &submission(1));
    let refused = post(&world, &again.idempotency_key, &again.body).expect(422);
    assert_eq!(refused.code(), "idempotency-key-reused");
    let refused = post(&world, "another-key", &again.body).expect(422);
    assert_eq!(refused.code(), "idempotency-key-reused");
    let known = post(&world, &true_holder.idempotency_key, &true_holder.body).expect(201).json();
    assert_eq!(known["case_no"], mine["case_no"]);
}

#[test]
fn a_restored_backup_gives_no_number_twice() {
    let mut world = World::start();
    let first = file(&world, 1, &submission(1));
    world.stop();
    let backup = world.back_up();
    world.restart();
    world.pass(5);
    let second = file(&world, 1, &submission(2));
    let list = world.trust_list().remembered();
    world.stop();
    world.restore(&backup);
    world.pass(60);
    world.restart();
    let third = file(&world, 1, &submission(3));
    assert!(first < second && second < third, "{first}, {second}, {third}");
    assert!(world.trust_list().remembered().sequence > list.sequence, "clients refuse a lower one");
}

#[test]
fn case_numbers_go_on_when_they_get_longer() {
    let world = World::start();
    file(&world, 1, &submission(1));
    run(&world, "UPDATE case_numbers SET last = 9999998 WHERE day LIKE 'PSB-%'");
    let numbers = [2, 3, 4].map(|number| file(&world, 1, &submission(number)));
    let expected = ["9999999", "10000000", "10000001"].map(|end| format!("PSB-2026-1123-{end}"));
    assert_eq!(numbers, expected);
}

#[test]
fn a_token_gives_twenty_certificates_also_when_they_are_asked_for_at_once() {
    let world = World::start();
    let token = world.access_token("chen");
    let (kind, key) = ("sh-residence-permit", holder(1));
    let proofs: Vec<_> =
        (0..40).map(|_| proof_jwt(ISSUER, Some(&world.nonce()), world.now(), &key)).collect();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let asking: Vec<_> = proofs
            .iter()
            .map(|proof| scope.spawn(|| world.ask_with_proof(&token, kind, proof).status))
            .collect();
        asking.into_iter().map(|answer| answer.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 20, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 401)), "{statuses:?}");
}

#[test]
fn a_list_that_fills_is_followed_by_another() {
    let mut world = World::start();
    let token = world.access_token("chen");
    let kind = "sh-residence-permit";
    let first = world.certificate(&token, kind, &holder(1));
    assert_eq!(world.get("/status/1001").expect(404).code(), "not-found");
    run(&world, "UPDATE status_lists SET issued = 98303 WHERE list = 1");
    let last = world.certificate(&token, kind, &holder(1));
    let next = world.certificate(&token, kind, &holder(1));
    let list = |text: &str| {
        let claims = world.verified(text).claims().clone();
        claims["status"]["status_list"]["uri"].as_str().unwrap().to_owned()
    };
    let expected = ["1", "1", "1001"].map(|number| format!("{BASE}/status/{number}"));
    assert_eq!([&first, &last, &next].map(|text| list(text)), expected);
    // The office reads the new list like the others, and what is revoked there is revoked.
    file(&world, 2, &submission(1));
    world.restart();
    file(&world, 2, &submission(2));
    let claims = world.verified(&next).claims().clone();
    let (page, index) = (world.page_token(), claims["status"]["status_list"]["idx"].to_string());
    let fields =
        [("token", page.as_str()), ("list", "1001"), ("index", index.as_str()), ("status", "1")];
    world.post_form("/specimen/certificates", &fields).expect(303);
    assert_eq!(world.check(&next).report.code(), Some(Code::Revoked));
    world.verified(&last);
    world.get("/status/2001").expect(404);
    world.get("/readyz").expect(200);
}

#[test]
fn lists_are_served_while_somebody_else_holds_the_write_lock() {
    let world = World::start();
    let holder = holder(1);
    let certificate =
        world.certificate(&world.access_token("chen"), "sh-residence-permit", &holder);
    let last = world.get("/status/1").expect(200).body;
    // Old enough to be signed again, which cannot be stored now.
    world.pass(200);
    let mut other = world.connect();
    let lock = match world.store.is_postgres() {
        true => "BEGIN; LOCK TABLE signed_lists, probe IN EXCLUSIVE MODE",
        false => "BEGIN IMMEDIATE",
    };
    world.wait(sqlx::raw_sql(lock).execute(&mut other)).unwrap();
    // More lists than connections, all of them to be signed again.
    thread::scope(|scope| {
        let world = &world;
        let asking = (1..=5).map(|list| scope.spawn(move || world.get(&format!("/status/{list}"))));
        let asking: Vec<_> = asking.collect();
        for answer in asking {
            answer.join().unwrap().expect(200);
        }
    });
    world.get("/trust/list").expect(200);
    world.get("/healthz").expect(200);
    world.get("/readyz").expect(200);
    world.verified(&certificate);
    world.wait(sqlx::raw_sql("ROLLBACK").execute(&mut other)).unwrap();
    assert_ne!(world.get("/status/1").expect(200).body, last);
}

#[test]
fn what_has_had_its_time_goes_without_anybody_asking() {
    let mut world = World::start();
    file(&world, 1, &submission(1));
    world.nonce();
    world.offer("chen");
    let left = "SELECT (SELECT COUNT(*) FROM challenges) + (SELECT COUNT(*) FROM proof_nonces)
        + (SELECT COUNT(*) FROM offers) + (SELECT COUNT(*) FROM access_tokens)";
    assert!(count(&world, left) >= 4, "a used challenge among them");
    world.pass(2 * 86_400);
    world.restart();
    assert_eq!(count(&world, left), 0);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings"), 1);
}

#[test]
fn who_only_asks_for_challenges_fills_no_database() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let nonces: Vec<String> = (0..20).map(|_| wallet.challenge(&world).nonce).collect();
    assert!(nonces.iter().zip(&nonces[1..]).all(|(one, next)| one != next));
    assert_eq!(count(&world, "SELECT COUNT(*) FROM challenges"), 0);
}

#[test]
fn of_two_holders_who_use_one_challenge_at_once_one_files() {
    let world = World::start();
    let (one, other) = (Wallet::of_chen(&world, 1), Wallet::of_chen(&world, 2));
    for round in 1..=4 {
        let challenge = one.challenge(&world);
        let [first, second] =
            [(&one, 2 * round), (&other, 2 * round + 1)].map(|(wallet, number)| {
                wallet.sign(&world, &wallet.draft(&world), &challenge, &submission(number))
            });
        let answers = thread::scope(|scope| {
            let world = &world;
            let send = |signed: Signed| {
                scope.spawn(move || post(world, &signed.idempotency_key, &signed.body))
            };
            let (first, second) = (send(first), send(second));
            [first.join().unwrap(), second.join().unwrap()]
        });
        let [first, second] = answers;
        let (taken, refused) = if first.status == 201 { (first, second) } else { (second, first) };
        taken.expect(201);
        assert_eq!(refused.expect(422).code(), "nonce-used");
    }
    assert_eq!(count(&world, "SELECT COUNT(*) FROM filings"), 4);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM decisions"), 4, "nothing is left of the others");
}

#[test]
fn a_challenge_that_an_earlier_version_wrote_down_is_good_once() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let mut challenge = wallet.challenge(&world);
    challenge.nonce = "of-an-earlier-version".to_owned();
    let written = sqlx::query(
        "INSERT INTO challenges (nonce_hash, office, form_id, form_version, integrity, filing, expires_at)
         VALUES ($1, 'psb', $2, $3, $4, $5, $6)",
    )
    .bind(cert_verify::sha256(challenge.nonce.as_bytes()).to_vec())
    .bind(wallet.form.id().to_owned())
    .bind(wallet.form.version().to_owned())
    .bind(wallet.form.integrity().to_owned())
    .bind(wallet.form.filings()[0].id.clone())
    .bind(world.now().seconds() + 600);
    world.wait(written.execute(&mut world.connect())).unwrap();
    let draft = wallet.draft(&world);
    let first = wallet.sign(&world, &draft, &challenge, &submission(1));
    post(&world, &first.idempotency_key, &first.body).expect(201);
    let again = wallet.sign(&world, &draft, &challenge, &submission(2));
    assert_eq!(post(&world, &again.idempotency_key, &again.body).expect(422).code(), "nonce-used");
}

#[test]
fn a_database_that_others_can_read_stops_the_start() {
    let mut world = World::start_on_file();
    world.stop();
    let path = world.folder.join(FILES[0]);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("others may read it") && refused.contains("chmod 600"), "{refused}");
}

#[test]
fn a_database_of_the_first_version_is_brought_up_to_date() {
    let mut world = World::stopped_on_file();
    let path = world.folder.join(FILES[0]);
    let old = world.wait(async {
        let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut old = SqliteConnection::connect_with(&options).await.unwrap();
        let first = sqlx::migrate::Migration::new(
            1,
            "start".into(),
            sqlx::migrate::MigrationType::Simple,
            sqlx::SqlSafeStr::into_sql_str(include_str!(
                "../../../crates/cert-server/migrations/0001_start.sql"
            )),
            false,
        );
        let migrator = sqlx::migrate::Migrator::with_migrations(vec![first]);
        migrator.run_direct(None, &mut old, false).await.unwrap();
        let rows = "INSERT INTO attachments VALUES ('psb', x'01', 'application/pdf', 3, x'616263', 1763870400);
            INSERT INTO attachments VALUES ('psb', x'02', 'application/pdf', 2, x'6465', 1763870400);
            INSERT INTO filings VALUES ('PSB-2025-1123-000007', 'psb', 's', 'psb', 'h', 'f', '1', x'00', '{}', '{}',
                '[]', '[]', '[]', 't', 'r', 1763870400);
            INSERT INTO filing_attachments VALUES ('PSB-2025-1123-000007', 'psb', x'01');
            INSERT INTO idempotency VALUES ('psb', 'h', 'k', x'00', 0, 'PSB-2025-1123-000007', 1763870400);
            INSERT INTO idempotency VALUES ('psb', 'h', 'running', x'00', 0, NULL, 1763870400);";
        sqlx::raw_sql(rows).execute(&mut old).await.unwrap();
        old
    });
    world.wait(old.close()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    world.restart();
    let kept = "SELECT COUNT(*) FROM filings JOIN idempotency USING (case_no)
        JOIN filing_attachments USING (case_no) JOIN attachments USING (digest)
        JOIN attachment_contents USING (digest) WHERE is_filed = 1 AND content = x'616263'";
    assert_eq!(count(&world, kept), 1);
    // What nobody took up for a year is gone, contents and all.
    assert_eq!(count(&world, "SELECT COUNT(*) FROM attachments"), 1);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM attachment_contents"), 1);
    file(&world, 1, &submission(1));
}
