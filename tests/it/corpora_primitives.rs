//! Wycheproof and RFC 8032: the signatures below everything else.

use cert_verify::{PublicKey, base64url};
use serde_json::{Value, json};

use crate::{
    corpus::Corpus,
    shared::{hex, shared_json, shared_vectors},
};

fn ed25519(bytes: &[u8]) -> Option<PublicKey> {
    PublicKey::ed25519_from_bytes(bytes.try_into().ok()?).ok()
}

fn wycheproof(set: &'static str, file: &str, key: impl Fn(&Value) -> Option<PublicKey>) {
    let Some(tests) = shared_json(file) else { return };
    let mut corpus = Corpus::new(set);
    for group in tests["testGroups"].as_array().unwrap() {
        let key = key(group);
        for test in group["tests"].as_array().unwrap() {
            let text = |name: &str| hex(test[name].as_str().unwrap());
            let is_valid = key.as_ref().is_some_and(|key| key.verifies(&text("msg"), &text("sig")));
            let expected = test["result"] == "valid";
            corpus.case(&test["tcId"].to_string(), is_valid == expected, || {
                format!("{is_valid}, {}", test["comment"])
            });
        }
    }
    corpus.finish();
}

#[test]
fn wycheproof_ed25519() {
    wycheproof("wycheproof-ed25519", "ed25519/wycheproof_ed25519_test.json", |group| {
        ed25519(&hex(group["publicKey"]["pk"].as_str()?))
    });
}

#[test]
fn wycheproof_p256() {
    wycheproof(
        "wycheproof-p256",
        "ecdsa-p256/wycheproof_ecdsa_secp256r1_sha256_p1363_test.json",
        |group| PublicKey::p256_from_sec1(&hex(group["publicKey"]["uncompressed"].as_str()?)).ok(),
    );
}

#[test]
fn rfc_8032_sign_input() {
    let Some(path) = shared_vectors("ed25519/ed25519_cr_yp_to_sign.input") else { return };
    let mut corpus = Corpus::new("ed25519-sign-input");
    for (line, text) in std::fs::read_to_string(path).unwrap().lines().enumerate() {
        let fields: Vec<Vec<u8>> = text.split(':').map(hex).collect();
        let (seed, public, message, signed) =
            (&fields[0][..32], &fields[1], &fields[2], &fields[3]);
        let signature = &signed[..64];
        let verifies = ed25519(public).is_some_and(|key| key.verifies(message, signature));
        let key = cert_issue::SigningKey::ed25519_from_seed(seed.try_into().unwrap());
        let same = key.sign(message) == signature;
        corpus.case(&format!("{}", line + 1), verifies && same, || {
            format!("verifies {verifies}, same signature {same}")
        });
    }
    corpus.finish();
}

#[test]
fn rfc_8032_and_8037() {
    let Some(tests) = shared_json("ed25519/rfc8032_rfc8037.json") else { return };
    let mut corpus = Corpus::new("rfc8032-rfc8037");
    for test in tests.as_array().unwrap() {
        let name = test["name"].as_str().unwrap();
        let is_good = if let Some(jws) = test["jws"].as_str() {
            let key = PublicKey::from_jwk(&public_only(&test["jwk"])).unwrap();
            cert_verify::jws::parse(jws).is_ok_and(|jws| jws.verify(&[key]).is_ok())
        } else {
            let bytes = |name: &str| hex(test[name].as_str().unwrap());
            ed25519(&bytes("public_hex"))
                .is_some_and(|key| key.verifies(&bytes("message_hex"), &bytes("signature_hex")))
        };
        corpus.case(name, is_good, || "refused".to_owned());
    }
    corpus.finish();
}

fn public_only(jwk: &Value) -> Value {
    json!({"kty": jwk["kty"], "crv": jwk["crv"], "x": jwk["x"]})
}

/// Speccheck and CCTV, where they are at hand: strict verification accepts only what every
/// strict verifier accepts.
#[test]
fn speccheck_and_cctv() {
    if let Some(cases) = shared_json("ed25519/speccheck_cases.json") {
        let mut corpus = Corpus::new("ed25519-speccheck");
        for (number, case) in cases.as_array().unwrap().iter().enumerate() {
            let bytes = |name: &str| hex(case[name].as_str().unwrap());
            let accepted = ed25519(&bytes("pub_key"))
                .is_some_and(|key| key.verifies(&bytes("message"), &bytes("signature")));
            corpus.case(&number.to_string(), accepted == (number == 3), || accepted.to_string());
        }
        corpus.finish();
    }
    if let Some(cases) = shared_json("ed25519/cctv_ed25519vectors.json") {
        const REFUSED: &[&str] = &[
            "low_order_A",
            "low_order_R",
            "non_canonical_A",
            "non_canonical_R",
            "low_order_residue",
            "reencoded_k",
        ];
        let mut corpus = Corpus::new("ed25519-cctv");
        for case in cases.as_array().unwrap() {
            let flags = case["Flags"].as_array().into_iter().flatten();
            let expected = !flags.clone().any(|flag| REFUSED.contains(&flag.as_str().unwrap()));
            let bytes = |name: &str| hex(case[name].as_str().unwrap());
            let message = case["Msg"].as_str().unwrap().as_bytes();
            let accepted =
                ed25519(&bytes("Key")).is_some_and(|key| key.verifies(message, &bytes("Sig")));
            corpus.case(&case["Number"].to_string(), accepted == expected, || accepted.to_string());
        }
        corpus.finish();
    }
}

/// The structural cases of the JWS set for ES256 keys: keys for something else, missing parts.
#[test]
fn wycheproof_jws_es256() {
    let Some(tests) = shared_json("jose/wycheproof_json_web_signature_test.json") else { return };
    let mut corpus = Corpus::new("wycheproof-jws-es256");
    for group in tests["testGroups"].as_array().unwrap() {
        if group["public"]["crv"] != "P-256" {
            continue;
        }
        let key = PublicKey::from_jwk(&group["public"]);
        for test in group["tests"].as_array().unwrap() {
            let jws = test["jws"].as_str().map(cert_verify::jws::parse);
            let is_valid = match (&key, jws) {
                (Ok(key), Some(Ok(jws))) => jws.verify(std::slice::from_ref(key)).is_ok(),
                _ => false,
            };
            let expected = test["result"] == "valid";
            corpus.case(&test["tcId"].to_string(), is_valid == expected, || {
                format!("{is_valid}, {}, key {:?}", test["comment"], key.as_ref().err())
            });
        }
    }
    corpus.finish();
}

#[test]
fn thumbprints_are_canonical() {
    // RFC 7638 3.1 covers RSA only; RFC 8037 A.3 is in cert-verify. A P-256 thumbprint by hand.
    let jwk = json!({"kty":"EC","crv":"P-256","x":"b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ","y":"Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8"});
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]);
    let expected = base64url::encode(&cert_verify::sha256(canonical.as_bytes()));
    assert_eq!(PublicKey::from_jwk(&jwk).unwrap().thumbprint(), expected);
}
