//! Customers, sites and contacts.

use super::differ::{changed, compare, names_differ, renamed, told_text};
use super::identity::{coded, thing};
use super::plan::{Taken, Work};
use super::row::Row;
use fettle_core::domain::fields::Change;
use fettle_core::domain::ids::{CentreId, CustomerId, SiteId};
use fettle_core::domain::printed::folded;
use fettle_core::domain::sites::{
    Contact, ContactChange, Customer, CustomerChange, CustomerDetails, CustomerEvent, Site, SiteChange, SiteDetails,
    SiteEvent,
};
use fettle_core::domain::values::{Phone, Position};
use fettle_core::kernel::Refusal;

impl Work<'_> {
    pub(super) fn customer(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let centre = self.centre_of(row);
        let known = self.customer_meant(row)?;
        if self.bad_since(mark) {
            return None;
        }
        let id: CustomerId = known.unwrap_or_else(|| self.id());
        if !self.meet(row, thing(row), id.uuid()) {
            return None;
        }
        if !row.cell("code").is_empty() {
            self.customers.insert(folded(row.cell("code")), id);
        }
        self.called.insert(id, row.cell("name_zh").to_owned());
        let Some(old) = self.hub.customer_of.get(&id).cloned() else {
            self.hub.customers.names(&row.name(), id);
            let details = CustomerDetails {
                name: row.name(),
                industry: row.cell("industry").to_owned(),
                code: row.cell("code").to_owned(),
                notes: row.cell("notes").to_owned(),
                centre,
            };
            let body = CustomerEvent::Registered { details };
            self.draft::<Customer>(id.uuid(), &body);
            return Some(Taken::New);
        };
        let mut new = Customer {
            name: renamed(row, &old.name),
            industry: row.cell("industry").to_owned(),
            code: coded(row, &old.code),
            notes: told_text(row, "notes", &old.notes),
            centre,
            ..old.clone()
        };
        let mut differs = Vec::new();
        names_differ(row, &old.name, &new.name, &mut differs);
        compare!(row, differs, old => new;
            "code": code as String::clone,
            "industry": industry as String::clone,
            "centre": centre as |centre: &Option<CentreId>| self.told_centre(*centre),
            "notes": notes as String::clone,
        );
        let change = CustomerChange {
            name: changed(&old.name, new.name),
            industry: changed(&old.industry, new.industry),
            code: changed(&old.code, new.code),
            notes: changed(&old.notes, new.notes),
            centre: changed(&old.centre, new.centre),
        };
        let taken = self.differ_ended(row, row.cell(thing(row)), old.ended.as_deref(), differs);
        if self.update && old.ended.is_some() {
            self.draft::<Customer>(id.uuid(), &CustomerEvent::Reactivated {});
        }
        if self.update && !change.is_empty() {
            self.draft::<Customer>(id.uuid(), &CustomerEvent::Changed { change });
        }
        Some(taken)
    }

    pub(super) fn site(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let customer = self.customer_of(row);
        let centre = self.centre_of(row);
        let zone = self.zone(row);
        let position = self.position(row);
        let (Some(customer), Some(centre), Some(zone)) = (customer, centre, zone) else { return None };
        if self.bad_since(mark) {
            return None;
        }
        let known = self.site_meant(row, customer)?;
        let id: SiteId = known.unwrap_or_else(|| self.id());
        if !self.meet(row, thing(row), id.uuid()) {
            return None;
        }
        if !row.cell("code").is_empty() {
            self.sites.insert(folded(row.cell("code")), id);
        }
        self.customer_at.insert(id, customer);
        let Some(old) = self.hub.site_of.get(&id).cloned() else {
            let ended = self.hub.customer_of.get(&customer).is_some_and(|known| known.ended.is_some());
            if ended && !self.met.contains(&customer.uuid()) {
                row.bad(&mut self.plan.problems, "customer", "customer_ended");
                return None;
            }
            let whose = self.called.get(&customer).cloned();
            let whose = whose.or_else(|| self.hub.customer_of.get(&customer).map(|known| known.name.zh.clone()));
            self.hub.name_site(id, &row.name(), (customer, &whose.unwrap_or_default()));
            let details = SiteDetails {
                address: row.cell("address").to_owned(),
                position,
                code: row.cell("code").to_owned(),
                access: row.cell("access").to_owned(),
                parking: row.cell("parking").to_owned(),
                keys: row.cell("keys").to_owned(),
                notes: row.cell("notes").to_owned(),
                ..SiteDetails::new(customer, centre, row.name(), &zone)
            };
            let body = SiteEvent::Registered { details };
            self.draft::<Site>(id.uuid(), &body);
            return Some(Taken::New);
        };
        let mut new = Site {
            name: renamed(row, &old.name),
            centre: Some(centre),
            address: told_text(row, "address", &old.address),
            zone,
            code: coded(row, &old.code),
            access: told_text(row, "access", &old.access),
            parking: told_text(row, "parking", &old.parking),
            keys: told_text(row, "keys", &old.keys),
            notes: told_text(row, "notes", &old.notes),
            ..old.clone()
        };
        let mut differs = Vec::new();
        names_differ(row, &old.name, &new.name, &mut differs);
        compare!(row, differs, old => new;
            "code": code as String::clone,
            "centre": centre as |centre: &Option<CentreId>| self.told_centre(*centre),
            "address": address as String::clone,
            "zone": zone as String::clone,
            "access": access as String::clone,
            "parking": parking as String::clone,
            "keys": keys as String::clone,
            "notes": notes as String::clone,
        );
        // How exact a position is, no list says.
        let at = |position: Option<Position>| position.map(|p| (p.lat_e6, p.lon_e6));
        let moved = row.has("latitude") && row.has("longitude") && at(position) != at(old.position);
        if moved {
            let told = old.position.map(|p| (degrees(p.lat_e6), degrees(p.lon_e6))).unwrap_or_default();
            differs.push(("latitude", told.0));
            differs.push(("longitude", told.1));
        }
        // A position that is known is never taken away by a list that has none.
        let position = position.filter(|_| moved);
        let change = SiteChange {
            centre: changed(&old.centre, new.centre),
            name: changed(&old.name, new.name),
            address: changed(&old.address, new.address),
            position: position.map(Some),
            zone: changed(&old.zone, new.zone),
            code: changed(&old.code, new.code),
            access: changed(&old.access, new.access),
            parking: changed(&old.parking, new.parking),
            keys: changed(&old.keys, new.keys),
            notes: changed(&old.notes, new.notes),
        };
        let taken = self.differ_ended(row, row.cell(thing(row)), old.closed.as_deref(), differs);
        if self.update && old.closed.is_some() {
            self.draft::<Site>(id.uuid(), &SiteEvent::Reopened {});
        }
        if self.update && !change.is_empty() {
            self.draft::<Site>(id.uuid(), &SiteEvent::Changed { change });
        }
        Some(taken)
    }

    /// A centre as files say it.
    fn told_centre(&self, centre: Option<CentreId>) -> String {
        centre.and_then(|id| self.hub.centre_of.get(&id)).map(|c| c.name.zh.clone()).unwrap_or_default()
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
                    self.refused(row, "latitude", &refusal, &value);
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

    pub(super) fn contact(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let site = self.site_of(row)?;
        let phone = self.phone(row);
        let name = row.cell("name").to_owned();
        let old = self.hub.contact(site, &name).cloned();
        let mut new = Contact {
            id: old.as_ref().map_or_else(|| (self.fresh)().into(), |old| old.id),
            name: name.clone(),
            title: row.cell("title").to_owned(),
            phone,
            may_sign: row.yes("may_sign"),
            messenger: row.cell("messenger").to_owned(),
        };
        let mut differs = Vec::new();
        if let Some(old) = &old {
            let told_phone = |phone: &Option<Phone>| phone.as_ref().map(|p| p.as_str().to_owned()).unwrap_or_default();
            compare!(row, differs, old => new;
                "title": title as String::clone,
                "phone": phone as told_phone,
                "may_sign": may_sign as told_yes,
                "messenger": messenger as String::clone,
            );
        }
        // As at the console: who may sign has to be reachable.
        if new.may_sign && (new.title.is_empty() || new.phone.is_none()) && !self.bad_since(mark) {
            self.refused(row, "may_sign", &Refusal::new("signer_unreachable"), &name);
        }
        if self.bad_since(mark) {
            return None;
        }
        if let Some(old) = old {
            let taken = self.differ(row, &name, differs);
            let change = ContactChange {
                name: None,
                title: changed(&old.title, new.title),
                phone: changed(&old.phone, new.phone),
                may_sign: changed(&old.may_sign, new.may_sign),
                messenger: changed(&old.messenger, new.messenger),
            };
            if self.update && !change.is_empty() {
                self.draft::<Site>(site.uuid(), &SiteEvent::ContactChanged { contact: old.id, change });
            }
            return Some(taken);
        }
        // Two codes may name one site: a person there is one.
        if !self.named.insert(format!("contact/{site}/{name}")) {
            row.bad(&mut self.plan.problems, "name", "import_repeated");
            return None;
        }
        self.draft::<Site>(site.uuid(), &SiteEvent::ContactSet { contact: new });
        Some(Taken::New)
    }
}

/// Yes or no as files say it.
pub(super) fn told_yes(yes: &bool) -> String {
    if *yes { "yes" } else { "no" }.to_owned()
}

/// Millionths of a degree as files say them.
pub(super) fn degrees(e6: i32) -> String {
    let (whole, part) = (e6.unsigned_abs() / 1_000_000, e6.unsigned_abs() % 1_000_000);
    let sign = if e6 < 0 { "-" } else { "" };
    let part = format!("{part:06}");
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}
