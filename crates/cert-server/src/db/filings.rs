//! Challenges, idempotency keys and filings.

use cert_verify::{UnixTime, sha256};
use sqlx::Row;

use super::{Database, StorageError, WriteTransaction};

/// Challenges that are long past only take up room.
const FORGET_SECONDS: i64 = 86_400;

/// A challenge, stored under the hash of its nonce.
pub(crate) struct Challenge<'a> {
    pub(crate) office: &'a str,
    pub(crate) form_id: &'a str,
    pub(crate) form_version: &'a str,
    pub(crate) integrity: &'a str,
    pub(crate) filing: &'a str,
    pub(crate) expires_at: UnixTime,
}

/// Stores a challenge.
pub(crate) async fn store_challenge(
    database: &Database,
    nonce: &str,
    challenge: &Challenge<'_>,
    now: UnixTime,
) -> Result<(), StorageError> {
    let mut transaction = database.write().await?;
    sqlx::query("DELETE FROM challenges WHERE expires_at < ? AND used_by IS NULL")
        .bind(now.plus_seconds(-FORGET_SECONDS).seconds())
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "INSERT INTO challenges (nonce_hash, office, form_id, form_version, integrity, filing, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&sha256(nonce.as_bytes())[..])
    .bind(challenge.office)
    .bind(challenge.form_id)
    .bind(challenge.form_version)
    .bind(challenge.integrity)
    .bind(challenge.filing)
    .bind(challenge.expires_at.seconds())
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

/// Whether this nonce was given for this filing of this form version and can still be used.
pub(crate) async fn nonce(
    database: &Database,
    nonce: &str,
    office: &str,
    integrity: &str,
    filing: &str,
    now: UnixTime,
) -> Result<Nonce, StorageError> {
    let row = sqlx::query(
        "SELECT expires_at, used_by FROM challenges
         WHERE nonce_hash = ? AND office = ? AND integrity = ? AND filing = ?",
    )
    .bind(&sha256(nonce.as_bytes())[..])
    .bind(office)
    .bind(integrity)
    .bind(filing)
    .fetch_optional(database.reader()?)
    .await?;
    let Some(row) = row else { return Ok(Nonce::Unknown) };
    let (expires_at, used_by): (i64, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
    Ok(match used_by {
        Some(_) => Nonce::Used,
        None if expires_at <= now.seconds() => Nonce::Expired,
        None => Nonce::Good,
    })
}

/// Uses a nonce up; false when somebody else did meanwhile.
pub(crate) async fn use_nonce(
    transaction: &mut WriteTransaction,
    nonce: &str,
    case_no: &str,
) -> Result<bool, StorageError> {
    let done =
        sqlx::query("UPDATE challenges SET used_by = ? WHERE nonce_hash = ? AND used_by IS NULL")
            .bind(case_no)
            .bind(&sha256(nonce.as_bytes())[..])
            .execute(&mut **transaction)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// An idempotency key as one client uses it for one office.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) office: &'static str,
    /// Says which client: two clients may have the same key by chance or by malice.
    pub(crate) client: String,
    pub(crate) key: String,
    pub(crate) body_hash: [u8; 32],
}

/// What is known of an idempotency key.
pub(crate) enum Known {
    /// Nothing; it is now taken until the lease ends.
    Taken,
    /// The same bytes were filed: this is the answer.
    Done(Answer),
    /// The same bytes are being filed.
    Running,
    /// Other bytes were filed, or are being filed.
    OtherBytes,
}

/// The answer to an accepted filing.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) case_no: String,
    pub(crate) receipt: String,
}

/// Looks a key up and takes it when it is free (EF 1.0, 3.6 step 2).
pub(crate) async fn take_key(
    database: &Database,
    key: &Key,
    now: UnixTime,
    lease_until: UnixTime,
) -> Result<Known, StorageError> {
    let mut transaction = database.write().await?;
    let row = sqlx::query(
        "SELECT i.body_hash, i.lease_until, f.case_no, f.receipt FROM idempotency AS i
         LEFT JOIN filings AS f ON f.case_no = i.case_no
         WHERE i.office = ? AND i.client = ? AND i.key = ?",
    )
    .bind(key.office)
    .bind(&key.client)
    .bind(&key.key)
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some(row) = row {
        let (hash, lease): (Vec<u8>, i64) = (row.try_get(0)?, row.try_get(1)?);
        let (case_no, receipt): (Option<String>, Option<String>) =
            (row.try_get(2)?, row.try_get(3)?);
        let is_free = case_no.is_none() && lease <= now.seconds();
        match (case_no, receipt) {
            _ if !is_free && hash != key.body_hash => return Ok(Known::OtherBytes),
            (Some(case_no), Some(receipt)) => return Ok(Known::Done(Answer { case_no, receipt })),
            _ if !is_free => return Ok(Known::Running),
            _ => {}
        }
    }
    sqlx::query(
        "INSERT INTO idempotency (office, client, key, body_hash, lease_until, stored_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (office, client, key) DO UPDATE
         SET body_hash = excluded.body_hash, lease_until = excluded.lease_until",
    )
    .bind(key.office)
    .bind(&key.client)
    .bind(&key.key)
    .bind(&key.body_hash[..])
    .bind(lease_until.seconds())
    .bind(now.seconds())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Known::Taken)
}

