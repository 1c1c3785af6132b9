//! Taking in what the hub sends: entries of streams, with the cursors in the same transaction; and the greeting.

use super::blob_files;
use super::bundles;
use super::db::{Shared, Store};
use super::error::StoreError;
use super::events::{self, Put};
use super::forget;
use super::identity;
use super::kinds::Index;
use super::outbox;
use super::projections;
use super::quarantine;
use super::row;
use super::unconfirmed;
use super::{duplicates, predecessors, unread};
use crate::kernel::{ChainError, Event, PersonId, Recorder, Subject};
use crate::sync::heard::Told;
use crate::sync::protocol::{Entry, Greeting, MAX_QUARANTINED, Stream};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

/// Blobs up to this many bytes (thumbnails, signatures) are fetched for every event; larger ones for the person's own work, or on demand.
const SMALL_BLOB: u64 = 64 * 1024;

/// What a page brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Events that were new here.
    pub events: u64,
    /// Entries that were here already.
    pub repeated: u64,
    /// Subjects that are gone from here now.
    pub forgotten: u64,
}

impl Store {
    /// Takes in entries, in the order in which they came, and moves the cursors, all in one transaction.
    ///
    /// # Errors
    /// [`StoreError::StreamGap`] when entries are missing before one; [`ChainError::Fork`] for an event of this device that it never
    /// wrote. Nothing is then changed.
    pub fn receive(&self, entries: &[Entry]) -> Result<Received, StoreError> {
        self.receive_page(entries, &[])
    }

    /// As [`Store::receive`], with the lines of those entries that this version cannot read: they are kept for one that can.
    ///
    /// # Errors
    /// As [`Store::receive`].
    pub fn receive_page(&self, entries: &[Entry], unread: &[String]) -> Result<Received, StoreError> {
        let received = self.write(|tx, shared| {
            unread::keep(tx, shared, unread)?;
            receive(tx, shared, entries)
        })?;
        blob_files::remove_doomed(self)?;
        Ok(received)
    }

    /// The newest number here of each stream that was ever followed.
    ///
    /// # Errors
    /// As any read.
    pub fn cursors(&self) -> Result<BTreeMap<Stream, u64>, StoreError> {
        self.read(|tx, _| cursors(tx))
    }

    /// Takes in a greeting: a new epoch starts the cursors again and deletes nothing; events and blobs that a restored hub no longer has
    /// wait again; streams that this person no longer may follow are forgotten.
    ///
    /// # Errors
    /// [`ChainError::Fork`] when the hub has other events of this device: the device was restored or cloned. Nothing is then changed.
    pub fn greeted(&self, greeting: &Greeting) -> Result<(), StoreError> {
        self.write(|tx, shared| greeted(tx, shared, greeting, false))?;
        blob_files::remove_doomed(self)
    }

    /// As [`Store::greeted`], by a hub that is behind what it gave in this very epoch: it was put back and does not know it, and what it says from
    /// here on has numbers that were given out before. As with a new epoch, everything is read again and nothing is deleted.
    ///
    /// # Errors
    /// As [`Store::greeted`].
    pub fn greeted_by_a_hub_that_is_behind(&self, greeting: &Greeting) -> Result<(), StoreError> {
        self.write(|tx, shared| greeted(tx, shared, greeting, true))?;
        blob_files::remove_doomed(self)
    }

    /// What the hub gave and acknowledged so far.
    ///
    /// # Errors
    /// As any read.
    pub fn told(&self) -> Result<Told, StoreError> {
        self.read(|tx, shared| {
            let epoch = identity::load(tx, shared)?.epoch;
            Ok(Told { epoch, acknowledged: outbox::acknowledged(tx)?, cursors: cursors(tx)? })
        })
    }
}

fn cursors(tx: &Connection) -> Result<BTreeMap<Stream, u64>, StoreError> {
    let mut stmt = tx.prepare_cached("SELECT stream, n FROM cursor")?;
    let mut cursors = BTreeMap::new();
    for found in stmt.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))? {
        let (stream, n) = found?;
        cursors.insert(stream.parse().map_err(super::error::damaged)?, row::count(n));
    }
    Ok(cursors)
}

