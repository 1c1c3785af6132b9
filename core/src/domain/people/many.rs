//! One act on many people: what it comes to on one of them, and how it is taken back. Access and roles are given and taken one by one, with the own
//! password: they are no acts on many.

use super::{Actor, Centre, CentreId, Person, PersonChange, PersonId, Role, change_person};
use crate::domain::fields::back_unless_changed;
use crate::kernel::{Draft, Refusal};
use serde::{Deserialize, Serialize};

/// What is done to many people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ManyPeople {
    /// They work at another centre; none for head office.
    PersonCentre {
        /// Which.
        to: Option<CentreId>,
    },
}

impl ManyPeople {
    /// The codes of all acts, in the order in which they are offered.
    pub const CODES: [&'static str; 1] = ["person_centre"];

    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PersonCentre { .. } => "person_centre",
        }
    }
    /// Whether `actor` may do the act of this code.
    pub fn may(_code: &str, actor: &Actor) -> bool {
        actor.is(Role::Administrator) && actor.may("person.changed")
    }
    fn change(&self) -> PersonChange {
        let Self::PersonCentre { to } = self;
        PersonChange { centre: Some(*to), ..PersonChange::default() }
    }
    /// What it comes to on one person. `centre` is what is known of the centre that it names.
    ///
    /// # Errors
    /// `not_allowed`; as [`change_person`]; `already_so`.
    pub fn on(
        &self,
        actor: &Actor,
        id: PersonId,
        person: &Person,
        centre: Option<&Centre>,
    ) -> Result<Vec<Draft>, Refusal> {
        must(Self::may(self.code(), actor))?;
        let drafts = change_person(actor, id, person, self.change(), centre)?;
        if drafts.is_empty() { Err(Refusal::new("already_so")) } else { Ok(drafts) }
    }
    /// Takes it back on one person: as it was `before`. `centre` is what is known of the centre that it goes back to.
    ///
    /// # Errors
    /// `not_allowed`; as [`change_person`]; `changed_since`.
    pub fn back(
        &self,
        actor: &Actor,
        id: PersonId,
        (person, before): (&Person, &Person),
        centre: Option<&Centre>,
    ) -> Result<Vec<Draft>, Refusal> {
        must(Self::may(self.code(), actor))?;
        let change = back_unless_changed(&self.change(), before, person, |field| person.is_in_conflict(field))?;
        change_person(actor, id, person, change, centre)
    }
}

fn must(may: bool) -> Result<(), Refusal> {
    if may { Ok(()) } else { Err(Refusal::new("not_allowed")) }
}
