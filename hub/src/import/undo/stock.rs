//! What becomes of a part, of a place and of an opening count of an import that is taken back.

use super::desk::{Case, Decided, Desk};
use crate::error::HubError;
use crate::hub::Hub;
use crate::random;
use fettle_core::domain::fields::back;
use fettle_core::domain::parts::{
    Around, Card, CardChange, CardEvent, CardId, CardPrice, Movement, Place, PlaceChange, PlaceEvent, PlaceId,
    change_card, change_place, close_place, end_card, set_card_price, take_back_opening,
};
use fettle_core::kernel::{Refusal, Subject};
use uuid::Uuid;

/// An opening count is taken back by a movement the other way, while all of it lies there.
pub(super) async fn movement(hub: &Hub, desk: &mut Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let id = case.subject.id();
    for (line, lies, came) in hub.ledger.lines_of(id).await? {
        let taken = desk.taken.get(&line).copied().unwrap_or_default();
        if lies - taken < came {
            return Ok(Err(Refusal::new("import_undo_moved")));
        }
    }
    let (mut failed, now) = (None, hub.clock.now_ms());
    let mut fresh = || {
        random::uuid(now).unwrap_or_else(|e| {
            failed = Some(e);
            Uuid::nil()
        })
    };
    let decided = take_back_opening(&desk.actor, id.into(), &case.now::<Movement>(), &desk.reason, &mut fresh);
    if let Some(e) = failed {
        return Err(e);
    }
    if decided.is_ok() {
        for (line, _, came) in hub.ledger.lines_of(id).await? {
            *desk.taken.entry(line).or_default() += came;
        }
    }
    Ok(decided)
}

pub(super) async fn card(hub: &Hub, desk: &Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now): (CardId, _) = (case.subject.id().into(), case.now::<Card>());
    if case.is_brought() {
        // Parts that are looked at only lie there still.
        let places = if desk.real { hub.ledger.places_with(id).await? } else { 0 };
        return Ok(end_card(&desk.actor, id, &now, places, &desk.reason));
    }
    let said = case.said::<CardEvent>().into_iter();
    let changes: Vec<CardChange> =
        said.filter_map(|event| if let CardEvent::Changed { change } = event { Some(change) } else { None }).collect();
    match case.before::<Card>().details {
        Some(before) if !changes.is_empty() => {
            let change: CardChange = back(changes, &before);
            let taken = hub.ledger.taken_by_others(desk.actor.person, id, &change).await?;
            Ok(change_card(&desk.actor, id, &now, change, &taken))
        }
        _ => Ok(Ok(Vec::new())),
    }
}

/// What parts cost that were on record before says what it said; that of a part which goes stays with its record.
pub(super) async fn price(hub: &Hub, desk: &Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let id: CardId = case.subject.id().into();
    if case.found.brought.contains(&Subject::from(id)) {
        return Ok(Ok(Vec::new()));
    }
    let card = hub.ledger.get::<Card>(id.uuid()).await?.and_then(|folded| folded.state.details);
    let before = case.before::<CardPrice>().value;
    Ok(set_card_price(&desk.actor, id, card.as_ref(), &case.now::<CardPrice>(), before))
}

pub(super) async fn place(hub: &Hub, desk: &mut Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now): (PlaceId, _) = (case.subject.id().into(), case.now::<Place>());
    if case.is_brought() {
        // Parts that are looked at only lie there still.
        let there = if desk.real { hub.ledger.still_there(id).await? } else { Vec::new() };
        desk.ends_of(now.centre(), |open_items| open_items.places += 1);
        return Ok(close_place(&desk.actor, id, &now, &there, &desk.reason));
    }
    let said = case.said::<PlaceEvent>().into_iter();
    let changes: Vec<PlaceChange> =
        said.filter_map(|event| if let PlaceEvent::Changed { change } = event { Some(change) } else { None }).collect();
    match case.before::<Place>().details {
        Some(before) if !changes.is_empty() => {
            let (centre, person) = hub.ledger.around_place(before.centre, before.person).await?;
            let around = Around { centre: centre.as_ref(), person: person.as_ref() };
            Ok(change_place(&desk.actor, id, &now, back(changes, &before), around))
        }
        _ => Ok(Ok(Vec::new())),
    }
}
