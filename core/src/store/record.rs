//! Recording: drafts become events, projections, outbox rows and the log's next state in one transaction.

use super::db::{Shared, Store};
use super::error::StoreError;
use super::events;
use super::forget;
use super::identity;
use super::projections;
use super::row;
use crate::kernel::{Draft, Event, EventId, PersonId, Reading, Recorder};
use rusqlite::{Connection, params};

impl Store {
    /// Records `drafts` by `by`, all or none: each as an event of this device, folded and put in the outbox.
    ///
    /// # Errors
    /// [`StoreError::Full`] and others; nothing is then changed.
    pub fn record(&self, by: PersonId, drafts: &[Draft], reading: Reading) -> Result<Vec<Event>, StoreError> {
        self.record_seen(by, drafts, reading, None)
    }

    /// As [`Store::record`], written from a screen that was drawn when [`Store::arrived`] was `drawn`: what came later was not seen. Own work
    /// is always seen. Without `drawn`, all that is here was.
    ///
    /// # Errors
    /// As [`Store::record`].
    pub fn record_seen(
        &self,
        by: PersonId,
        drafts: &[Draft],
        reading: Reading,
        drawn: Option<u64>,
    ) -> Result<Vec<Event>, StoreError> {
        self.write(|tx, shared| record(tx, shared, by, drafts, reading, drawn))
    }

    /// A count that grows with every event that comes here, from whomever: what a screen that is drawn now shows at most.
    ///
    /// # Errors
    /// As any read.
    pub fn arrived(&self) -> Result<u64, StoreError> {
        self.read(|tx, _| events::arrived(tx))
    }

    /// Records what `compose` gives. It may draw numbers that people read; they are used up only if it is recorded. `compose` may read the
    /// store (it sees what was there before) but must not write to it: writes wait for each other.
    ///
    /// # Errors
    /// What `compose` refuses with, or as [`Store::record`]; nothing is then changed.
    pub fn compose(
        &self,
        by: PersonId,
        reading: Reading,
        compose: impl FnOnce(&mut Numbers<'_>) -> Result<Vec<Draft>, StoreError>,
    ) -> Result<Vec<Event>, StoreError> {
        self.write(|tx, shared| {
            let drafts = compose(&mut Numbers { tx, shared })?;
            record(tx, shared, by, &drafts, reading, None)
        })
    }
}

/// Numbers that people read: the device's short code and a count, kept in the transaction that uses them.
pub struct Numbers<'a> {
    tx: &'a Connection,
    shared: &'a Shared,
}

impl Numbers<'_> {
    /// The next number of `prefix` (such as `job`): `A7-12`.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`].
    pub fn next(&mut self, prefix: &str) -> Result<String, StoreError> {
        let count = self.count(prefix)?;
        let enrolment = identity::load(self.tx, self.shared)?.enrolment.ok_or(StoreError::NotEnrolled)?;
        Ok(format!("{}-{count}", enrolment.enrolled.short))
    }
    /// The next count of `prefix`: 1, 2, 3 ...
    ///
    /// # Errors
    /// As any write.
    pub fn count(&mut self, prefix: &str) -> Result<u64, StoreError> {
        let count: i64 = self
            .tx
            .prepare_cached(
                "INSERT INTO counter (prefix, count) VALUES (?1, 1)
                 ON CONFLICT (prefix) DO UPDATE SET count = count + 1 RETURNING count",
            )?
            .query_row(params![prefix], |r| r.get(0))?;
        Ok(row::count(count))
    }
}

fn record(
    tx: &Connection,
    shared: &Shared,
    by: PersonId,
    drafts: &[Draft],
    reading: Reading,
    drawn: Option<u64>,
) -> Result<Vec<Event>, StoreError> {
    let mut recorder = identity::recorder(tx)?;
    let mut recorded = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let after = match drawn {
            Some(drawn) => events::seen_by(tx, &draft.subject, drawn, recorder.device)?,
            None => events::seen(tx, &draft.subject)?,
        };
        let id = event_id(shared, recorder.hub_ms(reading))?;
        let event = recorder.record(reading, id, by, after, draft)?;
        events::put(tx, shared, &event)?;
        await_receipt(tx, &recorder, &event)?;
        projections::take(tx, shared, &draft.subject, std::slice::from_ref(&event))?;
        recorded.push(event);
    }
    identity::put_recorder(tx, &recorder)?;
    Ok(recorded)
}

/// Puts the event that `recorder` wrote last into the outbox.
pub(super) fn await_receipt(tx: &Connection, recorder: &Recorder, event: &Event) -> Result<(), StoreError> {
    let header = event.header();
    tx.prepare_cached("INSERT INTO outbox (number, event, hash, state) VALUES (?1, ?2, ?3, 'pending')")?
        .execute(params![row::column(recorder.head.number), header.id.uuid().as_bytes(), recorder.head.hash.bytes()])?;
    // Work about a subject that was forgotten brings it back until that work is in.
    tx.prepare_cached("UPDATE forgotten SET done = 0 WHERE kind = ?1 AND subject = ?2")?
        .execute(params![header.subject.kind(), header.subject.id().as_bytes()])?;
    forget::note_own_work(tx, &header.subject)
}

pub(super) fn event_id(shared: &Shared, ms: u64) -> Result<EventId, StoreError> {
    let mut random = [0; 10];
    (shared.random)(&mut random)?;
    Ok(EventId::new(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()))
}
