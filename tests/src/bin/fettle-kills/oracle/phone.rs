//! A phone's file: nothing that it committed is gone, nothing waits, its numbers have no gap.

use super::Word;
use super::hub::Devices;
use fettle_core::kernel::DeviceId;
use rusqlite::{Connection, params};
use std::error::Error;
use std::path::Path;
use uuid::Uuid;

/// Looks at the file of a phone that has ended.
pub fn look(
    file: &Path,
    n: usize,
    word: &Word,
    devices: &Devices,
    found: &mut Vec<String>,
) -> Result<(), Box<dyn Error>> {
    let db = Connection::open(file)?;
    let sound: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0))?;
    if sound != "ok" {
        found.push(format!("phone-{n}: integrity_check: {sound}"));
    }
    let count = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0));
    for (sql, what) in [
        ("SELECT count(*) FROM outbox WHERE state <> 'acked'", "events wait"),
        (
            "SELECT count(*) FROM blob b WHERE mine = 1 AND uploaded = 0 AND EXISTS (SELECT 1 FROM blob_use u WHERE u.hash = b.hash)",
            "blobs wait",
        ),
        ("SELECT count(*) FROM salvaged", "events were salvaged"),
        ("SELECT count(*) FROM predecessor", "devices came before"),
        ("SELECT count(*) FROM identity WHERE stopped IS NOT NULL", "stopped"),
    ] {
        match count(sql)? {
            0 => {}
            some => found.push(format!("phone-{n}: {some} {what}")),
        }
    }
    let mut there = db.prepare("SELECT count(*) FROM outbox WHERE event = ?1")?;
    for id in &word.events {
        if there.query_row(params![id.uuid().as_bytes()], |r| r.get::<_, i64>(0))? != 1 {
            found.push(format!("phone-{n}: its own event {id} is not in its file"));
        }
    }
    let (written, newest) = db.query_row("SELECT count(*), coalesce(max(number), 0) FROM outbox", [], |r| {
        Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?))
    })?;
    let device: Vec<u8> = db.query_row("SELECT device FROM identity", [], |r| r.get(0))?;
    let on_hub = devices.get(&DeviceId::new(Uuid::from_slice(&device)?));
    if written != newest || on_hub != Some(&newest) {
        found.push(format!("phone-{n}: {written} own events, the newest is {newest}, the hub has {on_hub:?}"));
    }
    Ok(())
}
