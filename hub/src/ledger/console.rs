//! The console's own device: entered on a fresh database, retired and followed by another one at each start of the hub, and with another short code
//! when the database was put back from a copy (decision 0012).
//!
//! Every event of a console has its own signed head, and phones keep it. So a hub that was put back knows its former console's events again
//! when phones bring them (`returned`), whatever else was lost.

use crate::clock::Clock;
use crate::data::{Db, int, settings, uint};
use crate::error::HubError;
use crate::random;
use crate::sql::{self, Conn};
use fettle_core::kernel::{ChainHead, DeviceId, DeviceKey, PersonId};
use std::collections::BTreeSet;

/// The console as it is now.
#[derive(Debug, Clone)]
pub(super) struct Console {
    pub device: DeviceId,
    /// First part of the numbers that its people's work gets: H0, after a restore H1, H2 ...
    pub short: String,
    /// The hub itself as a person: its id is the first console's.
    pub system: PersonId,
}

/// The console's device; entered on a fresh database.
pub(super) async fn console(db: &Db, clock: &Clock, key: &DeviceKey) -> Result<Console, HubError> {
    let mut conn = db.write().await?;
    let mut tx = conn.begin().await?;
    let known: Option<String> =
        sql::query_scalar("SELECT value FROM setting WHERE key = 'console'").fetch_optional(&mut *tx).await?;
    let device = match known {
        Some(id) => id.parse().map_err(|_| HubError::Record("the console's id".into()))?,
        None => enter(&mut tx, "H0", clock.now_ms(), key).await?,
    };
    sql::query("INSERT INTO setting (key, value) VALUES ('system', $1) ON CONFLICT (key) DO NOTHING")
        .bind(device.to_string())
        .execute(&mut *tx)
        .await?;
    let console = current(&mut tx).await?;
    tx.commit().await?;
    console.ok_or_else(|| HubError::Record("the console".into()))
}

/// The console as the database has it; none in one that never had any.
pub(super) async fn current(conn: &mut Conn) -> Result<Option<Console>, HubError> {
    let sql = "SELECT d.id, d.short, s.value FROM setting c JOIN device d ON d.id = c.value, setting s \
               WHERE c.key = 'console' AND s.key = 'system'";
    let Some(row) = sql::query(sql).fetch_optional(conn).await? else { return Ok(None) };
    let (device, system): (String, String) = (row.try_get(0)?, row.try_get(2)?);
    let device = device.parse().map_err(|_| HubError::Record("the console's id".into()))?;
    let system = system.parse().map_err(|_| HubError::Record("the hub's own person".into()))?;
    Ok(Some(Console { device, short: row.try_get(1)?, system }))
}

