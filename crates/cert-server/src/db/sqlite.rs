//! SQLite: one file, one writer at a time.

use std::{
    fs::{Metadata, OpenOptions},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use sqlx::{AnyPool, ConnectOptions, any::AnyConnectOptions};
use tokio::sync::Semaphore;

use super::{
    BUSY, StorageError, WriteTransaction,
    pool::{self, Manner},
};
use crate::{Faults, StorageFault};

/// SQLite has one writer at a time; more connections only help readers.
const CONNECTIONS: u32 = 4;

/// A receipt promises that the filing survives a power cut: FULL. What is deleted is overwritten, because it was
/// deleted for the sake of whom it is about.
const SESSION: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
    PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000";

/// The file of the database, and whose turn it is to write.
#[derive(Clone)]
pub(super) struct File {
    path: PathBuf,
    /// Whose turn it is to wait for the write lock.
    turn: Arc<Semaphore>,
    /// Device and inode of the file that was opened: when the name points elsewhere, what we
    /// write would be lost without a word.
    identity: (u64, u64),
}

/// Opens or creates the file.
pub(super) async fn open(path: &Path, faults: Faults) -> Result<(AnyPool, File), String> {
    sqlx::any::install_default_drivers();
    // Filings are personal: the file, and with it the write-ahead log, is for the owner
    // alone, wherever it is.
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(|error| error.kind().to_string())?;
    check_mode(&file.metadata().map_err(|error| error.kind().to_string())?)?;
    let options = AnyConnectOptions::from_str(&address(path, "rwc")?)
        .map_err(|error| error.to_string())?
        .disable_statement_logging();
    let manner = Manner { connections: CONNECTIONS, session: SESSION, pretend };
    let pool = pool::connect(options, manner, faults).await.map_err(|error| error.to_string())?;
    let identity = identity(path).ok_or("the file is gone")?;
    let turn = Arc::new(Semaphore::new(1));
    Ok((pool, File { path: path.to_owned(), turn, identity }))
}

/// # Errors
/// When others may read the file.
pub(super) fn check_mode(file: &Metadata) -> Result<(), String> {
    match file.mode() & 0o777 {
        mode if mode & 0o077 != 0 => {
            Err(format!("others may read it (mode {mode:o}); run: chmod 600"))
        }
        _ => Ok(()),
    }
}

/// The file as the driver wants it named; whatever is in its name.
pub(super) fn address(path: &Path, mode: &str) -> Result<String, String> {
    let path = path.to_str().ok_or("its name is not UTF-8")?;
    let escaped: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
    // A path has no `+` for a blank.
    Ok(format!("sqlite:{}?mode={mode}", escaped.replace('+', "%20")))
}

impl File {
    /// A transaction that holds the write lock from its start, so it cannot fail half-way for
    /// want of it.
    pub(super) async fn begin(&self, pool: &AnyPool) -> Result<WriteTransaction, StorageError> {
        self.check()?;
        // One at a time waits for the lock, and only it holds a connection meanwhile; also when whoever
        // asked has gone, since SQLite goes on waiting.
        let turn = tokio::time::timeout(BUSY, self.turn.clone().acquire_owned());
        let turn = turn.await.map_err(|_| StorageError)?.map_err(|_| StorageError)?;
        let pool = pool.clone();
        let beginning = tokio::spawn(async move {
            let begun = pool.begin_with("BEGIN IMMEDIATE").await;
            drop(turn);
            begun
        });
        Ok(beginning.await.map_err(|_| StorageError)??)
    }

    pub(super) fn check(&self) -> Result<(), StorageError> {
        if identity(&self.path) == Some(self.identity) {
            return Ok(());
        }
        tracing::error!("the database file is gone or was replaced");
        Err(StorageError)
    }
}

/// Makes SQLite itself refuse, as it would with such a file or disk. It raises a smaller number of pages to the
/// present size: no page may be added.
const fn pretend(fault: Option<StorageFault>) -> &'static str {
    match fault {
        Some(StorageFault::ReadOnly) => "PRAGMA query_only = 1; PRAGMA max_page_count = 4294967294",
        Some(StorageFault::Full) => "PRAGMA query_only = 0; PRAGMA max_page_count = 1",
        None => "PRAGMA query_only = 0; PRAGMA max_page_count = 4294967294",
    }
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}
