//! Attachments by digest.

use cert_verify::{UnixTime, sha256};
use sqlx::Row;

use super::{About, Database, StorageError};

/// An attachment that came in whole.
pub(crate) struct Attachment {
    pub(crate) office: &'static str,
    /// Of the challenge under which it came, and the end of its life.
    pub(crate) nonce: String,
    pub(crate) expires_at: UnixTime,
    pub(crate) digest: [u8; 32],
    pub(crate) media_type: &'static str,
    pub(crate) content: Vec<u8>,
    pub(crate) stored_at: UnixTime,
}

/// The most bytes that may be there.
pub(crate) struct Most {
    /// Waiting for a filing, at all offices.
    pub(crate) waiting: i64,
    /// Under one challenge, filed or not.
    pub(crate) of_challenge: i64,
}

/// What became of an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    Yes,
    /// All that waits is too much already.
    TooMuchWaits,
    /// This challenge has had its part, or was used meanwhile.
    TooMuchForOne,
}

const WAITING: &str =
    "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM attachments WHERE is_filed = 0";

/// Stores an attachment; one that is there already stays and costs nothing, but its waiting time begins
/// anew.
pub(crate) async fn store(
    database: &Database,
    mut attachment: Attachment,
    most: &Most,
) -> Result<Stored, StorageError> {
    let size = i64::try_from(attachment.content.len()).unwrap_or(i64::MAX);
    let Some(contents) = &database.contents else {
        return enter(database, attachment, size, None, most).await.map(|(stored, _)| stored);
    };
    // First the content and then what names it: the other way round a crash would leave a name without content.
    let content = std::mem::take(&mut attachment.content);
    let place = contents.put(attachment.office, content).await?;
    let entered = enter(database, attachment, size, Some(&place), most).await;
    // After an error nobody knows whether it was written, so the content stays.
    if matches!(entered, Ok((_, false))) {
        contents.forget(&place).await;
    }
    entered.map(|(stored, _)| stored)
}

/// Writes down what was uploaded, and whether this content is the one that is kept.
async fn enter(
    database: &Database,
    attachment: Attachment,
    size: i64,
    place: Option<&str>,
    most: &Most,
) -> Result<(Stored, bool), StorageError> {
    let mut transaction = database.write(About::Waiting).await?;
    let again =
        sqlx::query("UPDATE attachments SET stored_at = $1 WHERE office = $2 AND digest = $3")
            .bind(attachment.stored_at.seconds())
            .bind(attachment.office)
            .bind(&attachment.digest[..])
            .execute(&mut *transaction)
            .await?;
    if again.rows_affected() == 1 {
        transaction.commit().await?;
        return Ok((Stored::Yes, false));
    }
    let waiting: i64 = sqlx::query(WAITING).fetch_one(&mut *transaction).await?.try_get(0)?;
    if waiting.saturating_add(size) > most.waiting {
        return Ok((Stored::TooMuchWaits, false));
    }
    // What a nonce says by itself is not written.
    let counted = sqlx::query(
        "INSERT INTO challenges (nonce_hash, office, form_id, form_version, integrity, filing, expires_at, uploaded)
         VALUES ($1, $2, '', '', '', '', $3, $4)
         ON CONFLICT (nonce_hash) DO UPDATE SET uploaded = challenges.uploaded + excluded.uploaded
             WHERE challenges.used_by IS NULL AND challenges.uploaded <= $5",
    )
    .bind(&sha256(attachment.nonce.as_bytes())[..])
    .bind(attachment.office)
    .bind(attachment.expires_at.seconds())
    .bind(size)
    .bind(most.of_challenge.saturating_sub(size))
    .execute(&mut *transaction)
    .await?;
    if counted.rows_affected() == 0 {
        return Ok((Stored::TooMuchForOne, false));
    }
    sqlx::query(
        "INSERT INTO attachments (office, digest, media_type, size, stored_at, place) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(attachment.office)
    .bind(&attachment.digest[..])
    .bind(attachment.media_type)
    .bind(size)
    .bind(attachment.stored_at.seconds())
    .bind(place)
    .execute(&mut *transaction)
    .await?;
    if place.is_none() {
        sqlx::query(
            "INSERT INTO attachment_contents (office, digest, content) VALUES ($1, $2, $3)",
        )
        .bind(attachment.office)
        .bind(&attachment.digest[..])
        .bind(attachment.content)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok((Stored::Yes, true))
}

/// The content of an attachment of this case, and of no other.
pub(crate) async fn content(
    database: &Database,
    case_no: &str,
    digest: &[u8],
) -> Result<Option<Vec<u8>>, StorageError> {
    let row = sqlx::query(
        "SELECT a.place, c.content FROM filing_attachments AS f
         JOIN attachments AS a ON a.office = f.office AND a.digest = f.digest
         LEFT JOIN attachment_contents AS c ON c.office = f.office AND c.digest = f.digest
         WHERE f.case_no = $1 AND f.digest = $2",
    )
    .bind(case_no)
    .bind(digest)
    .fetch_optional(database.reader()?)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let place: Option<String> = row.try_get(0)?;
    match place {
        None => Ok(row.try_get(1)?),
        // A server that was started without the place where they are cannot say that there is nothing.
        Some(place) => match &database.contents {
            Some(contents) => contents.get(&place).await.map(Some),
            None => Err(StorageError),
        },
    }
}

/// The size of an attachment of this office.
pub(crate) async fn size(
    database: &Database,
    office: &str,
    digest: &[u8; 32],
) -> Result<Option<u64>, StorageError> {
    let row = sqlx::query("SELECT size FROM attachments WHERE office = $1 AND digest = $2")
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
