//! Rows of events.

use super::db::Shared;
use super::error::{StoreError, damaged};
use super::row;
use super::seal::Seal;
use crate::kernel::{DeviceId, Event, EventId, Frontier, Subject};
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::LazyLock;

pub(super) fn place(id: EventId) -> String {
    format!("event/{id}")
}

/// What putting an event changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Put {
    /// It is new here.
    New,
    /// It was here; this copy tells the time of receipt, or that the body was removed: its aggregate has to be refolded.
    Changed,
    /// Nothing new.
    Same,
}

/// Takes in an event. The same id is the same event, however often it comes.
pub(super) fn put(tx: &Connection, shared: &Shared, event: &Event) -> Result<Put, StoreError> {
    put_sealed(tx, shared.seal.as_ref(), event)
}

/// As [`put`], where there is no handle yet.
pub(super) fn put_sealed(tx: &Connection, seal: &dyn Seal, event: &Event) -> Result<Put, StoreError> {
    let header = event.header();
    let id = header.id.uuid();
    let received_at = event.received().map(row::column);
    let sealed = seal.seal(&place(header.id), event.to_line().as_bytes())?;
    let inserted = tx
        .prepare_cached(
            "INSERT INTO event (id, kind, subject, device, number, received, text, repeats, arrived)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1 + coalesce((SELECT count FROM counter WHERE prefix = '.arrived'), 0))
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            id.as_bytes(),
            header.subject.kind(),
            header.subject.id().as_bytes(),
            header.device.uuid().as_bytes(),
            row::column(header.number),
            received_at,
            sealed,
            header.repeats.map(|first| first.uuid().as_bytes().to_vec()),
        ])?;
    if inserted == 1 {
        tx.prepare_cached(
            "INSERT INTO counter (prefix, count) VALUES ('.arrived', 1)
             ON CONFLICT (prefix) DO UPDATE SET count = count + 1",
        )?
        .execute([])?;
        note_blobs(tx, event)?;
        return Ok(Put::New);
    }
    let mut changed = 0;
    if let Some(at) = event.received() {
        changed += usize::from(received(tx, header.id, at)?);
    }
    if event.body_text().is_none() && has_body(tx, seal, header.id)? {
        changed +=
            tx.prepare_cached("UPDATE event SET text = ?2 WHERE id = ?1")?.execute(params![id.as_bytes(), sealed])?;
    }
    Ok(if changed > 0 { Put::Changed } else { Put::Same })
}

/// Notes when the hub received an event that is here. Whether that is new. Its text stays sealed as it is: the time stands beside it.
pub(super) fn received(tx: &Connection, id: EventId, at: u64) -> Result<bool, StoreError> {
    // The hub is the authority; one restored from a backup may have received an event a second time.
    let sql = "UPDATE event SET received = ?2 WHERE id = ?1 AND received IS NOT ?2";
    Ok(tx.prepare_cached(sql)?.execute(params![id.uuid().as_bytes(), row::column(at)])? > 0)
}

/// Whether the stored copy still has its body.
fn has_body(tx: &Connection, seal: &dyn Seal, id: EventId) -> Result<bool, StoreError> {
    let found: Option<Vec<u8>> = tx
        .prepare_cached("SELECT text FROM event WHERE id = ?1")?
        .query_row(params![id.uuid().as_bytes()], |r| r.get(0))
        .optional()?;
    match found {
        Some(text) => Ok(read(seal, id.uuid().as_bytes(), None, &text)?.body_text().is_some()),
        None => Ok(false),
    }
}

/// Notes the blobs that an event names, and that its subject uses them.
fn note_blobs(tx: &Connection, event: &Event) -> Result<(), StoreError> {
    let subject = &event.header().subject;
    for blob in &event.header().blobs {
        let hash = blob.hash.bytes();
        tx.prepare_cached(
            "INSERT INTO blob (hash, size, media, local, mine, uploaded, wanted) VALUES (?1, ?2, ?3, 0, 0, 0, 0)
             ON CONFLICT (hash) DO NOTHING",
        )?
        .execute(params![hash, row::column(blob.size), blob.media_type])?;
        tx.prepare_cached("INSERT INTO blob_use (hash, kind, subject) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
            .execute(params![hash, subject.kind(), subject.id().as_bytes()])?;
    }
    Ok(())
}

fn read(seal: &dyn Seal, id: &[u8], received: Option<i64>, sealed: &[u8]) -> Result<Event, StoreError> {
    let line = seal.open(&place(EventId::new(row::uuid(id)?)), sealed)?;
    let line = std::str::from_utf8(&line).map_err(damaged)?;
    let event = Event::from_line(line).map_err(damaged)?;
    Ok(match received {
        Some(at) => event.with_received(row::count(at)),
        None => event,
    })
}

type Raw = (Vec<u8>, Option<i64>, Vec<u8>);
fn raw(r: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    Ok((r.get(0)?, r.get(1)?, r.get(2)?))
}

/// One event.
pub(super) fn get(tx: &Connection, shared: &Shared, id: EventId) -> Result<Option<Event>, StoreError> {
    let found = tx
        .prepare_cached("SELECT id, received, text FROM event WHERE id = ?1")?
        .query_row(params![id.uuid().as_bytes()], raw)
        .optional()?;
    found.map(|(id, received, text)| read(shared.seal.as_ref(), &id, received, &text)).transpose()
}

/// Every event about a subject that counts, in no order: of those that say the same one, and none that the hub quarantines.
pub(super) fn about(tx: &Connection, shared: &Shared, subject: &Subject) -> Result<Vec<Event>, StoreError> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let quarantined = super::which_count::IS_QUARANTINED;
        format!(
            "SELECT id, received, text FROM event WHERE kind = ?1 AND subject = ?2 AND twin = 0 AND NOT {quarantined}"
        )
    });
    let mut stmt = tx.prepare_cached(&SQL)?;
    let mut events = Vec::new();
    for found in stmt.query_map(params![subject.kind(), subject.id().as_bytes()], raw)? {
        let (id, received, text) = found?;
        events.push(read(shared.seal.as_ref(), &id, received, &text)?);
    }
    Ok(events)
}

