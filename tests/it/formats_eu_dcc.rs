//! EU DCC: the common cases and the member states' files of dgc-testdata.

use cert_verify::{
    Binding, Certificate, Policy, StatusEvidence, Trust, UnixTime, trusted_keys_from, verify,
};
use serde_json::Value;

use crate::{corpus::Corpus, shared::shared_vectors};

/// A file is valid unless one of its expected results is false.
///
/// `EXPECTEDPICTUREDECODE` is about a picture, not about the certificate in it.
fn expected(results: &Value) -> &'static str {
    let fails = results
        .as_object()
        .unwrap()
        .iter()
        .any(|(name, holds)| name != "EXPECTEDPICTUREDECODE" && holds == false);
    if fails { "invalid" } else { "valid" }
}

/// The clocks come with an offset, with one without minutes or colon, or with none.
fn clock_time(clock: &str) -> UnixTime {
    let plain = clock.get(..19).unwrap();
    let offset =
        clock.get(19..).unwrap().trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match offset.len() {
        0 => "Z".to_owned(),
        3 => format!("{offset}:00"),
        5 => format!("{}:{}", offset.get(..3).unwrap(), offset.get(3..).unwrap()),
        _ => offset.to_owned(),
    };
    UnixTime::parse_rfc3339(&format!("{plain}{offset}")).unwrap_or_else(|| panic!("{clock}"))
}

#[test]
fn eu_dcc() {
    let Some(folder) = shared_vectors("eu-dcc") else { return };
    let index: Value =
        serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut corpus = Corpus::new("eu-dcc");
    for entry in index.as_array().unwrap() {
        let name = entry["file"].as_str().unwrap();
        let Ok(bytes) = std::fs::read(folder.join(name)) else { continue };
        let file: Value = serde_json::from_slice(&bytes).unwrap();
        let certificate = file["TESTCTX"]["CERTIFICATE"].as_str().unwrap();
        let pem =
            format!("-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n");
        let mut trust = Trust::nobody();
        for key in trusted_keys_from(pem.as_bytes()).unwrap() {
            trust = trust.with_any_issuer(key);
        }
        let clock = file["TESTCTX"]["VALIDATIONCLOCK"].as_str().unwrap();
        let now = clock_time(clock);
        let report = match Certificate::parse(file["PREFIX"].as_str().unwrap().as_bytes()) {
            Ok(certificate) => {
                verify(
                    &certificate,
                    &trust,
                    &StatusEvidence::none(),
                    Binding::NotAsked,
                    // The clock of a file is exact.
                    &Policy::strict().with_clock_skew(0),
                    now,
                )
                .report
            }
            Err(report) => report,
        };
        let (got, wanted) = (report.verdict().as_str(), expected(&entry["expected"]));
        let code = report.code().map_or("no code", |code| code.as_str());
        corpus.case(name, got == wanted, || format!("{got} ({code}), expected {wanted}"));
    }
    corpus.finish_at_least(80);
}
