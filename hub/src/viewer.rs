//! A person as somebody who sees and does things: roles, and what is reached. Decided by what is given, without a look at the database.

use fettle_core::domain::calendars::keeps_calendars;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::jobs::document::may_answer_for;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::domain::parts::{CardPrice, Movement, MovementEvent, keeps_cards, may_move, prices_cards};
use fettle_core::domain::people::{Person, Role, permission};
use fettle_core::domain::reach::Reach;
use fettle_core::kernel::{Aggregate, Event, PersonId, Subject};

/// A person who is signed in, with what this person reaches.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who.
    pub id: PersonId,
    /// As recorded.
    pub person: Person,
    /// What is reached.
    pub reach: Reach,
}

impl Viewer {
    /// A viewer; `centres` as [`Reach::of`] asks for them.
    pub fn new(id: PersonId, person: Person, centres: &[CentreId]) -> Self {
        let reach = Reach::of(id, &person, centres);
        Self { id, person, reach }
    }
    /// Whether the role is held.
    pub fn is(&self, role: Role) -> bool {
        self.person.active && self.person.roles.has(role)
    }
    /// Devices, quarantine, enrolment: for who looks after them, and the manager.
    pub fn may_administer(&self) -> bool {
        self.is(Role::Administrator) || self.is(Role::Manager)
    }
}

/// Whether the author's roles allow the event, wherever its subject is filed.
pub fn may_write(by: PersonId, person: &Person, event: &Event) -> bool {
    let header = event.header();
    if !person.active || !permission::allowed(&person.roles, header.subject.kind(), &header.kind) {
        return false;
    }
    // The list of parts is the whole house's; a code is bound by whoever has the part in hand.
    if header.subject.kind() == "card" && header.kind != "code_bound" && !keeps_cards(&person.roles, person.centre) {
        return false;
    }
    if header.subject.kind() == CardPrice::KIND && !prices_cards(&person.roles, person.centre) {
        return false;
    }
    if header.subject.kind() == Movement::KIND && !moves(person, event) {
        return false;
    }
    // Whose answer to a document it is, and not only that it is one.
    if header.subject.kind() == Job::KIND && !answers_for(person, event) {
        return false;
    }
    // Working days are the whole house's too.
    if header.subject.kind() == "calendar" && !keeps_calendars(&person.roles, person.centre) {
        return false;
    }
    // Everyone knows the persons; each changes the own one, administrators change all.
    let of_person = matches!(header.subject.kind(), "person" | "account");
    !of_person || header.subject.id() == by.uuid() || person.roles.has(Role::Administrator)
}

/// Whether the person may record a movement of the reason that the event says; true of every other event.
fn moves(person: &Person, event: &Event) -> bool {
    match event.decode::<MovementEvent>() {
        Ok(MovementEvent::Recorded { details }) => may_move(&person.roles, details.reason),
        _ => true,
    }
}

/// Whether the person may record the answer of the party that the event names; true of every other event.
fn answers_for(person: &Person, event: &Event) -> bool {
    if !matches!(event.header().kind.as_str(), "signed" | "document_answered") {
        return true;
    }
    match event.decode::<JobEvent>() {
        Ok(JobEvent::Signed(signed)) => may_answer_for(&person.roles, &signed.answer.party),
        Ok(JobEvent::DocumentAnswered(answer)) => may_answer_for(&person.roles, &answer.party),
        _ => true,
    }
}

/// The aggregate of a person.
pub fn person_subject(id: PersonId) -> Subject {
    Subject::new(Person::KIND, id.uuid())
}
