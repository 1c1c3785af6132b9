//! Quarantine: what the hub may not accept is kept with its reason and never dropped. An administrator may let it in later ([`super::let_in`]).

use super::{Ledger, batch};
use crate::error::HubError;
use crate::sql;
use fettle_core::kernel::{DeviceId, Event, EventId};
use fettle_core::sync::protocol::{KeptApart, MAX_APART};

/// An event on its device's chain that was not accepted.
#[derive(Debug, Clone)]
pub struct Quarantined {
    /// The event.
    pub event: Event,
    /// Code of the reason; its text is `error-<code>`.
    pub code: String,
}

/// What of a device, and of those that it succeeds, is kept apart. A phone asks at each greeting, so it walks what is apart and not what was
/// ever sent.
const APART: &str = "WITH RECURSIVE line (id) AS (SELECT id FROM device WHERE id = $1 UNION \
    SELECT d.succeeds FROM device d JOIN line ON d.id = line.id WHERE d.succeeds IS NOT NULL) \
    SELECT id, quarantined FROM event WHERE quarantined IS NOT NULL AND quarantined <> 'twin' \
    AND device IN (SELECT id FROM line) ORDER BY seq DESC LIMIT $2";

impl Ledger {
    /// Events in quarantine, newest first.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn quarantine(&self) -> Result<Vec<Quarantined>, HubError> {
        let sql = "SELECT header, body, body_hash, received, quarantined FROM event WHERE quarantined IS NOT NULL \
                   AND quarantined NOT IN ('twin', 'said_again') ORDER BY seq DESC";
        let rows = sql::query(sql).fetch_all(self.db.read()).await?;
        rows.iter().map(|row| Ok(Quarantined { event: batch::event(row, 0)?, code: row.try_get(4)? })).collect()
    }
    /// What a phone is told of the quarantine: events of its device and of those that it succeeds, newest first. What only says again what
    /// another event says is not among them.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn kept_apart(&self, device: DeviceId) -> Result<Vec<KeptApart>, HubError> {
        let most = i64::try_from(MAX_APART).unwrap_or(i64::MAX);
        let rows = sql::query(APART).bind(device.to_string()).bind(most).fetch_all(self.db.read()).await?;
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
        let found: Vec<String> = sql::query_scalar(sql).bind(origins).fetch_all(self.db.read()).await?;
        found.iter().map(|id| id.parse().map_err(|_| HubError::Record("id of an event".into()))).collect()
    }
}
