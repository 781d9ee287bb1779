//! What the departments publish: their indexes, signed here unless a department has signed its own, and
//! the files that these name.

use axum::{
    extract::{Path, State},
    response::Response,
};
use cert_catalogue::{INDEX_TYPE, lint_folder};
use cert_issue::sign_jws;
use cert_verify::{UnixTime, sha256};
use serde_json::{Map, Value, json};

use crate::{
    Server, Shared, StartError, answer,
    authority::Authority,
    problem::{Code, Problem},
    signed::Kept,
    world::World,
};

/// Signed again every day, so that its age says how long a phone was offline.
const RESIGN_SECONDS: i64 = 86_400;

/// An index is meant to be used for thirty days (`cert-catalogue`), unless the department says otherwise.
const LIVES_SECONDS: i64 = 30 * 86_400;

/// The folders whose files are published.
const PUBLISHED: &[&str] = &["forms", "types"];

/// Refuses a world with a department that could not publish, before anything is served.
pub(crate) fn check(world: &World) -> Result<(), StartError> {
    for authority in world.authorities.iter().filter(|one| one.index.is_none()) {
        let folder = &authority.folder;
        let id = folder.department();
        let id = id.get("id").and_then(Value::as_str).unwrap_or_default();
        let mut found: Vec<String> = lint_folder(folder).iter().map(ToString::to_string).collect();
        if id != authority.issuer {
            found.push(format!("department.json says that it is {id}"));
        }
        if !found.is_empty() {
            let path = format!("departments/{}", authority.slug).into();
            return Err(StartError::World { path, reason: found.join("; ") });
        }
    }
    Ok(())
}

/// The departments for `/config.json`; each one's entry on the trust list says what it may publish.
pub(crate) fn listed(server: &Server) -> Vec<Value> {
    let entry = |one: &&Authority| json!({"id": one.issuer, "slug": one.slug, "address": format!("/departments/{}", one.slug)});
    server.world.authorities.iter().map(entry).collect()
}

/// `GET /departments/{slug}/index.jws`
pub(crate) async fn index(
    State(server): State<Shared>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let authority = server.world.by_slug(&slug).ok_or(Code::NotFound)?;
    let token = match &authority.index {
        Some(token) => token.clone(),
        None => signed(&server, authority).await?,
    };
    Ok(answer::with_type(200, "application/jose", "no-cache", token))
}

async fn signed(server: &Server, authority: &'static Authority) -> Result<String, Problem> {
    let payload = |number: i64, now: UnixTime| {
        let number = u64::try_from(number).unwrap_or(1);
        authority.folder.index(number, now).unwrap_or_default()
    };
    let key = server.keys.of(authority);
    let mut content = payload(1, UnixTime::from_seconds(0));
    content.extend_from_slice(key.public_jwk().to_string().as_bytes());
    let sign = |number: i64, now: UnixTime| {
        let mut header = Map::new();
        header.insert("typ".to_owned(), INDEX_TYPE.into());
        header.insert("kid".to_owned(), key.public().thumbprint().into());
        sign_jws(&header, &payload(number, now), key)
    };
    let kept = Kept {
        name: &format!("index/{}", authority.slug),
        content: sha256(&content).to_vec(),
        again_after: RESIGN_SECONDS,
        lives: LIVES_SECONDS,
        sign: &sign,
    };
    Ok(kept.current(server).await?)
}

/// `GET /departments/{slug}/forms/{file}` and `…/types/{file}`
pub(crate) async fn file(
    State(server): State<Shared>,
    Path((slug, place, file)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let authority = server.world.by_slug(&slug).ok_or(Code::NotFound)?;
    let place = PUBLISHED.iter().find(|known| **known == place).ok_or(Code::NotFound)?;
    let bytes = authority.folder.file(&format!("{place}/{file}")).ok_or(Code::NotFound)?;
    Ok(answer::with_type(200, "application/json", "no-cache", bytes.to_vec()))
}
