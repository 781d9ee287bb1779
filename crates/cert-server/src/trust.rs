//! The trust list: signed by the root key, with a number that rises with every change.

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap, response::Response};
use cert_issue::{IssuerEntry, TrustListBuilder};
use cert_verify::{RootKeys, Trust, TrustList, UnixTime, sha256};
use serde_json::{Value, json};

use crate::{
    Business, Server, Shared, answer,
    db::StorageError,
    problem::{Code, Problem},
    signed::Kept,
};

/// A verifier that gets no list for this long can no longer say "valid".
const NEXT_UPDATE_SECONDS: i64 = 7 * 86_400;

/// Signed again every day, so a verifier that was offline for six days still has a good one.
const RESIGN_SECONDS: i64 = 86_400;

/// The invented authorities have been in good standing since then.
const GRANTED_SINCE: &str = "2020-01-01T00:00:00Z";

/// `GET /trust/list`
pub(crate) async fn get(
    State(server): State<Shared>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let token = current(&server).await?;
    Ok(answer::shared(answer::tagged(&asked, "application/jose", "public, max-age=300", token)))
}

/// The root keys as JSON, for the configuration of clients.
pub(crate) fn roots(server: &Server) -> Value {
    json!({"version": 1, "threshold": 1, "keys": [server.keys.root.public_jwk()]})
}

/// What the offices trust: exactly what everybody is told to trust. Read once for each list.
pub(crate) async fn accepted(server: &Server) -> Result<Arc<Trust>, Problem> {
    let token = current(server).await?;
    server.trust.get_or_make(token, |token| read(server, token))
}

fn read(server: &Server, token: &str) -> Result<Trust, Problem> {
    let roots = RootKeys::from_json(&roots(server)).map_err(|_| Code::Internal)?;
    let list = TrustList::accept(token.as_bytes(), &roots, None, server.now())
        .map_err(|_| Code::Internal)?;
    Ok(Trust::nobody().with_list(&list))
}

/// The list in force.
pub(crate) async fn current(server: &Server) -> Result<String, StorageError> {
    kept(server, &|sequence, now| sign(server, sequence, now)).current(server).await
}

/// Signs the list anew, at every start.
pub(crate) async fn renew(server: &Server) -> Result<String, StorageError> {
    kept(server, &|sequence, now| sign(server, sequence, now)).renew(server).await
}

fn kept<'l>(server: &Server, sign: &'l (dyn Fn(i64, UnixTime) -> String + Sync)) -> Kept<'l> {
    Kept {
        name: "trust",
        content: content(server),
        again_after: RESIGN_SECONDS,
        lives: NEXT_UPDATE_SECONDS,
        sign,
    }
}

fn sign(server: &Server, sequence: i64, now: UnixTime) -> String {
    let sequence = u64::try_from(sequence).unwrap_or(1);
    let unnamed = TrustListBuilder::new(sequence, now, now.plus_seconds(NEXT_UPDATE_SECONDS));
    let builder = operator(server)
        .fold(unnamed, |builder, (language, name)| builder.with_operator(language, name));
    let since = UnixTime::parse_rfc3339(GRANTED_SINCE).unwrap_or(now);
    let world = &server.world;
    let authorities = world.authorities.iter().fold(builder, |builder, authority| {
        let entry = IssuerEntry::new(authority.issuer, since)
            .with_name("zh-CN", authority.name_zh)
            .with_name("en", authority.name_en)
            .with_address("zh-CN", "示例路 1 号（SPECIMEN）", "CN")
            .with_address("en", "1 Specimen Road", "CN")
            .with_key(server.keys.of(authority).public());
        let entry = authority.regions.iter().fold(entry, |entry, region| entry.with_region(region));
        let types = world.common_types.iter().chain(&authority.types);
        builder.with_issuer(types.fold(entry, |entry, name| entry.with_type(name)))
    });
    let businesses = server.config.businesses.iter();
    businesses
        .fold(authorities, |builder, business| builder.with_issuer(business.on_the_list(since)))
        .sign(&server.keys.root)
}

/// The operator's name in each language that `city.json` gives it in.
fn operator(server: &Server) -> impl Iterator<Item = (&str, &str)> {
    let names = server.world.operator.get("operator").and_then(Value::as_object);
    names
        .into_iter()
        .flatten()
        .filter_map(|(language, name)| Some((language.as_str(), name.as_str()?)))
}

/// A digest of all that the list says, without its number and times.
fn content(server: &Server) -> Vec<u8> {
    let entry = |one: &&crate::authority::Authority| {
        let key = server.keys.of(one).public_jwk();
        json!([one.issuer, one.name_zh, one.name_en, one.types, one.regions, key])
    };
    let all: Vec<Value> = server.world.authorities.iter().map(entry).collect();
    let businesses: Vec<Value> = server.config.businesses.iter().map(Business::to_json).collect();
    let root = server.keys.root.public_jwk();
    let operator: Vec<_> = operator(server).collect();
    let text = json!([operator, all, businesses, GRANTED_SINCE, server.world.common_types, root]);
    let text = text.to_string();
    sha256(text.as_bytes()).to_vec()
}