/// Gives a key back after a refusal: nothing was filed under it.
pub(crate) async fn give_key_back(database: &Database, key: &Key) -> Result<(), StorageError> {
    let mut transaction = database.write().await?;
    sqlx::query(
        "DELETE FROM idempotency WHERE office = ? AND client = ? AND key = ? AND body_hash = ? AND case_no IS NULL",
    )
    .bind(key.office)
    .bind(&key.client)
    .bind(&key.key)
    .bind(&key.body_hash[..])
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// A filing that passed every check.
pub(crate) struct Filing<'a> {
    pub(crate) case_no: &'a str,
    pub(crate) submission_id: &'a str,
    pub(crate) filing: &'a str,
    pub(crate) holder: &'a str,
    pub(crate) form_id: &'a str,
    pub(crate) form_version: &'a str,
    pub(crate) body: &'a [u8],
    pub(crate) answers: String,
    pub(crate) provenance: String,
    pub(crate) verified: String,
    pub(crate) declared: String,
    pub(crate) evidence: String,
    pub(crate) transaction_data_hash: &'a str,
    pub(crate) receipt: &'a str,
    pub(crate) received_at: UnixTime,
    pub(crate) attachments: &'a [[u8; 32]],
}

/// The next case number that begins like this.
pub(crate) async fn next_case_no(
    transaction: &mut WriteTransaction,
    prefix: &str,
) -> Result<String, StorageError> {
    // Digits sort before the colon, so this range is exactly the prefix.
    let last: Option<String> =
        sqlx::query("SELECT MAX(case_no) FROM filings WHERE case_no >= ? AND case_no < ?")
            .bind(format!("{prefix}-"))
            .bind(format!("{prefix}-:"))
            .fetch_one(&mut **transaction)
            .await?
            .try_get(0)?;
    let number: u64 = last.and_then(|last| last.rsplit('-').next()?.parse().ok()).unwrap_or(0);
    Ok(format!("{prefix}-{:06}", number.saturating_add(1)))
}

/// Whether this submission was filed already, under whatever key.
pub(crate) async fn is_filed(
    transaction: &mut WriteTransaction,
    office: &str,
    submission_id: &str,
    filing: &str,
) -> Result<bool, StorageError> {
    let row =
        sqlx::query("SELECT 1 FROM filings WHERE office = ? AND submission_id = ? AND filing = ?")
            .bind(office)
            .bind(submission_id)
            .bind(filing)
            .fetch_optional(&mut **transaction)
            .await?;
    Ok(row.is_some())
}

/// Stores a filing with its evidence, result and receipt, and the answer under its key.
pub(crate) async fn store(
    transaction: &mut WriteTransaction,
    key: &Key,
    filing: &Filing<'_>,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO filings (case_no, office, submission_id, filing, holder, form_id, form_version, body, answers,
             provenance, verified, declared, evidence, transaction_data_hash, receipt, received_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(filing.case_no)
    .bind(key.office)
    .bind(filing.submission_id)
    .bind(filing.filing)
    .bind(filing.holder)
    .bind(filing.form_id)
    .bind(filing.form_version)
    .bind(filing.body)
    .bind(&filing.answers)
    .bind(&filing.provenance)
    .bind(&filing.verified)
    .bind(&filing.declared)
    .bind(&filing.evidence)
    .bind(filing.transaction_data_hash)
    .bind(filing.receipt)
    .bind(filing.received_at.seconds())
    .execute(&mut **transaction)
    .await?;
    for digest in filing.attachments {
        sqlx::query("INSERT INTO filing_attachments (case_no, office, digest) VALUES (?, ?, ?)")
            .bind(filing.case_no)
            .bind(key.office)
            .bind(&digest[..])
            .execute(&mut **transaction)
            .await?;
    }
    let done = sqlx::query(
        "UPDATE idempotency SET case_no = ?
         WHERE office = ? AND client = ? AND key = ? AND body_hash = ? AND case_no IS NULL",
    )
    .bind(filing.case_no)
    .bind(key.office)
    .bind(&key.client)
    .bind(&key.key)
    .bind(&key.body_hash[..])
    .execute(&mut **transaction)
    .await?;
    // The lease ended and somebody else took the key: theirs counts, ours is rolled back.
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError) }
}
