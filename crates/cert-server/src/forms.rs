//! The forms of the departments, each signed by itself as well, for whoever opens one without an index.

use axum::{
    extract::{Path, State},
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
    forms: Vec<Published>,
}

struct Published {
    name: String,
    form: Form,
    token: String,
}

impl Forms {
    /// Reads and signs the forms of all services.
    pub(crate) fn load(key: &SigningKey, world: &World) -> Result<Self, StartError> {
        let mut forms: Vec<Published> = Vec::new();
        for authority in &world.authorities {
            for name in authority.folder.names("services") {
                let fail = |reason: String| StartError::Form { name: name.to_owned(), reason };
                let form = authority.folder.form(name);
                let form =
                    form.ok_or_else(|| fail("it breaks a rule; see `certfill lint`".to_owned()))?;
                for filing in form.filings() {
                    let office = slug_of(&filing.endpoint).and_then(|slug| world.by_slug(slug));
                    if filing.endpoint.starts_with('/') && office.is_none() {
                        return Err(fail(format!(
                            "no office receives filings at {}",
                            filing.endpoint
                        )));
                    }
                }
                let token = sign(form.bytes(), "ef-form+jws", key);
                forms.push(Published { name: name.to_owned(), form, token });
            }
        }
        Ok(Self { forms })
    }

    /// The form with this identifier; of two departments that use the same one, the edition that is meant.
    pub(crate) fn by_id(&self, id: &str, integrity: &str) -> Option<&Form> {
        let with_id = || self.forms.iter().map(|one| &one.form).filter(|form| form.id() == id);
        with_id().find(|form| form.integrity() == integrity).or_else(|| with_id().next())
    }
}

/// The short name of the office that stands behind the path of a filing.
pub(crate) fn slug_of(endpoint: &str) -> Option<&str> {
    endpoint.strip_prefix("/offices/")?.strip_suffix("/ef/filings")
}

fn sign(payload: &[u8], media_type: &str, key: &SigningKey) -> String {
    let mut header = Map::new();
    header.insert("typ".to_owned(), media_type.into());
    header.insert("kid".to_owned(), key.public().thumbprint().into());
    sign_jws(&header, payload, key)
}

/// `GET /forms/{name}`
pub(crate) async fn form(
    State(server): State<Shared>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let published = server.forms.forms.iter().find(|published| published.name == name);
    let token = published.ok_or(Code::FormUnknown)?.token.clone();
    Ok(answer::with_type(200, "application/jose", "no-cache", token))
}
