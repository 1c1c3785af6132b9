//! Receipts: what the hub says of pushed events. Nothing is let go before the hub has named its hash.

use super::blob_files;
use super::db::{Shared, Store};
use super::error::StoreError;
use super::events;
use super::forget;
use super::outbox;
use super::projections;
use super::quarantine;
use super::row;
use crate::kernel::{ChainError, Event, EventId, Subject};
use crate::sync::protocol::Receipt;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// What receipts changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceiptsTaken {
    /// Events that are on the hub.
    pub acked: u64,
    /// Events that the hub quarantines.
    pub quarantined: u64,
    /// Receipts of events that are not kept here any more.
    pub unknown: u64,
}

impl Store {
    /// Takes in receipts, all or none.
    ///
    /// # Errors
    /// [`ChainError::Fork`] when a receipt names another hash than ours: the hub has another branch of this device.
    pub fn receipts(&self, receipts: &[Receipt]) -> Result<ReceiptsTaken, StoreError> {
        let taken = self.write(|tx, shared| take(tx, shared, receipts))?;
        blob_files::remove_doomed(self)?;
        self.notice(receipts)?;
        Ok(taken)
    }

    /// Keeps what the hub noticed of the newest event that a person can act on: that this phone's clock is ahead (decision 0003).
    fn notice(&self, receipts: &[Receipt]) -> Result<(), StoreError> {
        let Some(newest) = receipts.iter().max_by_key(|receipt| receipt.number) else { return Ok(()) };
        let ahead = newest.notices.iter().any(|notice| notice == CLOCK_AHEAD).then_some("1");
        if self.setting(CLOCK_AHEAD)?.as_deref() != ahead {
            self.setting_put(CLOCK_AHEAD, ahead, i64::try_from(newest.at).unwrap_or_default())?;
        }
        Ok(())
    }
}

/// The hub's notice that a record came from the future, and the setting under which it is kept.
pub const CLOCK_AHEAD: &str = "clock_ahead";

fn take(tx: &Connection, shared: &Shared, receipts: &[Receipt]) -> Result<ReceiptsTaken, StoreError> {
    let mut taken = ReceiptsTaken::default();
    let mut refold: BTreeSet<Subject> = BTreeSet::new();
    let mut touched: BTreeSet<Subject> = BTreeSet::new();
    for receipt in receipts {
        match outbox::hash_at(tx, receipt.number)? {
            None => {
                taken.unknown += 1;
                continue;
            }
            Some(hash) if hash != receipt.hash => {
                return Err(ChainError::Fork { number: receipt.number }.into());
            }
            Some(_) => {}
        }
        let was_quarantined = quarantine::is_own(tx, receipt.number)?;
        let state = if receipt.quarantined.is_some() { "quarantined" } else { "acked" };
        let id: Vec<u8> = tx
            .prepare_cached(
                "UPDATE outbox SET state = ?2, reason = ?3, receipt = ?4 WHERE number = ?1 RETURNING event",
            )?
            .query_row(
                params![row::column(receipt.number), state, receipt.quarantined, row::column(receipt.at)],
                |r| r.get(0),
            )?;
        *(if receipt.quarantined.is_some() { &mut taken.quarantined } else { &mut taken.acked }) += 1;
        let Some(event) = events::get(tx, shared, EventId::new(row::uuid(&id)?))? else { continue };
        let subject = event.header().subject.clone();
        let moved = receive_time(tx, &event, receipt.at)?;
        // What the hub quarantines counts nowhere, also not here.
        if moved || was_quarantined != receipt.quarantined.is_some() {
            refold.insert(subject.clone());
        }
        touched.insert(subject);
    }
    for subject in &refold {
        projections::refold(tx, shared, subject)?;
    }
    for subject in &touched {
        forget::settle(tx, shared, subject)?;
    }
    Ok(taken)
}

/// Notes when the hub received an event. Whether that changes its place or its time.
fn receive_time(tx: &Connection, event: &Event, at: u64) -> Result<bool, StoreError> {
    let timed = event.clone().with_received(at);
    let moved = timed.order() != event.order() || timed.when_ms() != event.when_ms();
    Ok(events::received(tx, event.header().id, at)? && moved)
}
