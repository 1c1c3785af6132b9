//! Reading what a damaged file still gives. If the device's key, its counters and its newest events are there without a gap, the same
//! device goes on; otherwise a new device begins and the old one's unsent events are kept for a person.

use super::blobs;
use super::error::{StoreError, damaged};
use super::handle::Setup;
use super::identity::{self, Enrolment};
use super::seal::{Seal, SealError};
use super::vault::{self, Vault};
use super::{row, succession};
use crate::kernel::chain::link;
use crate::kernel::{Event, EventId, Hash, Recorder};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use std::path::Path;
use std::sync::Arc;

/// What was saved.
pub(super) struct Saved {
    pub device_kept: bool,
    pub events: u64,
}

struct Own {
    number: u64,
    hash: Hash,
    state: String,
    reason: Option<String>,
    receipt: Option<i64>,
    event: Event,
}

struct OldDevice {
    recorder: Recorder,
    seed: [u8; 32],
    enrolment: Option<Enrolment>,
    counters: Vec<(String, i64)>,
}

/// Saves what `damaged_copy` gives into the fresh file.
pub(super) fn into(
    fresh: &mut Connection,
    damaged_copy: &Path,
    setup: &Setup,
    vault: &Arc<Vault>,
) -> Result<Saved, StoreError> {
    let tx = fresh.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let saved = match Connection::open_with_flags(damaged_copy, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        Ok(old) => save(&tx, &old, setup, vault)?,
        Err(_) => Saved { device_kept: false, events: 0 },
    };
    tx.commit()?;
    Ok(saved)
}

fn save(tx: &Connection, old: &Connection, setup: &Setup, vault: &Arc<Vault>) -> Result<Saved, StoreError> {
    let opener = vault::opener_of(old, vault);
    let opener = opener.as_ref();
    super::lock::carry(old, opener, tx, vault.as_ref())?;
    let Ok(recorder) = identity::recorder(old) else { return Ok(Saved { device_kept: false, events: 0 }) };
    let own = own_events(old, opener, recorder.head.number)?;
    let unsent = own.iter().filter(|o| o.state == "pending").count() as u64;
    if unbroken(&own, &recorder)
        && let Ok(device) = old_device(old, opener, recorder.clone())
    {
        // No version of folds: everything is folded anew when the store opens.
        identity::insert(
            tx,
            vault.as_ref(),
            identity::NO_FOLDS,
            &device.seed,
            &device.recorder,
            device.enrolment.as_ref(),
        )?;
        // Where even that is not readable, the device takes itself for a copy and becomes a new one: nothing is lost by it.
        succession::salvage(tx, old).ok();
        for (prefix, count) in &device.counters {
            tx.execute("INSERT INTO counter (prefix, count) VALUES (?1, ?2)", params![prefix, count])?;
        }
        for own in &own {
            keep_own(tx, setup, vault, own)?;
        }
        return Ok(Saved { device_kept: true, events: unsent });
    }
    for own in own.iter().filter(|o| o.state == "pending") {
        let place = format!("salvaged/{}/{}", recorder.device, own.number);
        tx.execute(
            "INSERT INTO salvaged (device, number, text) VALUES (?1, ?2, ?3)",
            params![
                recorder.device.uuid().as_bytes(),
                row::column(own.number),
                vault.seal(&place, own.event.to_line().as_bytes())?
            ],
        )?;
    }
    Ok(Saved { device_kept: false, events: unsent })
}

/// Own events, each read by itself: a damaged page costs only what stands on it.
fn own_events(old: &Connection, opener: &dyn Seal, newest: u64) -> Result<Vec<Own>, StoreError> {
    let mut all = Vec::new();
    for number in 1..=newest {
        match own_event(old, opener, number) {
            Ok(found) => all.extend(found),
            // The key store fell silent: what it would have opened is not lost, so nothing is given up.
            Err(StoreError::Sealed(e @ SealError::Keys(_))) => return Err(e.into()),
            Err(_) => {}
        }
    }
    Ok(all)
}

