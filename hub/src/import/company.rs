//! Centres and people, and the order of the whole: rows become drafts, file by file, so that later files can name what earlier ones brought.

use super::known::{Known, OpeningLine};
use super::problem::Problems;
use super::table::{Files, Row, rows};
use fettle_core::domain::ids::{CardId, CentreId, ContractId, CustomerId, EquipmentId, PlaceId, SiteId};
use fettle_core::domain::people::{
    Account, AccountEvent, Centre, CentreEvent, Person, PersonEvent, Role, Roles, is_login,
};
use fettle_core::domain::values::Phone;
use fettle_core::kernel::{Aggregate, Body, Draft, PersonId, Subject};
use fettle_core::text::Lang;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What an import would do.
#[derive(Debug, Default)]
pub struct Plan {
    /// What is to be recorded, in order.
    pub drafts: Vec<Draft>,
    /// What is wrong; rows named here give no drafts.
    pub problems: Problems,
    /// Where a row says otherwise than the record of what is known: told, and not changed.
    pub differs: Problems,
    /// New things by file.
    pub new: BTreeMap<&'static str, usize>,
    /// Rows passed over because the hub knows them, by file.
    pub known: BTreeMap<&'static str, usize>,
}

/// The work of planning: what is known by the names that the files use.
pub(super) struct Work<'a> {
    pub plan: Plan,
    pub hub: Known,
    pub fresh: &'a mut dyn FnMut() -> Uuid,
    pub centres: BTreeMap<String, CentreId>,
    pub customers: BTreeMap<String, CustomerId>,
    pub sites: BTreeMap<String, SiteId>,
    pub site_centres: BTreeMap<SiteId, CentreId>,
    pub contracts: BTreeMap<String, ContractId>,
    pub equipment: BTreeMap<String, EquipmentId>,
    pub cards: BTreeMap<String, (CardId, bool, fettle_core::domain::values::Unit)>,
    pub places: BTreeMap<String, PlaceId>,
    /// Opening counts that these files bring.
    pub opening: BTreeSet<OpeningLine>,
}

/// Plans the import of `files` into a hub that knows `hub`. `fresh` gives new UUIDv7s.
pub fn plan(files: &Files, hub: Known, fresh: &mut dyn FnMut() -> Uuid) -> Plan {
    let mut work = Work {
        plan: Plan::default(),
        hub,
        fresh,
        centres: BTreeMap::new(),
        customers: BTreeMap::new(),
        sites: BTreeMap::new(),
        site_centres: BTreeMap::new(),
        contracts: BTreeMap::new(),
        equipment: BTreeMap::new(),
        cards: BTreeMap::new(),
        places: BTreeMap::new(),
        opening: BTreeSet::new(),
    };
    work.each(files, "centres.csv", "code", Work::centre);
    work.each(files, "people.csv", "login", Work::person);
    work.each(files, "customers.csv", "code", Work::customer);
    work.each(files, "sites.csv", "code", Work::site);
    work.each(files, "contacts.csv", "", Work::contact);
    work.each(files, "contracts.csv", "number", Work::contract);
    work.each(files, "equipment.csv", "label", Work::equipment);
    work.each(files, "cards.csv", "number", Work::card);
    work.each(files, "places.csv", "code", Work::place);
    work.each(files, "stock.csv", "", Work::stock);
    work.plan
}

