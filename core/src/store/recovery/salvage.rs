//! What a damaged file still gives, judged. If the device's key, its counters and its newest events are there without a gap, the same device
//! goes on; otherwise a new device begins, and the old one's unsent events are kept, signed where its key could be read, to be handed over.
//!
//! An event goes on the record again only where the chain proves it. What others wrote comes again from the hub.

use super::recovered::{self, Own, Recovered};
use super::replacement;
use crate::kernel::chain::link;
use crate::kernel::{BlobRef, ChainHead, DeviceId, DeviceKey, Event, Hash, Recorder, SignedHead};
use crate::store::blob_files;
use crate::store::db::Setup;
use crate::store::error::StoreError;
use crate::store::identity;
use crate::store::seal::Seal as _;
use crate::store::vault::{self, Vault};
use crate::store::{lock, row};
use rusqlite::{Connection, TransactionBehavior, params};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What was saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct Saved {
    pub device_kept: bool,
    pub events: u64,
    pub events_lost: u64,
    pub blobs: u64,
    pub blobs_lost: u64,
}

/// Saves into the fresh file what the damaged one at `aside` and its log give. `copy`: a copy that SQLite may write to, where there is room
/// for one.
pub(in crate::store) fn into(
    fresh: &mut Connection,
    aside: &Path,
    copy: Option<&Path>,
    setup: &Setup,
    vault: &Arc<Vault>,
) -> Result<Saved, StoreError> {
    let recovered = recovered::gather(aside, copy, vault)?;
    let tx = fresh.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(Ok(old)) = copy.map(Connection::open) {
        lock::carry(&old, vault::opener_of(&old, vault).as_ref(), &tx, vault.as_ref())?;
    }
    let saved = save(&tx, recovered, copy, &setup.home, vault)?;
    tx.commit()?;
    Ok(saved)
}

fn save(
    tx: &Connection,
    recovered: Recovered,
    copy: Option<&Path>,
    home: &Path,
    vault: &Arc<Vault>,
) -> Result<Saved, StoreError> {
    let mut saved = Saved::default();
    let Some(mut recorder) = recovered.recorder.clone() else {
        // Whose events these are is not known: all that are not the hub's are kept.
        set_unproven_aside(tx, vault, &recovered, &BTreeMap::new(), &mut saved)?;
        keep_blobs(tx, home, vault, &recovered, &mut saved)?;
        return Ok(saved);
    };
    mend_device(&mut recorder, &recovered);
    mend(&mut recorder, &recovered);
    let own = proven(&recovered, &recorder);
    if let (Some(seed), Some(counters), true) = (recovered.seed, &recovered.counters, unbroken(&own, &recorder)) {
        // No version of folds: everything is refolded when the store opens.
        let enrolment = recovered.enrolment.as_ref();
        identity::insert(tx, vault.as_ref(), identity::NO_FOLDS, &seed, &recorder, enrolment)?;
        for (prefix, count) in counters {
            tx.execute("INSERT INTO counter (prefix, count) VALUES (?1, ?2)", params![prefix, count])?;
        }
        for own in own.values() {
            keep_own(tx, vault, own)?;
            saved.events += u64::from(own.waits());
        }
        if let Some(Ok(old)) = copy.map(Connection::open) {
            let opener = vault::opener_of(&old, vault);
            // Where even that is not readable, the device takes itself for a copy and becomes a new one: nothing is lost by it.
            replacement::salvage(tx, &old).ok();
            replacement::salvage_former(tx, &old, opener.as_ref(), vault.as_ref())?;
        }
        saved.device_kept = true;
    } else {
        // Everything from the oldest event that may be unsent on; what is not found of it is lost.
        let acked = own.values().filter(|own| !own.waits()).map(|own| own.number).max().unwrap_or(0);
        set_unproven_aside(tx, vault, &recovered, &own, &mut saved)?;
        saved.events_lost = recorder.head.number.saturating_sub(acked).saturating_sub(saved.events);
    }
    keep_blobs(tx, home, vault, &recovered, &mut saved)?;
    Ok(saved)
}

/// The device's id stands in three places; one that was changed is one that neither its events nor the start of its chain know.
fn mend_device(recorder: &mut Recorder, recovered: &Recovered) {
    let known = |device: DeviceId| {
        let start = ChainHead::start(device);
        recorder.head == start || recovered.own.values().flatten().any(|own| own.event.header().device == device)
    };
    if !known(recorder.device)
        && let Some(other) = recovered.device.filter(|other| known(*other))
    {
        recorder.device = other;
    }
}

