//! Offers, access tokens and nonces of the specimen issuer.

use cert_verify::{UnixTime, sha256};
use sqlx::{Row, any::AnyRow};

use super::{About, Database, StorageError, WriteTransaction};
use crate::specimen::gift::Gift;

/// A wrong transaction code may be tried this often; six digits then stay a secret.
const MAX_TX_FAILURES: i64 = 5;

/// One access token serves a whole wallet of one person, with room for retries.
const MAX_ISSUED: i64 = 20;

/// An offer of all certificates of one person, or of the one that a decision gives.
pub(crate) struct Offer {
    pub(crate) id: String,
    pub(crate) person: String,
    pub(crate) code: String,
    pub(crate) tx_code: Option<TxCode>,
    pub(crate) gift: Option<Gift>,
    pub(crate) expires_at: UnixTime,
}

/// A transaction code, and the address of the page that shows it.
pub(crate) struct TxCode {
    pub(crate) digits: String,
    pub(crate) page: String,
}

/// Stores an offer.
pub(crate) async fn store_offer(database: &Database, offer: &Offer) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Nothing).await?;
    store_offer_in(&mut transaction, offer).await?;
    transaction.commit().await?;
    Ok(())
}

/// The same inside a transaction.
pub(crate) async fn store_offer_in(
    transaction: &mut WriteTransaction,
    offer: &Offer,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO offers (id, person, code, tx_code, code_page, renewal, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&offer.id)
    .bind(&offer.person)
    .bind(&offer.code)
    .bind(offer.tx_code.as_ref().map(|code| &code.digits))
    .bind(offer.tx_code.as_ref().map(|code| &code.page))
    .bind(offer.gift.as_ref().map(Gift::to_text))
    .bind(offer.expires_at.seconds())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// An offer that can still be used.
pub(crate) async fn open_offer(
    database: &Database,
    id: &str,
    now: UnixTime,
) -> Result<Option<Offer>, StorageError> {
    let row = sqlx::query(
        "SELECT id, person, code, tx_code, code_page, expires_at, renewal FROM offers
         WHERE id = $1 AND used_at IS NULL AND expires_at > $2",
    )
    .bind(id)
    .bind(now.seconds())
    .fetch_optional(database.reader()?)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Offer {
        id: row.try_get(0)?,
        person: row.try_get(1)?,
        code: row.try_get(2)?,
        tx_code: row.try_get::<Option<String>, _>(3)?.zip(row.try_get(4)?).map(TxCode::from),
        expires_at: UnixTime::from_seconds(row.try_get(5)?),
        gift: gift(&row, 6)?,
    }))
}

/// What was kept of what a decision gives. One that cannot be read is none of ours: nothing is issued in its place.
fn gift(row: &AnyRow, column: usize) -> Result<Option<Gift>, StorageError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| Gift::from_text(&text).ok_or(StorageError)).transpose()
}

impl From<(String, String)> for TxCode {
    fn from((digits, page): (String, String)) -> Self {
        Self { digits, page }
    }
}

/// The offer whose transaction code this page shows, and the digits.
pub(crate) async fn offer_of_code_page(
    database: &Database,
    page: &str,
    now: UnixTime,
) -> Result<Option<(String, String)>, StorageError> {
    let row = sqlx::query(
        "SELECT id, tx_code FROM offers
         WHERE code_page = $1 AND used_at IS NULL AND expires_at > $2 AND tx_code IS NOT NULL",
    )
    .bind(page)
    .bind(now.seconds())
    .fetch_optional(database.reader()?)
    .await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}

/// What redeeming a code came to.
pub(crate) enum Redeemed {
    /// The code is used up; the token is stored.
    Yes,
    /// Unknown, used, expired, or tried too often with a wrong transaction code.
    NoSuchCode,
    /// A transaction code is missing or not expected.
    TxCodeUnexpected,
    /// The transaction code is wrong.
    TxCodeWrong,
}

