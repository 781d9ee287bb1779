//! Local accounts of clerks.

use cert_verify::UnixTime;
use sqlx::Row;

use crate::db::{Database, StorageError, WriteTransaction};

/// An account.
pub(crate) struct Account {
    pub(crate) name: String,
    /// Argon2id, with its parameters and salt.
    pub(crate) password: String,
    pub(crate) grants: String,
    pub(crate) created_at: UnixTime,
}

/// The account of this name.
pub(crate) async fn account(
    database: &Database,
    name: &str,
) -> Result<Option<Account>, StorageError> {
    let row = sqlx::query("SELECT name, password, grants, created_at FROM clerks WHERE name = $1")
        .bind(name)
        .fetch_optional(database.reader()?)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Account {
        name: row.try_get(0)?,
        password: row.try_get(1)?,
        grants: row.try_get(2)?,
        created_at: UnixTime::from_seconds(row.try_get(3)?),
    }))
}

/// The stored password of an account, inside a transaction.
pub(crate) async fn password_in(
    transaction: &mut WriteTransaction,
    name: &str,
) -> Result<Option<String>, StorageError> {
    let row = sqlx::query("SELECT password FROM clerks WHERE name = $1").bind(name);
    let row = row.fetch_optional(&mut **transaction).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// All accounts by name.
pub(crate) async fn all(database: &Database) -> Result<Vec<Account>, StorageError> {
    let rows = sqlx::query(
        "SELECT name, password, grants, created_at FROM clerks ORDER BY name LIMIT 10000",
    )
    .fetch_all(database.reader()?)
    .await?;
    let read = rows.iter().map(|row| {
        Ok(Account {
            name: row.try_get(0)?,
            password: row.try_get(1)?,
            grants: row.try_get(2)?,
            created_at: UnixTime::from_seconds(row.try_get(3)?),
        })
    });
    read.collect()
}

/// Makes an account; false when there is one of this name.
pub(crate) async fn add(
    transaction: &mut WriteTransaction,
    account: &Account,
) -> Result<bool, StorageError> {
    let made = sqlx::query(
        "INSERT INTO clerks (name, password, grants, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO NOTHING",
    )
    .bind(&account.name)
    .bind(&account.password)
    .bind(&account.grants)
    .bind(account.created_at.seconds())
    .execute(&mut **transaction)
    .await?;
    Ok(made.rows_affected() == 1)
}

/// Gives an account another password; false when there is none of this name.
pub(crate) async fn set_password(
    transaction: &mut WriteTransaction,
    name: &str,
    password: &str,
) -> Result<bool, StorageError> {
    let done = sqlx::query("UPDATE clerks SET password = $1 WHERE name = $2")
        .bind(password)
        .bind(name)
        .execute(&mut **transaction)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes an account away; false when there is none of this name.
pub(crate) async fn remove(
    transaction: &mut WriteTransaction,
    name: &str,
) -> Result<bool, StorageError> {
    let done = sqlx::query("DELETE FROM clerks WHERE name = $1")
        .bind(name)
        .execute(&mut **transaction)
        .await?;
    Ok(done.rows_affected() == 1)
}
