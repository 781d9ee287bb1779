//! The specimen issuer: OpenID4VCI 1.0 with the pre-authorised code flow.

pub(crate) mod credential;
pub(crate) mod metadata;
pub(crate) mod nonce;
pub(crate) mod offer;
mod printed;
mod proof;
pub(crate) mod token;

use axum::{
    http::{HeaderMap, header},
    response::Response,
};
use serde_json::{Value, json};

use crate::{answer, db::StorageError, problem::Problem};
use axum::response::IntoResponse;

/// Names the grant type (OpenID4VCI 1.0, 4.1.1).
pub(crate) const GRANT: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// A refusal in the form of OAuth 2.0 (RFC 6749 5.2) and OpenID4VCI 1.0.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// An error code of the standards with a note for developers.
    OAuth { status: u16, error: &'static str, note: &'static str },
    /// Something outside the protocol.
    Problem(Problem),
}

impl Refusal {
    pub(crate) const fn bad(error: &'static str, note: &'static str) -> Self {
        Self::OAuth { status: 400, error, note }
    }
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::OAuth { status, error, note } => {
                let body: Value = json!({"error": error, "error_description": note});
                let mut response = answer::json(status, &body);
                if status == 401 {
                    let value =
                        axum::http::HeaderValue::from_static(r#"Bearer error="invalid_token""#);
                    response.headers_mut().insert(axum::http::header::WWW_AUTHENTICATE, value);
                }
                response
            }
        }
    }
}

/// The secret that the client shows (RFC 6750 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
