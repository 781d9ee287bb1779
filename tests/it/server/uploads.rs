//! Attachments: before the filing, by digest, under a challenge and within limits.

use cert_verify::{base64url, sha256};

use super::{
    wallet::{OFFICE, Wallet, post, put, submission},
    world::World,
};

const PDF: &str = "application/pdf";

/// A file of this size that is like no other.
fn file(number: u8, size: usize) -> Vec<u8> {
    let mut content = vec![number; size];
    content[..5].copy_from_slice(b"%PDF-");
    content
}

#[test]
fn attachments_go_first_by_digest() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let content = b"%PDF-1.7 specimen proof";
    let challenge = wallet.challenge(&world);
    let signed =
        wallet.sign(&world, &wallet.draft_with(&world, content), &challenge, &submission(1));
    let missing = post(&world, &signed.idempotency_key, &signed.body).expect(422);
    assert_eq!(missing.code(), "attachment-missing");
    assert_eq!(missing.json()["errors"][0]["pointer"], "#/residence/proof_file");

    let digest = sha256(content);
    let put = |digest: &[u8; 32], media_type: &str, content: &[u8]| {
        put(&world, &challenge.nonce, digest, media_type, content)
    };
    for media_type in ["text/html", "image/png"] {
        let refused = put(&digest, media_type, content).expect(415);
        assert_eq!(refused.code(), "attachment-type-wrong");
    }
    let refused = put(&[0; 32], PDF, content).expect(422);
    assert_eq!(refused.code(), "attachment-digest-wrong");
    assert_eq!(put(&digest, PDF, b"").expect(400).code(), "body-incomplete");
    let large = vec![b'x'; 8 * 1_048_576 + 1];
    let refused = put(&sha256(&large), PDF, &large).expect(413);
    assert_eq!(refused.code(), "attachment-too-large");
    let short = format!("{OFFICE}/attachments/AAAA");
    let refused = world.send("PUT", &short, &[("content-type", PDF)], content).expect(400);
    assert_eq!(refused.code(), "request-malformed");

    put(&digest, PDF, content).expect(201);
    put(&digest, PDF, content).expect(201);
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
}

#[test]
fn nothing_is_uploaded_without_an_unused_challenge_of_this_office() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let content = file(1, 2_000_000);
    let digest = sha256(&content);
    let path = format!("{OFFICE}/attachments/{}", base64url::encode(&digest));
    let without = world.send("PUT", &path, &[("content-type", PDF)], &content).expect(422);
    assert_eq!(without.code(), "nonce-unknown");
    assert!(without.json()["detail"]["zh-CN"].is_string());
    let refused = |nonce: &str| put(&world, nonce, &digest, PDF, &content).expect(422).code();
    assert_eq!(refused("AAAAAAAAAAAAAAAAAAAAAA"), "nonce-unknown");

    let used = wallet.challenge(&world);
    let elsewhere = path.replace("/psb/", "/land/");
    let headers = [("content-type", PDF), ("ef-nonce", used.nonce.as_str())];
    let other = world.send("PUT", &elsewhere, &headers, &content).expect(422);
    assert_eq!(other.code(), "nonce-unknown");
    let signed = wallet.sign(&world, &wallet.draft(&world), &used, &submission(1));
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
    assert_eq!(refused(&used.nonce), "nonce-used");

    let late = wallet.challenge(&world);
    world.pass(i64::from(late.expires_in));
    assert_eq!(refused(&late.nonce), "nonce-expired");
}

#[test]
fn a_challenge_holds_so_many_bytes_and_the_same_file_again_costs_nothing() {
    let mut world = World::stopped();
    world.config.uploads.burst = u32::MAX;
    world.restart();
    let wallet = Wallet::of_chen(&world, 1);
    let (one, other) = (wallet.challenge(&world), wallet.challenge(&world));
    let put = |nonce: &str, number: u8| {
        let content = file(number, 8 * 1_048_576);
        put(&world, nonce, &sha256(&content), PDF, &content)
    };
    for number in 0..8 {
        put(&one.nonce, number).expect(201);
    }
    put(&one.nonce, 0).expect(201);
    assert_eq!(put(&one.nonce, 8).expect(413).code(), "uploads-too-large");
    put(&other.nonce, 8).expect(201);
}

#[test]
fn an_address_uploads_so_many_bytes_filed_or_not() {
    let mut world = World::stopped();
    world.config.uploads = cert_server::Rate { burst: 3_000, per_second: 100 };
    world.restart();
    let wallet = Wallet::of_chen(&world, 1);
    let content = file(1, 2_000);
    let challenge = wallet.challenge(&world);
    put(&world, &challenge.nonce, &sha256(&content), PDF, &content).expect(201);
    let draft = wallet.draft_with(&world, &content);
    let signed = wallet.sign(&world, &draft, &challenge, &submission(1));
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
    // What was filed is counted all the same.
    let next = wallet.challenge(&world);
    let more = file(2, 2_000);
    let refused = put(&world, &next.nonce, &sha256(&more), PDF, &more).expect(429);
    assert_eq!(
        (refused.code().as_str(), refused.header("retry-after")),
        ("uploads-too-many", Some("130"))
    );
    world.pass(10);
    put(&world, &next.nonce, &sha256(&more), PDF, &more).expect(201);
}

#[test]
fn attachments_that_no_filing_takes_up_are_deleted() {
    let mut world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let content = b"%PDF-1.7 forgotten";
    let challenge = wallet.challenge(&world);
    put(&world, &challenge.nonce, &sha256(content), PDF, content).expect(201);
    world.pass(3_601);
    world.restart();
    let draft = wallet.draft_with(&world, content);
    let signed = wallet.sign(&world, &draft, &wallet.challenge(&world), &submission(1));
    let missing = post(&world, &signed.idempotency_key, &signed.body).expect(422);
    assert_eq!(missing.code(), "attachment-missing");
}
