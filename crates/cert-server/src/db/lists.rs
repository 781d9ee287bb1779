//! Status entries and the lists as last signed.

use std::time::Duration;

use cert_verify::UnixTime;
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

use super::{About, Database, StorageError, WriteTransaction, small};
use crate::specimen::gift::Gift;

/// Longer than a writer of ours takes.
const PATIENCE: Duration = Duration::from_millis(500);

/// A certificate as the status list knows it.
pub(crate) struct StatusEntry {
    pub(crate) list: u32,
    pub(crate) index: u32,
    pub(crate) value: u8,
    pub(crate) credential_type: String,
    pub(crate) person: String,
    pub(crate) issued_at: UnixTime,
}

/// A list as last signed.
#[derive(Clone)]
pub(crate) struct SignedList {
    pub(crate) sequence: i64,
    pub(crate) content: Vec<u8>,
    pub(crate) issued_at: UnixTime,
    pub(crate) token: String,
}

/// How far apart the numbers of one authority's lists are; there are fewer authorities. So a number says
/// whose list it is, also in a database that was restored and does not know the list yet.
pub(super) const APART: u32 = 1_000;

/// The number of the first list of the authority that has this one.
pub(crate) const fn first_of(list: u32) -> u32 {
    list % APART
}

const NEWEST_LIST: &str =
    "SELECT list, issued FROM status_lists WHERE first = $1 ORDER BY list DESC LIMIT 1";

/// From which round on lists are opened: certificates that were issued after the backup was made may stand in those
/// before.
async fn lists_from(transaction: &mut WriteTransaction) -> Result<u32, StorageError> {
    let statement = "SELECT CAST(COALESCE(MAX(lists_from), 0) AS BIGINT) FROM restores";
    let row = sqlx::query(statement).fetch_one(&mut **transaction).await?;
    small(&row, 0)
}

/// Counts one more certificate in the newest list of an authority, or in a new one when that has `most`;
/// gives back its number.
pub(crate) async fn count_in(
    transaction: &mut WriteTransaction,
    first: u32,
    most: i64,
) -> Result<u32, StorageError> {
    let row =
        sqlx::query(NEWEST_LIST).bind(i64::from(first)).fetch_optional(&mut **transaction).await?;
    let newest: Option<(u32, i64)> =
        row.map(|row| Ok::<_, StorageError>((small(&row, 0)?, row.try_get(1)?))).transpose()?;
    let round = lists_from(transaction).await?;
    let least = round.checked_mul(APART).and_then(|round| round.checked_add(first));
    let least = least.ok_or(StorageError)?;
    let list = match newest {
        None => least,
        Some((list, issued)) if issued < most && list >= least => list,
        Some((list, _)) => list.checked_add(APART).ok_or(StorageError)?.max(least),
    };
    sqlx::query(
        "INSERT INTO status_lists (list, first, issued) VALUES ($1, $2, 1)
         ON CONFLICT (list) DO UPDATE SET issued = status_lists.issued + 1",
    )
    .bind(i64::from(list))
    .bind(i64::from(first))
    .execute(&mut **transaction)
    .await?;
    Ok(list)
}

/// The lists of which anything is issued, in order.
pub(crate) async fn opened(database: &Database) -> Result<Vec<u32>, StorageError> {
    let rows = sqlx::query("SELECT list FROM status_lists ORDER BY list");
    let rows = rows.fetch_all(database.reader()?).await?;
    rows.iter().map(|row| small(row, 0)).collect()
}

/// Enters a certificate at `index`; false when the index is taken.
pub(crate) async fn enter(
    transaction: &mut WriteTransaction,
    entry: &StatusEntry,
    expires_at: UnixTime,
    gift: Option<&Gift>,
) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "INSERT INTO status_entries (list, idx, value, credential_type, person, issued_at, expires_at, renewal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(i64::from(entry.list))
    .bind(i64::from(entry.index))
    .bind(i64::from(entry.value))
    .bind(&entry.credential_type)
    .bind(&entry.person)
    .bind(entry.issued_at.seconds())
    .bind(expires_at.seconds())
    .bind(gift.map(Gift::to_text))
    .execute(&mut **transaction)
    .await?;
    // A list says only what is not valid.
    if entry.value != 0 && done.rows_affected() == 1 {
        is_another(transaction, entry.list).await?;
    }
    Ok(done.rows_affected() == 1)
}

/// Whose certificate stands there, and how it was made.
pub(crate) struct Made {
    pub(crate) person: String,
    pub(crate) credential_type: String,
    pub(crate) issued_at: UnixTime,
    pub(crate) gift: Option<Gift>,
}

/// The certificate at this place of a list.
pub(crate) async fn entry(
    transaction: &mut WriteTransaction,
    list: u32,
    index: u32,
) -> Result<Option<Made>, StorageError> {
    let row = sqlx::query(
        "SELECT person, credential_type, issued_at, renewal FROM status_entries WHERE list = $1 AND idx = $2",
    )
    .bind(i64::from(list))
    .bind(i64::from(index))
    .fetch_optional(&mut **transaction)
    .await?;
    row.map(|row| {
        let gift: Option<String> = row.try_get(3)?;
        Ok(Made {
            person: row.try_get(0)?,
            credential_type: row.try_get(1)?,
            issued_at: UnixTime::from_seconds(row.try_get(2)?),
            gift: gift.as_deref().and_then(Gift::from_text),
        })
    })
    .transpose()
}

