//! A filing that is taken: what is asked before, and all that is written with it, in as few questions as there
//! can be. Each question costs more than what it asks for.

use cert_verify::{UnixTime, sha256};
use sqlx::{AssertSqlSafe, Row};

use super::{
    Database, StorageError, WriteTransaction,
    desk::cases,
    filings::{Key, next_numbers},
    lists::{MARK, Mark},
};

/// What is known before a filing is checked.
pub(crate) struct Glance {
    /// Whether something was filed under its key.
    pub(crate) is_keyed: bool,
    /// Whether its nonce is used up.
    pub(crate) is_used: bool,
    /// Of the lists that it is checked against.
    pub(crate) mark: Mark,
}

/// What is known of this key and this nonce, and which lists are in force.
pub(crate) async fn glance(
    database: &Database,
    key: Option<&Key>,
    nonce: &str,
) -> Result<Glance, StorageError> {
    let text = format!(
        "SELECT ({MARK}), (SELECT COUNT(*) FROM status_lists),
            (SELECT COUNT(*) FROM idempotency WHERE office = $1 AND client = $2 AND key = $3),
            (SELECT COUNT(*) FROM challenges WHERE nonce_hash = $4 AND used_by IS NOT NULL)"
    );
    let row = sqlx::query(AssertSqlSafe(text))
        .bind(key.map_or("", |key| key.office))
        .bind(key.map_or("", |key| key.client.as_str()))
        .bind(key.map_or("", |key| key.key.as_str()))
        .bind(&sha256(nonce.as_bytes())[..])
        .fetch_one(database.reader()?)
        .await?;
    let (keyed, used): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
    Ok(Glance { is_keyed: keyed > 0, is_used: used > 0, mark: Mark::of(&row)? })
}

/// What this holder has filed at the office before.
pub(crate) struct Before {
    /// Whether something was filed under this key.
    pub(crate) is_keyed: bool,
    /// Whether it is the same submission, under whatever key.
    pub(crate) is_filed: bool,
    /// How many filings there were lately.
    pub(crate) lately: i64,
}

const BEFORE: &str = "SELECT
    (SELECT COUNT(*) FROM filings WHERE office = $1 AND holder = $2 AND received_at > $3),
    (SELECT COUNT(*) FROM filings WHERE office = $1 AND holder = $2 AND submission_id = $4 AND filing = $5),
    (SELECT COUNT(*) FROM idempotency WHERE office = $1 AND client = $6 AND key = $7)";

/// Whether this holder filed this submission, and how many filings they have made at this office since then.
pub(crate) async fn before(
    transaction: &mut WriteTransaction,
    (key, holder): (&Key, &str),
    (submission_id, filing): (&str, &str),
    since: UnixTime,
) -> Result<Before, StorageError> {
    let row = sqlx::query(BEFORE)
        .bind(key.office)
        .bind(holder)
        .bind(since.seconds())
        .bind(submission_id)
        .bind(filing)
        .bind(&key.client)
        .bind(&key.key)
        .fetch_one(&mut **transaction)
        .await?;
    let (same, keyed): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
    Ok(Before { lately: row.try_get(0)?, is_filed: same > 0, is_keyed: keyed > 0 })
}

/// The number of a case in its day, and its place among all of its office.
pub(crate) struct Numbers {
    pub(crate) case: i64,
    pub(crate) place: i64,
}

/// Numbers in a second, at least: a database that was restored from a backup does not know which were given after
/// it was made, but the clock is beyond them. So many that they are not ahead of the clock for long.
const NUMBERS_A_SECOND: i64 = 100;

/// The next numbers; `into_the_day` are the seconds since `day` began.
pub(crate) async fn numbers(
    transaction: &mut WriteTransaction,
    office: &str,
    (day, into_the_day): (&str, i64),
    now: UnixTime,
) -> Result<Numbers, StorageError> {
    let place = format!("feed-{office}");
    let least = [into_the_day, now.seconds()].map(|clock| clock.saturating_mul(NUMBERS_A_SECOND));
    let [case, place] = next_numbers(transaction, [(day, least[0]), (&place, least[1])]).await?;
    Ok(Numbers { case, place })
}

