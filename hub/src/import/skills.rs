//! Skills and certificates of people, in and out.

use super::differ::compare;
use super::plan::{Taken, Work};
use super::row::Row;
use chrono::NaiveDate;
use fettle_core::domain::ids::SkillId;
use fettle_core::domain::people::{MOST_SKILLS, Skill, Skills, SkillsEvent};
use fettle_core::kernel::Refusal;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The rows of those who stand among the people: who has a login name.
pub(super) fn rows(all: &[(Uuid, Skills)], login: impl Fn(Uuid) -> String) -> Vec<BTreeMap<&'static str, String>> {
    let mut rows = Vec::new();
    for (id, skills) in all {
        let login = login(*id);
        for skill in skills.all.values().filter(|_| !login.is_empty()) {
            rows.push(BTreeMap::from([
                ("login", login.clone()),
                ("skill", skill.name.clone()),
                ("level", skill.level.clone()),
                ("number", skill.number.clone()),
                ("until", told_day(&skill.until)),
            ]));
        }
    }
    rows
}

/// A last day as files say it; empty for none.
fn told_day(day: &Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

impl Work<'_> {
    pub(super) fn skill(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let until = row.day(&mut self.plan.problems, "until");
        let Some(id) = self.hub.people.get(row.cell("login")).copied() else {
            row.bad(&mut self.plan.problems, "login", "import_unknown_reference");
            return None;
        };
        if self.bad_since(mark) {
            return None;
        }
        // Of somebody who left nothing is said again.
        if self.hub.person_of.get(&id).is_some_and(|person| !person.active) {
            let taken = self.differ(row, row.cell("login"), vec![("login", String::new())]);
            self.plan.differs.iter_mut().rev().take(1).for_each(|said| said.left = true);
            return Some(taken);
        }
        let name = row.cell("skill").to_owned();
        let known = self.hub.skills_of.entry(id).or_default();
        let mut new = Skill {
            name: name.clone(),
            level: row.cell("level").to_owned(),
            number: row.cell("number").to_owned(),
            until,
        };
        let old = known.named(&name).and_then(|skill| Some((skill, known.all.get(&skill)?.clone())));
        let Some((skill, old)) = old else {
            if known.all.len() >= MOST_SKILLS {
                let full = Refusal::new("skills_full").with("most", MOST_SKILLS);
                self.refused(row, "skill", &full, &name);
                return None;
            }
            let skill: SkillId = (self.fresh)().into();
            known.all.insert(skill, new.clone());
            self.draft::<Skills>(id.uuid(), &SkillsEvent::Set { skill, details: new });
            return Some(Taken::New);
        };
        let mut differs = Vec::new();
        compare!(row, differs, old => new;
            "level": level as String::clone,
            "number": number as String::clone,
            "until": until as told_day,
        );
        // However the name is written, it is the one on record.
        new.name.clone_from(&old.name);
        let changes = new != old;
        let taken = self.differ(row, &format!("{} {name}", row.cell("login")), differs);
        if self.update && changes {
            self.draft::<Skills>(id.uuid(), &SkillsEvent::Set { skill, details: new });
        }
        Some(taken)
    }
}
