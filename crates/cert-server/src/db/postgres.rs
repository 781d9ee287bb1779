//! PostgreSQL: many writers, also of several machines; those that are about the same thing take turns.

use std::str::FromStr;

use sqlx::{AnyPool, AssertSqlSafe, ConnectOptions, Row, any::AnyConnectOptions};

use super::{
    About, StorageError, WriteTransaction,
    pool::{self, Manner},
};
use crate::{Faults, StorageFault};

/// Connections of one server. PostgreSQL takes a hundred unless told otherwise: five servers and an operator.
const CONNECTIONS: u32 = 16;

/// The oldest version that our statements were tried with.
const OLDEST: i64 = 150_000;

/// Nobody waits for others longer than we do, no transaction is left open by a server that hangs, and what was
/// committed survives a power cut.
const SESSION: &str = "SET lock_timeout = '5s'; SET statement_timeout = '15s'; \
    SET idle_in_transaction_session_timeout = '30s'; SET synchronous_commit = on";

/// Connects; the tables are not touched.
pub(super) async fn connect(url: &str, faults: Faults) -> Result<AnyPool, String> {
    sqlx::any::install_default_drivers();
    let options = AnyConnectOptions::from_str(url)
        .map_err(|_| "its address is none; it looks like postgres://user@host/database".to_owned())?
        .disable_statement_logging();
    let manner = Manner { connections: CONNECTIONS, session: SESSION, pretend };
    let pool = pool::connect(options, manner, faults).await.map_err(in_words)?;
    let version = sqlx::query("SELECT CAST(current_setting('server_version_num') AS BIGINT)");
    let version = version.fetch_one(&pool).await.map_err(in_words)?;
    let version: i64 = version.try_get(0).map_err(in_words)?;
    if version < OLDEST {
        return Err(format!(
            "it is PostgreSQL {}; version 15 or newer is needed",
            version / 10_000
        ));
    }
    Ok(pool)
}

/// Why there is no connection, for the operator: nothing here holds a password.
pub(super) fn in_words(error: sqlx::Error) -> String {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => {
            "nobody answers there; is PostgreSQL running, and may this machine reach it?".to_owned()
        }
        sqlx::Error::Database(inner) => {
            format!("PostgreSQL says {}: {}", inner.code().unwrap_or_default(), inner.message())
        }
        sqlx::Error::Tls(_) => "no TLS connection could be made".to_owned(),
        _ => "no connection could be made".to_owned(),
    }
}

/// The address as it may be shown.
pub(super) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "postgres".to_owned() };
    // A password may hold any sign, so its end is looked for from behind.
    let (user, place) = match rest.rsplit_once('@') {
        Some((user, place)) => (user.split(':').next().unwrap_or_default(), place),
        None => ("", rest),
    };
    let place = place.split(['?', '#']).next().unwrap_or_default();
    match user {
        "" => format!("{scheme}://{place}"),
        user => format!("{scheme}://{user}@{place}"),
    }
}

/// A transaction whose turn it is.
pub(super) async fn begin(
    pool: &AnyPool,
    about: About<'_>,
) -> Result<WriteTransaction, StorageError> {
    // In one go with the beginning.
    let begin = match about.number() {
        Some(number) => format!("BEGIN; SELECT pg_advisory_xact_lock({number})"),
        None if matches!(about, About::SignedList) => {
            "BEGIN; SET LOCAL lock_timeout = '500ms'".to_owned()
        }
        None => "BEGIN".to_owned(),
    };
    Ok(pool.begin_with(AssertSqlSafe(begin)).await?)
}

/// Waits for the turn of what this is about. It is given back at the end of the transaction, whatever end that is.
pub(super) async fn take_turn(
    transaction: &mut WriteTransaction,
    about: About<'_>,
) -> Result<(), StorageError> {
    if let Some(number) = about.number() {
        sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(number)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// Makes PostgreSQL itself refuse to write; a full disk is a refusal like any other here.
const fn pretend(fault: Option<StorageFault>) -> &'static str {
    match fault {
        Some(_) => "SET default_transaction_read_only = on",
        None => "SET default_transaction_read_only = off",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (url, shown) in [
            (
                "postgres://certfill:p@ss:w@db.example:5432/city?sslmode=require",
                "postgres://certfill@db.example:5432/city",
            ),
            ("postgresql://db.example/city", "postgresql://db.example/city"),
            ("postgres:///city?host=/run/postgresql&password=x", "postgres:///city"),
            ("postgres://u:pa?ss#w@db.example/city", "postgres://u@db.example/city"),
            ("nonsense", "postgres"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