/// A filing that passed every check, and what is said with its receipt.
pub(crate) struct Filing<'a> {
    pub(crate) case_no: &'a str,
    pub(crate) place: i64,
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
    pub(crate) progress: Option<&'a str>,
    pub(crate) attachments: &'a [[u8; 32]],
    /// What it used up, and when that would have ended.
    pub(crate) nonce: (&'a str, UnixTime),
    /// Where the case stands.
    pub(crate) state: &'a str,
    /// The statement that says so, where an office makes any.
    pub(crate) statement: Option<&'a str>,
    /// How long it is kept, as its form says.
    pub(crate) keeps: Option<String>,
}

/// All that is written with a filing, but the use of its nonce.
const ROWS: [&str; 4] = [
    "INSERT INTO filings (case_no, office, submission_id, filing, holder, form_id, form_version, body, answers,
        provenance, verified, declared, evidence, transaction_data_hash, receipt, received_at, progress)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    "INSERT INTO idempotency (office, client, key, body_hash, case_no, stored_at) VALUES ($2, $18, $19, $20, $1, $16)",
    "INSERT INTO filing_feed (office, number, case_no) VALUES ($2, $21, $1)",
    "INSERT INTO desk_cases (case_no, office, form_id, state, is_open, received_at, changed_at, keeps)
     VALUES ($1, $2, $6, $22, $23, $16, $16, $24)",
];

/// What is said about it first, where anything is.
const SAID: &str = "INSERT INTO decisions (case_no, number, state, statement, decided_at) VALUES ($1, 1, $22, $27, $16)";

/// Uses the nonce up; no row comes back when somebody else did meanwhile.
const USED: &str = "INSERT INTO challenges (nonce_hash, office, form_id, form_version, integrity, filing, expires_at, used_by)
    VALUES ($25, $2, '', '', '', '', $26, $1)
    ON CONFLICT (nonce_hash) DO UPDATE SET used_by = excluded.used_by WHERE challenges.used_by IS NULL
    RETURNING 1";

/// Stores a filing with its evidence, result and receipt, and the answer under its key. False when its nonce was used
/// meanwhile: then the transaction must not be kept.
pub(crate) async fn store(
    database: &Database,
    transaction: &mut WriteTransaction,
    key: &Key,
    filing: &Filing<'_>,
) -> Result<bool, StorageError> {
    let mut rows = ROWS.to_vec();
    rows.extend(filing.statement.map(|_| SAID));
    let query = sqlx::query(AssertSqlSafe(database.in_one_go(&rows, USED)))
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
        .bind(filing.progress)
        .bind(&key.client)
        .bind(&key.key)
        .bind(&key.body_hash[..])
        .bind(filing.place)
        .bind(filing.state)
        .bind(cases::is_open(filing.state))
        .bind(filing.keeps.as_deref());
    let (nonce, ends) = filing.nonce;
    let nonce_hash = sha256(nonce.as_bytes());
    let query = query.bind(&nonce_hash[..]).bind(ends.seconds());
    let query = match filing.statement {
        Some(statement) => query.bind(statement),
        None => query,
    };
    let used = query.fetch_all(&mut **transaction).await?;
    for digest in filing.attachments {
        attach(transaction, filing.case_no, key.office, digest).await?;
    }
    Ok(used.len() == 1)
}

async fn attach(
    transaction: &mut WriteTransaction,
    case_no: &str,
    office: &str,
    digest: &[u8; 32],
) -> Result<(), StorageError> {
    sqlx::query("INSERT INTO filing_attachments (case_no, office, digest) VALUES ($1, $2, $3)")
        .bind(case_no)
        .bind(office)
        .bind(&digest[..])
        .execute(&mut **transaction)
        .await?;
    sqlx::query("UPDATE attachments SET is_filed = 1 WHERE office = $1 AND digest = $2")
        .bind(office)
        .bind(&digest[..])
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn what_somebody_filed_is_found_without_looking_at_the_rest() {
        crate::db::tests::uses_an_index(super::BEFORE, "filings_by_holder").await;
    }
}
