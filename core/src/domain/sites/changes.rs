//! What events carry of a change of a customer, a site, a contact, a contract or a machine: the fields that changed, no others.

use super::{ContractId, EquipmentId, JobKind, SheetLanguage, SiteId, SlaTarget};
use crate::domain::fields::change;
use crate::domain::ids::CentreId;
use crate::domain::values::{Bilingual, Phone, Position};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

change! {
    /// A change of a customer.
    CustomerChange {
        /// Name.
        name: Bilingual,
        /// Industry.
        industry: String,
        /// Number.
        code: String,
        /// What colleagues should know.
        notes: String,
        /// The centre that looks after it.
        centre: Option<CentreId>,
    }
}

change! {
    /// A change of a site.
    SiteChange {
        /// The centre that serves it.
        centre: Option<CentreId>,
        /// Name.
        name: Bilingual,
        /// Address.
        address: String,
        /// Where it is.
        position: Option<Position>,
        /// Time zone.
        zone: String,
        /// Number.
        code: String,
        /// When and how people get in.
        access: String,
        /// Where to park.
        parking: String,
        /// Who has the keys.
        keys: String,
        /// What whoever goes there should know.
        notes: String,
    }
}

change! {
    /// A change of a contact.
    ContactChange {
        /// Name.
        name: String,
        /// Title or post.
        title: String,
        /// Phone number.
        phone: Option<Phone>,
        /// Whether the customer lets this person sign.
        may_sign: bool,
        /// The name in a messenger.
        messenger: String,
    }
}

change! {
    /// A change of a contract's terms.
    ContractChange {
        /// Its number on paper.
        number: String,
        /// Sites that it covers.
        sites: BTreeSet<SiteId>,
        /// Kinds of work that it covers.
        services: BTreeSet<JobKind>,
        /// Promises by level.
        promises: BTreeMap<u8, SlaTarget>,
        /// Inspections a year.
        inspections_a_year: u16,
        /// First day.
        starts: NaiveDate,
        /// Last day.
        ends: NaiveDate,
        /// Whether photos carry a watermark.
        watermark: bool,
        /// Language of the sheets.
        language: SheetLanguage,
    }
}

change! {
    /// A change of a piece of equipment.
    EquipmentChange {
        /// Where it stands.
        site: Option<SiteId>,
        /// Part number.
        pn: String,
        /// Serial number.
        sn: String,
        /// What it is.
        name: Bilingual,
        /// Class.
        class: String,
        /// Place within the site.
        place: String,
        /// The equipment that it is part of.
        parent: Option<EquipmentId>,
        /// Day of installation.
        installed: Option<NaiveDate>,
        /// Last day of warranty.
        warranty_end: Option<NaiveDate>,
        /// Day from which the maker no longer supports it.
        life_end: Option<NaiveDate>,
        /// The contract that lists it by name.
        contract: Option<ContractId>,
    }
}
