//! Quarantine: what the hub may not accept is kept with its reason and never dropped. An administrator may let it in later ([`super::let_in`]).

use super::batch::in_texts;
use super::{Ledger, batch};
use crate::data::{int, uint};
use crate::error::HubError;
use crate::sql::{self, Builder, Row};
use fettle_core::kernel::{DeviceId, Event, EventId};
use fettle_core::sync::protocol::{MAX_QUARANTINED, QuarantinedEvent};
use std::collections::BTreeMap;
use std::str::FromStr;

/// An event on its device's chain that was not accepted.
#[derive(Debug, Clone)]
pub struct Quarantined {
    /// Its row: what a page ends with, the next one begins behind.
    pub row: u64,
    /// The event, without its body: that is for who lets it in.
    pub event: Event,
    /// Code of the reason; its text is `error-<code>`.
    pub code: String,
}

/// What somebody has to look at: what another event says too is not.
const LOOKED_AT: &str = "quarantined IS NOT NULL AND quarantined NOT IN ('twin', 'said_again')";

/// What of a device, and of those that it succeeds, is quarantined. A phone asks at each greeting, so it walks the quarantine and not what was
/// ever sent.
const QUARANTINED: &str = "WITH RECURSIVE line (id) AS (SELECT id FROM device WHERE id = $1 UNION \
    SELECT d.succeeds FROM device d JOIN line ON d.id = line.id WHERE d.succeeds IS NOT NULL) \
    SELECT id, quarantined FROM event WHERE quarantined IS NOT NULL AND quarantined <> 'twin' \
    AND device IN (SELECT id FROM line) ORDER BY seq DESC LIMIT $2";

/// The id of an event or a device in a row.
fn id<T: FromStr>(row: &Row, at: usize) -> Result<T, HubError> {
    let text: String = row.try_get(at)?;
    text.parse().map_err(|_| HubError::Record(format!("id {text}")))
}

impl Ledger {
    /// Events of these devices in quarantine, newest first: behind the row `before`, at most `most`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn quarantine(
        &self,
        devices: &[DeviceId],
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<Quarantined>, HubError> {
        let sql = format!(
            "SELECT header, CAST(NULL AS TEXT), body_hash, received, quarantined, seq FROM event WHERE {LOOKED_AT} AND seq < "
        );
        let mut query = Builder::new(sql);
        query.push_bind(before.map_or(i64::MAX, int)).push(" AND device IN (");
        in_texts(&mut query, &devices.iter().map(ToString::to_string).collect::<Vec<_>>());
        query.push(" ORDER BY seq DESC LIMIT ").push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        let rows = query.build().fetch_all(self.db.read()).await?;
        let one = |row: &Row| {
            Ok(Quarantined { row: uint(row.try_get(5)?), event: batch::event(row, 0)?, code: row.try_get(4)? })
        };
        rows.iter().map(one).collect()
    }
    /// How many events of each device are in quarantine.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn quarantine_counts(&self) -> Result<BTreeMap<DeviceId, u64>, HubError> {
        let sql = format!("SELECT device, COUNT(*) FROM event WHERE {LOOKED_AT} GROUP BY device");
        let rows = sql::query(sql::AssertSqlSafe(sql)).fetch_all(self.db.read()).await?;
        rows.iter().map(|row| Ok((id(row, 0)?, uint(row.try_get(1)?)))).collect()
    }
    /// Whose event this one in quarantine is; none where it is not there.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn held_of(&self, event: EventId) -> Result<Option<DeviceId>, HubError> {
        let sql = format!("SELECT device FROM event WHERE id = $1 AND {LOOKED_AT} ORDER BY seq DESC LIMIT 1");
        let query = sql::query(sql::AssertSqlSafe(sql)).bind(event.to_string());
        query.fetch_optional(self.db.read()).await?.map(|row| id(&row, 0)).transpose()
    }
    /// What of a device is in quarantine, in the order of its chain, each with the code of its reason.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn held_by(&self, device: DeviceId) -> Result<Vec<(EventId, String)>, HubError> {
        let sql = format!("SELECT id, quarantined FROM event WHERE device = $1 AND {LOOKED_AT} ORDER BY number");
        let query = sql::query(sql::AssertSqlSafe(sql)).bind(device.to_string());
        query.fetch_all(self.db.read()).await?.iter().map(|row| Ok((id(row, 0)?, row.try_get(1)?))).collect()
    }
    /// What a phone is told of the quarantine: events of its device and of those that it succeeds, newest first. What only says again what
    /// another event says is not among them.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn quarantined_of(&self, device: DeviceId) -> Result<Vec<QuarantinedEvent>, HubError> {
        let most = i64::try_from(MAX_QUARANTINED).unwrap_or(i64::MAX);
        let rows = sql::query(QUARANTINED).bind(device.to_string()).bind(most).fetch_all(self.db.read()).await?;
        rows.iter().map(|row| Ok(QuarantinedEvent { event: id(row, 0)?, code: row.try_get(1)? })).collect()
    }
    /// Which of these first records are on record in quarantine only, said there or said again there.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn only_quarantined(&self, origins: &[EventId]) -> Result<Vec<EventId>, HubError> {
        let sql = "SELECT a.value FROM json_each($1) a WHERE EXISTS (SELECT 1 FROM event WHERE quarantined IS NOT NULL \
                   AND (id = a.value OR repeats = a.value)) AND NOT EXISTS (SELECT 1 FROM event WHERE quarantined IS NULL \
                   AND (id = a.value OR repeats = a.value))";
        let origins = serde_json::to_string(origins)?;
        let found: Vec<String> = sql::query_scalar(sql).bind(origins).fetch_all(self.db.read()).await?;
        found.iter().map(|id| id.parse().map_err(|_| HubError::Record("id of an event".into()))).collect()
    }
}
