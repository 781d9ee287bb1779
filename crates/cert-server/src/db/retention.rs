//! What was filed goes when its time is over, and that it went stays written: a chain that is only added to, with
//! the digest of what is gone and nothing of what it said.

use cert_verify::{UnixTime, base64url, sha256};
use serde_json::{Value, json};
use sqlx::Row;

use super::{About, Database, StorageError, WriteTransaction, chain};

/// Proofs that are looked at together.
const AT_ONCE: i64 = 500;

/// A decided case of which nobody has reckoned yet when it goes.
pub(crate) struct Decided {
    pub(crate) case_no: String,
    pub(crate) form_id: String,
    /// What its form said when it was filed, if that is known.
    pub(crate) keeps: Option<String>,
    pub(crate) decided_at: UnixTime,
}

const ENDLESS: &str = "SELECT case_no, form_id, keeps, changed_at FROM desk_cases
    WHERE is_open = 0 AND ends_at IS NULL ORDER BY case_no LIMIT $1";

/// Some decided cases without an end.
pub(crate) async fn endless(database: &Database, most: i64) -> Result<Vec<Decided>, StorageError> {
    let rows = sqlx::query(ENDLESS).bind(most).fetch_all(database.reader()?).await?;
    rows.iter()
        .map(|row| {
            Ok(Decided {
                case_no: row.try_get(0)?,
                form_id: row.try_get(1)?,
                keeps: row.try_get(2)?,
                decided_at: UnixTime::from_seconds(row.try_get(3)?),
            })
        })
        .collect()
}

/// Writes down when a decided case goes, and by which rule.
pub(crate) async fn end(
    database: &Database,
    case_no: &str,
    keeps: Option<&str>,
    ends_at: i64,
) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Case(case_no)).await?;
    sqlx::query(
        "UPDATE desk_cases SET keeps = $1, ends_at = $2 WHERE case_no = $3 AND is_open = 0",
    )
    .bind(keeps)
    .bind(ends_at)
    .bind(case_no)
    .execute(&mut *transaction)
    .await?;
    Ok(transaction.commit().await?)
}

const ENDED: &str = "SELECT case_no FROM desk_cases
    WHERE is_open = 0 AND ends_at IS NOT NULL AND ends_at <= $1 ORDER BY ends_at LIMIT $2";

