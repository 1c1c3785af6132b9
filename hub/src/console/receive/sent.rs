//! The form of a delivery was sent: booked, and the form is there again for the next part of it.

use super::form::{Asked, about, must_keep_a_store};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, Miss, find, now};
use crate::console::kit::{Choice, refused_page};
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::console::scanned;
use crate::error::Fault;
use crate::random;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::parts::{Card, CardId, Delivery, PlaceId, UNREAD_AT_ONCE, receive_delivery};
use fettle_core::domain::values::{Quantity, Unit, read_thousandths};
use fettle_core::kernel::{Aggregate, Refusal};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

/// More pieces are not received at once, with serial numbers or without.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred")]
const MOST: usize = UNREAD_AT_ONCE as usize;

async fn refused(auth: &AuthContext, fields: &Fields, choices: Vec<Choice>, told: &Told) -> Result<Response, Fault> {
    let (About { p, title, crumb }, form) = about(auth, &Asked::default(), choices).await?;
    Ok(refused_page(p, title, crumb, form, (fields, told)))
}

/// It was sent.
pub(in crate::console) async fn receive(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must_keep_a_store(&auth)?;
    let miss = |refusal: Refusal| Miss { refusal, choices: Vec::new() };
    let card = match find(&auth, &fields, "card", Card::KIND).await? {
        Ok(Some(id)) => Ok(CardId::new(id)),
        Ok(None) => Err(miss(Refusal::new("card_unknown"))),
        Err(miss) => Err(miss),
    };
    let card = match card {
        Ok(card) => card,
        Err(Miss { refusal, choices }) => {
            return refused(&auth, &fields, choices, &Told::of(auth.lang(), &refusal)).await;
        }
    };
    let (actor, said) = (auth.actor(), fields.clone());
    let told = run_form(&auth, sent, async move |desk| {
        let typed = said.get("quantity");
        let Some(amount) = read_thousandths(typed) else {
            return Ok(Err(Refusal::new("level_unreadable").with("value", typed)));
        };
        let Some(to) = said.parse::<PlaceId>("place") else { return Ok(Err(Refusal::new("place_unknown"))) };
        let separator = |c: char| matches!(c, '\n' | '\r' | ',' | '，' | '、');
        let serials = said.get("serials").split(separator).map(str::trim).filter(|serial| !serial.is_empty());
        let known = now::<Card>(&desk, card).await?;
        let serials = serials.map(|typed| scanned::serial(typed, &known, desk.now_ms)).collect::<Result<Vec<_>, _>>();
        let serials = match serials {
            Ok(serials) => serials,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let books = desk.ledger.receipt_books(card, to, &serials).await?;
        let unit = books.cards.get(&card).map_or(Unit::Piece, Card::unit);
        // Ids are drawn before, since drawing may fail: one for each piece at most.
        let most = serials.len().min(MOST) + MOST + 1;
        let ids = (0..most).map(|_| random::uuid(desk.now_ms)).collect::<Result<Vec<Uuid>, _>>()?;
        let (mut ids, last) = (ids.into_iter(), random::uuid(desk.now_ms)?);
        let remark = said.get("note").to_owned();
        let what = Delivery { card, quantity: Quantity { amount, unit }, serials, to, remark };
        Ok(receive_delivery(&books, &desk.actor(actor), &what, &mut || ids.next().unwrap_or(last)))
    })
    .await?;
    let Some(told) = told else {
        // A delivery has several parts: the next one comes from the same box.
        let note = utf8_percent_encode(fields.get("note"), NON_ALPHANUMERIC);
        let to = format!("/stock/receive?place={}&note={note}&done=1", fields.get("place"));
        return Ok(Redirect::to(&to).into_response());
    };
    refused(&auth, &fields, Vec::new(), &told).await
}
