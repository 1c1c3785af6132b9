//! A part of an import: which rows it made is noted in the transaction of its events.

use crate::error::HubError;
use crate::sql::{self, Conn};
use uuid::Uuid;

/// A part of an import, or of what takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportPart {
    /// The batch.
    pub batch: Uuid,
    /// Whether it is taken back.
    pub undo: bool,
}

/// Notes which rows a part made.
pub(super) async fn note_part(conn: &mut Conn, part: &ImportPart, (first, last): (i64, i64)) -> Result<(), HubError> {
    let sql = "INSERT INTO import_part (batch, undo, first_seq, last_seq) VALUES ($1, $2, $3, $4)";
    let query = sql::query(sql).bind(part.batch.to_string()).bind(i64::from(part.undo)).bind(first).bind(last);
    query.execute(conn).await?;
    Ok(())
}
