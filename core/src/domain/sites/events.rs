//! Events of customers, sites, contracts, prices and equipment.

use super::older;
use super::{ContactChange, ContractChange, CustomerChange, EquipmentChange, SiteChange};
use super::{ContactId, ContractId, CustomerId, EquipmentId, JobKind, SheetLanguage, SiteId, SlaTarget};
use crate::domain::codes::events;
use crate::domain::ids::CentreId;
use crate::domain::values::{Bilingual, Money, Phone, Position};
use crate::kernel::EventId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerDetails {
    /// Name.
    pub name: Bilingual,
    /// Industry, as people call it.
    pub industry: String,
    /// The number that the company knows it by; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What colleagues should know, as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// The centre that looks after it, also before its first site; none where head office does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centre: Option<CentreId>,
}

events! {
    /// Events of a customer.
    CustomerEvent, version 2, from older::customer_or_site {
        /// First known.
        Registered = "registered" {
            /// What is known.
            details: CustomerDetails,
        },
        /// Something of it changed.
        Changed = "changed" {
            /// The fields that changed.
            change: CustomerChange,
        },
        /// No customer any more; the record stays.
        Deactivated = "deactivated" {
            /// Why, as typed.
            reason: String,
        },
        /// A customer again.
        Reactivated = "reactivated" {},
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

/// A person at a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Id within the site.
    pub id: ContactId,
    /// Name.
    pub name: String,
    /// Title or post; may be empty.
    pub title: String,
    /// Phone number.
    pub phone: Option<Phone>,
    /// Whether the customer lets this person sign sheets.
    pub may_sign: bool,
    /// The name in the messenger that people use, such as WeChat; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub messenger: String,
}

/// What is known of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteDetails {
    /// Whose site it is.
    pub customer: CustomerId,
    /// The centre that serves it.
    pub centre: CentreId,
    /// Name.
    pub name: Bilingual,
    /// Address, as people write it.
    pub address: String,
    /// Where it is.
    pub position: Option<Position>,
    /// IANA time zone, such as `Asia/Shanghai`.
    pub zone: String,
    /// The number that the company knows it by; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// When and how people get in, as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub access: String,
    /// Where to park, as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub parking: String,
    /// Who has the keys, as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub keys: String,
    /// What whoever goes there should know, as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

impl SiteDetails {
    /// A site of which nothing else is known.
    pub fn new(customer: CustomerId, centre: CentreId, name: Bilingual, zone: &str) -> Self {
        Self {
            customer,
            centre,
            name,
            zone: zone.to_owned(),
            address: String::new(),
            position: None,
            code: String::new(),
            access: String::new(),
            parking: String::new(),
            keys: String::new(),
            notes: String::new(),
        }
    }
}

events! {
    /// Events of a site.
    SiteEvent, version 2, from older::customer_or_site {
        /// First known.
        Registered = "registered" {
            /// What is known.
            details: SiteDetails,
        },
        /// Something of it changed.
        Changed = "changed" {
            /// The fields that changed.
            change: SiteChange,
        },
        /// Nothing is done there any more; the record stays.
        Closed = "closed" {
            /// Why, as typed.
            reason: String,
        },
        /// In use again.
        Reopened = "reopened" {},
        /// A contact is there.
        ContactSet = "contact_set" {
            /// The contact.
            contact: Contact,
        },
        /// Something of a contact changed.
        ContactChanged = "contact_changed" {
            /// Which.
            contact: ContactId,
            /// The fields that changed.
            change: ContactChange,
        },
        /// A contact is no longer there. A change of the contact by somebody who had not seen this, or that this had not seen, keeps the contact.
        ContactRemoved = "contact_removed" {
            /// Which.
            contact: ContactId,
        },
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

/// The terms of a contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// The other party.
    pub customer: CustomerId,
    /// The contract's number on paper.
    pub number: String,
    /// Sites that it covers.
    pub sites: BTreeSet<SiteId>,
    /// Kinds of work that it covers.
    pub services: BTreeSet<JobKind>,
    /// Promises by level of fault, 1 (whole system down) to 4 (information); a level without one has the default.
    #[serde(default)]
    pub promises: BTreeMap<u8, SlaTarget>,
    /// Inspections a year.
    #[serde(default)]
    pub inspections_a_year: u16,
    /// First day, in the site's zone.
    pub starts: NaiveDate,
    /// Last day, in the site's zone.
    pub ends: NaiveDate,
    /// Whether photos carry a watermark (time, place, job).
    #[serde(default)]
    pub watermark: bool,
    /// Language of the sheets.
    pub language: SheetLanguage,
}

events! {
    /// Events of a contract.
    ContractEvent, version 2, from older::contract {
        /// Agreed with the customer.
        Agreed = "agreed" {
            /// Its terms.
            terms: Terms,
        },
        /// Some of its terms were agreed again.
        Changed = "changed" {
            /// The terms that changed.
            change: ContractChange,
        },
        /// Ended before its time.
        Ended = "ended" {
            /// Last day, in the site's zone.
            on: NaiveDate,
            /// Why, as typed.
            reason: String,
        },
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

events! {
    /// Events of a contract's price. The aggregate has the contract's own UUID; it reaches no phone.
    PriceEvent {
        /// Price and payment were agreed.
        Set = "set" {
            /// Price of the whole contract.
            value: Money,
            /// How it is paid, as typed.
            payment: String,
        },
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

/// What is known of a piece of equipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquipmentDetails {
    /// Where it stands.
    pub site: SiteId,
    /// Part number; the model's number on the plate.
    pub pn: String,
    /// Serial number; may be empty.
    pub sn: String,
    /// What it is.
    pub name: Bilingual,
    /// Class, such as `camera_ptz`, `server`, `ups`, `earthing`: what checklists and cards go by.
    pub class: String,
    /// Place within the site, as people call it.
    pub place: String,
    /// The equipment that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<EquipmentId>,
    /// Day of installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installed: Option<NaiveDate>,
    /// Last day of warranty, in the site's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warranty_end: Option<NaiveDate>,
    /// Day from which the maker no longer supports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_end: Option<NaiveDate>,
    /// The contract that lists it by name; none where the contract covers the whole site, or nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractId>,
}

events! {
    /// Events of a piece of equipment.
    EquipmentEvent, version 2, from older::equipment {
        /// First known.
        Registered = "registered" {
            /// What is known.
            details: EquipmentDetails,
        },
        /// Something of it changed.
        Changed = "changed" {
            /// The fields that changed.
            change: EquipmentChange,
        },
        /// A label's code was bound to it.
        CodeBound = "code_bound" {
            /// The code's content as scanned.
            code: String,
        },
        /// A label is no longer on it.
        CodeUnbound = "code_unbound" {
            /// The code's content.
            code: String,
        },
        /// Taken out of use; the record stays.
        Retired = "retired" {
            /// Why, as typed.
            reason: String,
        },
        /// In use again.
        Reinstated = "reinstated" {},
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}
