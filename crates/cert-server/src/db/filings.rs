//! Idempotency keys and filings.

use sqlx::{AssertSqlSafe, Row};

use super::{Database, StorageError, WriteTransaction};

/// An idempotency key as one client uses it for one office.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) office: &'static str,
    /// Says which client: two clients may have the same key by chance or by malice.
    pub(crate) client: String,
    pub(crate) key: String,
    pub(crate) body_hash: [u8; 32],
}

/// What was filed under an idempotency key.
pub(crate) enum Filed {
    /// The same bytes: this was the answer.
    Same(Answer),
    /// Other bytes.
    Other,
}

/// The answer to an accepted filing.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) case_no: String,
    pub(crate) receipt: String,
}

/// What this client has filed under this key (EF 1.0, 3.6 step 2).
pub(crate) async fn filed(database: &Database, key: &Key) -> Result<Option<Filed>, StorageError> {
    filed_in(database.reader()?, key).await
}

/// The same inside a transaction.
pub(crate) async fn filed_in(
    executor: impl sqlx::Executor<'_, Database = sqlx::Any>,
    key: &Key,
) -> Result<Option<Filed>, StorageError> {
    let row = sqlx::query(
        "SELECT i.body_hash, f.case_no, f.receipt FROM idempotency AS i
         JOIN filings AS f ON f.case_no = i.case_no
         WHERE i.office = $1 AND i.client = $2 AND i.key = $3",
    )
    .bind(key.office)
    .bind(&key.client)
    .bind(&key.key)
    .fetch_optional(executor)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let hash: Vec<u8> = row.try_get(0)?;
    if hash != key.body_hash {
        return Ok(Some(Filed::Other));
    }
    Ok(Some(Filed::Same(Answer { case_no: row.try_get(1)?, receipt: row.try_get(2)? })))
}

/// The next number of each of these counters, each at least so large. The counters are always taken in the same order,
/// so that nobody waits for somebody who waits for them.
pub(crate) async fn next_numbers<const N: usize>(
    transaction: &mut WriteTransaction,
    counters: [(&str, i64); N],
) -> Result<[i64; N], StorageError> {
    let places: Vec<_> = (1..=N).map(|n| format!("(${}, ${})", 2 * n - 1, 2 * n)).collect();
    let text = format!(
        "INSERT INTO case_numbers (day, last) VALUES {}
         ON CONFLICT (day) DO UPDATE SET last = CASE
             WHEN case_numbers.last >= excluded.last THEN case_numbers.last + 1 ELSE excluded.last END
         RETURNING day, last",
        places.join(", ")
    );
    let query = counters.iter().fold(sqlx::query(AssertSqlSafe(text)), |query, (name, least)| {
        query.bind(*name).bind(*least)
    });
    let mut numbers = [0; N];
    for row in query.fetch_all(&mut **transaction).await? {
        let name: String = row.try_get(0)?;
        for (number, _) in numbers.iter_mut().zip(&counters).filter(|(_, one)| one.0 == name) {
            *number = row.try_get(1)?;
        }
    }
    Ok(numbers)
}

const RECEIPT: &str =
    "SELECT f.receipt FROM filings AS f JOIN idempotency AS i ON i.case_no = f.case_no
    WHERE f.case_no = $1 AND f.office = $2 AND i.key = $3";

/// The receipt of this case, filed under this key.
pub(crate) async fn receipt(
    database: &Database,
    office: &str,
    case_no: &str,
    key: &str,
) -> Result<Option<String>, StorageError> {
    let row = sqlx::query(RECEIPT)
        .bind(case_no)
        .bind(office)
        .bind(key)
        .fetch_optional(database.reader()?)
        .await?;
    row.map(|row| row.try_get(0).map_err(StorageError::from)).transpose()
}

/// What was filed.
pub(crate) struct Content {
    pub(crate) answers: String,
    pub(crate) verified: String,
    pub(crate) declared: String,
}

/// What was filed under this case, for whoever has its receipt.
pub(crate) async fn content(
    database: &Database,
    office: &str,
    case_no: &str,
    receipt: &str,
) -> Result<Option<Content>, StorageError> {
    let row = sqlx::query(
        "SELECT answers, verified, declared FROM filings WHERE case_no = $1 AND office = $2 AND receipt = $3",
    )
    .bind(case_no)
    .bind(office)
    .bind(receipt)
    .fetch_optional(database.reader()?)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Content {
        answers: row.try_get(0)?,
        verified: row.try_get(1)?,
        declared: row.try_get(2)?,
    }))
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn a_receipt_is_found_without_looking_at_the_rest() {
        crate::db::tests::uses_an_index(super::RECEIPT, "idempotency_by_case").await;
    }
}
