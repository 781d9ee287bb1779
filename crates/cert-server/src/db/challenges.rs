//! Challenges, and what their nonces are good for.

use cert_fill::RefusalCode;
use cert_verify::{UnixTime, sha256};
use sqlx::{Row, any::AnyRow};

use super::{About, Database, StorageError, WriteTransaction};

/// A challenge, stored under the hash of its nonce.
pub(crate) struct Challenge<'a> {
    pub(crate) office: &'a str,
    pub(crate) form_id: &'a str,
    pub(crate) form_version: &'a str,
    pub(crate) integrity: &'a str,
    pub(crate) filing: &'a str,
    pub(crate) expires_at: UnixTime,
    /// Whether it is for a filing that is carried to a counter.
    pub(crate) counter: bool,
}

/// Stores a challenge.
pub(crate) async fn store_challenge(
    database: &Database,
    nonce: &str,
    challenge: &Challenge<'_>,
) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Nothing).await?;
    sqlx::query(
        "INSERT INTO challenges (nonce_hash, office, form_id, form_version, integrity, filing, expires_at, counter)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&sha256(nonce.as_bytes())[..])
    .bind(challenge.office)
    .bind(challenge.form_id)
    .bind(challenge.form_version)
    .bind(challenge.integrity)
    .bind(challenge.filing)
    .bind(challenge.expires_at.seconds())
    .bind(i64::from(challenge.counter))
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// What is known of a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nonce {
    Good,
    Unknown,
    Used,
    Expired,
}

impl Nonce {
    /// From a row with the end of its life and what it was used for.
    fn of_row(row: Option<AnyRow>, now: UnixTime) -> Result<Self, StorageError> {
        let Some(row) = row else { return Ok(Self::Unknown) };
        let (expires_at, used_by): (i64, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
        Ok(match used_by {
            Some(_) => Self::Used,
            None if expires_at <= now.seconds() => Self::Expired,
            None => Self::Good,
        })
    }

    /// Why a nonce that is not good is refused.
    pub(crate) fn refusal(self) -> Option<RefusalCode> {
        match self {
            Self::Good => None,
            Self::Unknown => Some(RefusalCode::NonceUnknown),
            Self::Used => Some(RefusalCode::NonceUsed),
            Self::Expired => Some(RefusalCode::NonceExpired),
        }
    }
}

/// Whether this nonce was given for this filing of this form version and can still be used, and whether for a
/// counter.
pub(crate) async fn nonce(
    database: &Database,
    nonce: &str,
    office: &str,
    integrity: &str,
    filing: &str,
    now: UnixTime,
) -> Result<(Nonce, bool), StorageError> {
    let row = sqlx::query(
        "SELECT expires_at, used_by, counter FROM challenges
         WHERE nonce_hash = $1 AND office = $2 AND integrity = $3 AND filing = $4",
    )
    .bind(&sha256(nonce.as_bytes())[..])
    .bind(office)
    .bind(integrity)
    .bind(filing)
    .fetch_optional(database.reader()?)
    .await?;
    let counter: Option<i64> = row.as_ref().map(|row| row.try_get(2)).transpose()?;
    Ok((Nonce::of_row(row, now)?, counter == Some(1)))
}

/// Whether something may be uploaded under this nonce of the office.
pub(crate) async fn nonce_of_office(
    database: &Database,
    nonce: &str,
    office: &str,
    now: UnixTime,
) -> Result<Nonce, StorageError> {
    let row = sqlx::query(
        "SELECT expires_at, used_by FROM challenges WHERE nonce_hash = $1 AND office = $2",
    )
    .bind(&sha256(nonce.as_bytes())[..])
    .bind(office)
    .fetch_optional(database.reader()?)
    .await?;
    Nonce::of_row(row, now)
}

/// Uses a nonce up; false when somebody else did meanwhile.
pub(crate) async fn use_nonce(
    transaction: &mut WriteTransaction,
    nonce: &str,
    case_no: &str,
) -> Result<bool, StorageError> {
    let done =
        sqlx::query("UPDATE challenges SET used_by = $1 WHERE nonce_hash = $2 AND used_by IS NULL")
            .bind(case_no)
            .bind(&sha256(nonce.as_bytes())[..])
            .execute(&mut **transaction)
            .await?;
    Ok(done.rows_affected() == 1)
}
