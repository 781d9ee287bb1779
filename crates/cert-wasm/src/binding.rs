//! The functions that JavaScript sees.
#![allow(unreachable_pub, unnameable_types, reason = "wasm-bindgen exports public items only")]

use cert_verify::{Certificate, Code, Step, Verification, jcs, verify, verify_in_steps};
use serde_json::{Map, Value};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::options::Given;
use crate::rest::{self, complete};

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
/// An `Error` whose message is a stable code when the options themselves are wrong, and `rest-not-loaded` when the
/// answer needs the rest of the engine: after `initRest` the same question has one.
#[wasm_bindgen(js_name = verify)]
pub fn verify_certificate(certificate: &[u8], options: &str) -> Result<String, JsError> {
    let answer = complete(|| {
        let given = Given::read(options)?;
        let report = match Certificate::parse(certificate) {
            Ok(certificate) => {
                let (trust, status, binding) = (&given.trust, &given.status, given.binding());
                verify(&certificate, trust, status, binding, &given.policy, given.now).report
            }
            Err(report) => report,
        };
        Ok(given.answer(&report))
    });
    answer.map_err(JsError::new)
}

/// For the glue's `initRest`, when the module of the rest has been instantiated: whether the engine is whole now.
#[wasm_bindgen(js_name = takeRest)]
pub fn take_rest() -> bool {
    rest::take()
}

/// The same options for many certificates, and their bare signatures checked by the caller: WebCrypto is
/// faster than any code that a browser can download. `pkg/verifier.mjs` is that caller.
#[wasm_bindgen]
pub struct Verifier {
    given: Given,
    /// What waits for its answers, by the number that `begin` gave.
    open: Vec<Option<Step>>,
    /// Something may have been remembered that was computed without the rest.
    is_spoilt: bool,
}

impl Verifier {
    /// What is computed without the rest where it is needed, spoils this verifier for good.
    fn complete<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Result<T, JsError> {
        let done = match self.is_spoilt {
            true => Err(rest::NOT_LOADED),
            false => complete(|| Ok(work(self))),
        };
        self.is_spoilt |= done.is_err();
        done.map_err(JsError::new)
    }

    fn begin_one(&mut self, certificate: &[u8]) -> usize {
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

    fn answer_one(&mut self, number: usize, answers: &[u8]) -> Option<String> {
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

#[wasm_bindgen]
impl Verifier {
    /// # Errors
    /// As of `verify`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsError> {
        let given = complete(|| Given::read(options)).map_err(JsError::new)?;
        Ok(Self { given, open: Vec::new(), is_spoilt: false })
    }

    /// Reads a certificate and gives it a number.
    ///
    /// # Errors
    /// `rest-not-loaded`, as of `verify`. This verifier has no answers any more then: make another one
    /// after `initRest`.
    pub fn begin(&mut self, certificate: &[u8]) -> Result<usize, JsError> {
        self.complete(|verifier| verifier.begin_one(certificate))
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
    ///
    /// # Errors
    /// As of `begin`.
    #[wasm_bindgen(js_name = dangerousAnswer)]
    pub fn dangerous_answer(
        &mut self,
        number: usize,
        answers: &[u8],
    ) -> Result<Option<String>, JsError> {
        self.complete(|verifier| verifier.answer_one(number, answers))
    }
}

/// The status lists that the certificate names, to be fetched without credentials.
///
/// # Errors
/// `rest-not-loaded`, as of `verify`.
#[wasm_bindgen(js_name = statusListsNeeded)]
pub fn status_lists_needed(certificate: &[u8]) -> Result<Vec<String>, JsError> {
    let needed = complete(|| {
        let certificate = Certificate::parse(certificate);
        Ok(certificate.map(|it| it.evidence_needed().status_lists).unwrap_or_default())
    });
    needed.map_err(JsError::new)
}

/// How a certificate is built, without checking anything, as JSON text: `format`; `statusLists`; `presentation` and
/// `keyBinding` (whether it is one, whether one is attached); `unverifiedParts`, a list of name and content. What cannot be read
/// has `code`, and `format` where the kind was told.
///
/// # Errors
/// `rest-not-loaded`, as of `verify`.
#[wasm_bindgen]
pub fn inspect(certificate: &[u8]) -> Result<String, JsError> {
    let told = complete(|| Ok(jcs::text(&Value::Object(inspected(certificate)))));
    told.map_err(JsError::new)
}

fn inspected(certificate: &[u8]) -> Map<String, Value> {
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
    told
}