/// Events of a device after `after`, in order, at most `limit`, and the number of the last; none where there are no more.
pub(super) fn of_device(
    tx: &Connection,
    shared: &Shared,
    device: DeviceId,
    after: u64,
    limit: usize,
) -> Result<(Vec<Event>, Option<u64>), StoreError> {
    let sql = "SELECT id, received, text, number FROM event WHERE device = ?1 AND number > ?2 ORDER BY number LIMIT ?3";
    let mut stmt = tx.prepare_cached(sql)?;
    let limit = row::column(limit as u64);
    let rows = stmt.query_map(params![device.uuid().as_bytes(), row::column(after), limit], |r| {
        Ok((raw(r)?, r.get::<_, i64>(3)?))
    })?;
    let (mut events, mut last) = (Vec::new(), None);
    for found in rows {
        let ((id, received, text), number) = found?;
        events.push(read(shared.seal.as_ref(), &id, received, &text)?);
        last = Some(row::count(number));
    }
    Ok((events, last))
}

/// Own events from `number` on, in order, at most `limit`, as they were written: without the time of receipt.
pub(super) fn own(
    tx: &Connection,
    seal: &dyn Seal,
    from: u64,
    limit: usize,
) -> Result<Vec<(Event, crate::kernel::Hash)>, StoreError> {
    let mut stmt = tx.prepare_cached(
        "SELECT e.id, e.text, o.hash, o.number FROM outbox o LEFT JOIN event e ON e.id = o.event WHERE o.number >= ?1 ORDER BY o.number LIMIT ?2",
    )?;
    let rows = stmt.query_map(params![row::column(from), row::column(limit.try_into().unwrap_or(u64::MAX))], |r| {
        let event = (r.get::<_, Option<Vec<u8>>>(0)?, r.get::<_, Option<Vec<u8>>>(1)?);
        Ok((event.0.zip(event.1), r.get::<_, Vec<u8>>(2)?, r.get::<_, i64>(3)?))
    })?;
    let mut events = Vec::new();
    for found in rows {
        let (event, hash, number) = found?;
        // Both rows stay and go together: where SQLite does not find the event its tree is damaged.
        let (id, text) = event.ok_or_else(|| damaged(format!("own event {number} is not found")))?;
        let event = read(seal, &id, None, &text)?;
        if event.header().number != row::count(number) {
            return Err(damaged(format!("own event {number} stands at another's number")));
        }
        events.push((event, row::hash(&hash)?));
    }
    Ok(events)
}

/// How many events came here, whatever became of them. Counted apart from the rows: what is forgotten gives no number back.
pub(super) fn arrived(tx: &Connection) -> Result<u64, StoreError> {
    let count: Option<i64> = tx
        .prepare_cached("SELECT count FROM counter WHERE prefix = '.arrived'")?
        .query_row([], |r| r.get(0))
        .optional()?;
    Ok(row::count(count.unwrap_or(0)))
}

/// What this device has seen of a subject: the `after` of the next event about it.
pub(super) fn seen(tx: &Connection, subject: &Subject) -> Result<Frontier, StoreError> {
    let sql = "SELECT device, max(number) FROM event WHERE kind = ?1 AND subject = ?2 GROUP BY device";
    frontier(tx.prepare_cached(sql)?.query(params![subject.kind(), subject.id().as_bytes()])?)
}

/// What a screen showed of a subject that was drawn when `drawn` events had come; and all own work.
pub(super) fn seen_by(tx: &Connection, subject: &Subject, drawn: u64, own: DeviceId) -> Result<Frontier, StoreError> {
    let sql = "SELECT device, max(number) FROM event WHERE kind = ?1 AND subject = ?2 AND (arrived <= ?3 OR device = ?4) GROUP BY device";
    let (id, own) = (subject.id(), own.uuid());
    let of = params![subject.kind(), id.as_bytes(), row::column(drawn), own.as_bytes()];
    frontier(tx.prepare_cached(sql)?.query(of)?)
}

fn frontier(mut rows: rusqlite::Rows<'_>) -> Result<Frontier, StoreError> {
    let mut frontier = Frontier::new();
    while let Some(found) = rows.next()? {
        let (device, number): (Vec<u8>, i64) = (found.get(0)?, found.get(1)?);
        frontier.see(DeviceId::new(row::uuid(&device)?), row::count(number));
    }
    Ok(frontier)
}
