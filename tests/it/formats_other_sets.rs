//! The smaller public sets: Claim 169, Data Integrity, DIDs, Base45, JCS, status lists, JOSE.

use cert_verify::{
    Binding, Certificate, Policy, PublicKey, Report, StatusEvidence, Trust, TrustedKey, UnixTime,
    base45, bitstring::BitstringStatusList, jcs, json, jws, token_status_list::StatusListToken,
    trusted_keys_from, verify,
};
use serde_json::Value;

use crate::{
    corpus::Corpus,
    shared::{hex, shared_json, shared_vectors},
};

fn report(text: &[u8], trust: &Trust, now: UnixTime) -> Report {
    match Certificate::parse(text) {
        Ok(certificate) => {
            verify(
                &certificate,
                trust,
                &StatusEvidence::none(),
                Binding::NotAsked,
                &Policy::strict(),
                now,
            )
            .report
        }
        Err(report) => report,
    }
}

fn answer(report: &Report) -> String {
    format!("{} {}", report.verdict().as_str(), report.code().map_or("-", |code| code.as_str()))
}

/// Most of the files that are published as valid carry no signature: they must be refused.
#[test]
fn claim_169() {
    let Some(folder) = shared_vectors("claim169") else { return };
    let mut corpus = Corpus::new("claim169");
    let now = UnixTime::parse_rfc3339("2026-06-01T00:00:00Z").unwrap();
    for kind in ["valid", "invalid", "edge"] {
        let mut files: Vec<_> = std::fs::read_dir(folder.join(kind))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for path in files {
            let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let name = file["name"].as_str().unwrap();
            let key = file["signing_key"]["public_key_hex"]
                .as_str()
                .filter(|_| file.get("encryption_key").is_none())
                .map(hex);
            let key = key.map(|bytes| match bytes.len() {
                32 => PublicKey::ed25519_from_bytes(&bytes.try_into().unwrap()).unwrap(),
                _ => PublicKey::p256_from_sec1(&bytes).unwrap(),
            });
            let expected = match (kind, name) {
                (_, name) if name.starts_with("encrypted") => "undetermined encrypted-without-key",
                ("valid", _) if key.is_some() => "valid -",
                ("valid" | "edge", _) => "invalid signature-missing",
                // The empty signature is found before the missing claim.
                (_, "missing-169") => "invalid signature-missing",
                _ => "invalid not-a-certificate",
            };
            let trust = key.into_iter().fold(Trust::nobody(), Trust::with_any_issuer_key);
            let report = report(file["qr_data"].as_str().unwrap().as_bytes(), &trust, now);
            corpus.equal(name, &answer(&report), expected);
            if report.claims().is_some() {
                assert_eq!(
                    report.claims().unwrap()["claim169"]["fullName"],
                    file["expected_claim169"]["fullName"]
                );
                assert_eq!(report.issuer(), file["expected_cwt_meta"]["issuer"].as_str());
            }
        }
    }
    corpus.finish_at_least(13);
}

#[test]
fn data_integrity_eddsa() {
    let Some(folder) = shared_vectors("data-integrity-eddsa") else { return };
    let key = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
    let vectors = std::fs::read(folder.join("keyPair.json")).unwrap();
    assert!(String::from_utf8(vectors).unwrap().contains(key.rsplit(':').next().unwrap()));
    let now = UnixTime::parse_rfc3339("2026-06-01T00:00:00Z").unwrap();
    let mut corpus = Corpus::new("data-integrity-eddsa");
    let nobody = Trust::nobody();
    for (file, expected) in [
        ("eddsa-jcs-2022/signedJCS.json", "undetermined issuer-unknown"),
        ("eddsa-rdfc-2022/signedDataInt.json", "undetermined format-not-supported"),
        ("eddsa-rdfc-2022/employ/signedDataInt.json", "undetermined format-not-supported"),
        ("Ed25519Signature2020/signedEdSig.json", "undetermined format-not-supported"),
        ("unsigned.json", "invalid proof-missing"),
        ("employmentAuth.json", "invalid proof-missing"),
    ] {
        let text = std::fs::read(folder.join(file)).unwrap();
        corpus.equal(file, &answer(&report(&text, &nobody, now)), expected);
    }
    let signed = std::fs::read_to_string(folder.join("eddsa-jcs-2022/signedJCS.json")).unwrap();
    let key_pair: Value =
        serde_json::from_slice(&std::fs::read(folder.join("keyPair.json")).unwrap()).unwrap();
    let multikey = key_pair["publicKeyMultibase"].as_str().unwrap();
    let trust = Trust::nobody()
        .with_any_issuer_key(PublicKey::from_did(&format!("did:key:{multikey}")).unwrap());
    corpus.equal(
        "signedJCS with its key",
        &answer(&report(signed.as_bytes(), &trust, now)),
        "valid -",
    );
    let changed = signed.replace("The School of Examples", "The School of Forgers");
    corpus.equal(
        "signedJCS changed",
        &answer(&report(changed.as_bytes(), &trust, now)),
        "invalid signature-wrong",
    );
    let reordered: Value = serde_json::from_str(&signed).unwrap();
    corpus.equal(
        "signedJCS without white space",
        &answer(&report(reordered.to_string().as_bytes(), &trust, now)),
        "valid -",
    );
    corpus.finish_at_least(9);
}

