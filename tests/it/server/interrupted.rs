//! Filings that are interrupted: an answer lost, a commit that fails, the same filing twice at
//! once, the plug pulled.

use std::thread;

use cert_server::StorageFault;
use cert_verify::sha256;

use super::{
    wallet::{OFFICE, Wallet, next_case, post, put, submission, try_post},
    world::World,
};

#[test]
fn an_answer_lost_on_the_way_is_fetched_by_sending_again() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    world.faults.drop_answers(1);
    assert!(try_post(&world, &signed.idempotency_key, &signed.body).is_err(), "the answer is lost");
    let again = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
    assert_eq!(again["case_no"], "PSB-2026-1123-4320000");
    assert_eq!(next_case(&world, 2, &submission(2)), 2, "one filing");
}

#[test]
fn a_failure_before_the_commit_leaves_nothing() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    world.faults.fail_before_commit(1);
    let failed = post(&world, &signed.idempotency_key, &signed.body).expect(503);
    assert_eq!(
        (failed.code().as_str(), failed.header("retry-after")),
        ("storage-unavailable", Some("10"))
    );
    let again = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
    assert_eq!(again["case_no"], "PSB-2026-1123-4320000", "nonce, key and number are as before");
}

#[test]
fn a_storage_that_refuses_files_nothing_and_loses_nothing() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    let nonce = wallet.challenge(&world).nonce;
    for fault in [StorageFault::ReadOnly, StorageFault::Full] {
        world.faults.storage(Some(fault));
        let mut answer = post(&world, &signed.idempotency_key, &signed.body);
        if fault == StorageFault::Full && answer.status == 201 {
            // Free pages took it; the next one needs a page more than there is.
            let large = [b"%PDF-".as_slice(), &vec![b'x'; 1_000_000]].concat();
            answer = put(&world, &nonce, &sha256(&large), "application/pdf", &large);
        }
        assert_eq!(answer.expect(503).code(), "storage-unavailable", "{fault:?}");
        world.faults.storage(None);
    }
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
    assert_eq!(next_case(&world, 2, &submission(2)), 2);
}

#[test]
fn duplicates_at_the_same_time_are_filed_once() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    let hold = world.faults.hold_before_commit();
    thread::scope(|scope| {
        let first = scope.spawn(|| post(&world, &signed.idempotency_key, &signed.body));
        world.wait(hold.reached());
        // The first one stands before its commit and holds the write lock; the others wait for
        // it and get its answer.
        let others: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| post(&world, &signed.idempotency_key, &signed.body)))
            .collect();
        world.faults.release_all();
        let first = first.join().unwrap().expect(201);
        for other in others {
            assert_eq!(other.join().unwrap().expect(201).body, first.body);
        }
    });
    assert_eq!(next_case(&world, 2, &submission(2)), 2, "one filing");
}

#[test]
fn a_server_stopped_in_mid_filing_loses_and_doubles_nothing() {
    let mut world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    let hold = world.faults.hold_before_commit();
    let address = world.address();
    let (key, body) = (format!("\"{}\"", signed.idempotency_key), signed.body.clone());
    let waiting = thread::spawn(move || {
        let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
        super::http::send(address, "POST", &format!("{OFFICE}/filings"), &headers, &body)
    });
    world.wait(hold.reached());
    world.kill();
    assert!(!waiting.join().unwrap().is_ok_and(|answer| answer.status == 201));
    world.faults.release_all();
    world.restart();
    let again = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
    assert_eq!(again["case_no"], "PSB-2026-1123-4320000");
    assert_eq!(next_case(&world, 2, &submission(2)), 2, "one filing");
}

#[test]
fn a_panic_is_an_answer_and_takes_no_key() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    world.faults.panic_before_commit(1);
    let failed = post(&world, &signed.idempotency_key, &signed.body).expect(500);
    assert_eq!(failed.code(), "internal");
    assert!(failed.header("content-security-policy").is_some());
    let again = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
    assert_eq!(again["case_no"], "PSB-2026-1123-4320000");
}