/// Some cases whose time is over.
pub(crate) async fn ended(
    database: &Database,
    now: UnixTime,
    most: i64,
) -> Result<Vec<String>, StorageError> {
    let rows = sqlx::query(ENDED).bind(now.seconds()).bind(most);
    let rows = rows.fetch_all(database.reader()?).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Deletes a case whose time is over, with all that belongs to it, and writes the proof; both or neither. False when
/// somebody else did, or its time is not over.
pub(crate) async fn delete(
    database: &Database,
    case_no: &str,
    now: UnixTime,
) -> Result<bool, StorageError> {
    let mut transaction = database.write(About::Deletions).await?;
    database.take_turn(&mut transaction, About::Case(case_no)).await?;
    let case = sqlx::query(
        "SELECT c.office, c.form_id, c.keeps, c.changed_at, f.form_version, f.body, f.receipt
         FROM desk_cases AS c JOIN filings AS f ON f.case_no = c.case_no
         WHERE c.case_no = $1 AND c.is_open = 0 AND c.ends_at <= $2",
    )
    .bind(case_no)
    .bind(now.seconds())
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(case) = case else { return Ok(false) };
    let office: String = case.try_get(0)?;
    let files = "SELECT digest FROM filing_attachments WHERE case_no = $1 ORDER BY digest";
    let files = blobs(&mut transaction, files, case_no).await?;
    let said = "SELECT statement FROM decisions WHERE case_no = $1 ORDER BY number";
    let said = texts(&mut transaction, said, case_no).await?;
    let late = "SELECT evidence FROM late_values WHERE case_no = $1 ORDER BY from_filing";
    let late = blobs(&mut transaction, late, case_no).await?;
    let (body, receipt): (Vec<u8>, String) = (case.try_get(5)?, case.try_get(6)?);
    let digest = digest_of(&body, &receipt, &said, &late, &files);
    let entry = json!({
        "at": now.to_string(),
        "office": office,
        "case_no": case_no,
        "form": case.try_get::<String, _>(1)?,
        "form_version": case.try_get::<String, _>(4)?,
        "rule": case.try_get::<Option<String>, _>(2)?,
        "decided_at": UnixTime::from_seconds(case.try_get(3)?).to_string(),
        "deleted": digest,
    });
    append(&mut transaction, case_no, entry).await?;
    take_away(&mut transaction, &office, case_no, &files).await?;
    transaction.commit().await?;
    Ok(true)
}

/// The digest of what is deleted: of one line for each of its parts, with the digest of that part in base64url. The
/// parts are the filing as it was received, the receipt, the statements, what came late, and the files.
fn digest_of(
    body: &[u8],
    receipt: &str,
    said: &[String],
    late: &[Vec<u8>],
    files: &[Vec<u8>],
) -> String {
    let line = |bytes: &[u8]| base64url::encode(&sha256(bytes));
    let mut lines = vec![line(body), line(receipt.as_bytes())];
    lines.extend(said.iter().map(|said| line(said.as_bytes())));
    lines.extend(late.iter().map(|late| line(late)));
    lines.extend(files.iter().map(|digest| base64url::encode(digest)));
    base64url::encode(&sha256(lines.join("\n").as_bytes()))
}

async fn blobs(
    transaction: &mut WriteTransaction,
    statement: &'static str,
    case_no: &str,
) -> Result<Vec<Vec<u8>>, StorageError> {
    let rows = sqlx::query(statement).bind(case_no).fetch_all(&mut **transaction).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

async fn texts(
    transaction: &mut WriteTransaction,
    statement: &'static str,
    case_no: &str,
) -> Result<Vec<String>, StorageError> {
    let rows = sqlx::query(statement).bind(case_no).fetch_all(&mut **transaction).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Adds a proof to the chain. From then on the database lets what was said go.
async fn append(
    transaction: &mut WriteTransaction,
    case_no: &str,
    mut entry: Value,
) -> Result<(), StorageError> {
    let last = "SELECT number, hash FROM deletions ORDER BY number DESC LIMIT 1";
    let (before, previous) = chain::last(transaction, last).await?;
    let number = before + 1;
    if let Value::Object(members) = &mut entry {
        members.insert("number".to_owned(), number.into());
        members.insert("previous".to_owned(), previous.into());
    }
    let entry = entry.to_string();
    let hash = chain::digest(&entry);
    sqlx::query("INSERT INTO deletions (number, case_no, entry, hash) VALUES ($1, $2, $3, $4)")
        .bind(number)
        .bind(case_no)
        .bind(&entry)
        .bind(&hash)
        .execute(&mut **transaction)
        .await?;
    // In the operator's own log as well: whoever rewrites the database does not reach what was sent away.
    tracing::info!(number, hash, "a case was deleted");
    Ok(())
}

/// From the outside in, as the tables point at each other.
const TABLES: [&str; 7] = [
    "DELETE FROM late_values WHERE case_no = $1",
    "DELETE FROM decisions WHERE case_no = $1",
    "DELETE FROM filing_attachments WHERE case_no = $1",
    "DELETE FROM idempotency WHERE case_no = $1",
    "DELETE FROM filing_feed WHERE case_no = $1",
    "DELETE FROM desk_cases WHERE case_no = $1",
    "DELETE FROM filings WHERE case_no = $1",
];

async fn take_away(
    transaction: &mut WriteTransaction,
    office: &str,
    case_no: &str,
    files: &[Vec<u8>],
) -> Result<(), StorageError> {
    sqlx::query(
        "DELETE FROM webhooks WHERE office = $1 AND number IN (SELECT number FROM filing_feed WHERE case_no = $2)",
    )
    .bind(office)
    .bind(case_no)
    .execute(&mut **transaction)
    .await?;
    for statement in TABLES {
        sqlx::query(statement).bind(case_no).execute(&mut **transaction).await?;
    }
    for digest in files {
        // A file that no other filing names waits like one that was never filed, and is swept like it. Touched
        // first, so that the question who names it is asked when nobody else is at it any more.
        for statement in [
            "UPDATE attachments SET size = size WHERE office = $1 AND digest = $2",
            "UPDATE attachments SET is_filed = 0 WHERE office = $1 AND digest = $2
             AND NOT EXISTS (SELECT 1 FROM filing_attachments AS f
                 WHERE f.office = attachments.office AND f.digest = attachments.digest)",
        ] {
            sqlx::query(statement).bind(office).bind(digest).execute(&mut **transaction).await?;
        }
    }
    Ok(())
}

/// A proof of deletion, as it is kept.
pub(crate) struct Proof {
    pub(crate) number: i64,
    pub(crate) entry: String,
    pub(crate) hash: String,
}

/// The proofs behind this number, in order.
pub(crate) async fn proofs(database: &Database, after: i64) -> Result<Vec<Proof>, StorageError> {
    let rows = sqlx::query(
        "SELECT number, entry, hash FROM deletions WHERE number > $1 ORDER BY number LIMIT $2",
    )
    .bind(after)
    .bind(AT_ONCE)
    .fetch_all(database.reader()?)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Proof { number: row.try_get(0)?, entry: row.try_get(1)?, hash: row.try_get(2)? })
        })
        .collect()
}

impl Proof {
    /// Whether it is what it was, and stands behind this one.
    pub(crate) fn follows(&self, number: i64, hash: &str) -> bool {
        let said: Value = serde_json::from_str(&self.entry).unwrap_or_default();
        self.number == number + 1
            && said.get("number").and_then(Value::as_i64) == Some(self.number)
            && said.get("previous").and_then(Value::as_str) == Some(hash)
            && chain::digest(&self.entry) == self.hash
    }
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn what_is_past_is_found_without_looking_at_the_rest() {
        crate::db::tests::uses_an_index(super::ENDLESS, "desk_cases_endless").await;
        crate::db::tests::uses_an_index(super::ENDED, "desk_cases_ending").await;
    }
}
