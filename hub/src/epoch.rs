//! The hub's epoch: under it stream numbers and receipts mean something. A database that was put back from a copy, moved, or is behind what
//! phones were told begins another one, and with it everything that must not be repeated: a new console, no open sessions.
//!
//! It is told by four signs: the database says so (`fettle restore`), its file is another one (inode and time of birth), or it is behind
//! the mark beside it (`data::mark`), which also sees a copy written over the old file in place. A snapshot of the whole machine takes all of
//! these back together; phones bring what the hub signed for them (`sync::checkpoint`), and the epoch begins while the hub serves.

use crate::clock::Clock;
use crate::data::{At, DataFolder, Db, Mark, Place, given, marks, settings, uint};
use crate::error::HubError;
use crate::sql::{self, Conn};
use crate::{ledger, random};
use fettle_core::kernel::DeviceKey;
use std::path::Path;
use std::sync::{PoisonError, RwLock};
use uuid::Uuid;

/// The epoch that counts now, for all that answer phones.
#[derive(Debug)]
pub(crate) struct Epoch(RwLock<Uuid>);

impl Epoch {
    pub(crate) fn new(epoch: Uuid) -> Self {
        Self(RwLock::new(epoch))
    }
    pub(crate) fn now(&self) -> Uuid {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
    pub(crate) fn begin(&self, epoch: Uuid) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = epoch;
    }
}

/// The epoch that counts from now on, and the mark that this hub keeps.
pub(crate) async fn settle(
    db: &Db,
    folder: &DataFolder,
    clock: &Clock,
    key: &DeviceKey,
) -> Result<(Uuid, Mark), HubError> {
    let now = clock.now_ms();
    let mut conn = db.write().await?;
    let mut tx = conn.begin().await?;
    let file = match Place::of(folder.root())? {
        Place::File(file) => file_identity(&file)?,
        Place::Server(_) => server_identity(&mut tx).await?,
    };
    let at = how_far(&mut tx).await?;
    let known = settings::get(&mut tx, "epoch").await?;
    let same_file = settings::get(&mut tx, "epoch_file").await?.is_none_or(|known| known == file);
    let behind = is_behind(&mut tx, folder.root(), &at).await?;
    if let Some(epoch) = known.as_ref().filter(|_| same_file && !behind) {
        let epoch = epoch.parse().map_err(|_| HubError::Record("epoch".into()))?;
        settings::put(&mut tx, "epoch_file", &file).await?;
        ledger::console_begins(&mut tx, now, key).await?;
        tx.commit().await?;
        return Ok((epoch, Mark::begin(folder.root(), &at, db.is_shared())?));
    }
    let epoch = match known {
        None => {
            let epoch = random::uuid(now)?;
            settings::put(&mut tx, "epoch", &epoch.to_string()).await?;
            epoch
        }
        Some(_) => {
            tracing::warn!(same_file, behind, "the database was put back or moved: a new epoch begins");
            begin(&mut tx, now, key).await?
        }
    };
    settings::put(&mut tx, "epoch_file", &file).await?;
    tx.commit().await?;
    // After the commit: a crash before it finds the same signs again.
    Ok((epoch, Mark::begin(folder.root(), &at, db.is_shared())?))
}

/// How far a hub is known to have been, by what it signed before it was put back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Past {
    /// The epoch in which it was there.
    pub epoch: Uuid,
    /// The time that it had reached, milliseconds since 1970 UTC.
    pub at: u64,
    /// Its console's number: 1 for H1.
    pub console: u64,
}

/// Begins another epoch in a database that was put back from a copy.
pub(crate) async fn begin(conn: &mut Conn, now: u64, key: &DeviceKey) -> Result<Uuid, HubError> {
    begin_after(conn, now, key, 0).await
}

/// Begins another epoch in a database that is behind `past`, which counts as over too.
pub(crate) async fn begin_behind(conn: &mut Conn, now: u64, key: &DeviceKey, past: Past) -> Result<Uuid, HubError> {
    ledger::fork_console(conn).await?;
    let epoch = begin_after(conn, now.max(past.at), key, past.console).await?;
    remember(conn, past.epoch).await?;
    Ok(epoch)
}

