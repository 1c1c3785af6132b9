//! Recovery of a corrupt database: reads what a damaged file still gives, in two ways: SQLite reads row by row what it can find, and [`pages`] looks
//! into every page. Nothing is judged here but whether a value reads, and whether its seal opens in its place.

use super::pages::{self, Value};
use crate::domain::stream::Stream;
use crate::kernel::{BlobRef, DeviceId, Event, EventId, Hash, Recorder};
use crate::store::error::{StoreError, damaged};
use crate::store::identity::Enrolment;
use crate::store::row;
use crate::store::seal::{Seal, SealError};
use crate::store::vault::{self, Vault};
use rusqlite::{Connection, OpenFlags, Row, params};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An event with a row in the outbox.
#[derive(Clone, Debug)]
pub(in crate::store) struct Own {
    pub number: u64,
    pub hash: Hash,
    pub state: String,
    pub reason: Option<String>,
    pub receipt: Option<i64>,
    pub event: Event,
}

impl Own {
    /// Whether it was never acknowledged.
    pub(in crate::store) fn waits(&self) -> bool {
        self.state == "pending"
    }
}

/// A row of a blob.
#[derive(Clone, Debug)]
pub(in crate::store) struct OldBlob {
    pub blob: BlobRef,
    pub mine: bool,
    pub uploaded: bool,
}

/// What there is.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Recovered {
    /// The log's state with the highest number.
    pub recorder: Option<Recorder>,
    /// The device's id where it stands beside that.
    pub device: Option<DeviceId>,
    /// The key's seed.
    pub seed: Option<[u8; 32]>,
    pub enrolment: Option<Enrolment>,
    /// `None`: the counters could not be read whole.
    pub counters: Option<Vec<(String, i64)>>,
    /// Own events by number, in the versions that were found.
    pub own: BTreeMap<u64, Vec<Own>>,
    /// Hashes of own events by number, also of such as are lost.
    pub hashes: BTreeMap<u64, BTreeSet<Hash>>,
    pub blobs: Vec<OldBlob>,
    /// Own events whose rows in the outbox are lost.
    pub unlinked: Vec<Event>,
}

/// A row of the outbox without its event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    number: u64,
    event: EventId,
    hash: Hash,
    state: String,
    reason: Option<String>,
    receipt: Option<i64>,
}

/// What was found, before events and outbox are put together.
#[derive(Default)]
struct Found {
    recovered: Recovered,
    links: BTreeSet<Link>,
    /// The events that the links name.
    named: BTreeSet<EventId>,
    events: BTreeMap<EventId, Vec<Event>>,
    /// The key store did not answer.
    silent: Option<SealError>,
}

/// Reads the damaged file at `aside` and its log, and `copy`, which SQLite may write to.
pub(in crate::store) fn gather(aside: &Path, copy: Option<&Path>, vault: &Arc<Vault>) -> Result<Recovered, StoreError> {
    let mut found = Found::default();
    let old = copy.and_then(|copy| Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_WRITE).ok());
    // A file that SQLite cannot read at all is of this version: its values are sealed.
    let opener: Arc<dyn Seal> = match &old {
        Some(old) if old.pragma_query_value(None, "schema_version", |_| Ok(())).is_ok() => vault::opener_of(old, vault),
        _ => vault.clone(),
    };
    let seal = opener.as_ref();
    if let Some(old) = &old {
        by_sqlite(old, seal, &mut found);
    }
    let mut log = aside.as_os_str().to_owned();
    log.push("-wal");
    let log = PathBuf::from(log);
    // First whose events are own, then these: what others wrote is not held.
    pages::rows(aside, &log, &mut |rowid, values| links_of(rowid, values, seal, &mut found))?;
    if let Some(old) = &old {
        events_by_sqlite(old, seal, &mut found);
    }
    pages::rows(aside, &log, &mut |_, values| events_of(values, seal, &mut found))?;
    match found.silent.take() {
        // The key store fell silent: what it would have opened is not lost, so nothing is given up.
        Some(e) => Err(e.into()),
        None => Ok(found.put_together()),
    }
}

/// Reads the log at `log` of the file at `main`, for what the device of `recorder` wrote. Where the same counter is found several times the
/// highest counts.
pub(in crate::store) fn of_log(
    main: &Path,
    log: &Path,
    recorder: Recorder,
    vault: &Arc<Vault>,
) -> Result<Recovered, StoreError> {
    let mut found = Found::default();
    found.recovered.recorder = Some(recorder);
    let seal = vault.as_ref();
    let mut counters: BTreeMap<String, i64> = BTreeMap::new();
    pages::rows_of_log(main, log, &mut |rowid, values| {
        links_of(rowid, values, seal, &mut found);
        // counter: prefix, count. Cursors have the same form, with a stream's name.
        if let [Value::Text(prefix), Value::Int(count)] = values
            && prefix.parse::<Stream>().is_err()
        {
            let highest = counters.entry(prefix.clone()).or_default();
            *highest = (*highest).max(*count);
        }
    })?;
    pages::rows_of_log(main, log, &mut |_, values| events_of(values, seal, &mut found))?;
    if let Some(e) = found.silent.take() {
        return Err(e.into());
    }
    found.recovered.counters = Some(counters.into_iter().collect());
    Ok(found.put_together())
}

