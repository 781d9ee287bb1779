//! Why there is no backup, or why it was not restored.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::StartError;

/// Why nothing was done. Its text is one line for the operator.
#[derive(Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are what and why, in every variant")]
pub enum BackupTrouble {
    /// PostgreSQL is backed up by its own programs.
    PostgresBackup,
    /// PostgreSQL is restored by its own programs.
    PostgresRestore,
    /// There is no database to copy.
    NoDatabase { path: PathBuf },
    /// Something is there already, and is not overwritten.
    Exists { path: PathBuf },
    /// A file cannot be read or written.
    File { path: PathBuf, reason: String },
    /// The file is no backup, or not one that this version reads.
    NotABackup { reason: String },
    /// A part of the backup is not what it was when it was made.
    Damaged { name: String },
    /// A key that is there is not the one that the backup was made with.
    OtherKey { path: PathBuf },
    /// The restored database does not open.
    Start(StartError),
}

impl BackupTrouble {
    pub(super) fn file(path: &Path, reason: &str) -> Self {
        Self::File { path: path.to_owned(), reason: reason.to_owned() }
    }

    pub(super) fn io(path: &Path, error: &std::io::Error) -> Self {
        Self::file(path, &error.kind().to_string())
    }
}

impl fmt::Display for BackupTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PostgresBackup => f.write_str(
                "PostgreSQL has its own programs for this: `pg_dump --format=custom` for a copy, `pg_basebackup` with archived logs for every moment; the folder of keys belongs to it and is copied by itself (docs/operating.md)",
            ),
            Self::PostgresRestore => f.write_str(
                "PostgreSQL has its own program for this: `pg_restore` into an empty database; then put the folder of keys in its place and run `cert-server restored` before anything is started (docs/operating.md)",
            ),
            Self::NoDatabase { path } => write!(f, "there is no database {}", path.display()),
            Self::Exists { path } => {
                write!(f, "{} is there already, and nothing is overwritten", path.display())
            }
            Self::File { path, reason } => write!(f, "{}: {reason}", path.display()),
            Self::NotABackup { reason } => write!(f, "this is no backup to restore: {reason}"),
            Self::Damaged { name } => {
                write!(f, "the backup is damaged: {name} is not what it was when it was made")
            }
            Self::OtherKey { path } => write!(
                f,
                "{} is another key than the one of this backup; receipts and lists that it signed would not be verified any more",
                path.display()
            ),
            Self::Start(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for BackupTrouble {}
