//! What has had its time goes, a little at once: the write lock is never held for long.

use cert_verify::UnixTime;

use super::{Database, StorageError};

/// Rows of one table at once; a thousand small rows are gone within a few milliseconds.
const ROWS: i64 = 1_000;

/// Attachments at once: each may have eight megabytes.
const ATTACHMENTS: i64 = 20;

/// A challenge is known for a day longer, so that a late filing is told that it is late.
const CHALLENGE_SECONDS: i64 = 86_400;

/// An attachment that no filing takes up within an hour is deleted: its challenge has ended long before.
const ATTACHMENT_SECONDS: i64 = 3_600;

/// What goes: how long after the time in its index, how many rows at once, and the statement.
const PAST: [(i64, i64, &str); 7] = [
    (
        CHALLENGE_SECONDS,
        ROWS,
        "DELETE FROM challenges WHERE rowid IN
        (SELECT rowid FROM challenges WHERE expires_at < ? LIMIT ?)",
    ),
    (
        0,
        ROWS,
        "DELETE FROM offers WHERE rowid IN (SELECT rowid FROM offers WHERE expires_at < ? LIMIT ?)",
    ),
    (
        0,
        ROWS,
        "DELETE FROM access_tokens WHERE rowid IN
        (SELECT rowid FROM access_tokens WHERE expires_at < ? LIMIT ?)",
    ),
    (
        0,
        ROWS,
        "DELETE FROM proof_nonces WHERE rowid IN
        (SELECT rowid FROM proof_nonces WHERE expires_at < ? LIMIT ?)",
    ),
    (
        ATTACHMENT_SECONDS,
        ATTACHMENTS,
        "DELETE FROM attachments WHERE rowid IN
        (SELECT rowid FROM attachments WHERE is_filed = 0 AND stored_at < ? LIMIT ?)",
    ),
    (
        0,
        ROWS,
        "DELETE FROM desk_sessions WHERE token_hash IN
        (SELECT token_hash FROM desk_sessions WHERE ends_at < $1 LIMIT $2)",
    ),
    (
        0,
        ROWS,
        "DELETE FROM desk_journeys WHERE state_hash IN
        (SELECT state_hash FROM desk_journeys WHERE ends_at < $1 LIMIT $2)",
    ),
];

/// Deletes some of what is past, each kind in a transaction of its own. Says whether there is more.
///
/// # Errors
/// When the database refuses; what was deleted before stays deleted.
pub(crate) async fn some(database: &Database, now: UnixTime) -> Result<bool, StorageError> {
    let mut is_more = false;
    for (longer, rows, statement) in PAST {
        let mut transaction = database.write().await?;
        let done = sqlx::query(statement)
            .bind(now.plus_seconds(-longer).seconds())
            .bind(rows)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        is_more |= i64::try_from(done.rows_affected()).is_ok_and(|gone| gone >= rows);
    }
    Ok(is_more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_past_is_found_without_looking_at_the_rest() {
        for (_, _, statement) in PAST {
            crate::db::tests::uses_an_index(statement, "").await;
        }
    }
}
