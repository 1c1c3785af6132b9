//! Replacement: a device that was restored or cloned becomes a new one and repeats what only its branch may have (decision 0011).
//!
//! Everything that the hub has not acknowledged is said again at once, without a network, and work goes on. What of it the hub had all the
//! same becomes a duplicate there. At the next contact the hub tells how far the old chain is common; only what it once acknowledged and lost is
//! left to be said then.

use crate::kernel::{ChainError, ChainHead, DeviceId, DeviceKey, Event, EventId, Frontier, Recorder, Subject};
use crate::store::db::{Shared, Store};
use crate::store::error::{StoreError, damaged};
use crate::store::identity::{self, Enrolment, Identity};
use crate::store::predecessors::{ask_again, enrolment_place, secret_place};
use crate::store::record::{await_receipt, event_id};
use crate::store::seal::{Seal, SealError};
use crate::store::{duplicates, events, projections, row};
use crate::sync::machine::Replacement;
use crate::sync::protocol::{MAX_HELD, SucceedRequest, Succeeded, succeed_bytes};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the old device's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Branch {
    /// All of it that is here is true; it may go on elsewhere. Seen before anything was written to a copy.
    Whole,
    /// What was not acknowledged is a branch that the hub will not take as that device's.
    Forked,
}

impl Store {
    /// The oldest replacement that the hub does not know of.
    ///
    /// # Errors
    /// As any read.
    pub fn pending_replacement(&self) -> Result<Option<Replacement>, StoreError> {
        self.read(pending)
    }

    /// The hub has another branch of this device: becomes a new device, which says again what waits.
    ///
    /// # Errors
    /// As any write; nothing is then changed.
    pub fn succeed(&self) -> Result<(), StoreError> {
        self.write(|tx, shared| begin(tx, shared, Branch::Forked))
    }

    /// The hub knows the successor of `old`: takes in who it is there, and says again what the hub acknowledged once and has no more. The
    /// same answer again changes nothing.
    ///
    /// # Errors
    /// [`ChainError::Fork`] for a common event that this store never wrote.
    pub fn succeeded(&self, old: DeviceId, answer: &Succeeded) -> Result<(), StoreError> {
        self.write(|tx, shared| settle(tx, shared, old, answer))
    }

    /// The hub knows this device and has nothing of `old`, nor can be told of it: says again all that `old` recorded and that is still here.
    ///
    /// # Errors
    /// As any write.
    pub fn orphaned(&self, old: DeviceId) -> Result<(), StoreError> {
        self.write(|tx, shared| {
            let Some(n) = open_predecessor(tx, old)? else { return Ok(()) };
            tx.execute("UPDATE predecessor SET common = 0 WHERE n = ?1", params![n])?;
            let mut recorder = identity::recorder(tx)?;
            say_again(tx, shared, &mut recorder, old, Some(0), "number > 0")
        })
    }

    /// The hub does not know this device. Whether it may still know one before it: then that is asked.
    ///
    /// # Errors
    /// As any write.
    pub fn unknown_to_hub(&self) -> Result<bool, StoreError> {
        self.write(|tx, _| {
            ask_again(tx)?;
            Ok(tx.query_row("SELECT EXISTS (SELECT 1 FROM predecessor WHERE common IS NULL)", [], |r| r.get(0))?)
        })
    }
}

/// Takes what a damaged file still tells of the devices before its own, and of its clone nonce: without them the device that goes on would be
/// one that no hub knows, or take itself for a copy.
pub(in crate::store) fn salvage(tx: &Connection, old: &Connection) -> Result<(), rusqlite::Error> {
    type Nonce = (Option<Vec<u8>>, Option<Vec<u8>>);
    let nonce: Nonce =
        old.query_row("SELECT witness, witness_next FROM identity", [], |r| Ok((r.get(0)?, r.get(1)?)))?;
    tx.execute("UPDATE identity SET witness = ?1, witness_next = ?2", params![nonce.0, nonce.1])?;
    let mut stmt = old.prepare("SELECT n, device, secret, enrolment, reason, common FROM predecessor")?;
    let mut rows = stmt.query([])?;
    while let Some(r) = rows.next()? {
        tx.execute(
            "INSERT INTO predecessor (n, device, secret, enrolment, reason, common) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                r.get::<_, i64>(0)?,
                r.get::<_, Vec<u8>>(1)?,
                r.get::<_, Vec<u8>>(2)?,
                r.get::<_, Option<Vec<u8>>>(3)?,
                r.get::<_, String>(4)?,
                r.get::<_, Option<i64>>(5)?
            ],
        )?;
    }
    Ok(())
}