/// A head of which only the number or only the hash was changed says by the other which event is meant.
fn mend(recorder: &mut Recorder, recovered: &Recovered) {
    let head = recorder.head;
    let all = recovered.own.values().flatten().map(|own| ChainHead { number: own.number, hash: own.hash });
    let newest = all.clone().map(|head| head.number).max();
    if all.clone().any(|one| one == head) {
        return;
    }
    let by_hash = all.clone().find(|one| one.hash == head.hash);
    let by_number = all.clone().find(|one| one.number == head.number);
    if let Some(meant) = by_hash.or(by_number).filter(|meant| Some(meant.number) == newest) {
        recorder.head = meant;
    }
}

/// Own events that the chain proves, by number.
fn proven(recovered: &Recovered, recorder: &Recorder) -> BTreeMap<u64, Own> {
    let mut hashes = recovered.hashes.clone();
    hashes.entry(0).or_default().insert(ChainHead::start(recorder.device).hash);
    hashes.entry(recorder.head.number).or_default().insert(recorder.head.hash);
    let mut own = recovered.own.clone();
    relink(recovered, recorder.device, &mut hashes, &mut own);
    let mut proven: BTreeMap<u64, Own> = BTreeMap::new();
    for (number, candidates) in &own {
        let Some(befores) = number.checked_sub(1).and_then(|before| hashes.get(&before)) else {
            // The one before was let go of: the hub has both, and the next link says whether this one is right.
            let next = own.get(&(number + 1)).into_iter().flatten();
            let confirms = |one: &Own| {
                (one.number, one.hash) == (recorder.head.number, recorder.head.hash)
                    || next.clone().any(|next| linked(one.hash, next))
            };
            if let Some(one) = candidates.iter().find(|one| !one.waits() && confirms(one)) {
                proven.insert(*number, one.clone());
            }
            continue;
        };
        let ours = |one: &&Own| one.event.header().device == recorder.device;
        if let Some(one) = candidates.iter().filter(ours).find(|one| befores.iter().any(|b| linked(*b, one))) {
            proven.insert(*number, one.clone());
        }
    }
    proven
}

fn linked(before: Hash, own: &Own) -> bool {
    link(before, own.event.header_hash(), own.event.body_hash()) == own.hash
}

/// Puts events back whose rows in the outbox are lost, where the links around them say that they are right.
fn relink(
    recovered: &Recovered,
    device: DeviceId,
    hashes: &mut BTreeMap<u64, BTreeSet<Hash>>,
    own: &mut BTreeMap<u64, Vec<Own>>,
) {
    let mut events: Vec<&Event> = recovered.unlinked.iter().filter(|e| e.header().device == device).collect();
    events.sort_by_key(|event| event.header().number);
    for event in events {
        let number = event.header().number;
        let befores = number.checked_sub(1).and_then(|n| hashes.get(&n)).cloned().unwrap_or_default();
        for before in befores {
            let hash = link(before, event.header_hash(), event.body_hash());
            let named = hashes.get(&number).is_some_and(|known| known.contains(&hash));
            let followed = own.get(&(number + 1)).into_iter().flatten().any(|next| linked(hash, next))
                || recovered.unlinked.iter().any(|next| {
                    let after = link(hash, next.header_hash(), next.body_hash());
                    next.header().number == number + 1 && hashes.get(&(number + 1)).is_some_and(|k| k.contains(&after))
                });
            if named || followed {
                hashes.entry(number).or_default().insert(hash);
                let (state, reason, receipt) = ("pending".to_owned(), None, None);
                own.entry(number).or_default().push(Own { number, hash, state, reason, receipt, event: event.clone() });
            }
        }
    }
}

/// Whether the newest events hang together up to the recorder's head, with every unsent one among them.
fn unbroken(own: &BTreeMap<u64, Own>, recorder: &Recorder) -> bool {
    if recorder.head.number == 0 {
        return true;
    }
    let Some(last) = own.values().last() else { return false };
    if (last.number, last.hash) != (recorder.head.number, recorder.head.hash) {
        return false;
    }
    let mut run_start = last.number;
    while own.contains_key(&(run_start - 1)) {
        run_start -= 1;
    }
    // What is missing before the run must have been let go of long ago: then nothing readable before it waits, and what remains of the
    // oldest part was acknowledged.
    own.range(..run_start).all(|(_, own)| !own.waits())
        && (run_start == 1 || own.get(&run_start).is_some_and(|own| !own.waits()))
}

