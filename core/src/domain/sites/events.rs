//! Events of customers, sites, contracts, prices and equipment.

use super::{ContactId, ContractId, CustomerId, EquipmentId, JobKind, SheetLanguage, SiteId};
use crate::domain::codes::events;
use crate::domain::ids::CentreId;
use crate::domain::rules::{ANSWERED_MIN, ON_SITE_MIN, RESTORED_MIN};
use crate::domain::values::{Bilingual, Money, Phone, Position};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

events! {
    /// Events of a customer.
    CustomerEvent {
        /// First known.
        Registered = "registered" {
            /// Name.
            name: Bilingual,
            /// Industry, as people call it.
            industry: String,
        },
        /// Name or industry changed.
        Changed = "changed" {
            /// Name.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            name: Option<Bilingual>,
            /// Industry.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            industry: Option<String>,
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
}

events! {
    /// Events of a site.
    SiteEvent {
        /// First known.
        Registered = "registered" {
            /// Whose site it is.
            customer: CustomerId,
            /// The centre that serves it.
            centre: CentreId,
            /// Name.
            name: Bilingual,
            /// Address, as people write it.
            address: String,
            /// Where it is.
            position: Option<Position>,
            /// IANA time zone, such as `Asia/Shanghai`.
            zone: String,
        },
        /// Something of it changed.
        Changed = "changed" {
            /// The centre that serves it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            centre: Option<CentreId>,
            /// Name.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            name: Option<Bilingual>,
            /// Address.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            address: Option<String>,
            /// Where it is.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            position: Option<Position>,
        },
        /// A contact was added or changed.
        ContactSet = "contact_set" {
            /// The contact as it is now.
            contact: Contact,
        },
        /// A contact is no longer there.
        ContactRemoved = "contact_removed" {
            /// Which.
            contact: ContactId,
        },
    }
}

/// What is promised for one level of fault, in minutes (A3, D11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// From the report to the first answer.
    pub answered_min: u32,
    /// From the report to being on site.
    pub on_site_min: u32,
    /// From starting work to restored.
    pub restored_min: u32,
}

impl Default for Promise {
    /// What holds where the contract says nothing (A3).
    fn default() -> Self {
        Self { answered_min: ANSWERED_MIN, on_site_min: ON_SITE_MIN, restored_min: RESTORED_MIN }
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
    pub promises: BTreeMap<u8, Promise>,
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
    ContractEvent {
        /// Agreed with the customer.
        Agreed = "agreed" {
            /// Its terms.
            terms: Terms,
        },
        /// Agreed anew: the terms as they are now.
        Changed = "changed" {
            /// Its terms.
            terms: Terms,
        },
        /// Ended before its time.
        Ended = "ended" {
            /// Last day, in the site's zone.
            on: NaiveDate,
            /// Why, as typed.
            reason: String,
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
    EquipmentEvent {
        /// First known.
        Registered = "registered" {
            /// What is known.
            details: EquipmentDetails,
        },
        /// Something of it changed: the details as they are now.
        Changed = "changed" {
            /// What is known.
            details: EquipmentDetails,
        },
        /// A label's code was bound to it.
        CodeBound = "code_bound" {
            /// The code's content as scanned.
            code: String,
        },
        /// Taken out of use; the record stays.
        Retired = "retired" {
            /// Why, as typed.
            reason: String,
        },
    }
}
