//! What offices have said about cases.

use cert_verify::UnixTime;
use sqlx::{AnyConnection, Row};

use super::{Database, StorageError, WriteTransaction, desk::cases};

/// What is told to whoever has the handle of a case.
pub(crate) struct Told {
    pub(crate) statements: Vec<String>,
    /// The offer of the certificate that the decision gives.
    pub(crate) offer: Option<String>,
}

/// Of two filings with the same digest the first counts: a stranger who has seen a digest gains nothing by it.
const BY_HANDLE: &str = "SELECT case_no FROM filings WHERE office = $1 AND progress = $2 ORDER BY received_at, case_no LIMIT 1";

/// The case with this handle.
pub(crate) async fn case_of(
    database: &Database,
    office: &str,
    digest: &str,
) -> Result<Option<String>, StorageError> {
    let case = sqlx::query(BY_HANDLE).bind(office).bind(digest);
    let case = case.fetch_optional(database.reader()?).await?;
    case.map(|case| Ok(case.try_get(0)?)).transpose()
}

/// What was said about the case with this handle.
pub(crate) async fn of_handle(
    database: &Database,
    office: &str,
    digest: &str,
) -> Result<Option<Told>, StorageError> {
    let Some(case) = case_of(database, office, digest).await? else { return Ok(None) };
    let pool = database.reader()?;
    let said = "SELECT statement, offer FROM decisions WHERE case_no = $1 ORDER BY number";
    let rows = sqlx::query(said).bind(&case).fetch_all(pool).await?;
    let mut told = Told { statements: Vec::new(), offer: None };
    for row in &rows {
        told.statements.push(row.try_get(0)?);
        told.offer = row.try_get(1)?;
    }
    Ok(Some(told))
}

/// A case as a clerk sees it.
pub(crate) struct Case {
    pub(crate) case_no: String,
    pub(crate) office: String,
    pub(crate) form_id: String,
    pub(crate) receipt: String,
    pub(crate) received_at: UnixTime,
    /// The number and the state of what was said last; 0 when nothing was.
    pub(crate) last: (i64, String),
    /// What was said last, as it was signed.
    pub(crate) statement: Option<String>,
}

const NEWEST: &str =
    "SELECT f.case_no, f.office, f.form_id, f.received_at, d.number, d.state, d.statement, f.receipt
    FROM filings AS f LEFT JOIN decisions AS d ON d.case_no = f.case_no
        AND d.number = (SELECT MAX(number) FROM decisions WHERE case_no = f.case_no)
    ORDER BY f.received_at DESC, f.case_no DESC LIMIT $1";

/// The cases that came last, newest first.
pub(crate) async fn newest(database: &Database, limit: u32) -> Result<Vec<Case>, StorageError> {
    let rows = sqlx::query(NEWEST).bind(i64::from(limit)).fetch_all(database.reader()?).await?;
    rows.iter()
        .map(|row| {
            let number: Option<i64> = row.try_get(4)?;
            let state: Option<String> = row.try_get(5)?;
            Ok(Case {
                case_no: row.try_get(0)?,
                office: row.try_get(1)?,
                form_id: row.try_get(2)?,
                receipt: row.try_get(7)?,
                received_at: UnixTime::from_seconds(row.try_get(3)?),
                last: (number.unwrap_or_default(), state.unwrap_or_default()),
                statement: row.try_get(6)?,
            })
        })
        .collect()
}

/// What a decision is made about.
pub(crate) struct Docket {
    pub(crate) case_no: String,
    pub(crate) office: String,
    pub(crate) form_id: String,
    pub(crate) receipt: String,
    pub(crate) submission: String,
    /// The answers that were filed, as JSON.
    pub(crate) answers: String,
    /// The filing as it was received.
    pub(crate) body: Vec<u8>,
    /// What was said last.
    pub(crate) last: Option<Said>,
}

/// The same without a transaction, to look before anything is written.
pub(crate) async fn look(
    database: &Database,
    case_no: &str,
) -> Result<Option<Docket>, StorageError> {
    let mut connection = database.reader()?.acquire().await?;
    docket(&mut connection, case_no).await
}

/// A statement of the office.
pub(crate) struct Said {
    pub(crate) number: i64,
    pub(crate) state: String,
    pub(crate) statement: String,
    pub(crate) offer: Option<String>,
    pub(crate) at: UnixTime,
}

/// A case with what was said about it last.
pub(crate) async fn docket(
    connection: &mut AnyConnection,
    case_no: &str,
) -> Result<Option<Docket>, StorageError> {
    let row = sqlx::query("SELECT office, form_id, receipt, body, submission_id, answers FROM filings WHERE case_no = $1")
        .bind(case_no)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let last = sqlx::query(
        "SELECT number, state, statement, offer, decided_at FROM decisions
         WHERE case_no = $1 ORDER BY number DESC LIMIT 1",
    )
    .bind(case_no)
    .fetch_optional(&mut *connection)
    .await?;
    let last = last.map(|row| {
        Ok::<_, sqlx::Error>(Said {
            number: row.try_get(0)?,
            state: row.try_get(1)?,
            statement: row.try_get(2)?,
            offer: row.try_get(3)?,
            at: UnixTime::from_seconds(row.try_get(4)?),
        })
    });
    Ok(Some(Docket {
        case_no: case_no.to_owned(),
        office: row.try_get(0)?,
        form_id: row.try_get(1)?,
        receipt: row.try_get(2)?,
        body: row.try_get(3)?,
        submission: row.try_get(4)?,
        answers: row.try_get(5)?,
        last: last.transpose()?,
    }))
}

/// Adds what an office says.
pub(crate) async fn add(
    transaction: &mut WriteTransaction,
    case_no: &str,
    said: &Said,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO decisions (case_no, number, state, statement, offer, decided_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(case_no)
    .bind(said.number)
    .bind(&said.state)
    .bind(&said.statement)
    .bind(&said.offer)
    .bind(said.at.seconds())
    .execute(&mut **transaction)
    .await?;
    cases::stands(transaction, case_no, &said.state, said.at).await
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn a_case_is_found_without_looking_at_the_others() {
        crate::db::tests::uses_an_index(super::BY_HANDLE, "filings_by_progress").await;
        crate::db::tests::uses_an_index(super::NEWEST, "filings_newest").await;
    }
}
