//! Handing unsent work over: a rescue bundle with all that is not surely on the hub. Nothing changes here by it: the work still waits on
//! this phone, and taking the same work in twice is harmless.

use super::db::{Shared, Store};
use super::error::{StoreError, damaged};
use super::events;
use super::files::Files;
use super::identity::{self, Identity};
use super::outbox;
use super::predecessors;
use super::row;
use super::seal::Seal as _;
use crate::kernel::{BlobRef, ChainHead, DeviceId, DeviceKey, Event, EventId, Hash, SignedHead};
use crate::rescue::{About, Opening, SalvagedEvent, SignedEvent, Writer};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// What a bundle holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandedOver {
    /// Own events that were never acknowledged.
    pub pending: u64,
    /// Own events that the hub quarantines.
    pub quarantined: u64,
    /// Events of former devices, saved from a damaged file.
    pub salvaged: u64,
    /// Photos, signatures and other files.
    pub blobs: u64,
    /// Events and files that should be in it and cannot be read on this phone.
    pub unreadable: u64,
}

/// Told after every event and file: how many are done and how many there are. `false` asks to stop.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

/// Bytes written at once.
const PIECE: usize = 64 * 1024;

/// Writes to the end of a file.
struct Through<'a> {
    files: &'a dyn Files,
    file: &'a Path,
    at: u64,
}

impl Write for Through<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.files.write(self.file, self.at, bytes)?;
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What is to go in, found in one read.
struct Plan {
    identity: Identity,
    pending: u64,
    quarantined: u64,
    numbers: Vec<u64>,
    salvaged: Vec<(DeviceId, u64)>,
    /// Unsent events of devices that this phone was, not said again yet.
    former: Vec<(DeviceId, u64)>,
    blobs: Vec<BlobRef>,
}

impl Plan {
    fn of_others(&self) -> u64 {
        (self.salvaged.len() + self.former.len()) as u64
    }
}

impl Store {
    /// Writes a bundle to `path`: whole, or not at all. `app` is the app's version, `made_ms` now by the best knowledge, milliseconds since
    /// 1970 UTC. Holds one file of the bundle in memory at a time.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`], [`StoreError::Full`], [`StoreError::Rescue`] (`cancelled` among its codes). There is no file then.
    pub fn export_rescue(
        &self,
        path: &Path,
        app: &str,
        made_ms: u64,
        progress: Progress<'_>,
    ) -> Result<HandedOver, StoreError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let unfinished = PathBuf::from(name);
        let files = self.shared.files.as_ref();
        let mut write = || {
            files.create(&unfinished)?;
            let out = BufWriter::with_capacity(PIECE, Through { files, file: &unfinished, at: 0 });
            let (out, done) = self.export_rescue_to(out, app, made_ms, progress)?;
            let _written = out.into_inner().map_err(|e| StoreError::from(e.into_error()))?;
            files.sync(&unfinished)?;
            files.rename(&unfinished, path)?;
            // Where that fails the rename alone has to do: the file is there.
            path.parent().map(|folder| files.sync_dir(folder).ok());
            Ok(done)
        };
        let done = write();
        if done.is_err() {
            files.remove(&unfinished).ok();
        }
        done
    }

    /// As [`Store::export_rescue`], to anything that takes bytes.
    ///
    /// # Errors
    /// As there; what was written is then a bundle that is cut off.
    pub fn export_rescue_to<W: Write>(
        &self,
        out: W,
        app: &str,
        made_ms: u64,
        progress: Progress<'_>,
    ) -> Result<(W, HandedOver), StoreError> {
        let plan = self.read(plan)?;
        let enrolled = plan.identity.enrolment.as_ref().map(|e| &e.enrolled).ok_or(StoreError::NotEnrolled)?;
        let mut seed = [0; 32];
        (self.shared.random)(&mut seed)?;
        let opening =
            Opening { hub_key: &enrolled.hub_key, device: plan.identity.device, short: &enrolled.short, made_ms, seed };
        let mut about = About {
            device: plan.identity.device,
            public_key: plan.identity.key.public(),
            app: app.to_owned(),
            head: plan.identity.key.sign_head(plan.identity.device, plan.identity.recorder.head),
            pending: plan.pending,
            quarantined: plan.quarantined,
            salvaged: plan.of_others(),
            blobs: plan.blobs.clone(),
            unreadable: Vec::new(),
        };
        let mut writer = Writer::begin(out, &opening)?;
        writer.about(&about)?;
        let total = (plan.numbers.len() + plan.blobs.len()) as u64 + plan.of_others();
        let mut step = steps(total, progress);
        let mut written = BTreeSet::new();
        let mut done = HandedOver { pending: plan.pending, quarantined: plan.quarantined, ..HandedOver::default() };
        let mut last = 0;
        for number in plan.numbers {
            // A number that a damaged row has a second time: the event whose it was is searched for at the next opening.
            let twice = std::mem::replace(&mut last, number) >= number;
            let read = |tx: &rusqlite::Connection, shared: &Shared| match twice {
                true => Err(damaged(format!("own number {number} stands there twice"))),
                false => signed_event(tx, shared, &plan.identity, number),
            };
            match self.read(read) {
                Ok(Some(event)) => {
                    written.insert(said(&event.event));
                    writer.event(&event)?;
                }
                Ok(None) => {}
                Err(e) if of_the_value(&e) => done.unreadable += 1,
                Err(e) => return Err(e),
            }
            step()?;
        }
        let salvaged = plan.salvaged.into_iter().map(|one| (one, false));
        for ((device, number), former) in salvaged.chain(plan.former.into_iter().map(|one| (one, true))) {
            let read = if former { former_event } else { salvaged_event };
            match self.read(|tx, shared| read(tx, shared, device, number)) {
                // It was salvaged and said again: once is enough.
                Ok(event) if !written.insert(said(&event.event)) => {}
                Ok(event) => {
                    writer.salvaged(&event)?;
                    done.salvaged += 1;
                }
                Err(e) if of_the_value(&e) => done.unreadable += 1,
                Err(e) => return Err(e),
            }
            step()?;
        }
        for blob in plan.blobs {
            match self.blob(blob.hash) {
                Ok(bytes) => {
                    writer.blob(&blob, &bytes)?;
                    done.blobs += 1;
                }
                Err(e) if of_the_value(&e) => {
                    about.blobs.retain(|listed| *listed != blob);
                    about.unreadable.push(blob);
                    done.unreadable += 1;
                }
                Err(e) => return Err(e),
            }
            step()?;
        }
        writer.about(&about)?;
        Ok((writer.finish()?, done))
    }

    /// What a bundle would hold now.
    ///
    /// # Errors
    /// As any read.
    pub fn to_hand_over(&self) -> Result<HandedOver, StoreError> {
        let plan = self.read(plan)?;
        Ok(HandedOver {
            pending: plan.pending,
            quarantined: plan.quarantined,
            salvaged: plan.of_others(),
            blobs: plan.blobs.len() as u64,
            unreadable: 0,
        })
    }
}

