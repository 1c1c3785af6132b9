//! Places: opened, changed, closed and opened again.

use super::{Drafts, because};
use crate::domain::fields::Change;
use crate::domain::ids::CentreId;
use crate::domain::parts::{Place, PlaceChange, PlaceDetails, PlaceEvent, PlaceId, PlaceKind};
use crate::domain::people::{Actor, Centre, Person, Role, Roles};
use crate::domain::values::thousandths;
use crate::kernel::{Draft, Refusal};

/// Whether who has these roles at this centre looks after places of `centre`: head office and administrators after all of them, who is of a centre
/// after that centre's.
pub fn keeps_places(roles: &Roles, own: Option<CentreId>, centre: Option<CentreId>) -> bool {
    roles.has(Role::Administrator) || own.is_none() || own == centre
}

/// Whether `actor` may open, change and close places of `centre`; of none: of the whole house.
pub fn may_keep_places(actor: &Actor, centre: Option<CentreId>) -> bool {
    actor.may("place.changed") && keeps_places(&actor.roles, actor.centre, centre)
}

fn must_keep_places(actor: &Actor, centre: Option<CentreId>) -> Result<(), Refusal> {
    if may_keep_places(actor, centre) { Ok(()) } else { Err(Refusal::new("not_allowed")) }
}

/// What is known of what a place names: its centre, and whose bag it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// The centre.
    pub centre: Option<&'a Centre>,
    /// The person.
    pub person: Option<&'a Person>,
}

impl Around<'_> {
    fn centre(&self, id: Option<CentreId>) -> Result<(), Refusal> {
        let open = id.is_none() || self.centre.is_some_and(|centre| centre.open);
        if open { Ok(()) } else { Err(Refusal::new("centre_unknown")) }
    }
    fn person(&self, details: &PlaceDetails) -> Result<(), Refusal> {
        let here = details.person.is_none() || self.person.is_some_and(|person| person.active);
        if here { Ok(()) } else { Err(Refusal::new("person_unknown")) }
    }
}

/// Whether a bin address is none, or four numbers such as `1-2-3-4`.
fn is_bin(bin: &str) -> bool {
    let numbers = bin.split('-').map(str::parse::<u16>);
    bin.is_empty() || (numbers.clone().count() == 4 && numbers.clone().all(|number| number.is_ok()))
}

/// What a place has to say of itself.
fn sound(details: &PlaceDetails) -> Result<(), Refusal> {
    if details.name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    match (details.kind, details.person) {
        (PlaceKind::Bag, None) => Err(Refusal::new("bag_without_person")),
        (kind, Some(_)) if kind != PlaceKind::Bag => Err(Refusal::new("person_without_bag")),
        _ => Ok(()),
    }
}

/// Opens a place.
///
/// # Errors
/// `not_allowed` unless [`may_keep_places`]; `name_missing`, `bag_without_person`, `person_without_bag` for another kind of place, `person_unknown` for
/// one who does not work here, `centre_unknown` for a centre that is not open, `bin_invalid` unless the bin is empty or four numbers such as `1-2-3-4`.
pub fn open_place(actor: &Actor, id: PlaceId, details: PlaceDetails, around: Around<'_>) -> Drafts {
    must_keep_places(actor, details.centre)?;
    sound(&details)?;
    around.person(&details)?;
    around.centre(details.centre)?;
    if !is_bin(&details.bin) {
        return Err(Refusal::new("bin_invalid"));
    }
    Ok(vec![Draft::new(id.into(), &PlaceEvent::Opened { details })])
}

fn known(place: &Place) -> Result<&PlaceDetails, Refusal> {
    place.details.as_ref().ok_or_else(|| Refusal::new("place_unknown"))
}

/// Changes what is known of a place; `around` is what is known of the centre and the person that the change names. Whoever gives a place to another
/// centre looks after both.
///
/// # Errors
/// As [`open_place`]; `place_unknown`; `place_kind_fixed`, since what lies in a place hangs on its kind. A change of nothing is no error and no event.
pub fn change_place(actor: &Actor, id: PlaceId, place: &Place, change: PlaceChange, around: Around<'_>) -> Drafts {
    let old = known(place)?;
    must_keep_places(actor, old.centre)?;
    let change = change.unless(|field| !place.is_in_conflict(field), old);
    let mut then = old.clone();
    change.clone().put(&mut then);
    must_keep_places(actor, then.centre)?;
    if old.kind != then.kind {
        return Err(Refusal::new("place_kind_fixed"));
    }
    sound(&then)?;
    if change.person.is_some() {
        around.person(&then)?;
    }
    if change.centre.is_some() {
        around.centre(then.centre)?;
    }
    if change.bin.as_deref().is_some_and(|bin| !is_bin(bin)) {
        return Err(Refusal::new("bin_invalid"));
    }
    if change.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(id.into(), &PlaceEvent::Changed { change })])
}

/// Parts that are still in a place, as whoever asks counted them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillThere {
    /// The part's number.
    pub number: String,
    /// How much, in thousandths of its unit. Below zero: more was taken than was booked.
    pub quantity: i64,
}

/// Parts that a refusal names.
const NAMED: usize = 3;

/// Closes a place. `there`: parts whose stock in it is not nothing. What was built in or scrapped stays there for good and stands in nobody's way.
///
/// # Errors
/// `not_allowed`, `place_unknown`, `place_closed`, `reason_missing`; `place_has_stock`, which says what.
pub fn close_place(actor: &Actor, id: PlaceId, place: &Place, there: &[StillThere], reason: &str) -> Drafts {
    let details = known(place)?;
    must_keep_places(actor, details.centre)?;
    if place.closed.is_some() {
        return Err(Refusal::new("place_closed"));
    }
    let reason = because(reason)?;
    if details.kind.keeps() && !there.is_empty() {
        let named = there.iter().take(NAMED).map(|part| format!("{}: {}", part.number, thousandths(part.quantity)));
        let mut named = named.collect::<Vec<_>>().join("; ");
        if there.len() > NAMED {
            named.push_str(" …");
        }
        return Err(Refusal::new("place_has_stock").with("count", there.len()).with("parts", named));
    }
    Ok(vec![Draft::new(id.into(), &PlaceEvent::Closed { reason })])
}

/// Opens a closed place again.
///
/// # Errors
/// `not_allowed`, `place_unknown`, `place_open`; `centre_unknown` and `person_unknown` where its centre closed meanwhile, or whose bag it is left.
pub fn reopen_place(actor: &Actor, id: PlaceId, place: &Place, around: Around<'_>) -> Drafts {
    let details = known(place)?;
    must_keep_places(actor, details.centre)?;
    if place.closed.is_none() {
        return Err(Refusal::new("place_open"));
    }
    around.person(details)?;
    around.centre(details.centre)?;
    Ok(vec![Draft::new(id.into(), &PlaceEvent::Reopened {})])
}