/// Takes what those devices recorded: the hub is told by it how far their chains are common, and a restored one is refilled. Each row by
/// itself: one that does not read is on the hub, or was said again.
///
/// # Errors
/// As any write; a key store that does not answer.
pub(in crate::store) fn salvage_former(
    tx: &Connection,
    old: &Connection,
    opener: &dyn Seal,
    seal: &dyn Seal,
) -> Result<(), StoreError> {
    let Ok(keys) = former_keys(old) else { return Ok(()) };
    for (device, number) in keys {
        let Ok(row) = FormerRow::read(old, &device, number) else { continue };
        let Ok(id) = row::uuid(&row.event).map(EventId::new) else { continue };
        let line = match opener.open(&events::place(id), &row.text) {
            Ok(line) => line,
            Err(SealError::Closed { .. }) => continue,
            Err(e) => return Err(e.into()),
        };
        let Ok(Ok(event)) = std::str::from_utf8(&line).map(Event::from_line) else { continue };
        if event.header().id != id || event.header().device.uuid().as_bytes() != device.as_slice() {
            continue;
        }
        let event = row.received.map_or(event.clone(), |at| event.with_received(row::count(at)));
        events::put_sealed(tx, seal, &event)?;
        // What was said again counts as that, until the hub says otherwise.
        tx.execute(
            "UPDATE event SET twin = 1 WHERE id = ?1 AND EXISTS (SELECT 1 FROM event r WHERE r.repeats = ?2)",
            params![row.event, event.origin().uuid().as_bytes()],
        )?;
        tx.execute(
            "INSERT INTO former (device, number, event, hash, state, receipt, repeated) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT DO NOTHING",
            params![device, number, row.event, row.hash, row.state, row.receipt, row.repeated],
        )?;
    }
    Ok(())
}

fn former_keys(old: &Connection) -> Result<Vec<(Vec<u8>, i64)>, rusqlite::Error> {
    old.prepare("SELECT device, number FROM former")?.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
}

/// A row of a former device's outbox with its event, sealed.
struct FormerRow {
    event: Vec<u8>,
    hash: Vec<u8>,
    state: String,
    receipt: Option<i64>,
    repeated: i64,
    received: Option<i64>,
    text: Vec<u8>,
}

impl FormerRow {
    fn read(old: &Connection, device: &[u8], number: i64) -> Result<Self, rusqlite::Error> {
        let sql = "SELECT f.event, f.hash, f.state, f.receipt, f.repeated, e.received, e.text FROM former f
             JOIN event e ON e.id = f.event WHERE f.device = ?1 AND f.number = ?2";
        old.prepare_cached(sql)?.query_row(params![device, number], |r| {
            let (event, hash, state, receipt) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
            Ok(Self { event, hash, state, receipt, repeated: r.get(4)?, received: r.get(5)?, text: r.get(6)? })
        })
    }
}

/// Numbers that people read begin with this until the hub gives a short code: no other phone makes the same.
fn provisional_short(old: &str, device: DeviceId) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let old = old.split('.').next().unwrap_or_default();
    let random = device.uuid();
    let letters: String = random.as_bytes().iter().take(4).map(|b| char::from(DIGITS[usize::from(b % 32)])).collect();
    format!("{old}.{letters}")
}

