//! Our own vectors: `tests/vectors/<area>/<defect>.json`.
//!
//! ```json
//! {"comment": "…", "input": "text", "input_base64": "or bytes", "at": "RFC 3339",
//!  "keys": [JWK], "key_files": ["PEM, JWK or JWK Set"], "status_base64": ["base64url of a binary token"], "trust_list": "JWS", "roots": {…}, "remembered": {"sequence": 7, "payload": "…"},
//!  "status": ["token"], "crls": ["PEM"], "crls_base64": ["base64url of DER"],
//!  "card_revocations": ["JSON"], "binding": {"nonce": "…", "audience": "…"},
//!  "policy": {"allow_legacy_typ": true, "status_max_age": 1},
//!  "any_type": true,
//!  "expect": {"verdict": "…", "code": "…", "format": "…", "trust_list": "code", "unread": "…", "claims": {}}}
//! ```
//! `keys` and `key_files` are trusted for any issuer. When the trust list is refused, `expect.trust_list` is
//! the reason and the certificate is checked without it. `expect.claims` is optional; claims
//! are never shown when the signature did not pass.

use std::{collections::BTreeMap, path::PathBuf};

use cert_verify::{
    Binding, Certificate, Check, Code, Outcome, Policy, PublicKey, RememberedList, Report,
    RootKeys, StatusEvidence, Trust, TrustList, UnixTime, Verdict, Verification, sha256,
    trusted_keys_from, verify,
};
use serde_json::Value;

use crate::shared::{json_file, root};

/// Everything that a vector hands over beside the certificate.
pub(crate) struct Given {
    pub(crate) trust: Trust,
    pub(crate) status: StatusEvidence,
    pub(crate) now: UnixTime,
    refused_list: Option<Code>,
    unread: String,
}

/// What came out of one vector.
pub(crate) struct Answer {
    pub(crate) report: Report,
    pub(crate) trust_list: Option<Code>,
    /// What is named of the trust list as not read.
    pub(crate) unread: String,
    pub(crate) is_verified: bool,
}

/// Runs one vector, whatever it expects.
pub(crate) fn run(vector: &Value) -> Answer {
    run_with(vector, &verify)
}

/// The arguments of `verify`, and who answers.
pub(crate) type Verify<'v> = dyn Fn(&Certificate, &Trust, &StatusEvidence, Binding<'_>, &Policy, UnixTime) -> Verification
    + 'v;

/// Runs one vector through this way of verifying.
pub(crate) fn run_with(vector: &Value, verify: &Verify<'_>) -> Answer {
    let Given { trust, status, now, refused_list, unread } = given(vector);
    let binding = match vector.get("binding") {
        Some(binding) => Binding::Required {
            nonce: binding["nonce"].as_str().unwrap(),
            audience: binding["audience"].as_str().unwrap(),
        },
        None => Binding::NotAsked,
    };
    let (report, is_verified) = match Certificate::parse(&input(vector)) {
        Err(report) => (report, false),
        Ok(certificate) => {
            let answer = verify(&certificate, &trust, &status, binding, &policy(vector), now);
            // A presentation is no certificate; those in it are.
            let is_verified = match answer.presented.as_slice() {
                [] => answer.verified.is_some(),
                presented => {
                    assert!(answer.verified.is_none(), "a presentation is never a certificate");
                    presented.iter().all(|one| one.verified.is_some())
                        && answer.report.verdict() == Verdict::Valid
                }
            };
            (answer.report, is_verified)
        }
    };
    Answer { report, trust_list: refused_list, unread, is_verified }
}

