//! The README's server in Express: it believes the evidence, and nothing that a script on its page could say.

use std::time::{SystemTime, UNIX_EPOCH};

use cert_issue::{SigningKey, issue_sd_jwt_vc, sign_key_binding};
use cert_verify::UnixTime;
use serde_json::{Map, Value, json};

use super::{Served, free_port, host};
use crate::trouble::forged;

const AUDIENCE: &str = "origin:https://shop.example";

pub(super) fn key(seed: u8) -> SigningKey {
    SigningKey::ed25519_from_seed([seed; 32])
}

#[allow(clippy::disallowed_methods, reason = "the server in Express reads the real clock")]
fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    UnixTime::from_seconds(since.as_secs().try_into().expect("a time before the end of times"))
}

/// A certificate for the person with the key 2.
pub(super) fn certificate(issuer: &SigningKey) -> String {
    let claims = json!({
        "iss": "https://issuer.example", "vct": "https://issuer.example/vct/student",
        "iat": now().seconds() - 60, "exp": now().seconds() + 86_400,
        "cnf": { "jwk": key(2).public_jwk() }, "name": "示例 SPECIMEN",
    });
    let mut random = |bytes: &mut [u8]| bytes.fill(9);
    issue_sd_jwt_vc(&claims, &[], &Map::new(), issuer, &mut random).expect("a certificate")
}

fn shown(certificate: &str, nonce: &str, audience: &str) -> String {
    sign_key_binding(certificate, nonce, audience, now(), &Map::new(), &key(2))
}

#[test]
fn a_page_cannot_make_the_server_believe_what_was_not_verified() {
    let port = free_port();
    let settings = json!({ "port": port, "audience": AUDIENCE, "keys": [key(1).public_jwk()] });
    std::fs::write(host("node").join("settings.json"), settings.to_string()).expect("settings");
    let _server = Served::by_node("node", &["server.mjs"], port, "ready");
    let ask = |method, path, body: Option<&Value>| {
        cert_e2e::call(port, method, path, body).expect("an answer in JSON")
    };
    let nonce = || ask("GET", "/nonce", None)["nonce"].as_str().expect("a nonce").to_owned();
    let hand_in = |evidence: &str, nonce: &str| {
        // What a script on the page would love to be believed is sent along each time.
        let said = json!({ "evidence": evidence, "nonce": nonce, "verdict": "valid", "verified": true,
            "report": { "verdict": "valid", "claims": { "name": "示例" } } });
        ask("POST", "/members", Some(&said))
    };

    let genuine = certificate(&key(1));
    let once = nonce();
    let evidence = shown(&genuine, &once, AUDIENCE);
    assert_eq!(hand_in(&evidence, &once), json!({ "member": "示例 SPECIMEN" }));

    let refused = |what: &str, evidence: &str, nonce: &str, code: &str| {
        assert_eq!(hand_in(evidence, nonce), json!({ "code": code }), "{what}");
    };
    refused("the same evidence again", &evidence, &once, "nonce-unknown");
    refused("evidence of an earlier visit", &evidence, &nonce(), "key-binding-nonce-mismatch");
    refused("a nonce of its own", &shown(&genuine, "mine", AUDIENCE), "mine", "nonce-unknown");
    refused("a flag without evidence", "", &nonce(), "not-a-certificate");
    let fresh = nonce();
    refused("a claim or a signature altered", &forged(&evidence), &fresh, "signature-wrong");
    let fresh = nonce();
    let own = shown(&certificate(&key(3)), &fresh, AUDIENCE);
    refused("a certificate of its own making", &own, &fresh, "signature-wrong");
    let fresh = nonce();
    let elsewhere = shown(&genuine, &fresh, "origin:https://other.example");
    refused("evidence for another shop", &elsewhere, &fresh, "key-binding-audience-mismatch");
    refused("a certificate that was copied", &genuine, &nonce(), "key-binding-missing");
}
