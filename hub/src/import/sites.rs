//! Customers, sites, contacts, contracts and equipment.

use super::company::Work;
use super::table::Row;
use fettle_core::domain::ids::{ContractId, CustomerId, EquipmentId, SiteId};
use fettle_core::domain::sites::{
    Contact, Contract, ContractEvent, Customer, CustomerDetails, CustomerEvent, Equipment, EquipmentDetails,
    EquipmentEvent, JobKind, Promise, SheetLanguage, Site, SiteDetails, SiteEvent, Terms,
};
use fettle_core::domain::values::Position;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

/// Reads a code of the domain as it is stored.
fn code<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

impl Work<'_> {
    pub(super) fn customer(&mut self, row: &Row) -> Option<bool> {
        let known = self.hub.customers.get(row.cell("name_zh")).copied();
        let id: CustomerId = known.unwrap_or_else(|| self.id());
        self.customers.insert(row.cell("code").to_owned(), id);
        if known.is_none() {
            let body = CustomerEvent::Registered {
                details: CustomerDetails {
                    name: row.name(),
                    industry: row.cell("industry").to_owned(),
                    code: row.cell("code").to_owned(),
                    ..CustomerDetails::default()
                },
            };
            self.draft::<Customer>(id.uuid(), &body);
        }
        Some(known.is_none())
    }

    pub(super) fn site(&mut self, row: &Row) -> Option<bool> {
        let mark = self.plan.problems.len();
        let customer = row.reference(&mut self.plan.problems, "customer", &self.customers);
        let centre = row.reference(&mut self.plan.problems, "centre", &self.centres);
        let zone = self.zone(row);
        let position = self.position(row);
        let (Some(customer), Some(centre), Some(zone)) = (customer, centre, zone) else { return None };
        if self.bad_since(mark) {
            return None;
        }
        let known = self.hub.sites.get(&(customer, row.cell("name_zh").to_owned())).copied();
        let id: SiteId = known.unwrap_or_else(|| self.id());
        self.sites.insert(row.cell("code").to_owned(), id);
        self.site_centres.insert(id, centre);
        if known.is_none() {
            let details = SiteDetails {
                address: row.cell("address").to_owned(),
                position,
                code: row.cell("code").to_owned(),
                ..SiteDetails::new(customer, centre, row.name(), &zone)
            };
            let body = SiteEvent::Registered { details };
            self.draft::<Site>(id.uuid(), &body);
        }
        Some(known.is_none())
    }

    /// Latitude and longitude in degrees; both or neither.
    fn position(&mut self, row: &Row) -> Option<Position> {
        let degrees = |work: &mut Self, column: &str| -> Option<i32> {
            let value: f64 = row.number(&mut work.plan.problems, column)?;
            // Beyond ±180 the domain refuses; the cast saturates.
            Some((value * 1e6).round() as i32)
        };
        let (lat, lon) = (degrees(self, "latitude"), degrees(self, "longitude"));
        match (lat, lon) {
            (Some(lat), Some(lon)) => match Position::new(lat, lon, None) {
                Ok(position) => Some(position),
                Err(refusal) => {
                    let value = format!("{} {}", row.cell("latitude"), row.cell("longitude"));
                    self.plan.problems.refuse(row.file, row.line, "latitude", &refusal, &value);
                    None
                }
            },
            (None, None) => None,
            _ => {
                row.bad(&mut self.plan.problems, "latitude", "import_half_a_position");
                None
            }
        }
    }

    pub(super) fn contact(&mut self, row: &Row) -> Option<bool> {
        let mark = self.plan.problems.len();
        let site = row.reference(&mut self.plan.problems, "site", &self.sites)?;
        let phone = self.phone(row);
        let may_sign = row.yes(&mut self.plan.problems, "may_sign");
        if self.bad_since(mark) {
            return None;
        }
        let name = row.cell("name").to_owned();
        let new = self.hub.contacts.insert((site, name.clone()));
        if new {
            let contact = Contact { id: self.id(), name, title: row.cell("title").to_owned(), phone, may_sign };
            self.draft::<Site>(site.uuid(), &SiteEvent::ContactSet { contact });
        }
        Some(new)
    }

    pub(super) fn contract(&mut self, row: &Row) -> Option<bool> {
        let mark = self.plan.problems.len();
        let problems = &mut self.plan.problems;
        let customer = row.reference(problems, "customer", &self.customers);
        let mut sites = BTreeSet::new();
        for site in row.list("sites") {
            match self.sites.get(site) {
                Some(id) => {
                    sites.insert(*id);
                }
                None => problems.add(row.file, row.line, "sites", "import_unknown_reference", site),
            }
        }
        let mut services = BTreeSet::new();
        for kind in row.list("services") {
            match code::<JobKind>(kind) {
                Some(kind) => {
                    services.insert(kind);
                }
                None => problems.add(row.file, row.line, "services", "import_unknown_code", kind),
            }
        }
        let promises = promises(row, problems);
        let inspections_a_year = row.number(problems, "inspections_a_year").unwrap_or(0);
        let (starts, ends) = (row.day(problems, "starts"), row.day(problems, "ends"));
        let watermark = row.yes(problems, "watermark");
        let language: Option<SheetLanguage> = row.read(problems, "language", "import_unknown_code", code);
        if let (Some(starts), Some(ends)) = (starts, ends)
            && ends < starts
        {
            row.bad(problems, "ends", "import_ends_before_start");
        }
        let (Some(customer), Some(starts), Some(ends), Some(language)) = (customer, starts, ends, language) else {
            return None;
        };
        if self.bad_since(mark) {
            return None;
        }
        let number = row.cell("number").to_owned();
        let known = self.hub.contracts.get(&number).copied();
        let id: ContractId = known.unwrap_or_else(|| self.id());
        self.contracts.insert(number.clone(), id);
        if known.is_none() {
            let terms = Terms {
                customer,
                number,
                sites,
                services,
                promises,
                inspections_a_year,
                starts,
                ends,
                watermark,
                language,
            };
            self.draft::<Contract>(id.uuid(), &ContractEvent::Agreed { terms });
        }
        Some(known.is_none())
    }

    pub(super) fn equipment(&mut self, row: &Row) -> Option<bool> {
        let mark = self.plan.problems.len();
        let problems = &mut self.plan.problems;
        let site = row.reference(problems, "site", &self.sites);
        let parent = row.reference(problems, "parent", &self.equipment);
        let (warranty_end, life_end) = (row.day(problems, "warranty_end"), row.day(problems, "life_end"));
        let contract = row.reference(problems, "contract", &self.contracts);
        let site = site?;
        if self.bad_since(mark) {
            return None;
        }
        let label = row.cell("label").to_owned();
        let known = self.hub.equipment.get(&label).copied();
        let id: EquipmentId = known.unwrap_or_else(|| self.id());
        self.equipment.insert(label.clone(), id);
        if known.is_none() {
            let details = EquipmentDetails {
                site,
                pn: row.cell("part_number").to_owned(),
                sn: row.cell("serial_number").to_owned(),
                name: row.name(),
                class: row.cell("class").to_owned(),
                place: row.cell("place").to_owned(),
                parent,
                installed: None,
                warranty_end,
                life_end,
                contract,
            };
            self.draft::<Equipment>(id.uuid(), &EquipmentEvent::Registered { details });
            self.draft::<Equipment>(id.uuid(), &EquipmentEvent::CodeBound { code: label });
        }
        Some(known.is_none())
    }
}

/// Puts minutes into one field of a promise.
type SetMinutes = fn(&mut Promise, u32);

/// Promises by level from three columns of up to four numbers each, `30;30;30;60`; an empty cell leaves the defaults.
fn promises(row: &Row, problems: &mut super::Problems) -> BTreeMap<u8, Promise> {
    let mut promises = BTreeMap::new();
    let columns: [(&str, SetMinutes); 3] = [
        ("answered_minutes", |p, minutes| p.answered_min = minutes),
        ("on_site_minutes", |p, minutes| p.on_site_min = minutes),
        ("restored_minutes", |p, minutes| p.restored_min = minutes),
    ];
    for (column, set) in columns {
        for (level, minutes) in (1u8..).zip(row.list(column)) {
            match minutes.parse() {
                Ok(minutes) if level <= 4 => set(promises.entry(level).or_default(), minutes),
                _ => problems.add(row.file, row.line, column, "import_not_a_number", minutes),
            }
        }
    }
    promises
}
