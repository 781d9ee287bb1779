//! OpenID for Verifiable Credential Issuance 1.0, pre-authorised code flow, as
//! a state machine: it says what to send and takes the answers, and does no I/O.
//!
//! Everything that an issuer says of itself is read before the person is asked and before
//! the code is redeemed, because a code can be used once. What could not be finished then is
//! refused with a code.
//!
//! It is not a general OAuth client: no authorisation code, no encryption of requests or
//! responses, no attestations.

mod answer;
mod client;
mod deferred;
mod error;
mod link;
mod terms;

pub use client::{Ask, Granted, Later, Next, Progress, Session};
pub use deferred::{Asked, ask, due, put_off, read, renewed, seconds_until_due};
pub use error::VciError;
pub use link::{Offer, OfferSource, TxCode, looks_like_offer};

/// A request to send as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Where.
    pub url: String,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Option<Vec<u8>>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    fn get(url: String) -> Self {
        Self {
            method: "GET",
            url,
            headers: vec![("accept", "application/json".to_owned())],
            body: None,
        }
    }

    fn post(url: String, media_type: &str, body: String) -> Self {
        let headers = vec![
            ("accept", "application/json".to_owned()),
            ("content-type", media_type.to_owned()),
        ];
        Self { method: "POST", url, headers, body: Some(body.into_bytes()) }
    }

    fn with_token(mut self, token: &str) -> Self {
        self.headers.push(("authorization", format!("Bearer {token}")));
        self
    }
}
