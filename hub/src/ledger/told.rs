//! What processes on one database tell each other when they have written: ids, never rows.

use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Subject;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where processes tell each other.
pub(super) const CHANNEL: &str = "fettle";
/// Longest thing that is told, in bytes: PostgreSQL takes 7,999.
const MOST_TOLD: usize = 7_900;

/// What one process tells the others. Ids, never rows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Told {
    /// Which process, so that it does not hear itself.
    pub by: Uuid,
    /// Newest event row.
    pub newest: u64,
    /// What moved and what was touched; absent where it is too much to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<What>,
}

/// What moved, and what was touched.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct What {
    pub moved: Vec<(Stream, u64)>,
    pub touched: Vec<Subject>,
    /// Whether something is in quarantine since.
    #[serde(default)]
    pub held: bool,
}

/// Tells the other processes what this transaction writes, once it is committed.
pub(super) async fn tell(
    conn: &mut Conn,
    by: Uuid,
    newest: u64,
    streams: &BTreeMap<Stream, u64>,
    (touched, held): (&[Subject], bool),
) -> Result<(), HubError> {
    if !conn.is_postgres() {
        return Ok(());
    }
    let moved = streams.iter().map(|(stream, n)| (stream.clone(), *n)).collect();
    let text =
        serde_json::to_string(&Told { by, newest, what: Some(What { moved, touched: touched.to_vec(), held }) })?;
    match text.len() > MOST_TOLD {
        true => tell_all(conn, by, newest).await,
        false => notify(conn, text).await,
    }
}

/// Tells them to look again at everything.
pub(super) async fn tell_all(conn: &mut Conn, by: Uuid, newest: u64) -> Result<(), HubError> {
    match conn.is_postgres() {
        true => notify(conn, serde_json::to_string(&Told { by, newest, what: None })?).await,
        false => Ok(()),
    }
}

async fn notify(conn: &mut Conn, text: String) -> Result<(), HubError> {
    sql::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(text).execute(conn).await?;
    Ok(())
}
