//! What the departments publish: their indexes, signed here unless a department has signed its own, and
//! the files that these name.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use cert_catalogue::{INDEX_TYPE, IndexFault, Publisher, accept, lint_folder};
use cert_issue::{SigningKey, sign_jws};
use cert_verify::{UnixTime, sha256};
use serde_json::{Map, Value, json};

use crate::{
    Server, Shared, StartError, answer,
    authority::Authority,
    db::StorageError,
    keys::Keys,
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

/// Refuses a world with a department whose own signed index no phone would take: one that is not signed with the
/// key that the trust list gives it, or that says more than `city.json` allows it. One whose time has run out is
/// served: phones that have it say how old it is, and the others get none.
pub(crate) fn check_signed(world: &World, keys: &Keys, now: UnixTime) -> Result<(), StartError> {
    for authority in &world.authorities {
        let Some(token) = &authority.index else { continue };
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let types = [own(&world.common_types), own(&authority.types)].concat();
        let key = keys.of(authority).public();
        let id = authority.issuer.to_owned();
        let publisher = Publisher::named(id, vec![key], types, own(&authority.regions));
        let slug = authority.slug;
        match accept(token.as_bytes(), &publisher, None, true, now) {
            Ok(index) if index.expires_at < now => {
                tracing::warn!(
                    department = slug,
                    "its own index has expired; `certfill publish --renew` makes a new one"
                );
            }
            Ok(_) => {}
            Err(fault) => {
                let path = format!("departments/{slug}/published/index.jws").into();
                return Err(StartError::World { path, reason: remedy(fault, slug) });
            }
        }
    }
    Ok(())
}

/// What the operator can do about an index that no phone would take.
fn remedy(fault: IndexFault, slug: &str) -> String {
    let what = match fault {
        IndexFault::SignatureWrong => {
            return format!(
                "{fault}: the key that `certfill publish` signed it with belongs in keys/{slug}.jwk in the data folder"
            );
        }
        IndexFault::OtherDepartment => "its department is not the id in city.json",
        IndexFault::TypeNotAllowed => {
            "city.json does not allow the department a type that it describes"
        }
        IndexFault::RegionNotAllowed => {
            "city.json does not give the department a region that it speaks for"
        }
        IndexFault::FromFuture => "one of the two clocks is wrong",
        _ => "`certfill publish` makes a good one",
    };
    format!("{fault}: {what}")
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
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let authority = server.world.by_slug(&slug).ok_or(Code::NotFound)?;
    let token = match &authority.index {
        Some(token) => token.clone(),
        None => signed(&server, authority, false).await?,
    };
    Ok(answer::tagged(&asked, "application/jose", "no-cache", token))
}

/// Signs all indexes anew, at every start.
pub(crate) async fn renew(server: &Server) -> Result<(), StorageError> {
    for authority in server.world.authorities.iter().filter(|one| one.index.is_none()) {
        signed(server, authority, true).await?;
    }
    Ok(())
}

/// The index of a department that is signed here: the one in force, or a new one.
async fn signed(
    server: &Server,
    authority: &Authority,
    anew: bool,
) -> Result<String, StorageError> {
    let key = server.keys.of(authority);
    let sign = |number: i64, now: UnixTime| {
        let mut header = Map::new();
        header.insert("typ".to_owned(), INDEX_TYPE.into());
        header.insert("kid".to_owned(), key.public().thumbprint().into());
        sign_jws(&header, &payload(authority, number, now), key)
    };
    let kept = Kept {
        name: &format!("index/{}", authority.slug),
        content: authority.content.get_or_init(|| content(authority, key)).to_vec(),
        again_after: RESIGN_SECONDS,
        lives: LIVES_SECONDS,
        sign: &sign,
    };
    if anew { kept.renew(server).await } else { kept.current(server).await }
}

/// What the folder says, without number and times, and who signs it. The folder is held against the linter for
/// it, which is too much work for every request.
fn content(authority: &Authority, key: &SigningKey) -> [u8; 32] {
    let mut content = payload(authority, 1, UnixTime::from_seconds(0));
    content.extend_from_slice(key.public_jwk().to_string().as_bytes());
    sha256(&content)
}

fn payload(authority: &Authority, number: i64, now: UnixTime) -> Vec<u8> {
    let number = u64::try_from(number).unwrap_or(1);
    authority.folder.index(number, now).unwrap_or_default()
}

/// `GET /departments/{slug}/forms/{file}` and `…/types/{file}`
pub(crate) async fn file(
    State(server): State<Shared>,
    Path((slug, place, file)): Path<(String, String, String)>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let authority = server.world.by_slug(&slug).ok_or(Code::NotFound)?;
    let place = PUBLISHED.iter().find(|known| **known == place).ok_or(Code::NotFound)?;
    let bytes = authority.folder.file(&format!("{place}/{file}")).ok_or(Code::NotFound)?;
    Ok(answer::tagged(&asked, "application/json", "no-cache", bytes.to_vec()))
}
