//! What other systems are to be told: written with what it tells of, tried until it has arrived or is given up.

use cert_verify::UnixTime;
use sqlx::Row;

use super::{About, Database, StorageError, WriteTransaction};

/// Who is told: a receiver of an office.
#[derive(Clone, Copy, Debug)]
pub(crate) struct To<'a> {
    pub(crate) office: &'a str,
    pub(crate) receiver: &'a str,
}

/// A message that it is time to send.
pub(crate) struct Due {
    pub(crate) id: String,
    pub(crate) body: String,
    /// Which try this is, from 1.
    pub(crate) tries: i64,
}

/// Adds a message about the filing in this place.
pub(crate) async fn add(
    transaction: &mut WriteTransaction,
    to: To<'_>,
    (id, number, body): (&str, i64, &str),
    now: UnixTime,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO webhooks (id, office, receiver, number, body, made_at, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(to.office)
    .bind(to.receiver)
    .bind(number)
    .bind(body)
    .bind(now.seconds())
    .bind(now.seconds())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

const NEXT: &str = "SELECT id, body, tries, next_at FROM webhooks
    WHERE office = $1 AND receiver = $2 AND next_at <= $3 ORDER BY next_at LIMIT 1";

/// The message that has waited longest, taken until `until`: another machine does not send it meanwhile, and when this
/// one is gone it is sent again.
pub(crate) async fn take(
    database: &Database,
    to: To<'_>,
    now: UnixTime,
    until: UnixTime,
) -> Result<Option<Due>, StorageError> {
    let next = sqlx::query(NEXT).bind(to.office).bind(to.receiver).bind(now.seconds());
    let Some(row) = next.fetch_optional(database.reader()?).await? else { return Ok(None) };
    let (id, tries): (String, i64) = (row.try_get(0)?, row.try_get(2)?);
    let at: i64 = row.try_get(3)?;
    let mut transaction = database.write(About::Nothing).await?;
    let taken = "UPDATE webhooks SET next_at = $1, tries = tries + 1 WHERE id = $2 AND next_at = $3 AND tries = $4";
    let taken = sqlx::query(taken).bind(until.seconds()).bind(&id).bind(at).bind(tries);
    let taken = taken.execute(&mut *transaction).await?.rows_affected();
    transaction.commit().await?;
    let body = row.try_get(1)?;
    Ok((taken == 1).then_some(Due { id, body, tries: tries + 1 }))
}

/// What a try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    Delivered,
    /// It is tried again then.
    Again(UnixTime),
    GivenUp,
}

/// Writes down what a try came to, with a word for the operator.
pub(crate) async fn settle(
    database: &Database,
    id: &str,
    came: Came,
    word: &str,
) -> Result<(), StorageError> {
    let (state, next) = match came {
        Came::Delivered => ("delivered", None),
        Came::Again(at) => ("waiting", Some(at.seconds())),
        Came::GivenUp => ("given-up", None),
    };
    let mut transaction = database.write(About::Nothing).await?;
    sqlx::query("UPDATE webhooks SET state = $1, next_at = $2, last = $3 WHERE id = $4")
        .bind(state)
        .bind(next)
        .bind(word)
        .bind(id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Sends again what was given up, and with `all` what was delivered too, about filings behind this place. Says how many.
pub(crate) async fn replay(
    database: &Database,
    office: &str,
    receiver: Option<&str>,
    (after, all): (i64, bool),
    now: UnixTime,
) -> Result<u64, StorageError> {
    let mut transaction = database.write(About::Nothing).await?;
    let done = sqlx::query(
        "UPDATE webhooks SET state = 'waiting', next_at = $1, tries = 0
         WHERE office = $2 AND ($3 = '' OR receiver = $3) AND number > $4
         AND (state = 'given-up' OR (state = 'delivered' AND $5 = 1))",
    )
    .bind(now.seconds())
    .bind(office)
    .bind(receiver.unwrap_or_default())
    .bind(after)
    .bind(i64::from(all))
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(done.rows_affected())
}

const COUNT: &str =
    "SELECT COUNT(*) FROM webhooks WHERE office = $1 AND receiver = $2 AND state = $3";

/// How many messages to this receiver are in this state.
pub(crate) async fn count(
    database: &Database,
    to: To<'_>,
    state: &str,
) -> Result<i64, StorageError> {
    let row = sqlx::query(COUNT).bind(to.office).bind(to.receiver).bind(state);
    Ok(row.fetch_one(database.reader()?).await?.try_get(0)?)
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn what_is_due_is_found_without_looking_at_the_rest() {
        crate::db::tests::uses_an_index(super::NEXT, "webhooks_due").await;
        crate::db::tests::uses_an_index(super::COUNT, "webhooks_by_state").await;
    }
}
