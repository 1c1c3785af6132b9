//! Skills and certificates: who says them, what stands when two say one concurrently, and when they are asked for.

use super::*;
use crate::domain::dues::{Late, Overdue};
use crate::domain::fields::Master;
use crate::domain::ids::{CentreId, SkillId};
use crate::domain::people::{Actor, Person, Role};
use crate::domain::testing::{Log, actor, id};
use crate::domain::values::Bilingual;
use crate::kernel::{Aggregate, Draft, PersonId, Subject};
use chrono::{DateTime, NaiveDate, Utc};

fn code<T: std::fmt::Debug>(result: Result<T, crate::kernel::Refusal>) -> &'static str {
    result.unwrap_err().code
}

fn licence(until: Option<&str>) -> Skill {
    let until = until.map(|day| day.parse::<NaiveDate>().unwrap());
    Skill { name: "高压电工证".into(), level: "高级".into(), number: "T-123".into(), until }
}

fn of_centre(role: Role, centre: Option<CentreId>) -> Actor {
    Actor { centre, ..actor([role]) }
}

#[test]
fn the_managers_of_a_persons_centre_and_administrators_say_what_the_person_may_do() {
    let (home, away): (CentreId, CentreId) = (id(), id());
    let person = Person { name: Bilingual::same("L"), centre: Some(home), ..Person::default() };
    let (none, who): (Skills, PersonId) = (Skills::default(), id());
    let set = |by: &Actor| set_skill(by, who, &person, &none, (id(), licence(None)));
    for (by, may) in [
        (of_centre(Role::Manager, Some(home)), true),
        (of_centre(Role::Manager, None), true),
        (of_centre(Role::Administrator, Some(away)), true),
        (of_centre(Role::Manager, Some(away)), false),
        (of_centre(Role::Desk, Some(home)), false),
        (of_centre(Role::Engineer, Some(home)), false),
    ] {
        assert_eq!(set(&by).is_ok(), may, "{by:?}");
        assert_eq!(keeps_skills(&by, person.centre), may, "{by:?}");
        assert_eq!(remove_skill(&by, who, &person, &none, id()).is_ok(), may, "{by:?}");
    }
    let admin = actor([Role::Administrator]);
    assert_eq!(code(set_skill(&admin, who, &Person::default(), &none, (id(), licence(None)))), "person_unknown");
    let unnamed = Skill { name: "  ".into(), ..licence(None) };
    assert_eq!(code(set_skill(&admin, who, &person, &none, (id(), unnamed))), "name_missing");
}

#[test]
fn a_skill_is_said_once_by_its_name_replaced_and_removed() {
    let (admin, who) = (actor([Role::Administrator]), id::<PersonId>());
    let person = Person { name: Bilingual::same("L"), ..Person::default() };
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let state = |log: &Log| log.get::<Skills>(who.uuid());
    let skill: SkillId = id();
    let set = |log: &Log, which, what| set_skill(&admin, who, &person, &state(log), (which, what));
    log.write(admin.person, set(&log, skill, licence(Some("2027-06-30"))).unwrap());
    assert!(set(&log, skill, licence(Some("2027-06-30"))).unwrap().is_empty(), "said already");
    let spaced = Skill { name: " 高压电工证 ".into(), ..licence(None) };
    assert_eq!(code(set(&log, id(), spaced)), "skill_twice");
    log.write(admin.person, set(&log, skill, licence(Some("2028-06-30"))).unwrap());
    assert_eq!(state(&log).all[&skill], licence(Some("2028-06-30")));
    let gone = remove_skill(&admin, who, &person, &state(&log), skill).unwrap();
    log.write(admin.person, gone);
    assert!(state(&log).all.is_empty());
    assert!(remove_skill(&admin, who, &person, &state(&log), skill).unwrap().is_empty(), "gone already");
    for n in 0..MOST_SKILLS {
        let one = Skill { name: format!("skill {n}"), ..Skill::default() };
        log.write(admin.person, set(&log, id(), one).unwrap());
    }
    assert_eq!(code(set(&log, id(), licence(None))), "skills_full");
}

#[test]
fn two_who_say_one_certificate_concurrently_are_asked_and_a_removal_is_one_of_the_values() {
    let (admin, who) = (actor([Role::Administrator]), id::<PersonId>());
    let subject = Subject::new(Skills::KIND, who.uuid());
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let skill: SkillId = id();
    let set = |until| Draft::new(subject.clone(), &SkillsEvent::Set { skill, details: licence(Some(until)) });
    log.write(admin.person, vec![set("2027-06-30")]);
    let seen = log.events.len();
    log.write_concurrently(id(), seen, vec![set("2028-06-30")]);
    let renewed = log.events.last().unwrap().origin();
    log.write_concurrently(id(), seen, vec![Draft::new(subject.clone(), &SkillsEvent::Removed { skill })]);
    let state = log.get::<Skills>(who.uuid());
    let field = format!("skill.{skill}");
    assert_eq!(state.written().conflicts().collect::<Vec<_>>(), [field.as_str()]);
    let chosen = crate::domain::fields::choose(&subject, &state, &field, renewed).unwrap();
    log.write(admin.person, chosen);
    let state = log.get::<Skills>(who.uuid());
    assert_eq!((state.all[&skill].until, state.in_conflict()), (licence(Some("2028-06-30")).until, false));
}

#[test]
fn a_certificate_is_asked_for_thirty_days_before_its_last_day_and_renewed_it_is_not() {
    let (admin, who) = (actor([Role::Administrator]), id::<PersonId>());
    let subject = Subject::new(Skills::KIND, who.uuid());
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let (skill, other): (SkillId, SkillId) = (id(), id());
    let set = |skill, until| Draft::new(subject.clone(), &SkillsEvent::Set { skill, details: licence(until) });
    log.write(admin.person, vec![set(skill, Some("2027-06-30")), set(other, None)]);
    let dues = |log: &Log| skills_dues(&log.get::<Skills>(who.uuid()));
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    // The last minute of the last day, and thirty days before it.
    let ends = at("2027-06-30T15:59:00Z");
    for (step, wanted) in [(1, "2027-05-31T15:59:00Z"), (2, "2027-06-15T15:59:00Z"), (3, "2027-06-30T15:59:00Z")] {
        let [due] = &dues(&log)[..] else { panic!("one that ends: {:?}", dues(&log)) };
        assert_eq!((due.what, due.step, due.since, due.at), (Late::Certificate, step, ends, Some(at(wanted))));
        assert_eq!(due.item, skill.to_string());
        let told = Overdue::of(due, vec![id()]);
        log.write(admin.person, vec![Draft::new(subject.clone(), &SkillsEvent::Overdue(told))]);
    }
    assert_eq!(dues(&log)[0].at, None, "all were told");
    log.write(admin.person, vec![set(skill, Some("2028-06-30"))]);
    assert_eq!((dues(&log)[0].step, dues(&log)[0].at), (1, Some(at("2028-05-31T15:59:00Z"))), "begins anew");
    log.write(admin.person, vec![Draft::new(subject.clone(), &SkillsEvent::Removed { skill })]);
    assert!(dues(&log).is_empty() && log.get::<Skills>(who.uuid()).overdue.is_empty());
    // A day that no calendar shows brings nothing down.
    let never = Skill { until: Some(NaiveDate::MAX), ..licence(None) };
    log.write(admin.person, vec![Draft::new(subject, &SkillsEvent::Set { skill, details: never })]);
    assert!(dues(&log).is_empty());
}
