//! A filing that is carried to a counter: signed today, handed in days later, by somebody else.

use cert_fill::carried::{self, CarriedError, CarriedFiling};
use cert_fill::wire::{self, Challenge, ChallengeRequest};
use serde_json::json;

use super::wallet::{OFFICE, Wallet, post, submission};
use super::world::World;

const DAY: i64 = 86_400;

fn challenge(world: &World, wallet: &Wallet) -> Challenge {
    let filing = &wallet.form.filings()[0];
    let request = ChallengeRequest { counter: true, ..ChallengeRequest::new(&wallet.form, filing) };
    let headers = [("content-type", "application/json")];
    let answer =
        world.send("POST", &format!("{OFFICE}/challenges"), &headers, &wire::write(&request));
    wire::read(&answer.expect(201).body).unwrap()
}

/// The file, and the key under which it is filed.
fn carried(world: &World, wallet: &Wallet, number: u8) -> (CarriedFiling, String) {
    let signed =
        wallet.sign(world, &wallet.draft(world), &challenge(world, wallet), &submission(number));
    let file = CarriedFiling::of_body(std::str::from_utf8(&signed.body).unwrap()).unwrap();
    (CarriedFiling::parse(&file.to_bytes()).unwrap(), signed.idempotency_key)
}

#[test]
fn a_filing_is_handed_in_ten_days_later_and_twice_and_is_one() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let (file, key) = carried(&world, &wallet, 1);
    // Everything that a counter needs stands in what was signed.
    assert_eq!((file.says.form.id.as_str(), file.says.filing.as_str()), (wallet.form.id(), "psb"));
    assert_eq!(key, cert_fill::idempotency_key(&file.says.submission, &file.says.filing));
    assert_eq!(file.expires(), world.now().seconds() + 14 * DAY);

    world.pass(10 * DAY);
    let first = post(&world, &key, file.body.as_bytes()).expect(201).json();
    let again = post(&world, &key, file.body.as_bytes()).expect(201).json();
    assert_eq!(first["receipt"], again["receipt"], "filed twice is filed once");
}

#[test]
fn a_filing_for_the_network_is_as_short_lived_as_ever_and_a_carried_one_ends_too() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed =
        wallet.sign(&world, &wallet.draft(&world), &wallet.challenge(&world), &submission(1));
    world.pass(DAY);
    assert_eq!(
        post(&world, &signed.idempotency_key, &signed.body).expect(422).code(),
        "nonce-expired"
    );
    let (file, key) = carried(&world, &wallet, 2);
    world.pass(carried::LIFE_SECONDS);
    assert_eq!(post(&world, &key, file.body.as_bytes()).expect(422).code(), "nonce-expired");
}

#[test]
fn what_was_changed_on_the_way_is_refused_and_named() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let (file, key) = carried(&world, &wallet, 1);
    let mut body: serde_json::Value = serde_json::from_str(&file.body).unwrap();
    body["answers"] = json!(cert_verify::base64url::encode(br#"{"ground":"study"}"#));
    let altered = CarriedFiling::of_body(&body.to_string()).unwrap();
    assert_eq!(altered.says, file.says, "it says the same of itself");
    assert_eq!(
        post(&world, &key, altered.body.as_bytes()).expect(422).code(),
        "answers-hash-mismatch"
    );
    // The true one is taken all the same.
    post(&world, &key, file.body.as_bytes()).expect(201);
}

#[test]
fn what_is_no_carried_filing_is_told() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let (file, _) = carried(&world, &wallet, 1);
    let bytes = file.to_bytes();
    assert!(CarriedFiling::is_one(&bytes));
    let newer = String::from_utf8(bytes.clone())
        .unwrap()
        .replace("\"certfill_filing\":\"1\"", "\"certfill_filing\":\"2\"");
    assert_eq!(CarriedFiling::parse(newer.as_bytes()), Err(CarriedError::VersionUnknown));
    for length in 0..bytes.len() {
        assert_eq!(
            CarriedFiling::parse(&bytes[..length]),
            Err(CarriedError::Malformed),
            "cut at {length}"
        );
    }
    for other in
        ["{}", "[]", "{\"certfill_filing\":\"1\"}", "{\"certfill_filing\":\"1\",\"body\":\"{}\"}"]
    {
        assert_eq!(CarriedFiling::parse(other.as_bytes()), Err(CarriedError::Malformed), "{other}");
    }
}
