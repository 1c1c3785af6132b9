//! Statements for two databases: one way to write a statement, bind its values and read its rows, on SQLite and on PostgreSQL, each through its own
//! typed driver of sqlx (through sqlx's `Any`, types of PostgreSQL that SQLite does not have could not even stand in a result that is thrown away).
//!
//! What must not live here: a table, a row's meaning, a decision which database is used. Statements are written once, with `$1`, in the words that
//! both databases have; what only one of them has goes through [`Conn::is_postgres`].

mod builder;
mod conn;
#[cfg(test)]
mod heard;
mod query;
mod row;
mod text;
mod value;
mod zero;

pub use builder::{Builder, Listed};
pub use conn::{Conn, Pool, Tx};
#[cfg(test)]
pub(crate) use heard::heard;
pub use query::{Query, Scalar, query, query_scalar, raw};
pub use row::{Column, Row};
pub use sqlx::{AssertSqlSafe, Error, SqlSafeStr};
pub use value::Value;

/// Begins a transaction that writes, with the database's lock from the start. SQLite's plain BEGIN reads first and asks for the lock later:
/// whoever wrote in between makes that fail at once, without any waiting.
///
/// # Errors
/// [`Error`] of the database, such as that another process writes for too long.
pub async fn begin(conn: &mut Conn) -> Result<Tx<'_>, Error> {
    if !conn.is_postgres() {
        return conn.begin_with(Some("BEGIN IMMEDIATE")).await;
    }
    let mut tx = conn.begin().await?;
    // Writers of all processes queue here, as they do at SQLite's lock.
    query("SELECT writer FROM turn FOR UPDATE").execute(&mut *tx).await?;
    Ok(tx)
}

/// Database integers are signed; counts and times of ours never reach the sign.
pub fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The way back of [`int`].
pub fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
