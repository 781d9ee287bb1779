//! SMART Health Cards: the examples of the specification and the files of the developers' tools.

use std::path::Path;

use cert_verify::{Binding, Certificate, Policy, StatusEvidence, Trust, UnixTime, trusted_keys_from, verify};
use serde_json::Value;

use crate::{corpus::Corpus, shared::shared_vectors};

/// The expectations hold at this time.
const NOW: &str = "2022-05-31T00:00:00Z";

fn trust(folder: &Path, name: &str) -> Trust {
    let keys = ["spec-examples/issuer/.well-known/jwks.json".to_owned(), format!("dev-tools-testdata/{}/.well-known/jwks.json", name.rsplit_once('/').map_or("", |(head, _)| head))];
    let sets = keys.iter().filter_map(|path| std::fs::read(folder.join(path)).ok());
    sets.flat_map(|set| trusted_keys_from(&set).unwrap()).fold(Trust::nobody(), Trust::with_any_issuer)
}

fn judge(text: &[u8], trust: &Trust) -> (String, &'static str) {
    let report = match Certificate::parse(text) {
        Ok(certificate) => verify(&certificate, trust, &StatusEvidence::none(), Binding::NotAsked, &Policy::strict(), UnixTime::parse_rfc3339(NOW).unwrap()).report,
        Err(report) => report,
    };
    (report.verdict().as_str().to_owned(), report.code().map_or("no code", |code| code.as_str()))
}

/// Does the tool report an error (not only warnings)? Parts of a code are not an error for us:
/// the specification has only given them up.
fn expects_error(expected: &str) -> bool {
    let errors = match expected.trim_start_matches('[').chars().next() {
        Some('0' | ']') => return false,
        _ if !expected.starts_with("[[") => return false,
        _ => expected.trim_start_matches('[').split(']').next().unwrap_or_default(),
    };
    errors.split(',').map(str::trim).any(|error| !error.is_empty() && error != "ec.QR_CHUNKING_DEPRECATED")
}

#[test]
fn smart_health_cards() {
    let Some(folder) = shared_vectors("smart-health-cards") else { return };
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let mut corpus = Corpus::new("smart-health-cards");
    for case in index["cases"].as_array().unwrap() {
        // Payloads and bundles are not certificates; pictures belong to the QR reader.
        if !matches!(case["type"].as_str().unwrap(), "jws" | "healthcard" | "qrnumeric" | "fhirhealthcard") {
            continue;
        }
        let names: Vec<&str> = case["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let parts: Option<Vec<Vec<u8>>> = names
            .iter()
            .map(|name| {
                let places = [folder.join("spec-examples").join(name), folder.join("dev-tools-testdata").join(name)];
                places.iter().find_map(|path| std::fs::read(path).ok())
            })
            .collect();
        let Some(parts) = parts else { continue };
        let trust = trust(&folder, names[0]);
        let (verdict, code) = judge(&parts.join(&b'\n'), &trust);
        let expected = case["expected_errors_then_warnings"].as_str().unwrap();
        let wanted = if expects_error(expected) { "not valid" } else { "valid" };
        let fits = (verdict == "valid") == (wanted == "valid");
        let name = case["test"].as_str().unwrap();
        corpus.case(&format!("{name} ({})", names[0]), fits, || format!("{verdict} ({code}), expected {expected}"));
    }
    corpus.finish_at_least(35);
}

#[test]
fn a_part_of_several_codes_alone_is_undetermined() {
    let Some(folder) = shared_vectors("smart-health-cards/spec-examples") else { return };
    let part = std::fs::read(folder.join("example-02-f-qr-code-numeric-value-0.txt")).unwrap();
    assert_eq!(judge(&part, &Trust::nobody()), ("undetermined".to_owned(), "part-missing"));
}
