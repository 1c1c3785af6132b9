//! What an export needs: a device's whole chain with what it signed, and the aggregates that hang on one.

use super::{Ledger, batch};
use crate::data::uint;
use crate::error::HubError;
use crate::sql;
use fettle_core::kernel::{ChainHead, DeviceId, Event, SignedHead, Subject};
use std::collections::BTreeSet;

/// An event of a chain, and the signed head after it where the device signed there.
#[derive(Debug, Clone)]
pub struct ChainRow {
    /// The event.
    pub event: Event,
    /// What the device signed after it.
    pub head: Option<SignedHead>,
}

impl Ledger {
    /// A device's chain from the first event, accepted or not.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn chain_of(&self, device: DeviceId) -> Result<Vec<ChainRow>, HubError> {
        let sql = "SELECT e.header, e.body, e.body_hash, e.received, e.number, s.hash, s.signature FROM event e \
                   LEFT JOIN signed_head s ON s.device = e.device AND s.number = e.number \
                   WHERE e.device = $1 ORDER BY e.number";
        let rows = sql::query(sql).bind(device.to_string()).fetch_all(self.db.read()).await?;
        let mut chain = Vec::with_capacity(rows.len());
        for row in rows {
            let hash: Option<String> = row.try_get(5)?;
            let head = match hash {
                Some(hash) => {
                    let hash = hash.parse().map_err(|_| HubError::Record("hash of a head".into()))?;
                    let head = ChainHead { number: uint(row.try_get(4)?), hash };
                    Some(SignedHead { head, signature: row.try_get(6)? })
                }
                None => None,
            };
            chain.push(ChainRow { event: batch::event(&row, 0)?, head });
        }
        Ok(chain)
    }
    /// Aggregates that name `target`: a job's checks and takes.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn named_by(&self, target: &Subject) -> Result<BTreeSet<Subject>, HubError> {
        let names: Vec<String> = sql::query_scalar("SELECT DISTINCT source FROM link WHERE target = $1")
            .bind(target.to_string())
            .fetch_all(self.db.read())
            .await?;
        names.iter().map(|name| name.parse().map_err(|_| HubError::Record(name.clone()))).collect()
    }
}
