//! The table `setting`: single values by their name. Who owns a setting has its name as a constant.

use crate::error::HubError;
use sqlx::SqliteConnection;

/// The value of a setting; none where it was never put.
pub(crate) async fn get(conn: &mut SqliteConnection, key: &str) -> Result<Option<String>, HubError> {
    Ok(sqlx::query_scalar("SELECT value FROM setting WHERE key = $1").bind(key).fetch_optional(conn).await?)
}

/// Puts a value in the place of the one before.
pub(crate) async fn put(conn: &mut SqliteConnection, key: &str, value: &str) -> Result<(), HubError> {
    sqlx::query(
        "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(conn)
    .await?;
    Ok(())
}
