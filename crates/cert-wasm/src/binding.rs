//! The functions that JavaScript sees.
//!
//! Options come as JSON text and go through the core's own strict reader: that needs no second
//! deserialiser, which was a seventh of the engine's size.
#![allow(unreachable_pub, reason = "wasm-bindgen exports public functions only")]

use cert_verify::{
    Binding, Certificate, Code, Policy, RememberedList, RootKeys, StatusEvidence, Trust, TrustList,
    UnixTime, base64url, jcs, json, trusted_keys_from, verify,
};
use serde_json::{Map, Value};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// Status lists may be long, and many; each is judged by its own, smaller limits.
const OPTIONS: json::Limits = json::Limits { bytes: 64 << 20, depth: 32, items: 200_000 };

/// The options are no JSON object, or a member is unknown or of the wrong kind.
const OPTIONS_MALFORMED: &str = "options-malformed";

/// Verifies a certificate of any format.
///
/// `options` is JSON: `at` (Unix seconds, required: the core reads no clock); `keys` (JWK, JWK Set
/// or PEM texts, trusted for any issuer and type); `trustList`, `trustRoots` (JSON as text),
/// `rememberedList` (as returned here before), `anyType` (services may issue every type where the list
/// does not say); `status` (tokens as text), `statusBytes` (CWT tokens
/// in base64url); `nonce` and `audience`; `allowLegacyTyp`, `requireExpiry`,
/// `leastStatusEntries`, `statusMaxAge`, `keyBindingMaxAge`, `clockSkew` (seconds).
///
/// Returns JSON text: `report`, and where a trust list was given `trustList`, either `code`, the
/// reason why it is not used, or `sequence` and `digest` to be remembered.
///
/// # Errors
/// An `Error` whose message is a stable code when the options themselves are wrong.
#[wasm_bindgen(js_name = verify)]
pub fn verify_certificate(certificate: &[u8], options: &str) -> Result<String, JsError> {
    answer(certificate, options).map_err(JsError::new)
}

/// The status lists that the certificate names, to be fetched without credentials.
#[wasm_bindgen(js_name = statusListsNeeded)]
pub fn status_lists_needed(certificate: &[u8]) -> Vec<String> {
    Certificate::parse(certificate)
        .map(|certificate| certificate.evidence_needed().status_lists)
        .unwrap_or_default()
}

/// A member of the options that is text.
type Text = Option<String>;

/// What the caller decides: every argument of the core's `verify` but the certificate.
#[derive(Default)]
struct Options {
    at: Option<i64>,
    keys: Vec<String>,
    trust_list: Text,
    trust_roots: Text,
    any_type: bool,
    remembered: Option<RememberedList>,
    status: Vec<Vec<u8>>,
    nonce: Text,
    audience: Text,
    policy: Option<Policy>,
}

fn answer(certificate: &[u8], options: &str) -> Result<String, &'static str> {
    let options = read(options).ok_or(OPTIONS_MALFORMED)?;
    let now = UnixTime::from_seconds(options.at.ok_or("at-is-not-unix-seconds")?);
    let mut trust = Trust::nobody();
    for text in &options.keys {
        let keys = trusted_keys_from(text.as_bytes()).map_err(Code::as_str)?;
        trust = keys.into_iter().fold(trust, Trust::with_any_issuer);
    }
    let mut answer = Map::new();
    if let (Some(list), Some(roots)) = (&options.trust_list, &options.trust_roots) {
        let roots = json::parse(roots.as_bytes(), json::Limits::LIST).map_err(Code::as_str)?;
        let roots = RootKeys::from_json(&roots).map_err(Code::as_str)?;
        let mut told = Map::new();
        match TrustList::accept(list.as_bytes(), &roots, options.remembered.as_ref(), now) {
            Ok(list) => {
                trust = match options.any_type {
                    true => trust.with_list_of_any_type(&list),
                    false => trust.with_list(&list),
                };
                let seen = list.remembered();
                told.insert("sequence".to_owned(), seen.sequence.into());
                told.insert("digest".to_owned(), base64url::encode(&seen.digest).into());
            }
            Err(code) => drop(told.insert("code".to_owned(), code.as_str().into())),
        }
        answer.insert("trustList".to_owned(), told.into());
    }
    let mut status = StatusEvidence::none();
    for token in &options.status {
        status.add(token, now);
    }
    let policy = options.policy.unwrap_or(Policy::strict());
    let binding = match (&options.nonce, &options.audience) {
        (Some(nonce), Some(audience)) => Binding::Required { nonce, audience },
        (None, None) => Binding::NotAsked,
        _ => return Err("nonce-and-audience-belong-together"),
    };
    let report = match Certificate::parse(certificate) {
        Ok(certificate) => verify(&certificate, &trust, &status, binding, &policy, now).report,
        Err(report) => report,
    };
    answer.insert("report".to_owned(), report.to_json());
    Ok(jcs::text(&Value::Object(answer)))
}

/// `None`: malformed, or a member that is not known; a misspelt option must not be a lost one.
fn read(text: &str) -> Option<Options> {
    let mut options = Options::default();
    let mut policy = Policy::strict();
    for (name, value) in json::parse_object(text.as_bytes(), OPTIONS).ok()? {
        let text = || value.as_str().map(str::to_owned);
        match name.as_str() {
            "at" => options.at = Some(value.as_i64()?),
            "keys" => options.keys = texts(&value)?,
            "trustList" => options.trust_list = Some(text()?),
            "trustRoots" => options.trust_roots = Some(text()?),
            "anyType" => options.any_type = value.as_bool()?,
            "requireExpiry" => policy = policy.with_expiry_required(value.as_bool()?),
            "leastStatusEntries" => {
                policy = policy.with_least_status_entries(value.as_u64()?);
            }
            "rememberedList" => options.remembered = Some(remembered(&value)?),
            "status" => {
                options.status.extend(texts(&value)?.into_iter().map(String::into_bytes));
            }
            "statusBytes" => {
                for token in texts(&value)? {
                    options.status.push(base64url::decode(&token).ok()?);
                }
            }
            "nonce" => options.nonce = Some(text()?),
            "audience" => options.audience = Some(text()?),
            "allowLegacyTyp" => policy = policy.with_legacy_typ(value.as_bool()?),
            "statusMaxAge" => policy = policy.with_status_max_age(value.as_i64()?),
            "keyBindingMaxAge" => policy = policy.with_key_binding_max_age(value.as_i64()?),
            "clockSkew" => policy = policy.with_clock_skew(value.as_i64()?),
            _ => return None,
        }
    }
    options.policy = Some(policy);
    Some(options)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

fn remembered(value: &Value) -> Option<RememberedList> {
    let digest = base64url::decode(value.get("digest")?.as_str()?).ok()?;
    Some(RememberedList {
        sequence: value.get("sequence")?.as_u64()?,
        digest: digest.try_into().ok()?,
    })
}
