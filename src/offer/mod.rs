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

use crate::http::Request;
pub use client::{Ask, Conversation, Granted, Later, Next, Paper, Progress};
pub use deferred::{Asked, ask, due, put_off, read, renewed, seconds_until_due};
pub use error::VciError;
pub use terms::LeftOut;

pub use link::{Offer, OfferSource, TxCode, looks_like_offer};

/// Asks for JSON.
fn get(url: String) -> Request {
    Request::get(url).with("accept", "application/json")
}

fn post(url: String, media_type: &str, body: String) -> Request {
    let body = Some(body.into_bytes());
    Request { method: "POST", body, ..get(url) }.with("content-type", media_type)
}

fn with_token(request: Request, token: &str) -> Request {
    request.with("authorization", format!("Bearer {token}"))
}
