//! A connection of somebody else to what the servers store.

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};
use tokio::runtime::{Builder, Runtime};

/// The connection.
pub(crate) struct Sql {
    runtime: Runtime,
    connection: AnyConnection,
}

impl Sql {
    /// Connects to a database at this address.
    ///
    /// # Errors
    /// When nobody answers.
    pub(crate) fn open(address: &str) -> Result<Self, String> {
        sqlx::any::install_default_drivers();
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let connection = runtime.block_on(AnyConnection::connect(address));
        Ok(Self { connection: connection.map_err(|error| error.to_string())?, runtime })
    }

    /// Does this.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn run(&mut self, statement: &str) -> Result<(), String> {
        let done = self.connection.execute(sqlx::raw_sql(AssertSqlSafe(statement)));
        self.runtime.block_on(done).map(drop).map_err(|error| format!("{statement}: {error}"))
    }

    /// The one number that this asks for.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn number(&mut self, statement: &str) -> Result<i64, String> {
        let row = sqlx::query(AssertSqlSafe(statement)).fetch_one(&mut self.connection);
        let row = self.runtime.block_on(row).map_err(|error| format!("{statement}: {error}"))?;
        row.try_get(0).map_err(|error| error.to_string())
    }

    /// The pairs of texts that this asks for.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn pairs(&mut self, statement: &str) -> Result<Vec<(String, String)>, String> {
        let rows = sqlx::query(AssertSqlSafe(statement)).fetch_all(&mut self.connection);
        let rows = self.runtime.block_on(rows).map_err(|error| format!("{statement}: {error}"))?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, sqlx::Error>>()
            .map_err(|error| error.to_string())
    }
}
