//! The functions that JavaScript sees.
//!
//! Options come as JSON text and go through the core's own strict reader: that needs no second
//! deserialiser, which was a seventh of the engine's size.
#![allow(unreachable_pub, unnameable_types, reason = "wasm-bindgen exports public items only")]

use cert_verify::{
    Binding, Certificate, Code, Policy, RememberedList, Report, RootKeys, StatusEvidence, Step,
    Trust, TrustList, UnixTime, Verification, base64url, jcs, json, trusted_keys_from, verify,
    verify_in_steps,
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
/// in base64url); `crls` (X.509 revocation lists as PEM text, or DER in base64url); `cardRevocations` (lists of
/// SMART Health Card issuers as text, unsigned: the caller fetched them over TLS); `nonce` and
/// `audience`; `allowLegacyTyp`, `requireExpiry`, `requireCrl`, `leastStatusEntries`, `statusMaxAge`, `keyBindingMaxAge`, `clockSkew` (seconds).
///
/// Returns JSON text: `report`, and where a trust list was given `trustList`, either `code`, the
/// reason why it is not used, or `sequence` and `digest` to be remembered.
///
/// # Errors
/// An `Error` whose message is a stable code when the options themselves are wrong.
#[wasm_bindgen(js_name = verify)]
pub fn verify_certificate(certificate: &[u8], options: &str) -> Result<String, JsError> {
    let given = Given::read(options).map_err(JsError::new)?;
    let report = match Certificate::parse(certificate) {
        Ok(certificate) => {
            let (binding, now) = (given.binding(), given.now);
            verify(&certificate, &given.trust, &given.status, binding, &given.policy, now).report
        }
        Err(report) => report,
    };
    Ok(given.answer(&report))
}

/// The same options for many certificates, and their bare signatures checked by the caller: WebCrypto is
/// faster than any code that a browser can download. `pkg/verifier.mjs` is that caller.
#[wasm_bindgen]
pub struct Verifier {
    given: Given,
    /// What waits for its answers, by the number that `begin` gave.
    open: Vec<Option<Step>>,
}

#[wasm_bindgen]
impl Verifier {
    /// # Errors
    /// As of `verify`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsError> {
        let given = Given::read(options).map_err(JsError::new)?;
        Ok(Self { given, open: Vec::new() })
    }

    /// Reads a certificate and gives it a number.
    pub fn begin(&mut self, certificate: &[u8]) -> usize {
        let given = &self.given;
        let step = match Certificate::parse(certificate) {
            Ok(certificate) => verify_in_steps(
                &certificate,
                &given.trust,
                &given.status,
                given.binding(),
                &given.policy,
                given.now,
            ),
            Err(report) => {
                Step::Done(Box::new(Verification { report, verified: None, presented: Vec::new() }))
            }
        };
        let free = self.open.iter().position(Option::is_none).unwrap_or(self.open.len());
        if free == self.open.len() {
            self.open.push(None);
        }
        if let Some(place) = self.open.get_mut(free) {
            *place = Some(step);
        }
        free
    }

    /// The bare signatures to be checked: for each its length in 4 bytes (little-endian), then the length of the key, 32
    /// (Ed25519) or 65 (P-256), the key, 64 bytes of signature, and the message. Empty when nothing is asked.
    pub fn jobs(&self, number: usize) -> Vec<u8> {
        let mut told = Vec::new();
        let Some(Some(Step::Asked(asked))) = self.open.get(number) else { return told };
        for job in asked.jobs() {
            let key = job.key().to_raw().unwrap_or_default();
            let length = 1 + key.len() + job.signature().len() + job.message().len();
            told.extend(u32::try_from(length).unwrap_or_default().to_le_bytes());
            told.push(u8::try_from(key.len()).unwrap_or_default());
            told.extend(key);
            told.extend(job.signature());
            told.extend(job.message());
        }
        told
    }

    /// The report as of `verify`, or nothing when there are further jobs. `answers` has a byte for each: 1 for a
    /// signature that is good, 0 for one that is not, anything else leaves it to the engine.
    ///
    /// A wrong 1 makes a forged certificate valid; the caller answers for it.
    #[wasm_bindgen(js_name = dangerousAnswer)]
    pub fn dangerous_answer(&mut self, number: usize, answers: &[u8]) -> Option<String> {
        let place = self.open.get_mut(number)?;
        let given = &self.given;
        let step = match place.take()? {
            Step::Asked(asked) => {
                let answers: Vec<_> = answers
                    .iter()
                    .map(|answer| match answer {
                        0 => Some(false),
                        1 => Some(true),
                        _ => None,
                    })
                    .collect();
                let binding = given.binding();
                asked.dangerous_answer(
                    &answers,
                    &given.trust,
                    &given.status,
                    binding,
                    &given.policy,
                    given.now,
                )
            }
            done @ Step::Done(_) => done,
        };
        match step {
            Step::Done(verification) => Some(given.answer(&verification.report)),
            asked @ Step::Asked(_) => {
                *place = Some(asked);
                None
            }
        }
    }
}