/// Marks the list as last signed as one that is not in force: its number rises, so that nobody who read the
/// entries before stores a list over it.
async fn is_another(transaction: &mut WriteTransaction, list: u32) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO signed_lists (name, sequence, content, issued_at, token) VALUES ($1, 1, $2, 0, '')
         ON CONFLICT (name) DO UPDATE SET sequence = signed_lists.sequence + 1, content = excluded.content",
    )
    .bind(format!("status/{list}"))
    .bind(Vec::<u8>::new())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Changes a status; revoked (1) is final (Token Status List 7.1). False when nothing changed.
pub(crate) async fn set_status(
    database: &Database,
    list: u32,
    index: u32,
    value: u8,
) -> Result<bool, StorageError> {
    let mut transaction = database.write(About::Nothing).await?;
    let done = sqlx::query(
        "UPDATE status_entries SET value = $1 WHERE list = $2 AND idx = $3 AND value NOT IN (1, $4)",
    )
    .bind(i64::from(value))
    .bind(i64::from(list))
    .bind(i64::from(index))
    .bind(i64::from(value))
    .execute(&mut *transaction)
    .await?;
    if done.rows_affected() == 1 {
        is_another(&mut transaction, list).await?;
    }
    transaction.commit().await?;
    Ok(done.rows_affected() == 1)
}

/// What is another when any signed list is another, or there is one more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark(i64, i64);

/// Numbers of lists only rise, so their sum says whether one did.
pub(super) const MARK: &str = "SELECT CAST(COALESCE(SUM(sequence), 0) AS BIGINT) FROM signed_lists";

impl Mark {
    /// From a row that begins with it.
    pub(super) fn of(row: &AnyRow) -> Result<Self, StorageError> {
        Ok(Self(row.try_get(0)?, row.try_get(1)?))
    }
}

/// The mark of the lists as they are now.
pub(crate) async fn mark(database: &Database) -> Result<Mark, StorageError> {
    let text = format!("SELECT ({MARK}), (SELECT COUNT(*) FROM status_lists)");
    Mark::of(&sqlx::query(AssertSqlSafe(text)).fetch_one(database.reader()?).await?)
}

const NOT_VALID: &str =
    "SELECT idx, value FROM status_entries WHERE list = $1 AND value <> 0 ORDER BY idx";

/// The entries of one list that are not valid.
pub(crate) async fn not_valid(
    database: &Database,
    list: u32,
) -> Result<Vec<(u32, u8)>, StorageError> {
    let rows = sqlx::query(NOT_VALID).bind(i64::from(list)).fetch_all(database.reader()?).await?;
    rows.iter().map(|row| Ok((small(row, 0)?, small(row, 1)?))).collect()
}

/// The certificates issued last, newest first.
pub(crate) async fn newest(
    database: &Database,
    limit: u32,
) -> Result<Vec<StatusEntry>, StorageError> {
    let rows = sqlx::query(
        "SELECT list, idx, value, credential_type, person, issued_at FROM status_entries
         ORDER BY issued_at DESC, list, idx LIMIT $1",
    )
    .bind(i64::from(limit))
    .fetch_all(database.reader()?)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(StatusEntry {
                list: small(row, 0)?,
                index: small(row, 1)?,
                value: small(row, 2)?,
                credential_type: row.try_get(3)?,
                person: row.try_get(4)?,
                issued_at: UnixTime::from_seconds(row.try_get(5)?),
            })
        })
        .collect()
}

/// The list as last signed.
pub(crate) async fn signed(
    database: &Database,
    name: &str,
) -> Result<Option<SignedList>, StorageError> {
    let row =
        sqlx::query("SELECT sequence, content, issued_at, token FROM signed_lists WHERE name = $1")
            .bind(name)
            .fetch_optional(database.reader()?)
            .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(SignedList {
        sequence: row.try_get(0)?,
        content: row.try_get(1)?,
        issued_at: UnixTime::from_seconds(row.try_get(2)?),
        token: row.try_get(3)?,
    }))
}

/// Stores a newly signed list unless somebody stored a newer one meanwhile. Does not wait for a
/// writer that takes its time: who asks for a list is answered in any case.
pub(crate) async fn store_signed(
    database: &Database,
    name: &str,
    list: &SignedList,
) -> Result<bool, StorageError> {
    let write = tokio::time::timeout(PATIENCE, database.write(About::SignedList));
    let mut transaction = write.await.map_err(|_| StorageError)??;
    let done = sqlx::query(
        "INSERT INTO signed_lists (name, sequence, content, issued_at, token) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence, content = excluded.content,
             issued_at = excluded.issued_at, token = excluded.token
         WHERE excluded.sequence > signed_lists.sequence",
    )
    .bind(name)
    .bind(list.sequence)
    .bind(&list.content)
    .bind(list.issued_at.seconds())
    .bind(&list.token)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(done.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn a_list_is_made_from_what_is_not_valid_and_looks_at_nothing_else() {
        crate::db::tests::uses_an_index(super::NOT_VALID, "status_entries_not_valid").await;
        crate::db::tests::uses_an_index(super::NEWEST_LIST, "status_lists_of").await;
    }
}
