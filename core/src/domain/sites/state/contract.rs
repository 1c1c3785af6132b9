//! A contract, and what it costs.

use super::super::{
    ContractChange, ContractEvent, CustomerId, JobKind, PriceEvent, SheetLanguage, SiteId, SlaTarget, Terms,
};
use crate::domain::fields::{Change, Master, Written, fields};
use crate::domain::values::Money;
use crate::kernel::{Aggregate, EventId, Meta};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// The other party; none before the agreement is known.
    pub customer: Option<CustomerId>,
    /// Its number on paper.
    pub number: String,
    /// Sites that it covers.
    pub sites: BTreeSet<SiteId>,
    /// Kinds of work that it covers.
    pub services: BTreeSet<JobKind>,
    /// Promises by level; see [`Contract::promise`].
    pub promises: BTreeMap<u8, SlaTarget>,
    /// Inspections a year.
    pub inspections_a_year: u16,
    /// First day, in the site's zone.
    pub starts: NaiveDate,
    /// Last day, in the site's zone.
    pub ends: NaiveDate,
    /// Whether photos carry a watermark.
    pub watermark: bool,
    /// Language of the sheets.
    pub language: SheetLanguage,
    /// Why it ended before its time, as typed; empty where it did not.
    pub ended_because: String,
    /// Who wrote what since.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

fields!(ContractChange of Contract { number, sites, services, promises, inspections_a_year, starts, ends, watermark, language });

impl Default for Contract {
    /// A contract of which nothing is known covers nothing.
    fn default() -> Self {
        Self {
            customer: None,
            number: String::new(),
            sites: BTreeSet::new(),
            services: BTreeSet::new(),
            promises: BTreeMap::new(),
            inspections_a_year: 0,
            starts: NaiveDate::MAX,
            ends: NaiveDate::MIN,
            watermark: false,
            language: SheetLanguage::Chinese,
            ended_because: String::new(),
            written: Written::default(),
        }
    }
}

impl Contract {
    /// What is promised for a fault of `level` (1 to 4); the default where the contract says nothing.
    pub fn sla(&self, level: u8) -> SlaTarget {
        self.promises.get(&level).copied().unwrap_or_default()
    }
    fn change(&mut self, meta: &Meta<'_>, change: ContractChange) {
        if change.ends.is_some() {
            // Who sets the last day again says that it did not end.
            self.ended_because.clear();
        }
        let mut written = std::mem::take(&mut self.written);
        change.fold(meta, "", self, &mut written);
        self.written = written;
    }
}

impl Aggregate for Contract {
    const KIND: &'static str = "contract";
    const FOLDS: u16 = 1;
    type Body = ContractEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: ContractEvent) {
        match body {
            ContractEvent::Agreed { terms: t } => {
                self.customer = Some(t.customer);
                ContractChange::from(t).put(self);
            }
            ContractEvent::Changed { change } => self.change(meta, change),
            ContractEvent::Ended { on, reason } => {
                let ends = Some(self.ends.min(on));
                self.change(meta, ContractChange { ends, ..ContractChange::default() });
                self.ended_because = reason;
            }
            ContractEvent::ConflictSettled { field, chosen } => {
                let Some(value) = self.written.by_event(&field, chosen).cloned() else { return };
                if let Some(change) = ContractChange::one(&field, &value) {
                    change.put(self);
                }
                self.written.write(meta, &field, value);
            }
        }
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl From<Terms> for ContractChange {
    fn from(t: Terms) -> Self {
        Self {
            number: Some(t.number),
            sites: Some(t.sites),
            services: Some(t.services),
            promises: Some(t.promises),
            inspections_a_year: Some(t.inspections_a_year),
            starts: Some(t.starts),
            ends: Some(t.ends),
            watermark: Some(t.watermark),
            language: Some(t.language),
        }
    }
}

impl Master for Contract {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        let mut all = ContractChange::of(self).values();
        all.insert("customer".into(), json!(self.customer));
        all.insert("ended_because".into(), json!(self.ended_because));
        all
    }
    fn settled(field: String, chosen: EventId) -> ContractEvent {
        ContractEvent::ConflictSettled { field, chosen }
    }
}

/// What a contract costs. Its id is the contract's UUID.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// Price of the whole contract.
    pub value: Option<Money>,
    /// How it is paid, as typed.
    pub payment: String,
    /// Who wrote what. Price and payment are one field: what is paid how is agreed together.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

/// The one field of a price.
pub(crate) const PRICE: &str = "price";

impl Price {
    fn put(&mut self, value: &Value) {
        self.value = serde_json::from_value(value["value"].clone()).ok();
        value["payment"].as_str().unwrap_or_default().clone_into(&mut self.payment);
    }
}

impl Aggregate for Price {
    const KIND: &'static str = "contract_price";
    const FOLDS: u16 = 1;
    type Body = PriceEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: PriceEvent) {
        let (field, value) = match body {
            PriceEvent::Set { value, payment } => (PRICE.to_owned(), json!({"value": value, "payment": payment})),
            PriceEvent::ConflictSettled { field, chosen } => {
                let Some(value) = self.written.by_event(&field, chosen).cloned() else { return };
                (field, value)
            }
        };
        self.put(&value);
        self.written.write(meta, &field, value);
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Price {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        let price = self.value.as_ref().map(|value| json!({"value": value, "payment": self.payment}));
        BTreeMap::from([(PRICE.to_owned(), json!(price))])
    }
    fn settled(field: String, chosen: EventId) -> PriceEvent {
        PriceEvent::ConflictSettled { field, chosen }
    }
}
