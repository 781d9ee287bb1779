//! The public keys of the server that writes into this database. Two machines with different keys would sign
//! receipts and lists that the other's clients refuse, so the second does not start.

use sqlx::Row;

use super::{About, Database, StorageError};

/// Remembers these keys, by name and thumbprint; gives back the first name that stands there with another.
/// With `replace` they take the place of those that stood there.
pub(crate) async fn agree(
    database: &Database,
    keys: &[(String, String)],
    replace: bool,
) -> Result<Option<String>, StorageError> {
    let mut transaction = database.write(About::Keys).await?;
    if replace {
        sqlx::query("DELETE FROM public_keys").execute(&mut *transaction).await?;
    }
    for (name, thumbprint) in keys {
        sqlx::query(
            "INSERT INTO public_keys (name, thumbprint) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .bind(thumbprint)
        .execute(&mut *transaction)
        .await?;
        let row = sqlx::query("SELECT thumbprint FROM public_keys WHERE name = $1")
            .bind(name)
            .fetch_one(&mut *transaction)
            .await?;
        if row.try_get::<String, _>(0)? != *thumbprint {
            return Ok(Some(name.clone()));
        }
    }
    transaction.commit().await?;
    Ok(None)
}