/// Becomes a new device, in one transaction.
pub(in crate::store) fn begin(tx: &Connection, shared: &Shared, branch: Branch) -> Result<(), StoreError> {
    let old = identity::load(tx, shared)?;
    let mut bytes = [0; 80];
    (shared.random)(&mut bytes)?;
    let (seed, rest) = bytes.split_at(32);
    let (token, id) = rest.split_at(32);
    let seed: [u8; 32] = seed.try_into().map_err(damaged)?;
    let id: [u8; 16] = id.try_into().map_err(damaged)?;
    let device = DeviceId::new(uuid::Builder::from_random_bytes(id).into_uuid());
    keep_old(tx, shared, &old, branch)?;
    let enrolment = old.enrolment.map(|mut enrolment| {
        enrolment.enrolled.short = provisional_short(&enrolment.enrolled.short, device);
        enrolment.enrolled.token = hex::encode(token);
        enrolment
    });
    let mut recorder = Recorder { device, head: ChainHead::start(device), ..old.recorder };
    identity::become_device(tx, shared, &seed, enrolment.as_ref(), &recorder)?;
    let common: Option<u64> = match branch {
        Branch::Whole => None,
        Branch::Forked => {
            let sql = "SELECT coalesce(max(number), 0) FROM former WHERE device = ?1 AND state <> 'pending'";
            Some(row::count(tx.query_row(sql, params![old.device.uuid().as_bytes()], |r| r.get(0))?))
        }
    };
    say_again(tx, shared, &mut recorder, old.device, common, "state = 'pending'")?;
    if branch == Branch::Forked {
        // They are said again, and their numbers are another branch's: nothing may claim to have seen those.
        tx.execute(
            "DELETE FROM event WHERE id IN (SELECT event FROM former WHERE device = ?1 AND state = 'pending')",
            params![old.device.uuid().as_bytes()],
        )?;
    }
    Ok(())
}

/// Puts the old device where the hub can be told of it, and its outbox with it.
fn keep_old(tx: &Connection, shared: &Shared, old: &Identity, branch: Branch) -> Result<(), StoreError> {
    let device = old.device;
    let enrolment = match &old.enrolment {
        Some(enrolment) => {
            let doc = serde_json::to_vec(enrolment).map_err(damaged)?;
            Some(shared.seal.seal(&enrolment_place(device), &doc)?)
        }
        None => None,
    };
    // No hub ever knew it: nothing is common, and nobody is to be asked.
    let common = enrolment.is_none().then_some(0_i64);
    let reason = match branch {
        Branch::Whole => "restored",
        Branch::Forked => "forked",
    };
    tx.execute(
        "INSERT INTO predecessor (device, secret, enrolment, reason, common) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            device.uuid().as_bytes(),
            shared.seal.seal(&secret_place(device), &old.key.seed())?,
            enrolment,
            reason,
            common
        ],
    )?;
    tx.execute(
        "INSERT INTO former (device, number, event, hash, state, receipt)
         SELECT ?1, number, event, hash, state, receipt FROM outbox",
        params![device.uuid().as_bytes()],
    )?;
    tx.execute("DELETE FROM outbox", [])?;
    Ok(())
}

