//! A piece of equipment.

use super::super::{ContractId, EquipmentChange, EquipmentDetails, EquipmentEvent, EquipmentId, SiteId};
use super::{because, reason};
use crate::domain::fields::{Change, Master, Written, fields};
use crate::domain::values::Bilingual;
use crate::kernel::{Aggregate, EventId, Meta};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A piece of equipment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Equipment {
    /// Where it stands; none before its registration is known.
    pub site: Option<SiteId>,
    /// Part number.
    pub pn: String,
    /// Serial number; may be empty.
    pub sn: String,
    /// What it is.
    pub name: Bilingual,
    /// Class, such as `camera_ptz`.
    pub class: String,
    /// Place within the site.
    pub place: String,
    /// The equipment that it is part of.
    pub parent: Option<EquipmentId>,
    /// Day of installation.
    pub installed: Option<NaiveDate>,
    /// Last day of warranty, in the site's zone.
    pub warranty_end: Option<NaiveDate>,
    /// Day from which the maker no longer supports it.
    pub life_end: Option<NaiveDate>,
    /// The contract that lists it by name.
    pub contract: Option<ContractId>,
    /// Codes of its labels.
    pub codes: BTreeSet<String>,
    /// Why it was taken out of use; none while it is in use.
    pub retired: Option<String>,
    /// Who wrote what since.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

fields!(EquipmentChange of Equipment { site, pn, sn, name, class, place, parent, installed, warranty_end, life_end, contract });

impl Equipment {
    /// What is known, as its registration would carry it; none before its registration is known.
    pub fn details(&self) -> Option<EquipmentDetails> {
        let this = self.clone();
        Some(EquipmentDetails {
            site: this.site?,
            pn: this.pn,
            sn: this.sn,
            name: this.name,
            class: this.class,
            place: this.place,
            parent: this.parent,
            installed: this.installed,
            warranty_end: this.warranty_end,
            life_end: this.life_end,
            contract: this.contract,
        })
    }
}

impl From<EquipmentDetails> for EquipmentChange {
    fn from(d: EquipmentDetails) -> Self {
        Self {
            site: Some(Some(d.site)),
            pn: Some(d.pn),
            sn: Some(d.sn),
            name: Some(d.name),
            class: Some(d.class),
            place: Some(d.place),
            parent: Some(d.parent),
            installed: Some(d.installed),
            warranty_end: Some(d.warranty_end),
            life_end: Some(d.life_end),
            contract: Some(d.contract),
        }
    }
}

impl Aggregate for Equipment {
    const KIND: &'static str = "equipment";
    const FOLDS: u16 = 2;
    type Body = EquipmentEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: EquipmentEvent) {
        match body {
            EquipmentEvent::Registered { details } => EquipmentChange::from(details).put(self),
            EquipmentEvent::Changed { mut change } => {
                // Whatever is on record stands somewhere.
                change.site = change.site.filter(Option::is_some);
                let mut written = std::mem::take(&mut self.written);
                change.fold(meta, "", self, &mut written);
                self.written = written;
            }
            EquipmentEvent::CodeBound { code } => {
                self.codes.insert(code);
            }
            EquipmentEvent::CodeUnbound { code } => {
                self.codes.remove(&code);
            }
            EquipmentEvent::Retired { reason } => {
                self.written.write(meta, "retired", because(&reason));
                self.retired = Some(reason);
            }
            EquipmentEvent::Reinstated {} => {
                self.written.write(meta, "retired", Value::Null);
                self.retired = None;
            }
            EquipmentEvent::ConflictSettled { field, chosen } => {
                let Some(value) = self.written.by_event(&field, chosen).cloned() else { return };
                match EquipmentChange::one(&field, &value) {
                    Some(change) => change.put(self),
                    None => self.retired = reason(&value),
                }
                self.written.write(meta, &field, value);
            }
        }
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Equipment {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        let mut all = EquipmentChange::of(self).values();
        all.insert("codes".into(), json!(self.codes));
        all.insert("retired".into(), json!(self.retired));
        all
    }
    fn settled(field: String, chosen: EventId) -> EquipmentEvent {
        EquipmentEvent::ConflictSettled { field, chosen }
    }
}
