//! Filings: honest, altered, sent twice.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use cert_fill::{Receipt, wire::FilingAccepted};
use cert_server::LogFormat;
use serde_json::{Value, json};

use super::{
    wallet::{OFFICE, Wallet, altered, names, next_case, post, submission, with_answer},
    world::{World, holder},
};

#[test]
fn an_honest_filing_gets_a_receipt_that_anyone_can_verify() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    let answer = post(&world, &signed.idempotency_key, &signed.body).expect(201);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let accepted: FilingAccepted = cert_fill::wire::read(&answer.body).unwrap();
    assert_eq!(accepted.case_no, "PSB-2026-1123-4320000");
    let place = answer.header("location").unwrap();
    assert!(place.ends_with(&format!("{OFFICE}/filings/{}", accepted.case_no)));
    let certificate = world.verified(&accepted.receipt);
    assert_eq!(certificate.issuer(), "https://psb.sh.specimen.example");
    assert_eq!(certificate.holder_key(), Some(&wallet.key().public()));
    let receipt = Receipt::read(certificate.claims()).unwrap();
    assert_eq!(receipt.transaction_data_hash, signed.transaction_data_hash);
    assert_eq!((receipt.submission_id, receipt.case_no), (submission(1), accepted.case_no));
    assert!(receipt.verified.len() >= 10, "{:?}", receipt.verified);
    let declared: Vec<String> = receipt.declared.iter().map(ToString::to_string).collect();
    assert_eq!(declared, ["/ground", "/contact/mobile", "/declaration"]);
    assert_eq!(receipt.next_by.as_deref(), Some("2026-12-07"));
    // What was filed is not public, not even with its number.
    world.get(&format!("{OFFICE}/filings/PSB-2026-1123-4320000")).expect(404);
}

#[test]
fn the_same_key_with_other_bytes_is_refused() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
    // The same to whoever reads it, and not the same bytes.
    let other: Value = serde_json::from_slice(&signed.body).unwrap();
    let other = serde_json::to_vec_pretty(&other).unwrap();
    assert_eq!(
        post(&world, &signed.idempotency_key, &other).expect(422).code(),
        "idempotency-key-reused"
    );
    // The same submission under another key files nothing a second time either.
    let again = wallet.signed(&world, &submission(1));
    assert_eq!(post(&world, "another", &again.body).expect(422).code(), "idempotency-key-reused");
    assert_eq!(next_case(&world, 2, &submission(2)), 2);
}

#[test]
fn a_key_is_needed_and_well_formed() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    let path = format!("{OFFICE}/filings");
    for headers in [
        &[("content-type", "application/json")][..],
        &[("content-type", "application/json"), ("idempotency-key", "\"\"")],
        &[("content-type", "application/json"), ("idempotency-key", "a b")],
        &[
            ("content-type", "application/json"),
            ("idempotency-key", "\"a\""),
            ("idempotency-key", "\"b\""),
        ],
    ] {
        let refused = world.send("POST", &path, headers, &signed.body).expect(400);
        assert_eq!(refused.code(), "idempotency-key-missing");
    }
    let headers = [("content-type", "text/plain"), ("idempotency-key", "\"a\"")];
    assert_eq!(
        world.send("POST", &path, &headers, &signed.body).expect(415).code(),
        "media-type-not-supported"
    );
}

#[test]
fn a_nonce_works_once_for_its_filing_and_not_for_long() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let challenge = wallet.challenge(&world);
    let draft = wallet.draft(&world);
    let first = wallet.sign(&world, &draft, &challenge, &submission(1));
    post(&world, &first.idempotency_key, &first.body).expect(201);
    let second = wallet.sign(&world, &draft, &challenge, &submission(2));
    assert_eq!(
        post(&world, &second.idempotency_key, &second.body).expect(422).code(),
        "nonce-used"
    );

    let late = wallet.challenge(&world);
    let signed = wallet.sign(&world, &draft, &late, &submission(3));
    world.pass(i64::from(late.expires_in));
    assert_eq!(
        post(&world, &signed.idempotency_key, &signed.body).expect(422).code(),
        "nonce-expired"
    );
    // Signed again under the same key with a fresh nonce, it is taken: a refusal files
    // nothing and so takes no key.
    let fresh = wallet.sign(&world, &draft, &wallet.challenge(&world), &submission(3));
    assert_eq!(fresh.idempotency_key, signed.idempotency_key);
    post(&world, &fresh.idempotency_key, &fresh.body).expect(201);

    let mut foreign = wallet.challenge(&world);
    foreign.nonce = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    let signed = wallet.sign(&world, &draft, &foreign, &submission(4));
    assert_eq!(
        post(&world, &signed.idempotency_key, &signed.body).expect(422).code(),
        "nonce-unknown"
    );
}