fn own_event(old: &Connection, opener: &dyn Seal, number: u64) -> Result<Option<Own>, StoreError> {
    let found = old
        .prepare_cached(
            "SELECT o.hash, o.state, o.reason, o.receipt, e.id, e.received, e.text
             FROM outbox o JOIN event e ON e.id = o.event WHERE o.number = ?1",
        )?
        .query_row(params![row::column(number)], |r| {
            Ok((
                r.get::<_, Vec<u8>>(0)?,
                r.get::<_, String>(1)?,
                r.get::<_, Option<String>>(2)?,
                r.get::<_, Option<i64>>(3)?,
                r.get::<_, Vec<u8>>(4)?,
                r.get::<_, Option<i64>>(5)?,
                r.get::<_, Vec<u8>>(6)?,
            ))
        })
        .optional()?;
    let Some((hash, state, reason, receipt, id, received, text)) = found else { return Ok(None) };
    let id = EventId::new(row::uuid(&id)?);
    let line = opener.open(&super::events::place(id), &text)?;
    let mut event = Event::from_line(std::str::from_utf8(&line).map_err(damaged)?).map_err(damaged)?;
    if let Some(at) = received {
        event = event.with_received(row::count(at));
    }
    Ok(Some(Own { number, hash: row::hash(&hash)?, state, reason, receipt, event }))
}

/// Whether the newest events hang together up to the recorder's head, with every unsent one among them.
fn unbroken(own: &[Own], recorder: &Recorder) -> bool {
    if recorder.head.number == 0 {
        return true;
    }
    let Some(last) = own.last() else { return false };
    if last.number != recorder.head.number || last.hash != recorder.head.hash {
        return false;
    }
    let mut run_start = last.number;
    for pair in own.windows(2).rev() {
        let [before, after] = pair else { return false };
        if before.number + 1 != after.number {
            break;
        }
        if link(before.hash, after.event.header_hash(), after.event.body_hash()) != after.hash {
            return false;
        }
        run_start = before.number;
    }
    // What is missing before the run must have been let go of long ago: then nothing readable before it waits, and what remains of the
    // oldest part was acknowledged.
    own.iter().all(|o| o.state != "pending" || o.number >= run_start)
        && (run_start == 1 || own.iter().any(|o| o.number == run_start && o.state != "pending"))
}

fn old_device(old: &Connection, opener: &dyn Seal, recorder: Recorder) -> Result<OldDevice, StoreError> {
    let (secret, enrolment): (Vec<u8>, Option<Vec<u8>>) =
        old.query_row("SELECT secret, enrolment FROM identity", [], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let seed = opener.open("identity/secret", &secret)?;
    let seed = seed.try_into().map_err(|_| damaged("key seed"))?;
    let enrolment = match enrolment {
        Some(sealed) => Some(serde_json::from_slice(&opener.open("identity/enrolment", &sealed)?).map_err(damaged)?),
        None => None,
    };
    let mut stmt = old.prepare("SELECT prefix, count FROM counter")?;
    let counters = stmt.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<Vec<_>, _>>()?;
    Ok(OldDevice { recorder, seed, enrolment, counters })
}

fn keep_own(tx: &Connection, setup: &Setup, vault: &Vault, own: &Own) -> Result<(), StoreError> {
    super::events::put_sealed(tx, vault, &own.event)?;
    tx.execute(
        "INSERT INTO outbox (number, event, hash, state, reason, receipt) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            row::column(own.number),
            own.event.header().id.uuid().as_bytes(),
            own.hash.bytes(),
            own.state,
            own.reason,
            own.receipt
        ],
    )?;
    for blob in &own.event.header().blobs {
        if blobs::path(&setup.home, blob.hash).exists() {
            // Whether the hub has it is asked again.
            tx.execute("UPDATE blob SET local = 1, mine = 1 WHERE hash = ?1", params![blob.hash.bytes()])?;
        }
    }
    Ok(())
}
