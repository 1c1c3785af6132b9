//! Unconfirmed events: others wrote them, and a hub that was restored from a backup has not sent them again. They count here, as their author may
//! still send them; but those that the hub then quarantines (they came after something that they used to come before) count nowhere, so not here
//! either, until they are delivered. `forget` does the same for whole aggregates.

use super::db::Store;
use super::error::StoreError;
use super::projections;
use super::row;
use crate::kernel::{Event, EventId, Subject};
use crate::sync::heard::UnconfirmedEvent;
use rusqlite::{Connection, params};

impl Store {
    /// Events of others that were here before the hub's epoch changed, did not come again, and are not known to be quarantined, by their ids;
    /// at most `most` after `after`.
    ///
    /// # Errors
    /// As any read.
    pub fn unconfirmed_events(&self, after: Option<EventId>, most: usize) -> Result<Vec<UnconfirmedEvent>, StoreError> {
        self.read(|tx, _| {
            let mut stmt = tx.prepare_cached(
                "SELECT d.event, coalesce(e.repeats, e.id) FROM doubt d JOIN event e ON e.id = d.event
                 WHERE d.apart = 0 AND d.event > ?1 ORDER BY d.event LIMIT ?2",
            )?;
            let after = after.map_or(Vec::new(), |after| after.uuid().as_bytes().to_vec());
            let rows = stmt.query_map(params![after, row::column(most as u64)], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let mut found = Vec::new();
            for pair in rows {
                let (event, origin): (Vec<u8>, Vec<u8>) = pair?;
                found.push(UnconfirmedEvent {
                    event: EventId::new(row::uuid(&event)?),
                    origin: EventId::new(row::uuid(&origin)?),
                });
            }
            Ok(found)
        })
    }

    /// Quarantines the duplicates of these: until one of them is delivered, none of them counts. Returns how many.
    ///
    /// # Errors
    /// As any write.
    pub fn quarantine_unconfirmed(&self, origins: &[EventId]) -> Result<u64, StoreError> {
        self.write(|tx, shared| {
            let mut changed = 0;
            for origin in origins {
                let origin = origin.uuid();
                let mut stmt = tx.prepare_cached(
                    "SELECT DISTINCT kind, subject FROM event WHERE (id = ?1 OR repeats = ?1)
                     AND id IN (SELECT event FROM doubt WHERE apart = 0)",
                )?;
                let subjects = row::subjects(&mut stmt, params![origin.as_bytes()])?;
                changed += tx
                    .prepare_cached(
                        "UPDATE doubt SET apart = 1
                         WHERE apart = 0 AND event IN (SELECT id FROM event WHERE id = ?1 OR repeats = ?1)",
                    )?
                    .execute(params![origin.as_bytes()])? as u64;
                subjects.iter().try_for_each(|subject| projections::refold(tx, shared, subject))?;
            }
            Ok(changed)
        })
    }
}

/// The hub's epoch changed: whatever others said has to come again. Own events have their receipts.
pub(super) fn all(tx: &Connection) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO doubt (event, apart) SELECT id, 0 FROM event
         WHERE id NOT IN (SELECT event FROM outbox) AND id NOT IN (SELECT event FROM former) ON CONFLICT DO NOTHING",
        [],
    )?;
    Ok(())
}

/// The hub delivered `event` once and quarantines it now: here too it counts no more until it is delivered again. Its aggregate, where the
/// event is here and another's; of own events the greeting tells.
pub(super) fn withdrawn(tx: &Connection, event: EventId) -> Result<Option<Subject>, StoreError> {
    let id = event.uuid();
    let mut stmt = tx.prepare_cached(
        "SELECT kind, subject FROM event WHERE id = ?1
         AND id NOT IN (SELECT event FROM outbox) AND id NOT IN (SELECT event FROM former)",
    )?;
    let found = row::subjects(&mut stmt, params![id.as_bytes()])?.pop();
    if found.is_some() {
        tx.prepare_cached(
            "INSERT INTO doubt (event, apart) VALUES (?1, 1) ON CONFLICT (event) DO UPDATE SET apart = 1",
        )?
        .execute(params![id.as_bytes()])?;
    }
    Ok(found)
}

/// Whether any event is unconfirmed.
pub(super) fn any(tx: &Connection) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM doubt)")?.query_row([], |r| r.get(0))?)
}

/// The hub delivered `event`: nothing that says the same is unconfirmed. Whether one of them did not count and its aggregate has to be folded
/// again.
pub(super) fn delivered(tx: &Connection, event: &Event) -> Result<bool, StoreError> {
    let (id, origin) = (event.header().id.uuid(), event.origin().uuid());
    let mut stmt = tx.prepare_cached(
        "DELETE FROM doubt WHERE event IN (SELECT id FROM event WHERE id IN (?1, ?2) OR repeats = ?2) RETURNING apart",
    )?;
    let mut counts_again = false;
    for quarantined in stmt.query_map(params![id.as_bytes(), origin.as_bytes()], |r| r.get::<_, bool>(0))? {
        counts_again |= quarantined?;
    }
    Ok(counts_again)
}
