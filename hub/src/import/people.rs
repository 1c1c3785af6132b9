//! Centres and people.

use super::differ::{changed, compare, names_differ, renamed};
use super::plan::{Taken, Work};
use super::row::Row;
use super::words::word;
use fettle_core::domain::fields::Change;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{
    Account, AccountEvent, Centre, CentreChange, CentreEvent, Person, PersonChange, PersonEvent, Role, Roles, is_login,
};
use fettle_core::domain::printed::folded;
use fettle_core::kernel::PersonId;
use fettle_core::text::Lang;

impl Work<'_> {
    pub(super) fn centre(&mut self, row: &Row) -> Option<Taken> {
        let zone = self.zone(row)?;
        let code = row.cell("code");
        // A centre has no code of its own on record: its name is what it is known by.
        let known = match self.hub.centres.get(row.cell("name_zh")) {
            Some(None) => {
                row.bad(&mut self.plan.problems, "name_zh", "import_ambiguous");
                return None;
            }
            Some(known) => known,
            None => None,
        };
        if known.is_none() && !self.named.insert(format!("centre/{}", folded(row.cell("name_zh")))) {
            row.bad(&mut self.plan.problems, "name_zh", "import_name_twice");
            return None;
        }
        let id: CentreId = known.unwrap_or_else(|| self.id());
        if !self.meet(row, "name_zh", id.uuid()) {
            return None;
        }
        self.centres.insert(folded(code), id);
        let Some(old) = self.hub.centre_of.get(&id).cloned() else {
            let body = CentreEvent::Opened { name: row.name(), region: row.cell("region").to_owned(), zone };
            self.draft::<Centre>(id.uuid(), &body);
            return Some(Taken::New);
        };
        let mut new = Centre { name: renamed(row, &old.name), region: row.cell("region").into(), zone, ..old.clone() };
        let mut differs = Vec::new();
        names_differ(row, &old.name, &new.name, &mut differs);
        compare!(row, differs, old => new;
            "region": region as String::clone,
            "zone": zone as String::clone,
        );
        let change = CentreChange {
            name: changed(&old.name, new.name),
            region: changed(&old.region, new.region),
            zone: changed(&old.zone, new.zone),
        };
        let closed = (!old.open).then(|| old.closed_because.clone());
        let taken = self.differ_ended(row, code, closed.as_deref(), differs);
        if self.update && closed.is_some() {
            self.draft::<Centre>(id.uuid(), &CentreEvent::Reopened {});
        }
        if self.update && !change.is_empty() {
            self.draft::<Centre>(id.uuid(), &CentreEvent::Changed { change });
        }
        Some(taken)
    }

    pub(super) fn person(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let login = row.cell("login").to_owned();
        if !is_login(&login) {
            row.bad(&mut self.plan.problems, "login", "login_invalid");
        }
        let mut roles = Vec::new();
        for code in row.list("roles") {
            match word(code, "people-role-", Role::from_code, Role::ALL.iter().map(|role| role.code())) {
                Some(role) => roles.push(role),
                None => row.wrong(&mut self.plan.problems, "roles", "import_unknown_code", code),
            }
        }
        let roles: Roles = roles.into_iter().collect();
        let centre = self.centre_of(row);
        let phone = self.phone(row);
        let language = match row.cell("language").to_lowercase().as_str() {
            "zh-cn" | "zh" | "中文" => Lang::Zh,
            "en" | "english" | "英文" => Lang::En,
            _ => {
                row.bad(&mut self.plan.problems, "language", "import_unknown_code");
                return None;
            }
        };
        if self.bad_since(mark) {
            return None;
        }
        let Some(id) = self.hub.people.get(&login).copied() else {
            let id: PersonId = self.id();
            self.hub.people.insert(login.clone(), id);
            self.draft::<Person>(id.uuid(), &PersonEvent::Registered { name: row.name(), roles, centre, language });
            self.draft::<Account>(id.uuid(), &AccountEvent::LoginSet { login: Some(login) });
            if phone.is_some() {
                self.draft::<Account>(id.uuid(), &AccountEvent::PhoneSet { phone });
            }
            return Some(Taken::New);
        };
        self.compare_person(row, id, (roles, centre), phone)
    }

    /// What a row of a known person says otherwise than the record. The language is the person's own to choose.
    fn compare_person(
        &mut self,
        row: &Row,
        id: PersonId,
        (roles, centre): (Roles, Option<CentreId>),
        phone: Option<fettle_core::domain::values::Phone>,
    ) -> Option<Taken> {
        let Some(old) = self.hub.person_of.get(&id) else { return Some(Taken::Known) };
        let mut new = Person { name: renamed(row, &old.name), roles, centre, ..old.clone() };
        let mut differs = Vec::new();
        names_differ(row, &old.name, &new.name, &mut differs);
        let told_roles = |roles: &Roles| roles.iter().map(|role| role.code().to_owned()).collect::<Vec<_>>().join(";");
        let told_centre = |centre: &Option<CentreId>| {
            centre.and_then(|id| self.hub.centre_of.get(&id)).map(|c| c.name.zh.clone()).unwrap_or_default()
        };
        compare!(row, differs, old => new;
            "roles": roles as told_roles,
            "centre": centre as told_centre,
        );
        let called = row.has("phone") && self.hub.number(id) != phone.as_ref();
        if called {
            differs.push(("phone", self.hub.number(id).map(|phone| phone.as_str().to_owned()).unwrap_or_default()));
        }
        if !old.active {
            let taken = self.differ(row, row.cell("login"), vec![("login", String::new())]);
            self.plan.differs.iter_mut().rev().take(1).for_each(|said| said.left = true);
            return Some(taken);
        }
        let name = changed(&old.name, new.name);
        let taken = self.differ(row, row.cell("login"), differs);
        if self.update && name.is_some() {
            let change = PersonChange { name, ..PersonChange::default() };
            self.draft::<Person>(id.uuid(), &PersonEvent::Changed { change });
        }
        if self.update && called {
            self.draft::<Account>(id.uuid(), &AccountEvent::PhoneSet { phone });
        }
        Some(taken)
    }
}
