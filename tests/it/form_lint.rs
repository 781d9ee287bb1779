//! The linter: three sound forms, and one faulty form per rule, made from ours by a small
//! edit (tests/vectors/forms/faulty.json).

use cert_fill::form::Endpoint;
use cert_fill::{Form, FormErrorCode, lint, wire::FilingBody};
use cert_issue::{SigningKey, sign_jws};
use serde_json::{Map, Value, json};

use crate::filing_world::{at, permit_form, permit_form_bytes, shared_form_bytes};
use crate::shared::{json_file, root};

#[test]
fn our_form_is_clean_and_large_enough() {
    let form = permit_form();
    assert!(form.fields().len() >= 16);
    assert!(form.fields().iter().filter(|field| field.when.is_some()).count() >= 3);
    let filled = form.bindings().len();
    assert!(filled >= 10, "{filled} values can be filled");
    let endpoint = Endpoint::parse(&form.filing("psb").unwrap().endpoint).unwrap();
    assert_eq!(endpoint.attachment("AbC"), "/offices/psb/ef/attachments/AbC");
    assert_eq!(endpoint.challenges(), "/offices/psb/ef/challenges");
    assert!(endpoint.is_own(), "what the app can send to");
}

#[test]
fn the_example_forms_are_clean_and_have_their_digest() {
    for (name, integrity) in [
        (
            "residence-permit-endorsement.json",
            "sha256-2NI29DBq2r+QRWaE+XOYLAfEInXBgaTuPy//7VnUEIc=",
        ),
        ("company-setup.json", "sha256-cnNv5EBmCCZ3TkZoM1U3BZbVqHD2u2Xlr4yV/cB2xtQ="),
    ] {
        let Some(bytes) = shared_form_bytes(name) else { return };
        assert_eq!(lint(&bytes).unwrap(), [], "{name}");
        let form = Form::parse(&bytes).unwrap();
        assert_eq!(form.integrity(), integrity);
        assert_eq!(form.bytes(), bytes);
    }
}

#[test]
fn the_example_payload_is_read() {
    let Some(bytes) = shared_form_bytes("residence-permit-endorsement.payload.json") else {
        return;
    };
    let body = FilingBody::parse(&bytes).unwrap();
    assert_eq!(body.filing, "psb");
    assert_eq!(body.vp_token.len(), 4);
    let decoded = shared_form_bytes("residence-permit-endorsement.payload-decoded.json").unwrap();
    let decoded: Value = serde_json::from_slice(&decoded).unwrap();
    for (text, name) in [(&body.answers, "answers"), (&body.provenance, "provenance")] {
        let bytes = cert_verify::base64url::decode(text).unwrap();
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(value, decoded[name]);
    }
}

/// Each entry: the rule, what is done, and the edits (`set` or `remove` at a pointer).
#[test]
fn every_faulty_form_is_caught_by_its_rule() {
    let cases = json_file(&root().join("tests/vectors/forms/faulty.json"));
    let cases = cases["cases"].as_array().unwrap();
    let mut rules = std::collections::BTreeSet::new();
    for case in cases {
        let mut form: Value = serde_json::from_slice(&permit_form_bytes()).unwrap();
        for edit in case["edits"].as_array().unwrap() {
            let place = at(edit["at"].as_str().unwrap());
            match edit.get("set") {
                Some(value) => place.set(&mut form, value.clone()).unwrap(),
                None => drop(place.remove(&mut form).expect("the edit takes something away")),
            }
        }
        let rule = case["rule"].as_str().unwrap();
        let name = &case["name"];
        let found = match lint(form.to_string().as_bytes()) {
            Ok(findings) => findings,
            Err(error) => error.findings().to_vec(),
        };
        let only: Vec<_> = found.iter().map(|finding| finding.rule).collect();
        assert!(only.contains(&rule), "{name}: {found:?}");
        assert!(
            only.iter().all(|other| *other == rule),
            "{name} is caught by other rules too: {found:?}"
        );
        rules.insert(rule.to_owned());
    }
    let expected = (1..=14).map(|n| format!("L{n}")).chain(["format".to_owned()]);
    assert_eq!(rules, expected.collect(), "one faulty form per rule at least");
}

#[test]
fn a_form_that_over_asks_has_its_own_code() {
    let mut form: Value = serde_json::from_slice(&permit_form_bytes()).unwrap();
    let claims = form["evidence"]["credentials"][0]["claims"].as_array_mut().unwrap();
    claims.push(json!({"path": ["birth_date"]}));
    let error = Form::parse(form.to_string().as_bytes()).unwrap_err();
    assert_eq!(error.code(), FormErrorCode::OverAsks);
}

#[test]
fn what_is_no_form_is_refused_with_a_code() {
    let text = String::from_utf8(permit_form_bytes()).unwrap();
    let twice = text.replacen("\"minutes\": 5,", "\"minutes\": 5, \"minutes\": 6,", 1);
    let other_version = text.replacen("\"ef\": \"1.0\"", "\"ef\": \"1.1\"", 1);
    for (bytes, code) in [
        (twice.as_bytes(), "form-not-json"),
        (b"{}".as_slice(), "form-version-not-supported"),
        (other_version.as_bytes(), "form-version-not-supported"),
        (b"[", "form-not-json"),
        (b"{\"ef\":\"1.0\"}", "form-malformed"),
        ("[".repeat(10_000_000).as_bytes(), "form-too-large"),
        ("[".repeat(1_000).as_bytes(), "form-not-json"),
    ] {
        assert_eq!(Form::parse(bytes).unwrap_err().code().as_str(), code);
    }
}

#[test]
fn a_signed_form_is_exactly_the_signed_bytes() {
    let owner = SigningKey::ed25519_from_seed([3; 32]);
    let bytes = permit_form_bytes();
    let token = sign_jws(&Map::new(), &bytes, &owner);
    let form = Form::open_signed(&token, &[owner.public()]).unwrap();
    assert_eq!(form.bytes(), bytes);
    assert_eq!(form.integrity(), permit_form().integrity());
    assert!(form.require_integrity(form.integrity()).is_ok());
    let stranger = SigningKey::ed25519_from_seed([4; 32]);
    for keys in [vec![stranger.public()], vec![]] {
        let error = Form::open_signed(&token, &keys).unwrap_err();
        assert_eq!(error.code(), FormErrorCode::SignatureWrong);
    }
    let forged = token.replacen('.', ".A", 1);
    assert_eq!(
        Form::open_signed(&forged, &[owner.public()]).unwrap_err().code(),
        FormErrorCode::SignatureWrong
    );
}
