//! Cards and places.

use crate::domain::parts::{Card, CardDetails, CardEvent, CardId, Place, PlaceDetails, PlaceEvent, PlaceId, PlaceKind};
use crate::domain::people::Actor;
use crate::kernel::{Aggregate, Draft, Refusal, Subject};

fn subject(id: CardId) -> Subject {
    Subject::new(Card::KIND, id.uuid())
}

/// What a card has to say.
fn check_card(details: &CardDetails) -> Result<(), Refusal> {
    if details.number.trim().is_empty() {
        return Err(Refusal::new("card_number_missing"));
    }
    if details.name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    let levels = [0, details.minimum, details.reorder, details.maximum];
    if !levels.is_sorted() {
        return Err(Refusal::new("card_levels_crossed"));
    }
    Ok(())
}

/// A new part.
///
/// # Errors
/// `not_allowed`, `card_number_missing`, `name_missing`, `card_levels_crossed` unless 0 ≤ minimum ≤ reorder ≤ maximum.
pub fn register_card(actor: &Actor, id: CardId, details: CardDetails) -> Result<Vec<Draft>, Refusal> {
    actor.must("card.registered")?;
    check_card(&details)?;
    Ok(vec![Draft::new(subject(id), &CardEvent::Registered { details })])
}

/// A card says something else now. What has a ledger keeps its unit and whether it has serial numbers.
///
/// # Errors
/// As [`register_card`]; `card_unknown`; `card_unit_fixed`.
pub fn change_card(actor: &Actor, id: CardId, card: &Card, details: CardDetails) -> Result<Vec<Draft>, Refusal> {
    actor.must("card.changed")?;
    let old = card.details.as_ref().ok_or_else(|| Refusal::new("card_unknown"))?;
    if (old.unit, old.serialised) != (details.unit, details.serialised) {
        return Err(Refusal::new("card_unit_fixed"));
    }
    check_card(&details)?;
    Ok(vec![Draft::new(subject(id), &CardEvent::Changed { details })])
}

/// A part is no longer kept; its record stays.
///
/// # Errors
/// `not_allowed`, `card_unknown`, `card_withdrawn`, `reason_missing`.
pub fn withdraw_card(actor: &Actor, id: CardId, card: &Card, reason: &str) -> Result<Vec<Draft>, Refusal> {
    actor.must("card.withdrawn")?;
    if card.details.is_none() {
        return Err(Refusal::new("card_unknown"));
    }
    if card.withdrawn.is_some() {
        return Err(Refusal::new("card_withdrawn"));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    Ok(vec![Draft::new(subject(id), &CardEvent::Withdrawn { reason: reason.trim().to_owned() })])
}

/// Binds a scanned code that nobody knew to a part, on the spot. `owner` is the card that has the code already, if any.
///
/// # Errors
/// `not_allowed`, `card_unknown`, `code_empty`, `code_taken` by another card. The card's own code again is no error and no event.
pub fn bind_code(
    actor: &Actor,
    id: CardId,
    card: &Card,
    code: &str,
    owner: Option<CardId>,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("card.code_bound")?;
    if card.details.is_none() {
        return Err(Refusal::new("card_unknown"));
    }
    if code.trim().is_empty() {
        return Err(Refusal::new("code_empty"));
    }
    if owner.is_some_and(|owner| owner != id) {
        return Err(Refusal::new("code_taken").with("code", code));
    }
    if card.codes().any(|own| own == code) {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(subject(id), &CardEvent::CodeBound { code: code.to_owned() })])
}

/// What a place has to say.
fn check_place(details: &PlaceDetails) -> Result<(), Refusal> {
    if details.name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if details.kind == PlaceKind::Bag && details.person.is_none() {
        return Err(Refusal::new("bag_without_person"));
    }
    let numbers = details.bin.split('-').map(str::parse::<u16>);
    if !details.bin.is_empty() && (numbers.clone().count() != 4 || !numbers.clone().all(|number| number.is_ok())) {
        return Err(Refusal::new("bin_invalid"));
    }
    Ok(())
}

/// Opens a place.
///
/// # Errors
/// `not_allowed`, `name_missing`, `bag_without_person`, `bin_invalid` unless the bin is empty or four numbers such as `1-2-3-4`.
pub fn open_place(actor: &Actor, id: PlaceId, details: PlaceDetails) -> Result<Vec<Draft>, Refusal> {
    actor.must("place.opened")?;
    check_place(&details)?;
    Ok(vec![Draft::new(id.into(), &PlaceEvent::Opened { details })])
}

/// A place says something else now.
///
/// # Errors
/// As [`open_place`]; `place_unknown`.
pub fn change_place(actor: &Actor, id: PlaceId, place: &Place, details: PlaceDetails) -> Result<Vec<Draft>, Refusal> {
    actor.must("place.changed")?;
    if place.details.is_none() {
        return Err(Refusal::new("place_unknown"));
    }
    check_place(&details)?;
    Ok(vec![Draft::new(id.into(), &PlaceEvent::Changed { details })])
}

/// Closes a place; `lies`: whether anything lies there.
///
/// # Errors
/// `not_allowed`, `place_unknown`, `place_closed`, `place_not_empty`.
pub fn close_place(actor: &Actor, id: PlaceId, place: &Place, lies: bool) -> Result<Vec<Draft>, Refusal> {
    actor.must("place.closed")?;
    if place.details.is_none() {
        return Err(Refusal::new("place_unknown"));
    }
    if place.closed {
        return Err(Refusal::new("place_closed"));
    }
    if lies {
        return Err(Refusal::new("place_not_empty"));
    }
    Ok(vec![Draft::new(id.into(), &PlaceEvent::Closed {})])
}
