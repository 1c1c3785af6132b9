//! Runs that could not be taken as their device's, and events that nobody vouches for: kept beside the chains as they came, packed, within a
//! limit for each device, and forgotten when all their events are on record after all.

use super::{Ledger, Run};
use crate::data::{begin, int, uint};
use crate::error::{Fault, HubError};
use crate::sql::{self, Conn};
use fettle_core::kernel::{DeviceId, Event, Hash};
use fettle_core::sync::protocol::MAX_BODY_BYTES;
use std::collections::BTreeMap;
use std::io::Read;

/// Most bytes of one device's refused runs, as they came. The phone keeps what it sent: nothing is lost with an older run. The newest is always kept.
const MOST_BYTES: i64 = 16 * 1024 * 1024;
/// Most refused runs of one device.
const MOST_RUNS: i64 = 100;
/// What a zstd frame begins with. Rows of before the packing are plain lines.
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A run that could not be taken as its device's. What is in it is read for itself: [`Ledger::refused_lines`].
#[derive(Debug, Clone)]
pub struct RefusedRun {
    /// SHA-256 of its lines.
    pub hash: String,
    /// The device that sent it.
    pub device: DeviceId,
    /// Code of the reason; its text is `error-<code>`.
    pub code: String,
    /// What that text mentions.
    pub args: BTreeMap<String, String>,
    /// When, milliseconds since 1970 UTC.
    pub at: u64,
    /// How many events are in it.
    pub events: u64,
}

/// Keeps a run as it came. The same run again is kept once.
pub(super) async fn keep_run(conn: &mut Conn, run: &Run, fault: &Fault, at: u64) -> Result<(), HubError> {
    let mut lines = String::new();
    for event in &run.events {
        lines.push_str(&event.to_line());
        lines.push('\n');
    }
    lines.push_str(&serde_json::to_string(&run.head)?);
    let kept = Kept { device: run.device, code: fault.code, args: &fault.args, events: &run.events, run: true };
    kept.put(conn, &lines, at).await?;
    let sql = "DELETE FROM refused_run WHERE hash IN (SELECT hash FROM (SELECT hash, \
               SUM(bytes) OVER newest AS bytes, ROW_NUMBER() OVER newest AS n FROM refused_run WHERE device = $1 AND run = 1 \
               WINDOW newest AS (ORDER BY at DESC, hash DESC)) AS kept WHERE n > 1 AND (bytes > $2 OR n > $3))";
    sql::query(sql).bind(run.device.to_string()).bind(MOST_BYTES).bind(MOST_RUNS).execute(conn).await?;
    Ok(())
}

struct Kept<'a> {
    device: DeviceId,
    code: &'a str,
    args: &'a BTreeMap<String, String>,
    events: &'a [Event],
    run: bool,
}

impl Kept<'_> {
    async fn put(&self, conn: &mut Conn, lines: &str, at: u64) -> Result<(), HubError> {
        sql::query(
            "INSERT INTO refused_run (hash, device, code, args, at, run, events, last, bytes, lines) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (hash) DO UPDATE SET at = excluded.at",
        )
        .bind(Hash::of(lines.as_bytes()).to_string())
        .bind(self.device.to_string())
        .bind(self.code)
        .bind(serde_json::to_string(self.args)?)
        .bind(int(at))
        .bind(i64::from(self.run))
        .bind(int(self.events.len() as u64))
        .bind(self.events.last().map(|event| event.header().id.to_string()))
        .bind(int(lines.len() as u64))
        .bind(zstd::bulk::compress(lines.as_bytes(), 3)?)
        .execute(conn)
        .await?;
        Ok(())
    }
}

fn unpack(packed: Vec<u8>) -> Result<String, HubError> {
    let mut text = packed;
    if text.starts_with(&ZSTD_MAGIC) {
        // A run is a request's body; its lines are written again here and may be a little longer.
        let most = u64::try_from(MAX_BODY_BYTES).unwrap_or(u64::MAX).saturating_mul(2);
        let mut plain = Vec::new();
        zstd::stream::read::Decoder::new(text.as_slice())?.take(most).read_to_end(&mut plain)?;
        text = plain;
    }
    String::from_utf8(text).map_err(|_| HubError::Record("lines of a refused run".into()))
}

