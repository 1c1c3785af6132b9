//! What rows are due, as a table: they survive a kill, and are written when there is time.

use crate::error::HubError;
use crate::sql::{self, Conn};
use std::collections::BTreeMap;

/// What is due where all rows are.
pub(super) const ALL: &str = "all";

/// What is due, and up to where it was done.
pub(super) async fn all(conn: &mut Conn) -> Result<BTreeMap<String, String>, HubError> {
    let rows = sql::query("SELECT what, at FROM rows_due").fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Notes that rows are to be written; from the beginning, where some of them were already.
pub(super) async fn note(conn: &mut Conn, what: &str) -> Result<(), HubError> {
    let sql = "INSERT INTO rows_due (what, at) VALUES ($1, '') ON CONFLICT (what) DO UPDATE SET at = ''";
    sql::query(sql).bind(what).execute(conn).await?;
    Ok(())
}
