//! A log that is damaged in its middle. SQLite takes a log up to the first frame whose sum does not hold and drops the rest without a word,
//! with all that was committed there. So the log is looked through before SQLite opens it; one that goes on after a break is kept beside,
//! and own events that it still has and that follow on the chain are put back.
//!
//! What others wrote comes again from the hub, as the cursors went back too. A power cut leaves such a log as well, within the commit that it
//! cut: an event of that one is then put back, or is not, and was reported to nobody.

use super::recovered::{self, Own, Recovered};
use super::salvage;
use crate::kernel::chain::link;
use crate::kernel::stamp::Hlc;
use crate::kernel::{ChainHead, Event, Recorder, Subject};
use crate::store::beside::beside;
use crate::store::db::{Shared, Store};
use crate::store::error::{StoreError, damaged};
use crate::store::files::Files;
use crate::store::record::await_receipt;
use crate::store::{events, identity, projections, row};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;
use std::path::Path;

const HEADER: usize = 32;
const FRAME: usize = 24;
const PAGE: usize = 4096;

/// Keeps the log of the file at `path` where it is broken and goes on after that. Before SQLite opens it.
///
/// # Errors
/// [`StoreError::Full`] and what the file system says: then nothing was opened, and nothing is lost. [`StoreError::Corrupt`] where the log
/// is all there is: SQLite would take the file for an empty one.
pub(in crate::store) fn keep(path: &Path, files: &dyn Files) -> Result<(), StoreError> {
    let kept = beside(path, ".torn");
    let log = match std::fs::read(beside(path, "-wal")) {
        Ok(log) if !kept.exists() && is_torn(&log) => log,
        _ => return Ok(()),
    };
    if std::fs::metadata(path).is_ok_and(|about| about.len() <= PAGE as u64) {
        return Err(damaged("a broken log, and nothing else"));
    }
    Ok(files.put_whole(&kept, &log)?)
}

/// Puts back what a kept log still has. Cut off at any point, the next opening does it again.
pub(in crate::store) fn mend(store: &Store) -> Result<(), StoreError> {
    let path = store.path();
    let kept = beside(&path, ".torn");
    if !kept.exists() {
        return Ok(());
    }
    store.write(|tx, shared| put_back(tx, shared, &path, &kept))?;
    Ok(store.shared.files.remove_whole(&kept)?)
}

/// Whether a commit stands after the first frame that does not hold, or in it.
fn is_torn(log: &[u8]) -> bool {
    let Some(header) = log.get(..HEADER) else { return false };
    let big = header.get(3).is_some_and(|byte| byte & 1 == 1);
    let mut sum = sums(big, (0, 0), header.get(..24).unwrap_or_default());
    let magic = header.starts_with(&[0x37, 0x7f, 0x06, 0x82]) || header.starts_with(&[0x37, 0x7f, 0x06, 0x83]);
    let mut holds = magic && header.get(24..) == Some(&bytes_of(sum)[..]);
    let first = log.get(HEADER + 8..HEADER + 16);
    let salts = if holds { header.get(16..24) } else { first };
    for frame in log.get(HEADER..).unwrap_or_default().chunks_exact(FRAME + PAGE) {
        let ours = frame.get(8..16) == salts;
        if holds {
            sum = sums(big, sum, frame.get(..8).unwrap_or_default());
            sum = sums(big, sum, frame.get(FRAME..).unwrap_or_default());
            holds = ours && frame.get(16..FRAME) == Some(&bytes_of(sum)[..]);
        }
        let commits = frame.get(4..8).is_some_and(|size| size != [0; 4]);
        if !holds && ours && commits {
            return true;
        }
    }
    false
}

