//! Each change of the tables, in order, for either engine; none is ever edited. The two have the same numbers,
//! so that a number says what the tables hold, whichever keeps them.

use std::borrow::Cow;

use sqlx::{
    AnyPool, Executor, SqlSafeStr,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

use super::Engine;

type Change = (i64, &'static str, &'static str);

const SQLITE: [Change; 17] = [
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
    (13, "public_keys", include_str!("../../migrations/0013_public_keys.sql")),
    (14, "places", include_str!("../../migrations/0014_places.sql")),
    (20, "back_office", include_str!("../../migrations/0020_back_office.sql")),
    (21, "webhooks_go", include_str!("../../migrations/0021_webhooks_go.sql")),
    (30, "desk", include_str!("../../migrations/0030_desk.sql")),
    (50, "restores", include_str!("../../migrations/0050_restores.sql")),
    (51, "retention", include_str!("../../migrations/0051_retention.sql")),
];

const POSTGRES: [Change; 8] = [
    (13, "start", include_str!("../../migrations/postgres/0013_start.sql")),
    (14, "places", include_str!("../../migrations/postgres/0014_places.sql")),
    (20, "back_office", include_str!("../../migrations/postgres/0020_back_office.sql")),
    (21, "webhooks_go", include_str!("../../migrations/postgres/0021_webhooks_go.sql")),
    (30, "desk", include_str!("../../migrations/postgres/0030_desk.sql")),
    // Only here: one server alone carries messages in memory.
    (31, "relay", include_str!("../../migrations/postgres/0031_relay.sql")),
    (50, "restores", include_str!("../../migrations/postgres/0050_restores.sql")),
    (51, "retention", include_str!("../../migrations/postgres/0051_retention.sql")),
];

/// The number of the last change.
pub(super) const fn newest(is_postgres: bool) -> i64 {
    let changes: &[Change] = if is_postgres { &POSTGRES } else { &SQLITE };
    match changes.last() {
        Some((number, ..)) => *number,
        None => 0,
    }
}

fn migrator(changes: &[Change]) -> Migrator {
    let made = |(version, name, sql): &Change| {
        Migration::new(
            *version,
            Cow::Borrowed(*name),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(changes.iter().map(made).collect())
}

/// Brings the tables up to date.
///
/// # Errors
/// In words for the operator, when the database refuses or a newer version of the server was here.
pub(super) async fn run(pool: &AnyPool, engine: &Engine) -> Result<(), String> {
    let changes: &[Change] = match engine {
        Engine::Sqlite(_) => &SQLITE,
        Engine::Postgres => &POSTGRES,
    };
    let mut connection = pool.acquire().await.map_err(|error| error.to_string())?;
    if let Engine::Postgres = engine {
        // A change of tables that are full takes longer than any request may, and so does the one of another machine.
        let patient = "SET statement_timeout = 0; SET lock_timeout = 0";
        let patient = connection.execute(sqlx::raw_sql(patient)).await;
        patient.map_err(|error| error.to_string())?;
        // It is not used for anything else.
        connection.close_on_drop();
    }
    migrator(changes).run(&mut *connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => format!(
            "its tables have change {version}, which this version of the server does not know; use the newer one"
        ),
        MigrateError::VersionMismatch(version) => {
            format!("change {version} of its tables is not that of this server")
        }
        other => other.to_string(),
    })
}

#[cfg(test)]
pub(super) async fn run_sqlite(pool: &AnyPool) -> Result<(), MigrateError> {
    migrator(&SQLITE).run(pool).await
}