/// The status lists that the certificate names, to be fetched without credentials.
#[wasm_bindgen(js_name = statusListsNeeded)]
pub fn status_lists_needed(certificate: &[u8]) -> Vec<String> {
    Certificate::parse(certificate)
        .map(|certificate| certificate.evidence_needed().status_lists)
        .unwrap_or_default()
}

/// How a certificate is built, without checking anything, as JSON text: `format`; `statusLists`; `presentation` and
/// `keyBinding` (whether it is one, whether one is attached); `unverifiedParts`, a list of name and content. What cannot be read
/// has `code`, and `format` where the kind was told.
#[wasm_bindgen]
pub fn inspect(certificate: &[u8]) -> String {
    let mut told = Map::new();
    match Certificate::parse(certificate) {
        Ok(certificate) => {
            told.insert("format".to_owned(), certificate.format().as_str().into());
            told.insert("keyBinding".to_owned(), certificate.has_key_binding().into());
            told.insert("presentation".to_owned(), certificate.is_presentation().into());
            told.insert(
                "statusLists".to_owned(),
                certificate.evidence_needed().status_lists.into(),
            );
            let parts = certificate.dangerous_unverified_parts().into_iter();
            let parts = parts.map(|(name, part)| Value::Array(vec![name.into(), part]));
            told.insert("unverifiedParts".to_owned(), parts.collect());
        }
        Err(refused) => {
            let code = refused.code().map_or("not-a-certificate", Code::as_str);
            told.insert("code".to_owned(), code.into());
            if let Some(format) = refused.format() {
                told.insert("format".to_owned(), format.as_str().into());
            }
        }
    }
    jcs::text(&Value::Object(told))
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
    crls: Vec<Vec<u8>>,
    card_revocations: Vec<String>,
    nonce: Text,
    audience: Text,
    policy: Option<Policy>,
}

/// The options, read: every argument of the core but the certificate.
struct Given {
    trust: Trust,
    status: StatusEvidence,
    binding: Option<(String, String)>,
    policy: Policy,
    now: UnixTime,
    /// What is to be said of the trust list.
    list: Option<Value>,
}

impl Given {
    fn read(options: &str) -> Result<Self, &'static str> {
        let options = read(options).ok_or(OPTIONS_MALFORMED)?;
        let now = UnixTime::from_seconds(options.at.ok_or("at-is-not-unix-seconds")?);
        let mut trust = Trust::nobody();
        for text in &options.keys {
            let keys = trusted_keys_from(text.as_bytes()).map_err(Code::as_str)?;
            trust = keys.into_iter().fold(trust, Trust::with_any_issuer);
        }
        let mut told = None;
        if let (Some(list), Some(roots)) = (&options.trust_list, &options.trust_roots) {
            let roots = json::parse(roots.as_bytes(), json::Limits::LIST).map_err(Code::as_str)?;
            let roots = RootKeys::from_json(&roots).map_err(Code::as_str)?;
            let told = told.insert(Map::new());
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
        }
        let mut status = StatusEvidence::none();
        for token in &options.status {
            status.add(token, now);
        }
        for list in &options.card_revocations {
            status.add_card_revocations(list.as_bytes());
        }
        options.crls.iter().for_each(|list| status.add_crl(list));
        let policy = options.policy.unwrap_or(Policy::strict());
        let binding = match (options.nonce, options.audience) {
            (Some(nonce), Some(audience)) => Some((nonce, audience)),
            (None, None) => None,
            _ => return Err("nonce-and-audience-belong-together"),
        };
        Ok(Self { trust, status, binding, policy, now, list: told.map(Value::Object) })
    }

    fn binding(&self) -> Binding<'_> {
        match &self.binding {
            Some((nonce, audience)) => Binding::Required { nonce, audience },
            None => Binding::NotAsked,
        }
    }

    fn answer(&self, report: &Report) -> String {
        let mut answer = "{".to_owned();
        if let Some(list) = &self.list {
            answer.push_str("\"trustList\":");
            answer.push_str(&jcs::text(list));
            answer.push(',');
        }
        answer.push_str("\"report\":");
        report.write_json(&mut answer);
        answer.push('}');
        answer
    }
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
            "crls" => {
                for list in texts(&value)? {
                    options.crls.push(match list.starts_with('-') {
                        true => list.into_bytes(),
                        false => base64url::decode(&list).ok()?,
                    });
                }
            }
            "cardRevocations" => options.card_revocations = texts(&value)?,
            "requireCrl" => policy = policy.with_crl_required(value.as_bool()?),
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
