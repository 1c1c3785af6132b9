//! Who this device is: its key, its log's state, its enrolment.

use super::db::{Shared, Store};
use super::error::{StoreError, damaged};
use super::row;
use super::seal::Seal;
use crate::kernel::{ClockAnchor, DeviceId, DeviceKey, Hash, PersonId, Recorder};
use crate::sync::protocol::Enrolled;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What enrolment gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The hub's address, such as `https://hub.example`, without a slash at the end.
    pub hub_url: String,
    /// The keys that the hub is known by over TLS; none: by the public roots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Hash>,
    /// The hub's answer.
    #[serde(flatten)]
    pub enrolled: Enrolled,
}

/// Who this device is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The device.
    pub device: DeviceId,
    /// Its key.
    pub key: DeviceKey,
    /// Whose it is, and at which hub; `None` before enrolment.
    pub enrolment: Option<Enrolment>,
    /// State of its log.
    pub recorder: Recorder,
    /// The hub's epoch at the last greeting.
    pub epoch: Option<Uuid>,
    /// Code of what keeps this device from syncing until a person acts, such as `device_forked`.
    pub stopped: Option<String>,
}

impl Identity {
    /// Whose phone it is.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`].
    pub fn person(&self) -> Result<PersonId, StoreError> {
        self.enrolment.as_ref().map(|e| e.enrolled.person).ok_or(StoreError::NotEnrolled)
    }
}

impl Store {
    /// Who this device is.
    ///
    /// # Errors
    /// As any read.
    pub fn identity(&self) -> Result<Identity, StoreError> {
        self.read(load)
    }
    /// Keeps what enrolment gave. A person who is not the one before finds no lock: nobody could open it.
    ///
    /// # Errors
    /// As any write.
    pub fn enrolled(&self, enrolment: &Enrolment) -> Result<(), StoreError> {
        self.write(|tx, shared| {
            let before = load(tx, shared)?.enrolment.map(|before| before.enrolled.person);
            if before.is_some_and(|before| before != enrolment.enrolled.person) {
                tx.execute("DELETE FROM lock", [])?;
            }
            let doc = serde_json::to_vec(enrolment).map_err(damaged)?;
            let sealed = shared.seal.seal("identity/enrolment", &doc)?;
            tx.execute("UPDATE identity SET enrolment = ?1, stopped = NULL", params![sealed])?;
            Ok(())
        })
    }
    /// Keeps the keys that the hub announced, for a phone that knows its hub by its key already: to one that the public roots vouch for, or
    /// one without TLS, a greeting gives no key, as it may not be the hub that greets.
    ///
    /// # Errors
    /// As any write.
    pub fn repin(&self, pins: &[Hash]) -> Result<(), StoreError> {
        if pins.is_empty() {
            return Ok(());
        }
        self.write(|tx, shared| {
            let Some(mut enrolment) = load(tx, shared)?.enrolment else { return Ok(()) };
            if enrolment.pins.is_empty() || enrolment.pins == pins {
                return Ok(());
            }
            enrolment.pins = pins.to_vec();
            let doc = serde_json::to_vec(&enrolment).map_err(damaged)?;
            let sealed = shared.seal.seal("identity/enrolment", &doc)?;
            tx.execute("UPDATE identity SET enrolment = ?1", params![sealed])?;
            Ok(())
        })
    }
    /// Keeps what an exchange told of the hub's time.
    ///
    /// # Errors
    /// As any write.
    pub fn learn_clock(&self, anchor: ClockAnchor) -> Result<(), StoreError> {
        self.write(|tx, _| {
            let mut recorder = recorder(tx)?;
            recorder.anchor = Some(anchor);
            put_recorder(tx, &recorder)
        })
    }
    /// Keeps this device from syncing until a person acts; `None` lets it go on. Nothing is lost meanwhile.
    ///
    /// # Errors
    /// As any write.
    pub fn stop(&self, code: Option<&str>) -> Result<(), StoreError> {
        self.write(|tx, _| {
            tx.execute("UPDATE identity SET stopped = ?1", params![code])?;
            Ok(())
        })
    }
}

