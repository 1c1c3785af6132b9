//! A customer.

use super::super::{CustomerChange, CustomerDetails, CustomerEvent};
use super::{because, reason};
use crate::domain::fields::{Change, Master, Written, fields};
use crate::domain::ids::CentreId;
use crate::domain::values::Bilingual;
use crate::kernel::{Aggregate, EventId, Meta};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A customer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Customer {
    /// Name.
    pub name: Bilingual,
    /// Industry, as people call it.
    pub industry: String,
    /// The number that the company knows it by; may be empty.
    pub code: String,
    /// What colleagues should know.
    pub notes: String,
    /// The centre that looks after it; none where head office does.
    pub centre: Option<CentreId>,
    /// Why it is no customer any more; none while it is one.
    pub ended: Option<String>,
    /// Who wrote what since.
    #[serde(skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

fields!(CustomerChange of Customer { name, industry, code, notes, centre });

impl Customer {
    fn begin(&mut self, details: CustomerDetails) {
        let CustomerDetails { name, industry, code, notes, centre } = details;
        let all = CustomerChange {
            name: Some(name),
            industry: Some(industry),
            code: Some(code),
            notes: Some(notes),
            centre: Some(centre),
        };
        all.put(self);
    }
    fn settle(&mut self, meta: &Meta<'_>, field: &str, chosen: EventId) {
        let Some(value) = self.written.by_event(field, chosen).cloned() else { return };
        match CustomerChange::one(field, &value) {
            Some(change) => change.put(self),
            None => self.ended = reason(&value),
        }
        self.written.write(meta, field, value);
    }
}

impl Aggregate for Customer {
    const KIND: &'static str = "customer";
    const FOLDS: u16 = 2;
    type Body = CustomerEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: CustomerEvent) {
        match body {
            CustomerEvent::Registered { details } => self.begin(details),
            CustomerEvent::Changed { change } => {
                let mut written = std::mem::take(&mut self.written);
                change.fold(meta, "", self, &mut written);
                self.written = written;
            }
            CustomerEvent::Deactivated { reason } => {
                self.written.write(meta, "ended", because(&reason));
                self.ended = Some(reason);
            }
            CustomerEvent::Reactivated {} => {
                self.written.write(meta, "ended", Value::Null);
                self.ended = None;
            }
            CustomerEvent::ConflictSettled { field, chosen } => self.settle(meta, &field, chosen),
        }
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Customer {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        let mut all = CustomerChange::of(self).values();
        all.insert("ended".into(), json!(self.ended));
        all
    }
    fn settled(field: String, chosen: EventId) -> CustomerEvent {
        CustomerEvent::ConflictSettled { field, chosen }
    }
}
