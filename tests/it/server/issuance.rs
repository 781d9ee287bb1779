//! The specimen issuer, from the offer to a certificate that verifies.

use cert_issue::{SigningKey, proof_jwt, sign_jws};
use cert_verify::{Algorithm, UnixTime};
use serde_json::{Map, Value, json};

use super::http::Answer;
use super::world::{BASE, ISSUER, World, holder};

#[test]
fn every_certificate_of_every_person_is_issued_and_verifies() {
    let world = World::start();
    let metadata = world.get("/.well-known/openid-credential-issuer/issuer").expect(200).json();
    assert_eq!(metadata["credential_issuer"], ISSUER);
    assert_eq!(metadata["nonce_endpoint"], format!("{ISSUER}/nonce"));
    let server = world.get("/.well-known/oauth-authorization-server/issuer").expect(200).json();
    assert_eq!(server["token_endpoint"], format!("{ISSUER}/token"));
    for (number, (person, count)) in [("chen", 4), ("shen", 3), ("wang", 4)].into_iter().enumerate()
    {
        let key = holder(u8::try_from(number).unwrap());
        let (_, offer) = world.offer(person);
        assert_eq!(offer["credential_issuer"], ISSUER);
        let kinds = offer["credential_configuration_ids"].as_array().unwrap().clone();
        assert_eq!(kinds.len(), count);
        let token = world.redeem(&offer, None).expect(200).json();
        assert_eq!(
            (token["token_type"].as_str(), token["expires_in"].as_i64()),
            (Some("Bearer"), Some(300))
        );
        for kind in kinds {
            let kind = kind.as_str().unwrap();
            let configuration = &metadata["credential_configurations_supported"][kind];
            let text = world.certificate(token["access_token"].as_str().unwrap(), kind, &key);
            let certificate = world.verified(&text);
            assert_eq!(certificate.holder_key(), Some(&key.public()));
            assert_eq!(configuration["vct"], certificate.credential_type());
            assert_eq!(certificate.claims()["specimen"], true);
            assert!(certificate.claims().to_string().contains("示例"));
            assert!(certificate.expires().unwrap() > world.now());
            let kind_of = world.description(certificate.credential_type());
            assert_eq!(kind_of["vct"], certificate.credential_type());
            // Every claim has its words in both languages.
            for claim in certificate.claims().as_object().unwrap().keys() {
                let registered =
                    ["iss", "vct", "iat", "nbf", "exp", "cnf", "status"].contains(&claim.as_str());
                let named = kind_of["claims"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|entry| entry["path"] == json!([claim]));
                assert!(registered || named, "{kind}: {claim}");
            }
        }
    }
}

#[test]
fn both_algorithms_are_in_use() {
    let world = World::start();
    let list = world.trust_list();
    let grants = list.issuers().iter().flat_map(|issuer| issuer.grants_at(world.now()));
    let algorithms: Vec<_> =
        grants.flat_map(|grant| grant.keys).map(|key| key.algorithm()).collect();
    assert!(algorithms.contains(&Algorithm::Ed25519) && algorithms.contains(&Algorithm::Es256));
}

#[test]
fn only_what_identifies_the_certificate_stays_visible() {
    let world = World::start();
    let text = world.certificate(&world.access_token("chen"), "social-insurance", &holder(1));
    let bare = text.split('~').next().unwrap().to_owned() + "~";
    let bare = world.verified(&bare);
    let mut left: Vec<_> = bare.claims().as_object().unwrap().keys().map(String::as_str).collect();
    left.retain(|name| *name != "employer");
    left.sort_unstable();
    assert_eq!(left, ["cnf", "exp", "iat", "iss", "nbf", "status", "vct"]);
    assert_eq!(
        bare.claims()["employer"],
        json!({}),
        "each member of the employer is hidden by itself"
    );
}

#[test]
fn a_code_works_once_and_not_for_long() {
    let world = World::start();
    let (id, offer) = world.offer("chen");
    world.redeem(&offer, None).expect(200);
    assert_eq!(world.redeem(&offer, None).expect(400).code(), "invalid_grant");
    assert_eq!(world.get(&format!("/issuer/offers/{id}")).expect(404).code(), "not-found");
    let (_, offer) = world.offer("chen");
    world.pass(601);
    assert_eq!(world.redeem(&offer, None).expect(400).code(), "invalid_grant");
}