/// Makes the one row when there is none: a new device.
pub(super) fn ensure(tx: &Connection, shared: &Shared) -> Result<(), StoreError> {
    let there: Option<i64> = tx.query_row("SELECT one FROM identity", [], |r| r.get(0)).optional()?;
    if there.is_some() {
        return Ok(());
    }
    let mut seed = [0; 32];
    (shared.random)(&mut seed)?;
    let mut id = [0; 16];
    (shared.random)(&mut id)?;
    // No clock is read here, so a random id (v4) and not one by time.
    let device = DeviceId::new(uuid::Builder::from_random_bytes(id).into_uuid());
    insert(tx, shared.seal.as_ref(), FOLDS_HOLD, &seed, &Recorder::new(device), None)
}

/// No version of folds: the projections are all rebuilt at the next opening.
pub(super) const NO_FOLDS: u32 = u32::MAX;
/// The projections hold: the table `fold` has the version of each kind.
pub(super) const FOLDS_HOLD: u32 = 0;

/// Writes the one row.
pub(super) fn insert(
    tx: &Connection,
    seal: &dyn Seal,
    folds: u32,
    seed: &[u8; 32],
    recorder: &Recorder,
    enrolment: Option<&Enrolment>,
) -> Result<(), StoreError> {
    let enrolment = match enrolment {
        Some(enrolment) => {
            let doc = serde_json::to_vec(enrolment).map_err(damaged)?;
            Some(seal.seal("identity/enrolment", &doc)?)
        }
        None => None,
    };
    tx.execute(
        "INSERT INTO identity (one, device, secret, enrolment, recorder, folds) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        params![
            recorder.device.uuid().as_bytes(),
            seal.seal("identity/secret", seed)?,
            enrolment,
            serde_json::to_string(recorder).map_err(damaged)?,
            folds,
        ],
    )?;
    Ok(())
}

/// Writes another device into the one row.
pub(super) fn become_device(
    tx: &Connection,
    shared: &Shared,
    seed: &[u8; 32],
    enrolment: Option<&Enrolment>,
    recorder: &Recorder,
) -> Result<(), StoreError> {
    let enrolment = match enrolment {
        Some(enrolment) => {
            let doc = serde_json::to_vec(enrolment).map_err(damaged)?;
            Some(shared.seal.seal("identity/enrolment", &doc)?)
        }
        None => None,
    };
    tx.execute(
        "UPDATE identity SET device = ?1, secret = ?2, enrolment = ?3, stopped = NULL",
        params![recorder.device.uuid().as_bytes(), shared.seal.seal("identity/secret", seed)?, enrolment],
    )?;
    put_recorder(tx, recorder)
}

/// Reads the one row.
pub(super) fn load(tx: &Connection, shared: &Shared) -> Result<Identity, StoreError> {
    let row = |r: &rusqlite::Row<'_>| {
        Ok((
            r.get::<_, Vec<u8>>(0)?,
            r.get::<_, Option<Vec<u8>>>(1)?,
            r.get::<_, Option<Vec<u8>>>(2)?,
            r.get::<_, Option<String>>(3)?,
        ))
    };
    let (secret, enrolment, epoch, stopped) =
        tx.query_row("SELECT secret, enrolment, epoch, stopped FROM identity", [], row)?;
    let seed = shared.seal.open("identity/secret", &secret)?;
    let seed: [u8; 32] = seed.try_into().map_err(|_| damaged("key seed"))?;
    let enrolment = match enrolment {
        Some(sealed) => {
            let doc = shared.seal.open("identity/enrolment", &sealed)?;
            Some(serde_json::from_slice(&doc).map_err(damaged)?)
        }
        None => None,
    };
    let recorder = recorder(tx)?;
    Ok(Identity {
        device: recorder.device,
        key: DeviceKey::from_seed(&seed),
        enrolment,
        recorder,
        epoch: epoch.as_deref().map(row::uuid).transpose()?,
        stopped,
    })
}

/// The log's state.
pub(super) fn recorder(tx: &Connection) -> Result<Recorder, StoreError> {
    let text: String = tx.query_row("SELECT recorder FROM identity", [], |r| r.get(0))?;
    serde_json::from_str(&text).map_err(damaged)
}

/// Writes the log's state, in the same transaction as what changed it.
pub(super) fn put_recorder(tx: &Connection, recorder: &Recorder) -> Result<(), StoreError> {
    let text = serde_json::to_string(recorder).map_err(damaged)?;
    tx.execute("UPDATE identity SET recorder = ?1", params![text])?;
    Ok(())
}