impl Found {
    /// Opens a value; one that stays closed is damage.
    fn open(&mut self, seal: &dyn Seal, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        match seal.open(place, sealed) {
            Ok(plain) => Some(plain),
            Err(SealError::Closed { .. }) => None,
            Err(e) => {
                self.silent = Some(e);
                None
            }
        }
    }
    fn identity(&mut self, seal: &dyn Seal, device: &[u8], secret: &[u8], enrolment: Option<&[u8]>, recorder: &str) {
        let Ok(recorder) = serde_json::from_str::<Recorder>(recorder) else { return };
        let newer = self.recovered.recorder.as_ref().is_none_or(|known| known.head.number < recorder.head.number);
        if newer {
            self.recovered.recorder = Some(recorder);
            self.recovered.device = row::uuid(device).ok().map(DeviceId::new);
        }
        if let Some(seed) = self.open(seal, "identity/secret", secret)
            && let Ok(seed) = seed.try_into()
        {
            self.recovered.seed.get_or_insert(seed);
        }
        let doc = enrolment.and_then(|sealed| self.open(seal, "identity/enrolment", sealed));
        if let Some(enrolment) = doc.and_then(|doc| serde_json::from_slice(&doc).ok())
            && (newer || self.recovered.enrolment.is_none())
        {
            self.recovered.enrolment = Some(enrolment);
        }
    }
    fn event(&mut self, seal: &dyn Seal, id: &[u8], received: Option<i64>, text: &[u8]) -> Result<(), StoreError> {
        let id = EventId::new(row::uuid(id)?);
        let place = crate::store::events::place(id);
        let line = self.open(seal, &place, text).ok_or_else(|| damaged(place))?;
        let mut event = Event::from_line(std::str::from_utf8(&line).map_err(damaged)?).map_err(damaged)?;
        if event.header().id != id {
            return Err(damaged("another event's id"));
        }
        if let Some(at) = received {
            event = event.with_received(row::count(at));
        }
        let versions = self.events.entry(id).or_default();
        // The text is what counts; a version that tells the time of receipt is as good as one that does not.
        if !versions
            .iter()
            .any(|known| known.header_hash() == event.header_hash() && known.body_hash() == event.body_hash())
        {
            versions.push(event);
        }
        Ok(())
    }
    fn link(
        &mut self,
        number: i64,
        event: &[u8],
        hash: &[u8],
        state: &str,
        reason: Option<String>,
        receipt: Option<i64>,
    ) -> Result<(), StoreError> {
        if !matches!(state, "pending" | "acked" | "quarantined") {
            return Err(damaged("state"));
        }
        let (event, hash, number) = (EventId::new(row::uuid(event)?), row::hash(hash)?, row::count(number));
        self.recovered.hashes.entry(number).or_default().insert(hash);
        self.named.insert(event);
        self.links.insert(Link { number, event, hash, state: state.to_owned(), reason, receipt });
        Ok(())
    }

    fn put_together(self) -> Recovered {
        let mut recovered = self.recovered;
        recovered.unlinked =
            self.events.iter().filter(|(id, _)| !self.named.contains(id)).flat_map(|(_, e)| e.clone()).collect();
        for link in self.links {
            let Some(events) = self.events.get(&link.event) else { continue };
            for event in events {
                // The event is sealed, the row that names it is not: where they differ it is the row's number that was changed.
                let number = event.header().number;
                recovered.hashes.entry(number).or_default().insert(link.hash);
                let own = recovered.own.entry(number).or_default();
                let same =
                    own.iter_mut().find(|own| own.hash == link.hash && own.event.header_hash() == event.header_hash());
                match same {
                    // An older version of the row says less: what was acknowledged stays so, and is asked of the hub anyway.
                    Some(known) if known.waits() => {
                        known.state.clone_from(&link.state);
                        known.reason.clone_from(&link.reason);
                        known.receipt = link.receipt;
                    }
                    Some(_) => {}
                    None => own.push(Own {
                        number,
                        hash: link.hash,
                        state: link.state.clone(),
                        reason: link.reason.clone(),
                        receipt: link.receipt,
                        event: event.clone(),
                    }),
                }
            }
        }
        recovered
    }
}

