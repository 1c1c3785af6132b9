//! The table `setting`: single values by their name. Who owns a setting has its name as a constant.

use crate::error::HubError;
use crate::sql::{self, Conn};

/// The value of a setting; none where it was never put.
pub(crate) async fn get(conn: &mut Conn, key: &str) -> Result<Option<String>, HubError> {
    Ok(sql::query_scalar("SELECT value FROM setting WHERE key = $1").bind(key).fetch_optional(conn).await?)
}

/// Puts a value in the place of the one before.
pub(crate) async fn put(conn: &mut Conn, key: &str, value: &str) -> Result<(), HubError> {
    sql::query(
        "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(conn)
    .await?;
    Ok(())
}
