//! The forms of all services, by which the offices check what is filed. Those of a business are also served,
//! each signed by itself, because no index names them.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use cert_fill::Form;
use cert_issue::{SigningKey, sign_jws};
use serde_json::Map;

use crate::{
    Shared, StartError, answer,
    problem::{Code, Problem},
    world::World,
};

/// All forms, read and held against the linter at start.
pub(crate) struct Forms {
    forms: Vec<Form>,
    /// By the names of services.
    signed: BTreeMap<String, String>,
}

impl Forms {
    /// Reads the forms of all services, and signs each when there is a key for it.
    pub(crate) fn load(key: Option<&SigningKey>, world: &World) -> Result<Self, StartError> {
        let (mut forms, mut signed) = (Vec::new(), BTreeMap::new());
        for authority in &world.authorities {
            for name in authority.folder.names("services") {
                let fail = |reason: String| StartError::Form { name: name.to_owned(), reason };
                let form = authority.folder.opened_form(name);
                let form = form.map_err(|error| fail(format!("{error}; see `certfill lint`")))?;
                for filing in form.filings() {
                    let office = slug_of(&filing.endpoint).and_then(|slug| world.by_slug(slug));
                    if filing.endpoint.starts_with('/') && office.is_none() {
                        return Err(fail(format!(
                            "no office receives filings at {}",
                            filing.endpoint
                        )));
                    }
                }
                if let Some(key) = key {
                    signed.insert(name.to_owned(), sign(form.bytes(), key));
                }
                forms.push(form);
            }
        }
        Ok(Self { forms, signed })
    }

    /// The form with this identifier; of two departments that use the same one, the edition that is meant.
    pub(crate) fn by_id(&self, id: &str, integrity: &str) -> Option<&Form> {
        let with_id = || self.forms.iter().filter(|form| form.id() == id);
        with_id().find(|form| form.integrity() == integrity).or_else(|| with_id().next())
    }
}

/// The short name of the office that stands behind the path of a filing.
pub(crate) fn slug_of(endpoint: &str) -> Option<&str> {
    endpoint.strip_prefix("/offices/")?.strip_suffix("/ef/filings")
}

fn sign(payload: &[u8], key: &SigningKey) -> String {
    let mut header = Map::new();
    header.insert("typ".to_owned(), "ef-form+jws".into());
    header.insert("kid".to_owned(), key.public().thumbprint().into());
    sign_jws(&header, payload, key)
}

/// `GET /forms/{name}` of a business
pub(crate) async fn form(
    State(server): State<Shared>,
    Path(name): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let token = server.forms.signed.get(&name).ok_or(Code::FormUnknown)?;
    Ok(answer::tagged(&asked, "application/jose", "no-cache", token.clone()))
}
