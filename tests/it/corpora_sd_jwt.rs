//! RFC 9901, SD-JWT VC, and the sets of other implementations.

use cert_verify::{
    Binding, Certificate, Check, Code, Outcome, Policy, PublicKey, Report, StatusEvidence, Trust,
    UnixTime,
    sd_jwt::{Disclosure, process_payload},
    verify,
};
use serde_json::Value;

use crate::{
    corpus::Corpus,
    shared::{shared_json, shared_vectors},
};

/// Within the validity of every example of the RFC, and soon after its proofs were made.
const RFC_TIME: UnixTime = UnixTime::from_seconds(1_748_536_900);

fn check(
    text: &str,
    keys: &[&Value],
    binding: Binding<'_>,
    policy: &Policy,
    now: UnixTime,
) -> Report {
    let trust = keys.iter().fold(Trust::nobody(), |trust, jwk| {
        trust.with_any_issuer_key(PublicKey::from_jwk(jwk).unwrap())
    });
    match Certificate::parse(text.as_bytes()) {
        Err(report) => report,
        Ok(certificate) => {
            verify(&certificate, &trust, &StatusEvidence::none(), binding, policy, now).report
        }
    }
}

/// Valid, except that a status list that nobody has may be missing.
fn is_good(report: &Report) -> bool {
    report.verdict().as_str() == "valid" || report.code() == Some(Code::StatusListMissing)
}

fn rfc_examples(set: &'static str, file: &str) {
    let Some(examples) = shared_json(file) else { return };
    let mut corpus = Corpus::new(set);
    for example in examples["vectors"].as_array().unwrap() {
        let mut compact = example["compact"].as_str().unwrap().to_owned();
        if example["kind"] == "jwt" {
            // The JWT alone: as SD-JWT it ends with a tilde (RFC 9901 4).
            compact.push('~');
        }
        let binding = match &example["kb"] {
            Value::Null => Binding::NotAsked,
            kb => Binding::Required {
                nonce: kb["payload"]["nonce"].as_str().unwrap(),
                audience: kb["payload"]["aud"].as_str().unwrap(),
            },
        };
        let now = match example["kb"]["payload"]["iat"].as_i64() {
            Some(made) => UnixTime::from_seconds(made + 10),
            None => RFC_TIME,
        };
        let report = check(&compact, &[&examples["issuer_jwk"]], binding, &Policy::strict(), now);
        let same = report.claims() == Some(&example["processed_payload"]);
        corpus.case(&format!("line {}", example["line"]), is_good(&report) && same, || {
            format!("same claims {same}, {}", report.to_json_with_facts())
        });
    }
    corpus.finish();
}

#[test]
fn rfc_9901() {
    rfc_examples("rfc9901-examples", "sd-jwt/rfc9901_examples.json");
}

#[test]
fn sd_jwt_vc() {
    rfc_examples("sd-jwt-vc-examples", "sd-jwt/sd_jwt_vc_examples.json");
}

#[test]
fn rfc_9901_json_serialization() {
    let Some(examples) = shared_json("sd-jwt/rfc9901_json_serialization.json") else { return };
    let mut corpus = Corpus::new("rfc9901-json-serialization");
    for example in examples["vectors"].as_array().unwrap() {
        let text = example["json"].to_string();
        for (name, key) in [("first", "issuer_jwk"), ("second", "issuer_jwk_2")] {
            let has_second = example["json"].get("signatures").is_some();
            let report =
                check(&text, &[&examples[key]], Binding::NotAsked, &Policy::strict(), RFC_TIME);
            let expected = name == "first" || has_second;
            corpus.case(
                &format!("line {} {name} key", example["line"]),
                is_good(&report) == expected,
                || report.to_json_with_facts().to_string(),
            );
        }
    }
    corpus.finish();
}

#[test]
fn eddsa_set_of_the_reference_implementation() {
    let Some(set) = shared_json("sd-jwt/generated_eddsa_from_sd_jwt_python.json") else { return };
    let mut corpus = Corpus::new("sd-jwt-python-eddsa");
    for example in set["vectors"].as_array().unwrap() {
        let text = example["presentation"].as_str().unwrap();
        let (binding, now) = match example["nonce"].as_str() {
            Some(nonce) => {
                let audience = example["aud"].as_str().unwrap();
                (Binding::Required { nonce, audience }, UnixTime::from_seconds(made_at(text)))
            }
            None => (Binding::NotAsked, RFC_TIME),
        };
        let report = check(text, &[&set["issuer_jwk_public"]], binding, &Policy::strict(), now);
        let same = report.claims() == Some(&example["expected_payload"]);
        corpus.case(example["name"].as_str().unwrap(), is_good(&report) && same, || {
            format!("expected {}, {}", example["expected_payload"], report.to_json_with_facts())
        });
    }
    corpus.finish();
}

fn made_at(presentation: &str) -> i64 {
    let proof = cert_verify::jws::parse(presentation.rsplit_once('~').unwrap().1).unwrap();
    let payload: Value = serde_json::from_slice(proof.unverified_payload()).unwrap();
    payload["iat"].as_i64().unwrap() + 1
}

