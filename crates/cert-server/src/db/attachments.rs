//! Attachments by digest.

use cert_verify::UnixTime;
use sqlx::Row;

use super::{Database, StorageError};

/// An attachment that came in whole.
pub(crate) struct Attachment<'a> {
    pub(crate) office: &'a str,
    pub(crate) digest: [u8; 32],
    pub(crate) media_type: &'a str,
    pub(crate) content: Vec<u8>,
    pub(crate) stored_at: UnixTime,
}

/// Stores an attachment; one that is there already stays, but its waiting time begins anew.
/// False when the waiting attachments of all offices already take up `most` bytes.
pub(crate) async fn store(
    database: &Database,
    attachment: Attachment<'_>,
    most: i64,
) -> Result<bool, StorageError> {
    let size = i64::try_from(attachment.content.len()).unwrap_or(i64::MAX);
    let mut transaction = database.write().await?;
    let waiting: i64 = sqlx::query(
        "SELECT COALESCE(SUM(size), 0) FROM attachments AS a WHERE NOT EXISTS
         (SELECT 1 FROM filing_attachments AS f WHERE f.office = a.office AND f.digest = a.digest)",
    )
    .fetch_one(&mut *transaction)
    .await?
    .try_get(0)?;
    if waiting.saturating_add(size) > most {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO attachments (office, digest, media_type, size, content, stored_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (office, digest) DO UPDATE SET stored_at = excluded.stored_at",
    )
    .bind(attachment.office)
    .bind(&attachment.digest[..])
    .bind(attachment.media_type)
    .bind(size)
    .bind(attachment.content)
    .bind(attachment.stored_at.seconds())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(true)
}

/// The size of an attachment of this office.
pub(crate) async fn size(
    database: &Database,
    office: &str,
    digest: &[u8; 32],
) -> Result<Option<u64>, StorageError> {
    let row = sqlx::query("SELECT size FROM attachments WHERE office = ? AND digest = ?")
        .bind(office)
        .bind(&digest[..])
        .fetch_optional(database.reader()?)
        .await?;
    let size = row.map(|row| row.try_get::<i64, _>(0)).transpose()?;
    Ok(size.and_then(|size| u64::try_from(size).ok()))
}

/// Deletes attachments that no filing took up since this time.
pub(crate) async fn delete_orphans(
    database: &Database,
    stored_before: UnixTime,
) -> Result<u64, StorageError> {
    let mut transaction = database.write().await?;
    let done = sqlx::query(
        "DELETE FROM attachments WHERE stored_at < ? AND NOT EXISTS
         (SELECT 1 FROM filing_attachments AS f WHERE f.office = attachments.office AND f.digest = attachments.digest)",
    )
    .bind(stored_before.seconds())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(done.rows_affected())
}