fn greeted(tx: &Connection, shared: &Shared, greeting: &Greeting, put_back: bool) -> Result<(), StoreError> {
    let identity = identity::load(tx, shared)?;
    let have = greeting.have;
    let head = identity.recorder.head;
    let ours = if have.number == head.number { Some(head.hash) } else { outbox::hash_at(tx, have.number)? };
    // Before the first event, and where our own copy is no longer kept, there is nothing to compare.
    if have.number > head.number || (have.number > 0 && ours.is_some_and(|hash| hash != have.hash)) {
        return Err(ChainError::Fork { number: have.number }.into());
    }
    quarantine::wait_again(tx, shared, have.number)?;
    quarantine::told(tx, shared, &greeting.quarantined)?;
    if greeting.quarantined.len() < MAX_QUARANTINED {
        quarantine::let_through(tx, shared, have.number, &greeting.quarantined)?;
    }
    let new_epoch = identity.epoch != Some(greeting.epoch);
    if new_epoch || put_back {
        // They start over but stay known: a stream that the person lost with the old epoch is left at the next greeting.
        tx.execute("UPDATE cursor SET n = 0", [])?;
        forget::unconfirm_all(tx)?;
        unconfirmed::all(tx)?;
        tx.execute("UPDATE blob SET uploaded = 0, upload_url = NULL WHERE mine = 1", [])?;
        bundles::hand_in_again(tx)?;
        tx.execute("UPDATE identity SET epoch = ?1", params![greeting.epoch.as_bytes()])?;
        // What a restored hub still has of the devices before this one is asked again.
        predecessors::ask_again(tx)?;
    }
    for stream in greeting.streams.keys() {
        tx.execute(
            "INSERT INTO cursor (stream, n) VALUES (?1, 0) ON CONFLICT DO NOTHING",
            params![stream.to_string()],
        )?;
    }
    if !new_epoch && !put_back {
        // A hub that was just restored may have forgotten a permission: nothing is given up on its first word.
        let gone: Vec<Stream> =
            cursors(tx)?.into_keys().filter(|stream| !greeting.streams.contains_key(stream)).collect();
        for stream in gone {
            forget::leave_stream(tx, shared, &stream)?;
        }
    }
    Ok(())
}

fn receive(tx: &Connection, shared: &Shared, entries: &[Entry]) -> Result<Received, StoreError> {
    let mut out = Received::default();
    let mut at = cursors(tx)?;
    let mut recorder = identity::recorder(tx)?;
    let me = identity::load(tx, shared)?.enrolment.map(|e| e.enrolled.person);
    let mut fresh: BTreeMap<Subject, Vec<Event>> = BTreeMap::new();
    let mut refold = BTreeSet::new();
    let mut maybe_gone = BTreeSet::new();
    // Rare; looked for once a page, not once an event.
    let subjects_unconfirmed = forget::any_unconfirmed(tx)?;
    let mut events_unconfirmed = unconfirmed::any(tx)?;
    let with_duplicates =
        duplicates::any(tx)? || entries.iter().flat_map(|e| &e.e).any(|event| event.header().repeats.is_some());
    for entry in entries {
        let cursor = at.entry(entry.s.clone()).or_insert(0);
        if entry.n <= *cursor {
            out.repeated += 1;
            continue;
        }
        if entry.n != *cursor + 1 {
            return Err(StoreError::StreamGap { stream: entry.s.to_string(), expected: *cursor + 1, found: entry.n });
        }
        *cursor = entry.n;
        if let Some(event) = &entry.e {
            let subject = &event.header().subject;
            if subjects_unconfirmed {
                forget::confirm(tx, subject)?;
            }
            join(tx, subject, &entry.s)?;
            recorder.observe(event.order());
            own_event(tx, shared, &recorder, event)?;
            let put = events::put(tx, shared, event)?;
            if put != Put::New && quarantine::released(tx, event.header().id)? {
                refold.insert(subject.clone());
            }
            // Released by a person: the hub records it again, and the first record no longer counts as quarantined.
            if event.header().first_device.is_some() && quarantine::released(tx, event.origin())? {
                refold.insert(subject.clone());
            }
            if events_unconfirmed && unconfirmed::delivered(tx, event)? {
                refold.insert(subject.clone());
            }
            if with_duplicates && duplicates::delivered(tx, event)? {
                refold.insert(subject.clone());
            }
            match put {
                Put::New => {
                    out.events += 1;
                    fresh.entry(subject.clone()).or_default().push((**event).clone());
                }
                Put::Changed => {
                    refold.insert(subject.clone());
                }
                Put::Same => {
                    out.repeated += 1;
                    // Own events outlive a forgotten subject; now that it is back they count again.
                    if projections::sealed(tx, subject)?.is_none() {
                        refold.insert(subject.clone());
                    }
                }
            }
            want_small(tx, event)?;
        } else if let Some(subject) = &entry.forget {
            forget::leave(tx, subject, &entry.s)?;
            maybe_gone.insert(subject.clone());
        } else if let Some(event) = entry.quarantined
            && let Some(subject) = unconfirmed::withdrawn(tx, event)?
        {
            events_unconfirmed = true;
            refold.insert(subject);
        }
    }
    for (subject, new) in &fresh {
        if !refold.contains(subject) {
            projections::take(tx, shared, subject, new)?;
        }
    }
    for subject in &refold {
        projections::refold(tx, shared, subject)?;
    }
    if let Some(me) = me {
        for subject in fresh.keys().chain(&refold) {
            want_own(tx, shared, subject, me)?;
        }
    }
    for subject in &maybe_gone {
        out.forgotten += u64::from(forget::settle(tx, shared, subject)?);
    }
    for (stream, n) in &at {
        tx.prepare_cached(
            "INSERT INTO cursor (stream, n) VALUES (?1, ?2) ON CONFLICT (stream) DO UPDATE SET n = excluded.n",
        )?
        .execute(params![stream.to_string(), row::column(*n)])?;
    }
    identity::put_recorder(tx, &recorder)?;
    Ok(out)
}