/// Says again the old device's events of which `which` is true. `common`: the highest of its numbers that are surely the hub's; `None`: all.
fn say_again(
    tx: &Connection,
    shared: &Shared,
    recorder: &mut Recorder,
    old: DeviceId,
    common: Option<u64>,
    which: &str,
) -> Result<(), StoreError> {
    let sql =
        format!("SELECT number, event FROM former WHERE device = ?1 AND repeated = 0 AND {which} ORDER BY number");
    let mut stmt = tx.prepare(&sql)?;
    let rows =
        stmt.query_map(params![old.uuid().as_bytes()], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?)))?;
    let waiting = rows.collect::<Result<Vec<_>, _>>()?;
    // Old numbers with the numbers under which they are said again.
    let mut numbers: BTreeMap<u64, u64> = BTreeMap::new();
    let mut subjects: BTreeSet<Subject> = BTreeSet::new();
    for (number, id) in waiting {
        let Some(original) = events::get(tx, shared, EventId::new(row::uuid(&id)?))? else { continue };
        let header = original.header();
        let mut after = Frontier::new();
        for (device, seen) in header.after.iter() {
            let seen_of_common = if device == old { common.map_or(seen, |common| seen.min(common)) } else { seen };
            if seen_of_common > 0 {
                after.see(device, seen_of_common);
            }
            if device == old
                && let Some((_, again)) = numbers.range(..=seen).next_back()
            {
                after.see(recorder.device, *again);
            }
        }
        let repeat = recorder.repeat(event_id(shared, header.clock.hub_ms())?, &original, &after)?;
        events::put(tx, shared, &repeat)?;
        duplicates::said_again(tx, &repeat)?;
        await_receipt(tx, recorder, &repeat)?;
        numbers.insert(row::count(number), recorder.head.number);
        subjects.insert(header.subject.clone());
        tx.prepare_cached("UPDATE former SET repeated = 1 WHERE device = ?1 AND number = ?2")?
            .execute(params![old.uuid().as_bytes(), number])?;
    }
    identity::put_recorder(tx, recorder)?;
    for subject in &subjects {
        projections::refold(tx, shared, subject)?;
    }
    Ok(())
}

struct Former {
    device: DeviceId,
    key: DeviceKey,
    enrolment: Option<Enrolment>,
    open: bool,
}

/// The devices before this one, oldest first.
fn formers(tx: &Connection, shared: &Shared) -> Result<Vec<Former>, StoreError> {
    let mut stmt = tx.prepare("SELECT device, secret, enrolment, common IS NULL FROM predecessor ORDER BY n")?;
    let rows = stmt.query_map([], |r| {
        Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?, r.get::<_, Option<Vec<u8>>>(2)?, r.get::<_, bool>(3)?))
    })?;
    let mut all = Vec::new();
    for found in rows {
        let (device, secret, enrolment, open) = found?;
        let device = DeviceId::new(row::uuid(&device)?);
        let seed = shared.seal.open(&secret_place(device), &secret)?;
        let seed: [u8; 32] = seed.try_into().map_err(|_| damaged("key seed"))?;
        let enrolment = match enrolment {
            Some(sealed) => {
                let doc = shared.seal.open(&enrolment_place(device), &sealed)?;
                Some(serde_json::from_slice(&doc).map_err(damaged)?)
            }
            None => None,
        };
        all.push(Former { device, key: DeviceKey::from_seed(&seed), enrolment, open });
    }
    Ok(all)
}

fn pending(tx: &rusqlite::Connection, shared: &Shared) -> Result<Option<Replacement>, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM predecessor WHERE common IS NULL)";
    if !tx.query_row(sql, [], |r| r.get::<_, bool>(0))? {
        return Ok(None);
    }
    let formers = formers(tx, shared)?;
    let now = identity::load(tx, shared)?;
    let current = Former { device: now.device, key: now.key, enrolment: now.enrolment, open: false };
    let chain: Vec<&Former> = formers.iter().chain([&current]).collect();
    for pair in chain.windows(2) {
        let [old, new] = pair else { continue };
        let (true, Some(enrolment), Some(own)) = (old.open, &old.enrolment, &new.enrolment) else { continue };
        let signed = succeed_bytes(old.device, new.device);
        return Ok(Some(Replacement {
            token: enrolment.enrolled.token.clone(),
            certificate: enrolment.enrolled.certificate.as_deref().cloned(),
            old: old.device,
            request: SucceedRequest {
                device: new.device,
                public_key: new.key.public(),
                token: own.enrolled.token.clone(),
                app: String::new(),
                proof: new.key.sign(&signed),
                old_proof: old.key.sign(&signed),
                held: held(tx, old.device)?,
            },
        }));
    }
    Ok(None)
}

