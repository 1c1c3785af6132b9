//! Contracts and equipment.

use super::differ::{changed, compare, names_differ, renamed};
use super::plan::{Taken, Work, refer_text};
use super::problems::Problems;
use super::row::{LIST, Row};
use super::sites::told_yes;
use super::words::word;
use chrono::NaiveDate;
use fettle_core::domain::ids::{ContractId, EquipmentId, SiteId};
use fettle_core::domain::printed::folded;
use fettle_core::domain::sites::{
    Contract, ContractChange, ContractEvent, Equipment, EquipmentChange, EquipmentDetails, EquipmentEvent, JobKind,
    Price, PriceEvent, SheetLanguage, SlaTarget, Terms,
};
use fettle_core::domain::values::Money;
use std::collections::{BTreeMap, BTreeSet};

impl Work<'_> {
    pub(super) fn contract(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let customer = self.customer_of(row);
        let problems = &mut self.plan.problems;
        let mut sites = BTreeSet::new();
        let known = [&self.hub.site_codes, &self.hub.sites];
        for site in row.list("sites") {
            sites.extend(refer_text(row, problems, "sites", site, &self.sites, &known));
        }
        let mut services = BTreeSet::new();
        for kind in row.list("services") {
            let codes = JobKind::ALL.iter().map(|kind| kind.code());
            match word(kind, "papers-kind-", JobKind::from_code, codes) {
                Some(kind) => {
                    services.insert(kind);
                }
                None => row.wrong(problems, "services", "import_unknown_code", kind),
            }
        }
        let promises = promises(row, problems);
        let inspections_a_year = row.number(problems, "inspections_a_year").unwrap_or(0);
        let (starts, ends) = (row.day(problems, "starts"), row.day(problems, "ends"));
        let language: Option<SheetLanguage> = row.read(problems, "language", "import_unknown_code", |text| {
            serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
        });
        let price = row.price(problems);
        if price.is_none() && !row.cell("payment").is_empty() {
            row.bad(problems, "price_minor", "import_payment_without_price");
        }
        if let (Some(starts), Some(ends)) = (starts, ends)
            && ends < starts
        {
            row.bad(problems, "ends", "import_ends_before_start");
        }
        let (Some(customer), Some(starts), Some(ends), Some(language)) = (customer, starts, ends, language) else {
            return None;
        };
        let own = |site: &SiteId| {
            let at = self.customer_at.get(site).copied();
            at.or_else(|| self.hub.site_of.get(site).and_then(|site| site.customer)) == Some(customer)
        };
        if !sites.iter().all(own) {
            row.bad(&mut self.plan.problems, "sites", "import_site_of_other");
        }
        if self.bad_since(mark) {
            return None;
        }
        let number = row.cell("number").to_owned();
        let known = self.hub.contracts.get(&number).flatten();
        let id: ContractId = known.unwrap_or_else(|| self.id());
        self.contracts.insert(folded(&number), id);
        let mut new = Terms {
            customer,
            number: number.clone(),
            sites,
            services,
            promises,
            inspections_a_year,
            starts,
            ends,
            watermark: row.yes("watermark"),
            language,
        };
        let Some(old) = self.hub.contract_of.get(&id).cloned() else {
            let ended = self.hub.customer_of.get(&customer).is_some_and(|known| known.ended.is_some());
            if ended && !self.met.contains(&customer.uuid()) {
                row.bad(&mut self.plan.problems, "customer", "customer_ended");
                return None;
            }
            self.draft::<Contract>(id.uuid(), &ContractEvent::Agreed { terms: new });
            if let Some(value) = price {
                self.draft::<Price>(id.uuid(), &PriceEvent::Set { value, payment: row.cell("payment").to_owned() });
            }
            return Some(Taken::New);
        };
        // Where nothing is done any more no list has to name: what closed stays in the contract.
        let closed = |id: &&SiteId| self.hub.site_of.get(*id).is_some_and(|site| site.closed.is_some());
        new.sites.extend(old.sites.iter().filter(closed));
        let mut differs = Vec::new();
        if old.customer != Some(customer) {
            let name = old.customer.and_then(|id| self.hub.customer_of.get(&id)).map(|c| c.name.zh.clone());
            differs.push(("customer", name.unwrap_or_default()));
            new.customer = old.customer.unwrap_or(customer);
        }
        let told_sites = |sites: &BTreeSet<SiteId>| {
            let name = |id: &SiteId| self.hub.site_of.get(id).map(|site| site.name.zh.clone()).unwrap_or_default();
            sites.iter().map(name).collect::<Vec<_>>().join(";")
        };
        compare!(row, differs, old => new;
            "sites": sites as told_sites,
            "services": services as told_services,
            "inspections_a_year": inspections_a_year as u16::to_string,
            "starts": starts as NaiveDate::to_string,
            "ends": ends as NaiveDate::to_string,
            "watermark": watermark as told_yes,
            "language": language as told_language,
        );
        if PROMISES.iter().any(|(column, ..)| !row.has(column)) {
            // One column without the others says nothing of a level.
            new.promises = old.promises.clone();
        }
        for (column, _, get) in PROMISES {
            let old = told_slas(&old.promises, get);
            if row.has(column) && old != told_slas(&new.promises, get) {
                differs.push((column, old));
            }
        }
        let of_terms = differs.iter().any(|(column, _)| *column != "customer");
        let repriced = price.and_then(|value| self.repriced(row, id, value, &mut differs));
        let taken = self.differ(row, &number, differs);
        if self.update && of_terms {
            let change = ContractChange {
                number: None,
                sites: changed(&old.sites, new.sites),
                services: changed(&old.services, new.services),
                promises: changed(&old.promises, new.promises),
                inspections_a_year: changed(&old.inspections_a_year, new.inspections_a_year),
                starts: changed(&old.starts, new.starts),
                ends: changed(&old.ends, new.ends),
                watermark: changed(&old.watermark, new.watermark),
                language: changed(&old.language, new.language),
            };
            self.draft::<Contract>(id.uuid(), &ContractEvent::Changed { change });
        }
        if let (true, Some(set)) = (self.update, repriced) {
            self.draft::<Price>(id.uuid(), &set);
        }
        Some(taken)
    }

    /// What sets the price that a row says where the record says another one. A row without a price says nothing of it.
    fn repriced(
        &self,
        row: &Row,
        id: ContractId,
        value: Money,
        differs: &mut Vec<(&'static str, String)>,
    ) -> Option<PriceEvent> {
        let known = self.hub.contract_price_of.get(&id).cloned().unwrap_or_default();
        let payment = if row.has("payment") { row.cell("payment").to_owned() } else { known.payment.clone() };
        let before = differs.len();
        if known.value.as_ref() != Some(&value) {
            differs.push(("price_minor", known.value.map(|price| price.minor.to_string()).unwrap_or_default()));
        }
        if known.payment != payment {
            differs.push(("payment", known.payment));
        }
        (differs.len() > before).then_some(PriceEvent::Set { value, payment })
    }

    pub(super) fn equipment(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let site = self.site_of(row);
        let parent = self.whole_of(row);
        let contract = self.contract_of(row);
        let problems = &mut self.plan.problems;
        let (warranty_end, life_end) = (row.day(problems, "warranty_end"), row.day(problems, "life_end"));
        let installed = row.day(problems, "installed");
        let site = site?;
        if self.bad_since(mark) {
            return None;
        }
        let label = row.cell("label").to_owned();
        let known = self.hub.equipment.get(&folded(&label)).copied();
        let id: EquipmentId = known.unwrap_or_else(|| self.id());
        if !self.meet(row, "label", id.uuid()) || !self.own_serial(row, id) {
            return None;
        }
        // A label is on one machine.
        for code in std::iter::once(row.cell("label")).chain(row.list("other_labels")) {
            let taken = self.hub.equipment.get(&folded(code)).is_some_and(|other| *other != id);
            let other = self.equipment.insert(folded(code), id).is_some_and(|other| other != id);
            if taken || other {
                row.wrong(&mut self.plan.problems, "other_labels", "code_taken", code);
                return None;
            }
        }
        let mut new = EquipmentDetails {
            site,
            pn: row.cell("part_number").to_owned(),
            sn: row.cell("serial_number").to_owned(),
            name: row.name(),
            class: row.cell("class").to_owned(),
            place: row.cell("place").to_owned(),
            parent,
            installed,
            warranty_end,
            life_end,
            contract,
        };
        let Some(old) = self.hub.equipment_of.get(&id).and_then(Equipment::details) else {
            let closed = self.hub.site_of.get(&site).is_some_and(|known| known.closed.is_some());
            if closed && !self.met.contains(&site.uuid()) {
                row.bad(&mut self.plan.problems, "site", "site_closed");
                return None;
            }
            self.draft::<Equipment>(id.uuid(), &EquipmentEvent::Registered { details: new });
            let others: Vec<String> = row.list("other_labels").map(str::to_owned).collect();
            for code in std::iter::once(label).chain(others) {
                self.draft::<Equipment>(id.uuid(), &EquipmentEvent::CodeBound { code });
            }
            return Some(Taken::New);
        };
        new.name = renamed(row, &old.name);
        let mut differs = Vec::new();
        names_differ(row, &old.name, &new.name, &mut differs);
        let told_site = |id: &SiteId| self.hub.site_of.get(id).map(|site| site.name.zh.clone()).unwrap_or_default();
        let told_day = |day: &Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let told_whole = |id: &Option<EquipmentId>| {
            let whole = id.and_then(|id| self.hub.equipment_of.get(&id));
            whole.and_then(|whole| whole.codes.first().cloned()).unwrap_or_default()
        };
        let told_contract = |id: &Option<ContractId>| {
            id.and_then(|id| self.hub.contract_of.get(&id)).map(|c| c.number.clone()).unwrap_or_default()
        };
        compare!(row, differs, old => new;
            "site": site as told_site,
            "part_number": pn as String::clone,
            "serial_number": sn as String::clone,
            "class": class as String::clone,
            "place": place as String::clone,
            "parent": parent as told_whole,
            "installed": installed as told_day,
            "warranty_end": warranty_end as told_day,
            "life_end": life_end as told_day,
            "contract": contract as told_contract,
        );
        let retired = self.hub.equipment_of.get(&id).and_then(|machine| machine.retired.clone());
        let taken = self.differ_ended(row, &label, retired.as_deref(), differs);
        if self.update && retired.is_some() {
            self.draft::<Equipment>(id.uuid(), &EquipmentEvent::Reinstated {});
        }
        if self.update && new != old {
            let change = EquipmentChange {
                site: changed(&Some(old.site), Some(new.site)),
                pn: changed(&old.pn, new.pn),
                sn: changed(&old.sn, new.sn),
                name: changed(&old.name, new.name),
                class: changed(&old.class, new.class),
                place: changed(&old.place, new.place),
                parent: changed(&old.parent, new.parent),
                installed: changed(&old.installed, new.installed),
                warranty_end: changed(&old.warranty_end, new.warranty_end),
                life_end: changed(&old.life_end, new.life_end),
                contract: changed(&old.contract, new.contract),
            };
            self.draft::<Equipment>(id.uuid(), &EquipmentEvent::Changed { change });
        }
        Some(taken)
    }

    /// The machine that a row says this one is part of: by its label, in an earlier row or on record.
    fn whole_of(&mut self, row: &Row) -> Option<EquipmentId> {
        let text = folded(row.cell("parent"));
        if text.is_empty() {
            return None;
        }
        let found = self.equipment.get(&text).or_else(|| self.hub.equipment.get(&text)).copied();
        if found.is_none() {
            row.bad(&mut self.plan.problems, "parent", "import_unknown_reference");
        }
        found
    }
    /// Whether no other machine has the row's part and serial number.
    fn own_serial(&mut self, row: &Row, id: EquipmentId) -> bool {
        let (pn, sn) = (folded(row.cell("part_number")), folded(row.cell("serial_number")));
        if sn.is_empty() {
            return true;
        }
        let key = (pn, sn);
        let taken = self.hub.serials.get(&key).is_some_and(|other| *other != id);
        let free = !taken && self.serials.insert(key);
        if !free {
            row.bad(&mut self.plan.problems, "serial_number", "import_serial_twice");
        }
        free
    }
}

