//! A copy of everything in one file, and back: `cert-server backup` and `cert-server restore`.
//!
//! A backup is a tar archive: `manifest.json` with the digest of each file and the number of the last change of the
//! tables, `certfill.sqlite` as it stood at one moment, and, only when that was asked for, the private keys. Nothing
//! of it is believed before its digest was compared.
//!
//! What it is *not*: a backup of PostgreSQL, which has programs for that (docs/operating.md).

mod manifest;
mod pack;
mod trouble;
mod unpack;

use std::path::Path;

use cert_verify::UnixTime;

pub use self::trouble::BackupTrouble;
use crate::{
    Config,
    db::{Database, restored},
};

/// The name of the database in the archive.
const DATABASE: &str = "certfill.sqlite";

/// The name of what says what the archive holds.
const MANIFEST: &str = "manifest.json";

/// What was put into a backup, or taken from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupSummary {
    /// When the backup was made.
    pub made_at: UnixTime,
    /// The number of the last change of its tables.
    pub tables: i64,
    /// The names of the keys that the database works with.
    pub keys: Vec<String>,
    /// Whether the private keys are in it.
    pub with_keys: bool,
    /// Of those keys, the ones that are not where the server looks for them; after a backup there are none.
    pub missing: Vec<String>,
}

/// Writes everything that a server keeps into this file, which must not be there yet. The server may run meanwhile:
/// what it takes up in this time is in the backup whole or not at all.
///
/// # Errors
/// A [`BackupTrouble`]; there is no file then.
pub async fn back_up(
    config: &Config,
    file: &Path,
    with_keys: bool,
) -> Result<BackupSummary, BackupTrouble> {
    if config.postgres.is_some() {
        return Err(BackupTrouble::PostgresBackup);
    }
    pack::pack(config, file, with_keys).await
}

/// Puts a backup where this configuration says that a server keeps its things. There must be no database yet, and no
/// other keys.
///
/// Everybody has to log in again, and no number is given that may have been given after the backup was made.
///
/// # Errors
/// A [`BackupTrouble`]; nothing was changed then.
pub async fn restore(config: &Config, file: &Path) -> Result<BackupSummary, BackupTrouble> {
    if config.postgres.is_some() {
        return Err(BackupTrouble::PostgresRestore);
    }
    unpack::unpack(config, file).await
}

/// The last part of [`restore`] alone, for a database that was restored by other means, such as `pg_restore`; before a
/// server is started on it.
///
/// # Errors
/// When the database cannot be opened or written.
pub async fn after_restore(config: &Config) -> Result<(), BackupTrouble> {
    let database = Database::of(config).await.map_err(BackupTrouble::Start)?;
    let marked = restored::mark(&database, config.clock.now(), None).await;
    let name = database.name();
    database.close().await;
    let unwritten = || BackupTrouble::file(&name, "it cannot be written");
    marked.map_err(|_| unwritten())
}
