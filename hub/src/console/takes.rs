//! Takes: approved or rejected by the manager, issued by the store, received by it when the part comes back, from the page of their job, or from the stock's page.

use super::command::run_form;
use super::job::show_refused;
use super::kit::Returned;
use super::request::{AuthForm, Fields};
use super::scanned;
use super::stock;
use crate::access;
use crate::error::{Fault, HubError};
use crate::ledger::{Decision, Desk};
use crate::random;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::{CardId, TakeId};
use fettle_core::domain::parts::{Books, Line, Take, UNREAD_AT_ONCE, approve, issue, receive_back, reject};
use fettle_core::domain::people::Actor;
use fettle_core::domain::printed::same;
use fettle_core::kernel::{EventId, Refusal};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A form about a take was sent.
pub(super) async fn act(
    Path((id, act)): Path<(String, String)>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    let id: TakeId = id.parse().map_err(|_| Fault::not_found())?;
    let job = access::look::<Take>(&auth.hub().ledger, &auth.viewer, id.uuid()).await?.state.job;
    if !["approve", "reject", "issue", "receive"].contains(&act.as_str()) {
        return Err(Fault::not_found());
    }
    let (actor, name, said) = (auth.actor(), act.clone(), fields.clone());
    let refused = run_form(&auth, sent, async move |desk| {
        let take = desk.ledger.get::<Take>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
        match name.as_str() {
            "approve" => Ok(approve(&actor, id, &take)),
            "reject" => Ok(reject(&actor, id, &take, said.get("reason"))),
            "receive" => take_in(&desk, &actor, (id, &take), said.get("sent")).await,
            _ => hand_out(&desk, &actor, id, &take, &said).await,
        }
    })
    .await?;
    let returned = refused.map(|told| Returned::of(format!("/takes/{id}/{act}"), fields, told));
    match (returned, job) {
        (Some(returned), Some(job)) => show_refused(&auth, job, &returned).await,
        (Some(returned), None) => stock::show(&auth, id, &returned).await,
        (None, Some(job)) => Ok(Redirect::to(&format!("/jobs/{job}?done=1")).into_response()),
        (None, None) => Ok(Redirect::to("/stock?done=1").into_response()),
    }
}

/// Of one lot not more pieces without a number than this are issued at once.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred")]
const UNREAD_MOST: usize = UNREAD_AT_ONCE as usize;

async fn hand_out(desk: &Desk, actor: &Actor, id: TakeId, take: &Take, fields: &Fields) -> Result<Decision, HubError> {
    let books = desk.ledger.take_books(take).await?;
    let serials = |(number, line): (&u32, &Line)| {
        let card = books.cards.get(&line.card).cloned().unwrap_or_default();
        let typed = fields.get(&format!("serial-{number}"));
        let each = typed.split(['\n', ',', '，', '、']).map(str::trim).filter(|serial| !serial.is_empty());
        let each = each.flat_map(|part| split_serials(&books, line.card, part)).map(|serial| {
            match booked(&books, line.card, serial) {
                Some(known) => Ok(known),
                None => {
                    let read = scanned::serial(serial, &card, desk.now_ms)?;
                    Ok(booked(&books, line.card, &read).unwrap_or(read))
                }
            }
        });
        Ok::<_, Refusal>((*number, each.collect::<Result<Vec<_>, Refusal>>()?))
    };
    let scanned: BTreeMap<u32, Vec<String>> = match take.lines.iter().map(serials).collect() {
        Ok(scanned) => scanned,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // Ids are drawn before, since drawing may fail: one for each lot that could move, and for each piece that has no number. Not for each piece that
    // is asked for: a slip is a fact and may say anything.
    let lots = |(number, line): (&u32, &Line)| {
        let booked = books.stock.lines().filter(|booked| booked.key.card == line.card);
        let pieces = booked.map(|booked| match booked.key.serial {
            Some(_) => 1,
            None => usize::try_from(booked.quantity / 1000).unwrap_or(0).clamp(1, UNREAD_MOST),
        });
        scanned.get(number).map_or(0, Vec::len) + pieces.sum::<usize>() + 1
    };
    let most: usize = take.lines.iter().map(lots).sum();
    let ids = (0..most).map(|_| random::uuid(desk.now_ms)).collect::<Result<Vec<Uuid>, _>>()?;
    let (mut ids, last) = (ids.into_iter(), random::uuid(desk.now_ms)?);
    Ok(issue(&books, actor, id, take, &scanned, &mut || ids.next().unwrap_or(last)))
}

/// What is on its way back is in the store: `sent` names the event that said so.
async fn take_in(desk: &Desk, actor: &Actor, (id, take): (TakeId, &Take), sent: &str) -> Result<Decision, HubError> {
    let Ok(event) = sent.parse::<EventId>() else { return Ok(Err(Refusal::new("not_on_its_way"))) };
    let books = desk.ledger.take_books(take).await?;
    let most = take.on_its_way.iter().filter(|one| one.event == event).map(|one| one.quantity.amount / 1000).max();
    // A movement for each piece that has no number, and an announcement of its own where nobody owed it.
    let most = usize::try_from(most.unwrap_or(0)).unwrap_or(0).min(UNREAD_MOST) * 2 + 2;
    let ids = (0..most).map(|_| random::uuid(desk.now_ms)).collect::<Result<Vec<Uuid>, _>>()?;
    let (mut ids, last) = (ids.into_iter(), random::uuid(desk.now_ms)?);
    Ok(receive_back(&books, actor, (id, take), event, &mut || ids.next().unwrap_or(last)))
}

/// The serial number of a piece of this card as the books spell it; none where they have no such piece.
fn booked(books: &Books, card: CardId, typed: &str) -> Option<String> {
    let lines = books.stock.lines().filter(|line| line.key.card == card);
    lines.filter_map(|line| line.key.serial).find(|own| same(own, typed))
}

/// Serial numbers with spaces between, where the books have a piece under each of them; else one number, which may have spaces in it.
fn split_serials<'t>(books: &Books, card: CardId, typed: &'t str) -> Vec<&'t str> {
    let parts: Vec<&str> = typed.split_whitespace().collect();
    let each = booked(books, card, typed).is_none() && parts.iter().all(|part| booked(books, card, part).is_some());
    if each { parts } else { vec![typed] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fettle_core::domain::parts::{Condition, StockKey, StockLine};

    #[test]
    fn a_serial_number_with_a_space_in_it_is_one_and_known_ones_with_spaces_between_are_several() {
        let (card, place) = (CardId::new(Uuid::from_u128(1)), Uuid::from_u128(2).into());
        let line = |serial: &str| StockLine {
            key: StockKey { place, card, condition: Condition::New, serial: Some(serial.into()) },
            quantity: 1000,
            first_in: None,
        };
        let books = Books { stock: ["CAM-7 B", "S1", "S2"].map(line).into_iter().collect(), ..Books::default() };
        assert_eq!(split_serials(&books, card, "CAM-7 B"), ["CAM-7 B"]);
        assert_eq!(split_serials(&books, card, "S1  S2"), ["S1", "S2"]);
        assert_eq!(split_serials(&books, card, "S1 NEW"), ["S1 NEW"], "one that nobody knows is not cut in two");
        assert_eq!(booked(&books, card, "CAM-7 B").as_deref(), Some("CAM-7 B"));
    }
}
