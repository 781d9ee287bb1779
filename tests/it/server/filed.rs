//! What an office keeps of a filing, of whom and how much, and how it gives it back.

use serde_json::{Value, json};

use super::{
    wallet::{Wallet, altered, next_case, post, submission},
    world::{BASE, World},
};

#[test]
fn the_place_of_a_filing_answers_to_who_has_its_key() {
    let world = World::start();
    let signed = Wallet::of_chen(&world, 1).signed(&world, &submission(1));
    let filed = post(&world, &signed.idempotency_key, &signed.body).expect(201);
    let place = filed.header("location").unwrap().strip_prefix(BASE).unwrap().to_owned();
    let ask = |place: &str, key: &str| {
        world.send("GET", place, &[("idempotency-key", &format!("\"{key}\""))], b"")
    };
    let again = ask(&place, &signed.idempotency_key).expect(200);
    assert_eq!((&again.body, again.header("cache-control")), (&filed.body, Some("no-store")));
    let elsewhere = place.replace("/psb/", "/land/");
    for (place, key) in [
        (&place, "another"),
        (&place, ""),
        (&elsewhere, &signed.idempotency_key),
        (&format!("{place}0"), &signed.idempotency_key),
    ] {
        assert_eq!(ask(place, key).expect(404).code(), "not-found", "{place} {key}");
    }
    assert_eq!(world.get(&place).expect(404).code(), "not-found");
}

#[test]
fn the_same_bytes_again_get_the_same_answer() {
    let mut world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    let first = post(&world, &signed.idempotency_key, &signed.body).expect(201);
    for _ in 0..3 {
        let again = post(&world, &signed.idempotency_key, &signed.body).expect(201);
        assert_eq!(again.body, first.body);
    }
    world.pass(30 * 86_400);
    world.restart();
    let later = post(&world, &signed.idempotency_key, &signed.body).expect(201);
    assert_eq!(later.body, first.body, "a receipt is never lost");
}

fn signed_locale(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap();
    body["locale"].as_str().unwrap().to_owned()
}

#[test]
fn what_nobody_signed_is_not_kept() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    let refused = |body: &[u8], status: u16| {
        post(&world, &signed.idempotency_key, body).expect(status).code()
    };
    for locale in ["fr", "", "zh-CN-x-anything", &"x".repeat(900_000)] {
        let changed = altered(&signed.body, |body| body["locale"] = json!(locale));
        let (status, code) =
            if locale.len() < 100 { (400, "body-malformed") } else { (413, "body-too-large") };
        assert_eq!(refused(&changed, status), code);
    }
    // A language of the form, but not the one in which the person saw what they signed.
    let other = if signed_locale(&signed.body) == "en" { "zh-CN" } else { "en" };
    let changed = altered(&signed.body, |body| body["locale"] = json!(other));
    assert_eq!(refused(&changed, 422), "submission-mismatch");
    let mut blanks = signed.body.clone();
    blanks.resize(200_000, b' ');
    assert_eq!(refused(&blanks, 413), "body-too-large");
    let long = altered(&signed.body, |body| {
        body["vp_token"]["lease"] = json!(["x".repeat(800_000)]);
    });
    assert_eq!(refused(&long, 413), "body-too-large");
    // A few blanks are how some programs write.
    let body: Value = serde_json::from_slice(&signed.body).unwrap();
    let pretty = serde_json::to_vec_pretty(&body).unwrap();
    post(&world, &signed.idempotency_key, &pretty).expect(201);
}

#[test]
fn a_holder_files_so_often_in_a_day_and_no_other_holder_is_concerned() {
    let mut world = World::stopped();
    world.config.filings_of_one = 2;
    world.restart();
    let wallet = Wallet::of_chen(&world, 1);
    for number in 1..=2 {
        let signed = wallet.signed(&world, &submission(number));
        post(&world, &signed.idempotency_key, &signed.body).expect(201);
    }
    let third = wallet.signed(&world, &submission(3));
    let refused = post(&world, &third.idempotency_key, &third.body).expect(429);
    assert_eq!(
        (refused.code().as_str(), refused.header("retry-after")),
        ("filings-too-many", Some("3600"))
    );
    assert_eq!(next_case(&world, 2, &submission(4)), 3, "another holder");
    world.pass(86_400);
    let again = wallet.signed(&world, &submission(3));
    post(&world, &again.idempotency_key, &again.body).expect(201);
}
