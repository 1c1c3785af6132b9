//! What a hub that was put back from a backup asks for: events of its own former consoles, which this phone read with the hub's signature.

use super::db::Store;
use super::error::StoreError;
use super::events;
use super::identity;
use super::row;
use crate::kernel::DeviceId;
use crate::sync::machine::Returns;
use crate::sync::protocol::Lost;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

impl Store {
    /// At most `most` events that `lost` asks for, after `from`; none if they were handed back in this epoch already, unless it is to
    /// be done `again`.
    ///
    /// # Errors
    /// As any read.
    pub fn returns(
        &self,
        lost: Option<&Lost>,
        from: Option<(DeviceId, u64)>,
        most: usize,
        again: bool,
    ) -> Result<Returns, StoreError> {
        self.read(|tx, shared| {
            let identity = identity::load(tx, shared)?;
            let certificate = identity.enrolment.and_then(|e| e.enrolled.certificate).map(|boxed| *boxed);
            let mut returns = Returns { certificate, ..Returns::default() };
            let Some(lost) = lost else { return Ok(returns) };
            if !again && identity.epoch.is_some() && returned(tx)? == identity.epoch {
                return Ok(returns);
            }
            for device in devices(tx)? {
                if device == identity.device || device == lost.console || from.is_some_and(|(done, _)| device < done) {
                    continue;
                }
                let after = lost.after.get(&device).copied().unwrap_or(0);
                let mut at = from.filter(|(begun, _)| *begun == device).map_or(after, |(_, number)| number.max(after));
                loop {
                    let (page, last) = events::of_device(tx, shared, device, at, most - returns.events.len())?;
                    let Some(last) = last else { break };
                    // Only the hub's own events are signed; the first of a phone's tells that none of its are.
                    let none = page.iter().all(|event| event.signed().is_none());
                    returns.events.extend(page.into_iter().filter(|event| event.signed().is_some()));
                    at = last;
                    if returns.events.len() >= most {
                        returns.next = Some((device, at));
                        return Ok(returns);
                    }
                    if none {
                        break;
                    }
                }
            }
            Ok(returns)
        })
    }

    /// Notes that everything was handed back in this epoch.
    ///
    /// # Errors
    /// As any write.
    pub fn returned_all(&self) -> Result<(), StoreError> {
        self.write(|tx, _| {
            tx.execute("UPDATE identity SET returned = epoch", [])?;
            Ok(())
        })
    }
}

fn returned(tx: &Connection) -> Result<Option<Uuid>, StoreError> {
    let bytes: Option<Vec<u8>> =
        tx.query_row("SELECT returned FROM identity", params![], |r| r.get(0)).optional()?.flatten();
    bytes.as_deref().map(row::uuid).transpose()
}

/// Devices whose events are here, in the order of their ids.
fn devices(tx: &Connection) -> Result<Vec<DeviceId>, StoreError> {
    let mut stmt = tx.prepare_cached("SELECT DISTINCT device FROM event ORDER BY device")?;
    let mut found = Vec::new();
    for device in stmt.query_map([], |r| r.get::<_, Vec<u8>>(0))? {
        found.push(DeviceId::new(row::uuid(&device?)?));
    }
    Ok(found)
}
