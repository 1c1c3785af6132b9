//! Quarantine: what the hub may not accept is kept with its reason and never dropped. An administrator may release it later.

use super::judge::TWIN;
use super::reconsider::Anew;
use super::{Ledger, Run, rows};
use crate::data::{int, uint};
use crate::error::{Fault, HubError};
use axum::http::StatusCode;
use fettle_core::kernel::{DeviceId, Event, EventId, Hash};
use fettle_core::sync::protocol::{KeptApart, MAX_APART};
use sqlx::{Row, SqliteConnection};
use std::sync::Arc;

/// An event on its device's chain that was not accepted.
#[derive(Debug, Clone)]
pub struct Quarantined {
    /// The event.
    pub event: Event,
    /// Code of the reason; its text is `error-<code>`.
    pub code: String,
}

/// A run that could not be taken as its device's.
#[derive(Debug, Clone)]
pub struct RefusedRun {
    /// SHA-256 of its lines.
    pub hash: String,
    /// The device that sent it.
    pub device: DeviceId,
    /// Code of the reason; its text is `error-<code>`.
    pub code: String,
    /// When, milliseconds since 1970 UTC.
    pub at: u64,
    /// Its events as lines, whole.
    pub lines: String,
}

/// Keeps a run as it came. The same run again is kept once.
pub(super) async fn keep_run(conn: &mut SqliteConnection, run: &Run, code: &str, at: u64) -> Result<(), HubError> {
    let mut lines = String::new();
    for event in &run.events {
        lines.push_str(&event.to_line());
        lines.push('\n');
    }
    lines.push_str(&serde_json::to_string(&run.head)?);
    keep_lines(conn, run.device, &lines, code, at).await
}

async fn keep_lines(
    conn: &mut SqliteConnection,
    device: DeviceId,
    lines: &str,
    code: &str,
    at: u64,
) -> Result<(), HubError> {
    sqlx::query(
        "INSERT INTO refused_run (hash, device, code, at, lines) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(Hash::of(lines.as_bytes()).to_string())
    .bind(device.to_string())
    .bind(code)
    .bind(int(at))
    .bind(lines)
    .execute(conn)
    .await?;
    Ok(())
}

impl Ledger {
    /// Keeps an event that nobody vouches for beside the chains, as it came. The same event again is kept once.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn keep_aside(&self, device: DeviceId, event: &Event, code: &str) -> Result<(), HubError> {
        let now = self.clock.now_ms();
        keep_lines(&mut *self.db.write().await?, device, &event.to_line(), code, now).await
    }
    /// Events in quarantine, newest first.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn quarantine(&self) -> Result<Vec<Quarantined>, HubError> {
        let sql = "SELECT header, body, body_hash, received, quarantined FROM event WHERE quarantined IS NOT NULL \
                   AND quarantined <> 'twin' ORDER BY seq DESC";
        let rows = sqlx::query(sql).fetch_all(self.db.read()).await?;
        rows.iter().map(|row| Ok(Quarantined { event: rows::event(row, 0)?, code: row.try_get(4)? })).collect()
    }
    /// What a phone is told of the quarantine: events of its device and of those that it succeeds, newest first. What only says again what
    /// another event says is not among them.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn kept_apart(&self, device: DeviceId) -> Result<Vec<KeptApart>, HubError> {
        let sql = "WITH RECURSIVE line (id) AS (SELECT $1 UNION \
                   SELECT d.succeeds FROM device d JOIN line ON d.id = line.id WHERE d.succeeds IS NOT NULL) \
                   SELECT id, quarantined FROM event WHERE quarantined IS NOT NULL AND quarantined <> 'twin' \
                   AND device IN (SELECT id FROM line) ORDER BY seq DESC LIMIT $2";
        let most = i64::try_from(MAX_APART).unwrap_or(i64::MAX);
        let rows = sqlx::query(sql).bind(device.to_string()).bind(most).fetch_all(self.db.read()).await?;
        rows.iter()
            .map(|row| {
                let event =
                    row.try_get::<String, _>(0)?.parse().map_err(|_| HubError::Record("id of an event".into()))?;
                Ok(KeptApart { event, code: row.try_get(1)? })
            })
            .collect()
    }
    /// Which of these first records are on record in quarantine only, said there or said again there.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn only_apart(&self, origins: &[EventId]) -> Result<Vec<EventId>, HubError> {
        let sql = "SELECT a.value FROM json_each($1) a WHERE EXISTS (SELECT 1 FROM event WHERE quarantined IS NOT NULL \
                   AND (id = a.value OR repeats = a.value)) AND NOT EXISTS (SELECT 1 FROM event WHERE quarantined IS NULL \
                   AND (id = a.value OR repeats = a.value))";
        let origins = serde_json::to_string(origins)?;
        let found: Vec<String> = sqlx::query_scalar(sql).bind(origins).fetch_all(self.db.read()).await?;
        found.iter().map(|id| id.parse().map_err(|_| HubError::Record("id of an event".into()))).collect()
    }
    /// Runs that were put aside, newest first.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn refused_runs(&self) -> Result<Vec<RefusedRun>, HubError> {
        let sql = "SELECT hash, device, code, at, lines FROM refused_run ORDER BY at DESC";
        let rows = sqlx::query(sql).fetch_all(self.db.read()).await?;
        rows.iter()
            .map(|row| {
                let device: String = row.try_get(1)?;
                Ok(RefusedRun {
                    hash: row.try_get(0)?,
                    device: device.parse().map_err(|_| HubError::Record("device of a run".into()))?,
                    code: row.try_get(2)?,
                    at: uint(row.try_get(3)?),
                    lines: row.try_get(4)?,
                })
            })
            .collect()
    }
    /// Judges a quarantined event anew, after a role or a filing was put right, and accepts it if nothing stands against it any more. One
    /// that only says again what is there already needs nobody any more, and is no longer listed.
    ///
    /// # Errors
    /// [`HubError::Fault`]: `not_found` when no such event is in quarantine, or the code that still stands against it (409).
    pub async fn release(self: &Arc<Self>, event: EventId) -> Result<(), HubError> {
        let ledger = Arc::clone(self);
        tokio::spawn(async move { ledger.release_event(event).await })
            .await
            .map_err(|e| HubError::Record(format!("release: {e}")))?
    }

    async fn release_event(&self, id: EventId) -> Result<(), HubError> {
        let mut cache = self.ready().await?;
        let mut conn = self.db.write().await?;
        let sql = "SELECT seq FROM event WHERE id = $1 AND quarantined IS NOT NULL ORDER BY seq LIMIT 1";
        let seq = sqlx::query_scalar(sql).bind(id.to_string()).fetch_optional(&mut *conn).await?;
        let seq = seq.ok_or_else(Fault::not_found)?;
        match self.judge_anew(&mut cache, &mut conn, seq, true).await? {
            Anew::Accepted(touched) => self.reconsider(&mut cache, &mut conn, touched).await,
            Anew::Refused(TWIN) => {}
            Anew::Refused(code) => return Err(Fault::new(StatusCode::CONFLICT, code).into()),
        }
        Ok(())
    }
}