/// The six digits of a code's page.
fn digits(page: &Answer) -> String {
    let (_, rest) = page.text().split_once(r#"class="digits">"#).unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[test]
fn a_transaction_code_is_asked_for_and_not_guessed() {
    let world = World::start();
    let (page, _, offer) = world.offer_with_code("wang");
    let code = digits(&page);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(world.redeem(&offer, None).expect(400).code(), "invalid_request");
    assert_eq!(world.redeem(&offer, Some(wrong)).expect(400).code(), "invalid_grant");
    world.redeem(&offer, Some(&code)).expect(200);

    let (_, offer) = world.offer("wang");
    assert_eq!(world.redeem(&offer, Some(&code)).expect(400).code(), "invalid_request");

    let (page, _, offer) = world.offer_with_code("wang");
    let code = digits(&page);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        world.redeem(&offer, Some(wrong)).expect(400);
    }
    assert_eq!(
        world.redeem(&offer, Some(&code)).expect(400).code(),
        "invalid_grant",
        "five wrong codes end the offer"
    );
}

#[test]
fn who_sees_the_offer_does_not_find_the_transaction_code() {
    let world = World::start();
    let (page, id, offer) = world.offer_with_code("wang");
    let code = digits(&page);
    // All that the photograph of the offer's code leads to.
    for path in [format!("/specimen/offers/{id}"), format!("/issuer/offers/{id}")] {
        let seen = world.get(&path).expect(200);
        assert!(
            !seen.text().contains(&code) && !seen.text().contains("/specimen/codes/"),
            "{path}"
        );
    }
    let guess = world.get(&format!("/specimen/codes/{id}")).expect(200);
    assert!(!guess.text().contains("digits"));
    let without = world.get("/specimen/codes/").status;
    assert_eq!(without, 404);
    // It says why the digits stand apart, and shows them when they are asked for.
    assert!(page.text().contains("<details") && page.text().contains("短信"));
    world.redeem(&offer, Some(&code)).expect(200);
}

#[test]
fn malformed_token_requests_are_refused() {
    let world = World::start();
    let grant = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
    for (fields, error) in [
        (&[("pre-authorized_code", "x")][..], "invalid_request"),
        (&[("grant_type", "authorization_code"), ("code", "x")], "unsupported_grant_type"),
        (&[("grant_type", grant)], "invalid_request"),
        (
            &[("grant_type", grant), ("pre-authorized_code", "x"), ("pre-authorized_code", "y")],
            "invalid_request",
        ),
        (&[("grant_type", grant), ("pre-authorized_code", "x")], "invalid_grant"),
    ] {
        assert_eq!(
            world.post_form("/issuer/token", fields).expect(400).code(),
            error,
            "{fields:?}"
        );
    }
    assert_eq!(world.post_json("/issuer/token", &json!({})).expect(400).code(), "invalid_request");
}

#[test]
fn access_tokens_are_needed_and_expire() {
    let world = World::start();
    let key = holder(2);
    let proof = proof_jwt(ISSUER, Some(&world.nonce()), world.now(), &key);
    let refused = world.ask_with_proof("nonsense", "resident-id", &proof).expect(401);
    assert_eq!(refused.code(), "invalid_token");
    assert!(refused.header("www-authenticate").unwrap().starts_with("Bearer"));
    let token = world.access_token("chen");
    world.pass(301);
    assert_eq!(
        world.ask_with_proof(&token, "resident-id", &proof).expect(401).code(),
        "invalid_token"
    );
}

#[test]
fn a_nonce_works_once_and_not_for_long() {
    let world = World::start();
    let (token, key, nonce) = (world.access_token("chen"), holder(3), world.nonce());
    let proof = proof_jwt(ISSUER, Some(&nonce), world.now(), &key);
    world.ask_with_proof(&token, "resident-id", &proof).expect(200);
    assert_eq!(
        world.ask_with_proof(&token, "resident-id", &proof).expect(400).code(),
        "invalid_nonce"
    );
    let foreign = proof_jwt(ISSUER, Some("not-ours"), world.now(), &key);
    assert_eq!(
        world.ask_with_proof(&token, "resident-id", &foreign).expect(400).code(),
        "invalid_nonce"
    );
    let nonce = world.nonce();
    world.pass(301);
    let late = proof_jwt(ISSUER, Some(&nonce), world.now(), &key);
    let token = world.access_token("chen");
    assert_eq!(
        world.ask_with_proof(&token, "resident-id", &late).expect(400).code(),
        "invalid_nonce"
    );
}

#[test]
fn wrong_requests_for_a_certificate_are_refused() {
    let world = World::start();
    let (token, key) = (world.access_token("shen"), holder(4));
    let good = || proof_jwt(ISSUER, Some(&world.nonce()), world.now(), &key);
    for (body, error) in [
        (json!([]), "invalid_credential_request"),
        (json!({"proofs": {"jwt": [good()]}}), "invalid_credential_request"),
        (
            json!({"credential_identifier": "x", "proofs": {"jwt": [good()]}}),
            "unknown_credential_identifier",
        ),
        (
            json!({"credential_configuration_id": "passport", "proofs": {"jwt": [good()]}}),
            "unknown_credential_configuration",
        ),
        (
            json!({"credential_configuration_id": "business-licence", "proofs": {"jwt": [good()]}}),
            "unknown_credential_configuration",
        ),
        (json!({"credential_configuration_id": "resident-id"}), "invalid_proof"),
        (
            json!({"credential_configuration_id": "resident-id", "proofs": {"jwt": []}}),
            "invalid_proof",
        ),
        (
            json!({"credential_configuration_id": "resident-id", "proofs": {"jwt": [good(), good()]}}),
            "invalid_proof",
        ),
        (
            json!({"credential_configuration_id": "resident-id", "proofs": {"jwt": [good()], "di_vp": []}}),
            "invalid_proof",
        ),
        (
            json!({"credential_configuration_id": "resident-id", "proofs": {"jwt": ["a.b.c"]}}),
            "invalid_proof",
        ),
    ] {
        assert_eq!(world.ask(&token, &body).expect(400).code(), error, "{body}");
    }
}

/// A proof of possession with one thing changed.
fn proof(
    key: &SigningKey,
    nonce: &str,
    now: UnixTime,
    change: impl Fn(&mut Map<String, Value>, &mut Value),
) -> String {
    let mut header = Map::new();
    header.insert("typ".into(), "openid4vci-proof+jwt".into());
    header.insert("jwk".into(), key.public_jwk());
    let mut claims = json!({"aud": ISSUER, "iat": now.seconds(), "nonce": nonce});
    change(&mut header, &mut claims);
    sign_jws(&header, claims.to_string().as_bytes(), key)
}

#[test]
fn wrong_proofs_of_possession_are_refused() {
    let world = World::start();
    let (key, other, now) = (holder(5), holder(6), world.now());
    type Change<'c> = Box<dyn Fn(&mut Map<String, Value>, &mut Value) + 'c>;
    let private = {
        let mut jwk = key.public_jwk();
        jwk["d"] = json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        jwk
    };
    let changes: Vec<(&str, Change<'_>)> = vec![
        ("another typ", Box::new(|header, _| drop(header.insert("typ".into(), "JWT".into())))),
        ("no key", Box::new(|header, _| drop(header.remove("jwk")))),
        (
            "another's key",
            Box::new(|header, _| drop(header.insert("jwk".into(), other.public_jwk()))),
        ),
        (
            "a private key",
            Box::new(move |header, _| drop(header.insert("jwk".into(), private.clone()))),
        ),
        ("two keys", Box::new(|header, _| drop(header.insert("kid".into(), "x".into())))),
        ("another audience", Box::new(|_, claims| claims["aud"] = json!(format!("{BASE}/other")))),
        ("an issuer", Box::new(|_, claims| claims["iss"] = json!("me"))),
        ("too old", Box::new(|_, claims| claims["iat"] = json!(now.seconds() - 301))),
        ("from the future", Box::new(|_, claims| claims["iat"] = json!(now.seconds() + 301))),
        ("no time", Box::new(|_, claims| claims["iat"] = Value::Null)),
        ("no nonce", Box::new(|_, claims| claims["nonce"] = Value::Null)),
    ];
    let token = world.access_token("chen");
    for (what, change) in changes {
        let answer =
            world.ask_with_proof(&token, "resident-id", &proof(&key, &world.nonce(), now, change));
        assert_eq!(answer.expect(400).code(), "invalid_proof", "{what}");
    }
    let good = proof(&key, &world.nonce(), now, |_, _| {});
    let cut = good.rsplit_once('.').unwrap().0.to_owned() + ".";
    assert_eq!(
        world.ask_with_proof(&token, "resident-id", &cut).expect(400).code(),
        "invalid_proof"
    );
    world.ask_with_proof(&token, "resident-id", &good).expect(200);
    let p256 = SigningKey::p256_from_bytes(&[7; 32]).unwrap();
    let es256 = proof(&p256, &world.nonce(), now, |_, _| {});
    world.ask_with_proof(&token, "resident-id", &es256).expect(200);
}
