//! The database: one SQLite file, or PostgreSQL. The statements are the same for both, one file for each group
//! of tables; what differs between the two stands in `sqlite.rs`, `postgres.rs` and `migrations.rs`.

pub(crate) mod attachments;
mod chain;
pub(crate) mod challenges;
pub(crate) mod checkup;
mod contents;
pub(crate) mod copy;
pub(crate) mod desk;
pub(crate) mod feed;
pub(crate) mod filings;
pub(crate) mod forget;
pub(crate) mod issuance;
pub(crate) mod late;
pub(crate) mod lists;
mod migrations;
mod months;
mod pool;
mod postgres;
pub(crate) mod progress;
pub(crate) mod public_keys;
pub(crate) mod relay;
pub(crate) mod restored;
pub(crate) mod retention;
mod sqlite;
pub(crate) mod taken;
mod turn;
pub(crate) mod webhooks;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{Any, AnyPool, Executor, Transaction, any::AnyRow};

pub(crate) use self::contents::Contents;
pub(crate) use self::turn::About;
use crate::{
    Config, Faults, StartError,
    problem::{Code, Problem},
};

/// Longer than any of our transactions; a writer that waits longer is told to come back.
const BUSY: Duration = Duration::from_secs(5);

/// The database could not do what was asked. Nothing was written.
#[derive(Debug)]
pub(crate) struct StorageError;

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        // The kind alone: a message of the driver may quote values.
        let kind = match &error {
            sqlx::Error::Database(inner) => {
                inner.code().map_or_else(|| "database".to_owned(), |code| format!("code {code}"))
            }
            sqlx::Error::PoolTimedOut => "pool timed out".to_owned(),
            sqlx::Error::Io(_) => "input or output".to_owned(),
            _ => "other".to_owned(),
        };
        tracing::error!(kind, "the database refused");
        Self
    }
}

impl From<StorageError> for Problem {
    fn from(_: StorageError) -> Self {
        Code::StorageUnavailable.into()
    }
}

/// Which database it is.
#[derive(Clone)]
enum Engine {
    Sqlite(sqlite::File),
    Postgres,
}

/// The open database.
#[derive(Clone)]
pub(crate) struct Database {
    pool: AnyPool,
    engine: Engine,
    /// Where contents of attachments are, unless they are in the database.
    contents: Option<Contents>,
    /// As it may be shown: a path, or an address without a password.
    name: PathBuf,
}

/// A transaction that is alone with what it is about. Dropped without `commit`, it leaves nothing behind.
pub(crate) type WriteTransaction = Transaction<'static, Any>;

impl Database {
    /// The database that this configuration names, with its tables up to date.
    pub(crate) async fn of(config: &Config) -> Result<Self, StartError> {
        let faults = config.faults.clone();
        let mut database = match &config.postgres {
            Some(url) => Self::connect(url, faults).await?,
            None => Self::open(&config.database_file(), faults).await?,
        };
        if let Some(place) = &config.attachments {
            database.contents = Some(Contents::open(place).await?);
        }
        Ok(database)
    }

    /// Opens or creates the SQLite file.
    async fn open(path: &Path, faults: Faults) -> Result<Self, StartError> {
        let fail = |reason: String| StartError::Database { path: path.to_owned(), reason };
        let (pool, file) = sqlite::open(path, faults).await.map_err(fail)?;
        Self { pool, engine: Engine::Sqlite(file), contents: None, name: path.to_owned() }
            .made_ready()
            .await
    }

    /// Connects to PostgreSQL; others may do so at the same time.
    async fn connect(url: &str, faults: Faults) -> Result<Self, StartError> {
        let name = PathBuf::from(postgres::without_password(url));
        let fail = |reason: String| StartError::Database { path: name.clone(), reason };
        let pool = postgres::connect(url, faults).await.map_err(fail)?;
        Self { pool, engine: Engine::Postgres, contents: None, name }.made_ready().await
    }

