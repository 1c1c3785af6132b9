//! What of a report is corrected: the fields that change, no others; and what was asked again because of them.

use super::facts::Report;
use super::sheet::{EntitlementPart, JobKind};
use crate::domain::fields::{Change, change};
use crate::domain::ids::{CentreId, ContractId, EquipmentId, SiteId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

change! {
    /// A correction of a report. The last three are nobody's to type: they follow from the others, and are said with the answer that was given again.
    ReportChange {
        /// Who called.
        caller: String,
        /// The caller's title or post.
        title: String,
        /// The caller's phone number, as typed.
        phone: String,
        /// The caller's company, as told.
        company: String,
        /// The product, as told.
        product: String,
        /// The symptom in the caller's words.
        symptom: String,
        /// When the contact was.
        at: DateTime<Utc>,
        /// Which of the six kinds.
        kind: JobKind,
        /// The site: another one of the same customer.
        site: SiteId,
        /// The machines; the first is the one reported.
        equipment: Vec<EquipmentId>,
        /// The service centre of the site.
        centre: CentreId,
        /// The contract that it falls under, if any.
        contract: Option<ContractId>,
        /// What the customer is entitled to.
        entitlement: Option<EntitlementPart>,
    }
}

/// The fields that nobody types. They are chosen with the field that they were answered for.
pub(super) const FOLLOWING: [&str; 3] = ["centre", "contract", "entitlement"];

/// The fields that the customer's entitlement is asked of.
pub(super) const ASKED: [&str; 4] = ["at", "kind", "site", "equipment"];

/// Says where in a report the fields are.
macro_rules! of_report {
    ($($field:ident: $($path:ident).+,)+) => {
        impl Change for ReportChange {
            type Of = Report;
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];
            fn of(report: &Report) -> Self {
                Self { $($field: Some(report.$($path).+.clone()),)+ }
            }
            fn put(self, report: &mut Report) {
                $(if let Some(value) = self.$field { report.$($path).+ = value; })+
            }
            fn unless(mut self, same: impl Fn(&str) -> bool, report: &Report) -> Self {
                $(if self.$field.as_ref() == Some(&report.$($path).+) && same(stringify!($field)) { self.$field = None; })+
                self
            }
            fn is_empty(&self) -> bool {
                true $(&& self.$field.is_none())+
            }
        }
    };
}

of_report! {
    caller: caller.name,
    title: caller.title,
    phone: caller.phone,
    company: company,
    product: product,
    symptom: symptom,
    at: at,
    kind: kind,
    site: site,
    equipment: equipment,
    centre: centre,
    contract: contract,
    entitlement: entitlement,
}

impl ReportChange {
    /// Whether it changes what the customer's entitlement is asked of.
    pub fn changes_entitlement(&self) -> bool {
        self.at.is_some() || self.kind.is_some() || self.site.is_some() || self.equipment.is_some()
    }
    /// The report as this makes it.
    pub fn made_of(&self, report: &Report) -> Report {
        let mut report = report.clone();
        self.clone().put(&mut report);
        report
    }
}

/// A field of a report that says something else since a correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// The field's name, as in [`ReportChange`].
    pub field: String,
    /// What it said; null where the report had not arrived.
    pub from: Value,
    /// What it says since.
    pub to: Value,
}