pub(super) fn told_services(services: &BTreeSet<JobKind>) -> String {
    services.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(";")
}
pub(super) fn told_language(language: &SheetLanguage) -> String {
    let code = serde_json::to_value(language).ok();
    code.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Reads and puts minutes of one field of a promise.
type Put = fn(&mut SlaTarget, u32);
pub(super) type Get = fn(&SlaTarget) -> u32;

/// The three columns of promises.
pub(super) const PROMISES: [(&str, Put, Get); 3] = [
    ("answered_minutes", |p, minutes| p.answered_min = minutes, |p| p.answered_min),
    ("on_site_minutes", |p, minutes| p.on_site_min = minutes, |p| p.on_site_min),
    ("restored_minutes", |p, minutes| p.restored_min = minutes, |p| p.restored_min),
];

/// Promises by level from three columns of up to four numbers each, `30;30;30;60`. Where nothing stands between two marks, the level has the
/// default.
fn promises(row: &Row, problems: &mut Problems) -> BTreeMap<u8, SlaTarget> {
    let mut promises = BTreeMap::new();
    for (column, put, _) in PROMISES {
        let cell = row.cell(column);
        if cell.is_empty() {
            continue;
        }
        for (level, minutes) in (1u8..=u8::MAX).zip(cell.split(LIST).map(str::trim)) {
            if minutes.is_empty() && level <= 4 {
                continue;
            }
            match minutes.parse() {
                Ok(minutes) if level <= 4 && minutes > 0 => put(promises.entry(level).or_default(), minutes),
                _ => row.wrong(problems, column, "import_not_a_promise", cell),
            }
        }
    }
    promises
}

/// One field of all promises, as files say it.
pub(super) fn told_slas(promises: &BTreeMap<u8, SlaTarget>, get: Get) -> String {
    let Some(last) = promises.keys().max() else { return String::new() };
    let minutes = |level: u8| promises.get(&level).map(|sla| get(sla).to_string()).unwrap_or_default();
    (1..=*last).map(minutes).collect::<Vec<_>>().join(";")
}
