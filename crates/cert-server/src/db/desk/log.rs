//! What clerks did: a chain that is only added to. The digest of each entry stands in the one after it.

use cert_verify::UnixTime;
use serde_json::{Map, Value};
use sqlx::Row;

use crate::db::{About, Database, StorageError, WriteTransaction, chain};

/// Entries that are looked at together when the chain is checked.
const AT_ONCE: i64 = 500;

/// What somebody did.
pub(crate) struct Deed<'a> {
    pub(crate) clerk: &'a str,
    /// A stable name, such as `decided`.
    pub(crate) action: &'static str,
    pub(crate) office: Option<&'a str>,
    pub(crate) case_no: Option<&'a str>,
    /// What else is to be known; no value of a filing.
    pub(crate) more: Vec<(&'static str, Value)>,
}

impl<'a> Deed<'a> {
    /// Something that concerns no case.
    pub(crate) const fn new(clerk: &'a str, action: &'static str) -> Self {
        Self { clerk, action, office: None, case_no: None, more: Vec::new() }
    }

    /// Something about a case.
    pub(crate) const fn about(
        clerk: &'a str,
        action: &'static str,
        office: &'a str,
        case_no: &'a str,
    ) -> Self {
        Self { clerk, action, office: Some(office), case_no: Some(case_no), more: Vec::new() }
    }

    /// With one thing more.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.more.push((name, value.into()));
        self
    }
}

/// An entry as it is kept.
pub(crate) struct Written {
    pub(crate) number: i64,
    /// The bytes that the digest is of.
    pub(crate) entry: String,
}

/// Writes down what was done, in the transaction of the deed itself: neither is there without the other.
pub(crate) async fn append(
    transaction: &mut WriteTransaction,
    deed: &Deed<'_>,
    now: UnixTime,
) -> Result<(), StorageError> {
    let last = "SELECT number, hash FROM desk_log ORDER BY number DESC LIMIT 1";
    let (before, previous) = chain::last(transaction, last).await?;
    let number = before + 1;
    let mut entry = Map::new();
    entry.insert("number".to_owned(), number.into());
    entry.insert("at".to_owned(), now.seconds().into());
    entry.insert("clerk".to_owned(), deed.clerk.into());
    entry.insert("action".to_owned(), deed.action.into());
    for (name, value) in [("office", deed.office), ("case_no", deed.case_no)] {
        if let Some(value) = value {
            entry.insert(name.to_owned(), value.into());
        }
    }
    for (name, value) in &deed.more {
        entry.insert((*name).to_owned(), value.clone());
    }
    entry.insert("previous".to_owned(), previous.into());
    let entry = Value::Object(entry).to_string();
    let hash = chain::digest(&entry);
    sqlx::query(
        "INSERT INTO desk_log (number, at, clerk, office, case_no, entry, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(number)
    .bind(now.seconds())
    .bind(deed.clerk)
    .bind(deed.office)
    .bind(deed.case_no)
    .bind(&entry)
    .bind(&hash)
    .execute(&mut **transaction)
    .await?;
    // In the operator's own log as well: whoever rewrites the database does not reach what was sent away.
    tracing::info!(number, hash, "desk log");
    Ok(())
}

/// The same where it is all that is written.
pub(crate) async fn note(
    database: &Database,
    deed: &Deed<'_>,
    now: UnixTime,
) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Log).await?;
    append(&mut transaction, deed, now).await?;
    Ok(transaction.commit().await?)
}

const NEWEST: &str =
    "SELECT number, entry FROM desk_log WHERE number < $1 ORDER BY number DESC LIMIT $2";

const OF_OFFICE: &str = "SELECT number, entry FROM desk_log WHERE office = $1 AND number < $2
    ORDER BY number DESC LIMIT $3";

const OF_CASE: &str =
    "SELECT number, entry FROM desk_log WHERE case_no = $1 ORDER BY number LIMIT $2";

/// The entries before this number, newest first; of one office or all.
pub(crate) async fn newest(
    database: &Database,
    office: Option<&str>,
    before: i64,
    limit: i64,
) -> Result<Vec<Written>, StorageError> {
    let pool = database.reader()?;
    let rows = match office {
        Some(office) => sqlx::query(OF_OFFICE).bind(office).bind(before).bind(limit),
        None => sqlx::query(NEWEST).bind(before).bind(limit),
    };
    rows.fetch_all(pool).await?.iter().map(written).collect()
}

/// What was done about a case, oldest first.
pub(crate) async fn of_case(
    database: &Database,
    case_no: &str,
    limit: i64,
) -> Result<Vec<Written>, StorageError> {
    let rows = sqlx::query(OF_CASE).bind(case_no).bind(limit);
    rows.fetch_all(database.reader()?).await?.iter().map(written).collect()
}

fn written(row: &sqlx::any::AnyRow) -> Result<Written, StorageError> {
    Ok(Written { number: row.try_get(0)?, entry: row.try_get(1)? })
}

/// What the check of the whole chain says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chain {
    /// So many entries, each with the digest of the one before, and the digest of the last.
    Whole { entries: i64, last: String },
    /// The first entry that is not what it was, or is not there.
    Broken { at: i64 },
}

/// Goes through the whole chain.
pub(crate) async fn check(database: &Database) -> Result<Chain, StorageError> {
    let mut last = (0_i64, String::new());
    loop {
        let rows = sqlx::query(
            "SELECT number, entry, hash, clerk, office, case_no, at FROM desk_log WHERE number > $1
             ORDER BY number LIMIT $2",
        )
        .bind(last.0)
        .bind(AT_ONCE)
        .fetch_all(database.reader()?)
        .await?;
        if rows.is_empty() {
            return Ok(Chain::Whole { entries: last.0, last: last.1 });
        }
        for row in &rows {
            let (number, entry, hash): (i64, String, String) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let said: Value = serde_json::from_str(&entry).unwrap_or_default();
            let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
            let (clerk, office, case_no): (String, Option<String>, Option<String>) =
                (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
            let is_good = number == last.0 + 1
                && said.get("number").and_then(Value::as_i64) == Some(number)
                && said.get("at").and_then(Value::as_i64) == Some(row.try_get(6)?)
                && text("previous").as_ref() == Some(&last.1)
                && text("clerk") == Some(clerk)
                && text("office") == office
                && text("case_no") == case_no
                && chain::digest(&entry) == hash;
            if !is_good {
                return Ok(Chain::Broken { at: last.0 + 1 });
            }
            last = (number, hash);
        }
    }
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn the_log_is_read_without_looking_at_all_of_it() {
        crate::db::tests::uses_an_index(super::OF_CASE, "desk_log_by_case").await;
        crate::db::tests::uses_an_index(super::OF_OFFICE, "desk_log_by_office").await;
        crate::db::tests::uses_an_index(super::NEWEST, "").await;
    }
}
