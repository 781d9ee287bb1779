//! What a database says of itself before a server is started on it. Nothing is written, and no table is changed.

use cert_verify::UnixTime;
use sqlx::{AnyConnection, Connection, Row};

use super::{migrations, postgres, sqlite};
use crate::Config;

/// What was found.
#[derive(Debug)]
pub(crate) struct Checkup {
    /// The last change of its tables; none when it has no tables yet.
    pub(crate) version: Option<i64>,
    /// The last change that this server knows.
    pub(crate) newest: i64,
    /// The keys of whoever has written into it, by name and thumbprint.
    pub(crate) keys: Vec<(String, String)>,
    /// Its own clock, if it has one.
    pub(crate) clock: Option<UnixTime>,
}

/// Asks it.
///
/// # Errors
/// In words for the operator, when it cannot be reached or does not answer.
pub(crate) async fn examine(config: &Config) -> Result<Checkup, String> {
    sqlx::any::install_default_drivers();
    let is_postgres = config.postgres.is_some();
    let address = match &config.postgres {
        Some(url) => url.clone(),
        None => {
            let file = config.database_file();
            let found = std::fs::metadata(&file).map_err(|error| error.kind().to_string())?;
            sqlite::check_mode(&found)?;
            // Neither made nor changed.
            sqlite::address(&file, "rw")?
        }
    };
    let connecting = tokio::time::timeout(super::BUSY, AnyConnection::connect(&address));
    let mut connection = match connecting.await {
        Ok(connected) if is_postgres => connected.map_err(postgres::in_words)?,
        Ok(connected) => connected.map_err(|_| "it is no SQLite database".to_owned())?,
        Err(_) => return Err("nobody answers there".to_owned()),
    };
    let newest = migrations::newest(is_postgres);
    // Where there are no tables, this one is missing as well.
    let version = "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM _sqlx_migrations";
    let version: Option<i64> = match sqlx::query(version).fetch_one(&mut connection).await {
        Ok(row) => row.try_get(0).ok().filter(|version| *version > 0),
        Err(sqlx::Error::Database(inner)) if !is_damaged(inner.code().as_deref()) => None,
        Err(_) => return Err("it is damaged, or no database of ours".to_owned()),
    };
    let keys = sqlx::query("SELECT name, thumbprint FROM public_keys ORDER BY name");
    let keys = keys.fetch_all(&mut connection).await.unwrap_or_default();
    let keys = keys.iter().filter_map(|row| Some((row.try_get(0).ok()?, row.try_get(1).ok()?)));
    let keys = keys.collect();
    let mut clock = None;
    if is_postgres {
        let now = sqlx::query("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT)");
        let now = now.fetch_one(&mut connection).await.map_err(postgres::in_words)?;
        clock = now.try_get(0).ok().map(UnixTime::from_seconds);
    }
    let _ = connection.close().await;
    Ok(Checkup { version, newest, keys, clock })
}

/// SQLite's codes for a file that is damaged (11) and one that is none of its own (26).
fn is_damaged(code: Option<&str>) -> bool {
    matches!(code, Some("11" | "26"))
}