#[test]
fn a_filing_altered_after_signing_is_refused_and_names_the_value() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    let changed =
        altered(&signed.body, |body| with_answer(body, "/permit/valid_until", json!("2027-12-05")));
    let refused = post(&world, &signed.idempotency_key, &changed).expect(422);
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    assert_eq!(refused.code(), "answers-hash-mismatch");
    let problem = refused.json();
    assert_eq!(problem["errors"][0]["pointer"], "#/permit/valid_until");
    assert!(
        problem["detail"]["zh-CN"].is_string() && problem["errors"][0]["detail"]["en"].is_string()
    );
    let without = altered(&signed.body, |body| {
        drop(body["vp_token"].as_object_mut().unwrap().remove("lease"))
    });
    assert_eq!(
        post(&world, &signed.idempotency_key, &without).expect(422).code(),
        "evidence-removed"
    );
    let extra = altered(&signed.body, |body| body["more"] = json!(1));
    assert_eq!(post(&world, &signed.idempotency_key, &extra).expect(400).code(), "body-malformed");
    for garbage in [&b""[..], b"{}", b"[[[[", &[b'['; 100_000]] {
        assert_eq!(post(&world, "k", garbage).expect(400).code(), "body-malformed");
    }
    let large = vec![b' '; 1_048_577];
    assert_eq!(post(&world, "k", &large).expect(413).code(), "body-too-large");
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
}

#[test]
fn a_revoked_certificate_is_refused_by_the_office() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let signed = wallet.signed(&world, &submission(1));
    let status = &wallet.held[1].certificate.claims()["status"]["status_list"];
    let (token, index) = (world.page_token(), status["idx"].to_string());
    let fields =
        [("token", token.as_str()), ("list", "1"), ("index", index.as_str()), ("status", "1")];
    world.post_form("/specimen/certificates", &fields).expect(303);
    let refused = post(&world, &signed.idempotency_key, &signed.body).expect(422);
    assert_eq!(refused.code(), "revoked");
    assert_eq!(refused.json()["errors"][0]["credential"], "permit");
}

#[test]
fn challenges_are_for_known_forms_and_filings() {
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 1);
    let (id, version, integrity) =
        (wallet.form.id(), wallet.form.version(), wallet.form.integrity());
    let path = format!("{OFFICE}/challenges");
    let ask = |body: Value| world.post_json(&path, &body);
    let form = json!({"id": id, "version": version, "integrity": integrity});
    let challenge = ask(json!({"form": form, "filing": "psb"})).expect(201).json();
    assert_eq!(names(&challenge), ["aud", "expires_in", "nonce", "progress"]);
    let other = json!({"id": id, "version": version, "integrity": "sha256-AAAA"});
    let unknown =
        json!({"id": "https://forms.example/none", "version": version, "integrity": integrity});
    for (body, status, code) in [
        (json!({"form": other, "filing": "psb"}), 422, "form-not-accepted"),
        (json!({"form": unknown, "filing": "psb"}), 404, "form-unknown"),
        (json!({"form": form, "filing": "tax"}), 404, "filing-unknown"),
        (json!({"form": form}), 400, "body-malformed"),
        (json!([]), 400, "body-malformed"),
    ] {
        assert_eq!(ask(body.clone()).expect(status).code(), code, "{body}");
    }
    let elsewhere =
        world.post_json("/offices/land/ef/challenges", &json!({"form": form, "filing": "psb"}));
    assert_eq!(elsewhere.expect(404).code(), "filing-unknown");
    world.post_json("/offices/nowhere/ef/challenges", &json!({})).expect(404);
}

#[test]
fn two_people_may_have_the_same_key() {
    let world = World::start();
    let (one, other) = (Wallet::of_chen(&world, 1), Wallet::of_chen(&world, 2));
    let (first, second) =
        (one.signed(&world, &submission(1)), other.signed(&world, &submission(2)));
    let first = post(&world, "same", &first.body).expect(201).json();
    let second = post(&world, "same", &second.body).expect(201).json();
    assert_ne!(first["case_no"], second["case_no"]);
    assert_ne!(holder(1).public(), holder(2).public());
}

/// A writer into a shared buffer.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn logs_say_what_happened_and_nothing_about_anybody() {
    let lines = Lines::default();
    let writer = lines.clone();
    cert_server::install_log(LogFormat::Json, move || writer.clone());
    let world = World::start();
    let wallet = Wallet::of_chen(&world, 9);
    let signed = wallet.signed(&world, &submission(9));
    let changed = altered(&signed.body, |body| with_answer(body, "/applicant/name", json!("别人")));
    post(&world, "other", &changed).expect(422);
    let unknown = world.get("/offices/nobody/ef/progress").expect(404);
    let accepted = post(&world, &signed.idempotency_key, &signed.body).expect(201).json();
    let authorization = [("authorization", "Bearer secret-handle")];
    world.send("GET", "/offices/psb/ef/progress", &authorization, b"").expect(404);
    world.get("/certificates/secret-id?name=x");
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let line = text.lines().find(|line| line.contains(r#""method":"POST""#)).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    assert!(line["route"].is_string() && line["status"].is_number() && line["ms"].is_number());
    assert!(text.contains("/offices/{office}/ef/filings"));
    let id = unknown.header("request-id").unwrap();
    assert_eq!(unknown.json()["request"], id, "the document has the name of the header");
    let of_it = format!(r#""id":"{id}""#);
    assert_eq!(text.lines().filter(|line| line.contains(&of_it)).count(), 1, "and so has one line");
    assert!(text.contains("answers-hash-mismatch"), "a refusal is logged by its code");
    let id_number = wallet.held[0].certificate.claims()["id_number"].as_str().unwrap().to_owned();
    for secret in [
        id_number.as_str(),
        "陈示例",
        "13800000000",
        "示例路",
        &submission(9),
        accepted["case_no"].as_str().unwrap(),
        "secret-id",
        "secret-handle",
        "eyJ",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}
