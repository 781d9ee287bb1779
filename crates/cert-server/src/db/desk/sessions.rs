//! Sessions of clerks, and journeys to the identity provider. Tokens are kept as digests, so that a copy of the
//! database opens nothing.

use cert_verify::UnixTime;
use sqlx::Row;

use crate::db::{About, Database, StorageError};

/// A session.
pub(crate) struct Session {
    pub(crate) token_hash: String,
    /// The account, or whom the identity provider named.
    pub(crate) clerk: String,
    /// As it is shown.
    pub(crate) name: String,
    /// What the identity provider said; none for local accounts.
    pub(crate) grants: Option<String>,
    pub(crate) began_at: UnixTime,
    pub(crate) seen_at: UnixTime,
    pub(crate) ends_at: UnixTime,
    /// What was typed when the session before had ended.
    pub(crate) kept: Option<String>,
}

/// The session of this token, whether it has ended or not.
pub(crate) async fn session(
    database: &Database,
    token_hash: &str,
) -> Result<Option<Session>, StorageError> {
    let row = sqlx::query(
        "SELECT clerk, name, grants, began_at, seen_at, ends_at, kept FROM desk_sessions WHERE token_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(database.reader()?)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Session {
        token_hash: token_hash.to_owned(),
        clerk: row.try_get(0)?,
        name: row.try_get(1)?,
        grants: row.try_get(2)?,
        began_at: UnixTime::from_seconds(row.try_get(3)?),
        seen_at: UnixTime::from_seconds(row.try_get(4)?),
        ends_at: UnixTime::from_seconds(row.try_get(5)?),
        kept: row.try_get(6)?,
    }))
}

/// Begins a session.
pub(crate) async fn begin(
    transaction: &mut crate::db::WriteTransaction,
    session: &Session,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO desk_sessions (token_hash, clerk, name, grants, began_at, seen_at, ends_at, kept)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&session.token_hash)
    .bind(&session.clerk)
    .bind(&session.name)
    .bind(&session.grants)
    .bind(session.began_at.seconds())
    .bind(session.seen_at.seconds())
    .bind(session.ends_at.seconds())
    .bind(&session.kept)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Notes that the clerk is still there.
pub(crate) async fn seen(
    database: &Database,
    token_hash: &str,
    now: UnixTime,
) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Nothing).await?;
    sqlx::query("UPDATE desk_sessions SET seen_at = $1 WHERE token_hash = $2")
        .bind(now.seconds())
        .bind(token_hash)
        .execute(&mut *transaction)
        .await?;
    Ok(transaction.commit().await?)
}

/// What was typed before was shown again.
pub(crate) async fn forget_kept(database: &Database, token_hash: &str) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Nothing).await?;
    sqlx::query("UPDATE desk_sessions SET kept = NULL WHERE token_hash = $1")
        .bind(token_hash)
        .execute(&mut *transaction)
        .await?;
    Ok(transaction.commit().await?)
}

/// Ends one session.
pub(crate) async fn end(
    transaction: &mut crate::db::WriteTransaction,
    token_hash: &str,
) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM desk_sessions WHERE token_hash = $1")
        .bind(token_hash)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Ends all sessions of a clerk; gives back how many there were.
pub(crate) async fn end_all(
    transaction: &mut crate::db::WriteTransaction,
    clerk: &str,
) -> Result<u64, StorageError> {
    let ended = sqlx::query("DELETE FROM desk_sessions WHERE clerk = $1").bind(clerk);
    Ok(ended.execute(&mut **transaction).await?.rows_affected())
}

/// Somebody on the way to the identity provider.
pub(crate) struct Journey {
    pub(crate) state_hash: String,
    pub(crate) browser_hash: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
    pub(crate) kept: Option<String>,
    pub(crate) ends_at: UnixTime,
}

/// Remembers who went; those who never come back are forgotten by the sweeper.
pub(crate) async fn set_out(database: &Database, journey: &Journey) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Nothing).await?;
    sqlx::query(
        "INSERT INTO desk_journeys (state_hash, browser_hash, nonce, verifier, kept, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&journey.state_hash)
    .bind(&journey.browser_hash)
    .bind(&journey.nonce)
    .bind(&journey.verifier)
    .bind(&journey.kept)
    .bind(journey.ends_at.seconds())
    .execute(&mut *transaction)
    .await?;
    Ok(transaction.commit().await?)
}

/// Who came back, once.
pub(crate) async fn come_back(
    database: &Database,
    state_hash: &str,
) -> Result<Option<Journey>, StorageError> {
    let mut transaction = database.write(About::Nothing).await?;
    let row = sqlx::query(
        "DELETE FROM desk_journeys WHERE state_hash = $1
         RETURNING browser_hash, nonce, verifier, kept, ends_at",
    )
    .bind(state_hash)
    .fetch_optional(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Journey {
        state_hash: state_hash.to_owned(),
        browser_hash: row.try_get(0)?,
        nonce: row.try_get(1)?,
        verifier: row.try_get(2)?,
        kept: row.try_get(3)?,
        ends_at: UnixTime::from_seconds(row.try_get(4)?),
    }))
}
