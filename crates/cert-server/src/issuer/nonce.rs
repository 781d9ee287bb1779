//! The nonce endpoint (OpenID4VCI 1.0 section 7).

use axum::{extract::State, response::Response};
use serde_json::json;

use crate::{Shared, answer, db::issuance, random};

use super::Refusal;

/// A proof is made at once; five minutes cover a slow phone.
const LIFE_SECONDS: i64 = 300;

/// `POST /issuer/nonce`
pub(crate) async fn post(State(server): State<Shared>) -> Result<Response, Refusal> {
    let nonce = random::identifier();
    issuance::store_nonce(&server.database, &nonce, server.now().plus_seconds(LIFE_SECONDS))
        .await?;
    Ok(answer::json(200, &json!({"c_nonce": nonce})))
}
