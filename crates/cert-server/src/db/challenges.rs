//! Which nonces are used, and how much was uploaded under one. A nonce says by itself what it is for
//! (`office/nonce.rs`), so nothing stands here before that. Rows with a form are of an earlier version, which wrote
//! each challenge down.

use cert_verify::{UnixTime, sha256};
use sqlx::Row;

use super::{Database, StorageError};

/// A challenge that an earlier version wrote down.
pub(crate) struct Written {
    pub(crate) integrity: String,
    pub(crate) filing: String,
    pub(crate) expires_at: UnixTime,
    pub(crate) counter: bool,
}

/// The challenge that an earlier version wrote down for this nonce of the office.
pub(crate) async fn written(
    database: &Database,
    office: &str,
    nonce: &str,
) -> Result<Option<Written>, StorageError> {
    let row = sqlx::query(
        "SELECT integrity, filing, expires_at, counter FROM challenges
         WHERE nonce_hash = $1 AND office = $2 AND form_id <> ''",
    )
    .bind(&sha256(nonce.as_bytes())[..])
    .bind(office)
    .fetch_optional(database.reader()?)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let counter: i64 = row.try_get(3)?;
    Ok(Some(Written {
        integrity: row.try_get(0)?,
        filing: row.try_get(1)?,
        expires_at: UnixTime::from_seconds(row.try_get(2)?),
        counter: counter == 1,
    }))
}

/// Whether a filing has used this nonce up.
pub(crate) async fn is_used(database: &Database, nonce: &str) -> Result<bool, StorageError> {
    let row = sqlx::query("SELECT 1 FROM challenges WHERE nonce_hash = $1 AND used_by IS NOT NULL")
        .bind(&sha256(nonce.as_bytes())[..])
        .fetch_optional(database.reader()?)
        .await?;
    Ok(row.is_some())
}