impl Work<'_> {
    /// Takes every row of a file through `take`, which gives whether the thing is new. `key` names the column that may not repeat; empty
    /// for none. What a bad row would have recorded is taken back.
    fn each(&mut self, files: &Files, file: &'static str, key: &str, take: fn(&mut Self, &Row) -> Option<bool>) {
        let before = self.plan.problems.len();
        let rows = rows(files, file, &mut self.plan.problems);
        let bad: BTreeSet<u64> = self.plan.problems.iter().skip(before).map(|p| p.line).collect();
        let mut seen = BTreeSet::new();
        for row in rows {
            if !key.is_empty() && !seen.insert(row.cell(key).to_owned()) {
                row.bad(&mut self.plan.problems, key, "import_repeated");
                continue;
            }
            if bad.contains(&row.line) {
                continue;
            }
            let (problems, drafts) = (self.plan.problems.len(), self.plan.drafts.len());
            let taken = take(self, &row);
            if self.plan.problems.len() > problems {
                self.plan.drafts.truncate(drafts);
                continue;
            }
            match taken {
                Some(true) => *self.plan.new.entry(file).or_default() += 1,
                Some(false) => *self.plan.known.entry(file).or_default() += 1,
                None => {}
            }
        }
    }
    /// A new id of any kind.
    pub(super) fn id<T: From<Uuid>>(&mut self) -> T {
        T::from((self.fresh)())
    }
    /// Notes a draft of `body` about the aggregate `A` with `id`.
    pub(super) fn draft<A: Aggregate>(&mut self, id: Uuid, body: &A::Body)
    where
        A::Body: Body,
    {
        self.plan.drafts.push(Draft::new(Subject::new(A::KIND, id), body));
    }
    /// Whether a row has shown a problem since `mark`.
    pub(super) fn bad_since(&self, mark: usize) -> bool {
        self.plan.problems.len() > mark
    }
    /// A zone's name, checked.
    pub(super) fn zone(&mut self, row: &Row) -> Option<String> {
        let read = |text: &str| text.parse::<chrono_tz::Tz>().ok().map(|_| text.to_owned());
        row.read(&mut self.plan.problems, "zone", "import_unknown_zone", read)
    }
    /// A phone number, checked.
    pub(super) fn phone(&mut self, row: &Row) -> Option<Phone> {
        match row.cell("phone") {
            "" => None,
            text => match Phone::parse(text) {
                Ok(phone) => Some(phone),
                Err(refusal) => {
                    self.plan.problems.refuse(row.file, row.line, "phone", &refusal, text);
                    None
                }
            },
        }
    }

    fn centre(&mut self, row: &Row) -> Option<bool> {
        let zone = self.zone(row)?;
        let known = self.hub.centres.get(row.cell("name_zh")).copied();
        let id = known.unwrap_or_else(|| self.id());
        self.centres.insert(row.cell("code").to_owned(), id);
        if known.is_none() {
            let body = CentreEvent::Opened { name: row.name(), region: row.cell("region").to_owned(), zone };
            self.draft::<Centre>(id.uuid(), &body);
        }
        Some(known.is_none())
    }

    fn person(&mut self, row: &Row) -> Option<bool> {
        let mark = self.plan.problems.len();
        let login = row.cell("login").to_owned();
        if !is_login(&login) {
            row.bad(&mut self.plan.problems, "login", "login_invalid");
        }
        let mut roles = Vec::new();
        for code in row.list("roles") {
            match Role::from_code(code) {
                Some(role) => roles.push(role),
                None => self.plan.problems.add(row.file, row.line, "roles", "import_unknown_code", code),
            }
        }
        let roles: Roles = roles.into_iter().collect();
        let centre = row.reference(&mut self.plan.problems, "centre", &self.centres);
        let phone = self.phone(row);
        let language = match row.cell("language") {
            "zh-CN" => Lang::Zh,
            "en" => Lang::En,
            _ => {
                row.bad(&mut self.plan.problems, "language", "import_unknown_code");
                return None;
            }
        };
        if self.bad_since(mark) {
            return None;
        }
        if let Some(id) = self.hub.people.get(&login).copied() {
            self.compare(row, id, &roles, centre, phone.as_ref());
        }
        let known = self.hub.people.contains_key(&login);
        if !known {
            let id: PersonId = self.id();
            self.hub.people.insert(login.clone(), id);
            self.draft::<Person>(id.uuid(), &PersonEvent::Registered { name: row.name(), roles, centre, language });
            self.draft::<Account>(id.uuid(), &AccountEvent::LoginSet { login: Some(login) });
            if phone.is_some() {
                self.draft::<Account>(id.uuid(), &AccountEvent::PhoneSet { phone });
            }
        }
        Some(!known)
    }

    /// Tells what a row of a known person says otherwise than the record. The language is the person's own to choose.
    fn compare(&mut self, row: &Row, id: PersonId, roles: &Roles, centre: Option<CentreId>, phone: Option<&Phone>) {
        let Some(person) = self.hub.persons.get(&id) else { return };
        let differs = &mut self.plan.differs;
        if !person.active {
            differs.add(row.file, row.line, "", "import_person_left", row.cell("login"));
        }
        let columns = [
            ("name_zh", person.name.zh == row.name().zh),
            ("name_en", person.name.en == row.name().en),
            ("roles", person.roles == *roles),
            ("centre", person.centre == centre),
            ("phone", self.hub.numbers.get(&id) == phone),
        ];
        for (column, _) in columns.iter().filter(|(_, same)| !same) {
            differs.add(row.file, row.line, column, "import_differs", row.cell(column));
        }
    }
}