pub(crate) fn given(vector: &Value) -> Given {
    let now = UnixTime::parse_rfc3339(vector["at"].as_str().unwrap()).unwrap();
    let mut trust = Trust::nobody();
    for jwk in vector["keys"].as_array().into_iter().flatten() {
        trust = trust.with_any_issuer_key(PublicKey::from_jwk(jwk).unwrap());
    }
    for file in vector["key_files"].as_array().into_iter().flatten() {
        let keys = trusted_keys_from(file.as_str().unwrap().as_bytes()).unwrap();
        trust = keys.into_iter().fold(trust, Trust::with_any_issuer);
    }
    let (mut trust_list, mut unread) = (None, String::new());
    if let Some(token) = vector["trust_list"].as_str() {
        let roots = RootKeys::from_json(&vector["roots"]).unwrap();
        let remembered = vector.get("remembered").map(|seen| RememberedList {
            sequence: seen["sequence"].as_u64().unwrap(),
            digest: sha256(seen["payload"].as_str().unwrap().as_bytes()),
        });
        match TrustList::accept(token.as_bytes(), &roots, remembered.as_ref(), now) {
            Ok(list) => {
                unread = list.unread().join(", ");
                trust = match vector["any_type"].as_bool() {
                    Some(true) => trust.with_list_of_any_type(&list),
                    _ => trust.with_list(&list),
                };
            }
            Err(code) => trust_list = Some(code),
        }
    }
    let mut status = StatusEvidence::none();
    for token in vector["status"].as_array().into_iter().flatten() {
        status.add(token.as_str().unwrap().as_bytes(), now);
    }
    for token in vector["status_base64"].as_array().into_iter().flatten() {
        status.add(&cert_verify::base64url::decode(token.as_str().unwrap()).unwrap(), now);
    }
    for list in vector["crls"].as_array().into_iter().flatten() {
        status.add_crl(list.as_str().unwrap().as_bytes());
    }
    for list in vector["crls_base64"].as_array().into_iter().flatten() {
        status.add_crl(&cert_verify::base64url::decode(list.as_str().unwrap()).unwrap());
    }
    for list in vector["card_revocations"].as_array().into_iter().flatten() {
        status.add_card_revocations(list.as_str().unwrap().as_bytes());
    }
    Given { trust, status, now, refused_list: trust_list, unread }
}

/// The bytes of the certificate.
pub(crate) fn input(vector: &Value) -> Vec<u8> {
    match (vector["input"].as_str(), vector["input_base64"].as_str()) {
        (Some(text), None) => text.as_bytes().to_vec(),
        (None, Some(text)) => cert_verify::base64url::decode(
            &text.trim_end_matches('=').replace('+', "-").replace('/', "_"),
        )
        .unwrap(),
        _ => panic!("exactly one of input and input_base64"),
    }
}

fn policy(vector: &Value) -> Policy {
    let mut policy = Policy::strict();
    for (name, value) in vector["policy"].as_object().into_iter().flatten() {
        policy = match name.as_str() {
            "allow_legacy_typ" => policy.with_legacy_typ(value.as_bool().unwrap()),
            "status_max_age" => policy.with_status_max_age(value.as_i64().unwrap()),
            "key_binding_max_age" => policy.with_key_binding_max_age(value.as_i64().unwrap()),
            "require_expiry" => policy.with_expiry_required(value.as_bool().unwrap()),
            "least_status_entries" => policy.with_least_status_entries(value.as_u64().unwrap()),
            "require_crl" => policy.with_crl_required(value.as_bool().unwrap()),
            "clock_skew" => policy.with_clock_skew(value.as_i64().unwrap()),
            other => panic!("no such policy: {other}"),
        };
    }
    policy
}

/// Every vector file of the verifier with its name `<area>/<defect>`. Other parts keep theirs
/// beside them; those have no `at`.
pub(crate) fn all() -> BTreeMap<String, Value> {
    let folder = root().join("tests/vectors");
    let entries =
        |path: PathBuf| std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let areas = entries(folder.clone()).filter(|path| path.is_dir());
    let files =
        areas.flat_map(entries).filter(|path| path.extension().is_some_and(|e| e == "json"));
    files
        .map(|path| {
            let name = path.strip_prefix(&folder).unwrap().with_extension("");
            (name.to_str().unwrap().to_owned(), json_file(&path))
        })
        .filter(|(_, vector)| vector.get("at").is_some())
        .collect()
}

