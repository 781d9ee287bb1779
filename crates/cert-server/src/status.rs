//! Status lists (IETF Token Status List) of each authority, signed by it. When one has so many entries that
//! a free one is not found at random any more, the next is opened.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use cert_issue::StatusListBuilder;
use cert_verify::{StatusEvidence, UnixTime, sha256};
use serde_json::json;

use crate::{
    Server, Shared, answer,
    authority::Authority,
    db::{
        StorageError,
        lists::{self, SignedList},
    },
    problem::{Code, Problem},
};

/// Entries of a list: so many that a random index tells nothing, and 32 KB before packing.
pub(crate) const ENTRIES: u64 = 131_072;

/// Certificates in one list: a free index is found within a few attempts, and stays random.
pub(crate) const MOST_ISSUED: i64 = 98_304;

/// Valid, revoked, suspended: two bits.
const BITS: u8 = 2;

/// How long a verifier may keep a list: a revocation is seen everywhere within this time.
const TTL_SECONDS: i64 = 300;

/// Beyond this a list says nothing, even if the verifier is offline.
const EXPIRY_SECONDS: i64 = 86_400;

/// `GET /status/{n}`
pub(crate) async fn get(
    State(server): State<Shared>,
    Path(number): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let list = number.parse().map_err(|_| Code::NotFound)?;
    if !all(&server).await?.contains(&list) {
        return Err(Code::NotFound.into());
    }
    let token = current(&server, list).await?.token;
    // The token's own `ttl` counts; caches in between must not add to it.
    Ok(answer::shared(answer::tagged(
        &asked,
        "application/statuslist+jwt",
        "public, max-age=30",
        token,
    )))
}

/// Where the list with this number is.
pub(crate) fn address(server: &Server, list: u32) -> String {
    format!("{}/status/{list}", server.base)
}

/// The numbers of all lists; the first one of each authority is there before anything is issued.
async fn all(server: &Server) -> Result<Vec<u32>, StorageError> {
    let mut all: Vec<u32> = server.world.authorities.iter().map(|one| one.list).collect();
    let opened = lists::opened(&server.database).await?;
    all.extend(opened.into_iter().filter(|list| lists::first_of(*list) != *list));
    Ok(all)
}

/// All lists, as an office reads them: in the same process, without asking itself over HTTP. Read
/// once for each set of lists, so that a signature is checked once and not for each filing.
///
/// With it comes when the oldest of them was signed.
pub(crate) async fn evidence(
    server: &Server,
) -> Result<(Arc<StatusEvidence>, UnixTime), StorageError> {
    let (mut tokens, mut oldest) = (Vec::new(), server.now());
    for list in all(server).await? {
        let signed = current(server, list).await?;
        oldest = oldest.min(signed.issued_at);
        tokens.push((list, signed.token));
    }
    let evidence = server.statuses.get_or_make(tokens, |tokens| {
        let mut evidence = StatusEvidence::none();
        for (list, token) in tokens {
            evidence.add_fetched_from(&address(server, *list), token.as_bytes(), server.now());
        }
        Ok::<_, StorageError>(evidence)
    })?;
    Ok((evidence, oldest))
}

/// Whether a list that was signed then is shown as it is, and not signed again.
pub(crate) fn is_fresh(issued_at: UnixTime, now: UnixTime) -> bool {
    (0..TTL_SECONDS / 2).contains(&(now.seconds() - issued_at.seconds()))
}

/// The list in force, signed again when a status changed or half of its life has passed. Who changes a status
/// marks the list, so that its entries are read then and not to find out whether one changed.
async fn current(server: &Server, number: u32) -> Result<SignedList, StorageError> {
    let authority = server.world.by_list(number).ok_or(StorageError)?;
    let now = server.now();
    let name = format!("status/{number}");
    let uri = address(server, number);
    let whose = json!([uri, server.keys.of(authority).public_jwk()]).to_string();
    let content = sha256(whose.as_bytes()).to_vec();
    for _ in 0..3 {
        let last = lists::signed(&server.database, &name).await?;
        if let Some(last) =
            last.as_ref().filter(|last| last.content == content && is_fresh(last.issued_at, now))
        {
            return Ok(last.clone());
        }
        // Read after the number of the last list: a status that changes from here on makes that number another,
        // and this list is not stored.
        let changed = lists::not_valid(&server.database, number).await?;
        let token = sign(server, authority, &uri, &changed, now)?;
        let sequence = last.map_or(1, |last| last.sequence.saturating_add(1));
        let list = SignedList { sequence, content: content.clone(), issued_at: now, token };
        match lists::store_signed(&server.database, &name, &list).await {
            Ok(true) => return Ok(list),
            Ok(false) => {}
            // Somebody holds the write lock, or nothing can be written: what was signed is true all
            // the same, and its next copy is signed again.
            Err(_) => return Ok(list),
        }
    }
    Err(StorageError)
}

fn sign(
    server: &Server,
    authority: &Authority,
    uri: &str,
    changed: &[(u32, u8)],
    now: UnixTime,
) -> Result<String, StorageError> {
    let full = |_| StorageError;
    let entries = usize::try_from(ENTRIES).map_err(|_| StorageError)?;
    let mut list = StatusListBuilder::new(BITS, entries).map_err(full)?;
    for (index, value) in changed {
        let index = usize::try_from(*index).map_err(|_| StorageError)?;
        list.set(index, *value).map_err(full)?;
    }
    let expires = now.plus_seconds(EXPIRY_SECONDS);
    Ok(list.sign(uri, now, Some(expires), Some(TTL_SECONDS), server.keys.of(authority)))
}
