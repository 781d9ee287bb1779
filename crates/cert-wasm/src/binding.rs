//! The functions that JavaScript sees.

use cert_verify::{
    Binding, Certificate, Code, Policy, RootKeys, StatusEvidence, Trust, TrustList, TrustedKey,
    UnixTime, json, trusted_keys_from, verify,
};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

/// What the caller decides; every member of the core's `verify` that is not the certificate.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Options {
    /// Unix seconds; there is no default, because the core reads no clock.
    at: f64,
    /// JWK, JWK Set or PEM texts, trusted for any issuer and type.
    #[serde(default)]
    keys: Vec<String>,
    trust_list: Option<String>,
    trust_roots: Option<String>,
    /// Status list tokens as fetched: text, or bytes of a CWT.
    #[serde(default)]
    status: Vec<String>,
    nonce: Option<String>,
    audience: Option<String>,
    #[serde(default)]
    allow_legacy_typ: bool,
}

/// Verifies a certificate of any format and returns the report as JSON text
/// (`{"verdict", "format", "issuer", "checks", "claims"}`).
///
/// # Errors
/// A `JsError` whose message is a stable code when the options themselves are wrong.
#[wasm_bindgen(js_name = verify)]
pub fn verify_certificate(certificate: &[u8], options: JsValue) -> Result<String, JsError> {
    let options: Options = serde_wasm_bindgen::from_value(options)
        .map_err(|error| JsError::new(&error.to_string()))?;
    let now = UnixTime::from_seconds(seconds(options.at)?);
    let trust = trust(&options, now).map_err(|code| JsError::new(code.as_str()))?;
    let mut status = StatusEvidence::none();
    for token in &options.status {
        status.add(token.as_bytes(), now);
    }
    let policy = Policy::strict().with_legacy_typ(options.allow_legacy_typ);
    let binding = match (&options.nonce, &options.audience) {
        (Some(nonce), Some(audience)) => Binding::Required { nonce, audience },
        (None, None) => Binding::NotAsked,
        _ => return Err(JsError::new("nonce-and-audience-belong-together")),
    };
    let report = match Certificate::parse(certificate) {
        Ok(certificate) => verify(&certificate, &trust, &status, binding, &policy, now).report,
        Err(report) => report,
    };
    Ok(report.to_json().to_string())
}

/// The status lists that the certificate names, to be fetched without credentials.
#[wasm_bindgen(js_name = statusListsNeeded)]
pub fn status_lists_needed(certificate: &[u8]) -> Vec<String> {
    Certificate::parse(certificate)
        .map(|certificate| certificate.evidence_needed().status_lists)
        .unwrap_or_default()
}

fn trust(options: &Options, now: UnixTime) -> Result<Trust, Code> {
    let mut trust = Trust::nobody();
    for text in &options.keys {
        for key in trusted_keys_from(text.as_bytes())? {
            trust = match key {
                TrustedKey::Key(key) => trust.with_any_issuer_key(key),
                TrustedKey::Certificate(certificate) => {
                    trust.with_any_issuer_certificate(*certificate)
                }
                _ => trust,
            };
        }
    }
    if let (Some(list), Some(roots)) = (&options.trust_list, &options.trust_roots) {
        let roots = RootKeys::from_json(&json::parse(roots.as_bytes(), json::Limits::LIST)?)?;
        trust = trust.with_list(&TrustList::accept(list.as_bytes(), &roots, None, now)?);
    }
    Ok(trust)
}

/// JavaScript numbers are doubles: only a whole number of seconds in range is a time.
#[expect(clippy::cast_possible_truncation, reason = "the range and the fraction are checked")]
fn seconds(at: f64) -> Result<i64, JsError> {
    const LATEST: f64 = 253_402_300_799.0; // 9999-12-31T23:59:59Z
    if at.fract() == 0.0 && (0.0..=LATEST).contains(&at) {
        Ok(at as i64)
    } else {
        Err(JsError::new("at-is-not-unix-seconds"))
    }
}