/// Each row is asked for by itself, so that a damaged page costs only what stands on it.
fn by_sqlite(old: &Connection, seal: &dyn Seal, found: &mut Found) {
    let identity = old.query_row("SELECT device, secret, enrolment, recorder FROM identity", [], |r| {
        let enrolment: Option<Vec<u8>> = r.get(2)?;
        Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?, enrolment, r.get::<_, String>(3)?))
    });
    if let Ok((device, secret, enrolment, recorder)) = identity {
        found.identity(seal, &device, &secret, enrolment.as_deref(), &recorder);
    }
    let pair = |r: &Row<'_>| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?));
    let counters = || -> rusqlite::Result<Vec<(String, i64)>> {
        old.prepare("SELECT prefix, count FROM counter")?.query_map([], pair)?.collect()
    };
    found.recovered.counters = counters().ok();
    let range = "SELECT min(number), max(number) FROM outbox";
    let range = old.query_row(range, [], |r| Ok((r.get::<_, Option<i64>>(0)?, r.get::<_, Option<i64>>(1)?)));
    if let Ok((Some(low), Some(high))) = range {
        for number in low..=high.min(low.saturating_add(MOST_ROWS)) {
            // A row that does not read is what the pages are searched for.
            link_by_sqlite(old, number, found).ok();
        }
    }
    let mut blobs = || -> Result<(), rusqlite::Error> {
        let mut stmt = old.prepare("SELECT hash, size, media, mine, uploaded FROM blob")?;
        let mut rows = stmt.query([])?;
        while let Some(r) = rows.next()? {
            let read = || -> rusqlite::Result<_> {
                Ok((r.get::<_, Vec<u8>>(0)?, row::count(r.get(1)?), r.get(2)?, r.get(3)?, r.get(4)?))
            };
            // A row that does not read costs what stands in it, not those behind it.
            let Ok((hash, size, media_type, mine, uploaded)) = read() else { continue };
            if let Ok(hash) = row::hash(&hash) {
                let blob = BlobRef { hash, size, media_type };
                found.recovered.blobs.push(OldBlob { blob, mine, uploaded });
            }
        }
        Ok(())
    };
    // What came before the damage counts.
    blobs().ok();
}

/// Rows that are asked for one by one at most: a damaged bound must not keep a phone from opening.
const MOST_ROWS: i64 = 2_000_000;

fn link_by_sqlite(old: &Connection, number: i64, found: &mut Found) -> Result<(), StoreError> {
    let (event, hash, state, reason, receipt): (Vec<u8>, Vec<u8>, String, _, _) = old
        .prepare_cached("SELECT event, hash, state, reason, receipt FROM outbox WHERE number = ?1")?
        .query_row(params![number], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))?;
    found.link(number, &event, &hash, &state, reason, receipt)
}

/// Own events by their ids.
fn events_by_sqlite(old: &Connection, seal: &dyn Seal, found: &mut Found) {
    let ids: Vec<EventId> = found.links.iter().map(|link| link.event).collect();
    for id in ids {
        let read = || -> Result<(Option<i64>, Vec<u8>), rusqlite::Error> {
            old.prepare_cached("SELECT received, text FROM event WHERE id = ?1")?
                .query_row(params![id.uuid().as_bytes()], |r| Ok((r.get(0)?, r.get(1)?)))
        };
        if let Ok((received, text)) = read() {
            found.event(seal, id.uuid().as_bytes(), received, &text).ok();
        }
    }
}

/// A row found in a page: which table's it is shows by its form.
fn links_of(rowid: i64, values: &[Value], seal: &dyn Seal, found: &mut Found) {
    let text = |value: &Value| if let Value::Text(text) = value { Some(text.clone()) } else { None };
    match values {
        // outbox: number (the rowid), event, hash, state, reason, receipt.
        [Value::Null, Value::Blob(event), Value::Blob(hash), Value::Text(state), reason, receipt, ..]
            if event.len() == 16 && hash.len() == 32 =>
        {
            let receipt = if let Value::Int(at) = receipt { Some(*at) } else { None };
            found.link(rowid, event, hash, state, text(reason), receipt).ok();
        }
        // identity: one (the rowid), device, secret, enrolment, recorder ...
        [Value::Null, Value::Blob(device), Value::Blob(secret), enrolment, Value::Text(recorder), ..]
            if device.len() == 16 =>
        {
            let enrolment = if let Value::Blob(sealed) = enrolment { Some(sealed.as_slice()) } else { None };
            found.identity(seal, device, secret, enrolment, recorder);
        }
        _ => {}
    }
}

/// Own events: those that the outbox names, and those that name this device.
fn events_of(values: &[Value], seal: &dyn Seal, found: &mut Found) {
    // event: id, kind, subject, device, number, received, text.
    if let [
        Value::Blob(id),
        Value::Text(_),
        Value::Blob(_),
        Value::Blob(device),
        Value::Int(_),
        received,
        Value::Blob(text),
        ..,
    ] = values
        && let Ok(event) = row::uuid(id)
    {
        let received = if let Value::Int(at) = received { Some(*at) } else { None };
        let ours = found.recovered.recorder.as_ref().is_some_and(|r| r.device.uuid().as_bytes().as_slice() == device);
        if ours || found.named.contains(&EventId::new(event)) {
            found.event(seal, id, received, text).ok();
        }
    }
}