/// The log's sums, <https://www.sqlite.org/fileformat2.html#walformat>.
fn sums(big: bool, (mut one, mut two): (u32, u32), bytes: &[u8]) -> (u32, u32) {
    let word = |bytes: &[u8]| {
        let bytes = bytes.try_into().unwrap_or_default();
        if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    };
    for pair in bytes.chunks_exact(8) {
        let (a, b) = pair.split_at(4);
        one = one.wrapping_add(word(a)).wrapping_add(two);
        two = two.wrapping_add(word(b)).wrapping_add(one);
    }
    (one, two)
}

fn bytes_of((one, two): (u32, u32)) -> [u8; 8] {
    (u64::from(one) << 32 | u64::from(two)).to_be_bytes()
}

fn put_back(tx: &Connection, shared: &Shared, path: &Path, kept: &Path) -> Result<(), StoreError> {
    let mut recorder = identity::recorder(tx)?;
    let recovered = recovered::of_log(path, kept, recorder.clone(), &shared.seal)?;
    let mut subjects: BTreeSet<Subject> = BTreeSet::new();
    while let Some((event, head)) = following(&recovered, &recorder) {
        let header = event.header();
        recorder.head = head;
        if header.stamp > recorder.hlc.last() {
            recorder.hlc = Hlc::after(header.stamp);
        }
        events::put(tx, shared, event)?;
        await_receipt(tx, &recorder, event)?;
        subjects.insert(header.subject.clone());
    }
    identity::put_recorder(tx, &recorder)?;
    // Numbers that people read were used there, perhaps.
    for (prefix, count) in recovered.counters.iter().flatten() {
        let higher = "INSERT INTO counter (prefix, count) VALUES (?1, ?2)
             ON CONFLICT (prefix) DO UPDATE SET count = max(count, excluded.count)";
        tx.execute(higher, params![prefix, count])?;
    }
    for subject in &subjects {
        projections::refold(tx, shared, subject)?;
    }
    after_a_gap(tx, shared, &recovered)?;
    salvage::keep_blobs(tx, &shared.home, &shared.seal, &recovered, &mut salvage::Saved::default())
}

/// The own event after the recorder's head, and the head with it.
fn following<'a>(recovered: &'a Recovered, recorder: &Recorder) -> Option<(&'a Event, ChainHead)> {
    let number = recorder.head.number + 1;
    let ours = |event: &&Event| event.header().device == recorder.device && event.header().number == number;
    let hash = |event: &Event| link(recorder.head.hash, event.header_hash(), event.body_hash());
    let linked = recovered.own.get(&number).into_iter().flatten();
    let linked = linked.filter(|own| ours(&&own.event) && own.hash == hash(&own.event)).map(|own: &Own| &own.event);
    // An event whose row in the outbox is lost: sealed by this phone, and the only one of its number, it is the next one all the same.
    let mut alone = recovered.unlinked.iter().filter(ours);
    let event = linked.chain(alone.next().filter(|_| alone.next().is_none())).next()?;
    Some((event, ChainHead { number, hash: hash(event) }))
}

/// Own events that cannot follow, as one before them is lost: kept to be handed over, as those of a damaged file are.
fn after_a_gap(tx: &Connection, shared: &Shared, recovered: &Recovered) -> Result<(), StoreError> {
    let own = recovered.own.values().flatten().filter(|own| own.waits()).map(|own| &own.event);
    for event in own.chain(&recovered.unlinked) {
        let header = event.header();
        let known = "SELECT EXISTS (SELECT 1 FROM event WHERE id = ?1)
             OR EXISTS (SELECT 1 FROM outbox WHERE number = ?3 AND (SELECT device FROM identity) = ?2)
             OR EXISTS (SELECT 1 FROM salvaged WHERE device = ?2 AND number = ?3)";
        let device = header.device.uuid();
        let known: bool = tx.query_row(
            known,
            params![header.id.uuid().as_bytes(), device.as_bytes(), row::column(header.number)],
            |r| r.get(0),
        )?;
        if !known {
            salvage::keep_salvaged(tx, &shared.seal, event, None, None)?;
        }
    }
    Ok(())
}
