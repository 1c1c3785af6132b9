//! Quarantine: what the hub quarantined stays here, and its author sees it with the reason; but no state counts it until a person
//! releases it. So the author's states are the ones that everybody has (decision 0013). What others said and a restored hub quarantines:
//! [`super::unconfirmed`].

use super::db::Shared;
use super::error::StoreError;
use super::forget;
use super::projections;
use super::row;
use crate::kernel::EventId;
use crate::sync::protocol::QuarantinedEvent;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// Whether own event `number` is in quarantine on the hub.
pub(super) fn is_own(tx: &Connection, number: u64) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE number = ?1 AND state = 'quarantined')";
    Ok(tx.prepare_cached(sql)?.query_row(params![row::column(number)], |r| r.get(0))?)
}

/// The hub delivered an event: if it was quarantined, it was released. Whether it counts again and its aggregate has to be refolded.
pub(super) fn released(tx: &Connection, id: EventId) -> Result<bool, StoreError> {
    let id = id.uuid();
    let mut changed = 0;
    for sql in [
        "UPDATE outbox SET state = 'acked', reason = NULL WHERE event = ?1 AND state = 'quarantined'",
        "UPDATE former SET state = 'acked' WHERE event = ?1 AND state = 'quarantined'",
    ] {
        changed += tx.prepare_cached(sql)?.execute(params![id.as_bytes()])?;
    }
    Ok(changed > 0)
}

/// The hub says what it quarantines of this phone's events: a hub that was put back from a backup may do so with what it had let through
/// and this phone counts. What waits has its receipt to come; what the hub quarantines no longer, it delivers.
pub(super) fn told(tx: &Connection, shared: &Shared, kept: &[QuarantinedEvent]) -> Result<(), StoreError> {
    for quarantined in kept {
        let id = quarantined.event.uuid();
        let own = tx
            .prepare_cached(
                "UPDATE outbox SET state = 'quarantined', reason = ?2 WHERE event = ?1 AND state = 'acked'",
            )?
            .execute(params![id.as_bytes(), quarantined.code])?;
        // Rejudged since the receipt, and still quarantined: its author reads the reason of now.
        tx.prepare_cached(
            "UPDATE outbox SET reason = ?2 WHERE event = ?1 AND state = 'quarantined' AND reason IS NOT ?2",
        )?
        .execute(params![id.as_bytes(), quarantined.code])?;
        let former = tx
            .prepare_cached("UPDATE former SET state = 'quarantined' WHERE event = ?1 AND state = 'acked'")?
            .execute(params![id.as_bytes()])?;
        if own + former > 0 {
            refold_subject_of(tx, shared, id.as_bytes())?;
        }
    }
    Ok(())
}

/// The hub says all that it quarantines of this phone's events up to `number`: what is not named was let through meanwhile. It is delivered too, but
/// not where the phone has left the streams that it stands in.
pub(super) fn let_through(
    tx: &Connection,
    shared: &Shared,
    number: u64,
    kept: &[QuarantinedEvent],
) -> Result<(), StoreError> {
    let kept: BTreeSet<Vec<u8>> = kept.iter().map(|quarantined| quarantined.event.uuid().as_bytes().to_vec()).collect();
    let mut stmt = tx.prepare_cached("SELECT event FROM outbox WHERE state = 'quarantined' AND number <= ?1")?;
    let held = stmt.query_map(params![row::column(number)], |r| r.get::<_, Vec<u8>>(0))?;
    let held: Vec<Vec<u8>> = held.collect::<Result<_, _>>()?;
    for id in held.into_iter().filter(|id| !kept.contains(id)) {
        tx.prepare_cached("UPDATE outbox SET state = 'acked', reason = NULL WHERE event = ?1")?.execute(params![id])?;
        refold_subject_of(tx, shared, id.as_slice())?;
    }
    Ok(())
}

/// What this own event is about is refolded; a record that is kept only because its events outlive their receipts is gone again at once.
fn refold_subject_of(tx: &Connection, shared: &Shared, event: &[u8]) -> Result<(), StoreError> {
    let mut stmt = tx.prepare_cached("SELECT kind, subject FROM event WHERE id = ?1")?;
    for subject in row::subjects(&mut stmt, params![event])? {
        projections::refold(tx, shared, &subject)?;
        forget::settle(tx, shared, &subject)?;
    }
    Ok(())
}

/// Own events after `number` wait again, because the hub lost them: those that were quarantined count until they are rejudged.
pub(super) fn wait_again(tx: &Connection, shared: &Shared, number: u64) -> Result<(), StoreError> {
    let mut stmt = tx.prepare_cached(
        "SELECT DISTINCT e.kind, e.subject FROM event e JOIN outbox o ON o.event = e.id
         WHERE o.number > ?1 AND o.state = 'quarantined' ORDER BY e.kind, e.subject",
    )?;
    let subjects = row::subjects(&mut stmt, params![row::column(number)])?;
    tx.execute(
        "UPDATE outbox SET state = 'pending', reason = NULL, receipt = NULL WHERE number > ?1 AND state <> 'pending'",
        params![row::column(number)],
    )?;
    subjects.iter().try_for_each(|subject| projections::refold(tx, shared, subject))
}