fn join(tx: &Connection, subject: &Subject, stream: &Stream) -> Result<(), StoreError> {
    let id = subject.id();
    tx.prepare_cached("INSERT INTO membership (kind, subject, stream) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![subject.kind(), id.as_bytes(), stream.to_string()])?;
    tx.prepare_cached("DELETE FROM forgotten WHERE kind = ?1 AND subject = ?2")?
        .execute(params![subject.kind(), id.as_bytes()])?;
    forget::filing_is_known(tx, subject)
}

/// An event of this device that comes back is on the hub; one that this device never wrote is another branch of it.
fn own_event(tx: &Connection, shared: &Shared, recorder: &Recorder, event: &Event) -> Result<(), StoreError> {
    let header = event.header();
    if header.device != recorder.device {
        return Ok(());
    }
    let fork = || StoreError::from(ChainError::Fork { number: header.number });
    let known: Option<Vec<u8>> = tx
        .prepare_cached("SELECT event FROM outbox WHERE number = ?1")?
        .query_row(params![row::column(header.number)], |r| r.get(0))
        .optional()?;
    match known {
        None if header.number > recorder.head.number => Err(fork()),
        // Older than what is kept here.
        None => Ok(()),
        Some(id) if row::uuid(&id)? != header.id.uuid() => Err(fork()),
        Some(_) => {
            let same = events::get(tx, shared, header.id)?
                .is_some_and(|ours| ours.header_text() == event.header_text() && ours.body_hash() == event.body_hash());
            if !same {
                return Err(fork());
            }
            tx.prepare_cached(
                "UPDATE outbox SET state = 'acked', receipt = coalesce(receipt, ?2)
                 WHERE number = ?1 AND state = 'pending'",
            )?
            .execute(params![row::column(header.number), event.received().map(row::column)])?;
            Ok(())
        }
    }
}

/// Fetches all files of own work: of a job that is the person's, and of what belongs to it.
fn want_own(tx: &Connection, shared: &Shared, subject: &Subject, me: PersonId) -> Result<(), StoreError> {
    const LACKING: &str = "FROM blob b JOIN blob_use u ON u.hash = b.hash
        WHERE b.local = 0 AND b.wanted = 0 AND u.kind = ?1 AND u.subject = ?2";
    const LACKING_WITHIN: &str = "FROM projection p JOIN blob_use u ON u.kind = p.kind AND u.subject = p.subject
        JOIN blob b ON b.hash = u.hash WHERE b.local = 0 AND b.wanted = 0 AND p.parent_kind = ?1 AND p.parent = ?2";
    let id = subject.id();
    let about = params![subject.kind(), id.as_bytes()];
    let any = format!("SELECT EXISTS (SELECT 1 {LACKING}) OR EXISTS (SELECT 1 {LACKING_WITHIN})");
    // Most aggregates name no file that is not here or asked for.
    if !tx.prepare_cached(&any)?.query_row(about, |r| r.get::<_, bool>(0))? {
        return Ok(());
    }
    let index = |of: &Subject| -> Result<Index, StoreError> {
        let doc = projections::doc(tx, shared, of)?;
        let index = doc.map(|doc| shared.kinds.index(of, &doc)).transpose().map_err(super::error::damaged)?;
        Ok(index.flatten().unwrap_or_default())
    };
    let here = index(subject)?;
    let mine = |index: &Index| index.people.contains(&me);
    if mine(&here) || here.parent.as_ref().map(index).transpose()?.is_some_and(|parent| mine(&parent)) {
        let all = format!(
            "UPDATE blob SET wanted = 1 WHERE hash IN (SELECT b.hash {LACKING} UNION SELECT b.hash {LACKING_WITHIN})"
        );
        tx.prepare_cached(&all)?.execute(about)?;
    }
    Ok(())
}

fn want_small(tx: &Connection, event: &Event) -> Result<(), StoreError> {
    for blob in &event.header().blobs {
        if blob.size <= SMALL_BLOB {
            tx.prepare_cached("UPDATE blob SET wanted = 1 WHERE hash = ?1 AND local = 0")?
                .execute(params![blob.hash.bytes()])?;
        }
    }
    Ok(())
}
