//! The trust list: signed by the root key, with a number that rises with every change.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use cert_issue::{IssuerEntry, TrustListBuilder};
use cert_verify::{RootKeys, Trust, TrustList, UnixTime, sha256};
use serde_json::{Value, json};

use crate::{
    Business, Server, Shared, answer,
    db::{
        StorageError,
        lists::{self, SignedList},
    },
    problem::{Code, Problem},
    specimen::types::Type,
    world::{AUTHORITIES, RECEIPT_TYPE},
};

/// A verifier that gets no list for this long can no longer say "valid".
const NEXT_UPDATE_SECONDS: i64 = 7 * 86_400;

/// Signed again every day, so a verifier that was offline for six days still has a good one.
const RESIGN_SECONDS: i64 = 86_400;

/// The invented authorities have been in good standing since then.
const GRANTED_SINCE: &str = "2020-01-01T00:00:00Z";

/// `GET /trust/list`
pub(crate) async fn get(State(server): State<Shared>) -> Result<Response, Problem> {
    let token = current(&server).await?;
    Ok(answer::shared(answer::with_type(200, "application/jose", "public, max-age=300", token)))
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

/// The list in force, signed again when its content changed or a day has passed.
pub(crate) async fn current(server: &Server) -> Result<String, StorageError> {
    let (now, content) = (server.now(), content(server));
    let in_force = |last: &SignedList| {
        last.content == content
            && (0..RESIGN_SECONDS).contains(&(now.seconds() - last.issued_at.seconds()))
    };
    signed(server, Some(&in_force)).await
}

/// Signs the list anew: at every start, because the database may have been restored from a backup
/// and its list have a lower number than clients have seen.
pub(crate) async fn renew(server: &Server) -> Result<String, StorageError> {
    signed(server, None).await
}

/// `in_force` says whether the list as last signed will do; without it a new one must be stored.
async fn signed(
    server: &Server,
    in_force: Option<&(dyn Fn(&SignedList) -> bool + Sync)>,
) -> Result<String, StorageError> {
    let now = server.now();
    // A second try meets the list that somebody else signed meanwhile.
    for _ in 0..3 {
        let last = lists::signed(&server.database, "trust").await?;
        if let Some(last) = last.as_ref().filter(|last| in_force.is_some_and(|is| is(last))) {
            return Ok(last.token.clone());
        }
        // Seconds since the epoch are beyond all numbers that a lost or restored database knew.
        let clock = now.seconds();
        let lives =
            |last: &SignedList| now.seconds() - last.issued_at.seconds() < NEXT_UPDATE_SECONDS;
        let last_resort = last
            .as_ref()
            .filter(|last| in_force.is_some() && lives(last))
            .map(|last| last.token.clone());
        let sequence = last.map_or(clock, |last| last.sequence.saturating_add(1).max(clock));
        let content = content(server);
        let token = sign(server, sequence, now);
        let list = SignedList { sequence, content, issued_at: now, token };
        match lists::store_signed(&server.database, "trust", &list).await {
            Ok(true) => return Ok(list.token),
            Ok(false) => {}
            // Nothing can be written now: the list as last signed is good for days.
            Err(error) => return last_resort.ok_or(error),
        }
    }
    Err(StorageError)
}

fn sign(server: &Server, sequence: i64, now: UnixTime) -> String {
    let sequence = u64::try_from(sequence).unwrap_or(1);
    let builder = TrustListBuilder::new(sequence, now, now.plus_seconds(NEXT_UPDATE_SECONDS))
        .with_operator("zh-CN", "证填示例运营方（SPECIMEN）")
        .with_operator("en", "Certfill specimen operator");
    let since = UnixTime::parse_rfc3339(GRANTED_SINCE).unwrap_or(now);
    let authorities = AUTHORITIES.iter().fold(builder, |builder, authority| {
        let entry = IssuerEntry::new(authority.issuer, since)
            .with_name("zh-CN", authority.name_zh)
            .with_name("en", authority.name_en)
            .with_address("zh-CN", "示例路 1 号（SPECIMEN）", "CN")
            .with_address("en", "1 Specimen Road", "CN")
            .with_key(server.keys.of(authority).public())
            .with_region(authority.region)
            .with_type(RECEIPT_TYPE);
        let types = authority.types.iter().filter_map(|name| Type::by_name(name)).map(Type::vct);
        builder.with_issuer(types.fold(entry, |entry, name| entry.with_type(&name)))
    });
    let businesses = server.config.businesses.iter();
    businesses
        .fold(authorities, |builder, business| builder.with_issuer(business.on_the_list(since)))
        .sign(&server.keys.root)
}

/// A digest of all that the list says, without its number and times.
fn content(server: &Server) -> Vec<u8> {
    let all: Vec<Value> = AUTHORITIES
        .iter()
        .map(|a| {
            json!([
                a.issuer,
                a.name_zh,
                a.name_en,
                a.types,
                a.region,
                server.keys.of(a).public_jwk()
            ])
        })
        .collect();
    let businesses: Vec<Value> = server.config.businesses.iter().map(Business::to_json).collect();
    let text = json!([all, businesses, GRANTED_SINCE, RECEIPT_TYPE, server.keys.root.public_jwk()])
        .to_string();
    sha256(text.as_bytes()).to_vec()
}
