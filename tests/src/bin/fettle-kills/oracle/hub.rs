//! The hub's files: every event once, every chain whole, every blob what its name says.

use super::{Counts, Word};
use crate::stage::Staged;
use fettle_core::kernel::chain::link;
use fettle_core::kernel::{ChainHead, DeviceId, Hash, SignedHead};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// Number of the newest event of each phone's device on the hub.
pub type Devices = BTreeMap<DeviceId, i64>;

/// Looks at the data folder of a hub that has stopped.
pub fn look(
    data: &Path,
    words: &[Word],
    staged: &Staged,
    counts: &mut Counts,
    found: &mut Vec<String>,
) -> Result<Devices, Box<dyn Error>> {
    let db = Connection::open(data.join("hub.db"))?;
    let sound: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0))?;
    if sound != "ok" {
        found.push(format!("hub: integrity_check: {sound}"));
    }
    let text = |sql: &str| db.query_row(sql, [], |r| r.get::<_, String>(0));
    let count = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0));
    if text("SELECT value FROM setting WHERE key = 'epoch'")? != staged.epoch {
        found.push("hub: a kill was taken for a restored backup: another epoch".into());
    }
    if count("SELECT count(*) FROM pragma_foreign_key_check")? != 0 {
        found.push("hub: foreign keys do not hold".into());
    }
    if count("SELECT count(*) FROM (SELECT 1 FROM event GROUP BY id HAVING count(*) > 1)")? != 0 {
        found.push("hub: an event is there twice".into());
    }
    for (sql, what) in [
        ("SELECT count(*) FROM refused_run", "runs were refused"),
        ("SELECT count(*) FROM event WHERE quarantined IS NOT NULL", "events are in quarantine"),
        ("SELECT count(*) FROM device WHERE succeeds IS NOT NULL", "devices succeeded another"),
    ] {
        match count(sql)? {
            0 => {}
            some => found.push(format!("hub: {some} {what}")),
        }
    }
    counts.on_hub = count("SELECT count(*) FROM event WHERE device NOT IN (SELECT id FROM device WHERE person = id)")?;
    events(&db, words, found)?;
    blobs(&db, data, words, counts, found)?;
    chains(&db, found)
}

fn events(db: &Connection, words: &[Word], found: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    let mut there = db.prepare("SELECT count(*) FROM event WHERE id = ?1")?;
    for (n, word) in words.iter().enumerate() {
        for (ids, what) in [(&word.events, "committed"), (&word.receipts, "acknowledged")] {
            for id in ids {
                match there.query_row(params![id.to_string()], |r| r.get::<_, i64>(0))? {
                    1 => {}
                    times => found.push(format!("phone-{n}: {what} event {id} is on the hub {times} times")),
                }
            }
        }
    }
    Ok(())
}

fn blobs(
    db: &Connection,
    data: &Path,
    words: &[Word],
    counts: &mut Counts,
    found: &mut Vec<String>,
) -> Result<(), Box<dyn Error>> {
    let mut known = db.prepare("SELECT size FROM blob WHERE hash = ?1")?;
    let mut look = |hash: &str, whose: &str| -> Result<(), Box<dyn Error>> {
        let size: Option<i64> = known.query_row(params![hash], |r| r.get(0)).optional()?;
        let Some(size) = size else {
            found.push(format!("{whose}: blob {hash} is not on the hub"));
            return Ok(());
        };
        let (head, tail) = hash.split_at(2);
        let bytes = std::fs::read(data.join("blobs").join(head).join(tail)).unwrap_or_default();
        if Hash::of(&bytes).to_string() != hash || bytes.len() as u64 != size.cast_unsigned() {
            found.push(format!("{whose}: blob {hash} is not whole on the hub"));
        }
        Ok(())
    };
    for (n, word) in words.iter().enumerate() {
        for hash in &word.blobs {
            look(&hash.to_string(), &format!("phone-{n}"))?;
        }
    }
    // Whatever an event names, and whatever the hub says it has.
    let mut named = db.prepare("SELECT hash FROM event_blob UNION SELECT hash FROM blob")?;
    for hash in named.query_map([], |r| r.get::<_, String>(0))? {
        look(&hash?, "hub")?;
    }
    (counts.blobs_on_hub, counts.bytes_on_hub) =
        db.query_row("SELECT count(*), coalesce(sum(size), 0) FROM blob", [], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(())
}

/// Computes every chain again from the texts as they were written, without the hub's own code.
fn chains(db: &Connection, found: &mut Vec<String>) -> Result<Devices, Box<dyn Error>> {
    let mut devices = Devices::new();
    let mut all = db.prepare("SELECT id, public_key, head_number, head_hash, short FROM device")?;
    let mut events = db.prepare("SELECT number, hash, header, body FROM event WHERE device = ?1 ORDER BY number")?;
    let mut signed = db.prepare("SELECT number, hash, signature FROM signed_head WHERE device = ?1")?;
    let rows = all.query_map([], |r| {
        Ok((
            r.get::<_, String>(0)?,
            r.get::<_, String>(1)?,
            r.get::<_, i64>(2)?,
            r.get::<_, String>(3)?,
            r.get::<_, String>(4)?,
        ))
    })?;
    for row in rows {
        let (id, key, number, hash, short) = row?;
        let device: DeviceId = id.parse().map_err(|_| "a device's id")?;
        let mut at = ChainHead::start(device);
        let mut heads = BTreeMap::new();
        let mut rows = events.query(params![id])?;
        while let Some(event) = rows.next()? {
            let (header, body): (String, String) = (event.get(2)?, event.get(3)?);
            let hash = link(at.hash, Hash::of(header.as_bytes()), Hash::of(body.as_bytes()));
            at = ChainHead { number: at.number + 1, hash };
            if (event.get::<_, i64>(0)?, event.get::<_, String>(1)?) != (at.number.cast_signed(), at.hash.to_string()) {
                found.push(format!("hub: the chain of {short} does not hold at {}", at.number));
                break;
            }
            heads.insert(at.number, at.hash);
        }
        if (number.cast_unsigned(), hash) != (at.number, at.hash.to_string()) {
            found.push(format!("hub: the head of {short} is {number}, its chain ends at {}", at.number));
        }
        let mut rows = signed.query(params![id])?;
        while let Some(row) = rows.next()? {
            let (number, hash) = (row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, String>(1)?);
            let Some(kept) = heads.get(&number).filter(|kept| kept.to_string() == hash) else {
                found.push(format!("hub: {short} signed a head {number} that is not its chain's"));
                continue;
            };
            let signed = SignedHead { head: ChainHead { number, hash: *kept }, signature: row.get(2)? };
            if signed.verify(device, &key).is_err() {
                found.push(format!("hub: the signature of {short} at {number} does not hold"));
            }
        }
        devices.insert(device, at.number.cast_signed());
    }
    Ok(devices)
}