/// The new console comes after all that are known here, and after that of number `console`.
async fn begin_after(conn: &mut Conn, now: u64, key: &DeviceKey, console: u64) -> Result<Uuid, HubError> {
    let epoch = random::uuid(now)?;
    if let Some(before) = settings::get(conn, "epoch").await?.and_then(|text| text.parse().ok()) {
        remember(conn, before).await?;
    }
    settings::put(conn, "epoch", &epoch.to_string()).await?;
    ledger::renew_console(conn, now, key, console).await?;
    given::leave_gap(conn, epoch, now).await?;
    // Who signed out, or used a code, after the copy did so for good. Uploads start over: their bytes are of another time.
    for table in ["session", "enrolment", "password_link", "upload"] {
        sql::raw(sql::AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut *conn).await?;
    }
    Ok(epoch)
}

/// Setting: the epochs before this one, as a list in JSON. One that is not in it and has this hub's signature was lost with a snapshot.
const BEFORE: &str = "epochs_before";

/// Whether `epoch` was this hub's, as far as its database knows.
pub(crate) async fn was(conn: &mut Conn, epoch: Uuid) -> Result<bool, HubError> {
    Ok(before(conn).await?.contains(&epoch))
}

/// From now on `epoch` is known to be over.
async fn remember(conn: &mut Conn, epoch: Uuid) -> Result<(), HubError> {
    let mut all = before(conn).await?;
    if !all.contains(&epoch) {
        all.push(epoch);
        settings::put(conn, BEFORE, &serde_json::to_string(&all)?).await?;
    }
    Ok(())
}

async fn before(conn: &mut Conn) -> Result<Vec<Uuid>, HubError> {
    Ok(settings::get(conn, BEFORE).await?.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default())
}

/// Takes the file for the one that the epoch belongs to when a hub first opens it: `fettle restore` has begun the epoch itself.
pub(crate) async fn adopt_file(conn: &mut Conn) -> Result<(), HubError> {
    sql::query("DELETE FROM setting WHERE key = 'epoch_file'").execute(conn).await?;
    Ok(())
}

/// How far the database is.
pub(crate) async fn how_far(conn: &mut Conn) -> Result<At, HubError> {
    let newest = sql::query("SELECT seq, hash, received FROM event ORDER BY seq DESC LIMIT 1")
        .fetch_optional(&mut *conn)
        .await?;
    let entries: i64 =
        sql::query_scalar("SELECT CAST(COALESCE(SUM(newest), 0) AS BIGINT) FROM stream").fetch_one(conn).await?;
    let entries = uint(entries);
    Ok(match newest {
        Some(row) => At { seq: uint(row.try_get(0)?), hash: row.try_get(1)?, entries, received: uint(row.try_get(2)?) },
        None => At { entries, ..At::default() },
    })
}

/// Whether a mark in the folder knows more than the database, or something else.
async fn is_behind(conn: &mut Conn, folder: &Path, at: &At) -> Result<bool, HubError> {
    let all = marks(folder)?;
    let torn = all.iter().filter(|(_, mark)| mark.is_none()).count();
    if torn > 0 {
        // Cut by a power failure or a kill; they go when this start has written its own.
        tracing::warn!(torn, "marks that do not read");
    }
    for mark in all.into_iter().filter_map(|(_, mark)| mark) {
        if mark.seq > at.seq || mark.entries > at.entries {
            return Ok(true);
        }
        let hash: Option<String> = sql::query_scalar("SELECT hash FROM event WHERE seq = $1")
            .bind(crate::data::int(mark.seq))
            .fetch_optional(&mut *conn)
            .await?;
        if mark.seq > 0 && hash.as_deref() != Some(mark.hash.as_str()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Which database of the server this is: one that was put back from a dump is another one.
async fn server_identity(conn: &mut Conn) -> Result<String, HubError> {
    let sql = "SELECT CAST(oid AS TEXT) FROM pg_database WHERE datname = current_database()";
    Ok(sql::query_scalar(sql).fetch_one(conn).await?)
}

/// Which file this is, by what no copy of it has: inode and time of birth.
fn file_identity(file: &Path) -> Result<String, HubError> {
    let about = std::fs::metadata(file)?;
    let born = about.created().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok()).unwrap_or_default();
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&about);
    #[cfg(not(unix))]
    let inode = 0;
    Ok(format!("{inode}-{}", born.as_nanos()))
}
