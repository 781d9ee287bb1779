//! The database: one SQLite file, reached through a small pool. One file per group of tables.

pub(crate) mod attachments;
pub(crate) mod challenges;
pub(crate) mod desk;
pub(crate) mod filings;
pub(crate) mod forget;
pub(crate) mod issuance;
pub(crate) mod late;
pub(crate) mod lists;
pub(crate) mod progress;

use std::{
    fs::OpenOptions,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, Executor, SqlSafeStr, Sqlite, SqliteConnection, SqlitePool,
    Transaction,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use tokio::sync::Semaphore;

use crate::{
    Faults, StartError, StorageFault,
    problem::{Code, Problem},
};

/// Longer than any of our transactions; a writer that waits longer is told to come back.
const BUSY: Duration = Duration::from_secs(5);

/// SQLite has one writer at a time; more connections only help readers.
const CONNECTIONS: u32 = 4;

/// Each change of the tables, in order; none is ever edited.
const MIGRATIONS: [(i64, &str, &str); 11] = [
    (1, "start", include_str!("../../migrations/0001_start.sql")),
    (2, "grows", include_str!("../../migrations/0002_grows.sql")),
    (3, "uploads", include_str!("../../migrations/0003_uploads.sql")),
    (4, "status_lists", include_str!("../../migrations/0004_status_lists.sql")),
    (5, "holders", include_str!("../../migrations/0005_holders.sql")),
    (6, "code_pages", include_str!("../../migrations/0006_code_pages.sql")),
    (7, "by_case", include_str!("../../migrations/0007_by_case.sql")),
    (8, "progress", include_str!("../../migrations/0008_progress.sql")),
    (9, "late", include_str!("../../migrations/0009_late.sql")),
    (12, "counter", include_str!("../../migrations/0012_counter.sql")),
    (30, "desk", include_str!("../../migrations/0030_desk.sql")),
];

fn migration((version, name, sql): (i64, &'static str, &'static str)) -> Migration {
    Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
}

/// The database could not do what was asked. Nothing was written.
#[derive(Debug)]
pub(crate) struct StorageError;

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        // The kind alone: a message of the driver may quote values.
        let kind = match &error {
            sqlx::Error::Database(inner) => {
                inner.code().map_or_else(|| "database".to_owned(), |code| format!("sqlite {code}"))
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

/// The open database.
#[derive(Clone)]
pub(crate) struct Database {
    pool: SqlitePool,
    path: PathBuf,
    /// Whose turn it is to wait for the write lock.
    turn: Arc<Semaphore>,
    /// Device and inode of the file that was opened: when the name points elsewhere, what we
    /// write would be lost without a word.
    identity: (u64, u64),
}

/// A transaction that holds the write lock from its start, so it cannot fail half-way for
/// want of it.
pub(crate) type WriteTransaction = Transaction<'static, Engine>;

/// What the database is.
pub(crate) type Engine = Sqlite;

impl Database {
    /// Opens or creates the file and brings its tables up to date.
    pub(crate) async fn open(path: &Path, faults: Faults) -> Result<Self, StartError> {
        let fail = |reason: String| StartError::Database { path: path.to_owned(), reason };
        // Filings are personal: the file, and with it the write-ahead log, is for the owner
        // alone, wherever it is.
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(|error| fail(error.kind().to_string()))?;
        let mode = file.metadata().map_err(|error| fail(error.kind().to_string()))?.mode();
        if mode & 0o077 != 0 {
            return Err(fail(format!(
                "others may read it (mode {:o}); run: chmod 600",
                mode & 0o777
            )));
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // A receipt promises that the filing survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(BUSY)
            .after_connect({
                // A connection that is made while the storage refuses is no way around it.
                let faults = faults.clone();
                move |connection, _| {
                    let fault = faults.storage_state();
                    Box::pin(async move {
                        match fault {
                            Some(fault) => pretend(connection, fault).await,
                            None => Ok(()),
                        }
                    })
                }
            })
            .before_acquire(move |connection, _| {
                let fault = faults.storage_state();
                Box::pin(async move {
                    // SQLite rolls back by itself when the disk is full, and the driver does
                    // not notice: such a connection would refuse every later transaction.
                    if connection.is_in_transaction() {
                        return Ok(false);
                    }
                    if let Some(fault) = fault {
                        pretend(connection, fault).await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options)
            .await
            .map_err(|error| fail(error.to_string()))?;
        Migrator::with_migrations(MIGRATIONS.map(migration).into())
            .run(&pool)
            .await
            .map_err(|error| fail(error.to_string()))?;
        let identity = identity(path).ok_or_else(|| fail("the file is gone".to_owned()))?;
        let turn = Arc::new(Semaphore::new(1));
        let database = Self { pool, path: path.to_owned(), turn, identity };
        // A read-only file opens without complaint; say so now and not at the first filing.
        let probe = async {
            let mut transaction = database.write().await?;
            transaction.execute("DELETE FROM case_numbers WHERE last < 0").await?;
            transaction.commit().await?;
            Ok::<_, StorageError>(())
        };
        probe.await.map_err(|_| fail("it cannot be written".to_owned()))?;
        Ok(database)
    }

    /// The pool, for reading.
    pub(crate) fn reader(&self) -> Result<&SqlitePool, StorageError> {
        self.check_file()?;
        Ok(&self.pool)
    }

    /// A transaction for writing. Dropped without `commit`, it leaves nothing behind.
    pub(crate) async fn write(&self) -> Result<WriteTransaction, StorageError> {
        self.check_file()?;
        // One at a time waits for the lock, and only it holds a connection meanwhile; also when whoever
        // asked has gone, since SQLite goes on waiting.
        let turn = tokio::time::timeout(BUSY, self.turn.clone().acquire_owned());
        let turn = turn.await.map_err(|_| StorageError)?.map_err(|_| StorageError)?;
        let pool = self.pool.clone();
        let beginning = tokio::spawn(async move {
            let begun = pool.begin_with("BEGIN IMMEDIATE").await;
            drop(turn);
            begun
        });
        Ok(beginning.await.map_err(|_| StorageError)??)
    }

    /// Finds out whether there is room for what a filing stores, and leaves nothing behind.
    pub(crate) async fn probe_room(&self) -> Result<(), StorageError> {
        let mut transaction = self.write().await?;
        transaction.execute("INSERT INTO probe (content) VALUES (zeroblob(65536))").await?;
        transaction.execute("DELETE FROM probe").await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    fn check_file(&self) -> Result<(), StorageError> {
        if identity(&self.path) == Some(self.identity) {
            return Ok(());
        }
        tracing::error!("the database file is gone or was replaced");
        Err(StorageError)
    }
}

/// Makes SQLite itself refuse, as it would with such a file or disk.
async fn pretend(
    connection: &mut SqliteConnection,
    fault: Option<StorageFault>,
) -> Result<(), sqlx::Error> {
    connection
        .execute(match fault {
            Some(StorageFault::ReadOnly) => "PRAGMA query_only = 1",
            _ => "PRAGMA query_only = 0",
        })
        .await?;
    connection
        .execute(match fault {
            // SQLite raises a smaller number to the present size: no page may be added.
            Some(StorageFault::Full) => "PRAGMA max_page_count = 1",
            _ => "PRAGMA max_page_count = 4294967294",
        })
        .await?;
    Ok(())
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use sqlx::Row;

    use super::*;

    /// Asserts that no step of this statement goes through a whole table, and that one uses `index`.
    pub(super) async fn uses_an_index(statement: &str, index: &str) {
        let steps = steps_of(statement).await;
        assert!(steps.iter().any(|step| step.contains(&format!("INDEX {index}"))), "{steps:?}");
        let whole = |step: &String| step.starts_with("SCAN") && !step.contains("INDEX");
        assert!(!steps.iter().any(whole), "{steps:?}");
    }

    /// How SQLite goes about this statement.
    pub(super) async fn steps_of(statement: &str) -> Vec<String> {
        let options = SqliteConnectOptions::from_str("sqlite::memory:").unwrap();
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        Migrator::with_migrations(MIGRATIONS.map(migration).into()).run(&pool).await.unwrap();
        let explain = format!("EXPLAIN QUERY PLAN {statement}");
        let rows = sqlx::query(sqlx::AssertSqlSafe(explain)).fetch_all(&pool).await.unwrap();
        rows.iter().map(|row| row.get("detail")).collect()
    }
}