#[test]
fn did_key_and_did_jwk() {
    let Some(file) = shared_json("did/did_vectors.json") else { return };
    let mut corpus = Corpus::new("did");
    for vector in file["vectors"].as_array().unwrap() {
        let did = vector["did"].as_str().unwrap();
        let key = PublicKey::from_did(did).unwrap();
        let jwk = vector.get("jwk").or(vector["expected"].get("publicKeyJwk"));
        let expected = match jwk {
            Some(jwk) => PublicKey::from_jwk(jwk).unwrap(),
            None => PublicKey::ed25519_from_bytes(
                &hex(vector["public_key_hex"].as_str().unwrap()).try_into().unwrap(),
            )
            .unwrap(),
        };
        corpus.equal(did, &key.thumbprint(), &expected.thumbprint());
    }
    for vector in file["must_reject_for_signature_use"].as_array().unwrap() {
        let did = vector["did"].as_str().unwrap();
        corpus.case(did, PublicKey::from_did(did).is_err(), || "accepted".to_owned());
    }
    corpus.finish_at_least(7);
}

#[test]
fn base45_of_rfc_9285() {
    let Some(file) = shared_json("base45/rfc9285.json") else { return };
    let mut corpus = Corpus::new("base45");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    for pair in file["valid"].as_array().unwrap() {
        let bytes = base45::decode(&text(&pair[1])).unwrap();
        corpus.equal(&text(&pair[1]), &String::from_utf8(bytes).unwrap(), &text(&pair[0]));
        assert_eq!(base45::encode(text(&pair[0]).as_bytes()), text(&pair[1]));
    }
    for pair in file["valid_hex"].as_array().unwrap() {
        let bytes = base45::decode(&text(&pair[1])).unwrap();
        corpus.case(&text(&pair[1]), bytes == hex(&text(&pair[0])), || "other bytes".to_owned());
    }
    for encoded in file["invalid"].as_object().unwrap().keys() {
        corpus.case(encoded, base45::decode(encoded).is_err(), || "accepted".to_owned());
    }
    corpus.finish_at_least(12);
}

#[test]
fn jcs_of_rfc_8785() {
    let Some(folder) = shared_vectors("jcs-rfc8785") else { return };
    let mut corpus = Corpus::new("jcs-rfc8785");
    for name in ["arrays", "french", "structures", "unicode", "values", "weird"] {
        let input = std::fs::read(folder.join(format!("input/{name}.json"))).unwrap();
        let output = std::fs::read_to_string(folder.join(format!("output/{name}.json"))).unwrap();
        let got = json::parse(&input, json::Limits::CERTIFICATE)
            .map_or_else(|code| code.to_string(), |value| jcs::canonical(&value));
        corpus.equal(name, &got, &output);
    }
    corpus.finish_at_least(6);
}

