//! What has come for cases that wait for another office.

use cert_verify::UnixTime;
use sqlx::Row;

use super::{StorageError, WriteTransaction};

/// What came from one office.
pub(crate) struct Came {
    /// The filing of that office.
    pub(crate) from: String,
    /// The values as JSON; none when that office refused.
    pub(crate) taken: Option<String>,
}

/// What has come for this case.
pub(crate) async fn of_case(
    transaction: &mut WriteTransaction,
    case_no: &str,
) -> Result<Vec<Came>, StorageError> {
    let rows = sqlx::query("SELECT from_filing, taken FROM late_values WHERE case_no = $1")
        .bind(case_no)
        .fetch_all(&mut **transaction)
        .await?;
    rows.iter().map(|row| Ok(Came { from: row.try_get(0)?, taken: row.try_get(1)? })).collect()
}

/// Adds what came, with the evidence for it.
pub(crate) async fn add(
    transaction: &mut WriteTransaction,
    case_no: &str,
    came: &Came,
    evidence: &[u8],
    now: UnixTime,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO late_values (case_no, from_filing, taken, evidence, came_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(case_no)
    .bind(&came.from)
    .bind(&came.taken)
    .bind(evidence)
    .bind(now.seconds())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