    async fn made_ready(self) -> Result<Self, StartError> {
        let fail = |reason: String| StartError::Database { path: self.name.clone(), reason };
        migrations::run(&self.pool, &self.engine).await.map_err(fail)?;
        // What can only be read opens without complaint; say so now and not at the first filing.
        let probe = async {
            let mut transaction = self.write(About::Nothing).await?;
            transaction.execute("DELETE FROM case_numbers WHERE last < 0").await?;
            transaction.commit().await?;
            Ok::<_, StorageError>(())
        };
        probe.await.map_err(|_| fail("it cannot be written".to_owned()))?;
        Ok(self)
    }

    /// What it is called where an operator reads it.
    pub(crate) fn name(&self) -> PathBuf {
        self.name.clone()
    }

    /// The pool, for reading.
    pub(crate) fn reader(&self) -> Result<&AnyPool, StorageError> {
        if let Engine::Sqlite(file) = &self.engine {
            file.check()?;
        }
        Ok(&self.pool)
    }

    /// A transaction for writing about this: of two about the same the second begins when the first has ended.
    pub(crate) async fn write(&self, about: About<'_>) -> Result<WriteTransaction, StorageError> {
        match &self.engine {
            Engine::Sqlite(file) => file.begin(&self.pool).await,
            Engine::Postgres => postgres::begin(&self.pool, about).await,
        }
    }

    /// Statements that need nothing of each other's answers as one, with the rows of the last. They share their
    /// parameters, and each of those stands in one of them. PostgreSQL takes one statement at a time, which may
    /// have others inside.
    fn in_one_go(&self, statements: &[&str], last: &str) -> String {
        match self.engine {
            Engine::Sqlite(_) => format!("{}; {last}", statements.join("; ")),
            Engine::Postgres => {
                let named =
                    statements.iter().zip('a'..).map(|(one, name)| format!("{name} AS ({one})"));
                format!("WITH {} {last}", named.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Makes a transaction alone with one thing more. Who takes two turns takes that of the log first, so that
    /// nobody waits for somebody who waits for them.
    pub(crate) async fn take_turn(
        &self,
        transaction: &mut WriteTransaction,
        about: About<'_>,
    ) -> Result<(), StorageError> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres => postgres::take_turn(transaction, about).await,
        }
    }

    /// Finds out whether there is room for what a filing stores, and leaves nothing behind.
    pub(crate) async fn probe_room(&self) -> Result<(), StorageError> {
        let mut transaction = self.write(About::Nothing).await?;
        sqlx::query("INSERT INTO probe (content) VALUES ($1)")
            .bind(vec![0_u8; 65_536])
            .execute(&mut *transaction)
            .await?;
        transaction.execute("DELETE FROM probe").await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What goes beside the requests and is this engine's own: tables for the months to come.
    pub(crate) async fn prepare(&self, now: cert_verify::UnixTime) -> Result<(), StorageError> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres => months::make(&self.pool, now).await,
        }
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// A whole number of a column that holds no larger ones.
fn small<N: TryFrom<i64>>(row: &AnyRow, column: usize) -> Result<N, StorageError> {
    let number: i64 = sqlx::Row::try_get(row, column)?;
    N::try_from(number).map_err(|_| StorageError)
}

#[cfg(test)]
mod tests {
    use sqlx::{Row, any::AnyPoolOptions};

    use super::*;

    /// Asserts that no step of this statement goes through a whole table, and that one uses `index`.
    pub(super) async fn uses_an_index(statement: &str, index: &str) {
        let steps = steps_of(statement).await;
        assert!(steps.iter().any(|step| step.contains(&format!("INDEX {index}"))), "{steps:?}");
        let whole = |step: &String| {
            step.starts_with("SCAN") && step != "SCAN CONSTANT ROW" && !step.contains("INDEX")
        };
        assert!(!steps.iter().any(whole), "{steps:?}");
    }

    /// How SQLite goes about this statement.
    pub(super) async fn steps_of(statement: &str) -> Vec<String> {
        sqlx::any::install_default_drivers();
        let pool = AnyPoolOptions::new().max_connections(1);
        let pool = pool.connect("sqlite::memory:").await.unwrap();
        migrations::run_sqlite(&pool).await.unwrap();
        let explain = format!("EXPLAIN QUERY PLAN {statement}");
        let rows = sqlx::query(sqlx::AssertSqlSafe(explain)).fetch_all(&pool).await.unwrap();
        rows.iter().map(|row| row.get("detail")).collect()
    }
}
