//! Duplicates: events that say the same, because a device was restored or cloned and its successor repeated what may have been lost. The hub
//! accepts one of them, whichever came first; here the one that the hub delivers counts, and the others fold nowhere. So replicas agree.

use super::error::StoreError;
use crate::kernel::Event;
use rusqlite::{Connection, params};

/// Whether anything here was said again.
pub(super) fn any(tx: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE repeats IS NOT NULL)";
    Ok(tx.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}

/// The hub delivered `event` (already put): of those that say the same, it counts. Whether its aggregate has to be refolded.
pub(super) fn delivered(tx: &Connection, event: &Event) -> Result<bool, StoreError> {
    let header = event.header();
    let (id, origin) = (header.id.uuid(), event.origin().uuid());
    let mut changed = tx
        .prepare_cached("UPDATE event SET twin = 1 WHERE repeats = ?1 AND id <> ?2 AND twin = 0")?
        .execute(params![origin.as_bytes(), id.as_bytes()])?;
    if header.repeats.is_some() {
        changed += tx
            .prepare_cached("UPDATE event SET twin = 1 WHERE id = ?1 AND twin = 0")?
            .execute(params![origin.as_bytes()])?;
    }
    changed +=
        tx.prepare_cached("UPDATE event SET twin = 0 WHERE id = ?1 AND twin = 1")?.execute(params![id.as_bytes()])?;
    Ok(changed > 0)
}

/// `event` (already put) was said again here: until the hub decides, the newest record counts.
pub(super) fn said_again(tx: &Connection, repeat: &Event) -> Result<(), StoreError> {
    delivered(tx, repeat)?;
    Ok(())
}
