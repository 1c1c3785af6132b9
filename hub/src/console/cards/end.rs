//! A part is no longer kept, or is kept again.

use super::form::must_keep;
use crate::console::command::run_form;
use crate::console::kept::{About, answered, look, now, with_list};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::parts::{Card, CardId, end_card, reinstate_card};

fn about(auth: &AuthContext, id: CardId, card: &Card) -> (About, Form) {
    let p = auth.page().at("cards").back_to(&format!("/cards/{id}/end"));
    let crumb = (format!("/cards/{id}"), card.name().in_lang(p.lang).to_owned());
    let reason = Field::line("reason", p.t("console-reason")).required().at_most(1_000).answers(&["reason_missing"]);
    let form = Form::new(&p, "end", format!("/cards/{id}/end"), p.t("cards-end")).with(reason).dangerous();
    (About { title: p.t("cards-end"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must_keep(&auth)?;
    let (id, card) = look::<Card, CardId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &card);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn end(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_keep(&auth)?;
    let (id, known) = look::<Card, CardId>(&auth, &id).await?;
    let (actor, reason) = (auth.actor(), fields.get("reason").to_owned());
    let told = run_form(&auth, sent, async move |desk| {
        let places = desk.ledger.places_with(id).await?;
        let state = now::<Card>(&desk, id).await?;
        Ok(end_card(&desk.actor(actor), id, &state, places, &reason))
    })
    .await?;
    let told = with_list(&auth.page(), id, told);
    Ok(answered(told, &format!("/cards/{id}"), &fields, || about(&auth, id, &known)))
}

/// The part is kept again.
pub(in crate::console) async fn back(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_keep(&auth)?;
    let (id, known) = look::<Card, CardId>(&auth, &id).await?;
    let actor = auth.actor();
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Card>(&desk, id).await?;
        Ok(reinstate_card(&desk.actor(actor), id, &state))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/cards/{id}?done=1")).into_response()) };
    let p = auth.page().at("cards").back_to(&format!("/cards/{id}"));
    let crumb = (format!("/cards/{id}"), known.name().in_lang(p.lang).to_owned());
    let form = Form::new(&p, "back", format!("/cards/{id}/back"), p.t("cards-back"));
    let title = p.t("cards-back");
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
