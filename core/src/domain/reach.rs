//! Reach: which streams a person may know, and which of them the person's phone follows. One definition for whoever asks: the hub before it
//! shows or takes anything, the greeting, filing. What a phone follows is always within the reach.

use super::ids::CentreId;
use super::people::{Person, Role};
use super::stream::{Month, Stream};
use crate::kernel::PersonId;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Who belongs to the house: an integrator sees only what is given to it, a customer's contact likewise.
const OF_THE_HOUSE: &[Role] =
    &[Role::Manager, Role::Desk, Role::Engineer, Role::Maintainer, Role::StockKeeper, Role::Administrator];
/// Who sees every centre where head office is their place.
const EVERY_CENTRE: &[Role] = &[Role::Manager, Role::Desk, Role::StockKeeper];
/// Who deals with what only the office needs: prices, customers before their first site.
const OF_THE_OFFICE: &[Role] = &[Role::Manager, Role::Desk, Role::Administrator];

/// The streams that a person reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Head office and administrators: every centre, every project, and what is filed under persons.
    All(PersonId),
    /// These.
    Streams(BTreeSet<Stream>),
}

impl Reach {
    /// What `person` reaches, by roles and centre [C2, D3]. Who left reaches nothing. `centres` are all there are where
    /// [`asks_for_centres`], and are not looked at otherwise.
    pub fn of(id: PersonId, person: &Person, centres: &[CentreId]) -> Self {
        let everywhere =
            person.roles.has(Role::Administrator) || (person.centre.is_none() && person.roles.any(EVERY_CENTRE));
        if person.active && everywhere {
            return Self::All(id);
        }
        Self::Streams(follows(id, person, centres))
    }
    /// Whether everything is reached.
    pub fn is_all(&self) -> bool {
        matches!(self, Self::All(_))
    }
    /// Whether the stream is reached.
    pub fn has(&self, stream: &Stream) -> bool {
        match self {
            Self::All(_) => true,
            Self::Streams(streams) => streams.contains(&reached_by(stream)),
        }
    }
}

/// The stream that opens another one: a month of a ledger is for whom its centre is, or for everyone, be it closed or not.
pub fn reached_by(stream: &Stream) -> Stream {
    match stream {
        Stream::Stock(Some(id), _) => Stream::Centre(*id),
        Stream::Stock(None, _) => Stream::Everyone,
        other => other.clone(),
    }
}

/// Of the months of a ledger, those that a phone follows. `open`: since when some place of the ledger is not closed; none where none is counted or
/// nothing ever was there.
pub fn open_months(months: &BTreeSet<Month>, open: Option<DateTime<Utc>>) -> BTreeSet<Month> {
    let from = open.map(Month::of).or(months.last().copied());
    from.map(|from| months.range(from..).copied().collect()).unwrap_or_default()
}

/// Whether [`Reach::of`] has to be told which centres there are.
pub fn asks_for_centres(person: &Person) -> bool {
    person.centre.is_none() && person.roles.any(OF_THE_HOUSE)
}

/// The streams that a person's phone follows; beside them, of each ledger that these open ([`reached_by`]), the months that are open. `centres` are all there are: head office, which has none of its own, follows each.
pub fn follows(id: PersonId, person: &Person, centres: &[CentreId]) -> BTreeSet<Stream> {
    if !person.active {
        return BTreeSet::new();
    }
    let mut all = BTreeSet::from([Stream::Everyone, Stream::Person(id)]);
    let others =
        centres.iter().copied().chain(person.centre).flat_map(|id| [centre(id), Stream::Office(Some(id.uuid()))]);
    all.extend(others.chain([Stream::Office(None)]).filter(|stream| is_followed(person, stream)));
    all
}

/// Whether the person deals with what only the office needs. Asked beside the reach of what is not for all of head office: its keepers of
/// stores reach every stream.
pub fn is_of_the_office(person: &Person) -> bool {
    person.active && person.roles.any(OF_THE_OFFICE)
}

/// Whether the phone of a person who works here follows a stream that is not its own.
pub fn is_followed(person: &Person, stream: &Stream) -> bool {
    let own = person.centre.map(CentreId::uuid);
    match stream {
        Stream::Everyone => true,
        Stream::Centre(id) => person.roles.any(OF_THE_HOUSE) && own.is_none_or(|own| own == *id),
        Stream::Office(of) => person.roles.any(OF_THE_OFFICE) && (own.is_none() || own == *of),
        // Months are left once they are closed: what is filed by something else as well stays there.
        Stream::Stock(..) | Stream::Person(_) | Stream::Project(_) | Stream::Other(_) => false,
    }
}

/// Which other streams the phone of a person follows, as far as the person's record says, while the person works here: those of the own centre,
/// or, said by [`Stream::Everyone`] and head office's own, those of each.
pub fn followed(person: &Person) -> BTreeSet<Stream> {
    let own = person.centre.map_or(Stream::Everyone, centre);
    let own = person.roles.any(OF_THE_HOUSE).then_some(own);
    let office = person.roles.any(OF_THE_OFFICE).then(|| Stream::Office(person.centre.map(CentreId::uuid)));
    own.into_iter().chain(office).collect()
}

fn centre(id: CentreId) -> Stream {
    Stream::Centre(id.uuid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Roles;
    use crate::domain::testing::id;

    #[test]
    fn what_a_phone_follows_its_person_reaches_and_an_engineer_of_head_office_reaches_every_centre() {
        let (own, other, me): (CentreId, CentreId, PersonId) = (id(), id(), id());
        let centres = [own, other];
        for role in Role::ALL {
            for place in [None, Some(own)] {
                for active in [true, false] {
                    let person = Person { roles: Roles::from([*role]), centre: place, active, ..Person::default() };
                    let reach = Reach::of(me, &person, &centres);
                    for stream in follows(me, &person, &centres) {
                        assert!(reach.has(&stream), "{role:?} {place:?} follows {stream}");
                        assert!(stream == Stream::Person(me) || is_followed(&person, &stream));
                    }
                    if place.is_none() && active && person.roles.any(OF_THE_HOUSE) {
                        assert!(centres.iter().all(|id| reach.has(&centre(*id))), "{role:?} of head office");
                    }
                    let office = |of: Option<CentreId>| Stream::Office(of.map(CentreId::uuid));
                    let phone = follows(me, &person, &centres);
                    let own_office = phone.contains(&office(place));
                    assert_eq!(own_office, is_of_the_office(&person), "{role:?} {place:?} {active}");
                    // Who knows head office's knows every centre's; nobody knows another centre's alone.
                    let of_others = phone.contains(&office(Some(other)));
                    assert_eq!(of_others, own_office && place.is_none(), "{role:?} {place:?} {active}");
                    assert!(place.is_none() || !phone.contains(&office(None)));
                }
            }
        }
    }
}