#[test]
fn sd_jwt_js_validation_cases() {
    let Some(set) = shared_json("sd-jwt/sd-jwt-js_rfc9901_validation.json") else { return };
    let mut corpus = Corpus::new("sd-jwt-js-validation");
    for case in set["cases"].as_array().unwrap() {
        let disclosures: Result<Vec<Disclosure>, Code> = case["disclosures"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(digest, parts)| {
                Disclosure::dangerous_with_digest(digest, parts.as_array().unwrap().clone())
            })
            .collect();
        let answer =
            disclosures.and_then(|disclosures| process_payload(&case["payload"], &disclosures));
        let is_right = match (&case["expect"], &answer) {
            (Value::String(reject), Err(_)) => reject == "reject",
            (expected, Ok(claims)) => expected == claims,
            _ => false,
        };
        corpus.case(case["name"].as_str().unwrap(), is_right, || format!("{answer:?}"));
    }
    corpus.finish();
}

/// The claims and frames of sd-jwt-js: issued and presented here, the shown claims are theirs.
#[test]
fn sd_jwt_js_round_trips() {
    let Some(folder) = shared_vectors("sd-jwt/sd-jwt-js") else { return };
    let mut corpus = Corpus::new("sd-jwt-js-round-trips");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let case = crate::shared::json_file(&path);
        let shown = round_trip::shown(&case);
        let expected = &case["presentedClaims"];
        let is_same = shown.as_ref().is_ok_and(|shown| shown == expected);
        corpus.case(path.file_stem().unwrap().to_str().unwrap(), is_same, || {
            format!("{shown:?}, expected {expected}")
        });
    }
    corpus.finish();
}

mod round_trip {
    //! Frames of sd-jwt-js: `_sd` lists hidden members of a level; a presentation frame names
    //! what is shown with `true`.

    use cert_issue::{SigningKey, issue_sd_jwt_vc};
    use cert_verify::{
        Binding, Certificate, ClaimPath, ClaimStep, Code, Policy, StatusEvidence, Trust, UnixTime,
        verify,
    };
    use serde_json::{Map, Value};

    pub(super) fn shown(case: &Value) -> Result<Value, Code> {
        let mut claims = case["claims"].clone();
        claims["vct"] = "test".into();
        let mut hidden = Vec::new();
        collect_hidden(&case["disclosureFrame"], &claims, &[], &mut hidden);
        let key = SigningKey::ed25519_from_seed([4; 32]);
        let mut salt = 0_u8;
        let mut random = |buffer: &mut [u8]| {
            salt += 1;
            buffer.fill(salt);
        };
        let text = issue_sd_jwt_vc(&claims, &hidden, &Map::new(), &key, &mut random)?;
        let trust = Trust::nobody().with_any_issuer_key(key.public());
        let open = |text: &str| {
            let certificate = Certificate::parse(text.as_bytes()).unwrap();
            let now = UnixTime::from_seconds(1_700_000_000);
            let answer = verify(
                &certificate,
                &trust,
                &StatusEvidence::none(),
                Binding::NotAsked,
                &Policy::strict(),
                now,
            );
            answer.verified.unwrap_or_else(|| panic!("{}", answer.report.to_json()))
        };
        let whole = open(&text);
        assert_eq!(*whole.claims(), claims, "everything disclosed is what was issued");
        let mut wanted = Vec::new();
        collect_shown(&case["presentationFrames"], &claims, &[], &mut wanted);
        let shown = open(&whole.disclose(&wanted)?);
        let mut shown = shown.claims().clone();
        shown.as_object_mut().unwrap().shift_remove("vct");
        Ok(shown)
    }

    fn step(value: &Value, name: &str) -> ClaimStep {
        match value {
            Value::Array(_) => ClaimStep::Index(name.parse().unwrap()),
            _ => ClaimStep::Key(name.to_owned()),
        }
    }

    fn child<'v>(value: &'v Value, step: &ClaimStep) -> Option<&'v Value> {
        match step {
            ClaimStep::Key(name) => value.get(name),
            ClaimStep::Index(index) => value.get(*index),
            ClaimStep::All => None,
        }
    }

    fn collect_hidden(frame: &Value, value: &Value, here: &[ClaimStep], out: &mut Vec<ClaimPath>) {
        for (name, inner) in frame.as_object().into_iter().flatten() {
            if name == "_sd" {
                for hidden in inner.as_array().unwrap() {
                    let name = hidden.as_str().map_or_else(|| hidden.to_string(), str::to_owned);
                    out.push(
                        ClaimPath::from_steps([here, &[step(value, &name)]].concat()).unwrap(),
                    );
                }
            } else if name != "_sd_decoy" {
                let step = step(value, name);
                if let Some(value) = child(value, &step) {
                    collect_hidden(inner, value, &[here, &[step]].concat(), out);
                }
            }
        }
    }

    fn collect_shown(frame: &Value, value: &Value, here: &[ClaimStep], out: &mut Vec<ClaimPath>) {
        for (name, inner) in frame.as_object().into_iter().flatten() {
            let step = step(value, name);
            let path = [here, std::slice::from_ref(&step)].concat();
            if *inner == Value::Bool(true) {
                out.push(ClaimPath::from_steps(path).unwrap());
            } else if let Some(value) = child(value, &step) {
                collect_shown(inner, value, &path, out);
            }
        }
    }
}

/// Credo (did:key, old `typ`) where it is at hand; its keys stand in its identifiers.
#[test]
fn old_typ_is_refused_without_the_switch() {
    let vectors = crate::vectors::all();
    let mut vector = vectors["sd-jwt/typ-legacy-allowed"].clone();
    assert_eq!(crate::vectors::run(&vector).report.verdict().as_str(), "valid");
    vector.as_object_mut().unwrap().shift_remove("policy");
    let report = crate::vectors::run(&vector).report;
    assert_eq!(report.outcome(Check::Format), Some(Outcome::Failed(Code::TypeHeaderWrong)));
}