/// What is here of the old device's chain, newest first: the newest links one by one, older ones ever further apart.
fn held(tx: &Connection, device: DeviceId) -> Result<Vec<ChainHead>, StoreError> {
    let mut stmt = tx.prepare("SELECT number, hash FROM former WHERE device = ?1 ORDER BY number DESC")?;
    let rows =
        stmt.query_map(params![device.uuid().as_bytes()], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?)))?;
    let close = MAX_HELD / 2;
    let mut held = Vec::new();
    for (nth, found) in rows.enumerate() {
        let (number, hash) = found?;
        if nth < close || (nth - close).is_power_of_two() {
            held.push(ChainHead { number: row::count(number), hash: row::hash(&hash)? });
        }
    }
    Ok(held)
}

/// The row of a device before this one of which the hub has not said how much it has.
fn open_predecessor(tx: &Connection, old: DeviceId) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT n FROM predecessor WHERE device = ?1 AND common IS NULL";
    Ok(tx.query_row(sql, params![old.uuid().as_bytes()], |r| r.get(0)).optional()?)
}

fn settle(tx: &Connection, shared: &Shared, old: DeviceId, answer: &Succeeded) -> Result<(), StoreError> {
    let bytes = old.uuid();
    let bytes = bytes.as_bytes();
    let Some(n) = open_predecessor(tx, old)? else { return Ok(()) };
    let common = answer.common.number;
    let ours: Option<Vec<u8>> = tx
        .query_row(
            "SELECT hash FROM former WHERE device = ?1 AND number = ?2",
            params![bytes, row::column(common)],
            |r| r.get(0),
        )
        .optional()?;
    if ours.as_deref().map(row::hash).transpose()?.is_some_and(|hash| hash != answer.common.hash) {
        return Err(ChainError::Fork { number: common }.into());
    }
    tx.execute("UPDATE predecessor SET common = ?2 WHERE n = ?1", params![n, row::column(common)])?;
    tx.execute(
        "UPDATE former SET state = CASE state WHEN 'pending' THEN 'acked' ELSE state END, receipt = coalesce(receipt, ?3)
         WHERE device = ?1 AND number <= ?2",
        params![bytes, row::column(common), row::column(answer.enrolled.now)],
    )?;
    enrol_successor(tx, shared, n, answer)?;
    let mut recorder = identity::recorder(tx)?;
    let lost = format!("number > {}", row::column(common));
    say_again(tx, shared, &mut recorder, old, Some(common), &lost)
}

/// Who the successor of predecessor `n` is on the hub: the next one, or this device.
fn enrol_successor(tx: &Connection, shared: &Shared, n: i64, answer: &Succeeded) -> Result<(), StoreError> {
    let next: Option<(i64, Vec<u8>)> = tx
        .query_row("SELECT n, device FROM predecessor WHERE n > ?1 ORDER BY n LIMIT 1", params![n], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
        .optional()?;
    let device = next.as_ref().map(|(_, device)| row::uuid(device).map(DeviceId::new)).transpose()?;
    let all = formers(tx, shared)?;
    let known = match device {
        Some(device) => all.into_iter().find(|former| former.device == device).and_then(|former| former.enrolment),
        None => identity::load(tx, shared)?.enrolment,
    };
    let Some(mut enrolment) = known else { return Ok(()) };
    // The token is this store's own choice; it never comes back over the network.
    let token = std::mem::take(&mut enrolment.enrolled.token);
    enrolment.enrolled = answer.enrolled.clone();
    enrolment.enrolled.token = token;
    let doc = serde_json::to_vec(&enrolment).map_err(damaged)?;
    match (next, device) {
        (Some((next, _)), Some(device)) => tx.execute(
            "UPDATE predecessor SET enrolment = ?2 WHERE n = ?1",
            params![next, shared.seal.seal(&enrolment_place(device), &doc)?],
        )?,
        _ => {
            tx.execute("UPDATE identity SET enrolment = ?1", params![shared.seal.seal("identity/enrolment", &doc)?])?
        }
    };
    Ok(())
}
