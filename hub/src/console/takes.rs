//! Takes: approved or rejected by the manager, issued by the store, from the page of their job, or from the stock's page.

use super::job::{record, show_refused};
use super::stock;
use super::visit::{Fields, Posted, Visit};
use crate::access;
use crate::error::{Fault, HubError};
use crate::random;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::TakeId;
use fettle_core::domain::parts::{Books, Line, Movement, Stock, Take, approve, issue, reject};
use fettle_core::kernel::Refusal;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A form about a take was sent.
pub(super) async fn act(
    Path((id, act)): Path<(String, String)>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Fault> {
    let id: TakeId = id.parse().map_err(|_| Fault::not_found())?;
    let take = access::look::<Take>(&visit.hub().ledger, &visit.viewer, id.uuid()).await?.state;
    let actor = visit.actor();
    let drafts = match act.as_str() {
        "approve" => approve(&actor, id, &take),
        "reject" => reject(&actor, id, &take, fields.get("reason")),
        "issue" => hand_out(&visit, id, &take, &fields).await?,
        _ => return Err(Fault::not_found()),
    };
    let refused = record(&visit, drafts).await?;
    match (refused, take.job) {
        (Some(text), Some(job)) => show_refused(&visit, job, text, act, fields).await,
        (Some(text), None) => stock::show(&visit, text).await,
        (None, Some(job)) => Ok(Redirect::to(&format!("/jobs/{job}?done=1")).into_response()),
        (None, None) => Ok(Redirect::to("/stock?done=1").into_response()),
    }
}

async fn hand_out(
    visit: &Visit,
    id: TakeId,
    take: &Take,
    fields: &Fields,
) -> Result<Result<Vec<fettle_core::kernel::Draft>, Refusal>, HubError> {
    let books = books(visit).await?;
    let serials = |line: &u32| {
        let typed = fields.get(&format!("serial-{line}"));
        let each = typed.split([' ', ',', '，', '、']).map(str::trim).filter(|serial| !serial.is_empty());
        (*line, each.map(str::to_owned).collect())
    };
    let scanned: BTreeMap<u32, Vec<String>> = take.lines.keys().map(serials).collect();
    // Ids are drawn before, since drawing may fail: one for each lot that could move. Not for each piece: a slip is a fact and may say anything.
    let lots = |(number, line): (&u32, &Line)| {
        let booked = books.stock.lines().filter(|booked| booked.key.card == line.card).count();
        scanned.get(number).map_or(0, Vec::len) + booked + 1
    };
    let most: usize = take.lines.iter().map(lots).sum();
    let ids = (0..most).map(|_| random::uuid(visit.hub().clock.now_ms())).collect::<Result<Vec<Uuid>, _>>()?;
    let (mut ids, last) = (ids.into_iter(), random::uuid(visit.hub().clock.now_ms())?);
    Ok(issue(&books, &visit.actor(), id, take, &scanned, &mut || ids.next().unwrap_or(last)))
}

/// Cards, places and the whole ledger.
async fn books(visit: &Visit) -> Result<Books, HubError> {
    let ledger = &visit.hub().ledger;
    let movements = ledger.all::<Movement>().await?;
    Ok(Books {
        cards: ledger.all().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect(),
        places: ledger.all().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect(),
        stock: Stock::of(movements.iter().map(|(id, folded)| ((*id).into(), &folded.state))),
    })
}
