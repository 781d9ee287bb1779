//! Entries that are only ever added to, each with the digest of the one before.

use cert_verify::{base64url, sha256};
use sqlx::Row;

use super::{StorageError, WriteTransaction};

/// The number and the digest of the last entry, as this statement finds them; of none before the first.
pub(super) async fn last(
    transaction: &mut WriteTransaction,
    statement: &'static str,
) -> Result<(i64, String), StorageError> {
    match sqlx::query(statement).fetch_optional(&mut **transaction).await? {
        Some(row) => Ok((row.try_get(0)?, row.try_get(1)?)),
        None => Ok((0, String::new())),
    }
}

/// The digest of an entry.
pub(super) fn digest(entry: &str) -> String {
    base64url::encode(&sha256(entry.as_bytes()))
}
