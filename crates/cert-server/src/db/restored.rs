//! What a database must know that was restored from a backup: after the backup was made, things were given out that
//! it has never heard of.

use cert_verify::UnixTime;
use sqlx::{Executor, Row};

use super::{
    About, Database, StorageError,
    desk::log::{self, Deed},
    lists,
};

/// Whom the log names for what was done on the command line.
const OPERATOR: &str = "(operator)";

/// 2020-01-01, from which the numbers of lists are counted.
const BEGINNING: i64 = 1_577_836_800;

/// Lists have a number for each ten minutes: no authority fills them faster, and there are enough for this century.
const SECONDS_A_LIST: i64 = 600;

/// Who might log in with what was given back or has changed since; all of it is made anew within minutes.
const ENDED: [&str; 4] = [
    "DELETE FROM access_tokens",
    "DELETE FROM proof_nonces",
    "DELETE FROM desk_sessions",
    "DELETE FROM desk_journeys",
];

/// Has everybody log in again, opens new status lists, and writes down what happened.
pub(crate) async fn mark(
    database: &Database,
    now: UnixTime,
    made_at: Option<UnixTime>,
) -> Result<(), StorageError> {
    let mut transaction = database.write(About::Log).await?;
    for statement in ENDED {
        transaction.execute(statement).await?;
    }
    let newest = "SELECT CAST(COALESCE(MAX(list), 0) AS BIGINT) FROM status_lists";
    let newest: i64 = sqlx::query(newest).fetch_one(&mut *transaction).await?.try_get(0)?;
    let clock = (now.seconds() - BEGINNING).max(0) / SECONDS_A_LIST;
    let from = clock.max(newest / i64::from(lists::APART) + 1);
    sqlx::query("INSERT INTO restores (at, made_at, lists_from) VALUES ($1, $2, $3)")
        .bind(now.seconds())
        .bind(made_at.map(UnixTime::seconds))
        .bind(from)
        .execute(&mut *transaction)
        .await?;
    let deed = Deed::new(OPERATOR, "restored");
    let deed = match made_at {
        Some(made_at) => deed.with("backup_of", made_at.to_string()),
        None => deed,
    };
    log::append(&mut transaction, &deed, now).await?;
    Ok(transaction.commit().await?)
}
