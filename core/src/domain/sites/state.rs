//! State and fold of customers, sites, contracts, prices and equipment.

use super::{
    Contact, ContactId, ContractEvent, ContractId, CustomerEvent, CustomerId, EquipmentDetails, EquipmentEvent,
};
use super::{EquipmentId, JobKind, PriceEvent, Promise, SheetLanguage, SiteEvent, SiteId};
use crate::domain::ids::CentreId;
use crate::domain::people::set;
use crate::domain::values::{Bilingual, Money, Position};
use crate::kernel::{Aggregate, Meta};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The zone of a name such as `Asia/Shanghai`; Shanghai's for a name that is not known, since most sites are there.
pub fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::Asia__Shanghai)
}

/// A customer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Name.
    pub name: Bilingual,
    /// Industry, as people call it.
    pub industry: String,
}

impl Aggregate for Customer {
    const KIND: &'static str = "customer";
    type Body = CustomerEvent;

    fn apply(&mut self, _: &Meta<'_>, body: CustomerEvent) {
        match body {
            CustomerEvent::Registered { name, industry } => *self = Self { name, industry },
            CustomerEvent::Changed { name, industry } => {
                set(&mut self.name, name);
                set(&mut self.industry, industry);
            }
        }
    }
}

/// A site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Whose site it is; none before its registration is known.
    pub customer: Option<CustomerId>,
    /// The centre that serves it.
    pub centre: Option<CentreId>,
    /// Name.
    pub name: Bilingual,
    /// Address.
    pub address: String,
    /// Where it is.
    pub position: Option<Position>,
    /// IANA time zone.
    pub zone: String,
    /// People there.
    pub contacts: BTreeMap<ContactId, Contact>,
}

impl Site {
    /// Its time zone.
    pub fn tz(&self) -> Tz {
        zone(&self.zone)
    }
    /// Those who may sign a sheet there.
    pub fn signers(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.values().filter(|contact| contact.may_sign)
    }
}

impl Aggregate for Site {
    const KIND: &'static str = "site";
    type Body = SiteEvent;

    fn apply(&mut self, _: &Meta<'_>, body: SiteEvent) {
        match body {
            SiteEvent::Registered { customer, centre, name, address, position, zone } => {
                let contacts = std::mem::take(&mut self.contacts);
                *self =
                    Self { customer: Some(customer), centre: Some(centre), name, address, position, zone, contacts };
            }
            SiteEvent::Changed { centre, name, address, position } => {
                self.centre = centre.or(self.centre);
                set(&mut self.name, name);
                set(&mut self.address, address);
                self.position = position.or(self.position);
            }
            SiteEvent::ContactSet { contact } => {
                self.contacts.insert(contact.id, contact);
            }
            SiteEvent::ContactRemoved { contact } => {
                self.contacts.remove(&contact);
            }
        }
    }
}

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
    pub promises: BTreeMap<u8, Promise>,
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
}

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
        }
    }
}

impl Contract {
    /// What is promised for a fault of `level` (1 to 4); the default where the contract says nothing.
    pub fn promise(&self, level: u8) -> Promise {
        self.promises.get(&level).copied().unwrap_or_default()
    }
}

impl Aggregate for Contract {
    const KIND: &'static str = "contract";
    type Body = ContractEvent;

    fn apply(&mut self, _: &Meta<'_>, body: ContractEvent) {
        match body {
            ContractEvent::Agreed { terms: t } | ContractEvent::Changed { terms: t } => {
                *self = Self {
                    customer: Some(t.customer),
                    number: t.number,
                    sites: t.sites,
                    services: t.services,
                    promises: t.promises,
                    inspections_a_year: t.inspections_a_year,
                    starts: t.starts,
                    ends: t.ends,
                    watermark: t.watermark,
                    language: t.language,
                    ended_because: String::new(),
                };
            }
            ContractEvent::Ended { on, reason } => {
                self.ends = self.ends.min(on);
                self.ended_because = reason;
            }
        }
    }
}

/// What a contract costs. Its id is the contract's UUID.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// Price of the whole contract.
    pub value: Option<Money>,
    /// How it is paid, as typed.
    pub payment: String,
}

impl Aggregate for Price {
    const KIND: &'static str = "contract_price";
    type Body = PriceEvent;

    fn apply(&mut self, _: &Meta<'_>, body: PriceEvent) {
        let PriceEvent::Set { value, payment } = body;
        *self = Self { value: Some(value), payment };
    }
}

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
}

impl Equipment {
    /// What is known, as events carry it; none before its registration is known.
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

impl Aggregate for Equipment {
    const KIND: &'static str = "equipment";
    type Body = EquipmentEvent;

    fn apply(&mut self, _: &Meta<'_>, body: EquipmentEvent) {
        match body {
            EquipmentEvent::Registered { details: d } | EquipmentEvent::Changed { details: d } => {
                *self = Self {
                    site: Some(d.site),
                    pn: d.pn,
                    sn: d.sn,
                    name: d.name,
                    class: d.class,
                    place: d.place,
                    parent: d.parent,
                    installed: d.installed,
                    warranty_end: d.warranty_end,
                    life_end: d.life_end,
                    contract: d.contract,
                    codes: std::mem::take(&mut self.codes),
                    retired: self.retired.take(),
                };
            }
            EquipmentEvent::CodeBound { code } => {
                self.codes.insert(code);
            }
            EquipmentEvent::Retired { reason } => self.retired = Some(reason),
        }
    }
}
