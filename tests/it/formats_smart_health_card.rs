//! SMART Health Cards: the examples of the specification and the files of the developers' tools.

use std::path::{Path, PathBuf};

use cert_verify::{
    Binding, Certificate, Policy, Report, StatusEvidence, Trust, UnixTime, trusted_keys_from,
    verify,
};
use serde_json::Value;

use crate::{corpus::Corpus, shared::shared_vectors};

/// The expectations hold at this time; the examples of the specification are younger.
const NOW: &str = "2022-05-31T00:00:00Z";
const NOW_OF_EXAMPLES: &str = "2023-07-01T00:00:00Z";

const EXAMPLE_ISSUER: &str = "https://spec.smarthealth.cards/examples/issuer";
const TEST_ISSUERS: &str =
    "https://raw.githubusercontent.com/smart-on-fhir/health-cards-dev-tools/main/testdata/";

/// What the tool would fetch from this issuer.
fn published_by(folder: &Path, issuer: &str) -> Option<PathBuf> {
    match issuer.strip_prefix(TEST_ISSUERS) {
        Some(name) => Some(folder.join(format!("dev-tools-testdata/{name}/.well-known"))),
        None if issuer == EXAMPLE_ISSUER => Some(folder.join("spec-examples/issuer/.well-known")),
        None => None,
    }
}

/// The keys of this issuer.
fn keys_of(folder: &Path, issuer: &str) -> Trust {
    let Some(published) = published_by(folder, issuer) else { return Trust::nobody() };
    let keys = std::fs::read(published.join("jwks.json"))
        .ok()
        .and_then(|set| trusted_keys_from(&set).ok());
    keys.into_iter().flatten().fold(Trust::nobody(), Trust::with_any_issuer)
}

/// The revocation lists of this issuer.
fn lists_of(folder: &Path, issuer: &str) -> StatusEvidence {
    let mut evidence = StatusEvidence::none();
    let lists = published_by(folder, issuer).and_then(|it| std::fs::read_dir(it.join("crl")).ok());
    for list in lists.into_iter().flatten() {
        evidence.add_card_revocations(&std::fs::read(list.unwrap().path()).unwrap());
    }
    evidence
}

fn report(text: &[u8], trust: &Trust, evidence: &StatusEvidence, now: &str) -> Report {
    let now = UnixTime::parse_rfc3339(now).unwrap();
    match Certificate::parse(text) {
        Ok(certificate) => {
            verify(&certificate, trust, evidence, Binding::NotAsked, &Policy::strict(), now).report
        }
        Err(report) => report,
    }
}

/// The answer with the keys of the issuer that the card names.
fn judge(folder: &Path, text: &[u8], now: &str) -> (&'static str, &'static str) {
    let judge =
        |issuer: &str| report(text, &keys_of(folder, issuer), &lists_of(folder, issuer), now);
    let mut last = judge(EXAMPLE_ISSUER);
    for name in ["badcrl/invalid-method", "badjwks"] {
        if last.issuer().is_none() {
            last = judge(&format!("{TEST_ISSUERS}{name}"));
        }
    }
    if let Some(issuer) = last.issuer().map(str::to_owned) {
        last = judge(&issuer);
    }
    (last.verdict().as_str(), last.code().map_or("no code", |code| code.as_str()))
}

/// Does the tool report an error (not only warnings)? Parts of a code are not an error for us:
/// the specification has only given them up.
fn expects_error(expected: &str) -> bool {
    let errors = match expected.trim_start_matches('[').chars().next() {
        Some('0' | ']') => return false,
        _ if !expected.starts_with("[[") => return false,
        _ => expected.trim_start_matches('[').split(']').next().unwrap_or_default(),
    };
    errors
        .split(',')
        .map(str::trim)
        .any(|error| !error.is_empty() && error != "ec.QR_CHUNKING_DEPRECATED")
}

#[test]
fn smart_health_cards() {
    let Some(folder) = shared_vectors("smart-health-cards") else { return };
    let index: Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let mut corpus = Corpus::new("smart-health-cards");
    for case in index["cases"].as_array().unwrap() {
        // Payloads and bundles are not certificates; pictures belong to the QR reader.
        if !matches!(
            case["type"].as_str().unwrap(),
            "jws" | "healthcard" | "qrnumeric" | "fhirhealthcard"
        ) {
            continue;
        }
        let names: Vec<&str> =
            case["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let parts: Option<Vec<Vec<u8>>> = names
            .iter()
            .map(|name| {
                let places = [
                    folder.join("spec-examples").join(name),
                    folder.join("dev-tools-testdata").join(name),
                ];
                places.iter().find_map(|path| std::fs::read(path).ok())
            })
            .collect();
        let Some(parts) = parts else { continue };
        let now = if names[0].starts_with("example-") { NOW_OF_EXAMPLES } else { NOW };
        let (verdict, code) = judge(&folder, &parts.join(&b'\n'), now);
        // The tool's directory without this issuer is our trust in nobody.
        let name = case["test"].as_str().unwrap();
        let (verdict, code) = match name.contains("not in trusted directory") {
            true => (
                report(&parts.concat(), &Trust::nobody(), &StatusEvidence::none(), now)
                    .verdict()
                    .as_str(),
                "issuer-unknown",
            ),
            false => (verdict, code),
        };
        let expected = case["expected_errors_then_warnings"].as_str().unwrap();
        let wanted = if expects_error(expected) { "not valid" } else { "valid" };
        let fits = (verdict == "valid") == (wanted == "valid");
        corpus.case(&format!("{name} ({})", names[0]), fits, || {
            format!("{verdict} ({code}), expected {expected}")
        });
    }
    corpus.finish_at_least(35);
}

#[test]
fn a_part_of_several_codes_alone_is_undetermined() {
    let Some(folder) = shared_vectors("smart-health-cards/spec-examples") else { return };
    let part = std::fs::read(folder.join("example-02-f-qr-code-numeric-value-0.txt")).unwrap();
    let report = report(&part, &Trust::nobody(), &StatusEvidence::none(), NOW);
    assert_eq!(
        (report.verdict().as_str(), report.code().unwrap().as_str()),
        ("undetermined", "part-missing")
    );
}
