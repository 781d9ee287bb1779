//! The signed forms and their signed catalogue.

use std::fs;

use axum::{
    extract::{Path, State},
    response::Response,
};
use cert_fill::{Form, LocalText};
use cert_issue::{SigningKey, sign_jws};
use serde_json::{Map, Value, json};

use crate::{
    Shared, StartError, answer,
    problem::{Code, Problem},
    world::Authority,
};

mod sources {
    include!(concat!(env!("OUT_DIR"), "/forms.rs"));
}

/// Summaries and search words for the catalogue; a form file itself has no place for words
/// that only help to find it.
const WORDS: &[u8] = include_bytes!("../specimen/catalogue.json");

/// All forms, read and held against the linter at start.
pub(crate) struct Forms {
    forms: Vec<Published>,
    catalogue: String,
}

struct Published {
    name: String,
    form: Form,
    token: String,
}

impl Forms {
    /// Reads and signs forms whose filings go to one of these offices.
    pub(crate) fn load(
        key: &SigningKey,
        sources: Vec<(String, Vec<u8>)>,
        offices: &[&'static Authority],
    ) -> Result<Self, StartError> {
        let mut forms: Vec<Published> = Vec::new();
        for (name, bytes) in sources {
            let fail = |reason: String| StartError::Form { name: name.clone(), reason };
            let form = Form::parse(&bytes).map_err(|error| {
                let found = error.findings().first();
                let found = found.map(|found| {
                    format!(": rule {} at \"{}\": {}", found.rule, found.at, found.detail)
                });
                fail(format!("{}{}", error.code().as_str(), found.unwrap_or_default()))
            })?;
            for filing in form.filings() {
                let office = slug_of(&filing.endpoint);
                let is_here = offices.iter().any(|other| Some(other.slug) == office);
                if filing.endpoint.starts_with('/') && !is_here {
                    return Err(fail(format!("no office receives filings at {}", filing.endpoint)));
                }
            }
            let token = sign(&bytes, "ef-form+jws", key);
            forms.push(Published { name, form, token });
        }
        let words: Value = serde_json::from_slice(WORDS).unwrap_or_default();
        let entries: Vec<Value> = forms.iter().map(|published| entry(published, &words)).collect();
        let catalogue =
            sign(json!({"forms": entries}).to_string().as_bytes(), "ef-catalogue+jws", key);
        Ok(Self { forms, catalogue })
    }

    /// The form with this identifier.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Form> {
        self.forms.iter().map(|published| &published.form).find(|form| form.id() == id)
    }
}

/// The short name of the office that stands behind the path of a filing.
pub(crate) fn slug_of(endpoint: &str) -> Option<&str> {
    endpoint.strip_prefix("/offices/")?.strip_suffix("/ef/filings")
}

/// The forms in a folder: `NAME.json` each.
pub(crate) fn in_folder(folder: &std::path::Path) -> Result<Vec<(String, Vec<u8>)>, StartError> {
    let failed = |name: &str, error: &std::io::Error| StartError::Form {
        name: name.to_owned(),
        reason: error.kind().to_string(),
    };
    let place = folder.display().to_string();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(&place, &error))? {
        let path = entry.map_err(|error| failed(&place, &error))?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let bytes = fs::read(&path).map_err(|error| failed(&name, &error))?;
        found.push((name, bytes));
    }
    found.sort();
    Ok(found)
}

/// The forms of this build.
pub(crate) fn of_this_build() -> Vec<(String, Vec<u8>)> {
    sources::SOURCES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
}

fn sign(payload: &[u8], media_type: &str, key: &SigningKey) -> String {
    let mut header = Map::new();
    header.insert("typ".to_owned(), media_type.into());
    header.insert("kid".to_owned(), key.public().thumbprint().into());
    sign_jws(&header, payload, key)
}

fn entry(published: &Published, words: &Value) -> Value {
    let Published { name, form, .. } = published;
    let evidence = form.evidence();
    let required = evidence.credentials.iter().filter(|query| evidence.is_required(&query.id));
    let needs: Vec<&String> = required.filter_map(|query| query.types.first()).collect();
    let words = words.get(name);
    let summary = form.summary().map(LocalText::to_json);
    let purpose = || words.and_then(|words| words.get("summary")).cloned();
    json!({
        "id": form.id(),
        "version": form.version(),
        "title": form.title().to_json(),
        "summary": summary.or_else(purpose).unwrap_or_else(|| form.title().to_json()),
        "href": format!("/forms/{name}"),
        "integrity": form.integrity(),
        "needs": needs,
        "keywords": words.and_then(|words| words.get("keywords")).cloned().unwrap_or_else(|| json!([])),
    })
}

/// `GET /forms/catalogue`
pub(crate) async fn catalogue(State(server): State<Shared>) -> Response {
    answer::with_type(200, "application/jose", "no-cache", server.forms.catalogue.clone())
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
