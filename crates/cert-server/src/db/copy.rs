//! A copy of the SQLite file as it stands at one moment, while a server reads and writes it.

use std::{fs::File, path::Path};

use sqlx::{AnyConnection, Connection, Executor, Row};

use super::sqlite;

/// Copies the database into this file, which is empty; gives back the number of the last change of its tables.
///
/// # Errors
/// In words for the operator.
pub(crate) async fn copy(from: &Path, to: &Path) -> Result<i64, String> {
    sqlx::any::install_default_drivers();
    let name = to.to_str().ok_or("the name of the copy is not UTF-8")?;
    let in_words = |error: sqlx::Error| match error {
        sqlx::Error::Database(inner) => inner.message().to_owned(),
        _ => "it cannot be read".to_owned(),
    };
    let mut source = connect(from).await.map_err(in_words)?;
    // A reader of its own moment: nobody who writes waits for it.
    source.execute("PRAGMA busy_timeout = 5000").await.map_err(in_words)?;
    let copied = sqlx::query("VACUUM INTO $1").bind(name).execute(&mut source).await;
    source.close().await.map_err(in_words)?;
    copied.map_err(in_words)?;
    File::open(to).and_then(|file| file.sync_all()).map_err(|error| error.kind().to_string())?;
    let mut copy = connect(to).await.map_err(in_words)?;
    let row = sqlx::query("SELECT MAX(version) FROM _sqlx_migrations").fetch_one(&mut copy).await;
    copy.close().await.map_err(in_words)?;
    row.and_then(|row| row.try_get(0)).map_err(|_| "it has no tables of a server".to_owned())
}

async fn connect(path: &Path) -> Result<AnyConnection, sqlx::Error> {
    let address = sqlite::address(path, "rw").map_err(sqlx::Error::Protocol)?;
    AnyConnection::connect(&address).await
}