/// What an event says, whether it says so first or again.
fn said(event: &Event) -> EventId {
    event.header().repeats.unwrap_or(event.header().id)
}

/// Whether only this value is lost: the rest can still be handed over.
fn of_the_value(e: &StoreError) -> bool {
    matches!(e, StoreError::Sealed(_) | StoreError::Corrupt(_) | StoreError::BlobMissing | StoreError::HashMismatch)
}

fn steps(total: u64, progress: Progress<'_>) -> impl FnMut() -> Result<(), StoreError> {
    let mut done = 0;
    move || {
        done += 1;
        if progress(done, total) { Ok(()) } else { Err(crate::rescue::RescueError::Stopped.into()) }
    }
}

fn plan(tx: &rusqlite::Connection, shared: &Shared) -> Result<Plan, StoreError> {
    let identity = identity::load(tx, shared)?;
    let mut plan =
        Plan { identity, pending: 0, quarantined: 0, numbers: vec![], salvaged: vec![], former: vec![], blobs: vec![] };
    let mut stmt = tx.prepare_cached("SELECT number, state FROM outbox WHERE state <> 'acked' ORDER BY number")?;
    for found in stmt.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)))? {
        let (number, state) = found?;
        plan.numbers.push(row::count(number));
        *(if state == "quarantined" { &mut plan.quarantined } else { &mut plan.pending }) += 1;
    }
    for (sql, list) in [
        ("SELECT device, number FROM salvaged ORDER BY device, number", &mut plan.salvaged),
        (
            "SELECT device, number FROM former WHERE repeated = 0 AND state = 'pending' ORDER BY device, number",
            &mut plan.former,
        ),
    ] {
        let mut stmt = tx.prepare_cached(sql)?;
        for found in stmt.query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, i64>(1)?)))? {
            let (device, number) = found?;
            list.push((DeviceId::new(row::uuid(&device)?), row::count(number)));
        }
    }
    // Also such as no event names yet: the photo of a form that was not finished. Read row by row (the signs keep SQLite from its index, by
    // which a row whose hash is damaged would be passed over without a word).
    let mut stmt = tx.prepare_cached(
        "SELECT hash, size, media FROM blob WHERE +mine = 1 AND +local = 1 AND +uploaded = 0
         ORDER BY media IN ('image/jpeg', 'image/png', 'image/webp'), size, hash",
    )?;
    for found in stmt.query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, i64>(1)?, r.get(2)?)))? {
        let (hash, size, media_type) = found?;
        plan.blobs.push(BlobRef { hash: row::hash(&hash)?, size: row::count(size), media_type });
    }
    Ok(plan)
}

