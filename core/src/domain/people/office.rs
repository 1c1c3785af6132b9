//! Whom people in the field call at the office: the managers and the desk of the centre, or head office's where a centre has neither.

use super::{CentreId, Person, PersonId, Role};

/// The roles that answer calls of the field, in the order in which they are called [E7].
pub const ANSWERING: &[Role] = &[Role::Manager, Role::Desk];

/// In which role a person answers calls of the field, if they do: a manager or the desk, as long as they work here.
pub fn answers_calls_as(person: &Person) -> Option<Role> {
    ANSWERING.iter().copied().find(|role| person.active && person.roles.has(*role))
}

/// Of these people, whom the field of a centre calls: its managers, then its desk; those of head office where it has neither.
pub fn office_of(centre: Option<CentreId>, people: &[(PersonId, Person)]) -> Vec<(PersonId, Role)> {
    let of = |place: Option<CentreId>| {
        let mut all: Vec<(Role, PersonId)> = people
            .iter()
            .filter(|(_, person)| person.centre == place)
            .filter_map(|(id, person)| Some((answers_calls_as(person)?, *id)))
            .collect();
        // Roles are declared in the order in which they are called.
        all.sort_unstable();
        all.into_iter().map(|(role, id)| (id, role)).collect::<Vec<_>>()
    };
    let own = of(centre);
    if own.is_empty() && centre.is_some() { of(None) } else { own }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Roles;
    use crate::domain::testing::id;

    #[test]
    fn a_centres_managers_are_called_before_its_desk_and_head_office_where_it_has_neither() {
        let (here, there): (CentreId, CentreId) = (id(), id());
        let person = |role: Role, centre: Option<CentreId>, active: bool| {
            let person = Person { roles: Roles::from([role]), centre, active, ..Person::default() };
            (id::<PersonId>(), person)
        };
        let people = [
            person(Role::Desk, Some(here), true),
            person(Role::Manager, Some(here), true),
            person(Role::Manager, Some(here), false),
            person(Role::Engineer, Some(here), true),
            person(Role::Manager, None, true),
        ];
        let called = |centre| office_of(centre, &people).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        assert_eq!(called(Some(here)), [people[1].0, people[0].0]);
        assert_eq!(called(Some(there)), [people[4].0], "a centre without an office calls head office");
        assert_eq!(called(None), [people[4].0]);
    }
}
