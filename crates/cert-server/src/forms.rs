//! The signed forms and their signed catalogue.

use axum::{extract::State, response::Response};
use cert_issue::{SigningKey, sign_jws};
use serde_json::{Map, json};

use crate::{
    Shared, StartError, answer,
    problem::{Code, Problem},
};

/// All forms.
pub(crate) struct Forms {
    catalogue: String,
}

impl Forms {
    pub(crate) fn load(key: &SigningKey) -> Result<Self, StartError> {
        let catalogue = sign_jws(&Map::new(), json!({"forms": []}).to_string().as_bytes(), key);
        Ok(Self { catalogue })
    }
}

/// `GET /forms/catalogue`
pub(crate) async fn catalogue(State(server): State<Shared>) -> Response {
    answer::with_type(200, "application/jose", "no-cache", server.forms.catalogue.clone())
}

/// `GET /forms/{name}`
pub(crate) async fn form() -> Problem {
    Code::FormUnknown.into()
}
