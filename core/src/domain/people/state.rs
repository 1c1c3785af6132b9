//! State and fold of centres and devices.

use super::{CentreChange, CentreEvent, DeviceEvent};
use crate::domain::fields::{Change, Master, Written, fields};
use crate::domain::values::Bilingual;
use crate::kernel::{Aggregate, DeviceId, EventId, Meta, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A service centre.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Centre {
    /// Name.
    pub name: Bilingual,
    /// Region that it owns, as people call it.
    pub region: String,
    /// IANA time zone.
    pub zone: String,
    /// Whether it is open.
    pub open: bool,
    /// Why it was closed, as typed; empty while it is open.
    #[serde(default)]
    pub closed_because: String,
    /// Who wrote what since it opened. Whether it is open is the field `closed`.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

fields!(CentreChange of Centre { name, region, zone });

/// The field of a centre that says why it is closed; null while it is open.
const CLOSED: &str = "closed";

impl Centre {
    fn close(&mut self, why: &Value) {
        self.open = why.is_null();
        why.as_str().unwrap_or_default().clone_into(&mut self.closed_because);
    }
}

impl Aggregate for Centre {
    const KIND: &'static str = "centre";
    const FOLDS: u16 = 1;
    type Body = CentreEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: CentreEvent) {
        let mut written = std::mem::take(&mut self.written);
        match body {
            CentreEvent::Opened { name, region, zone } => {
                let all = CentreChange { name: Some(name), region: Some(region), zone: Some(zone) };
                all.put(self);
                self.close(&Value::Null);
            }
            CentreEvent::Changed { change } => change.fold(meta, "", self, &mut written),
            CentreEvent::Closed { reason } => {
                let why = Value::String(reason);
                self.close(&why);
                written.write(meta, CLOSED, why);
            }
            CentreEvent::Reopened {} => {
                self.close(&Value::Null);
                written.write(meta, CLOSED, Value::Null);
            }
            CentreEvent::ConflictSettled { field, chosen } => {
                if let Some(value) = written.by_event(&field, chosen).cloned() {
                    match CentreChange::one(&field, &value) {
                        Some(change) => change.put(self),
                        None => self.close(&value),
                    }
                    written.write(meta, &field, value);
                }
            }
        }
        self.written = written;
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Centre {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        let mut all = CentreChange::of(self).values();
        let why = Some(&self.closed_because).filter(|_| !self.open && !self.name.is_empty());
        all.insert(CLOSED.into(), json!(why));
        all
    }
    fn settled(field: String, chosen: EventId) -> CentreEvent {
        CentreEvent::ConflictSettled { field, chosen }
    }
}

/// A device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Device {
    /// Whose it is; none before its enrolment is known.
    pub person: Option<PersonId>,
    /// What people call it.
    pub name: String,
    /// Short code, first part of the numbers that people read.
    pub short: String,
    /// Ed25519 public key, 64 hex digits.
    pub public_key: String,
    /// Version of the app.
    pub app: String,
    /// When it was enrolled.
    pub enrolled: Option<DateTime<Utc>>,
    /// When and why it was revoked.
    pub revoked: Option<Revoked>,
    /// The device in whose place it came, restored or cloned.
    #[serde(default)]
    pub succeeds: Option<DeviceId>,
    /// Who made the code for it at the console; none for a code of the hub's own machine, and for phones enrolled before this was kept.
    #[serde(default)]
    pub code_by: Option<PersonId>,
}

impl Device {
    /// Who enrolled it in its person's name, where that was somebody else.
    pub fn enrolled_by_other(&self) -> Option<PersonId> {
        self.code_by.filter(|by| Some(*by) != self.person)
    }
    /// What its history tells of it: the version of its app, and why it was ended.
    pub fn facts(&self) -> BTreeMap<String, Value> {
        let ended = self.revoked.as_ref().map(|revoked| &revoked.reason);
        BTreeMap::from([("app".into(), json!(self.app)), ("revoked".into(), json!(ended))])
    }
}

/// The end of a device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revoked {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: PersonId,
    /// Why, as typed.
    pub reason: String,
}

impl Aggregate for Device {
    const KIND: &'static str = "device";
    const FOLDS: u16 = 1;
    type Body = DeviceEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: DeviceEvent) {
        match body {
            DeviceEvent::Enrolled { person, name, short, public_key, app, succeeds, code_by } => {
                // A revocation stands, whatever is written after it: a lost phone cannot enrol itself again under its old id.
                let revoked = self.revoked.take();
                let enrolled = Some(meta.when());
                let person = Some(person);
                *self = Self { person, name, short, public_key, app, enrolled, revoked, succeeds, code_by };
            }
            DeviceEvent::AppUpdated { app } => self.app = app,
            DeviceEvent::Revoked { reason } => {
                self.revoked.get_or_insert(Revoked { at: meta.when(), by: meta.by, reason });
            }
        }
    }
}
