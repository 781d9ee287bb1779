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

const WAITING: &str = "SELECT COALESCE(SUM(size), 0) FROM attachments WHERE is_filed = 0";

/// Stores an attachment; one that is there already stays, but its waiting time begins anew.
/// False when the waiting attachments of all offices already take up `most` bytes.
pub(crate) async fn store(
    database: &Database,
    attachment: Attachment<'_>,
    most: i64,
) -> Result<bool, StorageError> {
    let size = i64::try_from(attachment.content.len()).unwrap_or(i64::MAX);
    let mut transaction = database.write().await?;
    let waiting: i64 = sqlx::query(WAITING).fetch_one(&mut *transaction).await?.try_get(0)?;
    if waiting.saturating_add(size) > most {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO attachments (office, digest, media_type, size, stored_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (office, digest) DO UPDATE SET stored_at = excluded.stored_at",
    )
    .bind(attachment.office)
    .bind(&attachment.digest[..])
    .bind(attachment.media_type)
    .bind(size)
    .bind(attachment.stored_at.seconds())
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "INSERT INTO attachment_contents (office, digest, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(attachment.office)
    .bind(&attachment.digest[..])
    .bind(attachment.content)
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

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn what_waits_is_counted_without_looking_at_what_was_filed() {
        crate::db::tests::uses_an_index(super::WAITING, "attachments_waiting").await;
    }
}