/// Forgets the runs of `device`, and of those that it succeeds, whose events are all on record: as they were, or said again by a device of the
/// same person.
pub(super) async fn forget(conn: &mut Conn, device: DeviceId) -> Result<(), HubError> {
    let sql = "WITH RECURSIVE line (id) AS (SELECT id FROM device WHERE id = $1 UNION \
               SELECT d.succeeds FROM device d JOIN line ON d.id = line.id WHERE d.succeeds IS NOT NULL) \
               SELECT hash, lines FROM refused_run r WHERE device IN (SELECT id FROM line) \
               AND EXISTS (SELECT 1 FROM event e WHERE e.id = r.last UNION ALL SELECT 1 FROM event e WHERE e.repeats = r.last)";
    let found = sql::query(sql).bind(device.to_string()).fetch_all(&mut *conn).await?;
    for row in found {
        if is_on_record(conn, &unpack(row.try_get(1)?)?).await? {
            let hash: String = row.try_get(0)?;
            sql::query("DELETE FROM refused_run WHERE hash = $1").bind(hash).execute(&mut *conn).await?;
        }
    }
    Ok(())
}

async fn is_on_record(conn: &mut Conn, lines: &str) -> Result<bool, HubError> {
    // The last line of a run is the signed head.
    for event in lines.lines().filter_map(|line| Event::from_line(line).ok()) {
        let header = event.header();
        let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE id = $1 AND header = $2 AND body_hash = $3 UNION ALL \
                   SELECT 1 FROM event WHERE repeats = $4 AND person = $5 AND body_hash = $3 \
                   AND quarantined IS DISTINCT FROM 'not_successor')";
        let known: bool = sql::query_scalar(sql)
            .bind(header.id.to_string())
            .bind(event.header_text())
            .bind(event.body_hash().to_string())
            .bind(event.origin().to_string())
            .bind(header.by.to_string())
            .fetch_one(&mut *conn)
            .await?;
        if !known {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether anything is kept here at all.
pub(super) async fn any(conn: &mut Conn) -> Result<bool, HubError> {
    Ok(sql::query_scalar("SELECT EXISTS (SELECT 1 FROM refused_run)").fetch_one(conn).await?)
}

impl Ledger {
    /// Keeps an event that nobody vouches for beside the chains, as it came. The same event again is kept once.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn keep_aside(&self, device: DeviceId, event: &Event, code: &str) -> Result<(), HubError> {
        let (args, now) = (BTreeMap::new(), self.clock.now_ms());
        // No run: a rescue bundle may be the only place that had it, so nothing newer takes its place.
        let kept = Kept { device, code, args: &args, events: std::slice::from_ref(event), run: false };
        let mut cache = self.ready().await?;
        cache.refused = None;
        kept.put(&mut *self.db.write().await?, &event.to_line(), now).await
    }
    /// What was put aside, newest first; not what is in it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn refused_runs(&self) -> Result<Vec<RefusedRun>, HubError> {
        let sql = "SELECT hash, device, code, args, at, events FROM refused_run ORDER BY at DESC, hash DESC";
        let rows = sql::query(sql).fetch_all(self.db.read()).await?;
        rows.iter()
            .map(|row| {
                let device: String = row.try_get(1)?;
                Ok(RefusedRun {
                    hash: row.try_get(0)?,
                    device: device.parse().map_err(|_| HubError::Record("device of a run".into()))?,
                    code: row.try_get(2)?,
                    args: serde_json::from_str(row.try_get(3)?)?,
                    at: uint(row.try_get(4)?),
                    events: uint(row.try_get(5)?),
                })
            })
            .collect()
    }
    /// What is in a run that was put aside: its events as lines and the signed head.
    ///
    /// # Errors
    /// [`HubError::Fault`] `not_found`; others when the database does not answer.
    pub async fn refused_lines(&self, hash: &str) -> Result<String, HubError> {
        let sql = "SELECT lines FROM refused_run WHERE hash = $1";
        let packed: Option<Vec<u8>> = sql::query_scalar(sql).bind(hash).fetch_optional(self.db.read()).await?;
        unpack(packed.ok_or_else(Fault::not_found)?)
    }
    /// After `device` pushed: what was refused of it and is on record now is forgotten.
    pub(super) async fn forget_refused(&self, known: &mut Option<bool>, conn: &mut Conn, device: DeviceId) {
        let some = async {
            // Most hubs have none; who has some asks only for this device's.
            if !any(conn).await? {
                return Ok(false);
            }
            let mut tx = begin(conn).await?;
            forget(&mut tx, device).await?;
            let left = any(&mut tx).await?;
            tx.commit().await?;
            Ok::<_, HubError>(left)
        };
        if *known == Some(false) {
            return;
        }
        match some.await {
            Ok(left) => *known = Some(left),
            Err(error) => tracing::warn!(%error, "refused runs were not looked at"),
        }
    }
}