fn keep_own(tx: &Connection, vault: &Vault, own: &Own) -> Result<(), StoreError> {
    crate::store::events::put_sealed(tx, vault, &own.event)?;
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
    crate::store::forget::note_own_work(tx, &own.event.header().subject)
}

/// Keeps the old device's unsent events to be handed over, and to be looked at: the proven ones signed, where the key could be read.
fn set_unproven_aside(
    tx: &Connection,
    vault: &Vault,
    recovered: &Recovered,
    proven: &BTreeMap<u64, Own>,
    saved: &mut Saved,
) -> Result<(), StoreError> {
    let mut kept = BTreeSet::new();
    let key = recovered.seed.map(|seed| DeviceKey::from_seed(&seed));
    for own in proven.values() {
        let device = own.event.header().device;
        kept.insert((device, own.number));
        if !own.waits() {
            continue;
        }
        let head = ChainHead { number: own.number, hash: own.hash };
        let signed = key.as_ref().map(|key| key.sign_head(device, head));
        let before = proven.get(&(own.number - 1)).map(|own| own.hash);
        keep_salvaged(tx, vault, &own.event, before, signed.as_ref())?;
        saved.events += 1;
    }
    // Of what the chain does not prove, one event a number: it opened in its place, and a person will look at it.
    let waiting = recovered.own.values().flatten().filter(|own| own.waits()).map(|own| &own.event);
    for event in waiting.chain(&recovered.unlinked) {
        if kept.insert((event.header().device, event.header().number)) {
            keep_salvaged(tx, vault, event, None, None)?;
            saved.events += 1;
        }
    }
    Ok(())
}

pub(in crate::store) fn keep_salvaged(
    tx: &Connection,
    vault: &Vault,
    event: &Event,
    before: Option<Hash>,
    head: Option<&SignedHead>,
) -> Result<(), StoreError> {
    let (device, number) = (event.header().device, event.header().number);
    let place = format!("salvaged/{device}/{number}");
    tx.execute(
        "INSERT INTO salvaged (device, number, text, before, hash, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            device.uuid().as_bytes(),
            row::column(number),
            vault.seal(&place, event.to_line().as_bytes())?,
            before.map(|hash| hash.bytes().to_vec()),
            head.map(|head| head.head.hash.bytes().to_vec()),
            head.map(|head| &head.signature),
        ],
    )?;
    Ok(())
}

/// Files of this phone's own that the hub may lack: those that own events name, and those that the old rows say are own. Each is read and
/// compared with its hash.
pub(in crate::store) fn keep_blobs(
    tx: &Connection,
    home: &Path,
    vault: &Vault,
    recovered: &Recovered,
    saved: &mut Saved,
) -> Result<(), StoreError> {
    let own = recovered.own.values().flatten();
    let waiting = own.clone().filter(|own| own.waits()).map(|own| &own.event).chain(&recovered.unlinked);
    let rows = || recovered.blobs.iter().filter(|old| old.mine);
    let owed: BTreeSet<Hash> = waiting
        .clone()
        .flat_map(|event| event.header().blobs.iter().map(|blob| blob.hash))
        .chain(rows().map(|old| old.blob.hash))
        .collect();
    let sent: BTreeSet<Hash> = rows().filter(|old| old.uploaded).map(|old| old.blob.hash).collect();
    let named = own.map(|own| &own.event).chain(&recovered.unlinked).flat_map(|event| event.header().blobs.iter());
    let all: BTreeMap<Hash, &BlobRef> =
        named.chain(rows().map(|old| &old.blob)).map(|blob| (blob.hash, blob)).collect();
    for (hash, blob) in all {
        if blob_files::is_whole(home, vault, hash)? {
            // Whether the hub has it is asked again.
            tx.execute(
                "INSERT INTO blob (hash, size, media, local, mine, uploaded, wanted) VALUES (?1, ?2, ?3, 1, 1, 0, 0)
                 ON CONFLICT (hash) DO UPDATE SET local = 1, mine = 1",
                params![hash.bytes(), row::column(blob.size), blob.media_type],
            )?;
            saved.blobs += u64::from(!sent.contains(&hash));
        } else if owed.contains(&hash) && !sent.contains(&hash) {
            saved.blobs_lost += 1;
        }
    }
    Ok(())
}
