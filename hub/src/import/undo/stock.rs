//! What becomes of a part, of a place and of an opening count of an import that is taken back.

use super::desk::{Case, Decided, Desk};
use crate::error::HubError;
use crate::hub::Hub;
use crate::random;
use fettle_core::domain::parts::{
    Card, CardEvent, Movement, Place, PlaceEvent, change_card, change_place, close_place, take_back_opening,
    withdraw_card,
};
use fettle_core::kernel::Refusal;
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

pub(super) fn card(desk: &Desk, case: &Case<'_>) -> Decided {
    let (id, now) = (case.subject.id().into(), case.now::<Card>());
    if case.is_brought() {
        return withdraw_card(&desk.actor, id, &now, &desk.reason);
    }
    let changed = case.said::<CardEvent>().iter().any(|event| matches!(event, CardEvent::Changed { .. }));
    match case.before::<Card>().details {
        Some(details) if changed => change_card(&desk.actor, id, &now, details),
        _ => Ok(Vec::new()),
    }
}

pub(super) async fn place(hub: &Hub, desk: &mut Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now) = (case.subject.id().into(), case.now::<Place>());
    if !case.is_brought() {
        let changed = case.said::<PlaceEvent>().iter().any(|event| matches!(event, PlaceEvent::Changed { .. }));
        return Ok(match case.before::<Place>().details {
            Some(details) if changed => change_place(&desk.actor, id, &now, details),
            _ => Ok(Vec::new()),
        });
    }
    // Parts that are looked at only lie there still.
    let lies = if desk.real { hub.ledger.stock_at(id).await?.iter().any(|line| line.quantity != 0) } else { false };
    desk.ends_of(now.details.as_ref().and_then(|details| details.centre), |standing| standing.places += 1);
    Ok(close_place(&desk.actor, id, &now, lies))
}