/// Own event `number` with its proof; `None` when it is not here any more.
fn signed_event(
    tx: &Connection,
    shared: &Shared,
    identity: &Identity,
    number: u64,
) -> Result<Option<SignedEvent>, StoreError> {
    let Some((event, hash)) = events::own(tx, shared.seal.as_ref(), number, 1)?.pop() else { return Ok(None) };
    if event.header().number != number {
        return Ok(None);
    }
    let before = match number {
        1 => Some(ChainHead::start(identity.device).hash),
        _ => outbox::hash_at(tx, number - 1)?,
    };
    let head = identity.key.sign_head(identity.device, ChainHead { number, hash });
    Ok(Some(SignedEvent { before, head, event: Box::new(event) }))
}

fn salvaged_event(
    tx: &Connection,
    shared: &Shared,
    device: DeviceId,
    number: u64,
) -> Result<SalvagedEvent, StoreError> {
    let (sealed, before, hash, signature) = tx
        .prepare_cached("SELECT text, before, hash, signature FROM salvaged WHERE device = ?1 AND number = ?2")?
        .query_row(params![device.uuid().as_bytes(), row::column(number)], |r| {
            Ok((
                r.get::<_, Vec<u8>>(0)?,
                r.get::<_, Option<Vec<u8>>>(1)?,
                r.get::<_, Option<Vec<u8>>>(2)?,
                r.get::<_, Option<String>>(3)?,
            ))
        })?;
    let line = shared.seal.open(&format!("salvaged/{device}/{number}"), &sealed)?;
    let line = std::str::from_utf8(&line).map_err(damaged)?;
    let event = Event::from_line(line).map_err(damaged)?;
    let hash = hash.as_deref().map(row::hash).transpose()?;
    let head = hash.zip(signature).map(|(hash, signature)| SignedHead { head: ChainHead { number, hash }, signature });
    Ok(SalvagedEvent { before: before.as_deref().map(row::hash).transpose()?, head, event: Box::new(event) })
}

/// An unsent event of a device that this phone was before it was restored or cloned, signed by that device.
fn former_event(tx: &Connection, shared: &Shared, device: DeviceId, number: u64) -> Result<SalvagedEvent, StoreError> {
    let hash_at = |number: u64| -> Result<Option<Hash>, StoreError> {
        let hash: Option<Vec<u8>> = tx
            .prepare_cached("SELECT hash FROM former WHERE device = ?1 AND number = ?2")?
            .query_row(params![device.uuid().as_bytes(), row::column(number)], |r| r.get(0))
            .optional()?;
        hash.as_deref().map(row::hash).transpose()
    };
    let (id, sealed): (Vec<u8>, Vec<u8>) = tx
        .prepare_cached(
            "SELECT e.id, e.text FROM former f JOIN event e ON e.id = f.event WHERE f.device = ?1 AND f.number = ?2",
        )?
        .query_row(params![device.uuid().as_bytes(), row::column(number)], |r| Ok((r.get(0)?, r.get(1)?)))?;
    // As it was written: without the time of receipt.
    let line = shared.seal.open(&events::place(EventId::new(row::uuid(&id)?)), &sealed)?;
    let line = std::str::from_utf8(&line).map_err(damaged)?;
    let event = Event::from_line(line).map_err(damaged)?;
    let before = match number {
        1 => Some(ChainHead::start(device).hash),
        _ => hash_at(number - 1)?,
    };
    let secret: Vec<u8> = tx
        .prepare_cached("SELECT secret FROM predecessor WHERE device = ?1")?
        .query_row(params![device.uuid().as_bytes()], |r| r.get(0))?;
    let seed = shared.seal.open(&predecessors::secret_place(device), &secret)?;
    let key = DeviceKey::from_seed(&seed.try_into().map_err(|_| damaged("key seed"))?);
    let head = hash_at(number)?.map(|hash| key.sign_head(device, ChainHead { number, hash }));
    Ok(SalvagedEvent { before, head, event: Box::new(event) })
}