#[test]
fn bitstring_status_lists() {
    let Some(folder) = shared_vectors("bitstring-status-list") else { return };
    let mut corpus = Corpus::new("bitstring-status-list");
    let set = |encoded: &str| {
        let list = BitstringStatusList::decode(encoded).map_err(|code| code.to_string())?;
        Ok::<_, String>((
            list.len(),
            (0..list.len()).filter(|index| list.is_set(*index).unwrap()).collect::<Vec<_>>(),
        ))
    };
    let examples: Value =
        serde_json::from_slice(&std::fs::read(folder.join("rec_examples.json")).unwrap()).unwrap();
    for (number, list) in examples["lists"].as_array().unwrap().iter().enumerate() {
        let got = format!("{:?}", set(list["encodedList"].as_str().unwrap()));
        let bits: Vec<u64> = list["set_bits_msb_first"]
            .as_array()
            .unwrap()
            .iter()
            .map(|bit| bit.as_u64().unwrap())
            .collect();
        corpus.equal(
            &format!("rec {number}"),
            &got,
            &format!("{:?}", Ok::<_, String>((list["bytes"].as_u64().unwrap() * 8, bits))),
        );
    }
    for entry in std::fs::read_dir(folder.join("dcc-status-lists")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read(&path).unwrap();
        let file: Value = serde_json::from_slice(&text).unwrap();
        let expected = match name.as_str() {
            "tampered" => "Err(\"status-list-malformed\")".to_owned(),
            _ => format!("{:?}", Ok::<_, String>((100_000_u64, vec![2_u64, 6, 8]))),
        };
        corpus.equal(
            &name,
            &format!("{:?}", set(file["credentialSubject"]["encodedList"].as_str().unwrap())),
            &expected,
        );
        // Their proofs need RDF canonicalisation.
        let now = UnixTime::parse_rfc3339("2026-06-01T00:00:00Z").unwrap();
        corpus.equal(
            &format!("{name} as a certificate"),
            &answer(&report(&text, &Trust::nobody(), now)),
            "undetermined format-not-supported",
        );
    }
    corpus.finish_at_least(10);
}

#[test]
fn token_status_list_as_cwt() {
    let Some(file) = shared_json("token-status-list/status_list_tokens.json") else { return };
    let key = PublicKey::from_jwk(&file["status_issuer_jwk"]).unwrap();
    let bytes = hex(file["status_list_cwt_hex"].as_str().unwrap());
    let token = StatusListToken::parse(&bytes).unwrap();
    assert!(token.is_cwt());
    token.check_signature(&key).unwrap();
    assert_eq!(token.subject(), "https://example.com/statuslists/1");
    let jwt = StatusListToken::parse(file["status_list_jwt"].as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(token.list().unwrap(), jwt.list().unwrap());
    assert_eq!((token.issued_at(), token.expires()), (jwt.issued_at(), jwt.expires()));

    // Tag 61 around tag 18 is forbidden here, and every changed byte is seen.
    let wrapped = [&[0xd8, 61], bytes.as_slice()].concat();
    assert!(StatusListToken::parse(&wrapped).is_err());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let passes =
            StatusListToken::parse(&changed).is_ok_and(|token| token.check_signature(&key).is_ok());
        // The unprotected key id (label, length, two digits) is no part of what is signed.
        let unsigned =
            bytes.windows(4).position(|window| window == [0x04, 0x42, 0x31, 0x32]).unwrap();
        let outside = at == unsigned || (unsigned + 2..unsigned + 4).contains(&at);
        assert!(!passes || outside, "byte {at}");
    }
}

/// The key of a group; `None` when it must not be loaded, `Some(Err)` for why it cannot be.
fn jose_keys(key: &Value) -> Result<Vec<PublicKey>, String> {
    let keys = trusted_keys_from(key.to_string().as_bytes()).map_err(|code| code.to_string())?;
    Ok(keys
        .into_iter()
        .filter_map(|key| if let TrustedKey::Key(key) = key { Some(key) } else { None })
        .collect())
}

/// Asymmetric signatures only; a symmetric "signature" proves nothing to a third party.
#[test]
fn wycheproof_jose() {
    for (name, least) in
        [("wycheproof_json_web_signature_test", 300), ("wycheproof_json_web_key_test", 8)]
    {
        let Some(file) = shared_json(&format!("jose/{name}.json")) else { return };
        let mut corpus = Corpus::new(if least == 300 { "jose-signature" } else { "jose-key" });
        for group in file["testGroups"].as_array().unwrap() {
            let Some(key) = group.get("public").filter(|key| !key.is_null()) else { continue };
            if key.to_string().contains("\"kty\":\"oct\"") {
                continue;
            }
            let keys = jose_keys(key);
            for test in group["tests"].as_array().unwrap() {
                let got = match (&keys, test["jws"].as_str()) {
                    (Ok(keys), Some(text)) => jws::parse(text)
                        .and_then(|jws| jws.verify(keys))
                        .map_or_else(|code| code.to_string(), |_| "valid".to_owned()),
                    (Err(code), _) => code.clone(),
                    (_, None) => "no-text".to_owned(),
                };
                let wanted = test["result"].as_str().unwrap();
                let fits = (got == "valid") == (wanted == "valid");
                let label = format!("{} {}", test["tcId"], test["comment"].as_str().unwrap());
                corpus.case(&label, fits, || format!("{got}, expected {wanted}"));
            }
        }
        corpus.finish_at_least(least);
    }
}