/// Enters a console's device and makes it the one that writes.
async fn enter(conn: &mut Conn, short: &str, now: u64, key: &DeviceKey) -> Result<DeviceId, HubError> {
    let device = DeviceId::new(random::uuid(now)?);
    sql::query(
        "INSERT INTO setting (key, value) VALUES ('console', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(device.to_string())
    .execute(&mut *conn)
    .await?;
    sql::query(
        "INSERT INTO device (id, person, short, public_key, name, app, head_number, head_hash, enrolled_at)
         VALUES ($1, $1, $2, $3, 'console', $4, 0, $5, $6)",
    )
    .bind(device.to_string())
    .bind(short)
    .bind(key.public())
    .bind(env!("CARGO_PKG_VERSION"))
    .bind(ChainHead::start(device).hash.to_string())
    .bind(int(now))
    .execute(conn)
    .await?;
    Ok(device)
}

/// Setting: consoles that may have written on two branches of one database, as a snapshot of a running machine goes on where it was, process and
/// all; as JSON.
const FORKED: &str = "consoles_forked";

/// The hub's process begins: its console is a device of its own from here on, under the same short code. Nothing on a machine that was put back by
/// a snapshot tells, so every start may be on a copy, and the numbers behind the copy's last may be other events that phones have seen already.
/// Under another device no number stands for two events, and nobody counts as having seen what only shares a number with what they saw.
///
/// The former device is retired as of the newest event row. It lost nothing as far as this database knows.
pub(crate) async fn begins(conn: &mut Conn, now: u64, key: &DeviceKey) -> Result<(), HubError> {
    let Some(before) = current(conn).await? else { return Ok(()) };
    let newest = sql::query("SELECT received FROM event ORDER BY seq DESC LIMIT 1").fetch_optional(&mut *conn).await?;
    // Before the first event nobody has seen anything.
    let Some(newest) = newest else { return Ok(()) };
    let retired = sql::query("UPDATE device SET short = short || '-' || substr(id, 25), retired_at = $2 WHERE id = $1");
    retired.bind(before.device.to_string()).bind(newest.try_get::<i64, _>(0)?).execute(&mut *conn).await?;
    // A process that recorded nothing leaves nothing behind. Where several run, it may still do so.
    if !conn.is_postgres() {
        let unused = sql::query("DELETE FROM device WHERE id = $1 AND head_number = 0");
        unused.bind(before.device.to_string()).execute(&mut *conn).await?;
    }
    enter(conn, &before.short, now, key).await?;
    Ok(())
}

/// The console wrote on a database that had been put back: where the snapshot was of the running process, its numbers may be those of other
/// events that were lost.
pub(crate) async fn fork(conn: &mut Conn) -> Result<(), HubError> {
    let Some(console) = current(conn).await? else { return Ok(()) };
    let mut all = forked(conn).await?;
    all.insert(console.device);
    settings::put(conn, FORKED, &serde_json::to_string(&all)?).await
}

/// Consoles whose numbers may stand for two events.
pub(super) async fn forked(conn: &mut Conn) -> Result<BTreeSet<DeviceId>, HubError> {
    Ok(settings::get(conn, FORKED).await?.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default())
}

/// The newest event row that a page showed at most which `drawer` drew when it was at `seq`; `now` is the console that writes.
///
/// A former console's page shows nothing from after its end. One that this database does not know drew on a branch that was lost with a snapshot,
/// and one that may have written on two branches may have: what such a page showed cannot be told by a number, so nothing counts as seen.
pub(super) async fn drawn_at(conn: &mut Conn, now: DeviceId, drawer: DeviceId, seq: u64) -> Result<u64, HubError> {
    if drawer == now {
        return Ok(seq);
    }
    if conn.is_postgres() {
        // The other process may go on: both draw from one record, whose rows have one order.
        let whole = "SELECT EXISTS (SELECT 1 FROM device WHERE id = $1 AND person = id AND lost_after IS NULL)";
        if sql::query_scalar(whole).bind(drawer.to_string()).fetch_one(&mut *conn).await?
            && !forked(conn).await?.contains(&drawer)
        {
            return Ok(seq);
        }
    }
    let retired = sql::query_scalar::<Option<i64>>("SELECT retired_at FROM device WHERE id = $1 AND person = id");
    let retired = retired.bind(drawer.to_string()).fetch_optional(&mut *conn).await?.flatten();
    let Some(retired) = retired else { return Ok(0) };
    if forked(conn).await?.contains(&drawer) {
        return Ok(0);
    }
    // Times of receipt rise from commit to commit.
    let sql = "SELECT seq FROM event WHERE seq <= $1 AND received <= $2 ORDER BY seq DESC LIMIT 1";
    let last: Option<i64> = sql::query_scalar(sql).bind(int(seq)).bind(retired).fetch_optional(conn).await?;
    Ok(last.map_or(0, uint))
}

/// The number of a console: 1 for H1. None for who came back without a short code of its own.
pub(crate) fn number(short: &str) -> Option<u64> {
    short.strip_prefix('H')?.parse().ok()
}

/// One number for so many milliseconds since the newest event of the copy: a console cannot have given out more after it.
const COUNT_EVERY_MS: u64 = 10_000;

/// Short codes of phones that are left free after a restore: ten rows of 24 letters.
const SHORTS_LEFT: i64 = 240;

/// Retires the console of a database that was put back from a copy, and enters the next one.
///
/// What the former one wrote after the copy carries numbers that the copy does not know: the new one has another id, another short code,
/// and counts from where none of its namesakes can have counted, should the same copy be put back twice.
///
/// `past`: the number of a console that is known to have written, whether this database knows it or not.
pub(crate) async fn renew(conn: &mut Conn, now: u64, key: &DeviceKey, past: u64) -> Result<(), HubError> {
    let Some(old) = sql::query_scalar::<String>("SELECT value FROM setting WHERE key = 'console'")
        .fetch_optional(&mut *conn)
        .await?
    else {
        return Ok(());
    };
    sql::query("INSERT INTO setting (key, value) VALUES ('system', $1) ON CONFLICT (key) DO NOTHING")
        .bind(&old)
        .execute(&mut *conn)
        .await?;
    sql::query("UPDATE device SET retired_at = $2, lost_after = head_number WHERE id = $1")
        .bind(&old)
        .bind(int(now))
        .execute(&mut *conn)
        .await?;
    let shorts: Vec<String> =
        sql::query_scalar("SELECT short FROM device WHERE short LIKE 'H%'").fetch_all(&mut *conn).await?;
    let newest = shorts.iter().filter_map(|short| number(short)).max().unwrap_or(0).max(past);
    enter(conn, &format!("H{}", newest + 1), now, key).await?;
    // Phones that were enrolled after the copy come back with their short codes: these are left free.
    sql::query("INSERT INTO setting (key, value) VALUES ('shorts_skipped', $1) ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(setting.value AS BIGINT) + $2 AS TEXT)")
        .bind(SHORTS_LEFT.to_string())
        .bind(SHORTS_LEFT)
        .execute(&mut *conn)
        .await?;
    let row = sql::query("SELECT MAX(received) FROM event").fetch_one(&mut *conn).await?;
    let last = row.try_get::<Option<i64>, _>(0)?.map_or(now, uint);
    let count = now.saturating_sub(last) / COUNT_EVERY_MS;
    sql::query("INSERT INTO setting (key, value) VALUES ('console_count', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
        .bind(count.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
