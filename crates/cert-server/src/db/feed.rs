//! Filings in the order in which an office has taken them, for its own system.

use cert_verify::UnixTime;
use sqlx::Row;

use super::{Database, StorageError, attachments};

/// A filing as it is handed over.
pub(crate) struct Filed {
    pub(crate) number: i64,
    pub(crate) case_no: String,
    pub(crate) submission_id: String,
    pub(crate) filing: String,
    pub(crate) holder: String,
    pub(crate) form_id: String,
    pub(crate) form_version: String,
    /// As it was received.
    pub(crate) body: Vec<u8>,
    pub(crate) answers: String,
    pub(crate) provenance: String,
    pub(crate) verified: String,
    pub(crate) declared: String,
    /// The digests of the certificates.
    pub(crate) evidence: String,
    pub(crate) transaction_data_hash: String,
    pub(crate) receipt: String,
    pub(crate) received_at: UnixTime,
}

/// What lies beside a filing: statements of the office, what came for it late, and its files.
pub(crate) struct Beside {
    pub(crate) statements: Vec<String>,
    /// The filing of the other office, what was taken from it as JSON, and what it was taken from.
    pub(crate) late: Vec<(String, Option<String>, Vec<u8>)>,
    pub(crate) files: Vec<File>,
}

/// An attachment without its content.
pub(crate) struct File {
    pub(crate) digest: Vec<u8>,
    pub(crate) media_type: String,
    pub(crate) size: i64,
}

const AFTER: &str = "SELECT n.number, f.case_no, f.submission_id, f.filing, f.holder, f.form_id, f.form_version, f.body,
        f.answers, f.provenance, f.verified, f.declared, f.evidence, f.transaction_data_hash, f.receipt, f.received_at
    FROM filing_feed AS n JOIN filings AS f ON f.case_no = n.case_no
    WHERE n.office = $1 AND n.number > $2 ORDER BY n.number LIMIT $3";

/// The filings of this office behind this place, oldest first.
pub(crate) async fn after(
    database: &Database,
    office: &str,
    place: i64,
    most: u32,
) -> Result<Vec<Filed>, StorageError> {
    let rows = sqlx::query(AFTER).bind(office).bind(place).bind(i64::from(most));
    let rows = rows.fetch_all(database.reader()?).await?;
    rows.iter()
        .map(|row| {
            Ok(Filed {
                number: row.try_get(0)?,
                case_no: row.try_get(1)?,
                submission_id: row.try_get(2)?,
                filing: row.try_get(3)?,
                holder: row.try_get(4)?,
                form_id: row.try_get(5)?,
                form_version: row.try_get(6)?,
                body: row.try_get(7)?,
                answers: row.try_get(8)?,
                provenance: row.try_get(9)?,
                verified: row.try_get(10)?,
                declared: row.try_get(11)?,
                evidence: row.try_get(12)?,
                transaction_data_hash: row.try_get(13)?,
                receipt: row.try_get(14)?,
                received_at: UnixTime::from_seconds(row.try_get(15)?),
            })
        })
        .collect()
}

const FILES: &str = "SELECT a.digest, a.media_type, a.size FROM filing_attachments AS f
    JOIN attachments AS a ON a.office = f.office AND a.digest = f.digest WHERE f.case_no = $1 ORDER BY a.digest";

/// What lies beside this case.
pub(crate) async fn beside(database: &Database, case_no: &str) -> Result<Beside, StorageError> {
    let pool = database.reader()?;
    let said = "SELECT statement FROM decisions WHERE case_no = $1 ORDER BY number";
    let said = sqlx::query(said).bind(case_no).fetch_all(pool).await?;
    let late = "SELECT from_filing, taken, evidence FROM late_values WHERE case_no = $1 ORDER BY from_filing";
    let late = sqlx::query(late).bind(case_no).fetch_all(pool).await?;
    let files = sqlx::query(FILES).bind(case_no).fetch_all(pool).await?;
    let late = late.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)));
    let files = files.iter().map(|row| {
        let (digest, media_type) = (row.try_get(0)?, row.try_get(1)?);
        Ok(File { digest, media_type, size: row.try_get(2)? })
    });
    Ok(Beside {
        statements: said.iter().map(|row| row.try_get(0)).collect::<Result<_, sqlx::Error>>()?,
        late: late.collect::<Result<_, sqlx::Error>>()?,
        files: files.collect::<Result<_, sqlx::Error>>()?,
    })
}

const CONTENT: &str = "SELECT a.media_type FROM filing_attachments AS f
    JOIN attachments AS a ON a.office = f.office AND a.digest = f.digest
    WHERE f.case_no = $1 AND f.office = $2 AND f.digest = $3";

/// A file that was filed with this case: its type and its bytes.
pub(crate) async fn content(
    database: &Database,
    office: &str,
    case_no: &str,
    digest: &[u8],
) -> Result<Option<(String, Vec<u8>)>, StorageError> {
    let row = sqlx::query(CONTENT).bind(case_no).bind(office).bind(digest);
    let row = row.fetch_optional(database.reader()?).await?;
    let Some(row) = row else { return Ok(None) };
    let content = attachments::content(database, case_no, digest).await?;
    Ok(Some(row.try_get(0)?).zip(content))
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn a_page_is_found_without_looking_at_the_rest() {
        crate::db::tests::uses_an_index(super::AFTER, "sqlite_autoindex_filing_feed_1").await;
        crate::db::tests::uses_an_index(super::FILES, "sqlite_autoindex_filing_attachments_1")
            .await;
        crate::db::tests::uses_an_index(super::CONTENT, "").await;
    }
}
