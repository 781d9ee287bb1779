//! The token endpoint (RFC 6749, OpenID4VCI 1.0 section 6).

use axum::{body::Body, extract::State, http::Request, response::Response};
use serde_json::json;

use crate::{
    Shared, answer, body,
    db::issuance::{self, Redeemed},
    random,
};

use super::{GRANT, Refusal};

/// Tokens that live longer would have to be bound to the sender (OpenID4VCI 1.0, 13.11).
const LIFE_SECONDS: i64 = 300;

/// A form with a code and a transaction code is a few hundred bytes.
const MAX_BODY: usize = 4_096;

/// `POST /issuer/token`
pub(crate) async fn post(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    if !body::has_media_type(&request, "application/x-www-form-urlencoded") {
        return Err(Refusal::bad("invalid_request", "the body must be a form"));
    }
    let bytes = body::read(request.into_body(), MAX_BODY).await?;
    let form = Form::read(&bytes)?;
    if form.grant_type.as_deref() != Some(GRANT) {
        return Err(match form.grant_type {
            Some(_) => {
                Refusal::bad("unsupported_grant_type", "only the pre-authorised code is supported")
            }
            None => Refusal::bad("invalid_request", "grant_type is missing"),
        });
    }
    let code =
        form.code.ok_or(Refusal::bad("invalid_request", "pre-authorized_code is missing"))?;
    let token = random::identifier();
    let now = server.now();
    let expires = now.plus_seconds(LIFE_SECONDS);
    let redeemed =
        issuance::redeem(&server.database, &code, form.tx_code.as_deref(), &token, now, expires);
    match redeemed.await? {
        Redeemed::Yes => {}
        Redeemed::NoSuchCode => {
            return Err(Refusal::bad("invalid_grant", "the code is unknown, used or expired"));
        }
        Redeemed::TxCodeWrong => {
            return Err(Refusal::bad("invalid_grant", "the transaction code is wrong"));
        }
        Redeemed::TxCodeUnexpected if form.tx_code.is_some() => {
            return Err(Refusal::bad("invalid_request", "no transaction code is expected"));
        }
        Redeemed::TxCodeUnexpected => {
            return Err(Refusal::bad("invalid_request", "the transaction code is missing"));
        }
    }
    let answer = json!({"access_token": token, "token_type": "Bearer", "expires_in": LIFE_SECONDS});
    Ok(answer::json(200, &answer))
}

#[derive(Default)]
struct Form {
    grant_type: Option<String>,
    code: Option<String>,
    tx_code: Option<String>,
}

impl Form {
    /// RFC 6749 3.2: a parameter must not be there twice; unknown ones are ignored.
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            let place = match name.as_ref() {
                "grant_type" => &mut form.grant_type,
                "pre-authorized_code" => &mut form.code,
                "tx_code" => &mut form.tx_code,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(Refusal::bad("invalid_request", "a parameter is there twice"));
            }
        }
        Ok(form)
    }
}
