//! What has had its time goes, a little at once: no lock is held for long.

use cert_verify::UnixTime;
use sqlx::Row;

use super::{About, Database, Engine, StorageError};

/// Rows of one table at once; a thousand small rows are gone within a few milliseconds.
const ROWS: i64 = 1_000;

/// Attachments at once: each may have eight megabytes.
const ATTACHMENTS: i64 = 20;

/// A challenge is known for a day longer, so that a late filing is told that it is late.
const CHALLENGE_SECONDS: i64 = 86_400;

/// An attachment that no filing takes up within an hour is deleted: its challenge has ended long before.
const ATTACHMENT_SECONDS: i64 = 3_600;

/// A message that has arrived can be sent again for a month.
const WEBHOOK_SECONDS: i64 = 30 * 86_400;

/// What goes: how long after the time in its index, how many rows at once, from where, by which key, and which.
const PAST: [(i64, i64, &str, &str, &str); 8] = [
    (CHALLENGE_SECONDS, ROWS, "challenges", "nonce_hash", "expires_at < $1"),
    (0, ROWS, "offers", "id", "expires_at < $1"),
    (0, ROWS, "access_tokens", "hash", "expires_at < $1"),
    (0, ROWS, "proof_nonces", "hash", "expires_at < $1"),
    (
        ATTACHMENT_SECONDS,
        ATTACHMENTS,
        "attachments",
        "office, digest",
        "is_filed = 0 AND stored_at < $1",
    ),
    (WEBHOOK_SECONDS, ROWS, "webhooks", "id", "state = 'delivered' AND made_at < $1"),
    (0, ROWS, "desk_sessions", "token_hash", "ends_at < $1"),
    (0, ROWS, "desk_journeys", "state_hash", "ends_at < $1"),
];

/// The statement that deletes some of what is past. Of several machines each takes rows that no other has
/// (`SKIP LOCKED`); SQLite has one writer and no such words.
fn statement(engine: &Engine, (_, _, table, key, past): (i64, i64, &str, &str, &str)) -> String {
    let apart = match engine {
        Engine::Sqlite(_) => "",
        Engine::Postgres => " FOR UPDATE SKIP LOCKED",
    };
    format!(
        "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {past} LIMIT $2{apart})"
    )
}

/// Deletes some of what is past, each kind in a transaction of its own. Says whether there is more.
///
/// # Errors
/// When the database refuses; what was deleted before stays deleted.
pub(crate) async fn some(database: &Database, now: UnixTime) -> Result<bool, StorageError> {
    let mut is_more = false;
    for past in PAST {
        let (longer, rows, table, ..) = past;
        // What lay elsewhere goes when nothing names it any more.
        let names = if table == "attachments" { " RETURNING place" } else { "" };
        let statement = statement(&database.engine, past) + names;
        let mut transaction = database.write(About::Nothing).await?;
        let deleting = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(now.plus_seconds(-longer).seconds())
            .bind(rows);
        let gone = if names.is_empty() {
            let done = deleting.execute(&mut *transaction).await?;
            transaction.commit().await?;
            done.rows_affected()
        } else {
            let gone = deleting.fetch_all(&mut *transaction).await?;
            transaction.commit().await?;
            for row in &gone {
                let place: Option<String> = row.try_get(0)?;
                if let (Some(place), Some(contents)) = (place, &database.contents) {
                    contents.forget(&place).await;
                }
            }
            u64::try_from(gone.len()).unwrap_or_default()
        };
        is_more |= i64::try_from(gone).is_ok_and(|gone| gone >= rows);
    }
    Ok(is_more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_past_is_found_without_looking_at_the_rest() {
        for past in PAST {
            let skipping = statement(&Engine::Postgres, past);
            let statement = skipping.replace(" FOR UPDATE SKIP LOCKED", "");
            crate::db::tests::uses_an_index(&statement, "").await;
        }
    }
}
