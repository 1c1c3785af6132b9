//! Bodies that come later: an event that came without its body waits apart; the body that its hash names is taken when the phone sends it.

use super::verdict::NO_BODY;
use crate::data::{int, uint};
use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::kernel::{DeviceId, Event};
use fettle_core::sync::protocol::Receipt;

/// A body for an event that is on record without.
pub(super) struct Late {
    /// The event's row.
    pub seq: i64,
    /// It was quarantined for this alone.
    pub waits: bool,
    body: String,
}

/// The bodies in `events` of a run that holds, for events that are quarantined and have none. Where an accepted event has none it was removed
/// by law and stays so.
pub(super) async fn missing(
    conn: &mut Conn,
    device: DeviceId,
    known: &[Receipt],
    events: &[Event],
) -> Result<Vec<Late>, HubError> {
    let quarantined = |receipt: &&Receipt| receipt.quarantined.is_some();
    let (Some(first), Some(last)) = (known.iter().find(quarantined), known.iter().rev().find(quarantined)) else {
        return Ok(Vec::new());
    };
    let sql = "SELECT seq, number, quarantined FROM event WHERE device = $1 AND number BETWEEN $2 AND $3 \
               AND body IS NULL AND quarantined IS NOT NULL";
    let rows =
        sql::query(sql).bind(device.to_string()).bind(int(first.number)).bind(int(last.number)).fetch_all(conn).await?;
    let mut late = Vec::new();
    for row in rows {
        let number = uint(row.try_get(1)?);
        let body = events.iter().find(|event| event.header().number == number).and_then(Event::body_text);
        // The chain was checked: a body that is there is the one that its hash names.
        if let Some(body) = body.map(str::to_owned) {
            late.push(Late { seq: row.try_get(0)?, waits: row.try_get::<String, _>(2)? == NO_BODY, body });
        }
    }
    Ok(late)
}

pub(super) async fn put(conn: &mut Conn, late: &[Late]) -> Result<(), HubError> {
    for Late { seq, body, .. } in late {
        sql::query("UPDATE event SET body = $2 WHERE seq = $1").bind(seq).bind(body).execute(&mut *conn).await?;
    }
    Ok(())
}