/// Redeems a pre-authorised code, once, for an access token.
pub(crate) async fn redeem(
    database: &Database,
    code: &str,
    tx_code: Option<&str>,
    token: &str,
    now: UnixTime,
    token_expires: UnixTime,
) -> Result<Redeemed, StorageError> {
    let mut transaction = database.write(About::Code(code)).await?;
    let row = sqlx::query(
        "SELECT id, person, tx_code, renewal FROM offers
         WHERE code = $1 AND used_at IS NULL AND expires_at > $2 AND tx_failures < $3",
    )
    .bind(code)
    .bind(now.seconds())
    .bind(MAX_TX_FAILURES)
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(row) = row else { return Ok(Redeemed::NoSuchCode) };
    let (id, person, expected): (String, String, Option<String>) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let renewal: Option<String> = row.try_get(3)?;
    if expected.is_some() != tx_code.is_some() {
        return Ok(Redeemed::TxCodeUnexpected);
    }
    // Digests, so that the time of the comparison says nothing about the code.
    if expected.map(|code| sha256(code.as_bytes())) != tx_code.map(|code| sha256(code.as_bytes())) {
        sqlx::query("UPDATE offers SET tx_failures = tx_failures + 1 WHERE id = $1")
            .bind(&id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        return Ok(Redeemed::TxCodeWrong);
    }
    sqlx::query("UPDATE offers SET used_at = $1 WHERE id = $2")
        .bind(now.seconds())
        .bind(&id)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "INSERT INTO access_tokens (hash, person, expires_at, renewal) VALUES ($1, $2, $3, $4)",
    )
    .bind(&sha256(token.as_bytes())[..])
    .bind(&person)
    .bind(token_expires.seconds())
    .bind(renewal)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Redeemed::Yes)
}

/// What an access token is good for.
pub(crate) struct Grant {
    pub(crate) person: String,
    /// Only this certificate, as it says.
    pub(crate) gift: Option<Gift>,
}

/// What this access token is good for.
pub(crate) async fn grant_of_token(
    database: &Database,
    token: &str,
    now: UnixTime,
) -> Result<Option<Grant>, StorageError> {
    let row = sqlx::query(
        "SELECT person, renewal FROM access_tokens WHERE hash = $1 AND expires_at > $2 AND issued < $3",
    )
    .bind(&sha256(token.as_bytes())[..])
    .bind(now.seconds())
    .bind(MAX_ISSUED)
    .fetch_optional(database.reader()?)
    .await?;
    row.map(|row| Ok(Grant { person: row.try_get(0)?, gift: gift(&row, 1)? })).transpose()
}

/// Counts one more certificate against the token; false when it has had its number meanwhile.
pub(crate) async fn count_issued(
    transaction: &mut WriteTransaction,
    token: &str,
) -> Result<bool, StorageError> {
    let done =
        sqlx::query("UPDATE access_tokens SET issued = issued + 1 WHERE hash = $1 AND issued < $2")
            .bind(&sha256(token.as_bytes())[..])
            .bind(MAX_ISSUED)
            .execute(&mut **transaction)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Stores a `c_nonce`.
pub(crate) async fn store_nonce(
    database: &Database,
    nonce: &str,
    expires_at: UnixTime,
) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Nothing).await?;
    sqlx::query("INSERT INTO proof_nonces (hash, expires_at) VALUES ($1, $2)")
        .bind(&sha256(nonce.as_bytes())[..])
        .bind(expires_at.seconds())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Uses a `c_nonce` up; false when it is not ours, used or expired.
pub(crate) async fn use_nonce(
    transaction: &mut WriteTransaction,
    nonce: &str,
    now: UnixTime,
) -> Result<bool, StorageError> {
    let done = sqlx::query("DELETE FROM proof_nonces WHERE hash = $1 AND expires_at > $2")
        .bind(&sha256(nonce.as_bytes())[..])
        .bind(now.seconds())
        .execute(&mut **transaction)
        .await?;
    Ok(done.rows_affected() == 1)
}