fn problem(vector: &Value) -> Option<String> {
    let answer = run(vector);
    let (report, expect) = (&answer.report, &vector["expect"]);
    let seen = |name: &str, seen: Option<&str>| {
        (expect[name].as_str() != seen).then(|| format!("{name} is {seen:?}"))
    };
    let claims = expect.get("claims").is_some_and(|claims| report.claims() != Some(claims));
    let signed = report.outcome(Check::Signature) == Some(Outcome::Passed);
    seen("verdict", Some(report.verdict().as_str()))
        .or_else(|| seen("code", report.code().map(Code::as_str)))
        .or_else(|| seen("format", report.format().map(|format| format.as_str())))
        .or_else(|| seen("trust_list", answer.trust_list.map(Code::as_str)))
        .or_else(|| seen("unread", Some(answer.unread.as_str()).filter(|it| !it.is_empty())))
        .or_else(|| claims.then(|| format!("claims are {:?}", report.claims())))
        .or_else(|| {
            (!signed && report.claims().is_some()).then(|| "claims without signature".to_owned())
        })
        .or_else(|| {
            // A presentation that nobody had to sign has no signature of its own.
            let skipped = matches!(report.outcome(Check::Signature), Some(Outcome::Skipped(_)));
            let undetermined =
                !report.presented().is_empty() && report.verdict() == Verdict::Undetermined;
            (!signed && !skipped && !undetermined && report.checks().len() > 2)
                .then(|| "checks after the signature".to_owned())
        })
        .or_else(|| {
            (answer.is_verified != (report.verdict() == Verdict::Valid))
                .then(|| "Verified without valid".to_owned())
        })
        .map(|problem| format!("{problem}: {}", report.to_json_with_facts()))
}

#[test]
fn every_vector_gives_the_verdict_in_its_file() {
    let vectors = all();
    let problems: Vec<String> = vectors
        .iter()
        .filter_map(|(name, vector)| Some(format!("{name}: {}", problem(vector)?)))
        .collect();
    println!("vectors: {} of {} as expected", vectors.len() - problems.len(), vectors.len());
    assert!(vectors.len() >= 120, "only {} vectors", vectors.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_vector_says_what_it_shows() {
    for (name, vector) in all() {
        assert!(vector["comment"].as_str().is_some_and(|comment| comment.ends_with('.')), "{name}");
        let is_valid = vector["expect"]["verdict"] == "valid";
        assert_eq!(
            is_valid,
            vector["expect"]["code"].is_null(),
            "{name}: a reason, unless it is valid"
        );
    }
}

/// Design section 9, to the letter.
#[test]
fn the_report_is_the_json_of_the_design() {
    let vectors = all();
    let json = |name: &str| run(&vectors[name]).report.to_json();
    let missing = json("status/list-missing");
    let names: Vec<_> = missing.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["verdict", "format", "issuer", "checks", "claims"]);
    let checks = |report: &Value| {
        let checks = report["checks"].as_array().unwrap().iter();
        checks.map(|check| check["check"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(checks(&missing), ["format", "signature", "issuer", "time", "status", "holder"]);
    let status = serde_json::json!({"check": "status", "outcome": "undetermined", "code": "status-list-missing"});
    assert_eq!(missing["checks"][4], status);
    let forged = json("signature/forged-and-expired");
    assert_eq!(checks(&forged), ["format", "signature"]);
    assert_eq!((forged.get("claims"), forged.get("issuer")), (None, None));
}

/// What browsers get is written without building the JSON first.
#[test]
fn the_report_is_written_as_it_is_built() {
    for (name, vector) in all() {
        let report = run(&vector).report;
        let mut written = String::new();
        report.write_json(&mut written);
        assert_eq!(written, report.to_json().to_string(), "{name}");
    }
}
