//! Takes: approved or rejected by the manager, issued by the store, from the page of their job, or from the stock's page.

use super::command::run;
use super::job::show_refused;
use super::stock;
use super::visit::{Fields, Posted};
use crate::access;
use crate::error::{Fault, HubError};
use crate::ledger::{Decision, Desk};
use crate::random;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::TakeId;
use fettle_core::domain::parts::{Books, Line, Take, UNREAD_AT_ONCE, approve, issue, reject};
use fettle_core::domain::people::Actor;
use fettle_core::domain::printed::{same, tidy};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A form about a take was sent.
pub(super) async fn act(
    Path((id, act)): Path<(String, String)>,
    Posted { visit, fields, sent }: Posted,
) -> Result<Response, Fault> {
    let id: TakeId = id.parse().map_err(|_| Fault::not_found())?;
    let job = access::look::<Take>(&visit.hub().ledger, &visit.viewer, id.uuid()).await?.state.job;
    if !["approve", "reject", "issue"].contains(&act.as_str()) {
        return Err(Fault::not_found());
    }
    let (actor, name, said) = (visit.actor(), act.clone(), fields.clone());
    let refused = run(&visit, sent, async move |desk| {
        let take = desk.ledger.get::<Take>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
        match name.as_str() {
            "approve" => Ok(approve(&actor, id, &take)),
            "reject" => Ok(reject(&actor, id, &take, said.get("reason"))),
            _ => hand_out(&desk, &actor, id, &take, &said).await,
        }
    })
    .await?;
    match (refused, job) {
        (Some(text), Some(job)) => show_refused(&visit, job, text, act, fields).await,
        (Some(text), None) => stock::show(&visit, text).await,
        (None, Some(job)) => Ok(Redirect::to(&format!("/jobs/{job}?done=1")).into_response()),
        (None, None) => Ok(Redirect::to("/stock?done=1").into_response()),
    }
}

/// Of one lot not more pieces without a number than this are issued at once.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred")]
const UNREAD_MOST: usize = UNREAD_AT_ONCE as usize;

async fn hand_out(desk: &Desk, actor: &Actor, id: TakeId, take: &Take, fields: &Fields) -> Result<Decision, HubError> {
    let books = desk.ledger.take_books(take).await?;
    let serials = |line: &u32| {
        let typed = fields.get(&format!("serial-{line}"));
        let each = typed.split([' ', ',', '，', '、']).map(str::trim).filter(|serial| !serial.is_empty());
        (*line, each.map(|serial| spelled(&books, take.lines.get(line), serial)).collect())
    };
    let scanned: BTreeMap<u32, Vec<String>> = take.lines.keys().map(serials).collect();
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

/// A serial number as the books spell it, where they have a piece of this card under it; else as printed.
fn spelled(books: &Books, line: Option<&Line>, typed: &str) -> String {
    let booked = books.stock.lines().filter(|booked| line.is_some_and(|line| booked.key.card == line.card));
    booked.filter_map(|booked| booked.key.serial).find(|own| same(own, typed)).unwrap_or_else(|| tidy(typed))
}
