//! Commands about skills and certificates.

use super::{Skill, Skills, SkillsEvent};
use crate::domain::ids::{CentreId, SkillId};
use crate::domain::people::{Actor, Person, Role};
use crate::kernel::{Aggregate, Draft, PersonId, Refusal, Subject};

/// Skills and certificates of one person: more is a list that nobody reads.
pub const MOST_SKILLS: usize = 100;

/// Whether `actor` says what a person of this centre is able and licensed to do: the managers of the centre, those of head office, administrators.
pub fn keeps_skills(actor: &Actor, centre: Option<CentreId>) -> bool {
    actor.may("skills.set") && (actor.is(Role::Administrator) || actor.centre.is_none() || actor.centre == centre)
}

fn must_keep(actor: &Actor, person: &Person) -> Result<(), Refusal> {
    if !keeps_skills(actor, person.centre) {
        return Err(Refusal::new("not_allowed"));
    }
    if person.name.is_empty() {
        return Err(Refusal::new("person_unknown"));
    }
    Ok(())
}

fn draft(id: PersonId, event: &SkillsEvent) -> Draft {
    Draft::new(Subject::new(Skills::KIND, id.uuid()), event)
}

/// Says that a person has a skill or a certificate, or says it again: what stands under `skill` is replaced.
///
/// # Errors
/// `not_allowed` unless [`keeps_skills`]; `person_unknown`; `name_missing`; `skill_twice` where another one has the name; `skills_full`. What stands
/// already is no error and no event.
pub fn set_skill(
    actor: &Actor,
    id: PersonId,
    person: &Person,
    skills: &Skills,
    (skill, details): (SkillId, Skill),
) -> Result<Vec<Draft>, Refusal> {
    must_keep(actor, person)?;
    let plain = |text: &str| text.trim().to_owned();
    let details = Skill {
        name: plain(&details.name),
        level: plain(&details.level),
        number: plain(&details.number),
        until: details.until,
    };
    if details.name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if skills.named(&details.name).is_some_and(|other| other != skill) {
        return Err(Refusal::new("skill_twice").with("name", &details.name));
    }
    let old = skills.all.get(&skill);
    if old.is_none() && skills.all.len() >= MOST_SKILLS {
        return Err(Refusal::new("skills_full").with("most", MOST_SKILLS));
    }
    if old == Some(&details) && !skills.is_in_conflict(skill) {
        return Ok(Vec::new());
    }
    Ok(vec![draft(id, &SkillsEvent::Set { skill, details })])
}

/// A person has a skill or a certificate no more, or never had it. One that is gone already is no error and no event.
///
/// # Errors
/// `not_allowed` unless [`keeps_skills`]; `person_unknown`.
pub fn remove_skill(
    actor: &Actor,
    id: PersonId,
    person: &Person,
    skills: &Skills,
    skill: SkillId,
) -> Result<Vec<Draft>, Refusal> {
    must_keep(actor, person)?;
    if !skills.all.contains_key(&skill) && !skills.is_in_conflict(skill) {
        return Ok(Vec::new());
    }
    Ok(vec![draft(id, &SkillsEvent::Removed { skill })])
}
