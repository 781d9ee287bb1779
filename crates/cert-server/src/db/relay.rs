//! Messages between a kiosk and a phone where several machines share a PostgreSQL. One server alone keeps them in
//! memory (`relay.rs`), and SQLite has no tables for them.

use cert_verify::UnixTime;
use sqlx::Row;

use super::{About, Database, Engine, StorageError};

/// The most that there may be.
pub(crate) struct MostCarried {
    pub(crate) slots: i64,
    pub(crate) waiting: i64,
    pub(crate) channels: i64,
    pub(crate) bytes: i64,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    Yes,
    SlotUsed,
    ChannelFull,
    /// All conversations together are too much.
    Busy,
}

/// Whether conversations are kept here.
pub(crate) fn is_here(database: &Database) -> bool {
    matches!(database.engine, Engine::Postgres)
}

/// Puts a message into its place, and lengthens the life of its conversation.
pub(crate) async fn put(
    database: &Database,
    (channel, slot): (&str, &str),
    message: Vec<u8>,
    most: &MostCarried,
    now: UnixTime,
    until: UnixTime,
) -> Result<Put, StorageError> {
    let size = i64::try_from(message.len()).unwrap_or(i64::MAX);
    // All of them together are counted, so they take turns.
    let mut transaction = database.write(About::Carried).await?;
    sqlx::query("DELETE FROM relay_channels WHERE expires_at <= $1")
        .bind(now.seconds())
        .execute(&mut *transaction)
        .await?;
    let known = sqlx::query("SELECT slots, waiting FROM relay_channels WHERE channel = $1");
    let known = known.bind(channel).fetch_optional(&mut *transaction).await?;
    let all =
        sqlx::query("SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM relay_channels");
    let all = all.fetch_one(&mut *transaction).await?;
    let (channels, bytes): (i64, i64) = (all.try_get(0)?, all.try_get(1)?);
    if (known.is_none() && channels >= most.channels) || bytes.saturating_add(size) > most.bytes {
        return Ok(Put::Busy);
    }
    let used = sqlx::query("SELECT slot FROM relay_slots WHERE channel = $1 AND slot = $2");
    let used = used.bind(channel).bind(slot).fetch_optional(&mut *transaction).await?;
    if used.is_some() {
        return Ok(Put::SlotUsed);
    }
    if let Some(known) = known {
        let (slots, waiting): (i64, i64) = (known.try_get(0)?, known.try_get(1)?);
        if slots >= most.slots || waiting >= most.waiting {
            return Ok(Put::ChannelFull);
        }
    }
    sqlx::query(
        "INSERT INTO relay_channels (channel, expires_at, slots, waiting, bytes) VALUES ($1, $2, 1, 1, $3)
         ON CONFLICT (channel) DO UPDATE SET expires_at = excluded.expires_at, slots = relay_channels.slots + 1,
             waiting = relay_channels.waiting + 1, bytes = relay_channels.bytes + excluded.bytes",
    )
    .bind(channel)
    .bind(until.seconds())
    .bind(size)
    .execute(&mut *transaction)
    .await?;
    sqlx::query("INSERT INTO relay_slots (channel, slot, message) VALUES ($1, $2, $3)")
        .bind(channel)
        .bind(slot)
        .bind(message)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Put::Yes)
}

/// Takes a message out of its place, once.
pub(crate) async fn take(
    database: &Database,
    (channel, slot): (&str, &str),
    now: UnixTime,
    until: UnixTime,
) -> Result<Option<Vec<u8>>, StorageError> {
    let waits = sqlx::query(
        "SELECT 1 FROM relay_slots AS s JOIN relay_channels AS c ON c.channel = s.channel
         WHERE s.channel = $1 AND s.slot = $2 AND s.message IS NOT NULL AND c.expires_at > $3",
    );
    // Who waits asks every second: that costs no transaction.
    let waits = waits.bind(channel).bind(slot).bind(now.seconds());
    if waits.fetch_optional(database.reader()?).await?.is_none() {
        return Ok(None);
    }
    let mut transaction = database.write(About::Carried).await?;
    let row = sqlx::query(
        "SELECT message FROM relay_slots WHERE channel = $1 AND slot = $2 AND message IS NOT NULL",
    );
    let row = row.bind(channel).bind(slot).fetch_optional(&mut *transaction).await?;
    let Some(row) = row else { return Ok(None) };
    let message: Vec<u8> = row.try_get(0)?;
    sqlx::query("UPDATE relay_slots SET message = NULL WHERE channel = $1 AND slot = $2")
        .bind(channel)
        .bind(slot)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "UPDATE relay_channels SET waiting = waiting - 1, bytes = bytes - $1, expires_at = $2 WHERE channel = $3",
    )
    .bind(i64::try_from(message.len()).unwrap_or(i64::MAX))
    .bind(until.seconds())
    .bind(channel)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Some(message))
}

/// Forgets what has had its time.
pub(crate) async fn sweep(database: &Database, now: UnixTime) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Carried).await?;
    sqlx::query("DELETE FROM relay_channels WHERE expires_at <= $1")
        .bind(now.seconds())
        .execute(&mut *transaction)
        .await?;
    Ok(transaction.commit().await?)
}
