//! What every statement needs: a transaction that writes, and whole numbers as SQLite has them.

use crate::error::HubError;
use sqlx::{Connection, Sqlite, SqliteConnection, Transaction};

/// Begins a transaction that writes, with the database's lock from the start. SQLite's plain BEGIN reads first and asks for the lock later:
/// whoever wrote in between makes that fail at once, without any waiting.
///
/// # Errors
/// [`HubError::Sql`] that [`HubError::is_busy`] while another process writes for too long.
pub(crate) async fn begin(conn: &mut SqliteConnection) -> Result<Transaction<'_, Sqlite>, HubError> {
    Ok(conn.begin_with("BEGIN IMMEDIATE").await?)
}

/// Database integers are signed; counts and times of ours never reach the sign.
pub(crate) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The way back of [`int`].
pub(crate) fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
