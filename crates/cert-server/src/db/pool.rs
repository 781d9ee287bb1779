//! Connections of either engine: made alike, and made to refuse alike when a test asks for it.

use std::time::Duration;

use sqlx::{
    AnyPool, Connection, Executor,
    any::{AnyConnectOptions, AnyPoolOptions},
};

use super::BUSY;
use crate::{Faults, StorageFault};

/// A connection that was not used for so long is asked whether it is still there.
const UNUSED: Duration = Duration::from_secs(1);

/// What is this engine's own.
pub(super) struct Manner {
    pub(super) connections: u32,
    /// Said at the start of each connection.
    pub(super) session: &'static str,
    /// What makes the engine refuse in this way, or no longer.
    pub(super) pretend: fn(Option<StorageFault>) -> &'static str,
}

/// Connects.
pub(super) async fn connect(
    options: AnyConnectOptions,
    manner: Manner,
    faults: Faults,
) -> Result<AnyPool, sqlx::Error> {
    let Manner { connections, session, pretend } = manner;
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(BUSY)
        .test_before_acquire(false)
        .after_connect({
            // A connection that is made while the storage refuses is no way around it.
            let faults = faults.clone();
            move |connection, _| {
                let fault = faults.storage_state();
                Box::pin(async move {
                    connection.execute(sqlx::raw_sql(session)).await?;
                    if let Some(fault) = fault {
                        connection.execute(sqlx::raw_sql(pretend(fault))).await?;
                    }
                    Ok(())
                })
            }
        })
        .before_acquire(move |connection, used| {
            let fault = faults.storage_state();
            Box::pin(async move {
                // SQLite rolls back by itself when the disk is full, and the driver does
                // not notice: such a connection would refuse every later transaction.
                if connection.is_in_transaction() {
                    return Ok(false);
                }
                // What was at work a moment ago is there; to ask each time would double the questions.
                if used.idle_for > UNUSED && connection.ping().await.is_err() {
                    return Ok(false);
                }
                if let Some(fault) = fault {
                    connection.execute(sqlx::raw_sql(pretend(fault))).await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await
}
