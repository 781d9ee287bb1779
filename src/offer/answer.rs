//! The answers of an issuer, read strictly.

use cert_verify::json::{self, Limits};
use serde_json::Value;

use super::VciError;
use crate::http::Reply;

/// A description with logos inside is some 100 KB; the certificates of one answer are less.
const LIMITS: Limits = Limits { bytes: 1_048_576, depth: 32, items: 50_000 };

/// Certificates in one answer. Batches serve unlinkability; more than this from one request
/// is not one person's.
const MAX_CERTIFICATES: usize = 20;

/// The least and the most seconds between two questions after a certificate that is not
/// ready: no issuer is asked all the time, and none is forgotten.
const INTERVALS: std::ops::RangeInclusive<i64> = 5..=86_400;

/// Seconds when an issuer names none.
const DEFAULT_INTERVAL: i64 = 60;

/// What the credential endpoint, or the deferred one, said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Issued {
    /// The certificates as received.
    Now(Vec<String>),
    /// Not yet: the name of the transaction, unless the answer repeats none, and the seconds
    /// until it may be asked for.
    Later(Option<String>, i64),
    /// The nonce was not taken.
    NonceStale,
}

/// What a token endpoint gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tokens {
    pub(super) access: String,
    pub(super) refresh: Option<String>,
}

impl Tokens {
    /// Reads a token response (RFC 6749 5.1). Only bearer tokens are asked for here.
    pub(super) fn read(value: &Value) -> Result<Self, VciError> {
        let malformed = VciError::IssuerAnswerMalformed;
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let is_bearer = text("token_type").is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
        let access = text("access_token").filter(|token| is_bearer && header_safe(token));
        Ok(Self {
            access: access.ok_or(malformed)?.to_owned(),
            refresh: text("refresh_token").map(str::to_owned),
        })
    }
}

fn header_safe(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| (0x21..0x7f).contains(&byte))
}

/// The JSON object of an answer that is a success.
pub(super) fn object(response: &Reply, error: VciError) -> Result<Value, VciError> {
    let success = (200..300).contains(&response.status);
    let value = if success { object_of(&response.body) } else { None };
    value.ok_or(error)
}

/// The error code of an answer that is none (RFC 6749 5.2).
pub(super) fn refusal(response: &Reply) -> Option<String> {
    object_of(&response.body)?.get("error")?.as_str().map(str::to_owned)
}

/// Whether the answer says nothing but "try later".
pub(super) const fn is_busy(response: &Reply) -> bool {
    matches!(response.status, 429 | 502 | 503 | 504)
}

fn object_of(body: &[u8]) -> Option<Value> {
    json::parse(body, LIMITS).ok().filter(Value::is_object)
}

/// Reads an answer of the credential endpoint (OpenID4VCI 1.0 8.3) or of the deferred one
/// (9.2): certificates as text or, in formats that are JSON, as objects; or not yet.
pub(super) fn issued(response: &Reply) -> Result<Issued, VciError> {
    let malformed = VciError::IssuerAnswerMalformed;
    if !(200..300).contains(&response.status) {
        return match refusal(response).as_deref() {
            Some("invalid_nonce") => Ok(Issued::NonceStale),
            // The word of older drafts for an answer with status 202.
            Some("issuance_pending") => {
                let value = object_of(&response.body).unwrap_or_default();
                Ok(Issued::Later(None, interval(&value)))
            }
            Some("credential_request_denied") => Err(VciError::IssuerDenied),
            Some("invalid_token" | "invalid_transaction_id") => Err(VciError::OfferExpired),
            _ if response.status == 401 => Err(VciError::OfferExpired),
            _ if is_busy(response) => Err(VciError::IssuerBusy),
            _ => Err(VciError::IssuerRefused),
        };
    }
    let value = object(response, malformed)?;
    if let Some(credentials) = value.get("credentials") {
        let credentials = credentials.as_array().ok_or(malformed)?;
        if credentials.is_empty() || credentials.len() > MAX_CERTIFICATES {
            return Err(malformed);
        }
        let texts = credentials.iter().map(|entry| match entry.get("credential") {
            Some(Value::String(text)) => Ok(text.clone()),
            // Its proof is over the canonical form (RFC 8785), so the spelling is free.
            Some(value @ Value::Object(_)) => Ok(value.to_string()),
            _ => Err(malformed),
        });
        return texts.collect::<Result<_, _>>().map(Issued::Now);
    }
    let transaction = value.get("transaction_id").and_then(Value::as_str).map(str::to_owned);
    if transaction.is_none() && response.status != 202 {
        return Err(malformed);
    }
    Ok(Issued::Later(transaction, interval(&value)))
}

fn interval(value: &Value) -> i64 {
    let seconds = value.get("interval").and_then(Value::as_i64).unwrap_or(DEFAULT_INTERVAL);
    seconds.clamp(*INTERVALS.start(), *INTERVALS.end())
}
